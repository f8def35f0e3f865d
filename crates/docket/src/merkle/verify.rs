//! Checking proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2; the trees are those of RFC 6962).

use super::node_hash;
use crate::hash::Hash;

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not below the size, or the older size is above the newer.
    #[error("index or older size is outside the tree")]
    OutOfRange,
    /// The older tree is empty: every tree continues it, so a proof would say nothing.
    #[error("the older tree is empty")]
    EmptyOlderTree,
    /// The proof has another number of hashes than these sizes need.
    #[error("the proof has a wrong number of hashes")]
    WrongLength,
    /// The proof gives another root.
    #[error("the proof does not give the root")]
    WrongRoot,
}

/// The root that follows from a leaf hash and its path. The caller compares it with the root that he trusts.
///
/// # Errors
/// [`ProofError::OutOfRange`] or [`ProofError::WrongLength`] if no tree of this size has such a path.
pub fn root_from_inclusion(index: u64, size: u64, leaf: Hash, path: &[Hash]) -> Result<Hash, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(*sibling, hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(hash, *sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last == 0 { Ok(hash) } else { Err(ProofError::WrongLength) }
}

/// Checks that the tree (`new_size`, `new_root`) continues the tree (`old_size`, `old_root`).
///
/// # Errors
/// [`ProofError`] says why it does not. An empty older tree is refused: what may start from nothing is for the caller
/// to say.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    if old_size == 0 {
        return Err(ProofError::EmptyOlderTree);
    }
    if old_size > new_size {
        return Err(ProofError::OutOfRange);
    }
    if old_size == new_size {
        let roots_fit = if old_root == new_root { Ok(()) } else { Err(ProofError::WrongRoot) };
        return if path.is_empty() { roots_fit } else { Err(ProofError::WrongLength) };
    }
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    (node, last) = (node >> node.trailing_ones(), last >> node.trailing_ones());
    // A full older tree is itself the first node of the newer one, and the proof does not repeat it.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, path)
    } else {
        let (first, rest) = path.split_first().ok_or(ProofError::WrongLength)?;
        (*first, rest)
    };
    let (mut older, mut newer) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            older = node_hash(*sibling, older);
            newer = node_hash(*sibling, newer);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            newer = node_hash(newer, *sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if older == old_root && newer == new_root { Ok(()) } else { Err(ProofError::WrongRoot) }
}
