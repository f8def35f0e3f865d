//! `/demo`: sign in as one of the made-up people, with one button. It is there in an installation that the demonstration made itself, and
//! in no other: everywhere else it answers as an address that does not exist ([`super::Who::Demonstration`]).

use super::form::Form;
use super::session::{begin, onward, role_word};
use super::shell::{Page as _, Say, Shell, Visit};
use super::{not_found, read};
use crate::directory::{self, Directory};
use crate::error::ApiError;
use askama::Template;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tarazy_access::{Grant, Login, Person, Role, account, people, person};

/// Of which court.
#[derive(Deserialize)]
pub(super) struct Asked {
    court: Option<String>,
}

#[derive(Template)]
#[template(path = "demo.html")]
struct DemoPage {
    s: Shell,
    groups: Vec<Group>,
    courts: Vec<(String, String)>,
}

/// People with one role.
struct Group {
    title: String,
    people: Vec<Line>,
}

struct Line {
    name: String,
    login: String,
    /// The role as sessions keep it.
    word: String,
}

/// `GET /demo`: those who belong to no court, or those of one court.
pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let (say, directory) = (visit.say(), site.directory()?);
        let court =
            asked.court.as_deref().map(|code| directory.court(code).ok_or_else(not_found)).transpose()?;
        let all = site.read(|reader, _| people(reader))?;
        let now = (site.clock)();
        let code = court.map(|court| court.code.as_str());
        let title = court.map_or_else(
            || say.t("demo-title"),
            |court| say.a("demo-court-title", "court", directory::name(court, visit.lang)),
        );
        let mut s = visit.shell(title)?.crumb("", say.t("home-crumb")).with_forms(&visit);
        if court.is_some() {
            s = s.crumb("/demo", say.t("demo-title"));
        }
        let groups = Role::ALL.into_iter().filter_map(|role| group(say, &all, role, code, now)).collect();
        DemoPage { s, groups, courts: courts(&directory, &visit) }.show()
    })
    .await
}

fn courts(directory: &Directory, visit: &Visit) -> Vec<(String, String)> {
    let all = directory.search("", visit.lang).into_iter();
    all.map(|court| (court.code.clone(), directory::name(court, visit.lang).to_owned())).collect()
}

/// Who has a role at a court, or one at none.
fn group(say: Say, all: &[Person], role: Role, court: Option<&str>, now: i64) -> Option<Group> {
    let fits = |grant: &&Grant| grant.role == role && grant.court.as_deref() == court && grant.holds(now);
    let line = |person: &Person| {
        let grant = person.grants.iter().find(fits)?;
        let (name, login) = (person.name.clone(), person.login.to_string());
        Some(Line { name, login, word: role_word(grant) })
    };
    let mut people: Vec<Line> = all.iter().filter_map(line).collect();
    people.sort_by_cached_key(|line| crate::order::key(&line.name));
    (!people.is_empty()).then(|| Group { title: capital(&say.of("role-", role.as_str())), people })
}

/// A word as it begins a heading.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `POST /demo`.
pub(super) async fn post(headers: HeaderMap, form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let login: Login = form.get("login").parse().map_err(|_| not_found())?;
        let found = site.read(|reader, _| match account(reader, &login)? {
            Some(account) => person(reader, &account.person),
            None => Ok(None),
        })?;
        let (person, now) = (found.ok_or_else(not_found)?, (site.clock)());
        let held = person.grants.iter().filter(|grant| grant.holds(now)).map(role_word);
        let word = held.into_iter().find(|word| word == form.get("role")).ok_or_else(not_found)?;
        let path = onward(&headers).unwrap_or_else(|| "/work".to_owned());
        let mut response = Redirect::to(&format!("/{}{path}", form.visit.lang)).into_response();
        begin(site, &person.id, &word, &mut response)?;
        Ok(response)
    })
    .await
}
