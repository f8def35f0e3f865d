//! `GET /tile/…`: tiles and entry bundles, which never change (C2SP tlog-tiles).

use super::{Cache, LogFace, answer};
use crate::blocking::blocking;
use crate::error::ApiError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tarazy_docket::Tile;
use tarazy_log::objects::Objects;

/// The bytes of one tile or bundle.
pub(super) async fn get(State(face): State<LogFace>, Path(path): Path<String>) -> Result<Response, ApiError> {
    let tile: Tile =
        format!("tile/{path}").parse().map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "bad-path"))?;
    let bytes = blocking(move || read(face.objects.as_ref(), tile)).await?;
    Ok(answer("application/octet-stream", &Cache::Immutable, bytes))
}

fn read(objects: &dyn Objects, tile: Tile) -> Result<Vec<u8>, ApiError> {
    let get = |tile: Tile| objects.get(&tile.path()).map_err(|e| ApiError::internal(&e));
    if let Some(bytes) = get(tile)? {
        return Ok(bytes);
    }
    let has_full = tile.is_partial() && get(tile.full())?.is_some();
    Err(ApiError::new(StatusCode::NOT_FOUND, if has_full { "use-full-tile" } else { "not-found" }))
}
