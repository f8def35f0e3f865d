//! Where an export is read from, and why nothing can be said about it.

use crate::verdict::Fault;
use alloc::string::String;
use alloc::vec::Vec;
use tarazy_docket::note::KeyError;
use tarazy_docket::policy::PolicyError;

/// A copy of the log's tile tree with `checkpoint`, `policy` and `keys`: files by their relative names, such as
/// `tile/0/000` or `tile/entries/001.p/17` (C2SP tlog-tiles). The library does no I/O; whoever calls it implements this.
pub trait ExportSource {
    /// The bytes of a file, or `None` if there is no such file.
    ///
    /// # Errors
    /// [`SourceError`] if a file is there but cannot be read.
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError>;
}

/// A file could not be read: nothing can be said about the export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Nothing can be said, neither good nor bad: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A file is there but cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file is missing without which nothing can be said.
    #[error("the export has no file {0}")]
    Missing(&'static str),
    /// The policy that the export brings along is malformed.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Neither the export's policy nor its `keys` name a key of the log.
    #[error("the export names no key of its log: {0}")]
    NoLogKey(KeyError),
}

/// Why a replay did not end well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A check did not hold.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Nothing can be said.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl Failure {
    /// The failure at an entry, where it is a fault that names none yet.
    pub(crate) fn at(self, index: u64) -> Self {
        match self {
            Self::Fault(fault) => Self::Fault(fault.at(index)),
            Self::Unreadable(why) => Self::Unreadable(why),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Unreadable(error.into())
    }
}
