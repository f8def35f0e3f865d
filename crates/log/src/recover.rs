//! The check at every start, and reading back what a restored database lacks (docket.md section 18, "Start").
//!
//! The database is compared with everything outside it that remembers the log: guard, object store, witnesses. Each of them
//! names a size and a root.

use crate::LogKeys;
use crate::durable::{Durable, DurableError};
use crate::entries::{Entries, EntriesError, StoredEntry};
use crate::guard::{self, GuardError};
use crate::objects::Objects;
use crate::published::{self, PublishedError};
use crate::tiles::{ProofFault, TileFault, Tiles};
use crate::witnesses::{Ask, WitnessFault};
use std::fmt;
use tarazy_docket::{Hash, SignedCheckpoint, Tree, leaf_hash};

/// Entries read at once.
const CHUNK: u64 = 1_024;

/// In which state an installation starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The database continues everything that was sealed. Write and seal.
    Ok,
    /// The database lacks entries that were sealed: no writing until they are read back.
    Recovering {
        /// Entries in the database.
        have: u64,
        /// The largest tree that is remembered.
        want: Remembered,
        /// Entries that the bundles of this object store can give; if fewer than wanted, another copy of the bundles is needed.
        available: u64,
    },
    /// There are two histories. Never sign, alarm, keep both sides; only people decide.
    Split {
        /// Whose memory contradicts the database or another memory.
        memory: Remembered,
    },
}

/// A tree that somebody remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Who.
    pub by: Memory,
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Who remembers a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Memory {
    /// The guard file.
    Guard,
    /// The checkpoint in the object store.
    ObjectStore,
    /// A witness, by the name of its key.
    Witness(String),
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guard => f.write_str("guard"),
            Self::ObjectStore => f.write_str("object store"),
            Self::Witness(name) => write!(f, "witness {name}"),
        }
    }
}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The state.
    pub state: State,
    /// Entries in the database.
    pub entries: u64,
    /// Everything that remembers the log.
    pub memories: Vec<Remembered>,
    /// Witnesses that gave no usable answer, and why.
    pub silent: Vec<(String, WitnessFault)>,
}

/// Why the check or the reading back cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The guard cannot be read.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The checkpoint in the object store cannot be read, or its log did not sign it.
    #[error("the checkpoint in the object store is not signed by this log")]
    NotSigned,
    /// A published checkpoint cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The tile tree cannot be read.
    #[error(transparent)]
    Tile(#[from] TileFault),
    /// A root cannot be computed from the tiles.
    #[error(transparent)]
    Proof(#[from] ProofFault),
    /// The object store failed.
    #[error(transparent)]
    Store(#[from] DurableError),
    /// The database cannot be read.
    #[error(transparent)]
    Entries(#[from] EntriesError),
    /// An entry of the database or of a bundle does not have its leaf hash.
    #[error("entry {0} is damaged")]
    Entry(u64),
    /// The entries of database and bundles together do not give the root that is remembered.
    #[error(
        "database and bundles together do not give the root of the {size} entries that the {by} remembers"
    )]
    Root {
        /// Who remembers.
        by: Memory,
        /// The size.
        size: u64,
    },
    /// An entry is withheld from the bundles by order and lies in no backup either.
    #[error("entry {0} is withheld from the bundles and must come from another backup")]
    Withheld(u64),
}

/// What is compared.
pub struct Sides<'a> {
    /// The database.
    pub entries: &'a mut dyn Entries,
    /// Durable files of the log's folder.
    pub files: &'a Durable,
    /// File of the guard below that folder.
    pub guard: &'a str,
    /// Tiles and checkpoints.
    pub objects: &'a dyn Objects,
    /// The witnesses to ask.
    pub witnesses: &'a [Ask],
    /// The log's keys.
    pub log: &'a LogKeys,
}

