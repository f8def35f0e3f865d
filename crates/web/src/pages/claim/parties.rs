//! The third step: who against whom. Nobody needs an IIN: a foreigner may have none, and of a respondent it may not be known.

use super::text::Someone;
use super::{Errors, Step, Work, status};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Say, Shell};
use crate::pages::uploaded::Uploaded;
use askama::Template;
use axum::response::Response;
use tarazy_base::time::parse_date;
use tarazy_base::{Bin, Iin};

/// Most parties of a claim that is filed here.
const MOST: usize = 40;
const ROLES: [&str; 3] = ["claimant", "respondent", "third-person"];

#[derive(Template)]
#[template(path = "claim_parties.html")]
struct PartiesPage {
    s: Shell,
    progress: String,
    for_other: bool,
    /// What the law asks to be said of claimant and respondent.
    asked: Vec<(String, String)>,
    parties: Vec<Line>,
}

/// A party with its place in the form.
struct Line {
    n: usize,
    title: String,
    name: String,
    is_organisation: bool,
    /// Id, label, hint, what was typed, kind of input.
    fields: Vec<(String, String, String, String, &'static str)>,
    may_go: bool,
}

fn fields(say: Say, n: usize, of: &Someone) -> Vec<(String, String, String, String, &'static str)> {
    let all = [
        ("name", &of.name, "text", ""),
        ("number", &of.number, "text", "claim-number-hint"),
        ("born", &of.born, "text", "claim-born-hint"),
        ("address", &of.address, "text", ""),
        ("phone", &of.phone, "tel", ""),
        ("email", &of.email, "email", ""),
        ("bank", &of.bank, "text", "claim-bank-hint"),
    ];
    let field = |(field, typed, kind, hint): (&str, &String, &'static str, &str)| {
        let hint = if hint.is_empty() { String::new() } else { say.t(hint) };
        (format!("p{n}-{field}"), say.of("claim-", field), hint, typed.clone(), kind)
    };
    all.map(field).into()
}

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let say = work.visit.say();
    let first = |role: &str| work.claim.parties.iter().position(|party| party.role == role);
    let line = |(n, of): (usize, &Someone)| Line {
        n,
        title: say.of("claim-role-", &of.role),
        may_go: of.role == "third-person" || first(&of.role) != Some(n),
        name: of.name.clone(),
        is_organisation: of.is_organisation,
        fields: fields(say, n, of),
    };
    let parties = work.claim.parties.iter().enumerate().map(line).collect();
    let asked = ["claimant", "respondent"].into_iter().filter_map(|code| {
        let ground = work.site.law.ground("claim-content", code, work.day, work.day)?;
        Some((say.of("claim-role-", code), ground.text.get(work.visit.lang).to_owned()))
    });
    let (asked, code) = (asked.collect(), status(&errors));
    let s = work.shell(Step::Parties, errors)?;
    let (progress, for_other) = (work.progress(Step::Parties), work.claim.for_other);
    PartiesPage { s, progress, for_other, asked, parties }.show_as(code)
}

pub(super) fn take(work: &mut Work<'_>, form: &Uploaded) -> Errors {
    work.claim.for_other = form.get("for-other") == "yes";
    for (n, party) in work.claim.parties.iter_mut().enumerate() {
        let typed = |field: &str| form.get(&format!("p{n}-{field}")).to_owned();
        *party = Someone {
            role: party.role.clone(),
            is_organisation: typed("kind") == "organisation",
            name: typed("name"),
            number: typed("number").chars().filter(|c| !c.is_whitespace()).collect(),
            born: typed("born"),
            address: typed("address"),
            phone: typed("phone"),
            email: typed("email"),
            bank: typed("bank"),
        };
    }
    let parties = &mut work.claim.parties;
    match form.get("do").split_once('-') {
        Some(("more", role)) if ROLES.contains(&role) && parties.len() < MOST => {
            let last = parties.iter().rposition(|party| party.role == role);
            let place = last.map_or(parties.len(), |place| place + 1);
            parties.insert(place, Someone::of(role));
            return Errors::new();
        }
        Some(("less", n)) => {
            if let Some(n) = n.parse::<usize>().ok().filter(|n| *n < parties.len()) {
                parties.remove(n);
            }
            return Errors::new();
        }
        _ => {}
    }
    wrong(work)
}

/// What is wrong with the parties.
pub(super) fn wrong(work: &Work<'_>) -> Errors {
    let say = work.visit.say();
    let mut errors = Errors::new();
    for (n, party) in work.claim.parties.iter().enumerate() {
        let mut wrong = |field: &str, message: &str| errors.push((format!("p{n}-{field}"), say.t(message)));
        if party.name.is_empty() {
            wrong("name", "claim-name-none");
        }
        let number = party.number.as_str();
        match (number.is_empty(), party.is_organisation) {
            (true, _) => {}
            (false, true) if Bin::read(number).is_err() => wrong("number", "claim-bin-wrong"),
            (false, false) if Iin::read(number).is_err() => wrong("number", "claim-iin-wrong"),
            (false, _) => {}
        }
        if !party.born.is_empty() && parse_date(&party.born).is_err() {
            wrong("born", "claim-born-wrong");
        }
        if !party.email.is_empty() && !party.email.contains('@') {
            wrong("email", "claim-email-wrong");
        }
    }
    errors
}
