//! The sealer: from committed entries to a published checkpoint (docket.md section 9).
//!
//! The order is what keeps the promises. Tiles are durable before the guard moves, the guard is durable before anything
//! is signed for the new size, and a checkpoint is written down before it is published. Whoever is killed in between
//! finds the work half done and does the rest.

mod open;
mod publish;

pub use open::Setup;

use crate::durable::DurableError;
use crate::edge::Edge;
use crate::entries::{Entries, EntriesError};
use crate::guard::{Guard, GuardError, GuardState};
use crate::objects::Objects;
use crate::published::{self, PublishedError};
use crate::signing::{SignNotes, SigningFault};
use crate::tiles::{ProofFault, TileFault};
use crate::withheld::{Notice, Withheld};
use crate::witnesses::{Pool, Progress};
use publish::Current;
use std::sync::Arc;
use tarazy_docket::checkpoint::CheckpointError;
use tarazy_docket::note::NoteError;
use tarazy_docket::tile::{MAX_LEVEL, TileError};
use tarazy_docket::{Hash, Policy, Tile, TileKind, Tree, leaf_hash};

/// Entries that one round takes at most; more wait for the next.
pub const MAX_ROUND: u64 = 16_384;
/// Entries that are read from the database at once.
const CHUNK: u64 = 1_024;

/// The one task that signs for a log. It holds the guard while it lives.
pub struct Sealer {
    origin: String,
    signers: Vec<Box<dyn SignNotes>>,
    policy: Policy,
    epoch: u64,
    objects: Arc<dyn Objects>,
    guard: Guard,
    tree: Tree,
    edge: Edge,
    withheld: Withheld,
    witnesses: Pool,
    current: Option<Current>,
    stopped: bool,
}

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Entries under the latest published checkpoint.
    pub size: u64,
    /// Entries that this round added to the tree.
    pub added: u64,
    /// True if this round published a checkpoint, a new one or the same with more cosignatures.
    pub published: bool,
    /// Whether the latest published checkpoint carries the quorum; always false if the policy has none. While a policy has
    /// one and this is false, an alarm is due.
    pub witnessed: bool,
    /// True if committed entries wait for another round.
    pub more: bool,
}

