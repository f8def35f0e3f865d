//! `tarazy draw bundle`: one draw with its proofs, for a verifier without network (draw.md section 10).

use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::Installation;
use std::io::Write;
use tarazy_docket::{Hash, SignedCheckpoint, Value};
use tarazy_draw::bundle::Bundle;
use tarazy_draw::record::{Body, DrawResult};
use tarazy_log::receipt;
use tarazy_registry::models;
use tarazy_store::{Refusal, truth};

/// Runs the command.
///
/// # Errors
/// A failure if there is no such draw, or it has no result yet.
pub(crate) fn run(cli: &Cli, leaf: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let leaf = Hash::from_hex(leaf).map_err(|_| Failure::usage("a leaf hash has 64 hex digits"))?;
    let unknown = || Failure::Refused(Refusal::new(404, "unknown-draw"));
    let mut reader = installation.reader()?;
    let result = models::result_of(reader.as_mut(), &leaf)?;
    let vault = installation.vault()?;
    let mut record = |leaf: Hash| truth::record(reader.as_mut(), &vault, leaf)?.ok_or_else(unknown);
    let commit = record(leaf)?;
    let rules = commit.body().and_then(|b| b.get("rules")).and_then(Value::as_text);
    let rules = record(rules.and_then(|text| Hash::from_hex(text).ok()).ok_or_else(unknown)?)?;
    let result = record(result.ok_or_else(|| Failure::not_done("this draw has no result yet"))?)?;
    let shown = DrawResult::from_object(result.body().ok_or_else(unknown)?).map_err(Failure::not_done)?;
    let witnessed: SignedCheckpoint = shown.order.parse().map_err(Failure::not_done)?;
    let objects = installation.objects(&installation.files()?);
    let bundle = Bundle {
        commit_proof: receipt::under(objects.as_ref(), witnessed, commit.index, None)
            .map_err(Failure::not_done)?,
        result_proof: receipt::latest(objects.as_ref(), result.index, None).map_err(Failure::not_done)?,
        commit: commit.entry,
        result: result.entry,
        rules: rules.entry,
    };
    let bytes = bundle.to_bytes().map_err(Failure::not_done)?;
    std::io::stdout().write_all(&bytes).map_err(Failure::not_done)
}
