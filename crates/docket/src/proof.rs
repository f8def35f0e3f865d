//! Proof files (C2SP tlog-proof): index, path and checkpoint of an entry, with extra data.

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::merkle::{ProofError, root_from_inclusion};
use crate::text::{from_base64, from_decimal, hash_from_base64, hash_to_base64};
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use core::fmt;
use core::str::FromStr;

/// The proof that an entry is in a log, as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// What the `extra` line holds. Nothing vouches for it by itself.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry in the log.
    pub index: u64,
    /// From the leaf's sibling to the root's child.
    pub path: Vec<Hash>,
    /// The checkpoint that the path leads to.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are not a proof file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// Not UTF-8.
    #[error("not UTF-8")]
    Characters,
    /// Another format altogether.
    #[error("not a tlog-proof file")]
    Format,
    /// A tlog-proof of another version than 1.
    #[error("a tlog-proof of an unknown version")]
    Version,
    /// The `extra` line is not base64.
    #[error("extra line")]
    Extra,
    /// The index line is missing or not a decimal number.
    #[error("index line")]
    Index,
    /// A line of the path is not base64 of 32 bytes.
    #[error("a hash of the path")]
    Path,
    /// No empty line and checkpoint follow.
    #[error("no checkpoint")]
    NoCheckpoint,
    /// The checkpoint is malformed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

const FORMAT: &str = "c2sp.org/tlog-proof@";
const HEADER: &str = "c2sp.org/tlog-proof@v1";

impl TlogProof {
    /// Reads a proof from the bytes of its file, strictly.
    ///
    /// # Errors
    /// [`ProofFileError`] says what is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofFileError> {
        core::str::from_utf8(bytes).map_err(|_| ProofFileError::Characters)?.parse()
    }

    /// True if bytes begin as a proof file of any version does; tells it from a bare checkpoint.
    pub fn is_proof(bytes: &[u8]) -> bool {
        bytes.starts_with(FORMAT.as_bytes())
    }

    /// Checks that the path leads from this leaf to the checkpoint's root. The checkpoint's signatures are for a
    /// [`crate::policy::Policy`] to judge.
    ///
    /// # Errors
    /// [`ProofError`] says why it does not.
    pub fn check_inclusion(&self, leaf: Hash) -> Result<(), ProofError> {
        let checkpoint = self.checkpoint.checkpoint();
        let root = root_from_inclusion(self.index, checkpoint.size(), leaf, &self.path)?;
        if root == checkpoint.root() { Ok(()) } else { Err(ProofError::WrongRoot) }
    }
}

impl fmt::Display for TlogProof {
    /// The text of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", BASE64_STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", hash_to_base64(*hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = ProofFileError;

    fn from_str(text: &str) -> Result<Self, ProofFileError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofFileError::NoCheckpoint)?;
        let mut lines = head.split('\n').peekable();
        match lines.next() {
            Some(HEADER) => {}
            Some(other) if other.starts_with(FORMAT) => return Err(ProofFileError::Version),
            _ => return Err(ProofFileError::Format),
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(extra) => {
                lines.next();
                Some(from_base64(extra).ok_or(ProofFileError::Extra)?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(from_decimal);
        let index = index.ok_or(ProofFileError::Index)?;
        let path = lines.map(hash_from_base64).collect::<Option<_>>().ok_or(ProofFileError::Path)?;
        Ok(Self { extra, index, path, checkpoint: checkpoint.parse()? })
    }
}

#[cfg(test)]
mod tests;
