//! What the log shows to everybody (docket.md section 16): checkpoint, tiles, policy, keys, schemas, proofs.

mod checkpoint;
mod consistency;
mod papers;
mod proof;
mod tile;

pub use papers::Papers;

use crate::common::{finish, public};
use crate::error::ApiError;
use crate::rate::Throttle;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use tarazy_docket::SignedCheckpoint;
use tarazy_log::cache::TileCache;
use tarazy_log::objects::Objects;
use tarazy_log::tiles::{ProofFault, TileFault};
use tarazy_log::{Tiles, published};

/// What the log's endpoints show.
#[derive(Clone)]
pub struct LogFace {
    /// Tiles and checkpoints.
    pub objects: Arc<dyn Objects>,
    /// Policy, keys and schemas.
    pub papers: Arc<dyn Papers>,
    /// Tiles in memory, for proofs.
    pub cache: Arc<TileCache>,
}

impl LogFace {
    /// The tile tree.
    fn tiles(&self) -> Tiles<'_> {
        Tiles::cached(self.objects.as_ref(), &self.cache)
    }
}

/// The routes of a log, below its prefix.
pub fn router(face: LogFace, throttle: Arc<Throttle>) -> Router {
    finish(public(routes(face), throttle))
}

/// The routes of a log, not finished yet.
pub(crate) fn routes(face: LogFace) -> Router {
    Router::new()
        .route("/checkpoint", get(checkpoint::get))
        .route("/tile/{*path}", get(tile::get))
        .route("/policy", get(papers::policy))
        .route("/keys", get(papers::keys))
        .route("/schemas/{hash}", get(papers::schema))
        .route("/proof/{index}", get(proof::get))
        .route("/consistency", get(consistency::get))
        .with_state(face)
}

/// How long an answer may be kept.
enum Cache {
    /// For ever: the same address never has another content.
    Immutable,
    /// A second: the log goes on.
    Second,
    /// A minute.
    Minute,
}

fn answer(content_type: &'static str, cache: &Cache, body: Vec<u8>) -> Response {
    let cache = match cache {
        Cache::Immutable => "public, max-age=31536000, immutable",
        Cache::Second => "public, max-age=1",
        Cache::Minute => "public, max-age=60",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (headers, body).into_response()
}

const TEXT: &str = "text/plain; charset=utf-8";

/// The latest published checkpoint.
fn latest(objects: &dyn Objects) -> Result<SignedCheckpoint, ApiError> {
    let latest = published::latest(objects).map_err(|e| ApiError::internal(&e))?;
    latest.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "no-checkpoint"))
}

/// There is no entry `index` under a checkpoint of `size` entries yet.
fn not_yet(index: u64, size: u64) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not-yet").with("index", index).with("size", size)
}

/// A number of an address or query.
fn number(digits: &str) -> Result<u64, ApiError> {
    let canonical = |n: &u64| n.to_string() == digits;
    digits.parse().ok().filter(canonical).ok_or_else(out_of_range)
}

fn out_of_range() -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "number")
}

fn proof_fault(fault: &ProofFault) -> ApiError {
    match fault {
        ProofFault::NotInTree(at) => not_yet(at.position, at.size),
        ProofFault::NoSuchNode(e) => ApiError::internal(e),
        ProofFault::Tile(fault) => tile_fault(fault),
    }
}

fn tile_fault(fault: &TileFault) -> ApiError {
    ApiError::internal(fault)
}
