//! `/claims`: what somebody is writing, and what he has sent.

use super::sent::Filed;
use super::text::{Claim, Someone};
use super::{KIND, Step, may_file, put, send, to, with_vault};
use crate::directory;
use crate::error::ApiError;
use crate::pages::form::Form;
use crate::pages::read;
use crate::pages::shell::{Page as _, Shell, Visit};
use crate::site::Site;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use tarazy_access::Role;
use tarazy_registry::drafts::{Draft, DraftId};
use tarazy_registry::models;

#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    s: Shell,
    may: bool,
    drafts: Vec<DraftLine>,
    filed: Vec<FiledLine>,
}

struct DraftLine {
    id: String,
    what: String,
    updated: String,
}

struct FiledLine {
    id: String,
    court: String,
    received: String,
    number: Option<String>,
    stage: String,
}

/// True if the visitor may file at any court.
fn may_at_all(site: &Site, visit: &Visit) -> Result<bool, ApiError> {
    for court in site.directory()?.search("", visit.lang) {
        if may_file(site, visit, &court.code)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `GET /claims`.
pub(in crate::pages) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let owner = &visit.signed()?.person.id;
        let drafts = with_vault(site, |vault| site.drafts.of_owner(owner, KIND, vault))?;
        let filed = with_vault(site, |vault| site.drafts.of_owner(owner, send::FILED, vault))?;
        let mut lines = Vec::new();
        for draft in &drafts {
            let claim: Claim = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
            lines.push(DraftLine {
                id: draft.id.as_str().to_owned(),
                what: what(&visit, &claim),
                updated: Site::moment(draft.updated, site.zone, visit.lang),
            });
        }
        let mut sent = Vec::new();
        for draft in &filed {
            sent.extend(filed_line(site, &visit, draft)?);
        }
        let s = visit.shell(say.t("claims-title"))?.crumb("", say.t("home-crumb")).at("claims");
        ClaimsPage { s, may: may_at_all(site, &visit)?, drafts: lines, filed: sent }.show()
    })
    .await
}

/// What a draft is about, as its writer would call it: whom it is against.
fn what(visit: &Visit, claim: &Claim) -> String {
    let against = claim.parties.iter().find(|party| party.role == "respondent" && !party.name.is_empty());
    match against {
        Some(party) => visit.say().a("claims-against", "name", &party.name),
        None => visit.say().t("claims-unnamed"),
    }
}

fn filed_line(site: &Site, visit: &Visit, draft: &Draft) -> Result<Option<FiledLine>, ApiError> {
    let Some(stream) = &draft.about else { return Ok(None) };
    let filed: Filed = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
    let row = site.read(|reader, _| models::case_by_stream(reader, stream))?;
    let directory = site.directory()?;
    let name = directory.court(&filed.court).map(|court| directory::name(court, visit.lang).to_owned());
    Ok(row.map(|row| FiledLine {
        id: filed.draft,
        court: name.unwrap_or(filed.court),
        received: Site::moment(filed.received, site.zone, visit.lang),
        number: row.number,
        stage: visit.say().of("stage-", &row.stage),
    }))
}

/// `POST /claims`: begins a claim.
pub(in crate::pages) async fn begin(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let signed = visit.signed()?;
        if !may_at_all(site, visit)? {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "forbidden"));
        }
        let is_clerk = signed.acting.as_ref().is_some_and(|grant| grant.role == Role::Clerk);
        let mut claimant = Someone::of("claimant");
        // At the counter somebody else stands before the writer.
        if !is_clerk {
            claimant.name = signed.person.name.clone();
        }
        let claim = Claim { parties: vec![claimant, Someone::of("respondent")], ..Claim::default() };
        let body = serde_json::to_vec(&claim).map_err(|e| ApiError::internal(&e))?;
        let (id, owner) = (DraftId::new(site.access.random_16()), signed.person.id.clone());
        let path = format!("/claim/{}/{}", id.as_str(), Step::About.word());
        put(site, Draft { id, owner, kind: KIND.to_owned(), about: None, body, updated: 0 })?;
        Ok(to(visit, &path))
    })
    .await
}
