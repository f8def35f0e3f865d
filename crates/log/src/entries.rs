//! Where committed entries come from.

use tarazy_docket::Hash;
use tarazy_store::{Reader, StoreError, truth};

/// A committed entry as it is kept, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place in the log, from 0.
    pub index: u64,
    /// The leaf hash that is kept beside it.
    pub leaf: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Committed entries in index order: the database, or a twin in memory for tests.
pub trait Entries {
    /// How many entries are committed: one more than the largest index.
    ///
    /// # Errors
    /// [`EntriesError`] if they cannot be read.
    fn count(&mut self) -> Result<u64, EntriesError>;

    /// The entries with `from <= index < to`, in order.
    ///
    /// # Errors
    /// [`EntriesError`] if they cannot be read.
    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError>;
}

/// The entries cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entries cannot be read: {what}")]
pub struct EntriesError {
    /// Why, without their content.
    pub what: String,
    /// True if trying again cannot help: the database contradicts itself.
    pub must_stop: bool,
}

impl From<StoreError> for EntriesError {
    fn from(e: StoreError) -> Self {
        Self { what: e.to_string(), must_stop: e.must_stop() }
    }
}

/// The entries of the database, over a connection that reads.
pub struct StoreEntries<'a, R: ?Sized>(pub &'a mut R);

impl<R: Reader + ?Sized> Entries for StoreEntries<'_, R> {
    fn count(&mut self) -> Result<u64, EntriesError> {
        Ok(truth::end(self.0)?.next_index)
    }

    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError> {
        let rows = truth::raw_range(self.0, from, to)?;
        Ok(rows.into_iter().map(|(index, leaf, bytes)| StoredEntry { index, leaf, bytes }).collect())
    }
}
