//! Reading the tile tree from the object store: hashes, entries, proofs, roots.

use crate::cache::{CachedReader, TileCache};
use crate::durable::DurableError;
use crate::objects::Objects;
use tarazy_docket::merkle::{self, HashReader as _, ProveError};
use tarazy_docket::tile::{TileError, TileReadError, TileReader, decode_bundle, encode_bundle};
use tarazy_docket::{Hash, Tile, TileKind};

/// Why a tile or bundle cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TileFault {
    /// It is not there, and no full one at its place either.
    #[error("{0} is missing")]
    Missing(Tile),
    /// Its content is not as many hashes or entries as it should hold.
    #[error("{0} is damaged: {1}")]
    Damaged(Tile, TileError),
    /// The object store failed.
    #[error(transparent)]
    Store(#[from] DurableError),
}

/// Why a proof cannot be made, or a root cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum ProofFault {
    /// The tree has no such entry or older size.
    #[error(transparent)]
    NotInTree(#[from] merkle::NotInTree),
    /// A hash was asked for that no tile of the tree holds.
    #[error(transparent)]
    NoSuchNode(#[from] merkle::NoSuchNode),
    /// A tile cannot be read.
    #[error(transparent)]
    Tile(#[from] TileFault),
}

/// The tile tree in an object store.
#[derive(Clone, Copy)]
pub struct Tiles<'a> {
    objects: &'a dyn Objects,
    cache: Option<&'a TileCache>,
}

impl<'a> Tiles<'a> {
    /// The tile tree of these objects.
    pub fn new(objects: &'a dyn Objects) -> Self {
        Self { objects, cache: None }
    }

    /// The same, which keep what they read for proofs.
    pub fn cached(objects: &'a dyn Objects, cache: &'a TileCache) -> Self {
        Self { objects, cache: Some(cache) }
    }

    /// The bytes of a tile or bundle, exactly as wide as it says; where only the full one is kept, its beginning.
    ///
    /// # Errors
    /// [`TileFault`].
    pub fn fetch(self, tile: Tile) -> Result<Vec<u8>, TileFault> {
        if let Some(bytes) = self.objects.get(&tile.path())? {
            return Ok(bytes);
        }
        if !tile.is_partial() {
            return Err(TileFault::Missing(tile));
        }
        let full = self.objects.get(&tile.full().path())?.ok_or(TileFault::Missing(tile))?;
        beginning(&full, tile)
    }

    /// The hashes of the tree of the first `size` entries, for proofs.
    pub fn hashes(self, size: u64) -> TileReader<impl FnMut(Tile) -> Result<Vec<u8>, TileFault> + 'a> {
        TileReader::new(size, move |tile| self.fetch(tile))
    }

    fn cached_hashes(self, size: u64) -> Option<CachedReader<'a>> {
        self.cache.map(|cache| CachedReader::new(size, self, cache))
    }

    /// The root of the first `size` entries.
    ///
    /// # Errors
    /// [`ProofFault::Tile`].
    pub fn root(self, size: u64) -> Result<Hash, ProofFault> {
        self.root_within(size, size)
    }

    /// The root of the first `size` entries, from the tiles of the tree of `of` entries, which is not smaller.
    ///
    /// # Errors
    /// [`ProofFault::NotInTree`] if it is smaller; [`ProofFault::Tile`].
    pub fn root_within(self, size: u64, of: u64) -> Result<Hash, ProofFault> {
        if size > of {
            return Err(merkle::NotInTree { position: size, size: of }.into());
        }
        merkle::root_at(&mut self.hashes(of), size).map_err(read_fault)
    }

    /// The path from entry `index` to the root of the first `size` entries.
    ///
    /// # Errors
    /// [`ProofFault::NotInTree`] if `index` is not below `size`; [`ProofFault::Tile`].
    pub fn inclusion(self, index: u64, size: u64) -> Result<Vec<Hash>, ProofFault> {
        match self.cached_hashes(size) {
            Some(mut hashes) => merkle::inclusion_proof(&mut hashes, index, size),
            None => merkle::inclusion_proof(&mut self.hashes(size), index, size),
        }
        .map_err(prove_fault)
    }

    /// The proof that the tree of `new` entries continues that of `old`.
    ///
    /// # Errors
    /// [`ProofFault::NotInTree`] if `old` is 0 or above `new`; [`ProofFault::Tile`].
    pub fn consistency(self, old: u64, new: u64) -> Result<Vec<Hash>, ProofFault> {
        self.consistency_within(old, new, new)
    }

    /// As [`Tiles::consistency`], from the tiles of the tree of `of` entries, which is not smaller.
    ///
    /// # Errors
    /// As [`Tiles::consistency`]; [`ProofFault::NotInTree`] also if `new` is above `of`.
    pub fn consistency_within(self, old: u64, new: u64, of: u64) -> Result<Vec<Hash>, ProofFault> {
        if new > of {
            return Err(merkle::NotInTree { position: new, size: of }.into());
        }
        match self.cached_hashes(of) {
            Some(mut hashes) => merkle::consistency_proof(&mut hashes, old, new),
            None => merkle::consistency_proof(&mut self.hashes(of), old, new),
        }
        .map_err(prove_fault)
    }

    /// The entries of one bundle of the tree of `size` entries; one that is withheld is empty. No entries if the tree has
    /// no such bundle.
    ///
    /// # Errors
    /// [`TileFault`].
    pub fn bundle(self, index: u64, size: u64) -> Result<Vec<Vec<u8>>, TileFault> {
        let Some(tile) = Tile::in_tree(TileKind::Entries, index, size) else { return Ok(Vec::new()) };
        let bytes = self.fetch(tile)?;
        let entries = decode_bundle(&bytes, tile.width()).map_err(|e| TileFault::Damaged(tile, e))?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }

    /// The bytes of one entry of the tree of `size` entries, empty if it is withheld; `None` if the tree has no such entry.
    ///
    /// # Errors
    /// [`TileFault`].
    pub fn entry(self, index: u64, size: u64) -> Result<Option<Vec<u8>>, TileFault> {
        let Some(tile) = Tile::in_tree(TileKind::Entries, index / 256, size) else { return Ok(None) };
        let bytes = self.fetch(tile)?;
        let entries = decode_bundle(&bytes, tile.width()).map_err(|e| TileFault::Damaged(tile, e))?;
        let own = usize::try_from(index % 256).ok().and_then(|place| entries.get(place));
        Ok(own.map(|entry| entry.to_vec()))
    }

    /// The leaf hash of one entry of the tree of `size` entries; `None` if the tree has no such entry.
    ///
    /// # Errors
    /// [`ProofFault::Tile`].
    pub fn leaf(self, index: u64, size: u64) -> Result<Option<Hash>, ProofFault> {
        if index >= size {
            return Ok(None);
        }
        let read = match self.cached_hashes(size) {
            Some(mut hashes) => hashes.node(0, index),
            None => self.hashes(size).node(0, index),
        };
        read.map(Some).map_err(read_fault)
    }

    /// The leaf hashes of one tile of level 0 of the tree of `size` entries; none if the tree has no such tile.
    ///
    /// # Errors
    /// [`TileFault`].
    pub fn leaves(self, index: u64, size: u64) -> Result<Vec<Hash>, TileFault> {
        self.level(0, index, size)
    }

    /// The hashes of one tile of the tree of `size` entries; none if the tree has no such tile.
    ///
    /// # Errors
    /// [`TileFault`].
    pub fn level(self, level: u8, index: u64, size: u64) -> Result<Vec<Hash>, TileFault> {
        let Some(tile) = Tile::in_tree(TileKind::Hashes(level), index, size) else { return Ok(Vec::new()) };
        self.hashes_of(tile)
    }

    /// The hashes of a tile.
    pub(crate) fn hashes_of(self, tile: Tile) -> Result<Vec<Hash>, TileFault> {
        let bytes = self.fetch(tile)?;
        tarazy_docket::tile::decode_hashes(&bytes, tile.width()).map_err(|e| TileFault::Damaged(tile, e))
    }
}

fn beginning(full: &[u8], tile: Tile) -> Result<Vec<u8>, TileFault> {
    let damaged = |e| TileFault::Damaged(tile.full(), e);
    let width = usize::from(tile.width());
    match tile.kind() {
        TileKind::Hashes(_) => {
            full.get(..32 * width).map(<[u8]>::to_vec).ok_or_else(|| damaged(TileError::Length))
        }
        TileKind::Entries => {
            let mut entries = decode_bundle(full, tile.full().width()).map_err(damaged)?;
            entries.truncate(width);
            encode_bundle(&entries).map_err(damaged)
        }
    }
}

pub(crate) fn read_fault(fault: TileReadError<TileFault>) -> ProofFault {
    match fault {
        TileReadError::NoSuchNode(e) => e.into(),
        TileReadError::Tile(tile, e) => TileFault::Damaged(tile, e).into(),
        TileReadError::Fetch(_, fault) => fault.into(),
    }
}

fn prove_fault(fault: ProveError<TileReadError<TileFault>>) -> ProofFault {
    match fault {
        ProveError::NotInTree(e) => e.into(),
        ProveError::Reader(fault) => read_fault(fault),
    }
}
