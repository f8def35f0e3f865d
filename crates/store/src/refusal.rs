//! A refusal: why a command was not carried out, in a form that reaches the user in his language (docket.md section 17).

use crate::error::StoreError;
use core::fmt;
use std::borrow::Cow;
use tarazy_docket::EntryError;

/// A refused command. It left nothing behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, also the key of the message (`refused-<code>`).
    pub code: Cow<'static, str>,
    /// HTTP status that fits the code.
    pub status: u16,
    /// Named values that the message shows.
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Refusal {
    /// A refusal without values to show.
    pub fn new(status: u16, code: impl Into<Cow<'static, str>>) -> Self {
        Self { code: code.into(), status, args: Vec::new() }
    }

    /// Adds a value that the message shows. Never personal data: refusals are logged.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// The value that the message shows under a name.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The same key came with other bytes.
    pub fn idempotency_mismatch() -> Self {
        Self::new(409, "idempotency-mismatch")
    }

    /// This process is not the sequencer (any more).
    pub fn not_leader() -> Self {
        Self::new(503, "not-leader")
    }

    /// The storage is being recovered, or the program stops: the same command may succeed later.
    pub fn recovering() -> Self {
        Self::new(503, "recovering")
    }

    /// The queue is full: the same command may succeed later.
    pub fn busy() -> Self {
        Self::new(429, "busy")
    }

    /// The program met a state that its own rules exclude; the command was not carried out.
    pub fn internal(what: impl fmt::Display) -> Self {
        Self::new(500, "internal").with("what", what)
    }
}

impl From<StoreError> for Refusal {
    fn from(e: StoreError) -> Self {
        match &e {
            StoreError::Expectation { .. } if e.is_fenced() => Self::not_leader(),
            StoreError::Locked => Self::not_leader(),
            StoreError::Expectation { conflict: Some(code), .. }
            | StoreError::Constraint { conflict: Some(code), .. } => Self::new(409, *code),
            StoreError::Expectation { .. }
            | StoreError::Constraint { .. }
            | StoreError::Statement { .. }
            | StoreError::Column { .. } => Self::internal(e),
            StoreError::ReadOnly(_) | StoreError::DiskFull => Self::new(503, "read-only").with("what", e),
            StoreError::Busy(_)
            | StoreError::ConnectionLost(_)
            | StoreError::Unknown(_)
            | StoreError::SyncFailed(_)
            | StoreError::Io(_)
            | StoreError::Corrupt(_)
            | StoreError::Schema(_)
            | StoreError::StaleReadModels
            | StoreError::Open(_) => Self::recovering().with("what", e),
        }
    }
}

impl From<EntryError> for Refusal {
    fn from(e: EntryError) -> Self {
        match &e {
            EntryError::TooLarge(size) => Self::new(413, "too-large").with("size", size),
            EntryError::NotNfc => Self::new(422, "schema").with("what", e),
            EntryError::Json(_) | EntryError::Member(_) | EntryError::Version(_) => Self::internal(e),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
