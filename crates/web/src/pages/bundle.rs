//! One draw with its proofs, for a verifier without network (draw.md section 10).

use tarazy_docket::{Hash, SignedCheckpoint, Value};
use tarazy_draw::bundle::Bundle;
use tarazy_draw::record::{Body, DrawResult};
use tarazy_log::objects::Objects;
use tarazy_log::receipt;
use tarazy_registry::models;
use tarazy_store::{Reader, Record, Refusal, Vault, truth};

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum NoBundle {
    /// There is no such draw.
    #[error("there is no such draw")]
    Unknown,
    /// The draw is fixed and not decided.
    #[error("this draw has no result yet")]
    Open,
    /// The database cannot be read.
    #[error(transparent)]
    Rows(#[from] Refusal),
    /// Something of it is not in the log or not sealed yet.
    #[error("{0}")]
    Log(String),
}

impl NoBundle {
    fn log(cause: impl std::fmt::Display) -> Self {
        Self::Log(cause.to_string())
    }
}

/// The bundle of the draw whose commit has this leaf hash.
///
/// # Errors
/// [`NoBundle`].
pub fn draw_bundle(
    reader: &mut dyn Reader,
    vault: &Vault,
    objects: &dyn Objects,
    leaf: &Hash,
) -> Result<Vec<u8>, NoBundle> {
    let result = models::result_of(reader, leaf)?;
    let mut record = |leaf: Hash| -> Result<Record, NoBundle> {
        truth::record(reader, vault, leaf).map_err(Refusal::from)?.ok_or(NoBundle::Unknown)
    };
    let commit = record(*leaf)?;
    let rules = commit.body().and_then(|b| b.get("rules")).and_then(Value::as_text);
    let rules = rules.and_then(|text| Hash::from_hex(text).ok()).ok_or(NoBundle::Unknown)?;
    let rules = record(rules)?;
    let result = record(result.ok_or(NoBundle::Open)?)?;
    let shown = result.body().ok_or(NoBundle::Unknown)?;
    let shown = DrawResult::from_object(shown).map_err(NoBundle::log)?;
    let witnessed: SignedCheckpoint = shown.order.parse().map_err(NoBundle::log)?;
    let bundle = Bundle {
        commit_proof: receipt::under(objects, witnessed, commit.index, None).map_err(NoBundle::log)?,
        result_proof: receipt::latest(objects, result.index, None).map_err(NoBundle::log)?,
        commit: commit.entry,
        result: result.entry,
        rules: rules.entry,
    };
    bundle.to_bytes().map_err(NoBundle::log)
}
