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

impl Drop for Readers {
    /// The last who lets go may be a task of the server's own runtime, where a connection of PostgreSQL, which has a runtime
    /// too, must not be closed: that is done on a thread of its own.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        let closing = std::thread::Builder::new().name("readers".to_owned()).spawn(move || drop(idle));
        if closing.is_ok_and(|closing| closing.join().is_err()) {
            tracing::warn!("a connection that only reads was not closed in order");
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tarazy_store::engine::{Dialect, EachRow, Select};
    use tarazy_store::{Row, SqlValue, Stmt, StoreError};
    use tokio::runtime::{Builder, Handle};

    /// A connection that has a runtime of its own, and notes whether it was closed.
    struct Connection(Arc<AtomicBool>);

    impl Drop for Connection {
        fn drop(&mut self) {
            assert!(Handle::try_current().is_err(), "closed within a task");
            self.0.store(true, Ordering::Relaxed);
        }
    }

    impl Reader for Connection {
        fn dialect(&self) -> Dialect {
            Dialect::Postgres
        }
        fn query(&mut self, _: &'static Stmt, _: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
            Ok(Vec::new())
        }
        fn snapshot(&mut self, _: &[Select], _: &mut EachRow<'_>) -> Result<(), StoreError> {
            Ok(())
        }
        fn prepare(&mut self, _: &'static Stmt) -> Result<usize, StoreError> {
            Ok(0)
        }
        fn self_check(&mut self) -> Result<(), StoreError> {
            Ok(())
        }
    }

    #[test]
    fn connections_are_closed_outside_of_the_task_that_lets_go_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let closed = Arc::new(AtomicBool::new(false));
        let readers = Readers {
            database: Database::new("sqlite:", folder.path()).unwrap(),
            vault: Vault::new(&[7; 32]),
            embedded: false,
            idle: Mutex::new(vec![Box::new(Connection(Arc::clone(&closed)))]),
        };
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move { drop(readers) });
        assert!(closed.load(Ordering::Relaxed));
    }
}
