//! The statements about truth: entries with their bodies, answers to commands, reference data, settings, documents, jobs.

mod answers;
mod document;
mod entries;
mod job;
mod reference;

pub use answers::{KEEP_ANSWERS_MS, answered, forget_answers, remember};
pub use document::{Document, document, put_document};
pub(crate) use entries::insert_entry;
pub use entries::{end, head, insert, range, raw_range, record, stream, stream_after};
pub use job::{
    Job, JobState, again_job, due_jobs, end_job, job, job_counts, next_job, open_jobs, put_job, take_job,
};
pub use reference::{audit, put_reference, put_setting, reference, references, setting};

use crate::batch::{Row, SqlValue, Stmt};
use crate::error::StoreError;
use tarazy_docket::Hash;

/// Every statement of this folder, for the test that prepares them on both engines.
pub const STATEMENTS: &[&[&Stmt]] =
    &[answers::STATEMENTS, document::STATEMENTS, entries::STATEMENTS, job::STATEMENTS, reference::STATEMENTS];

/// A 64-bit position as the databases keep it.
///
/// # Errors
/// [`StoreError::Statement`] beyond 2^63, which no log reaches.
pub fn position(n: u64) -> Result<SqlValue, StoreError> {
    let out_of_range =
        |_| StoreError::Statement { step: "position".to_owned(), what: "a position beyond 2^63".to_owned() };
    i64::try_from(n).map(SqlValue::Int).map_err(out_of_range)
}

fn hash_column(row: &Row, i: usize) -> Result<Hash, StoreError> {
    bytes_column(row, i).map(Hash)
}

fn bytes_column(row: &Row, i: usize) -> Result<[u8; 32], StoreError> {
    row.bytes(i)?.try_into().map_err(|_| corrupt("a hash or salt of another length than 32 bytes"))
}

fn position_column(row: &Row, i: usize) -> Result<u64, StoreError> {
    u64::try_from(row.int(i)?).map_err(|_| corrupt("a negative position"))
}

fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}
