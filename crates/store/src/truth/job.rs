//! The outbox: jobs that commit with the entries that cause them.

use crate::batch::{Expect, Step, Stmt};
use tarazy_docket::Value;

const INSERT: Stmt =
    Stmt { name: "job_insert", sql: "INSERT INTO job (kind, key, body, due) VALUES ($1, $2, $3, $4)" };

pub(super) const STATEMENTS: &[&Stmt] = &[&INSERT];

/// The step that puts a job into the outbox. `key` names the job, so that it is there once; `due` is ms UTC. The conflict
/// of a key that exists is `job-exists`.
pub fn put_job(kind: &str, key: &str, body: &Value, due: i64) -> Step {
    let values = vec![kind.into(), key.into(), body.to_text().into(), due.into()];
    Step::new(&INSERT, values, Expect::Rows(1)).or("job-exists")
}
