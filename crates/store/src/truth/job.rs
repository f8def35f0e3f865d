//! The outbox: jobs that commit with the entries that cause them, and what becomes of them. A job is taken before it is carried out,
//! so that a process that dies in the middle is known to have begun; every change is a step of a command, decided by the writer.

use crate::batch::{Expect, Row, Step, Stmt};
use crate::engine::Reader;
use crate::error::StoreError;
use tarazy_docket::Value;

const INSERT: Stmt =
    Stmt { name: "job_insert", sql: "INSERT INTO job (kind, key, body, due) VALUES ($1, $2, $3, $4)" };
const DUE: Stmt = Stmt {
    name: "job_due",
    sql: "SELECT key, body, due, attempts, state FROM job WHERE kind = $1 AND state IN ('waiting', 'running') \
          AND due <= $2 ORDER BY due, key LIMIT $3",
};
const ONE: Stmt = Stmt {
    name: "job_one",
    sql: "SELECT key, body, due, attempts, state FROM job WHERE key = $1 AND state IN ('waiting', 'running')",
};
const NEXT: Stmt = Stmt {
    name: "job_next",
    sql: "SELECT due FROM job WHERE kind = $1 AND state IN ('waiting', 'running') ORDER BY due LIMIT 1",
};
const TAKE: Stmt = Stmt {
    name: "job_take",
    sql: "UPDATE job SET state = 'running', attempts = attempts + 1, due = $1 \
          WHERE key = $2 AND state = 'waiting' AND attempts = $3",
};
const AGAIN: Stmt = Stmt {
    name: "job_again",
    sql: "UPDATE job SET state = 'waiting', due = $1, body = $2 WHERE key = $3 AND state IN ('waiting', 'running')",
};
const END: Stmt = Stmt {
    name: "job_end",
    sql: "UPDATE job SET state = $1 WHERE key = $2 AND state IN ('waiting', 'running')",
};

// Failed ones come first, then those that somebody has, then those that wait: it is also the order of the words.
const OPEN: Stmt = Stmt {
    name: "job_open",
    sql: "SELECT kind, state, attempts, due FROM job WHERE state IN ('waiting', 'running', 'failed') \
          ORDER BY state, due LIMIT $1",
};
const COUNTS: Stmt = Stmt {
    name: "job_counts",
    sql: "SELECT kind, state, COUNT(*) FROM job GROUP BY kind, state ORDER BY kind, state",
};

pub(super) const STATEMENTS: &[&Stmt] = &[&INSERT, &DUE, &ONE, &NEXT, &TAKE, &AGAIN, &END, &OPEN, &COUNTS];

/// How it stands with a job, without what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobState {
    /// Its kind.
    pub kind: String,
    /// `waiting`, `running` or `failed`.
    pub state: String,
    /// How often it was taken.
    pub attempts: i64,
    /// When it is due, ms UTC.
    pub due: i64,
}

/// A job of the outbox that is not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its name.
    pub key: String,
    /// What is to be done.
    pub body: Value,
    /// When it is due, ms UTC; while somebody carries it out, when he must have told what became of it.
    pub due: i64,
    /// How often it was taken.
    pub attempts: i64,
    /// Somebody took it.
    pub running: bool,
}

/// The step that puts a job into the outbox. `key` names the job, so that it is there once; `due` is ms UTC. The conflict
/// of a key that exists is `job-exists`.
pub fn put_job(kind: &str, key: &str, body: &Value, due: i64) -> Step {
    let values = vec![kind.into(), key.into(), body.to_text().into(), due.into()];
    Step::new(&INSERT, values, Expect::Rows(1)).or("job-exists")
}

/// The step that takes a job which was taken so often before; who has it must tell what became of it until `until`, ms UTC. The
/// conflict of a job that somebody else has is `job-taken`.
pub fn take_job(key: &str, attempts: i64, until: i64) -> Step {
    Step::new(&TAKE, vec![until.into(), key.into(), attempts.into()], Expect::Rows(1)).or("job-taken")
}

/// The step that makes a job due once more, with a body that may say why. The conflict of a job that is ended is `job-ended`.
pub fn again_job(key: &str, body: &Value, due: i64) -> Step {
    let values = vec![due.into(), body.to_text().into(), key.into()];
    Step::new(&AGAIN, values, Expect::Rows(1)).or("job-ended")
}

/// The step that ends a job: done, or failed. The conflict of a job that is ended is `job-ended`.
pub fn end_job(key: &str, done: bool) -> Step {
    let state = if done { "done" } else { "failed" };
    Step::new(&END, vec![state.into(), key.into()], Expect::Rows(1)).or("job-ended")
}

/// The jobs of a kind that are due, the earliest first; among them those whose taker told nothing in time.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or a row is not canonical.
pub fn due_jobs(
    reader: &mut (impl Reader + ?Sized),
    kind: &str,
    now: i64,
    most: i64,
) -> Result<Vec<Job>, StoreError> {
    let rows = reader.query(&DUE, &[kind.into(), now.into(), most.into()])?;
    rows.iter().map(read).collect()
}

/// A job by its name, if it is not ended.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or the row is not canonical.
pub fn job(reader: &mut (impl Reader + ?Sized), key: &str) -> Result<Option<Job>, StoreError> {
    reader.query(&ONE, &[key.into()])?.first().map(read).transpose()
}

fn read(row: &Row) -> Result<Job, StoreError> {
    let body = Value::from_canonical(row.text(1)?.as_bytes());
    Ok(Job {
        key: row.text(0)?.to_owned(),
        body: body.map_err(|_| StoreError::Corrupt("a job that is not canonical".to_owned()))?,
        due: row.int(2)?,
        attempts: row.int(3)?,
        running: row.text(4)? == "running",
    })
}

/// When the next job of a kind is due, ms UTC.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn next_job(reader: &mut (impl Reader + ?Sized), kind: &str) -> Result<Option<i64>, StoreError> {
    reader.query(&NEXT, &[kind.into()])?.first().map(|row| row.int(0)).transpose()
}

/// Jobs that are not done, the failed ones first, without what they are about.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn open_jobs(reader: &mut (impl Reader + ?Sized), most: i64) -> Result<Vec<JobState>, StoreError> {
    let read = |row: &Row| {
        let (kind, state) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        Ok(JobState { kind, state, attempts: row.int(2)?, due: row.int(3)? })
    };
    reader.query(&OPEN, &[most.into()])?.iter().map(read).collect()
}

/// How many jobs there are: kind, state, count.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn job_counts(reader: &mut (impl Reader + ?Sized)) -> Result<Vec<(String, String, i64)>, StoreError> {
    let read = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?));
    reader.query(&COUNTS, &[])?.iter().map(read).collect()
}
