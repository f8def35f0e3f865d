//! `/people`, `/person/{login}`: what an administrator keeps: people, their roles, and codes for enrolment, which a second
//! administrator confirms.

use super::account::role_name;
use super::form::Form;
use super::shell::{Page as _, Shell, Visit};
use super::{command, not_found, read, sentence};
use crate::error::ApiError;
use crate::order;
use crate::site::Site;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Serialize;
use tarazy_access::bodies::{AccessRead, EnrolConfirm, EnrolIssue, PersonAdd, RoleEnd, RoleGrant};
use tarazy_access::{Account, Login, Person, Role, secrets};

/// How long a code holds, ms.
const HOLDS: i64 = 24 * 60 * 60 * 1000;

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    s: Shell,
    people: Vec<PersonLine>,
    login: String,
    name: String,
}

struct PersonLine {
    login: String,
    name: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    s: Shell,
    login: String,
    name: String,
    grants: Vec<GrantLine>,
    roles: Vec<(&'static str, String)>,
    role: String,
    court: String,
    judges: String,
    /// `none`, `set`, `waits`, `issued`.
    state: &'static str,
    /// A new code, shown once.
    code: Option<String>,
}

struct GrantLine {
    role: &'static str,
    court: String,
    what: String,
    since: String,
    until: Option<String>,
}

/// `GET /people`.
pub(super) async fn list(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| list_page(site, &visit, None)).await
}

fn list_page(
    site: &Site,
    visit: &Visit,
    wrong: Option<(&Form, Vec<(String, String)>)>,
) -> Result<Response, ApiError> {
    let say = visit.say();
    let now = (site.clock)();
    let directory = site.directory()?;
    let mut all = site.read(|reader, _| tarazy_access::people(reader))?;
    all.sort_by_cached_key(|person| order::key(&person.name));
    let line = |person: &Person| {
        let held = person.grants.iter().filter(|grant| grant.holds(now));
        let roles: Vec<String> = held.map(|grant| role_name(say, &directory, grant)).collect();
        PersonLine { login: person.login.to_string(), name: person.name.clone(), roles: roles.join("; ") }
    };
    let mut s = visit.shell(say.t("people-title"))?.crumb("", say.t("home-crumb")).at("people");
    let typed = |name: &str| wrong.as_ref().map(|(form, _)| form.get(name).to_owned()).unwrap_or_default();
    let (login, name) = (typed("login"), typed("name"));
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    s.errors = wrong.map(|(_, errors)| errors).unwrap_or_default();
    People { s, people: all.iter().map(line).collect(), login, name }.show_as(status)
}

/// `POST /people`.
pub(super) async fn add(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let wrong = |field: &str, sentence: String| {
            list_page(site, visit, Some((&form, vec![(field.to_owned(), sentence)])))
        };
        let Ok(login) = form.get("login").parse::<Login>() else {
            return wrong("login", visit.say().t("register-login-wrong"));
        };
        let body = PersonAdd { login: login.clone(), name: form.get("name").to_owned() };
        match command(site, &visit.signed()?.actor(), "person.add", &body)? {
            Ok(_) => Ok(Redirect::to(&format!("/{}/person/{login}", visit.lang)).into_response()),
            Err(refusal) => {
                let field = if refusal.code == "person-name" { "name" } else { "login" };
                wrong(field, sentence(visit, &refusal))
            }
        }
    })
    .await
}

/// `GET /person/{login}`: reading it leaves a row in the audit.
pub(super) async fn one(visit: Visit, Path(login): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let (person, account) = find(site, &login)?;
        let body = AccessRead { what: format!("person/{}", person.id) };
        let noted = command(site, &visit.signed()?.actor(), "access.read", &body)?;
        noted.map_err(|refusal| ApiError::refused(&refusal))?;
        page(site, &visit, &person, &account, Outcome::default())
    })
    .await
}

fn find(site: &Site, login: &str) -> Result<(Person, Account), ApiError> {
    let login: Login = login.parse().map_err(|_| not_found())?;
    site.read(|reader, _| {
        let Some(account) = tarazy_access::account(reader, &login)? else { return Ok(None) };
        Ok(tarazy_access::person(reader, &account.person)?.map(|person| (person, account)))
    })?
    .ok_or_else(not_found)
}

/// What a form on the page came to.
#[derive(Default)]
struct Outcome {
    done: Option<String>,
    errors: Vec<(String, String)>,
    code: Option<String>,
    role: String,
    court: String,
    judges: String,
}

