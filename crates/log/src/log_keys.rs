//! The keys of a log over time: its checkpoints may be signed by any of them (docket.md section 10, point 5).

use tarazy_docket::note::BadSignature;
use tarazy_docket::{SignedCheckpoint, VerifierKey};

/// All keys that a log has or had. The first is in use.
#[derive(Debug, Clone)]
pub struct LogKeys {
    first: VerifierKey,
    others: Vec<VerifierKey>,
}

impl LogKeys {
    /// The keys of the log that is named by the first; keys of other names are left out.
    pub fn new(first: VerifierKey, others: impl IntoIterator<Item = VerifierKey>) -> Self {
        let others = others.into_iter().filter(|key| key.name() == first.name() && *key != first).collect();
        Self { first, others }
    }

    /// The log's origin.
    pub fn origin(&self) -> &str {
        self.first.name().as_str()
    }

    /// True if a checkpoint is this log's and one of its keys signed it.
    ///
    /// # Errors
    /// [`BadSignature`] if a line claims to be of one of the keys and is not.
    pub fn signed(&self, checkpoint: &SignedCheckpoint) -> Result<bool, BadSignature> {
        let mut signed = false;
        for key in std::iter::once(&self.first).chain(&self.others) {
            signed |= checkpoint.note().signed_by(key)?;
        }
        Ok(signed && checkpoint.checkpoint().origin() == self.origin())
    }
}

impl From<VerifierKey> for LogKeys {
    fn from(key: VerifierKey) -> Self {
        Self { first: key, others: Vec::new() }
    }
}
