//! What can go wrong in the store, in a form that its callers can act on.

use thiserror::Error;

/// A failed operation of the store. Unless it says otherwise, nothing of it was written. The texts hold no values of rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A step changed or found another number of rows than it expected.
    #[error("{step}: expected {wanted} rows, found {got}{}", named(.conflict))]
    Expectation {
        /// Name of the step's statement.
        step: &'static str,
        /// The conflict's name, if the step gave one.
        conflict: Option<&'static str>,
        /// Rows expected.
        wanted: u64,
        /// Rows changed or found.
        got: u64,
    },
    /// A rule of the schema refused a step.
    #[error("{step}: {kind} ({what}){}", named(.conflict))]
    Constraint {
        /// Name of the step's statement.
        step: String,
        /// The conflict's name, if the step gave one.
        conflict: Option<&'static str>,
        /// Which kind of rule.
        kind: Rule,
        /// What the database says.
        what: String,
    },
    /// A statement does not fit the database or its values: a mistake in the program.
    #[error("{step}: {what}")]
    Statement {
        /// Name of the statement.
        step: String,
        /// What the database says.
        what: String,
    },
    /// A row has no such column, or another type in it.
    #[error("column {column} is {found}, not {wanted}")]
    Column {
        /// Position, from 0.
        column: usize,
        /// What was asked for.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// Another connection holds what is needed; the same may succeed later.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database, or this connection to it, cannot be written.
    #[error("the database is read-only: {0}")]
    ReadOnly(String),
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The connection was lost before the commit began; the transaction was not committed.
    #[error("the connection to the database was lost: {0}")]
    ConnectionLost(String),
    /// The connection was lost during the commit: it may have happened or not. The idempotency rows tell which.
    #[error("the connection was lost during a commit: {0}")]
    Unknown(String),
    /// A write could not be forced to the disk. The process must stop and recover from storage (docket.md section 18, G8).
    #[error("a write could not be forced to the disk: {0}")]
    SyncFailed(String),
    /// Reading or writing failed in another way.
    #[error("storage failed: {0}")]
    Io(String),
    /// The database, a migration or a dump is not what its own checks say.
    #[error("corrupt: {0}")]
    Corrupt(String),
    /// Another process is the sequencer of this installation.
    #[error("another process holds the sequencer lock")]
    Locked,
    /// The database's schema is not the program's.
    #[error("{0}")]
    Schema(String),
    /// The read models were made by other definitions than the program's: they must be rebuilt.
    #[error("the read models were made by another version of the program: rebuild them")]
    StaleReadModels,
    /// The database cannot be opened with these settings.
    #[error("cannot open the database: {0}")]
    Open(String),
}

/// Kinds of rules in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rule {
    /// A unique key exists already.
    #[error("a unique key exists already")]
    Unique,
    /// A row that is referred to does not exist.
    #[error("a referenced row is missing")]
    Reference,
    /// A value is outside its bounds.
    #[error("a value is not allowed")]
    Check,
    /// A value is missing.
    #[error("a value is missing")]
    NotNull,
    /// A trigger, or the lack of a right, forbids the operation.
    #[error("the operation is forbidden")]
    Forbidden,
}

impl StoreError {
    /// True if the process must not write any more: the storage failed in a way that only a restart can judge, or another
    /// sequencer has taken over.
    pub fn must_stop(&self) -> bool {
        match self {
            Self::SyncFailed(_) | Self::Corrupt(_) => true,
            Self::Expectation { .. } => self.is_fenced(),
            Self::Constraint { .. }
            | Self::Statement { .. }
            | Self::Column { .. }
            | Self::Busy(_)
            | Self::ReadOnly(_)
            | Self::DiskFull
            | Self::ConnectionLost(_)
            | Self::Unknown(_)
            | Self::Io(_)
            | Self::Locked
            | Self::Schema(_)
            | Self::StaleReadModels
            | Self::Open(_) => false,
        }
    }

    /// True if another sequencer has taken over.
    pub fn is_fenced(&self) -> bool {
        matches!(self, Self::Expectation { step, .. } if *step == crate::lock::ADVANCE.name)
    }

    /// True if the connection is gone, so that the database must be opened anew before anything else is tried.
    pub fn is_connection(&self) -> bool {
        matches!(self, Self::ConnectionLost(_) | Self::Unknown(_))
    }

    /// True if it is not known whether the batch was committed.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// True if the fault lies in the storage or the way to it, not in the batch: another command would fail too.
    pub fn is_storage(&self) -> bool {
        match self {
            Self::Busy(_)
            | Self::ReadOnly(_)
            | Self::DiskFull
            | Self::ConnectionLost(_)
            | Self::Unknown(_)
            | Self::SyncFailed(_)
            | Self::Io(_)
            | Self::Corrupt(_)
            | Self::Locked
            | Self::Schema(_)
            | Self::StaleReadModels
            | Self::Open(_) => true,
            Self::Expectation { .. }
            | Self::Constraint { .. }
            | Self::Statement { .. }
            | Self::Column { .. } => false,
        }
    }

    /// Name of the conflict that the failed step gave, if it gave one.
    pub fn conflict(&self) -> Option<&'static str> {
        match self {
            Self::Expectation { conflict, .. } | Self::Constraint { conflict, .. } => *conflict,
            Self::Statement { .. }
            | Self::Column { .. }
            | Self::Busy(_)
            | Self::ReadOnly(_)
            | Self::DiskFull
            | Self::ConnectionLost(_)
            | Self::Unknown(_)
            | Self::SyncFailed(_)
            | Self::Io(_)
            | Self::Corrupt(_)
            | Self::Locked
            | Self::Schema(_)
            | Self::StaleReadModels
            | Self::Open(_) => None,
        }
    }

    /// Puts the conflict's name of the failed step into the error.
    pub(crate) fn with_conflict(mut self, name: Option<&'static str>) -> Self {
        if let Self::Expectation { conflict, .. } | Self::Constraint { conflict, .. } = &mut self {
            *conflict = name;
        }
        self
    }

    /// An error of the file system.
    pub(crate) fn io(what: &str, e: &std::io::Error) -> Self {
        match e.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(what.to_owned()),
            _ => Self::Io(format!("{what}: {e}")),
        }
    }
}

fn named(conflict: &Option<&'static str>) -> String {
    conflict.map(|c| format!(" [{c}]")).unwrap_or_default()
}
