//! `GET /policy`, `/keys`, `/schemas/<sha256>`: what a reader needs to judge the log's checkpoints and entries.

use super::{Cache, LogFace, TEXT, answer};
use crate::blocking::blocking;
use crate::error::ApiError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tarazy_docket::Hash;

/// Where policy, keys and schemas come from.
pub trait Papers: Send + Sync {
    /// The bytes of the policy file in force.
    ///
    /// # Errors
    /// [`ApiError`] if it cannot be read.
    fn policy(&self) -> Result<Vec<u8>, ApiError>;

    /// The history of the installation's keys: one JSON object a line, `{"entry":{…},"index":n}`, so that each can be proven.
    ///
    /// # Errors
    /// [`ApiError`] if it cannot be read.
    fn keys(&self) -> Result<Vec<u8>, ApiError>;

    /// The JSON Schema with this SHA-256, which `schema.set` logs; `None` if there is none.
    ///
    /// # Errors
    /// [`ApiError`] if it cannot be read.
    fn schema(&self, hash: Hash) -> Result<Option<Vec<u8>>, ApiError>;
}

/// The policy file.
pub(super) async fn policy(State(face): State<LogFace>) -> Result<Response, ApiError> {
    let bytes = blocking(move || face.papers.policy()).await?;
    Ok(answer(TEXT, &Cache::Minute, bytes))
}

/// The history of keys.
pub(super) async fn keys(State(face): State<LogFace>) -> Result<Response, ApiError> {
    let bytes = blocking(move || face.papers.keys()).await?;
    Ok(answer(TEXT, &Cache::Minute, bytes))
}

/// One schema.
pub(super) async fn schema(
    State(face): State<LogFace>,
    Path(hash): Path<String>,
) -> Result<Response, ApiError> {
    let hash = Hash::from_hex(&hash).map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "bad-path"))?;
    let found = blocking(move || face.papers.schema(hash)).await?;
    let schema = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "not-found"))?;
    Ok(answer("application/schema+json", &Cache::Immutable, schema))
}