/// Compares the database with all that remembers the log. It reads every entry up to the largest remembered tree; `progress`
/// gets entries done and entries in all.
///
/// # Errors
/// [`RecoverError`] if a side cannot be read. A witness that does not answer is no error; it is named.
pub fn examine(sides: Sides<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Examined, RecoverError> {
    let Sides { entries, files, guard, objects, witnesses, log } = sides;
    let mut memories = Vec::new();
    if let Some(held) = guard::read(files, guard, log.origin())? {
        memories.push(Remembered { by: Memory::Guard, size: held.size, root: held.root });
    }
    if let Some(latest) = published::latest(objects)? {
        if !is_signed(&latest, log) {
            return Err(RecoverError::NotSigned);
        }
        memories.push(remembered(Memory::ObjectStore, &latest));
    }
    let mut silent = Vec::new();
    for witness in witnesses {
        let name = witness.name().to_owned();
        match witness.latest(log.origin()) {
            Ok(Some(latest)) if is_signed(&latest, log) => {
                memories.push(remembered(Memory::Witness(name), &latest));
            }
            Ok(Some(_)) => silent.push((name, WitnessFault::NoLine)),
            Ok(None) => {}
            Err(fault) => silent.push((name, fault)),
        }
    }
    memories.sort_by_key(|memory| memory.size);
    let count = entries.count()?;
    let state = judge(entries, count, objects, &memories, progress)?;
    Ok(Examined { state, entries: count, memories, silent })
}

fn judge(
    entries: &mut dyn Entries,
    count: u64,
    objects: &dyn Objects,
    memories: &[Remembered],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<State, RecoverError> {
    let Some(want) = memories.last().cloned() else { return Ok(State::Ok) };
    let mut reader = Reader { entries, tree: Tree::new() };
    for memory in memories.iter().filter(|memory| memory.size <= count) {
        reader.grow(memory.size, want.size.min(count), progress)?;
        if reader.tree.root() != memory.root {
            return Ok(State::Split { memory: memory.clone() });
        }
    }
    if want.size <= count {
        return Ok(State::Ok);
    }
    // What the database lacks is judged by the tiles as far as they go.
    reader.grow(count, count, progress)?;
    let tiles = Tiles::new(objects);
    let in_store = |memory: &&Remembered| matches!(memory.by, Memory::Guard | Memory::ObjectStore);
    let available = memories.iter().filter(in_store).map(|memory| memory.size).max().unwrap_or(0);
    if available > count && tiles.root_within(count, available)? != reader.tree.root() {
        return Ok(State::Split { memory: want });
    }
    for memory in memories.iter().filter(|memory| memory.size > count && memory.size <= available) {
        if tiles.root_within(memory.size, available)? != memory.root {
            return Ok(State::Split { memory: memory.clone() });
        }
    }
    Ok(State::Recovering { have: count, want, available })
}

/// Reads back the entries that the database lacks, up to the tree `to`, which [`examine`] named. All are checked before the
/// first is given out: the tree over the database's entries and them must have the remembered root. `give` gets them in
/// order, some at a time.
///
/// # Errors
/// [`RecoverError`], or what `give` says.
pub fn read_back<E: From<RecoverError>>(
    entries: &mut dyn Entries,
    objects: &dyn Objects,
    to: &Remembered,
    give: &mut dyn FnMut(Vec<StoredEntry>) -> Result<(), E>,
) -> Result<(), E> {
    let count = entries.count().map_err(RecoverError::Entries)?;
    let mut reader = Reader { entries, tree: Tree::new() };
    reader.grow(count.min(to.size), count, &mut |_, _| ())?;
    let mut tree = reader.tree;
    from_bundles(objects, count, to.size, &mut |found| {
        found.iter().for_each(|entry| tree.push(entry.leaf));
        Ok::<(), RecoverError>(())
    })?;
    if tree.root() != to.root {
        return Err(RecoverError::Root { by: to.by.clone(), size: to.size }.into());
    }
    from_bundles(objects, count, to.size, give)
}

fn from_bundles<E: From<RecoverError>>(
    objects: &dyn Objects,
    from: u64,
    to: u64,
    give: &mut dyn FnMut(Vec<StoredEntry>) -> Result<(), E>,
) -> Result<(), E> {
    let tiles = Tiles::new(objects);
    for bundle in from / 256..to.div_ceil(256) {
        let bytes = tiles.bundle(bundle, to).map_err(RecoverError::Tile)?;
        let leaves = tiles.leaves(bundle, to).map_err(RecoverError::Tile)?;
        let mut found = Vec::new();
        for ((index, bytes), leaf) in (bundle * 256..).zip(bytes).zip(leaves) {
            if index < from {
                continue;
            }
            if bytes.is_empty() {
                return Err(RecoverError::Withheld(index).into());
            }
            if leaf_hash(&bytes) != leaf {
                return Err(RecoverError::Entry(index).into());
            }
            found.push(StoredEntry { index, leaf, bytes });
        }
        give(found)?;
    }
    Ok(())
}

/// The tree of the database's entries, as far as it was read.
struct Reader<'a> {
    entries: &'a mut dyn Entries,
    tree: Tree,
}

impl Reader<'_> {
    fn grow(&mut self, to: u64, all: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<(), RecoverError> {
        while self.tree.size() < to {
            let end = to.min(self.tree.size() + CHUNK);
            for entry in self.entries.range(self.tree.size(), end)? {
                if entry.index != self.tree.size() || leaf_hash(&entry.bytes) != entry.leaf {
                    return Err(RecoverError::Entry(self.tree.size()));
                }
                self.tree.push(entry.leaf);
            }
            if self.tree.size() != end {
                return Err(RecoverError::Entry(self.tree.size()));
            }
            progress(end, all);
        }
        Ok(())
    }
}

fn is_signed(checkpoint: &SignedCheckpoint, log: &LogKeys) -> bool {
    log.signed(checkpoint).is_ok_and(|signed| signed)
}

fn remembered(by: Memory, checkpoint: &SignedCheckpoint) -> Remembered {
    let checkpoint = checkpoint.checkpoint();
    Remembered { by, size: checkpoint.size(), root: checkpoint.root() }
}
