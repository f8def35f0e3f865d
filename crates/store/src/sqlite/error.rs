//! SQLite's error codes in the store's terms.

use crate::error::{Rule, StoreError};
use rusqlite::{Error, ErrorCode, ffi};

/// An error of the step `name`.
pub(super) fn of_step(name: &str, e: &Error) -> StoreError {
    let Error::SqliteFailure(code, message) = e else {
        return statement(name, e);
    };
    let what = || message.clone().unwrap_or_else(|| code.to_string());
    match code.code {
        ErrorCode::ConstraintViolation => match rule(code.extended_code) {
            Some(kind) => {
                StoreError::Constraint { step: name.to_owned(), conflict: None, kind, what: what() }
            }
            None => statement(name, e),
        },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy(what()),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly(what()),
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(what()),
        ErrorCode::SystemIoFailure if is_sync(code.extended_code) => StoreError::SyncFailed(what()),
        ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory => StoreError::Io(what()),
        ErrorCode::CannotOpen => StoreError::Open(what()),
        _ => statement(name, e),
    }
}

/// An error of `COMMIT`. An input or output error leaves open what the disk holds, so it counts as a failed sync.
pub(super) fn of_commit(e: &Error) -> StoreError {
    match of_step("commit", e) {
        StoreError::Io(what) => StoreError::SyncFailed(what),
        other => other,
    }
}

fn statement(name: &str, e: &Error) -> StoreError {
    StoreError::Statement { step: name.to_owned(), what: e.to_string() }
}

fn rule(extended: i32) -> Option<Rule> {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Some(Rule::Unique)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Rule::Reference),
        ffi::SQLITE_CONSTRAINT_CHECK => Some(Rule::Check),
        ffi::SQLITE_CONSTRAINT_NOTNULL => Some(Rule::NotNull),
        ffi::SQLITE_CONSTRAINT_TRIGGER => Some(Rule::Forbidden),
        _ => None,
    }
}

fn is_sync(extended: i32) -> bool {
    matches!(extended, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC | ffi::SQLITE_IOERR_CLOSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_the_errors_that_callers_act_on() {
        let failure = |code| Error::SqliteFailure(ffi::Error::new(code), Some("m".to_owned()));
        let sync = StoreError::SyncFailed("m".to_owned());
        let table = [
            (ffi::SQLITE_FULL, StoreError::DiskFull),
            (ffi::SQLITE_BUSY, StoreError::Busy("m".to_owned())),
            (ffi::SQLITE_READONLY_DBMOVED, StoreError::ReadOnly("m".to_owned())),
            (ffi::SQLITE_IOERR_FSYNC, sync.clone()),
            (ffi::SQLITE_IOERR_WRITE, StoreError::Io("m".to_owned())),
            (ffi::SQLITE_CORRUPT, StoreError::Corrupt("m".to_owned())),
        ];
        for (code, want) in table {
            assert_eq!(of_step("s", &failure(code)), want);
        }
        assert_eq!(of_commit(&failure(ffi::SQLITE_IOERR_WRITE)), sync);
        assert!(sync.must_stop() && !StoreError::DiskFull.must_stop());
    }
}
