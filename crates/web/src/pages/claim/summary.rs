//! The last step: everything at one sight, what the law asks for and is not there, and sending.

use super::{Errors, Step, Work, court, demand, fee, files, parties, status};
use crate::directory;
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell};
use crate::pages::uploaded::Uploaded;
use askama::Template;
use axum::response::Response;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "claim_check.html")]
struct CheckPage {
    s: Shell,
    progress: String,
    parts: Vec<Part>,
    /// What of the law's lists is not there.
    lacks: Vec<String>,
}

/// A step's part of the summary.
struct Part {
    word: &'static str,
    title: String,
    rows: Vec<(String, String)>,
    is_wrong: bool,
}

/// What is said of a step: names and values.
type Rows = Vec<(String, String)>;

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let say = work.visit.say();
    let mut parts = Vec::new();
    for step in Step::ALL.into_iter().filter(|step| *step != Step::Check) {
        parts.push(Part {
            word: step.word(),
            title: say.of("claim-step-", step.word()),
            rows: rows(work, step)?.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            is_wrong: !wrong(work, step)?.is_empty(),
        });
    }
    let given: BTreeSet<String> = work.claim.given(&work.site.law, work.day).into_iter().collect();
    let lists = ["claim-content", "claim-annex"];
    let asked = lists.iter().flat_map(|list| work.site.law.grounds(list, work.day, work.day));
    let lacks = asked.filter(|g| !given.contains(&format!("{}/{}", g.list, g.code)));
    let lacks = lacks.map(|ground| ground.text.get(work.visit.lang).to_owned()).collect();
    let code = status(&errors);
    let s = work.shell(Step::Check, errors)?;
    CheckPage { s, progress: work.progress(Step::Check), parts, lacks }.show_as(code)
}

/// What stands in the way of sending.
pub(super) fn take(work: &mut Work<'_>, _: &Uploaded) -> Errors {
    let mut errors = Errors::new();
    for step in Step::ALL.into_iter().filter(|step| *step != Step::Check) {
        if wrong(work, step).map_or(true, |wrong| !wrong.is_empty()) {
            let sentence = work.visit.say().a(
                "claim-step-wrong",
                "step",
                &work.visit.say().of("claim-step-", step.word()),
            );
            errors.push((format!("part-{}", step.word()), sentence));
        }
    }
    errors
}

fn wrong(work: &Work<'_>, step: Step) -> Result<Errors, ApiError> {
    Ok(match step {
        Step::About => court::about_wrong(work),
        Step::Court => court::wrong(work)?,
        Step::Parties => parties::wrong(work),
        Step::Demand => demand::wrong(work),
        Step::Fee => fee::wrong(work),
        Step::Files | Step::Check => Errors::new(),
    })
}

/// What was said at a step, in words.
pub(super) fn rows(work: &Work<'_>, step: Step) -> Result<Rows, ApiError> {
    let (say, lang, claim) = (work.visit.say(), work.visit.lang, &work.claim);
    let law = &work.site.law;
    let row = |id: &str, value: &str| (say.of("claim-", id), value.to_owned());
    Ok(match step {
        Step::About => {
            let in_force = law.at(work.day).map_err(|e| ApiError::internal(&e))?;
            let category = in_force.category(&claim.category).map(|c| c.text.get(lang).to_owned());
            vec![row("category", &category.unwrap_or_default())]
        }
        Step::Court => {
            let directory = work.site.directory()?;
            let name = directory.court(&claim.court).map(|court| directory::name(court, lang).to_owned());
            vec![row("court", &name.unwrap_or_default())]
        }
        Step::Parties => {
            let of = |party: &super::text::Someone| {
                let all = [
                    &party.name,
                    &party.number,
                    &party.born,
                    &party.address,
                    &party.phone,
                    &party.email,
                    &party.bank,
                ];
                let said: Vec<&str> =
                    all.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
                (say.of("claim-role-", &party.role), said.join(", "))
            };
            claim.parties.iter().map(of).collect()
        }
        Step::Demand => {
            let no_pretrial = if claim.no_pretrial { say.t("claim-no-pretrial") } else { String::new() };
            vec![
                row("demand", &claim.demand),
                row("circumstances", &claim.circumstances),
                row("evidence", &claim.evidence),
                row("calculation", &claim.calculation),
                row("pretrial", &claim.pretrial),
                row("pretrial", &no_pretrial),
                row("conciliation", &claim.conciliation),
                row("price", &claim.value().map(|value| value.to_string()).unwrap_or_default()),
                row("subject", &claim.subject),
            ]
        }
        Step::Files => {
            let of = |annex: &super::text::Annex| {
                let name = format!("{} ({})", annex.file.name, files::size(say, annex.file.size));
                (files::what(work, &annex.what), name)
            };
            claim.files.iter().map(of).collect()
        }
        Step::Fee => {
            let ground = law.ground("fee-exemption", &claim.fee_ground, work.day, tarazy_base::Date::MAX);
            let ground = ground.filter(|_| claim.fee_way == "exempt").map(|g| g.text.get(lang).to_owned());
            let why = if claim.fee_way == "defer" { claim.fee_why.as_str() } else { "" };
            let way = if claim.fee_way.is_empty() {
                String::new()
            } else {
                say.of("claim-fee-way-", &claim.fee_way)
            };
            vec![
                row("fee", &fee::due(work).map(|due| due.amount.to_string()).unwrap_or_default()),
                row("fee-way", &way),
                row("fee-ground", &ground.unwrap_or_default()),
                row("fee-why", why),
                row(
                    "fee-reference",
                    claim.paid.as_ref().map(|paid| paid.reference.as_str()).unwrap_or_default(),
                ),
            ]
        }
        Step::Check => Vec::new(),
    })
}
