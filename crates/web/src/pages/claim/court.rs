//! The first two steps: what the dispute is about, and the court, which the program proposes with its reason. What it says of
//! another court is told, not forbidden: whether it is the right one is for the court to say.

use super::{Choice, Errors, Step, Work, may_file, status};
use crate::directory;
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell};
use crate::pages::uploaded::Uploaded;
use askama::Template;
use axum::response::Response;
use std::collections::BTreeSet;
use tarazy_base::Date;
use tarazy_law::{Instance, Procedure};

#[derive(Template)]
#[template(path = "claim_about.html")]
struct AboutPage {
    s: Shell,
    progress: String,
    categories: Vec<Choice>,
    facts: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "claim_court.html")]
struct CourtPage {
    s: Shell,
    progress: String,
    /// Which court, and why, a sentence each.
    why: Vec<String>,
    courts: Vec<Choice>,
}

pub(super) fn about(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let (lang, law) = (work.visit.lang, &work.site.law);
    let in_force = law.at(work.day).map_err(|e| ApiError::internal(&e))?;
    // Cases that are heard in closed session are not filed here yet (docs/procedure.md).
    let civil = in_force.categories().filter(|c| c.procedure == Procedure::Civil && !c.closed);
    let categories = civil.map(|c| Choice {
        value: c.code.clone(),
        label: c.text.get(lang).to_owned(),
        chosen: c.code == work.claim.category,
    });
    let facts = law.facts(work.day, Date::MAX).map(|fact| Choice {
        value: fact.code.clone(),
        label: fact.text.get(lang).to_owned(),
        chosen: work.claim.facts.contains(&fact.code),
    });
    let (categories, facts) = (categories.collect(), facts.collect());
    let code = status(&errors);
    let s = work.shell(Step::About, errors)?;
    AboutPage { s, progress: work.progress(Step::About), categories, facts }.show_as(code)
}

pub(super) fn take_about(work: &mut Work<'_>, form: &Uploaded) -> Errors {
    work.claim.category = form.get("category").to_owned();
    let known: BTreeSet<&str> =
        work.site.law.facts(work.day, Date::MAX).map(|fact| fact.code.as_str()).collect();
    work.claim.facts = form.all("fact").filter(|code| known.contains(code)).map(str::to_owned).collect();
    about_wrong(work)
}

/// What is wrong with what the dispute is about.
pub(super) fn about_wrong(work: &Work<'_>) -> Errors {
    let in_force = work.site.law.at(work.day).ok();
    let is_known = in_force.is_some_and(|law| law.category(&work.claim.category).is_some_and(|c| !c.closed));
    if is_known {
        Errors::new()
    } else {
        vec![("category".to_owned(), work.visit.say().t("claim-category-none"))]
    }
}

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let facts: BTreeSet<String> = work.claim.facts.iter().cloned().collect();
    let found = work.site.law.competence(Instance::First, &facts, work.day, Date::MAX);
    let why = found.iter().flat_map(|found| found.lines(work.visit.lang));
    let directory = work.site.directory()?;
    let mut courts = Vec::new();
    for court in directory.search("", work.visit.lang) {
        if may_file(work.site, work.visit, &court.code)? {
            courts.push(Choice {
                value: court.code.clone(),
                label: directory::name(court, work.visit.lang).to_owned(),
                chosen: court.code == work.claim.court,
            });
        }
    }
    let why = why.map(|said| work.said(&said)).collect();
    let code = status(&errors);
    let s = work.shell(Step::Court, errors)?;
    CourtPage { s, progress: work.progress(Step::Court), why, courts }.show_as(code)
}

pub(super) fn take(work: &mut Work<'_>, form: &Uploaded) -> Result<Errors, ApiError> {
    work.claim.court = form.get("court").to_owned();
    wrong(work)
}

/// What is wrong with the court.
pub(super) fn wrong(work: &Work<'_>) -> Result<Errors, ApiError> {
    let known = work.site.directory()?.court(&work.claim.court).is_some();
    if known && may_file(work.site, work.visit, &work.claim.court)? {
        return Ok(Errors::new());
    }
    Ok(vec![("court".to_owned(), work.visit.say().t("claim-court-none"))])
}
