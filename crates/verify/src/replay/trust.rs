//! Whom a replay trusts, and older checkpoints that its log must continue.

use crate::source::{ExportSource, Failure, Unreadable};
use crate::verdict::{Fault, Verdict, need};
use tarazy_docket::note::KeyError;
use tarazy_docket::{Checkpoint, Policy, SignedCheckpoint, TlogProof};

/// The policy that the export brings along; where it names no log, with the first key of `keys`.
pub(super) fn own_policy(source: &mut dyn ExportSource) -> Result<Policy, Failure> {
    let file = source.read("policy")?.ok_or(Unreadable::Missing("policy"))?;
    let policy = Policy::parse(&file).map_err(Unreadable::Policy)?;
    if !policy.logs().is_empty() {
        return Ok(policy);
    }
    let keys = source.read("keys")?.unwrap_or_default();
    let first = keys.split(|b| *b == b'\n').next().unwrap_or_default();
    let key = core::str::from_utf8(first).map_err(|_| KeyError::Layout).and_then(str::parse);
    Ok(policy.with_log(key.map_err(Unreadable::NoLogKey)?))
}

/// An older checkpoint of the same log, from its note or from a receipt that carries it. Its quorum is not judged: that
/// the log signed it is enough to hold the log to it.
pub(super) fn older(file: &[u8], policy: &Policy, newer: &Checkpoint) -> Result<Checkpoint, Fault> {
    let signed = if TlogProof::is_proof(file) {
        TlogProof::from_bytes(file)?.checkpoint
    } else {
        SignedCheckpoint::from_bytes(file)?
    };
    policy.evaluate(&signed)?;
    let old = signed.checkpoint();
    need(old.origin() == newer.origin(), Verdict::UnknownLog, "the older checkpoint is of another log")?;
    need(
        old.size() <= newer.size(),
        Verdict::Incomplete,
        "the older checkpoint covers more entries than the export",
    )?;
    let two_roots = old.size() == newer.size() && old.root() != newer.root();
    need(!two_roots, Verdict::Inconsistent, "two roots of one size")?;
    Ok(old.clone())
}
