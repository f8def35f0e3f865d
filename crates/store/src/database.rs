//! A database by its address: opening, migrating, reading, and becoming the sequencer.

use crate::engine::{Dialect, Engine, Reader};
use crate::error::StoreError;
use crate::lock::{self, Fence};
use crate::migrate;
use crate::postgres::{self, Address, Postgres, Purpose};
use crate::sqlite::{Mode, SqliteEngine, SqliteReader};
use std::fs::File;
use std::path::{Path, PathBuf};

/// File of the docket in the data directory, if the address names no other.
pub const DEFAULT_FILE: &str = "docket.sqlite";

/// Where an installation's rows are.
#[derive(Debug, Clone)]
pub struct Database {
    place: Place,
    folder: PathBuf,
}

#[derive(Debug, Clone)]
enum Place {
    Sqlite(PathBuf),
    Postgres { serving: Box<Address>, owner: Option<Box<Address>> },
}

/// The sequencer's side of a database: nobody else holds the lock while this lives.
pub struct Sequencer {
    /// The connection that writes.
    pub engine: Box<dyn Engine>,
    /// The fence that its batches must pass.
    pub fence: Fence,
    /// Free for others when it is dropped.
    pub lock: SequencerLock,
}

/// A connection with the owner's rights, for restoring. Nobody else holds the sequencer lock while this lives.
pub struct Maintenance {
    /// The connection.
    pub engine: Box<dyn Engine>,
    /// Free for others when it is dropped.
    pub lock: SequencerLock,
}

/// The sequencer lock.
#[derive(Debug)]
pub struct SequencerLock(#[expect(dead_code, reason = "held until it is dropped")] Held);

#[derive(Debug)]
enum Held {
    /// The operating system's lock, which is free when the file is closed.
    File(#[expect(dead_code, reason = "held for its lock")] File),
    /// The server's lock, which is free when the engine's connection is closed.
    Connection,
}

impl Database {
    /// A database by its address: `sqlite:` (the default file in the data directory), `sqlite:<file>` (beside it, or an
    /// absolute path), or `postgres://…` (of the serving role; the schema `public` of a database of its own). There
    /// `sslmode` is `disable`, `require` or `verify-full`, which needs `sslrootcert`; it is the default for a server on
    /// another machine. Nothing is connected to yet.
    ///
    /// # Errors
    /// [`StoreError::Open`] for another address, or a root certificate that cannot be read.
    pub fn new(address: &str, folder: &Path) -> Result<Self, StoreError> {
        let place = match address.strip_prefix("sqlite:") {
            Some("") => Place::Sqlite(folder.join(DEFAULT_FILE)),
            Some(file) => Place::Sqlite(folder.join(file)),
            None if is_postgres(address) => {
                Place::Postgres { serving: Box::new(Address::parse(address, folder)?), owner: None }
            }
            None => {
                return Err(StoreError::Open("an address begins with sqlite: or postgres://".to_owned()));
            }
        };
        Ok(Self { place, folder: folder.to_owned() })
    }

    /// The database with the address of the owner's role, which migrating and restoring on PostgreSQL need. SQLite has no
    /// roles and passes it over.
    ///
    /// # Errors
    /// [`StoreError::Open`] if it is not an address of PostgreSQL.
    pub fn with_owner(mut self, address: &str) -> Result<Self, StoreError> {
        let parsed = Address::parse(address, &self.folder)?;
        if let Place::Postgres { owner, .. } = &mut self.place {
            *owner = Some(Box::new(parsed));
        }
        Ok(self)
    }

    /// Which engine it is.
    pub fn dialect(&self) -> Dialect {
        match self.place {
            Place::Sqlite(_) => Dialect::Sqlite,
            Place::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Brings the database to this program's schema, under the sequencer lock; SQLite's file is made if it is missing, on
    /// PostgreSQL the serving role is granted its rights. Gives the names of the migrations that were applied. `now` is
    /// recorded, ms UTC.
    ///
    /// # Errors
    /// As [`migrate::migrate`]; [`StoreError::Locked`] while a sequencer runs; [`StoreError::Open`] without the owner's
    /// address.
    pub fn migrate(&self, now: i64) -> Result<Vec<&'static str>, StoreError> {
        let Maintenance { mut engine, .. } = self.open_for_maintenance(Mode::Create)?;
        let names = migrate::migrate(engine.as_mut(), now)?;
        if let Place::Postgres { serving, .. } = &self.place {
            let role = serving.user();
            let role =
                role.ok_or_else(|| StoreError::Open("the address names no serving role".to_owned()))?;
            postgres::grant(engine.as_mut(), role)?;
        }
        Ok(names)
    }

    /// A connection with the owner's rights, under the sequencer lock: for restoring a dump.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while a sequencer runs; [`StoreError::Open`] without the owner's address; as
    /// [`Database::reader`].
    pub fn maintenance(&self) -> Result<Maintenance, StoreError> {
        let mut opened = self.open_for_maintenance(Mode::Write)?;
        migrate::check(opened.engine.as_mut())?;
        Ok(opened)
    }

    /// A read-only connection.
    ///
    /// # Errors
    /// [`StoreError::Open`] if the database cannot be opened, [`StoreError::Schema`] if it has another schema.
    pub fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        let mut reader: Box<dyn Reader> = match &self.place {
            Place::Sqlite(path) => Box::new(SqliteReader::open(path)?),
            Place::Postgres { serving, .. } => Box::new(Postgres::reader(serving)?),
        };
        migrate::check(reader.as_mut())?;
        Ok(reader)
    }

    /// Takes the sequencer lock, opens the database for writing and begins a new epoch.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process is the sequencer; as [`Database::reader`].
    pub fn sequencer(&self) -> Result<Sequencer, StoreError> {
        let (mut engine, held): (Box<dyn Engine>, Held) = match &self.place {
            Place::Sqlite(path) => {
                let file = lock::lock_folder(&self.folder)?;
                (Box::new(SqliteEngine::open(path, Mode::Write)?), Held::File(file))
            }
            Place::Postgres { serving, .. } => {
                let mut engine = Postgres::engine(serving, Purpose::Serve)?;
                migrate::check(&mut engine)?;
                engine.check_rights()?;
                (Box::new(engine), Held::Connection)
            }
        };
        migrate::check(engine.as_mut())?;
        let fence = lock::begin_epoch(engine.as_mut())?;
        Ok(Sequencer { engine, fence, lock: SequencerLock(held) })
    }

    fn open_for_maintenance(&self, mode: Mode) -> Result<Maintenance, StoreError> {
        match &self.place {
            Place::Sqlite(path) => {
                let lock = SequencerLock(Held::File(lock::lock_folder(&self.folder)?));
                Ok(Maintenance { engine: Box::new(SqliteEngine::open(path, mode)?), lock })
            }
            Place::Postgres { owner, .. } => {
                let owner = owner.as_ref().ok_or_else(|| {
                    StoreError::Open(
                        "migrating and restoring need the address of the owner's role".to_owned(),
                    )
                })?;
                let engine = Box::new(Postgres::engine(owner, Purpose::Maintain)?);
                Ok(Maintenance { engine, lock: SequencerLock(Held::Connection) })
            }
        }
    }
}

fn is_postgres(address: &str) -> bool {
    address.starts_with("postgres://") || address.starts_with("postgresql://")
}
