//! `/enter`: the defendant's first entry into his case, by the number and the code on his summons. Whoever has not signed in signs in or
//! registers in between; meanwhile what he typed is kept, sealed, in a cookie of half an hour. A wrong number, a wrong code, one
//! that was used and one that holds no more are answered alike, so that nobody learns here which cases there are.

use super::form::Form;
use super::shell::{Page as _, Shell, Visit};
use super::{command, read, sealed};
use crate::cookies;
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use tarazy_access::bodies::PartEnter;
use tarazy_access::secrets::code_hash;
use tarazy_access::sessions::Counted;
use tarazy_registry::models;

/// The cookie of what was typed, and how long it is kept, in seconds.
const COOKIE: &str = "__Host-enter";
const SECONDS: u32 = 30 * 60;
const PLACE: &str = "entry";
/// No case number is longer.
const LONGEST: usize = 40;

/// A number and a code that fit each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    number: String,
    /// Its hash.
    code: String,
    /// Until when, ms UTC.
    until: i64,
}

#[derive(Template)]
#[template(path = "enter.html")]
struct EnterPage {
    s: Shell,
    number: String,
    code: String,
}

#[derive(Template)]
#[template(path = "enter_found.html")]
struct FoundPage {
    s: Shell,
    number: String,
    /// What he is called who would enter; absent while nobody has signed in.
    name: Option<String>,
}

/// Where somebody goes on who came with a code and had to sign in first; below the language.
pub(super) fn back(headers: &HeaderMap) -> Option<&'static str> {
    cookies::get(headers, COOKIE).map(|_| "/enter")
}

/// `GET /enter`.
pub(super) async fn get(headers: HeaderMap, visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| match kept(site, &headers)? {
        Some(kept) => {
            let name = visit.visitor.signed.as_ref().map(|signed| signed.person.name.clone());
            FoundPage { s: shell(&visit, "enter-found-title")?, number: kept.number, name }.show()
        }
        None => {
            let [number, code] = Default::default();
            EnterPage { s: shell(&visit, "enter-title")?, number, code }.show()
        }
    })
    .await
}

/// `POST /enter`.
pub(super) async fn post(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (number, code) = (form.get("number"), form.get("code"));
        let say = form.visit.say();
        if form.get("do") == "forget" {
            let mut response = to_form(&form.visit);
            forget(&mut response);
            return Ok(response);
        }
        let mut errors = Vec::new();
        if number.is_empty() || number.chars().count() > LONGEST {
            errors.push(("number".to_owned(), say.t("enter-number-empty")));
        }
        if code.is_empty() {
            errors.push(("code".to_owned(), say.t("enter-code-empty")));
        }
        if !errors.is_empty() {
            return again(&form, errors);
        }
        let now = (site.clock)();
        let sessions = &site.access.sessions;
        let counted = Counted::Case(number);
        if let Some(until) = sessions.locked(counted, now).map_err(|e| ApiError::internal(&e))? {
            let minutes = (until - now + 59_999).div_euclid(60_000).to_string();
            return again(&form, vec![("code".to_owned(), say.a("enter-locked", "minutes", &minutes))]);
        }
        let hash = code_hash(code);
        if !fits(site, number, &hash, now)? {
            sessions.fail(counted, now).map_err(|e| ApiError::internal(&e))?;
            return again(&form, vec![("code".to_owned(), say.t("enter-wrong"))]);
        }
        sessions.forgive(counted, now).map_err(|e| ApiError::internal(&e))?;
        let kept = Kept { number: number.to_owned(), code: hash, until: now + i64::from(SECONDS) * 1000 };
        let mut response = to_form(&form.visit);
        cookies::set(response.headers_mut(), COOKIE, &sealed::seal(site, PLACE, &kept)?, SECONDS);
        Ok(response)
    })
    .await
}

/// `POST /enter/confirm`: who has signed in gets his part in the case.
pub(super) async fn confirm(headers: HeaderMap, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let signed = form.visit.signed()?;
        let Some(kept) = kept(site, &headers)? else { return Ok(to_form(&form.visit)) };
        let body = PartEnter { person: signed.person.id.clone(), code: kept.code };
        let entered = command(site, &signed.actor(), "part.enter", &body)?;
        let mut response = match entered {
            Ok(_) => {
                let path = format!("/{}/notices/{}", form.visit.lang, kept.number);
                Redirect::to(&path).into_response()
            }
            Err(_) => again(&form, vec![("code".to_owned(), form.visit.say().t("enter-wrong"))])?,
        };
        forget(&mut response);
        Ok(response)
    })
    .await
}

/// True if the code opens the case with this number.
fn fits(site: &Site, number: &str, code: &str, now: i64) -> Result<bool, ApiError> {
    site.read(|reader, _| {
        let row = models::case_by_number(reader, number)?;
        let opens = tarazy_access::opens(reader, code, now)?;
        Ok(matches!((row, opens), (Some(row), Some((case, _))) if row.stream == case))
    })
}

/// What was typed before, if it is this installation's and not too old.
fn kept(site: &Site, headers: &HeaderMap) -> Result<Option<Kept>, ApiError> {
    let Some(cookie) = cookies::get(headers, COOKIE) else { return Ok(None) };
    let kept: Option<Kept> = sealed::open(site, PLACE, cookie)?;
    Ok(kept.filter(|kept| (site.clock)() < kept.until))
}

fn forget(response: &mut Response) {
    cookies::set(response.headers_mut(), COOKIE, "", 0);
}

fn to_form(visit: &Visit) -> Response {
    Redirect::to(&format!("/{}/enter", visit.lang)).into_response()
}

fn shell(visit: &Visit, title: &str) -> Result<Shell, ApiError> {
    let say = visit.say();
    Ok(visit.shell(say.t(title))?.crumb("", say.t("home-crumb")).with_forms(visit))
}

fn again(form: &Form, errors: Vec<(String, String)>) -> Result<Response, ApiError> {
    let mut s = shell(&form.visit, "enter-title")?;
    s.errors = errors;
    let (number, code) = (form.get("number").to_owned(), form.get("code").to_owned());
    EnterPage { s, number, code }.show_as(StatusCode::UNPROCESSABLE_ENTITY)
}
