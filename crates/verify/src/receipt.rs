//! A receipt, step by step (docket.md section 14).

use crate::verdict::{Fault, Verdict};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use tarazy_docket::policy::Standing;
use tarazy_docket::{Hash, Policy, Receipt, TlogProof, leaf_hash};

/// What a receipt shows, once all steps held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptReport {
    /// The log.
    pub origin: String,
    /// Index of the entry.
    pub index: u64,
    /// Size of the tree that the receipt refers to.
    pub size: u64,
    /// Leaf hash of the entry.
    pub leaf: Hash,
    /// The entry, and as much of its content as the receipt opens.
    pub receipt: Receipt,
    /// Names of the witnesses that cosigned and the seconds since 1970 that they state, in the order of the trust file.
    pub witnesses: Vec<(String, u64)>,
    /// Does the trust file ask for witnesses at all? If not, the court could show different people different logs.
    pub witnessed: bool,
}

/// Verifies a receipt against the reader's own trust file. `now_ms` is his clock, in milliseconds since 1970.
///
/// # Errors
/// The [`Fault`] of the first step that does not hold.
pub fn verify_receipt(file: &[u8], trust: &Policy, now_ms: i64) -> Result<ReceiptReport, Fault> {
    // 1, 2: read strictly; the entry is canonical and has the members that its class allows.
    let proof = TlogProof::from_bytes(file)?;
    let extra = proof.extra.as_deref().ok_or_else(|| Fault::new(Verdict::BadFormat, "no extra line"))?;
    let receipt = Receipt::parse(extra)?;
    // 3, 4: the leaf hash and its path give the root.
    let leaf = leaf_hash(&receipt.entry.to_bytes());
    proof.check_inclusion(leaf).map_err(|e| Fault::new(Verdict::BadInclusion, e.to_string()))?;
    // 5, 6: the log's signature; cosignatures, quorum, times.
    let standing = trust.check(&proof.checkpoint, now_ms)?;
    // 7: body and files open their commitments.
    receipt.check().map_err(|e| Fault::new(Verdict::WrongContent, e.to_string()))?;
    let checkpoint = proof.checkpoint.checkpoint();
    Ok(ReceiptReport {
        origin: checkpoint.origin().into(),
        index: proof.index,
        size: checkpoint.size(),
        leaf,
        receipt,
        witnesses: witnesses(&standing),
        witnessed: trust.has_quorum(),
    })
}

/// Who cosigned, by the names of the trust file, and when.
pub(crate) fn witnesses(standing: &Standing<'_>) -> Vec<(String, u64)> {
    standing.cosignatures().map(|(name, time)| (name.to_string(), time)).collect()
}
