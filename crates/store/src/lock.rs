//! The sequencer: one process writes, and a fence in the database makes sure of it (docket.md section 8, point 6).
//!
//! The lock keeps an honest second process out. The fence does not trust the lock: taking it adds 1 to `epoch`, and every
//! batch must find the row `(epoch, next_index)` as its writer left it, so of two writers only the later one can commit.

use crate::batch::{Batch, Expect, SqlValue, Step, Stmt};
use crate::book::End;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::truth::position;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Moves the end of the log. Fails unless epoch and next index are the writer's own.
pub const ADVANCE: Stmt = Stmt {
    name: "sequencer_advance",
    sql: "UPDATE sequencer SET next_index = $1, last_leaf = $2, last_time = $3 \
          WHERE id = 1 AND epoch = $4 AND next_index = $5",
};
/// Begins a new epoch: whoever wrote in the last one cannot commit any more.
pub const TAKE: Stmt =
    Stmt { name: "sequencer_take", sql: "UPDATE sequencer SET epoch = epoch + 1 WHERE id = 1" };
/// Brings the epoch up to one that is remembered elsewhere.
pub const RAISE: Stmt =
    Stmt { name: "sequencer_raise", sql: "UPDATE sequencer SET epoch = $1 WHERE id = 1 AND epoch < $1" };
/// Reads the row.
pub const READ: Stmt = Stmt {
    name: "sequencer_read",
    sql: "SELECT epoch, next_index, last_leaf, last_time FROM sequencer WHERE id = 1",
};

/// Every statement of this file, for the test that prepares them on both engines.
pub const STATEMENTS: &[&Stmt] = &[&ADVANCE, &TAKE, &RAISE, &READ];

/// File in the data directory that carries the lock of an SQLite installation.
pub const LOCK_FILE: &str = "sequencer.lock";

/// What a writer must find in the database to commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The writer's epoch.
    pub epoch: u64,
    /// How many entries are committed.
    pub next_index: u64,
}

/// The step that moves the end of the log from the fence's to `end`. Every batch has it, once.
///
/// # Errors
/// [`StoreError::Statement`] for a position beyond 2^63.
pub fn advance_sequencer(fence: &Fence, end: End) -> Result<Step, StoreError> {
    let values = vec![
        position(end.next_index)?,
        SqlValue::Bytes(end.last_leaf.0.to_vec()),
        SqlValue::Int(end.last_time),
        position(fence.epoch)?,
        position(fence.next_index)?,
    ];
    Ok(Step::new(&ADVANCE, values, Expect::Rows(1)).or("fenced"))
}

/// Begins a new epoch and gives its fence.
///
/// # Errors
/// [`StoreError`] if the row cannot be changed or read.
pub fn begin_epoch(engine: &mut dyn Engine) -> Result<Fence, StoreError> {
    engine.apply(&Batch::new(vec![Step::new(&TAKE, vec![], Expect::Rows(1))]))?;
    let rows = engine.query(&READ, &[])?;
    let row = rows.first().ok_or_else(|| StoreError::Corrupt("the sequencer row is missing".to_owned()))?;
    let number =
        |i| u64::try_from(row.int(i)?).map_err(|_| StoreError::Corrupt("a negative position".to_owned()));
    Ok(Fence { epoch: number(0)?, next_index: number(1)? })
}

/// Makes sure that the next epoch is above one that the log's guard remembers: a database that was restored has forgotten
/// the epochs since its backup, and the guard takes nobody of an older one.
///
/// # Errors
/// [`StoreError`] if the row cannot be changed.
pub fn raise_epoch(engine: &mut dyn Engine, to: u64) -> Result<(), StoreError> {
    engine.apply(&Batch::new(vec![Step::new(&RAISE, vec![position(to)?], Expect::Any)]))
}

/// Takes the operating system's lock on the data directory; it is free again when the file is dropped, also by a crash.
pub(crate) fn lock_folder(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK_FILE);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| StoreError::io("cannot open the lock file", &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked),
        Err(TryLockError::Error(e)) => Err(StoreError::io("cannot lock the data directory", &e)),
    }
}
