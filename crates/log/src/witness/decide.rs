//! Whether a witness cosigns: a pure function of the request, the keys it trusts and what it cosigned last.

use super::request::Request;
use tarazy_docket::merkle::{empty_root, verify_consistency};
use tarazy_docket::note::Algorithm;
use tarazy_docket::{Hash, Note, VerifierKey};

/// The tree that was cosigned last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// A checkpoint that may be cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The checkpoint with those signatures of its log that were checked, and no others.
    pub note: Note,
    /// Its tree.
    pub tree: Known,
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The older size is above the checkpoint's.
    #[error("the old size is larger than the checkpoint's")]
    OldAboveNew,
    /// The origin is not one of those served.
    #[error("this witness does not know the log")]
    UnknownLog,
    /// No trusted key signed, or a trusted key's signature does not hold.
    #[error("the checkpoint is not signed by a key that this witness trusts for its origin")]
    NotSigned,
    /// The older size is not that of the tree that was cosigned last.
    #[error("the last cosigned tree has {size} entries")]
    Conflict {
        /// Size of the tree that was cosigned last; 0 if there is none.
        size: u64,
    },
    /// The checkpoint does not continue the tree that was cosigned last. Together the two are evidence.
    #[error("the checkpoint is not consistent with the last cosigned one")]
    Inconsistent,
}

/// Decides by the rules of C2SP tlog-witness, in their order. `keys` are those trusted for the checkpoint's origin.
///
/// # Errors
/// [`Refusal`] says why the checkpoint is not cosigned.
pub fn decide(request: &Request, keys: &[VerifierKey], known: Option<Known>) -> Result<Accepted, Refusal> {
    let new = Known { size: request.checkpoint.size(), root: request.checkpoint.root() };
    let trusted = |key: &&VerifierKey| {
        key.name().as_str() == request.checkpoint.origin() && key.algorithm() == Algorithm::Ed25519
    };
    let keys: Vec<&VerifierKey> = keys.iter().filter(trusted).collect();
    if keys.is_empty() {
        return Err(Refusal::UnknownLog);
    }
    let mut signed = false;
    for key in &keys {
        signed |= request.note.signed_by(key).map_err(|_| Refusal::NotSigned)?;
    }
    if !signed {
        return Err(Refusal::NotSigned);
    }
    if request.old > new.size {
        return Err(Refusal::OldAboveNew);
    }
    let last = known.unwrap_or(Known { size: 0, root: empty_root() });
    if request.old != last.size {
        return Err(Refusal::Conflict { size: last.size });
    }
    let continues = match (last.size, new.size) {
        (0, 0) => request.proof.is_empty() && new.root == empty_root(),
        (0, _) => request.proof.is_empty(),
        _ => verify_consistency(last.size, last.root, new.size, new.root, &request.proof).is_ok(),
    };
    if !continues {
        return Err(Refusal::Inconsistent);
    }
    let by_log = |name: &_, id| keys.iter().any(|key| key.name() == name && key.id() == id);
    let note = request.note.clone().retain(|line| by_log(&line.name, line.id));
    Ok(Accepted { note, tree: new })
}
