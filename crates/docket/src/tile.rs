//! Tiles and entry bundles (C2SP tlog-tiles): how a log is laid out in immutable files.
//!
//! A tile holds up to 256 hashes of one level; a hash of level `l` is the root over 256^l leaves. A bundle holds the
//! entries below one tile of level 0.

mod data;
mod path;
mod reader;

#[cfg(test)]
mod tests;

pub use data::{decode_bundle, decode_hashes, encode_bundle, encode_hashes};
pub use reader::{TileReadError, TileReader};

/// Hashes in a full tile, entries in a full bundle.
pub const FULL_WIDTH: u16 = 256;
/// The highest level that a path may name.
pub const MAX_LEVEL: u8 = 63;

/// What a file of the tile tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of this level, 0 to [`MAX_LEVEL`].
    Hashes(u8),
    /// Entries.
    Entries,
}

/// A file of the tile tree: what it holds, its place, and how many hashes or entries (1 to 256). A value always has a
/// path, and a path of this form always is a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// Why something is not a tile, or not the content of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A level above 63, or a width outside 1…256.
    #[error("level or width out of range")]
    OutOfRange,
    /// Not the one form of a tile's path.
    #[error("not a path of a tile")]
    Path,
    /// The bytes are not as many hashes or entries as the width says.
    #[error("the content has another length than the tile's width says")]
    Length,
    /// An entry does not fit a bundle's two-byte length.
    #[error("an entry is longer than 65,535 bytes")]
    EntryTooLong,
}

impl Tile {
    /// A file of the tile tree.
    ///
    /// # Errors
    /// [`TileError::OutOfRange`] for a level above 63 or a width outside 1…256.
    pub fn new(kind: TileKind, index: u64, width: u16) -> Result<Self, TileError> {
        let level_fits = match kind {
            TileKind::Hashes(level) => level <= MAX_LEVEL,
            TileKind::Entries => true,
        };
        let fits = level_fits && (1..=FULL_WIDTH).contains(&width);
        if fits { Ok(Self { kind, index, width }) } else { Err(TileError::OutOfRange) }
    }

    /// The file of this kind and place as it is for a tree of this size; `None` where such a tree has none.
    pub fn in_tree(kind: TileKind, index: u64, size: u64) -> Option<Self> {
        let first = index.checked_mul(u64::from(FULL_WIDTH))?;
        let there = count(kind, size)?.checked_sub(first)?.min(u64::from(FULL_WIDTH));
        Self::new(kind, index, u16::try_from(there).ok()?).ok()
    }

    /// What it holds.
    pub fn kind(self) -> TileKind {
        self.kind
    }

    /// Its place among the files of its kind and level, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// True if it is not full yet: a later tree has a wider one, and then it may be deleted.
    pub fn is_partial(self) -> bool {
        self.width < FULL_WIDTH
    }

    /// The full file at the same place, of which a partial one is the beginning.
    #[must_use]
    pub fn full(self) -> Self {
        Self { width: FULL_WIDTH, ..self }
    }
}

/// How many hashes or entries of a kind a tree of this size has; `None` for a level that no tree reaches.
fn count(kind: TileKind, size: u64) -> Option<u64> {
    match kind {
        TileKind::Hashes(level) => size.checked_shr(8 * u32::from(level)),
        TileKind::Entries => Some(size),
    }
}

/// All files that a tree of `new_size` has and one of `old_size` had not, or only narrower: bundles first, then hashes by
/// level. They must be durable before a checkpoint of `new_size` is signed.
pub fn tiles_between(old_size: u64, new_size: u64) -> impl Iterator<Item = Tile> {
    let kinds = core::iter::once(TileKind::Entries).chain((0..8).map(TileKind::Hashes));
    kinds.flat_map(move |kind| {
        let (old, new) = (count(kind, old_size).unwrap_or(0), count(kind, new_size).unwrap_or(0));
        let width = u64::from(FULL_WIDTH);
        let changed = if old < new { old / width..new.div_ceil(width) } else { 0..0 };
        changed.filter_map(move |index| Tile::in_tree(kind, index, new_size))
    })
}
