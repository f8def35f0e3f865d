//! The body of a request, whole: no longer than its endpoint takes, and in no more time than the server has.

use crate::error::ApiError;
use crate::limits::{BodyTime, Limits};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use http_body_util::LengthLimitError;
use std::error::Error;
use tokio::time::timeout;

/// A body of at most `MOST` bytes.
pub(crate) struct Whole<const MOST: usize>(pub(crate) Bytes);

impl<S: Send + Sync, const MOST: usize> FromRequest<S> for Whole<MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let patience = request.extensions().get::<BodyTime>().map_or(Limits::default().body, |time| time.0);
        match timeout(patience, to_bytes(request.into_body(), MOST)).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(e)) if e.source().is_some_and(<dyn Error>::is::<LengthLimitError>) => {
                Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"))
            }
            Ok(Err(_)) => Err(ApiError::new(StatusCode::BAD_REQUEST, "cut-off")),
            Err(_) => Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout")),
        }
    }
}
