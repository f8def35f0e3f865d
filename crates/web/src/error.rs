//! Errors as a reader gets them: a status, a stable code, a message in his language, and nothing of the inside
//! (docket.md section 17).

use crate::language;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::fmt;
use tarazy_base::Lang;

/// Every code that this room answers with.
pub const CODES: &[&str] = &[
    "bad-json",
    "bad-path",
    "cut-off",
    "draw-not-ready",
    "file-too-large",
    "forbidden",
    "foreign-form",
    "form-old",
    "internal",
    "method",
    "no-checkpoint",
    "no-part",
    "not-found",
    "not-yet",
    "number",
    "rate-limited",
    "read-only",
    "receipt-not-yet",
    "timeout",
    "too-early",
    "too-large",
    "too-late",
    "use-full-tile",
];

/// An error answer. Its message is made when it is sent, because only then the language is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
    /// Seconds after which the same may succeed.
    retry_after: Option<i64>,
}

#[derive(Serialize)]
struct Body {
    code: &'static str,
    message: String,
}

impl ApiError {
    /// An error with a code of [`CODES`].
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, arguments: Vec::new(), retry_after: None }
    }

    /// Adds a value that the message shows.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Too many requests came from the same sender; after so many µs the next one is taken.
    pub(crate) fn rate_limited(wait_us: i64) -> Self {
        let seconds = wait_us.div_euclid(1_000_000).saturating_add(1);
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited").with("seconds", seconds);
        Self { retry_after: Some(seconds), ..error }
    }

    /// What a database or office refused while a page was read.
    pub(crate) fn refused(refusal: &tarazy_store::Refusal) -> Self {
        match refusal.status {
            404 => Self::new(StatusCode::NOT_FOUND, "not-found"),
            503 => Self::read_only(refusal),
            _ => Self::internal(refusal),
        }
    }

    /// A failure of the server. The cause goes to the operator's log, not to the reader.
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(cause, "request.failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// The server cannot write now; the same may succeed later. The cause goes to the operator's log.
    pub fn read_only(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(cause, "storage.failed");
        Self { retry_after: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "read-only") }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Its sentence.
    pub(crate) fn message(&self, lang: Lang) -> String {
        language::message(lang, &format!("http-{}", self.code), &self.arguments)
    }

    /// Seconds after which the same may succeed.
    pub(crate) fn retry_after(&self) -> Option<i64> {
        self.retry_after
    }

    /// The answer to a program whose reader speaks this language.
    pub(crate) fn answer(&self, lang: Lang) -> Response {
        let message = self.message(lang);
        let mut response = (self.status, Json(Body { code: self.code, message })).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.as_str()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for ApiError {
    /// Leaves the error in the response; the layer around every router gives it its message.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
