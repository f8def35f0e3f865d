//! `/account`: who one is here, in which role one acts, and ending all sessions.

use super::form::Form;
use super::session::{begin, forget, role_word};
use super::shell::{Page as _, Say, Shell, Visit};
use super::{not_found, read};
use crate::directory::{self, Directory};
use crate::error::ApiError;
use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};
use tarazy_access::Grant;
use tarazy_access::policy::Action;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    s: Shell,
    login: String,
    name: String,
    roles: Vec<RoleLine>,
    /// He may read how the installation stands.
    reads_system: bool,
}

struct RoleLine {
    word: String,
    what: String,
    is_acting: bool,
}

/// A role in words, with its court.
pub(super) fn role_name(say: Say, directory: &Directory, grant: &Grant) -> String {
    let role = say.of("role-", grant.role.as_str());
    match grant.court.as_deref().and_then(|code| directory.court(code)) {
        Some(court) => format!("{role}, {}", directory::name(court, say.0)),
        None => role,
    }
}

/// `GET /account`.
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let signed = visit.signed()?;
        let directory = site.directory()?;
        let acting = signed.acting.as_ref().map(role_word);
        let now = (site.clock)();
        let line = |grant: &Grant| RoleLine {
            word: role_word(grant),
            what: role_name(say, &directory, grant),
            is_acting: acting.as_ref() == Some(&role_word(grant)),
        };
        let roles = signed.person.grants.iter().filter(|grant| grant.holds(now)).map(line).collect();
        let s = visit.shell(say.t("account-title"))?.crumb("", say.t("home-crumb")).at("account");
        let (login, name) = (signed.person.login.to_string(), signed.person.name.clone());
        let reads_system = visit.may(signed, Action::ReadSystem);
        Account { s, login, name, roles, reads_system }.show()
    })
    .await
}

/// `POST /account/act`: act in another role, under a new session.
pub(super) async fn act(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let signed = form.visit.signed()?;
        let now = (site.clock)();
        let mut held = signed.person.grants.iter().filter(|grant| grant.holds(now)).map(role_word);
        let word = held.find(|word| word == form.get("role")).ok_or_else(not_found)?;
        site.access.sessions.end(&signed.id).map_err(|e| ApiError::internal(&e))?;
        let mut response = Redirect::to(&format!("/{}/work", form.visit.lang)).into_response();
        begin(site, &signed.person.id, &word, &mut response)?;
        Ok(response)
    })
    .await
}

/// `POST /account/end-all`: on every device.
pub(super) async fn end_all(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let signed = form.visit.signed()?;
        site.access.sessions.end_all(&signed.person.id).map_err(|e| ApiError::internal(&e))?;
        let mut response = Redirect::to(&format!("/{}/sign-in", form.visit.lang)).into_response();
        forget(&mut response);
        Ok(response)
    })
    .await
}
