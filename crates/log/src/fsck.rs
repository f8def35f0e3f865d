//! Checking everything against everything: database, tiles, guard, published checkpoints (docket.md section 18).
//!
//! The tree is computed anew from the entries of the database, entry by entry, and every stored object is compared with
//! what the computation gives. Nothing is repaired.

use crate::LogKeys;
use crate::durable::{Durable, DurableError};
use crate::edge::{Edge, Object};
use crate::entries::{Entries, EntriesError};
use crate::guard::{self, GuardError};
use crate::objects::Objects;
use crate::published::{self, PublishedError};
use crate::schemas;
use crate::tiles::{TileFault, Tiles};
use crate::withheld::{Notice, emptied};
use std::collections::{BTreeMap, BTreeSet};
use tarazy_docket::note::BadSignature;
use tarazy_docket::tile::{TileError, encode_bundle, encode_hashes};
use tarazy_docket::{Hash, SignedCheckpoint, Tile, TileKind, Tree, leaf_hash, sha256};

/// Entries read at once.
const CHUNK: u64 = 1_024;

/// What was checked, and held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Entries in the database.
    pub entries: u64,
    /// Entries under the guard.
    pub sealed: u64,
    /// Entries under the latest checkpoint.
    pub published: u64,
    /// Tiles and bundles compared.
    pub objects: u64,
    /// Published checkpoints compared.
    pub checkpoints: u64,
    /// Schemas that were set, their documents published.
    pub schemas: u64,
}

