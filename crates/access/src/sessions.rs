//! Sessions, failed sign-ins, and one-time passwords that were used: rows in a file of their own, so that they hold across
//! processes. Of a session's id only its hash is kept; whoever reads the file can sign in as nobody.

use crate::names::Login;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tarazy_docket::sha256;
use tarazy_store::{Batch, Engine, Expect, SqlValue, Step, Stmt, StoreError, chatter};

/// The file, in the installation's folder.
pub const FILE: &str = "sessions.sqlite";
/// A session that nobody used for so long has ended, ms.
const IDLE: i64 = 60 * 60 * 1000;
/// And every one after so long, ms.
const ABSOLUTE: i64 = 12 * 60 * 60 * 1000;
/// That it is used is written down no more often than this, ms.
const TOUCH: i64 = 60 * 1000;
/// Failed sign-ins that cost nothing.
const FREE: i64 = 5;
/// The first wait after them, and the longest, ms; each failure doubles it.
const WAITS: (i64, i64) = (30 * 1000, 60 * 60 * 1000);
/// Failures older than this are forgotten, ms.
const FORGET: i64 = 24 * 60 * 60 * 1000;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS session (hash BLOB PRIMARY KEY NOT NULL, person TEXT NOT NULL, acting TEXT NOT NULL,
  began INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS session_person ON session (person);
CREATE TABLE IF NOT EXISTS failure (account BLOB PRIMARY KEY NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS used_step (account BLOB PRIMARY KEY NOT NULL, step INTEGER NOT NULL) STRICT;
";

const PUT: Stmt = Stmt {
    name: "session_put",
    sql: "INSERT INTO session (hash, person, acting, began, seen) VALUES ($1, $2, $3, $4, $5)",
};
const GET: Stmt =
    Stmt { name: "session_get", sql: "SELECT person, acting, began, seen FROM session WHERE hash = $1" };
const SEEN: Stmt = Stmt { name: "session_seen", sql: "UPDATE session SET seen = $1 WHERE hash = $2" };
const END: Stmt = Stmt { name: "session_end", sql: "DELETE FROM session WHERE hash = $1" };
const END_ALL: Stmt = Stmt { name: "session_end_all", sql: "DELETE FROM session WHERE person = $1" };
const SWEEP: Stmt = Stmt { name: "session_sweep", sql: "DELETE FROM session WHERE seen < $1 OR began < $2" };
const FAIL: Stmt = Stmt {
    name: "failure_add",
    sql: "INSERT INTO failure (account, count, last) VALUES ($1, 1, $2) \
          ON CONFLICT (account) DO UPDATE SET count = failure.count + 1, last = excluded.last",
};
const FAILURES: Stmt =
    Stmt { name: "failure_get", sql: "SELECT count, last FROM failure WHERE account = $1" };
const FORGIVE: Stmt =
    Stmt { name: "failure_forgive", sql: "DELETE FROM failure WHERE account = $1 OR last < $2" };
const USE: Stmt = Stmt {
    name: "used_step_put",
    sql: "INSERT INTO used_step (account, step) VALUES ($1, $2) \
          ON CONFLICT (account) DO UPDATE SET step = excluded.step WHERE used_step.step < excluded.step",
};

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: String,
    /// In which role he acts: `role@court`, `role`, or nothing.
    pub acting: String,
}

/// Whose failures are counted.
#[derive(Debug, Clone, Copy)]
pub enum Counted<'a> {
    /// Sign-ins to an account.
    Account(&'a Login),
    /// Entries by a code to what somebody says is a case's number, whether there is such a case or not.
    Case(&'a str),
}

impl<'a> From<&'a Login> for Counted<'a> {
    fn from(login: &'a Login) -> Self {
        Self::Account(login)
    }
}

impl Counted<'_> {
    /// The longest wait, ms. A code of 80 bits is not guessed; whoever tries must not keep its owner out for long.
    fn longest(self) -> i64 {
        match self {
            Self::Account(_) => WAITS.1,
            Self::Case(_) => 5 * 60 * 1000,
        }
    }
}

/// The file of sessions.
pub struct Sessions(Mutex<Box<dyn Engine>>);

