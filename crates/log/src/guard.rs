//! The guard: a small file outside the database that remembers the largest tree for which a signature may exist.
//!
//! It is moved and synced before a checkpoint is signed (docket.md section 9, points 3 and 4), so a database that was
//! restored from an old backup cannot make the log sign another history. Its text is five lines: `tarazy/guard/1`,
//! origin, size, root in hex, epoch.

use crate::disk::Lock;
use crate::durable::{Durable, DurableError};
use std::io;
use std::sync::Arc;
use tarazy_docket::Hash;

const HEADER: &str = "tarazy/guard/1";

/// What the guard holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardState {
    /// Size of the tree, in entries.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// Epoch of the sequencer that moved it.
    pub epoch: u64,
}

/// Why the guard refuses.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// Another process holds the guard.
    #[error("another process holds the guard of this log")]
    Held,
    /// The file is not a guard's, or another log's. Do not repair it: a person must find out how it changed.
    #[error("the guard file is damaged or belongs to another log")]
    Damaged,
    /// The file changed under the process that holds it.
    #[error("the guard was changed by somebody else")]
    Changed,
    /// The new tree is smaller than one for which a signature may exist: the database is older than the guard.
    #[error(
        "a tree of {new} entries is smaller than the guard's {held}: the database is older than what was signed"
    )]
    Smaller {
        /// Size in the guard.
        held: u64,
        /// Size that was asked for.
        new: u64,
    },
    /// The new tree has the same size and another root: history was changed. Keep both sides; only people decide.
    #[error("two different trees of {size} entries: history was changed")]
    OtherRoot {
        /// Their size.
        size: u64,
    },
    /// A newer sequencer has moved the guard.
    #[error("the guard is of epoch {held}, this process of epoch {new}")]
    OldEpoch {
        /// Epoch in the guard.
        held: u64,
        /// Epoch of this process.
        new: u64,
    },
    /// The file could not be read or written.
    #[error(transparent)]
    Durable(#[from] DurableError),
}

/// The guard of one log, held exclusively.
pub struct Guard {
    files: Arc<Durable>,
    name: String,
    origin: String,
    state: Option<GuardState>,
    #[expect(dead_code, reason = "held so that no second process moves the guard")]
    lock: Box<dyn Lock>,
}

impl Guard {
    /// Takes the guard of the log `origin`, in the file `name`; there may be none yet.
    ///
    /// # Errors
    /// [`GuardError::Held`], [`GuardError::Damaged`], or a failure of the disk.
    pub fn open(files: Arc<Durable>, name: &str, origin: &str) -> Result<Self, GuardError> {
        let lock_name = format!("{name}.lock");
        let lock = files.disk().lock(&lock_name).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => GuardError::Held,
            _ => GuardError::Durable(DurableError::Io { what: "lock", name: lock_name, source: e }),
        })?;
        // What is read may be the unsynced work of a process that was killed.
        files.sync_dir("")?;
        let state = read(&files, name, origin)?;
        Ok(Self { files, name: name.to_owned(), origin: origin.to_owned(), state, lock })
    }

    /// What it holds; `None` while nothing was sealed.
    pub fn state(&self) -> Option<GuardState> {
        self.state
    }

    /// Moves the guard, if it still holds what this process last saw and the new state is no step back. Durable when it returns.
    ///
    /// # Errors
    /// [`GuardError`]; then nothing may be signed for `new`.
    pub fn advance(&mut self, new: GuardState) -> Result<(), GuardError> {
        if let Some(held) = self.state {
            if new.size < held.size {
                return Err(GuardError::Smaller { held: held.size, new: new.size });
            }
            if new.size == held.size && new.root != held.root {
                return Err(GuardError::OtherRoot { size: new.size });
            }
            if new.epoch < held.epoch {
                return Err(GuardError::OldEpoch { held: held.epoch, new: new.epoch });
            }
        }
        if read(&self.files, &self.name, &self.origin)? != self.state {
            return Err(GuardError::Changed);
        }
        if self.state != Some(new) {
            self.files.replace(&self.name, write(&self.origin, &new).as_bytes())?;
            self.state = Some(new);
        }
        Ok(())
    }
}

/// What a guard file holds, without taking it; `None` if there is none.
///
/// # Errors
/// [`GuardError::Damaged`], or a failure of the disk.
pub fn read(files: &Durable, name: &str, origin: &str) -> Result<Option<GuardState>, GuardError> {
    match files.read(name)? {
        None => Ok(None),
        Some(bytes) => parse(&bytes, origin).map(Some).ok_or(GuardError::Damaged),
    }
}

fn write(origin: &str, state: &GuardState) -> String {
    format!("{HEADER}\n{origin}\n{}\n{}\n{}\n", state.size, state.root, state.epoch)
}

fn parse(bytes: &[u8], origin: &str) -> Option<GuardState> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut lines = text.lines();
    let mut line = || lines.next();
    if line()? != HEADER || line()? != origin {
        return None;
    }
    let state =
        GuardState { size: line()?.parse().ok()?, root: line()?.parse().ok()?, epoch: line()?.parse().ok()? };
    (write(origin, &state) == text).then_some(state)
}
