//! Merkle trees of RFC 6962: growing them, proving and checking that a leaf is in a tree and that a tree continues an
//! older one.
//!
//! [`Tree`] holds one hash for each binary digit of the size and gives the root at any time. Proofs are computed over
//! a [`HashReader`], so that the hashes may lie in memory or in tile files. Checking needs neither.

mod prove;
mod tree;
mod verify;

#[cfg(test)]
mod tests;

pub use prove::{HashReader, Leaves, NoSuchNode, NotInTree, ProveError};
pub use prove::{consistency_proof, inclusion_proof, root_at};
pub use tree::Tree;
pub use verify::{ProofError, root_from_inclusion, verify_consistency};

use crate::hash::{Hash, sha256};

/// Hash of an inner node: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    sha256(&[&[1], &left.0, &right.0])
}

/// Root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    sha256(&[])
}

/// Root of the tree over these leaf hashes.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// The largest power of two below `n`, for `n` of at least 2: where RFC 6962 splits a tree.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}
