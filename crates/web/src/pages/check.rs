//! `GET /check`, `POST /check`: is this paper real? Somebody gives a file, a photograph of its code, or the code's text, and reads
//! what it is and whether it holds. Nothing that he gives is kept, and of a case nothing is said that not everybody may know.

mod answer;
mod code;
mod entry;
mod given;
mod pdf;
mod picture;

use super::read;
use super::shell::{Page as _, Shell, Visit};
use crate::error::ApiError;
use answer::Answer;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use given::{Given, LARGEST, Paper};
use tokio::sync::Semaphore;

/// How many papers are looked at at the same time: pictures and documents of strangers take memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    s: Shell,
    text: String,
    largest: u64,
    megabytes: String,
}

#[derive(Template)]
#[template(path = "check_answer.html")]
struct AnswerPage {
    s: Shell,
    answer: Answer,
}

fn shell(visit: &Visit) -> Result<Shell, ApiError> {
    let say = visit.say();
    Ok(visit.shell(say.t("check-title"))?.crumb("", say.t("home-crumb")).at("check").with_forms(visit))
}

fn form(s: Shell, text: String) -> CheckPage {
    CheckPage { s, text, largest: LARGEST, megabytes: (LARGEST >> 20).to_string() }
}

/// The form.
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |_| form(shell(&visit)?, String::new()).show()).await
}

/// The answer; or the form again, with what is wrong with what was given.
pub(super) async fn post(given: Given) -> Result<Response, ApiError> {
    let site = given.visit.site.clone();
    let place = AT_ONCE.acquire().await.map_err(|e| ApiError::internal(&e))?;
    let shown = read(&site, move |site| {
        let Given { visit, text, paper } = given;
        match paper.and_then(|paper| look(site, &visit, paper)) {
            Ok(found) => {
                let answer = found?;
                let mut s = shell(&visit)?.crumb("/check", visit.say().t("check-title"));
                s.title.clone_from(&answer.title);
                AnswerPage { s, answer }.show()
            }
            Err(wrong) => {
                let mut s = shell(&visit)?;
                let megabytes = (LARGEST >> 20).to_string();
                let sentence = visit.say().a(wrong.message, "megabytes", &megabytes);
                s.errors.push((wrong.field.to_owned(), sentence));
                form(s, text).show_as(StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    })
    .await;
    drop(place);
    shown
}

/// Something is wrong with what was given: the field, and the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrong {
    field: &'static str,
    message: &'static str,
}

/// Looks at a paper. Blocks.
fn look(site: &crate::site::Site, visit: &Visit, paper: Paper) -> Result<Result<Answer, ApiError>, Wrong> {
    let (field, text) = match paper {
        Paper::Pdf(bytes) => return Ok(pdf::answer(site, visit, &bytes)),
        Paper::Picture { field, bytes } => {
            (field, picture::read(&bytes).map_err(|message| Wrong { field, message })?)
        }
        Paper::Text { field, text } => (field, text),
    };
    let code = code::Code::read(&text).ok_or(Wrong { field, message: "check-text-unknown" })?;
    Ok(entry::answer(site, visit, &code))
}