fn page(
    site: &Site,
    visit: &Visit,
    person: &Person,
    account: &Account,
    outcome: Outcome,
) -> Result<Response, ApiError> {
    let say = visit.say();
    let now = (site.clock)();
    let directory = site.directory()?;
    let moment = |ms: i64| Site::moment(ms, site.zone, visit.lang);
    let line = |grant: &tarazy_access::Grant| GrantLine {
        role: grant.role.as_str(),
        court: grant.court.clone().unwrap_or_default(),
        what: role_name(say, &directory, grant),
        since: moment(grant.from),
        until: grant.to.map(moment),
    };
    let s = visit.shell(person.name.clone())?.crumb("", say.t("home-crumb"));
    let mut s = s.crumb("/people", say.t("people-title")).at("people");
    let status = if outcome.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (s.done, s.errors) = (outcome.done, outcome.errors);
    s.path = format!("/person/{}", person.login);
    let waits = account.enrolment.as_ref().filter(|enrolment| enrolment.until > now);
    PersonPage {
        s,
        login: person.login.to_string(),
        name: person.name.clone(),
        grants: person.grants.iter().map(line).collect(),
        roles: Role::ALL.into_iter().map(|role| (role.as_str(), say.of("role-", role.as_str()))).collect(),
        role: outcome.role,
        court: outcome.court,
        judges: outcome.judges,
        state: match (waits.map(|e| e.confirmed.is_some()), &account.keys) {
            (Some(false), _) => "waits",
            (Some(true), _) => "issued",
            (None, Some(_)) => "set",
            (None, None) => "none",
        },
        code: outcome.code,
    }
    .show_as(status)
}

/// Gives a command about somebody and shows his page with what it came to.
fn carry_out<T: Serialize>(
    site: &Site,
    form: &Form,
    login: &str,
    kind: &str,
    body: &T,
    (field, done, code): (&str, String, Option<String>),
) -> Result<Response, ApiError> {
    let visit = &form.visit;
    let outcome = match command(site, &visit.signed()?.actor(), kind, body)? {
        Ok(_) => Outcome { done: Some(done), code, ..Outcome::default() },
        Err(refusal) => Outcome {
            errors: vec![(field.to_owned(), sentence(visit, &refusal))],
            role: form.get("role").to_owned(),
            court: form.get("court").to_owned(),
            judges: form.get("judges").to_owned(),
            ..Outcome::default()
        },
    };
    let (person, account) = find(site, login)?;
    page(site, visit, &person, &account, outcome)
}

fn court_of(form: &Form) -> Option<String> {
    Some(form.get("court").to_owned()).filter(|court| !court.is_empty())
}

/// `POST /person/{login}/grant`.
pub(super) async fn grant(Path(login): Path<String>, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (person, _) = find(site, &login)?;
        let role: Role = form.get("role").parse().map_err(|()| not_found())?;
        let judges =
            form.get("judges").split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let court = court_of(&form);
        let body = RoleGrant { login: person.login, role, court, judges, from: None, to: None };
        let done = form.visit.say().t("person-granted");
        carry_out(site, &form, &login, "role.grant", &body, ("court", done, None))
    })
    .await
}

/// `POST /person/{login}/end`.
pub(super) async fn end(Path(login): Path<String>, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (person, _) = find(site, &login)?;
        let role: Role = form.get("role").parse().map_err(|()| not_found())?;
        let body = RoleEnd { login: person.login, role, court: court_of(&form) };
        let done = form.visit.say().t("person-ended");
        carry_out(site, &form, &login, "role.end", &body, ("role", done, None))
    })
    .await
}

/// `POST /person/{login}/code`: a new code, shown once.
pub(super) async fn code(Path(login): Path<String>, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (person, _) = find(site, &login)?;
        let code = secrets::code(&mut &site.access);
        let (code_hash, until) = (secrets::code_hash(&code), (site.clock)() + HOLDS);
        let body = EnrolIssue { login: person.login, code_hash, until };
        let done = form.visit.say().t("person-code-made");
        carry_out(site, &form, &login, "enrol.issue", &body, ("code", done, Some(code)))
    })
    .await
}

/// `POST /person/{login}/confirm`.
pub(super) async fn confirm(Path(login): Path<String>, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let (person, _) = find(site, &login)?;
        let body = EnrolConfirm { login: person.login };
        let done = form.visit.say().t("person-code-confirmed");
        carry_out(site, &form, &login, "enrol.confirm", &body, ("confirm", done, None))
    })
    .await
}
