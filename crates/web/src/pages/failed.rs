//! Pages that say that something did not work, and what to do: not found, not allowed, too often, a failure.

use super::shell::{Page as _, Shell, Visit};
use crate::error::ApiError;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::Response;

#[derive(Template)]
#[template(path = "failed.html")]
struct Failed {
    s: Shell,
    lead: String,
    advice: String,
}

/// The page about an error. If not even that can be rendered, the error as programs get it.
pub(super) fn page(visit: &Visit, error: &ApiError) -> Response {
    let say = visit.say();
    let (title, lead, advice) = match error.status().as_u16() {
        403 => (say.t("failed-403"), error.message(visit.lang), say.t("failed-403-do")),
        404 | 405 => (say.t("failed-404"), say.t("failed-404-why"), say.t("failed-404-do")),
        429 => (say.t("failed-429"), error.message(visit.lang), say.t("failed-429-do")),
        400..500 => (say.t("failed-400"), error.message(visit.lang), say.t("failed-400-do")),
        _ => (say.t("failed-500"), error.message(visit.lang), say.t("failed-500-do")),
    };
    let page = Failed { s: visit.bare_shell(title), lead, advice };
    let mut response = page.show_as(error.status()).unwrap_or_else(|_| error.answer(visit.lang));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
