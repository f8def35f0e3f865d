//! The fourth step: what is demanded, and why, with what the law asks for at each field (ГПК 148).

use super::{Errors, Step, Work, status};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell};
use crate::pages::uploaded::Uploaded;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "claim_demand.html")]
struct DemandPage {
    s: Shell,
    progress: String,
    /// Id, label, what the law asks for, what was typed.
    areas: Vec<(&'static str, String, String, String)>,
    no_pretrial: bool,
    price: (String, String),
    subject: String,
}

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let (say, claim) = (work.visit.say(), &work.claim);
    let asked = |code: &str| {
        let ground = work.site.law.ground("claim-content", code, work.day, work.day);
        ground.map(|ground| ground.text.get(work.visit.lang).to_owned()).unwrap_or_default()
    };
    let areas = [
        ("demand", "violation", &claim.demand),
        ("circumstances", "circumstances", &claim.circumstances),
        ("evidence", "", &claim.evidence),
        ("calculation", "", &claim.calculation),
        ("pretrial", "pre-trial", &claim.pretrial),
        ("conciliation", "conciliation", &claim.conciliation),
    ];
    let areas = areas.map(|(id, code, typed)| (id, say.of("claim-", id), asked(code), typed.clone()));
    let code = status(&errors);
    DemandPage {
        progress: work.progress(Step::Demand),
        areas: areas.into(),
        no_pretrial: claim.no_pretrial,
        price: (claim.price.clone(), asked("price")),
        subject: claim.subject.clone(),
        s: work.shell(Step::Demand, errors)?,
    }
    .show_as(code)
}

pub(super) fn take(work: &mut Work<'_>, form: &Uploaded) -> Errors {
    let claim = &mut work.claim;
    let fields = [
        ("demand", &mut claim.demand),
        ("circumstances", &mut claim.circumstances),
        ("evidence", &mut claim.evidence),
        ("calculation", &mut claim.calculation),
        ("pretrial", &mut claim.pretrial),
        ("conciliation", &mut claim.conciliation),
        ("price", &mut claim.price),
        ("subject", &mut claim.subject),
    ];
    for (name, field) in fields {
        form.get(name).clone_into(field);
    }
    claim.no_pretrial = form.get("no-pretrial") == "yes";
    wrong(work)
}

/// What is wrong with the demand.
pub(super) fn wrong(work: &Work<'_>) -> Errors {
    let (say, claim) = (work.visit.say(), &work.claim);
    let mut errors = Errors::new();
    let mut wrong = |field: &str, message: &str| errors.push((field.to_owned(), say.t(message)));
    if claim.demand.is_empty() {
        wrong("demand", "claim-demand-none");
    }
    if claim.circumstances.is_empty() {
        wrong("circumstances", "claim-circumstances-none");
    }
    if !claim.price.is_empty() && claim.value().is_none() {
        wrong("price", "claim-price-wrong");
    }
    errors
}
