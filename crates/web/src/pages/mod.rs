//! The pages that people see. Every one is rendered here on the server, works without scripts, and is there in three
//! languages below `/kk`, `/ru` and `/en`. Each page is a small file with its template beside it in `templates/`; what all
//! have in common (head, languages, crumbs, messages, errors of forms) is in [`shell`].

mod account;
mod admin;
mod audit;
mod bundle;
mod calendar;
mod case;
mod check;
mod claim;
mod court;
mod courts;
mod data;
mod demo;
mod drafts;
mod draw;
mod endpoints;
mod enrol;
mod enter;
mod failed;
mod find;
mod form;
mod headers;
mod hearings;
mod home;
mod notices;
mod people;
mod plain;
mod sealed;
mod session;
mod shell;
mod sign_in;
mod uploaded;
mod work;

pub use bundle::{NoBundle, draw_bundle};
pub use endpoints::{ENDPOINTS, Endpoint, Who};

use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language;
use crate::rate::{self, Throttle};
use crate::site::Site;
use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde::Serialize;
use shell::Visit;
use std::sync::Arc;
use tarazy_base::Lang;
use tarazy_store::{Answer, Command, Refusal};

/// The pages of an installation, and what has no other route.
pub(crate) fn router(site: &Arc<Site>, throttle: Arc<Throttle>) -> Router {
    let mut router = Router::new().route("/", get(start)).merge(endpoints::data(site));
    for lang in Lang::ALL {
        let pages = endpoints::pages(site).layer(axum::Extension(lang));
        router = router.nest(&format!("/{lang}"), pages);
    }
    let router = router
        .method_not_allowed_fallback(async || ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method"))
        .fallback(elsewhere)
        .layer(middleware::from_fn_with_state(throttle, rate::limit))
        .layer(middleware::from_fn_with_state(Arc::clone(site), headers::finish))
        .layer(middleware::from_fn_with_state(Arc::clone(site), session::know))
        .with_state(Arc::clone(site));
    router.route("/assets/{hash}/{*name}", get(crate::assets::get))
}

/// `GET /`: to the home page in the language that the reader chose before, else in Kazakh.
async fn start(headers: HeaderMap) -> Response {
    Redirect::to(&format!("/{}", language::kept(&headers))).into_response()
}

/// What has no route. A final slash is nobody's mistake.
async fn elsewhere(method: Method, uri: Uri) -> Response {
    let trimmed = uri.path().trim_end_matches('/');
    let is_page = Lang::ALL.iter().any(|lang| trimmed.split('/').nth(1) == Some(lang.as_str()));
    if method == Method::GET && is_page && trimmed.len() < uri.path().len() {
        return Redirect::permanent(trimmed).into_response();
    }
    ApiError::new(StatusCode::NOT_FOUND, "not-found").into_response()
}

/// Reads for a page where reading may block.
async fn read<T: Send + 'static>(
    site: &Arc<Site>,
    read: impl FnOnce(&Site) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let site = Arc::clone(site);
    blocking(move || read(&site)).await
}

/// Gives a command to the writer. What it refuses is for the visitor to read. Blocks.
fn command<T: Serialize>(
    site: &Site,
    actor: &str,
    kind: &str,
    body: &T,
) -> Result<Result<Answer, Refusal>, ApiError> {
    command_with(site, hex::encode(site.access.random_32()), actor, kind, body)
}

/// As [`command`], under a key by which the writer knows the command again.
fn command_with<T: Serialize>(
    site: &Site,
    key: String,
    actor: &str,
    kind: &str,
    body: &T,
) -> Result<Result<Answer, Refusal>, ApiError> {
    let body = tarazy_registry::to_body(body).map_err(|e| ApiError::internal(&e))?;
    let (actor, kind) = (actor.to_owned(), kind.to_owned());
    match (site.access.submit)(Command { key, actor, kind, body, at: None }) {
        Err(refusal) if refusal.status >= 500 => Err(ApiError::refused(&refusal)),
        outcome => Ok(outcome),
    }
}

/// A refusal in the visitor's words.
fn sentence(visit: &Visit, refusal: &Refusal) -> String {
    let id = format!("refused-{}", refusal.code);
    // A day of the calendar stands in a sentence as people write it.
    let in_words = |text: &String| {
        let day = tarazy_base::time::parse_date(text);
        day.map_or_else(|_| text.clone(), |day| tarazy_base::format_date(day, visit.lang))
    };
    let args: Vec<_> = refusal.args.iter().map(|(name, text)| (name, in_words(text))).collect();
    let known = language::find(visit.lang, &id, &args);
    known.unwrap_or_else(|| visit.say().a("refused-other", "code", &refusal.code))
}

fn not_found() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not-found")
}

/// True if the asker wants a page, not data for a program.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html")
}
