//! `GET /proof/<index>?size=`: the tlog-proof file of an entry, with the entry itself and nothing opened.

use super::{Cache, LogFace, TEXT, answer, latest, not_yet, number, proof_fault, tile_fault};
use crate::blocking::blocking;
use crate::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tarazy_docket::{Entry, Receipt, SignedCheckpoint, TlogProof};
use tarazy_log::objects::Objects;
use tarazy_log::published;
use tarazy_log::receipt::{self, ReceiptFault};

/// The query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    size: Option<String>,
}

/// The proof under the latest checkpoint, or under the published one of the asked size.
pub(super) async fn get(
    State(face): State<LogFace>,
    Path(index): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let index = number(&index)?;
    let Query(asked) = asked.map_err(|_| super::out_of_range())?;
    let size = asked.size.as_deref().map(number).transpose()?;
    let proof = blocking(move || prove(&face, index, size)).await?;
    Ok(answer(TEXT, &Cache::Second, proof.to_string().into_bytes()))
}

fn prove(face: &LogFace, index: u64, size: Option<u64>) -> Result<TlogProof, ApiError> {
    let (objects, tiles) = (face.objects.as_ref(), face.tiles());
    let checkpoint = match size {
        None => latest(objects)?,
        Some(size) => of_size(objects, size)?,
    };
    let size = checkpoint.checkpoint().size();
    if index >= size {
        return Err(not_yet(index, size));
    }
    // An entry that is withheld by order has no bytes; its place is proven all the same.
    let bytes = tiles.entry(index, size).map_err(|e| tile_fault(&e))?;
    let entry = bytes.and_then(|bytes| Entry::parse(&bytes).ok());
    let shown = entry.map(|entry| Receipt { entry, opening: None, files: None });
    receipt::from_tiles(tiles, checkpoint, index, shown.as_ref()).map_err(|e| fault(&e))
}

fn of_size(objects: &dyn Objects, size: u64) -> Result<SignedCheckpoint, ApiError> {
    let found = published::of_size(objects, size).map_err(|e| ApiError::internal(&e))?;
    found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "no-checkpoint"))
}

fn fault(fault: &ReceiptFault) -> ApiError {
    match fault {
        ReceiptFault::NotYet { index, size } => not_yet(*index, *size),
        ReceiptFault::Proof(fault) => proof_fault(fault),
        ReceiptFault::OtherEntry(_)
        | ReceiptFault::Content(_)
        | ReceiptFault::Extra(_)
        | ReceiptFault::Published(_) => ApiError::internal(fault),
    }
}
