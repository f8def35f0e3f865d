//! Backup and restoring: all tables of truth in one file, the same for both engines.
//!
//! A dump is taken at one moment beside the running writer. It can be restored into an empty database of either engine, so
//! it also moves an installation from one to the other. Read models are not in it; they are made again.
//!
//! The file, integers big-endian:
//!
//! ```text
//! "tarazy-dump/1\n" || schema version (8 bytes)
//! for each table:  'T' || length of name (4) || name || number of columns (4) || for each: length (4) || name
//!   for each row:  'R' || for each column a value
//! 'E' || number of rows of all tables (8) || SHA-256 of everything before (32)
//! value: 0 (null) | 1 || integer (8) | 2 || length (4) || UTF-8 text | 3 || length (4) || bytes
//! ```

mod read;
mod restore;
mod write;

pub use read::{DumpSummary, verify};
pub use restore::restore;
pub use write::{dump, dump_to_file};

pub(crate) use write::write_value;

use crate::batch::Stmt;
use crate::engine::Reader;
use crate::error::StoreError;

const MAGIC: &[u8] = b"tarazy-dump/1\n";
const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const END: u8 = b'E';
/// What must find no row in a log that is whole.
const CHECKS: &[&Stmt] = &[
    &Stmt {
        name: "the log's indexes are not dense",
        sql: "SELECT 1 FROM (SELECT COUNT(*) AS n, COALESCE(MAX(idx) + 1, 0) AS next FROM entry) AS a WHERE n <> next",
    },
    &Stmt {
        name: "the sequencer row does not fit the entries",
        sql: "SELECT 1 FROM sequencer WHERE next_index <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry)",
    },
    &Stmt {
        name: "the sequencer row does not name the last entry",
        sql: "SELECT 1 FROM sequencer s JOIN entry e ON e.idx = s.next_index - 1 \
              WHERE e.leaf <> s.last_leaf OR e.time <> s.last_time",
    },
    &Stmt {
        name: "a stream's numbers are not dense",
        sql: "SELECT 1 FROM entry GROUP BY stream HAVING COUNT(*) <> MAX(seq)",
    },
];

/// Every statement of this file, for the test that prepares them on both engines.
pub const STATEMENTS: &[&Stmt] = CHECKS;

/// Checks a database: the engine's own check of its files, and that entries and sequencer row fit each other. Hashes and
/// links of the entries are for the docket's own checks.
///
/// # Errors
/// [`StoreError::Corrupt`] with the first finding.
pub fn check(reader: &mut dyn Reader) -> Result<(), StoreError> {
    reader.self_check()?;
    for check in CHECKS {
        if !reader.query(check, &[])?.is_empty() {
            return Err(StoreError::Corrupt(check.name.to_owned()));
        }
    }
    Ok(())
}
