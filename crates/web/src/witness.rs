//! The face of a log witness (C2SP tlog-witness): `POST /add-checkpoint`, `GET /<sha256 of origin>/checkpoint`; and of its
//! memory: `GET /<sha256 of origin>/covering/<index>`.
//!
//! Its answers are the texts of that specification, not the product's error bodies.

use crate::blocking::blocking;
use crate::body::Whole;
use crate::clock::Clock;
use crate::common::{finish, public};
use crate::error::ApiError;
use crate::rate::Throttle;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use tarazy_log::witness::{MAX_REQUEST, Reply, Witness, WitnessError};

#[derive(Clone)]
struct Face {
    witness: Arc<Witness>,
    clock: Clock,
}

/// The routes of a witness; one prefix serves submission and monitoring.
pub fn router(witness: Arc<Witness>, clock: Clock, throttle: Arc<Throttle>) -> Router {
    let routes = Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{origin_hash}/checkpoint", get(checkpoint))
        .route("/{origin_hash}/covering/{index}", get(covering))
        .with_state(Face { witness, clock });
    finish(public(routes, throttle))
}

async fn add_checkpoint(
    State(face): State<Face>,
    Whole(body): Whole<MAX_REQUEST>,
) -> Result<Response, ApiError> {
    let reply = blocking(move || {
        let seconds = u64::try_from((face.clock)().div_euclid(1000)).map_err(|e| ApiError::internal(&e))?;
        face.witness.add_checkpoint(&body, seconds).map_err(|e| failed(&e))
    });
    respond(reply.await?)
}

async fn checkpoint(State(face): State<Face>, Path(hash): Path<String>) -> Result<Response, ApiError> {
    respond(blocking(move || face.witness.checkpoint(&hash).map_err(|e| failed(&e))).await?)
}

async fn covering(
    State(face): State<Face>,
    Path((hash, index)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let index = index.parse().map_err(|_| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "number"))?;
    respond(blocking(move || face.witness.covering(&hash, index).map_err(|e| failed(&e))).await?)
}

fn failed(cause: &WitnessError) -> ApiError {
    match cause {
        WitnessError::Durable(_) | WitnessError::Stopped => ApiError::read_only(cause),
        WitnessError::Held | WitnessError::Damaged(_) | WitnessError::Time(_) => ApiError::internal(cause),
    }
}

fn respond(reply: Reply) -> Result<Response, ApiError> {
    let status = StatusCode::from_u16(reply.status).map_err(|e| ApiError::internal(&e))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((status, headers, reply.body).into_response())
}
