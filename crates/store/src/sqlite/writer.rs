//! Writing to SQLite.

use super::value::each_row;
use super::{Mode, error, open, reader};
use crate::batch::{Batch, Part, Row, SqlValue, Step, Stmt, check_values};
use crate::engine::{Dialect, EachRow, Engine, Reader, Select};
use crate::error::StoreError;
use rusqlite::wal::CheckpointMode;
use rusqlite::{CachedStatement, Connection};
use std::path::Path;

/// The write-ahead log is brought into the database each time it has grown by so many pages (of 4 KiB).
const CHECKPOINT_PAGES: i32 = 4_000;

/// The connection that writes.
pub(crate) struct SqliteEngine {
    connection: Connection,
    /// Length of the write-ahead log at the last checkpoint, in pages.
    checkpointed_at: i32,
    /// Why nothing may be written any more.
    stopped: Option<StoreError>,
}

impl SqliteEngine {
    /// Opens the file.
    pub(crate) fn open(path: &Path, mode: Mode) -> Result<Self, StoreError> {
        Ok(Self { connection: open(path, mode)?, checkpointed_at: 0, stopped: None })
    }

    /// One transaction around `work`, forced to the disk.
    fn transaction(
        &mut self,
        work: &mut dyn FnMut(&Connection) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if let Some(why) = &self.stopped {
            return Err(why.clone());
        }
        let done = self.try_transaction(work);
        if let Err(e) = &done
            && matches!(e, StoreError::SyncFailed(_) | StoreError::Corrupt(_))
        {
            self.stopped = Some(e.clone());
        }
        if done.is_ok() {
            self.checkpoint();
        }
        done
    }

    fn try_transaction(
        &mut self,
        work: &mut dyn FnMut(&Connection) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let c = &self.connection;
        c.execute_batch("BEGIN IMMEDIATE").map_err(|e| error::of_step("begin", &e))?;
        let done = work(c).and_then(|()| c.execute_batch("COMMIT").map_err(|e| error::of_commit(&e)));
        if done.is_err() && !c.is_autocommit() {
            // Some errors have rolled back already; if this fails, nothing is committed either.
            c.execute_batch("ROLLBACK").map_err(|e| error::of_commit(&e))?;
        }
        done
    }

    /// Brings the write-ahead log into the database now and then. The commit before is durable whatever happens here, but
    /// after a failure of the disk nothing more is written.
    fn checkpoint(&mut self) {
        if let Err(e) = self.try_checkpoint()
            && !matches!(e, StoreError::Busy(_) | StoreError::DiskFull)
        {
            self.stopped = Some(StoreError::SyncFailed(e.to_string()));
        }
    }

    fn try_checkpoint(&mut self) -> Result<(), StoreError> {
        let run =
            |mode| self.connection.wal_checkpoint_v2(None::<&str>, mode).map_err(|e| error::of_commit(&e));
        let (pages, _) = run(CheckpointMode::NOOP)?;
        if pages < self.checkpointed_at {
            self.checkpointed_at = 0;
        }
        if pages - self.checkpointed_at >= CHECKPOINT_PAGES {
            run(CheckpointMode::PASSIVE)?;
            self.checkpointed_at = pages;
        }
        Ok(())
    }
}

impl Reader for SqliteEngine {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        reader::query(&self.connection, stmt, values)
    }

    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        reader::snapshot(&self.connection, selects, each)
    }

    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        reader::prepare(&self.connection, stmt)
    }

    fn self_check(&mut self) -> Result<(), StoreError> {
        reader::self_check(&self.connection)
    }
}

impl Engine for SqliteEngine {
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.transaction(&mut |c| batch.steps.iter().try_for_each(|s| step(c, s)))
    }

    fn run(&mut self, parts: &mut dyn Iterator<Item = Result<Part, StoreError>>) -> Result<(), StoreError> {
        let stopped = self.stopped.clone();
        let mut of_parts = None;
        let done = self.transaction(&mut |c| {
            for p in &mut *parts {
                part(c, &p.inspect_err(|e| of_parts = Some(e.clone()))?)?;
            }
            Ok(())
        });
        // A fault of what was to be written, such as a dump that is cut off, says nothing about this database.
        if done.is_err() && done.as_ref().err() == of_parts.as_ref() {
            self.stopped = stopped;
        }
        done
    }

    fn is_lost(&self) -> bool {
        false
    }

    fn hold(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN").map_err(|e| error::of_step("hold", &e))
    }

    fn release(&mut self) -> Result<(), StoreError> {
        // A failed read may have ended it.
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("COMMIT").map_err(|e| error::of_step("release", &e))
    }
}

fn part(connection: &Connection, part: &Part) -> Result<(), StoreError> {
    let failed = |e: rusqlite::Error| error::of_step(part.name(), &e);
    match part {
        Part::Script(sql) => connection.execute_batch(sql).map_err(failed),
        Part::Made { sql, values } => {
            execute(sql, &mut connection.prepare_cached(sql).map_err(failed)?, values).map(|_| ())
        }
        Part::Step(s) => step(connection, s),
    }
}

fn step(connection: &Connection, step: &Step) -> Result<(), StoreError> {
    let name = step.stmt.name;
    let done = connection
        .prepare_cached(step.stmt.sql)
        .map_err(|e| error::of_step(name, &e))
        .and_then(|mut statement| execute(name, &mut statement, &step.values));
    step.check_rows(done.map_err(|e| e.with_conflict(step.conflict))?)
}

/// Runs a statement; gives how many rows it changed, or found if it gives rows.
fn execute(name: &str, statement: &mut CachedStatement<'_>, values: &[SqlValue]) -> Result<u64, StoreError> {
    check_values(name, values)?;
    if statement.column_count() > 0 {
        let mut rows = 0;
        each_row(name, statement, values, &mut |_| {
            rows += 1;
            Ok(())
        })?;
        return Ok(rows);
    }
    let changed =
        statement.execute(rusqlite::params_from_iter(values)).map_err(|e| error::of_step(name, &e))?;
    u64::try_from(changed).map_err(|_| StoreError::Io("a row count out of range".to_owned()))
}
