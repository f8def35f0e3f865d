//! The files of an export: tiles against the root, bundles against their tiles.

use super::Progress;
use super::bundle::Unread;
use crate::source::{ExportSource, Failure};
use crate::verdict::{Fault, Verdict, need};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use tarazy_docket::merkle::{root_at, root_of};
use tarazy_docket::tile::{FULL_WIDTH, TileReadError, TileReader, decode_hashes};
use tarazy_docket::{Entry, Hash, Tile, TileKind};

const WIDTH: u64 = FULL_WIDTH as u64;

/// An export of a tree of a known size.
pub(super) struct Export<'a> {
    source: &'a mut dyn ExportSource,
    size: u64,
}

impl<'a> Export<'a> {
    pub(super) fn new(source: &'a mut dyn ExportSource, size: u64) -> Self {
        Self { source, size }
    }

    /// How many entries it has.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// How many bundles it has.
    pub(super) fn bundles(&self) -> u64 {
        self.size.div_ceil(WIDTH)
    }

    /// Every full tile against the level above, all of them against the root.
    pub(super) fn check(&mut self, root: Hash, progress: &mut dyn FnMut(Progress)) -> Result<(), Failure> {
        for level in 0_u8..8 {
            let count = self.size >> (8 * u32::from(level));
            let mut above = Vec::new();
            for n in 0..count.div_ceil(WIDTH) {
                let hashes = self.hashes(level, n)?;
                if hashes.len() == usize::from(FULL_WIDTH) {
                    if n % WIDTH == 0 {
                        above = self.hashes(level + 1, n / WIDTH)?;
                    }
                    let stated = usize::try_from(n % WIDTH).ok().and_then(|place| above.get(place));
                    if stated != Some(&root_of(&hashes)) {
                        let first = n << (8 * (u32::from(level) + 1));
                        let detail = format!("tile {level}/{n} does not give the hash above it");
                        return Err(Fault::new(Verdict::BadInclusion, detail).at(first).into());
                    }
                }
                if level == 0 {
                    progress(Progress::Tiles { done: (n * WIDTH + WIDTH).min(self.size), all: self.size });
                }
            }
        }
        let same = self.root_at(self.size)? == root;
        Ok(need(same, Verdict::BadInclusion, "the tiles do not give the root")?)
    }

    /// The root of the first `size` leaves, which the export has.
    pub(super) fn root_at(&mut self, size: u64) -> Result<Hash, Failure> {
        let mut reader = TileReader::new(self.size, |tile| self.tile(tile).map(|(bytes, _)| bytes));
        root_at(&mut reader, size).map_err(|error| match error {
            TileReadError::Fetch(_, failure) => failure,
            TileReadError::Tile(tile, _) => wrong_length(tile).into(),
            TileReadError::NoSuchNode(node) => Fault::new(Verdict::BadFormat, format!("{node}")).into(),
        })
    }

    /// The hashes of one tile.
    fn hashes(&mut self, level: u8, n: u64) -> Result<Vec<Hash>, Failure> {
        let Some(tile) = Tile::in_tree(TileKind::Hashes(level), n, self.size) else {
            return Ok(Vec::new());
        };
        let (bytes, _) = self.tile(tile)?;
        Ok(decode_hashes(&bytes, tile.width()).map_err(|_| wrong_length(tile))?)
    }

    /// The files of one bundle.
    pub(super) fn bundle(&mut self, n: u64) -> Result<Unread, Failure> {
        let first = n * WIDTH;
        let leaves = self.hashes(0, n)?;
        let Some(tile) = Tile::in_tree(TileKind::Entries, n, self.size) else {
            return Ok(Unread { first, bytes: Vec::new(), file_width: 0, leaves });
        };
        let (bytes, file_width) = self.file(tile).map_err(|failure| failure.at(first))?;
        Ok(Unread { first, bytes, file_width, leaves })
    }

    /// One entry by its index; `None` if it is withheld.
    pub(super) fn entry(&mut self, index: u64) -> Result<Option<Entry>, Failure> {
        let mut bundle = self.bundle(index / WIDTH)?.read();
        if let Some(fault) = bundle.fault() {
            return Err(fault.into());
        }
        let place = usize::try_from(index % WIDTH).unwrap_or(usize::MAX);
        let bytes = bundle.bytes_at(place).filter(|bytes| !bytes.is_empty());
        Ok(bytes.map(Entry::parse).transpose().map_err(Fault::from)?)
    }

    /// A tile of hashes, cut to its width.
    fn tile(&mut self, tile: Tile) -> Result<(Vec<u8>, u16), Failure> {
        let (mut bytes, file_width) = self.file(tile)?;
        if bytes.len() != 32 * usize::from(file_width) {
            return Err(wrong_length(tile).into());
        }
        bytes.truncate(32 * usize::from(tile.width()));
        Ok((bytes, file_width))
    }

    /// A file and its width: that of the tree, or the full one that took a partial one's place.
    fn file(&mut self, tile: Tile) -> Result<(Vec<u8>, u16), Failure> {
        if let Some(bytes) = self.source.read(&tile.path())? {
            return Ok((bytes, tile.width()));
        }
        if tile.is_partial()
            && let Some(bytes) = self.source.read(&tile.full().path())?
        {
            return Ok((bytes, FULL_WIDTH));
        }
        let detail: String = format!("{tile} is missing");
        Err(Fault::new(Verdict::BadFormat, detail).into())
    }
}

fn wrong_length(tile: Tile) -> Fault {
    Fault::new(Verdict::BadFormat, format!("{tile} has a wrong length"))
}
