//! The right edge of the tree: what of the last bundle and the last tile of each level is not full yet.

use crate::tiles::{TileFault, Tiles};
use tarazy_docket::merkle::root_of;
use tarazy_docket::tile::{TileError, encode_bundle, encode_hashes};
use tarazy_docket::{Hash, Tile, TileKind};

/// Entries and hashes that wait for their tile to fill. It grows entry by entry and gives the tiles that become full.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edge {
    size: u64,
    bundle: Vec<Vec<u8>>,
    /// For each level the hashes after its last full tile.
    levels: Vec<Vec<Hash>>,
}

/// An object of the tile tree.
pub(crate) type Object = (String, Vec<u8>);

const FULL: usize = 256;

impl Edge {
    /// The edge of a tree of `size` entries, from its tiles.
    pub(crate) fn load(tiles: Tiles<'_>, size: u64) -> Result<Self, TileFault> {
        let mut edge = Self { size, ..Self::default() };
        if !size.is_multiple_of(256) {
            edge.bundle = tiles.bundle(size / 256, size)?;
        }
        let (mut level, mut count) = (0, size);
        while count > 0 {
            let last = count / 256;
            edge.levels.push(tiles.level(level, last, size)?);
            (level, count) = (level + 1, last);
        }
        Ok(edge)
    }

    /// Empties the place of an entry, if it is still here.
    pub(crate) fn withhold(&mut self, index: u64) {
        let first = self.size / 256 * 256;
        let place = index.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        if let Some(entry) = place.and_then(|place| self.bundle.get_mut(place)) {
            entry.clear();
        }
    }

    /// Adds an entry; the tiles that became full are added to `full`.
    pub(crate) fn push(
        &mut self,
        leaf: Hash,
        bytes: Vec<u8>,
        full: &mut Vec<Object>,
    ) -> Result<(), TileError> {
        self.size += 1;
        self.bundle.push(bytes);
        if self.bundle.len() == FULL {
            let tile = Tile::in_tree(TileKind::Entries, self.size / 256 - 1, self.size);
            let tile = tile.ok_or(TileError::OutOfRange)?;
            full.push((tile.path(), encode_bundle(&std::mem::take(&mut self.bundle))?));
        }
        let mut hash = leaf;
        let mut count = self.size;
        for level in 0..=u8::MAX {
            let place = usize::from(level);
            if self.levels.len() == place {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(place) else { return Err(TileError::OutOfRange) };
            hashes.push(hash);
            if hashes.len() < FULL {
                return Ok(());
            }
            count /= 256;
            let tile = Tile::new(TileKind::Hashes(level), count - 1, 256)?;
            full.push((tile.path(), encode_hashes(hashes)));
            hash = root_of(hashes);
            hashes.clear();
        }
        Err(TileError::OutOfRange)
    }

    /// The bundle and tiles that are not full, as far as they grew since the tree had `since` entries.
    pub(crate) fn partial(&self, since: u64) -> Result<Vec<Object>, TileError> {
        let mut out = Vec::new();
        if !self.bundle.is_empty() && since < self.size {
            let tile =
                Tile::in_tree(TileKind::Entries, self.size / 256, self.size).ok_or(TileError::OutOfRange)?;
            out.push((tile.path(), encode_bundle(&self.bundle)?));
        }
        for (level, hashes) in (0..=u8::MAX).zip(&self.levels) {
            let shift = 8 * u32::from(level);
            let count = |size: u64| size.checked_shr(shift).unwrap_or(0);
            if hashes.is_empty() || count(since) == count(self.size) {
                continue;
            }
            let width = u16::try_from(hashes.len()).map_err(|_| TileError::OutOfRange)?;
            let tile = Tile::new(TileKind::Hashes(level), count(self.size) / 256, width)?;
            out.push((tile.path(), encode_hashes(hashes)));
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tarazy_docket::leaf_hash;
    use tarazy_docket::tile::tiles_between;

    #[test]
    fn from_any_size_to_any_other_it_gives_the_tiles_that_the_specification_names() {
        for (old, new) in
            [(0, 1), (0, 256), (1, 256), (255, 257), (256, 512), (0, 1000), (999, 70_000), (70_000, 70_001)]
        {
            let mut edge = Edge::default();
            let mut full = Vec::new();
            let entry = |i: u64| i.to_string().into_bytes();
            for i in 0..old {
                edge.push(leaf_hash(&entry(i)), entry(i), &mut full).unwrap();
            }
            full.clear();
            for i in old..new {
                edge.push(leaf_hash(&entry(i)), entry(i), &mut full).unwrap();
            }
            full.extend(edge.partial(old).unwrap());
            let mut names: Vec<String> = full.into_iter().map(|(name, _)| name).collect();
            let mut wanted: Vec<String> = tiles_between(old, new).map(Tile::path).collect();
            names.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(names, wanted, "from {old} to {new}");
        }
    }
}
