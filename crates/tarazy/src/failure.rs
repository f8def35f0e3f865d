//! How a command ends when it does not succeed, and the program's exit codes: 0 done, 1 refused or not proven, 2 wrong use
//! or unreadable input.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;
use tarazy_store::{Refusal, StoreError};

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The rules refuse it; shown in the user's language.
    Refused(Refusal),
    /// A check did not hold, or the installation cannot do it now.
    NotDone(String),
    /// Wrong use, or input that cannot be read.
    Usage(String),
}

impl Failure {
    /// Wrong use or unreadable input.
    pub(crate) fn usage(what: impl fmt::Display) -> Self {
        Self::Usage(what.to_string())
    }

    /// It cannot be done.
    pub(crate) fn not_done(what: impl fmt::Display) -> Self {
        Self::NotDone(what.to_string())
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &Path, e: &std::io::Error) -> Self {
        Self::Usage(format!("{}: {e}", path.display()))
    }

    /// The exit code.
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Refused(_) | Self::NotDone(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {refusal}"),
            Self::NotDone(what) | Self::Usage(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        let hint = match &e {
            StoreError::Locked => ": another tarazy command or server is at work in this installation",
            StoreError::Schema(_) => ": run `tarazy migrate`",
            StoreError::StaleReadModels => ": run `tarazy rebuild`",
            _ => "",
        };
        Self::NotDone(format!("{e}{hint}"))
    }
}