/// Why sealing failed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// An earlier round failed in a way after which only a restart may go on.
    #[error("sealing has stopped; restart the process after looking at the first error")]
    Stopped,
    /// The database cannot be read.
    #[error(transparent)]
    Entries(#[from] EntriesError),
    /// The database has fewer entries than were sealed: it was restored from an old backup. Run `recover`.
    #[error("the database has {committed} entries, the log {sealed}: it is older than the log")]
    Behind {
        /// Entries in the database.
        committed: u64,
        /// Entries in the log.
        sealed: u64,
    },
    /// An entry's bytes do not have the leaf hash that is kept with them, or the index is not the next one.
    #[error("entry {index} in the database is damaged: its bytes or its place do not fit its leaf hash")]
    Entry {
        /// Its index.
        index: u64,
    },
    /// The guard refuses.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// An object cannot be written or read.
    #[error(transparent)]
    Store(#[from] DurableError),
    /// A tile cannot be read.
    #[error(transparent)]
    Tile(#[from] TileFault),
    /// A tile cannot be made.
    #[error("a tile cannot be made: {0}")]
    Layout(#[from] TileError),
    /// A published checkpoint cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The object store holds a checkpoint, but the guard is missing. It must not be made anew: find it.
    #[error("the log has a published checkpoint, but its guard is missing")]
    NoGuard,
    /// Guard, tiles and checkpoint do not fit together. Keep all of them; only people decide.
    #[error("guard, tiles and checkpoint of the log do not fit together: {0}")]
    Mismatch(&'static str),
    /// The tree cannot be computed from its tiles.
    #[error(transparent)]
    Proof(#[from] ProofFault),
    /// The origin is none, or is not the name of the log's key.
    #[error("the log's key and origin do not fit together")]
    Key,
    /// The origin cannot stand in a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint cannot stand in a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A key does not sign. Nothing was published; what waits is signed when the key can be used again.
    #[error(transparent)]
    Signing(#[from] SigningFault),
    /// No thread for a witness.
    #[error("no thread for a witness: {0}")]
    Thread(std::io::Error),
}

impl SealError {
    /// True if the process must stop sealing: what is stored contradicts itself, or it is not known what is stored.
    pub fn must_stop(&self) -> bool {
        match self {
            Self::Entries(e) => e.must_stop,
            Self::Thread(_) | Self::Signing(SigningFault::Away(_)) => false,
            Self::Store(e) | Self::Guard(GuardError::Durable(e)) => e.must_stop(),
            Self::Tile(TileFault::Store(e)) | Self::Proof(ProofFault::Tile(TileFault::Store(e))) => {
                e.must_stop()
            }
            Self::Published(PublishedError::Store(e)) => e.must_stop(),
            Self::Stopped
            | Self::Behind { .. }
            | Self::Entry { .. }
            | Self::Guard(_)
            | Self::Tile(_)
            | Self::Layout(_)
            | Self::Published(PublishedError::Damaged { .. })
            | Self::NoGuard
            | Self::Mismatch(_)
            | Self::Proof(_)
            | Self::Key
            | Self::Signing(SigningFault::Refused(_))
            | Self::Checkpoint(_)
            | Self::Note(_) => true,
        }
    }
}

impl Sealer {
    /// Seals what is committed, at most [`MAX_ROUND`] entries, and publishes. `now_ms` is the wall clock, ms UTC. Call it at
    /// most 500 ms after the last round when entries wait, and about each second when none do: it also fetches late
    /// cosignatures and has the checkpoint cosigned again every ten minutes.
    ///
    /// # Errors
    /// [`SealError`]. If it must stop, every later round is refused; else the next round does what is left.
    pub fn round(&mut self, entries: &mut dyn Entries, now_ms: i64) -> Result<Sealed, SealError> {
        if self.stopped {
            return Err(SealError::Stopped);
        }
        let done = self.try_round(entries, now_ms);
        self.stopped = done.as_ref().is_err_and(SealError::must_stop);
        done
    }

    fn try_round(&mut self, entries: &mut dyn Entries, now_ms: i64) -> Result<Sealed, SealError> {
        let committed = entries.count()?;
        let before = self.tree.size();
        if committed < before {
            return Err(SealError::Behind { committed, sealed: before });
        }
        let after = committed.min(before.saturating_add(MAX_ROUND));
        if before < after {
            self.extend(entries, after)?;
        }
        let published = self.publish(now_ms)?;
        self.remove_outgrown(before, after)?;
        let covered = self.published_size();
        self.withheld.carry_out(self.objects.as_ref(), &mut self.edge, covered)?;
        Ok(Sealed {
            size: self.published_size(),
            added: after - before,
            published,
            witnessed: self.current.as_ref().is_some_and(Current::is_witnessed),
            more: after < committed,
        })
    }

    /// Points 1 to 3: extends the tree, writes its tiles, moves the guard. Nothing of the sealer changes unless all is durable.
    fn extend(&mut self, entries: &mut dyn Entries, to: u64) -> Result<(), SealError> {
        let from = self.tree.size();
        let (mut tree, mut edge) = (self.tree.clone(), self.edge.clone());
        let mut objects = Vec::new();
        let mut notices = Vec::new();
        let mut next = from;
        while next < to {
            let end = to.min(next + CHUNK);
            for entry in entries.range(next, end)? {
                if entry.index != next || leaf_hash(&entry.bytes) != entry.leaf {
                    return Err(SealError::Entry { index: next });
                }
                notices.extend(Notice::read(next, &entry.bytes));
                tree.push(entry.leaf);
                edge.push(entry.leaf, entry.bytes, &mut objects)?;
                next += 1;
            }
            if next != end {
                return Err(SealError::Entry { index: next });
            }
        }
        objects.extend(edge.partial(from)?);
        self.objects.put_new(&objects)?;
        self.withheld.note(&notices)?;
        self.guard.advance(GuardState { size: to, root: tree.root(), epoch: self.epoch })?;
        (self.tree, self.edge) = (tree, edge);
        Ok(())
    }

    /// Removes the partial tiles at the old edge whose full tile exists now.
    fn remove_outgrown(&self, before: u64, after: u64) -> Result<(), SealError> {
        let kinds = std::iter::once(TileKind::Entries).chain((0..=MAX_LEVEL).map(TileKind::Hashes));
        for kind in kinds {
            let level = if let TileKind::Hashes(level) = kind { level } else { 0 };
            let index = before.checked_shr(8 * u32::from(level) + 8).unwrap_or(0);
            let old = Tile::in_tree(kind, index, before).filter(|tile| tile.is_partial());
            let new = Tile::in_tree(kind, index, after).filter(|tile| !tile.is_partial());
            if let (Some(_), Some(full)) = (old, new) {
                for name in self.objects.list(&format!("{}.p", full.path()))? {
                    self.objects.remove(&name)?;
                }
            }
        }
        Ok(())
    }

    /// Forgets the published checkpoints that cover none of the entries from `index` on, except the latest. Tiles and entries
    /// stay, so a proof under any later checkpoint is not touched. Only the sealer may do it, because it alone writes there.
    ///
    /// # Errors
    /// [`SealError`]; the same may be tried again.
    pub fn forget_published(&self, index: u64) -> Result<(), SealError> {
        Ok(published::forget_before(self.objects.as_ref(), index)?)
    }

    /// The log's origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Entries under the guard: a signature may exist for a tree of this size.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Entries under the latest published checkpoint; 0 while there is none.
    pub fn published_size(&self) -> u64 {
        self.current.as_ref().map_or(0, Current::published_size)
    }

    /// What the witnesses answered to the checkpoint that was sent last, in the order of the set-up. [`Ahead`] and
    /// [`Contradicts`] are alarms of the highest kind.
    ///
    /// [`Ahead`]: crate::witnesses::WitnessFault::Ahead
    /// [`Contradicts`]: crate::witnesses::WitnessFault::Contradicts
    pub fn witness_answers(&self) -> Progress {
        self.witnesses.progress()
    }
}