impl Sessions {
    /// Opens the file of an installation.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self(Mutex::new(chatter::open(&folder.join(FILE), SCHEMA)?)))
    }

    fn engine(&self) -> MutexGuard<'_, Box<dyn Engine>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a session under a new random id.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be written.
    pub fn begin(&self, id: &[u8; 32], person: &str, acting: &str, now: i64) -> Result<(), StoreError> {
        let values = vec![hash(id), person.into(), acting.into(), now.into(), now.into()];
        let sweep = vec![(now - IDLE).into(), (now - ABSOLUTE).into()];
        let steps = vec![Step::new(&SWEEP, sweep, Expect::Any), Step::new(&PUT, values, Expect::Rows(1))];
        self.engine().apply(&Batch::new(steps))
    }

    /// The session with an id, if it holds.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub fn find(&self, id: &[u8; 32], now: i64) -> Result<Option<Session>, StoreError> {
        let mut engine = self.engine();
        let rows = engine.query(&GET, &[hash(id)])?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (began, seen) = (row.int(2)?, row.int(3)?);
        if now - seen > IDLE || now - began > ABSOLUTE {
            return Ok(None);
        }
        if now - seen > TOUCH {
            engine.apply(&Batch::new(vec![Step::new(&SEEN, vec![now.into(), hash(id)], Expect::Any)]))?;
        }
        Ok(Some(Session { person: row.text(0)?.to_owned(), acting: row.text(1)?.to_owned() }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn end(&self, id: &[u8; 32]) -> Result<(), StoreError> {
        self.engine().apply(&Batch::new(vec![Step::new(&END, vec![hash(id)], Expect::Any)]))
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn end_all(&self, person: &str) -> Result<(), StoreError> {
        self.engine().apply(&Batch::new(vec![Step::new(&END_ALL, vec![person.into()], Expect::Any)]))
    }

    /// Notes a failure.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn fail<'a>(&self, of: impl Into<Counted<'a>>, now: i64) -> Result<(), StoreError> {
        let values = vec![key(of.into()), now.into()];
        self.engine().apply(&Batch::new(vec![Step::new(&FAIL, values, Expect::Any)]))
    }

    /// Until when nobody can sign in to an account, or enter a case, after failures, ms UTC; `None` if one may try.
    ///
    /// # Errors
    /// As [`Sessions::find`].
    pub fn locked<'a>(&self, of: impl Into<Counted<'a>>, now: i64) -> Result<Option<i64>, StoreError> {
        let of = of.into();
        let rows = self.engine().query(&FAILURES, &[key(of)])?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (count, last) = (row.int(0)?, row.int(1)?);
        let beyond = u32::try_from((count - FREE).clamp(0, 20)).unwrap_or_default();
        if beyond == 0 || now - last > FORGET {
            return Ok(None);
        }
        let wait = WAITS.0.saturating_mul(1 << (beyond - 1)).min(of.longest());
        Ok(Some(last + wait).filter(|until| *until > now))
    }

    /// Forgets the failures of an account, after it was signed in to, or of a case, after it was entered.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn forgive<'a>(&self, of: impl Into<Counted<'a>>, now: i64) -> Result<(), StoreError> {
        let values = vec![key(of.into()), (now - FORGET).into()];
        self.engine().apply(&Batch::new(vec![Step::new(&FORGIVE, values, Expect::Any)]))
    }

    /// Uses the step of a one-time password. False if it, or a later one, was used before.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn use_step(&self, login: &Login, step: i64) -> Result<bool, StoreError> {
        let use_it = Step::new(&USE, vec![key(login.into()), step.into()], Expect::Rows(1)).or("used");
        match self.engine().apply(&Batch::new(vec![use_it])) {
            Ok(()) => Ok(true),
            Err(StoreError::Expectation { conflict: Some("used"), .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }
}

fn hash(id: &[u8; 32]) -> SqlValue {
    SqlValue::Bytes(sha256(&[b"tarazy/session/1\n", id]).0.to_vec())
}

/// Names that nobody has are not kept in clear either.
fn key(of: Counted<'_>) -> SqlValue {
    let hash = match of {
        Counted::Account(login) => sha256(&[b"tarazy/account/1\n", login.as_str().as_bytes()]),
        Counted::Case(number) => sha256(&[b"tarazy/entry/1\n", number.as_bytes()]),
    };
    SqlValue::Bytes(hash.0.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_796_000_000_000;

    fn open() -> (tempfile::TempDir, Sessions) {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::open(folder.path()).unwrap();
        (folder, sessions)
    }

    #[test]
    fn a_session_holds_while_it_is_used_and_no_longer_than_half_a_day() {
        let (_folder, sessions) = open();
        sessions.begin(&[1; 32], "p1", "judge@7119", NOW).unwrap();
        let mut now = NOW;
        while now - NOW <= ABSOLUTE {
            assert_eq!(sessions.find(&[1; 32], now).unwrap().unwrap().acting, "judge@7119");
            now += IDLE / 2;
        }
        assert_eq!(sessions.find(&[1; 32], now).unwrap(), None, "half a day is over");
        sessions.begin(&[2; 32], "p1", "", NOW).unwrap();
        assert_eq!(sessions.find(&[2; 32], NOW + IDLE + 1).unwrap(), None, "nobody used it");
        assert_eq!(sessions.find(&[3; 32], NOW).unwrap(), None, "another id");
    }

    #[test]
    fn ending_all_sessions_of_a_person_ends_nobody_elses() {
        let (_folder, sessions) = open();
        for (id, person) in [([1; 32], "p1"), ([2; 32], "p1"), ([3; 32], "p2")] {
            sessions.begin(&id, person, "", NOW).unwrap();
        }
        sessions.end_all("p1").unwrap();
        assert_eq!([1, 2, 3].map(|n| sessions.find(&[n; 32], NOW).unwrap().is_some()), [false, false, true]);
        sessions.end(&[3; 32]).unwrap();
        assert_eq!(sessions.find(&[3; 32], NOW).unwrap(), None);
    }

    #[test]
    fn failures_lock_an_account_for_longer_each_time_also_for_another_process() {
        let (folder, sessions) = open();
        let other = Sessions::open(folder.path()).unwrap();
        let login = "aliya".parse().unwrap();
        for _ in 0..FREE {
            sessions.fail(&login, NOW).unwrap();
        }
        assert_eq!(other.locked(&login, NOW).unwrap(), None);
        let mut waits = Vec::new();
        for _ in 0..12 {
            other.fail(&login, NOW).unwrap();
            waits.push(sessions.locked(&login, NOW).unwrap().unwrap() - NOW);
        }
        assert_eq!(waits[..3], [30_000, 60_000, 120_000]);
        assert_eq!(*waits.last().unwrap(), WAITS.1);
        assert_eq!(sessions.locked(&"bolat".parse().unwrap(), NOW).unwrap(), None);
        sessions.forgive(&login, NOW).unwrap();
        assert_eq!(other.locked(&login, NOW).unwrap(), None);
    }

    #[test]
    fn a_one_time_password_counts_once() {
        let (_folder, sessions) = open();
        let login = "aliya".parse().unwrap();
        assert_eq!(
            [7, 7, 6, 8, 8].map(|step| sessions.use_step(&login, step).unwrap()),
            [true, false, false, true, false]
        );
    }
}
