//! Connections to the database that only read, kept open for those who answer questions.

use crate::failure::Failure;
use crate::installation::Installation;
use std::sync::{Mutex, PoisonError};
use tarazy_store::{Database, Reader, Refusal, Vault};

/// Connections that are kept while nobody needs them.
const KEPT: usize = 8;

/// The readers of an installation.
pub(crate) struct Readers {
    database: Database,
    vault: Vault,
    embedded: bool,
    idle: Mutex<Vec<Box<dyn Reader>>>,
}

impl Readers {
    /// The readers of an installation; none is opened yet.
    ///
    /// # Errors
    /// A failure for an address of another form, or a key that cannot be read.
    pub(crate) fn new(installation: &Installation) -> Result<Self, Failure> {
        Ok(Self {
            database: installation.database()?,
            vault: installation.vault()?,
            embedded: installation.config.database.starts_with("sqlite:"),
            idle: Mutex::default(),
        })
    }

    /// True if the database answers from this process, in the time of a page or two; else it must be waited for.
    pub(crate) fn are_embedded(&self) -> bool {
        self.embedded
    }

    /// What opens bodies.
    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Lends a reader. May block.
    ///
    /// # Errors
    /// What `read` gives, or a failure if the database cannot be opened. The reader is kept only if all went well.
    pub(crate) fn with<T, E: Into<Failure>>(
        &self,
        read: impl FnOnce(&mut dyn Reader) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => self.database.reader()?,
        };
        let done = read(reader.as_mut()).map_err(Into::into)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(reader);
        }
        Ok(done)
    }
}

impl tarazy_web::Readers for Readers {
    fn lend(
        &self,
        read: &mut dyn FnMut(&mut dyn Reader, &Vault) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut refused = None;
        let lent = self.with(|reader| -> Result<(), Failure> {
            read(reader, &self.vault)
                .inspect_err(|refusal| refused = Some(refusal.clone()))
                .map_err(Failure::Refused)
        });
        match (lent, refused) {
            (_, Some(refusal)) => Err(refusal),
            (Ok(()), None) => Ok(()),
            (Err(failure), None) => Err(Refusal::recovering().with("what", failure)),
        }
    }
}
