//! `POST /commands` (docket.md section 8, points 10 and 11): the body is a command in canonical JSON. The header
//! `tarazy-signature` carries its submitter's signature; on the socket the system says who asks, and a signature is not
//! needed. What the command means, and who may give it, the caller of this room knows.

use crate::body::Whole;
use crate::error::ApiError;
use crate::language;
use crate::peer::Peer;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use std::pin::Pin;
use std::sync::Arc;
use tarazy_base::Lang;

/// Where commands are taken.
pub const PATH: &str = "/commands";
/// No command is longer, in bytes.
pub const MAX_COMMAND: usize = 1 << 20;
/// Header of the signature: name of the key, a space, base64 of the signature.
pub const SIGNATURE: &str = "tarazy-signature";

/// Who takes commands.
pub trait Commands: Send + Sync {
    /// Carries out a command. Must not block.
    fn post(&self, asked: Asked) -> Pin<Box<dyn Future<Output = Reply> + Send>>;
}

/// A command as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who is at the other end, as far as the system knows.
    pub peer: Peer,
    /// The header of the signature.
    pub signature: Option<String>,
    /// The command's bytes.
    pub body: Bytes,
    /// The language of messages.
    pub lang: Lang,
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
    Router::new().route(PATH, post(answer)).with_state(commands)
}

async fn answer(
    State(commands): State<Arc<dyn Commands>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Whole(body): Whole<MAX_COMMAND>,
) -> Result<Response, ApiError> {
    let signature =
        headers.get(SIGNATURE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let lang = language::of_request(&headers);
    let reply = commands.post(Asked { peer, signature, body, lang }).await;
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
