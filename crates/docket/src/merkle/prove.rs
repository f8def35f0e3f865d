//! Computing proofs from stored hashes.

use super::{empty_root, node_hash, split};
use crate::hash::Hash;
use alloc::vec::Vec;

/// Where the hashes of a tree are kept. Only full subtrees are asked for: `node(height, index)` is the root over the
/// leaves from `index · 2^height` up to, not including, `(index + 1) · 2^height`.
pub trait HashReader {
    /// Why a hash cannot be given.
    type Error;

    /// The root of a full subtree; at height 0 a leaf hash.
    ///
    /// # Errors
    /// If the hash is not there or cannot be read.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

impl<R: HashReader + ?Sized> HashReader for &mut R {
    type Error = R::Error;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, R::Error> {
        (**self).node(height, index)
    }
}

/// A tree whose leaf hashes are all in memory.
#[derive(Debug, Clone, Copy)]
pub struct Leaves<'a>(pub &'a [Hash]);

/// The asked subtree is not inside the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree has no full subtree {index} of height {height}")]
pub struct NoSuchNode {
    /// Height of the subtree: it has 2^height leaves.
    pub height: u32,
    /// Its place among the subtrees of this height.
    pub index: u64,
}

impl HashReader for Leaves<'_> {
    type Error = NoSuchNode;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, NoSuchNode> {
        let width = 1_usize.checked_shl(height);
        let first = width.and_then(|w| w.checked_mul(usize::try_from(index).ok()?));
        let leaves = first.zip(width).and_then(|(first, width)| self.0.get(first..first.checked_add(width)?));
        leaves.map(super::root_of).ok_or(NoSuchNode { height, index })
    }
}

/// The asked position is not inside the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("position {position} is not inside a tree of size {size}")]
pub struct NotInTree {
    /// Index of the leaf, or size of the older tree.
    pub position: u64,
    /// Size of the tree.
    pub size: u64,
}

/// Why a proof cannot be computed. `E` is what the [`HashReader`] answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// There is no such proof: ask for a leaf or an older size that the tree has.
    #[error(transparent)]
    NotInTree(#[from] NotInTree),
    /// A stored hash cannot be read.
    #[error("a hash of the tree cannot be read")]
    Reader(E),
}

/// The root of the first `size` leaves.
///
/// # Errors
/// What the reader answers if a node is not there.
pub fn root_at<R: HashReader + ?Sized>(reader: &mut R, size: u64) -> Result<Hash, R::Error> {
    match size.checked_sub(1) {
        Some(last) => subtree_root(reader, 0, last),
        None => Ok(empty_root()),
    }
}

/// The path from leaf `index` to the root of the first `size` leaves, the leaf's sibling first (RFC 6962, 2.1.1).
///
/// # Errors
/// [`ProveError::NotInTree`] if the tree has no such leaf.
pub fn inclusion_proof<R: HashReader + ?Sized>(
    reader: &mut R,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, ProveError<R::Error>> {
    if index >= size {
        return Err(NotInTree { position: index, size }.into());
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(subtree_root(reader, middle, end - 1).map_err(ProveError::Reader)?);
            end = middle;
        } else {
            path.push(subtree_root(reader, start, middle - 1).map_err(ProveError::Reader)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the first `new_size` leaves continue the first `old_size` (RFC 6962, 2.1.2). It is empty where both
/// sizes are equal.
///
/// # Errors
/// [`ProveError::NotInTree`] if the older size is 0 or larger than the newer: a proof from nothing says nothing.
pub fn consistency_proof<R: HashReader + ?Sized>(
    reader: &mut R,
    old_size: u64,
    new_size: u64,
) -> Result<Vec<Hash>, ProveError<R::Error>> {
    if old_size == 0 || old_size > new_size {
        return Err(NotInTree { position: old_size, size: new_size }.into());
    }
    let (mut start, mut end) = (0, new_size);
    let mut path = Vec::new();
    // While `start` is 0 the subtree reached is one that the older tree's owner knows: its root is not repeated.
    while old_size != end {
        let middle = start + split(end - start);
        if old_size <= middle {
            path.push(subtree_root(reader, middle, end - 1).map_err(ProveError::Reader)?);
            end = middle;
        } else {
            path.push(subtree_root(reader, start, middle - 1).map_err(ProveError::Reader)?);
            start = middle;
        }
    }
    if start != 0 {
        path.push(subtree_root(reader, start, end - 1).map_err(ProveError::Reader)?);
    }
    path.reverse();
    Ok(path)
}

/// The root over the leaves `start..=last`, where `start` is where a split of RFC 6962 puts it. The end is inclusive so
/// that the largest trees do not overflow.
pub(super) fn subtree_root<R: HashReader + ?Sized>(
    reader: &mut R,
    start: u64,
    last: u64,
) -> Result<Hash, R::Error> {
    let mut right = None;
    let (mut start, mut tops) = (start, Vec::new());
    loop {
        let left_over = last - start; // leaves after `start`
        let height = left_over.checked_add(1).map_or(u64::BITS - 1, u64::ilog2);
        tops.push(reader.node(height, start >> height)?);
        let width = 1_u64 << height;
        if left_over < width {
            break;
        }
        start += width;
    }
    while let Some(left) = tops.pop() {
        right = Some(right.map_or(left, |right| node_hash(left, right)));
    }
    Ok(right.unwrap_or_else(empty_root))
}
