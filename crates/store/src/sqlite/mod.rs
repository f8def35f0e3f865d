//! SQLite: one file in the data directory, write-ahead log, every commit forced to the disk.

mod error;
mod reader;
mod value;
mod writer;

use crate::error::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

pub(crate) use reader::SqliteReader;
pub(crate) use writer::SqliteEngine;

/// How long a connection waits for a lock.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 512;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For reading only.
    Read,
    /// For writing; the file must exist.
    Write,
    /// For writing; the file is made if it is missing.
    Create,
}

fn open(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let access = match mode {
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let failed = |e: rusqlite::Error| error::of_step("open", &e);
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else a statement whose parameters might change its plan is prepared anew at every use; no statement here needs another
    // plan for another value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    if mode != Mode::Read {
        set_up_writing(&connection)?;
    }
    // 64 MiB of page cache; schema texts are not trusted to call functions.
    connection
        .execute_batch("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")
        .map_err(failed)?;
    Ok(connection)
}

fn set_up_writing(connection: &Connection) -> Result<(), StoreError> {
    let failed = |e: rusqlite::Error| error::of_step("open", &e);
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        return Err(StoreError::Open(format!("the file system allows no write-ahead log ({mode})")));
    }
    // The engine checkpoints itself, to see a sync that fails then; after such a failure closing must not try again.
    // Recursive triggers let the guard of `entry` see rows that INSERT OR REPLACE would delete.
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; \
             PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;",
        )
        .map_err(failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    Ok(())
}
