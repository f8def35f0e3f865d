//! The headers of every page, its errors as pages, and the language that is kept.

use super::session::Visitor;
use super::shell::{Whole, visit_of};
use super::{failed, wants_page};
use crate::cookies;
use crate::error::ApiError;
use crate::language;
use crate::site::Site;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Nothing inline, nothing from elsewhere, in nobody's frame.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CSP),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
    ("referrer-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// A year.
const KEPT: u32 = 365 * 24 * 60 * 60;

/// Gives every answer of the pages what all have in common.
pub(super) async fn finish(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let (uri, asked) = (request.uri().clone(), request.headers().clone());
    request.extensions_mut().insert(Whole(uri.clone()));
    let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
    let is_signed = visitor.signed.is_some();
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        response = if wants_page(&asked) {
            failed::page(&visit_of(&site, &uri, &asked, visitor), &error)
        } else {
            error.answer(language::of_request(&asked))
        };
    }
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_signed {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    if is_page {
        keep_language(uri.path(), &asked, headers);
    }
    response
}

/// Remembers the language of the page, where it is not the one that is remembered.
fn keep_language(path: &str, asked: &HeaderMap, headers: &mut HeaderMap) {
    let of_path = path.split('/').nth(1).and_then(|first| first.parse::<tarazy_base::Lang>().ok());
    if let Some(lang) = of_path
        && cookies::get(asked, language::COOKIE) != Some(lang.as_str())
    {
        cookies::set(headers, language::COOKIE, lang.as_str(), KEPT);
    }
}
