//! What a summons says, taken from the docket.

use crate::directory;
use crate::error::ApiError;
use crate::language;
use crate::pages::work::Opened;
use crate::site::Site;
use crate::summons::Sheet;
use tarazy_base::{Instant, Lang};
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::{About, Notice};
use tarazy_procedure::{Case, PartyRole};

/// The language of the proceedings, in which the court's papers are.
pub(super) fn language_of(case: &Case) -> Lang {
    if case.language.as_deref() == Some("ru") { Lang::Ru } else { Lang::Kk }
}

/// The summons of a notice about a hearing; none for one about an act, which is no summons.
///
/// # Errors
/// If a moment of the docket is none.
pub(super) fn sheet(
    site: &Site,
    opened: &Opened,
    (number, notice): (NoticeNo, &Notice),
    code: Option<String>,
) -> Result<Option<Sheet>, ApiError> {
    let About::Hearing(hearing, at) = notice.about else { return Ok(None) };
    let party = notice.party.place().and_then(|n| opened.case.parties.get(n)).map(|p| &p.party);
    let Some(party) = party else { return Ok(None) };
    let lang = language_of(&opened.case);
    let local =
        |ms| Instant::from_ms(ms).map_err(|e| ApiError::internal(&e)).map(|at| at.in_zone(opened.zone));
    let at = local(at)?;
    let own_address =
        notice.ways.iter().filter(|way| way.channel != "email").find_map(|way| way.address.clone());
    Ok(Some(Sheet {
        lang,
        court: opened.row.court.clone(),
        court_name: directory::name(&opened.court, lang).to_owned(),
        number: opened.row.number.clone(),
        id: format!("{}/notice/{number}", opened.row.stream),
        made: local((site.clock)())?.date(),
        day: at.date(),
        time: at.time(),
        room: opened.case.hearing(hearing).map(|h| h.room.clone()).unwrap_or_default(),
        addressee: notice.representative.as_ref().map_or(&party.name, |name| &name.0).clone(),
        address: if notice.representative.is_some() { own_address } else { party.address.clone() },
        matter: matter(&opened.case, lang),
        role: party.role,
        is_representative: notice.representative.is_some(),
        code,
    }))
}

/// Who against whom, about what.
fn matter(case: &Case, lang: Lang) -> String {
    let names = |role: PartyRole| {
        let of_role = case.present().filter(|(_, p)| p.party.role == role);
        of_role.map(|(_, p)| p.party.name.clone()).collect::<Vec<_>>().join(", ")
    };
    let demand = case.opened.as_ref().and_then(|opened| opened.demand.clone());
    let values = [
        ("claimant", names(PartyRole::Claimant)),
        ("respondent", names(PartyRole::Respondent)),
        ("demand", demand.clone().unwrap_or_default()),
    ];
    let id = if demand.is_some() { "summons-matter" } else { "summons-matter-bare" };
    language::message(lang, id, &values)
}
