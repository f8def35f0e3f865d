//! PostgreSQL's error codes in the store's terms.

use crate::error::{Rule, StoreError};
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

/// An error of the step `name`.
pub(super) fn of_step(name: &str, e: &Error) -> StoreError {
    match e.as_db_error() {
        // The message alone: the detail holds values of rows.
        Some(db) => of_code(name, db.code(), db.message()),
        None if is_of_connection(e) => StoreError::ConnectionLost(e.to_string()),
        None => StoreError::Statement { step: name.to_owned(), what: with_cause(e) },
    }
}

/// An error of `COMMIT`. Only a plain error of the server says that nothing was committed.
pub(super) fn of_commit(e: &Error) -> StoreError {
    let refused = e.as_db_error().filter(|db| is_plain(db));
    match refused {
        Some(db) => of_code("commit", db.code(), db.message()),
        None => StoreError::Unknown(e.to_string()),
    }
}

/// An error of connecting.
pub(super) fn of_connect(e: &Error) -> StoreError {
    match e.as_db_error() {
        Some(db) => StoreError::Open(db.message().to_owned()),
        None => StoreError::Open(with_cause(e)),
    }
}

fn of_code(name: &str, code: &SqlState, message: &str) -> StoreError {
    let what = || message.to_owned();
    if let Some(kind) = rule(code) {
        return StoreError::Constraint { step: name.to_owned(), conflict: None, kind, what: what() };
    }
    match *code {
        SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly(what()),
        SqlState::DISK_FULL => StoreError::DiskFull,
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::QUERY_CANCELED => StoreError::Busy(what()),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StoreError::Corrupt(what()),
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => StoreError::ConnectionLost(what()),
        // Connection exceptions; lack of resources; errors of the system under the server.
        _ => match code.code().get(..2) {
            Some("08") => StoreError::ConnectionLost(what()),
            Some("53" | "58") => StoreError::Io(what()),
            _ => StoreError::Statement { step: name.to_owned(), what: what() },
        },
    }
}

fn rule(code: &SqlState) -> Option<Rule> {
    match *code {
        SqlState::UNIQUE_VIOLATION => Some(Rule::Unique),
        SqlState::FOREIGN_KEY_VIOLATION => Some(Rule::Reference),
        SqlState::CHECK_VIOLATION => Some(Rule::Check),
        SqlState::NOT_NULL_VIOLATION => Some(Rule::NotNull),
        SqlState::RESTRICT_VIOLATION | SqlState::INSUFFICIENT_PRIVILEGE => Some(Rule::Forbidden),
        _ => None,
    }
}

fn is_plain(db: &DbError) -> bool {
    db.parsed_severity() == Some(Severity::Error)
}

/// True if the driver has no connection any more, or cannot trust it.
fn is_of_connection(e: &Error) -> bool {
    let io = std::error::Error::source(e).is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
    e.is_closed() || io
}

fn with_cause(e: &Error) -> String {
    match std::error::Error::source(e) {
        Some(cause) => format!("{e}: {cause}"),
        None => e.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_the_errors_that_callers_act_on() {
        let lost = StoreError::ConnectionLost("m".to_owned());
        let io = StoreError::Io("m".to_owned());
        let table = [
            ("53100", StoreError::DiskFull),
            ("53200", io.clone()),
            ("58030", io),
            ("25006", StoreError::ReadOnly("m".to_owned())),
            ("55P03", StoreError::Busy("m".to_owned())),
            ("40P01", StoreError::Busy("m".to_owned())),
            ("57P01", lost.clone()),
            ("57P02", lost.clone()),
            ("25P03", lost.clone()),
            ("08006", lost),
            ("XX001", StoreError::Corrupt("m".to_owned())),
            ("42601", StoreError::Statement { step: "s".to_owned(), what: "m".to_owned() }),
        ];
        for (code, want) in table {
            assert_eq!(of_code("s", &SqlState::from_code(code), "m"), want, "{code}");
        }
        let rules = [
            ("23505", Rule::Unique),
            ("23503", Rule::Reference),
            ("23514", Rule::Check),
            ("23502", Rule::NotNull),
            ("23001", Rule::Forbidden),
            ("42501", Rule::Forbidden),
        ];
        for (code, want) in rules {
            let got = of_code("s", &SqlState::from_code(code), "m");
            assert!(matches!(got, StoreError::Constraint { kind, .. } if kind == want), "{code}");
        }
    }
}
