//! `GET /checkpoint`: the latest published checkpoint.

use super::{Cache, LogFace, TEXT, answer, latest};
use crate::blocking::blocking;
use crate::error::ApiError;
use axum::extract::State;
use axum::response::Response;

/// The note as it was published.
pub(super) async fn get(State(face): State<LogFace>) -> Result<Response, ApiError> {
    let checkpoint = blocking(move || latest(face.objects.as_ref())).await?;
    Ok(answer(TEXT, &Cache::Second, checkpoint.to_string().into_bytes()))
}
