//! Tiles in memory, with the hashes between their leaves and their root, for proofs.
//!
//! A tile of a width never changes, so nothing is ever out of date. Two generations bound the memory: when the younger one is full,
//! it becomes the older and what was only in that is forgotten.

use crate::tiles::{TileFault, Tiles};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tarazy_docket::merkle::{HashReader, NoSuchNode, node_hash};
use tarazy_docket::tile::{FULL_WIDTH, TileReadError};
use tarazy_docket::{Hash, Tile, TileKind};

/// Tiles of one generation: with the other at most 64 MiB, which is a log of a million entries.
const GENERATION: usize = 2_048;

/// Tiles that were read before.
#[derive(Default)]
pub struct TileCache {
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<Tile, Arc<Levels>>,
    old: HashMap<Tile, Arc<Levels>>,
}

/// The hashes of a tile, and above them those of its full subtrees: level by level, each of half the width.
type Levels = Vec<Vec<Hash>>;

impl TileCache {
    /// The tile's levels; read by `tiles` if they are not here.
    fn levels(&self, tiles: Tiles<'_>, tile: Tile) -> Result<Arc<Levels>, TileFault> {
        if let Some(levels) = self.lock().get(tile) {
            return Ok(levels);
        }
        let levels = Arc::new(levels(tiles.hashes_of(tile)?));
        self.lock().put(tile, Arc::clone(&levels));
        Ok(levels)
    }

    /// A thread that panicked left whole generations: tiles are put in one by one.
    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn get(&mut self, tile: Tile) -> Option<Arc<Levels>> {
        if let Some(levels) = self.young.get(&tile) {
            return Some(Arc::clone(levels));
        }
        let levels = self.old.remove(&tile)?;
        self.put(tile, Arc::clone(&levels));
        Some(levels)
    }

    fn put(&mut self, tile: Tile, levels: Arc<Levels>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(tile, levels);
    }
}

fn levels(hashes: Vec<Hash>) -> Levels {
    let mut levels = vec![hashes];
    while let Some(last) = levels.last().filter(|last| last.len() > 1) {
        let pairs = last.chunks_exact(2).filter_map(|pair| match pair {
            [left, right] => Some(node_hash(*left, *right)),
            _ => None,
        });
        let next = pairs.collect();
        levels.push(next);
    }
    levels
}

/// The hashes of a tree of one size, from tiles in memory as far as they are there.
pub(crate) struct CachedReader<'a> {
    size: u64,
    tiles: Tiles<'a>,
    cache: &'a TileCache,
    /// The last tile of each level: a path asks for several hashes of one.
    last: Vec<Option<(Tile, Arc<Levels>)>>,
}

impl<'a> CachedReader<'a> {
    pub(crate) fn new(size: u64, tiles: Tiles<'a>, cache: &'a TileCache) -> Self {
        Self { size, tiles, cache, last: Vec::new() }
    }

    fn levels(&mut self, level: u8, tile: Tile) -> Result<&Levels, TileFault> {
        let place = usize::from(level);
        if self.last.len() <= place {
            self.last.resize(place + 1, None);
        }
        let last = &mut self.last[place];
        match last.take().filter(|(kept, _)| *kept == tile) {
            Some(kept) => Ok(&last.insert(kept).1),
            None => Ok(&last.insert((tile, self.cache.levels(self.tiles, tile)?)).1),
        }
    }
}

impl HashReader for CachedReader<'_> {
    type Error = TileReadError<TileFault>;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error> {
        let none = || TileReadError::NoSuchNode(NoSuchNode { height, index });
        let level = u8::try_from(height / 8).map_err(|_| none())?;
        let first = index.checked_mul(1 << (height % 8)).ok_or_else(none)?;
        let tile = Tile::in_tree(TileKind::Hashes(level), first / u64::from(FULL_WIDTH), self.size);
        let tile = tile.ok_or_else(none)?;
        let place = usize::try_from(first % u64::from(FULL_WIDTH)).map_err(|_| none())? >> (height % 8);
        let levels = self.levels(level, tile).map_err(|e| TileReadError::Fetch(tile, e))?;
        let hashes = usize::try_from(height % 8).ok().and_then(|above| levels.get(above));
        hashes.and_then(|hashes| hashes.get(place)).copied().ok_or_else(none)
    }
}
