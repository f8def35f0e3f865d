//! `GET /find`: a case by its number. There is no search by a person's name.

use super::shell::{Page as _, Shell, Visit};
use super::{case, read};
use crate::error::ApiError;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tarazy_base::CaseNumber;

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Asked {
    number: Option<String>,
}

#[derive(Template)]
#[template(path = "find.html")]
struct Find {
    s: Shell,
    number: String,
}

/// The form, or the way to the case.
pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let mut s = visit.shell(say.t("find-title"))?.crumb("", say.t("home-crumb")).at("find");
        let Some(typed) = asked.number else { return Find { s, number: String::new() }.show() };
        let error = match typed.trim().parse::<CaseNumber>() {
            Ok(number) => match case::row(site, &number.to_string())? {
                Some(_) => return Ok(Redirect::to(&s.to(&case::path(&number.to_string()))).into_response()),
                None => say.a("find-none", "number", &number.to_string()),
            },
            Err(_) if typed.trim().is_empty() => say.t("find-empty"),
            Err(_) => say.t("find-shape"),
        };
        s.errors.push(("number".to_owned(), error));
        let number = typed.chars().take(64).collect();
        Find { s, number }.show_as(StatusCode::UNPROCESSABLE_ENTITY)
    })
    .await
}
