//! The hashes of a tree whose tiles are kept elsewhere.

use super::{FULL_WIDTH, Tile, TileError, TileKind, decode_hashes};
use crate::hash::Hash;
use crate::merkle::{HashReader, NoSuchNode, root_of};
use alloc::vec::Vec;

/// A [`HashReader`] over tiles of a tree of one size. `fetch` gives the bytes of a tile (exactly its width; whoever keeps
/// only the full tile cuts it). The last tile of each level is remembered, so that one proof reads no tile twice.
#[derive(Debug, Clone)]
pub struct TileReader<F> {
    size: u64,
    fetch: F,
    last: Vec<Option<(Tile, Vec<Hash>)>>,
}

/// Why a hash cannot be read from tiles. `E` is what `fetch` answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileReadError<E> {
    /// The tree of this size has no such hash.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// The tile has a wrong length.
    #[error("{0}: {1}")]
    Tile(Tile, TileError),
    /// The tile cannot be read.
    #[error("{0} cannot be read")]
    Fetch(Tile, E),
}

impl<E, F: FnMut(Tile) -> Result<Vec<u8>, E>> TileReader<F> {
    /// The tree of the first `size` leaves of a log.
    pub fn new(size: u64, fetch: F) -> Self {
        Self { size, fetch, last: Vec::new() }
    }

    fn hashes(&mut self, level: u8, index: u64) -> Result<Option<&[Hash]>, TileReadError<E>> {
        let Some(tile) = Tile::in_tree(TileKind::Hashes(level), index, self.size) else { return Ok(None) };
        let place = usize::from(level);
        if self.last.len() <= place {
            self.last.resize(place + 1, None);
        }
        if self.last[place].as_ref().is_none_or(|(kept, _)| *kept != tile) {
            let bytes = (self.fetch)(tile).map_err(|e| TileReadError::Fetch(tile, e))?;
            let hashes = decode_hashes(&bytes, tile.width()).map_err(|e| TileReadError::Tile(tile, e))?;
            self.last[place] = Some((tile, hashes));
        }
        Ok(self.last[place].as_ref().map(|(_, hashes)| hashes.as_slice()))
    }
}

impl<E, F: FnMut(Tile) -> Result<Vec<u8>, E>> HashReader for TileReader<F> {
    type Error = TileReadError<E>;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, TileReadError<E>> {
        let none = || TileReadError::NoSuchNode(NoSuchNode { height, index });
        let level = u8::try_from(height / 8).map_err(|_| none())?;
        let width = 1_u64 << (height % 8);
        let first = index.checked_mul(width).ok_or_else(none)?;
        let full = u64::from(FULL_WIDTH);
        let hashes = self.hashes(level, first / full)?.ok_or_else(none)?;
        let start = usize::try_from(first % full).map_err(|_| none())?;
        let width = usize::try_from(width).map_err(|_| none())?;
        hashes.get(start..start + width).map(root_of).ok_or_else(none)
    }
}
