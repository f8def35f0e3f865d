//! `GET /consistency?from=&to=`: the proof that one tree of the log continues another (RFC 6962).

use super::{Cache, LogFace, TEXT, answer, latest, not_yet, number, out_of_range, proof_fault};
use crate::blocking::blocking;
use crate::error::ApiError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

/// The query: two sizes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    from: String,
    to: String,
}

/// One base64 hash a line; no line if both sizes are equal. A proof from nothing says nothing and is refused.
pub(super) async fn get(
    State(face): State<LogFace>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(asked) = asked.map_err(|_| out_of_range())?;
    let (from, to) = (number(&asked.from)?, number(&asked.to)?);
    if from == 0 || from > to {
        return Err(out_of_range());
    }
    let proof = blocking(move || {
        let size = latest(face.objects.as_ref())?.checkpoint().size();
        if to > size {
            return Err(not_yet(to - 1, size));
        }
        // Read in the latest tree: the partial tiles of every smaller one need not be there any more.
        face.tiles().consistency_within(from, to, size).map_err(|e| proof_fault(&e))
    })
    .await?;
    let lines: String = proof.iter().map(|hash| BASE64_STANDARD.encode(hash.0) + "\n").collect();
    Ok(answer(TEXT, &Cache::Immutable, lines.into_bytes()))
}
