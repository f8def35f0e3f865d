//! Answers to commands by their keys (docket.md section 8, point 5).

use super::hash_column;
use crate::batch::{Expect, Step, Stmt};
use crate::engine::Reader;
use crate::error::StoreError;
use tarazy_docket::Hash;

/// How long a key is unique: 30 days of the wall clock, in ms.
pub const KEEP_ANSWERS_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

const GET: Stmt = Stmt {
    name: "idempotency_get",
    sql: "SELECT request, answer FROM idempotency WHERE key = $1 AND at >= $2",
};
const INSERT: Stmt = Stmt {
    name: "idempotency_insert",
    sql: "INSERT INTO idempotency (key, request, answer, at) VALUES ($1, $2, $3, $4)",
};
const FORGET: Stmt = Stmt { name: "idempotency_forget", sql: "DELETE FROM idempotency WHERE at < $1" };

pub(super) const STATEMENTS: &[&Stmt] = &[&GET, &INSERT, &FORGET];

/// What was answered to a command key within the last 30 days: digest of the command and the answer's bytes. `now` is the
/// wall clock, ms UTC.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn answered(
    reader: &mut (impl Reader + ?Sized),
    key: &str,
    now: i64,
) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
    let rows = reader.query(&GET, &[key.into(), now.saturating_sub(KEEP_ANSWERS_MS).into()])?;
    rows.first().map(|r| Ok((hash_column(r, 0)?, r.bytes(1)?.to_vec()))).transpose()
}

/// The step that remembers an answer. `now` is the wall clock, ms UTC.
pub fn remember(key: &str, digest: &Hash, answer: Vec<u8>, now: i64) -> Step {
    let values = vec![key.into(), digest.0.as_slice().into(), answer.into(), now.into()];
    Step::new(&INSERT, values, Expect::Rows(1))
}

/// The step that forgets what was answered more than 30 days before `now`.
pub fn forget_answers(now: i64) -> Step {
    Step::new(&FORGET, vec![now.saturating_sub(KEEP_ANSWERS_MS).into()], Expect::Any)
}