/// The first fault found.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The guard cannot be read.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A checkpoint was published, but there is no guard.
    #[error("there is a checkpoint, but no guard")]
    NoGuard,
    /// The database has fewer entries than the guard says were sealed.
    #[error("the database has {committed} entries, the guard {sealed}: the database is older than the log")]
    Behind {
        /// Entries in the database.
        committed: u64,
        /// Entries under the guard.
        sealed: u64,
    },
    /// An entry's bytes do not have the leaf hash that is kept beside them, or an index is missing.
    #[error("entry {0} in the database is damaged or missing")]
    Entry(u64),
    /// The guard's root is not that of the entries.
    #[error("the guard's root is not that of the first {0} entries of the database")]
    GuardRoot(u64),
    /// The latest checkpoint is larger than the guard: something was signed that the guard does not hold.
    #[error("the checkpoint has {published} entries, the guard {sealed}")]
    AheadOfGuard {
        /// Entries under the checkpoint.
        published: u64,
        /// Entries under the guard.
        sealed: u64,
    },
    /// A published checkpoint is another log's, or its log did not sign it.
    #[error("{0} is not signed by this log")]
    NotSigned(String),
    /// A signature of the log on a published checkpoint does not hold.
    #[error("{name}: {source}")]
    Signature {
        /// Its name.
        name: String,
        /// Which signature.
        source: BadSignature,
    },
    /// A published checkpoint's root is not that of the entries.
    #[error("{name}: its root is not that of the first {size} entries of the database")]
    Root {
        /// Its name.
        name: String,
        /// Its size.
        size: u64,
    },
    /// A tile or bundle is missing or does not hold what the entries give.
    #[error("{0} is missing or does not hold what the entries of the database give")]
    Object(String),
    /// A bundle has an empty place, and no notice withholds its entry.
    #[error("entry {0} is missing in its bundle, and no notice withholds it")]
    Unexcused(u64),
    /// A published notice withholds an entry, and the bundles still hold it.
    #[error(
        "entry {0} is withheld by a notice, and is still in its bundle: start the server, which empties the place, or run \
         `tarazy recover` if the log was put back from a copy"
    )]
    StillServed(u64),
    /// A file in the tile tree has no tile's name.
    #[error("{0} does not belong into the tile tree")]
    Surplus(String),
    /// The document of a schema that an entry sets is not published, or is another one.
    #[error("the schema that entry {index} sets is not published as {name}")]
    Schema {
        /// The entry.
        index: u64,
        /// Where the document should be.
        name: String,
    },
    /// A document does not have the hash under which it is published.
    #[error("{0} does not have the hash that its name says")]
    Document(String),
    /// A published checkpoint cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A tile cannot be read.
    #[error(transparent)]
    Tile(#[from] TileFault),
    /// A tile cannot be made.
    #[error(transparent)]
    Layout(#[from] TileError),
    /// The object store failed.
    #[error(transparent)]
    Store(#[from] DurableError),
    /// The database cannot be read.
    #[error(transparent)]
    Entries(#[from] EntriesError),
}

/// What is checked.
pub struct Checked<'a> {
    /// The database.
    pub entries: &'a mut dyn Entries,
    /// Durable files of the log's folder.
    pub files: &'a Durable,
    /// File of the guard below that folder.
    pub guard: &'a str,
    /// Tiles and checkpoints.
    pub objects: &'a dyn Objects,
    /// The log's keys, also those of old.
    pub log: &'a LogKeys,
}

/// Checks everything; gives what was checked or the first fault. `progress` gets entries done and entries in all. No sealer may run
/// meanwhile, or what it has half done is taken for a fault.
///
/// # Errors
/// [`Fault`].
pub fn fsck(checked: Checked<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, Fault> {
    let Checked { entries, files, guard, objects, log } = checked;
    let held = guard::read(files, guard, log.origin())?;
    let sealed = held.map_or(0, |held| held.size);
    let latest = published::latest(objects)?;
    let published = latest.as_ref().map_or(0, |c| c.checkpoint().size());
    if latest.is_some() && held.is_none() {
        return Err(Fault::NoGuard);
    }
    if published > sealed {
        return Err(Fault::AheadOfGuard { published, sealed });
    }
    let committed = entries.count()?;
    if committed < sealed {
        return Err(Fault::Behind { committed, sealed });
    }
    let mut roots = signed_roots(objects, log, latest)?;
    let checkpoints = roots.values().map(|at| at.len() as u64).sum();
    if let Some(larger) = roots.keys().find(|size| **size > sealed) {
        return Err(Fault::AheadOfGuard { published: *larger, sealed });
    }

    let documents = documents(objects)?;
    let mut schemas = 0;
    let mut tree = Tree::new();
    let mut walk =
        Walk { objects, edge: Edge::default(), compared: 0, notices: Vec::new(), empty: BTreeMap::new() };
    let mut next = 0;
    while next < committed {
        let end = committed.min(next + CHUNK);
        for entry in entries.range(next, end)? {
            if entry.index != next || leaf_hash(&entry.bytes) != entry.leaf {
                return Err(Fault::Entry(next));
            }
            if let Some(set) = schemas::set_by(&entry.bytes) {
                let name = schemas::name(&set);
                if !documents.contains(&name) {
                    return Err(Fault::Schema { index: next, name });
                }
                schemas += 1;
            }
            let notice = Notice::read(next, &entry.bytes);
            next += 1;
            // Entries beyond the guard are not in the tree yet; only that they are whole can be checked.
            if next > sealed {
                continue;
            }
            walk.notices.extend(notice);
            tree.push(entry.leaf);
            walk.push(entry.leaf, entry.bytes)?;
            for (name, root) in roots.remove(&next).unwrap_or_default() {
                if root != tree.root() {
                    return Err(Fault::Root { name, size: next });
                }
            }
        }
        if next != end {
            return Err(Fault::Entry(next));
        }
        progress(next, committed);
    }
    if held.is_some_and(|held| held.root != tree.root()) {
        return Err(Fault::GuardRoot(sealed));
    }
    walk.compare(walk.edge.partial(0)?)?;
    walk.compare_partial_tiles(sealed)?;
    walk.judge_withheld(published)?;
    Ok(Report { entries: committed, sealed, published, objects: walk.compared, checkpoints, schemas })
}

/// Names and roots of all published checkpoints by size, their log's signature checked.
fn signed_roots(
    objects: &dyn Objects,
    log: &LogKeys,
    latest: Option<SignedCheckpoint>,
) -> Result<BTreeMap<u64, Vec<(String, Hash)>>, Fault> {
    let mut roots: BTreeMap<u64, Vec<(String, Hash)>> = BTreeMap::new();
    let mut take = |name: String, checkpoint: &SignedCheckpoint| {
        match log.signed(checkpoint) {
            Ok(true) => {}
            Ok(false) => return Err(Fault::NotSigned(name)),
            Err(source) => return Err(Fault::Signature { name, source }),
        }
        let (size, root) = (checkpoint.checkpoint().size(), checkpoint.checkpoint().root());
        roots.entry(size).or_default().push((name, root));
        Ok(())
    };
    if let Some(latest) = latest {
        take(published::LATEST.to_owned(), &latest)?;
    }
    for name in published::names(objects)? {
        if let Some(checkpoint) = published::read(objects, &name)? {
            take(name, &checkpoint)?;
        }
    }
    Ok(roots)
}

/// The names of all published schemas, each compared with its content.
fn documents(objects: &dyn Objects) -> Result<BTreeSet<String>, Fault> {
    let mut names = BTreeSet::new();
    for name in objects.list(schemas::FOLDER)? {
        let bytes = objects.get(&name)?.unwrap_or_default();
        if schemas::name(&sha256(&[&bytes])) != name {
            return Err(Fault::Document(name));
        }
        names.insert(name);
    }
    Ok(names)
}

/// Goes along the entries and compares each tile as it becomes full.
struct Walk<'a> {
    objects: &'a dyn Objects,
    edge: Edge,
    compared: u64,
    /// Notices that withhold entries.
    notices: Vec<Notice>,
    /// Empty places of bundles: index and leaf hash of the entry that is not there.
    empty: BTreeMap<u64, Hash>,
}

impl Walk<'_> {
    fn push(&mut self, leaf: Hash, bytes: Vec<u8>) -> Result<(), Fault> {
        let mut full = Vec::new();
        self.edge.push(leaf, bytes, &mut full)?;
        self.compare(full)
    }

    fn compare(&mut self, wanted: Vec<Object>) -> Result<(), Fault> {
        for (name, bytes) in wanted {
            let stored = self.objects.get(&name)?;
            if stored.as_ref() != Some(&bytes) && !self.is_withheld(&name, &bytes, stored.as_deref()) {
                return Err(Fault::Object(name));
            }
            self.compared += 1;
        }
        Ok(())
    }

    /// True for a bundle that differs in empty places alone; whether a notice empties them is judged at the end.
    fn is_withheld(&mut self, name: &str, whole: &[u8], stored: Option<&[u8]>) -> bool {
        let bundle = name.parse::<Tile>().ok().filter(|tile| tile.kind() == TileKind::Entries);
        let (Some(tile), Some(stored)) = (bundle, stored) else { return false };
        let Some(places) = emptied(whole, stored, tile.width()) else { return false };
        let index = |place| tile.index() * 256 + place as u64;
        self.empty.extend(places.into_iter().map(|(place, leaf)| (index(place), leaf)));
        true
    }

    /// Each empty place needs its notice, and each published notice its empty place.
    fn judge_withheld(&self, published: u64) -> Result<(), Fault> {
        let excused = |index: &u64, leaf: &Hash| {
            self.notices.iter().any(|notice| (notice.target, notice.leaf) == (*index, *leaf))
        };
        if let Some((index, _)) = self.empty.iter().find(|(index, leaf)| !excused(index, leaf)) {
            return Err(Fault::Unexcused(*index));
        }
        let is_due = |notice: &&Notice| notice.notice < published;
        match self.notices.iter().filter(is_due).find(|n| !self.empty.contains_key(&n.target)) {
            Some(notice) => Err(Fault::StillServed(notice.target)),
            None => Ok(()),
        }
    }

    /// Each partial tile is the beginning of the widest at its place, which was compared already. One that is wider than the
    /// guard's tree has it is the work of a round that was cut off, and the next round will compare it.
    fn compare_partial_tiles(&mut self, size: u64) -> Result<(), Fault> {
        let tiles = Tiles::new(self.objects);
        for name in self.objects.list("tile")? {
            let tile: Tile = name.parse().map_err(|_| Fault::Surplus(name.clone()))?;
            let widest = Tile::in_tree(tile.kind(), tile.index(), size);
            if !tile.is_partial() || widest.is_none_or(|w| w.width() <= tile.width()) {
                continue;
            }
            let width = usize::from(tile.width());
            let beginning = match tile.kind() {
                TileKind::Entries => {
                    let mut entries = tiles.bundle(tile.index(), size)?;
                    entries.truncate(width);
                    encode_bundle(&entries)?
                }
                TileKind::Hashes(level) => {
                    let mut hashes = tiles.level(level, tile.index(), size)?;
                    hashes.truncate(width);
                    encode_hashes(&hashes)
                }
            };
            self.compare(vec![(name, beginning)])?;
        }
        Ok(())
    }
}
