//! A case opened by somebody who may: its docket folded, and what the policies must know about him in it.

use super::super::case::is_public;
use super::super::not_found;
use super::super::session::Signed;
use super::super::shell::Visit;
use super::may::may;
use crate::error::ApiError;
use crate::site::Site;
use axum::http::StatusCode;
use tarazy_access::policy::{Action, CaseFacts, Thing};
use tarazy_access::{Grant, parts};
use tarazy_base::{Date, Instant, Zone};
use tarazy_docket::{StreamId, from_value};
use tarazy_procedure::events::PartyNo;
use tarazy_procedure::{Case, Context};
use tarazy_registry::models::{self, CaseRow};
use tarazy_registry::{Court, ROSTER, Roster, read_case};
use tarazy_store::{Record, truth};

/// A case that somebody may look into.
pub(in super::super) struct Opened {
    pub(in super::super) row: CaseRow,
    pub(in super::super) records: Vec<Record>,
    pub(in super::super) case: Case,
    pub(in super::super) court: Court,
    pub(in super::super) zone: Zone,
    pub(in super::super) facts: CaseFacts,
    /// The parties that he is or speaks for.
    pub(in super::super) own: Vec<PartyNo>,
}

impl Opened {
    /// What procedure needs to know besides the case.
    pub(in super::super) fn context<'a>(&self, site: &'a Site, now: i64) -> Context<'a> {
        let known = today(now, self.zone);
        Context { law: &site.law, known, now, zone: self.zone, duty: None, importing: false }
    }

    /// Today in the court's zone.
    pub(in super::super) fn today(&self, now: i64) -> Date {
        today(now, self.zone)
    }
}

/// The day of a moment.
pub(in super::super) fn today(now: i64, zone: Zone) -> Date {
    Instant::from_ms(now).map_or(Date::MIN, |instant| instant.date_in(zone))
}

/// A case by its number, or by the figures of its docket.
///
/// # Errors
/// 404 if there is none.
pub(in super::super) fn find(site: &Site, name: &str) -> Result<CaseRow, ApiError> {
    let stream = format!("case/{name}").parse::<StreamId>().ok();
    let found = site.read(|reader, _| match &stream {
        Some(stream) => models::case_by_stream(reader, stream),
        None => models::case_by_number(reader, name),
    })?;
    found.ok_or_else(not_found)
}

/// Opens a case for who may read its documents.
///
/// # Errors
/// 404 for who may not know of it; 403 for who may, but not look inside.
pub(in super::super) fn open(site: &Site, visit: &Visit, name: &str) -> Result<Opened, ApiError> {
    open_for(site, visit, name, |site, visit, facts| {
        may(site, visit.signed()?, Action::ReadDocuments, &Thing::Case(facts.clone()))
    })
}

/// Opens a case for whom a question of one's own admits.
///
/// # Errors
/// As [`open`].
pub(super) fn open_for(
    site: &Site,
    visit: &Visit,
    name: &str,
    admits: impl Fn(&Site, &Visit, &CaseFacts) -> Result<bool, ApiError>,
) -> Result<Opened, ApiError> {
    let signed = visit.signed()?;
    let opened = look(site, signed, find(site, name)?)?;
    if !may(site, signed, Action::KnowCase, &Thing::Case(opened.facts.clone()))? {
        return Err(not_found());
    }
    if !admits(site, visit, &opened.facts)? {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    Ok(opened)
}

/// A case with what the policies must know about somebody in it. It is not asked here whether he may see it.
///
/// # Errors
/// If it cannot be read.
pub(super) fn look(site: &Site, signed: &Signed, row: CaseRow) -> Result<Opened, ApiError> {
    let now = (site.clock)();
    let directory = site.directory()?;
    let court = directory.court(&row.court).cloned().ok_or_else(not_found)?;
    let zone = court.zone().unwrap_or(site.zone);
    let person = &signed.person.id;
    let (held, roster) = site.read(|reader, _| {
        let ledger = court.division(Some(&row.division)).map(|d| d.ledger.as_str().to_owned());
        let roster = match ledger {
            Ok(ledger) => truth::reference(reader, ROSTER, &ledger)?,
            Err(_) => None,
        };
        Ok((parts(reader, &row.stream)?, roster))
    })?;
    let held: Vec<_> = held.into_iter().filter(|part| part.person == *person && part.holds(now)).collect();
    let roster: Option<Roster> =
        roster.as_ref().map(from_value).transpose().map_err(|e| ApiError::internal(&e))?;
    let roster = roster.unwrap_or_default();
    let acting = signed.acting.as_ref().filter(|grant| grant.court.as_deref() == Some(&row.court));
    let is_any = |grant: &Grant, of: &dyn Fn(&str) -> bool| grant.judges.iter().any(|judge| of(judge));
    let sits = acting.is_some_and(|g| is_any(g, &|judge| row.judges.iter().any(|j| j == judge)));
    let on_duty = acting.is_some_and(|g| is_any(g, &|judge| roster.has(judge, today(now, zone))));
    let records = site.read(|reader, vault| Ok(truth::stream(reader, vault, &row.stream)?))?;
    let case = read_case(&row.stream, &records).map_err(|refusal| ApiError::refused(&refusal))?.case;
    // Who was recused is kept out of the case, also as the judge on duty.
    let granted = || case.recusals.iter().filter(|recusal| recusal.granted == Some(true));
    let recused = acting.is_some_and(|g| is_any(g, &|judge| granted().any(|r| r.judge == judge)));
    let me = |holds: bool| if holds { vec![person.clone()] } else { Vec::new() };
    let facts = CaseFacts {
        id: row.stream.as_str().to_owned(),
        court: row.court.clone(),
        is_registered: row.number.is_some(),
        is_closed: row.number.is_some() && !is_public(site, &row),
        parties: me(!held.is_empty()),
        bench: me(sits),
        duty: me(on_duty),
        recused: me(recused),
    };
    let own = held.iter().map(|part| PartyNo(part.party)).collect();
    Ok(Opened { row, records, case, court, zone, facts, own })
}
