//! `POST /commands` (docket.md section 8, point 11): the body is a command in canonical JSON, the header `tarazy-signature`
//! carries its submitter's signature. What the command means, and who may give it, the caller of this room knows.

use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::sync::Arc;
use tarazy_base::Lang;

/// No command is longer, in bytes.
pub const MAX_COMMAND: usize = 1 << 20;
/// Header of the signature: name of the key, a space, base64 of the signature.
pub const SIGNATURE: &str = "tarazy-signature";

/// Who takes commands.
pub trait Commands: Send + Sync {
    /// Carries out the command whose bytes these are, if `signature` is its submitter's. May block.
    fn post(&self, signature: Option<&str>, body: &[u8], lang: Lang) -> Reply;
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
}

/// The routes of commands, not finished yet.
pub(crate) fn routes(commands: Arc<dyn Commands>) -> Router {
    Router::new()
        .route("/commands", post(answer))
        .layer(DefaultBodyLimit::max(MAX_COMMAND))
        .with_state(commands)
}

async fn answer(
    State(commands): State<Arc<dyn Commands>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let lang = language::of_request(&headers);
    let reply = blocking(move || Ok(commands.post(signature.as_deref(), &body, lang))).await?;
    let status = StatusCode::from_u16(reply.status).map_err(|e| ApiError::internal(&e))?;
    let mut response = (status, reply.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    Ok(response)
}
