//! What the court does with a notice: the chancery prints the summons with a code and notes what became of it; the judge concludes.

use super::sheet::sheet;
use super::summons::{self, Shown};
use super::{Rights, path, seen};
use crate::error::ApiError;
use crate::pages::form::Form;
use crate::pages::work::{actor, open, own_judge};
use crate::pages::{command, not_found, read, sentence};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Serialize;
use std::collections::HashMap;
use tarazy_access::secrets::{code, code_hash};
use tarazy_base::time::{parse_clock, parse_date};
use tarazy_base::{Instant, Zone};
use tarazy_procedure::events::PersonName;
use tarazy_registry::notices::NoticePrint;

fn forbidden() -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "forbidden")
}

/// `POST /notice/{case}/{n}/print`: the summons with a code of its own, which nobody sees again.
pub(in super::super) async fn print(
    Path((case, number)): Path<(String, u32)>,
    form: Form,
) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (visit, opened) = (&form.visit, open(site, &form.visit, &case)?);
        let signed = visit.signed()?;
        let rights = Rights::of(site, signed, &opened)?;
        let (number, notice) = seen(&opened, rights, number)?;
        if !rights.keeps {
            return Err(forbidden());
        }
        let code = code(&mut &site.access);
        let sheet = sheet(site, &opened, (number, notice), Some(code.clone()))?.ok_or_else(not_found)?;
        let (case, hash) = (opened.row.stream.clone(), code_hash(&code));
        // Rendered first: a code is kept for a paper that there is.
        let printed = summons::print(site, &sheet)?;
        let body = NoticePrint { case, notice: number, code: hash };
        match command(site, &actor(signed), "notice.print", &body)? {
            Ok(_) => Ok(printed),
            Err(refusal) => {
                let errors = vec![("print".to_owned(), sentence(visit, &refusal))];
                summons::page(site, visit, &opened, number, Shown { errors, ..Shown::default() })
            }
        }
    })
    .await
}

#[derive(Serialize)]
struct Note {
    case: String,
    notice: u32,
    channel: String,
    what: String,
    source: &'static str,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead_of: Option<u32>,
}

/// `POST /notice/{case}/{n}/note`.
pub(in super::super) async fn note(
    Path((case, number)): Path<(String, u32)>,
    form: Form,
) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (visit, opened) = (&form.visit, open(site, &form.visit, &case)?);
        let signed = visit.signed()?;
        let rights = Rights::of(site, signed, &opened)?;
        let (number, _) = seen(&opened, rights, number)?;
        if !rights.keeps {
            return Err(forbidden());
        }
        let say = visit.say();
        let some = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
        let at = moment(form.get("day"), form.get("time"), opened.zone);
        let mut errors = Vec::new();
        if form.get("what").is_empty() {
            errors.push(("what".to_owned(), say.t("note-what-empty")));
        }
        let Some(at) = at.filter(|_| errors.is_empty()) else {
            if at.is_none() {
                errors.push(("day".to_owned(), say.t("note-when-wrong")));
            }
            let shown = Shown { errors, typed: sent(&form), done: None };
            return summons::page(site, visit, &opened, number, shown);
        };
        let body = Note {
            case: opened.row.stream.as_str().to_owned(),
            notice: number.0,
            channel: form.get("channel").to_owned(),
            what: form.get("what").to_owned(),
            source: "clerk",
            at,
            person: some("person").map(PersonName),
            relation: some("relation"),
            instead_of: form.get("instead_of").parse().ok(),
        };
        let outcome = command(site, &actor(signed), "notice.note", &body)?;
        match outcome {
            Ok(_) => Ok(to(&form, &path(&opened, number), "noted")),
            Err(refusal) => {
                let errors = vec![("what".to_owned(), sentence(visit, &refusal))];
                let shown = Shown { errors, typed: sent(&form), done: None };
                summons::page(site, visit, &opened, number, shown)
            }
        }
    })
    .await
}

#[derive(Serialize)]
struct Conclusion {
    case: String,
    notice: u32,
    proper: bool,
    ground: String,
    judge: String,
}

/// `POST /notice/{case}/{n}/conclude`.
pub(in super::super) async fn conclude(
    Path((case, number)): Path<(String, u32)>,
    form: Form,
) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (visit, opened) = (&form.visit, open(site, &form.visit, &case)?);
        let signed = visit.signed()?;
        let rights = Rights::of(site, signed, &opened)?;
        let (number, _) = seen(&opened, rights, number)?;
        let Some(judge) = own_judge(signed).filter(|_| rights.concludes) else { return Err(forbidden()) };
        let proper = form.get("proper") == "yes";
        let field = if proper { "way" } else { "defect" };
        let again = |sentence: String| {
            let errors = vec![(field.to_owned(), sentence)];
            summons::page(site, visit, &opened, number, Shown { errors, typed: sent(&form), done: None })
        };
        if form.get(field).is_empty() {
            return again(visit.say().t("conclude-ground-empty"));
        }
        let body = Conclusion {
            case: opened.row.stream.as_str().to_owned(),
            notice: number.0,
            proper,
            ground: form.get(field).to_owned(),
            judge: judge.to_owned(),
        };
        match command(site, &actor(signed), "notice.conclude", &body)? {
            Ok(_) => Ok(to(&form, &path(&opened, number), "concluded")),
            Err(refusal) => again(sentence(visit, &refusal)),
        }
    })
    .await
}

fn to(form: &Form, path: &str, done: &str) -> Response {
    Redirect::to(&format!("/{}{path}?done={done}", form.visit.lang)).into_response()
}

/// What was typed, so that it stands in the form again.
fn sent(form: &Form) -> HashMap<String, String> {
    let names =
        ["channel", "what", "relation", "person", "day", "time", "instead_of", "proper", "way", "defect"];
    names.into_iter().map(|name| (name.to_owned(), form.get(name).to_owned())).collect()
}

/// A moment on the court's own clock, ms UTC.
fn moment(day: &str, time: &str, zone: Zone) -> Option<i64> {
    let (day, time) = (parse_date(day).ok()?, parse_clock(time).ok()?);
    Some(Instant::at(day, time, zone).ok()?.ms())
}
