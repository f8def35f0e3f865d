//! `/sign-in`, `/sign-out`: name, password and one-time password in one form; which of them was wrong, nobody is told.

use super::form::Form;
use super::session::{begin, forget, forget_back, onward, role_word};
use super::shell::{Page as _, Shell, Visit};
use super::{command, read};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use tarazy_access::bodies::AccountRecovered;
use tarazy_access::person;
use tarazy_access::sign_in::{Entered, NotEntered, Typed, check};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    s: Shell,
    login: String,
    has_demo_people: bool,
}

/// `GET /sign-in`.
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let has_demo_people = site.has_demo_people;
        SignIn { s: shell(&visit)?, login: String::new(), has_demo_people }.show()
    })
    .await
}

fn shell(visit: &Visit) -> Result<Shell, ApiError> {
    let say = visit.say();
    Ok(visit.shell(say.t("sign-in-title"))?.crumb("", say.t("home-crumb")).with_forms(visit))
}

/// `POST /sign-in`.
pub(super) async fn post(headers: HeaderMap, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let typed =
            Typed { login: form.get("login"), password: form.exact("password"), code: form.get("code") };
        let now = (site.clock)();
        let mut checked = Err(NotEntered::Wrong);
        site.read(|reader, vault| {
            checked = check(reader, vault, &site.access.sessions, typed, now);
            Ok(())
        })?;
        match checked {
            Ok(entered) => enter(site, &form.visit, &entered, onward(&headers).as_deref()),
            Err(NotEntered::Wrong) => again(&form, form.visit.say().t("sign-in-wrong")),
            Err(NotEntered::Locked(until)) => {
                let minutes = (until - now + 59_999).div_euclid(60_000).to_string();
                again(&form, form.visit.say().a("sign-in-locked", "minutes", &minutes))
            }
            Err(fault) => Err(ApiError::internal(&fault)),
        }
    })
    .await
}

fn again(form: &Form, error: String) -> Result<Response, ApiError> {
    let mut s = shell(&form.visit)?;
    s.errors.push(("login".to_owned(), error));
    let has_demo_people = form.visit.site.has_demo_people;
    SignIn { s, login: form.get("login").to_owned(), has_demo_people }
        .show_as(StatusCode::UNPROCESSABLE_ENTITY)
}

fn enter(site: &Site, visit: &Visit, entered: &Entered, back: Option<&str>) -> Result<Response, ApiError> {
    if let Some(code_hash) = &entered.recovery {
        let body = AccountRecovered { login: entered.login.clone(), code_hash: code_hash.clone() };
        command(site, &format!("person:{}", entered.person), "account.recovered", &body)?
            .map_err(|refusal| ApiError::refused(&refusal))?;
    }
    let now = (site.clock)();
    let person = site.read(|reader, _| person(reader, &entered.person))?;
    let grants = person.into_iter().flat_map(|person| person.grants);
    let acting = grants.filter(|grant| grant.holds(now)).map(|grant| role_word(&grant)).next();
    let path = back.unwrap_or("/work");
    let mut response = Redirect::to(&format!("/{}{path}", visit.lang)).into_response();
    if back.is_some() {
        forget_back(&mut response);
    }
    begin(site, &entered.person, &acting.unwrap_or_default(), &mut response)?;
    Ok(response)
}

/// `POST /sign-out`.
pub(super) async fn out(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let signed = form.visit.signed()?;
        site.access.sessions.end(&signed.id).map_err(|e| ApiError::internal(&e))?;
        let mut response = Redirect::to(&format!("/{}", form.visit.lang)).into_response();
        forget(&mut response);
        Ok(response)
    })
    .await
}
