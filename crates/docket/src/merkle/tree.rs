//! A tree that grows leaf by leaf.

use super::prove::{HashReader, subtree_root};
use super::{empty_root, node_hash};
use crate::hash::Hash;
use alloc::vec::Vec;

/// A tree of RFC 6962 as far as it must be remembered to go on: the size, and the root of each full subtree (one for
/// each binary digit 1 of the size, largest first). Memory is at most 64 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree from its size and the roots of its full subtrees, largest first; `None` if their number does not
    /// belong to the size.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        let fits = usize::try_from(size.count_ones()).is_ok_and(|n| n == peaks.len());
        fits.then_some(Self { size, peaks })
    }

    /// The tree of the first `size` leaves of a stored one, to go on from there.
    ///
    /// # Errors
    /// What the reader answers if a node is not there.
    pub fn load<R: HashReader + ?Sized>(size: u64, reader: &mut R) -> Result<Self, R::Error> {
        let mut peaks = Vec::new();
        let mut start = 0;
        for height in (0..u64::BITS).rev() {
            let width = 1 << height;
            if size & width != 0 {
                peaks.push(subtree_root(reader, start, start + (width - 1))?);
                start += width;
            }
        }
        Ok(Self { size, peaks })
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(left, hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the full subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The root.
    pub fn root(&self) -> Hash {
        let joined = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(left, right));
        joined.unwrap_or_else(empty_root)
    }
}
