//! A test bed: a fresh database of an engine, a clock that stands, a seeded random source.

use crate::office::Notes;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tarazy_cluster::{Cluster, Locking, OWNER, SERVING};
use tarazy_store::batch::Part;
use tarazy_store::writer::Source;
use tarazy_store::{Clock, Database, Dialect, Engine, Entropy, Maintenance, Reader, Tools, Vault, Writer};
use tempfile::TempDir;

/// Where the template of a PostgreSQL server lies.
pub(crate) const STORE: &str = env!("CARGO_TARGET_TMPDIR");
pub(crate) const ORIGIN: &str = "log.example/tarazy";
/// Where the clock stands at first: 14 November 2023.
pub(crate) const START: i64 = 1_700_000_000_000;

/// A clock that others set.
#[derive(Clone)]
pub(crate) struct SetClock(Arc<AtomicI64>);

impl SetClock {
    pub(crate) fn set(&self, ms: i64) {
        self.0.store(ms, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&mut self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// SplitMix64.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let bytes = self.next().to_be_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// A fresh, migrated database.
pub(crate) struct Bed {
    pub(crate) database: Database,
    pub(crate) clock: SetClock,
    pub(crate) folder: TempDir,
    /// The server of PostgreSQL and the database's name there.
    server: Option<(Arc<Cluster>, String)>,
}

impl Bed {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new("sqlite:", folder.path()).unwrap();
        Self::migrated(database, folder, None)
    }

    /// The bed in a folder that another process made.
    pub(crate) fn sqlite_in(path: &Path) -> Self {
        let database = Database::new("sqlite:", path).unwrap();
        Self::migrated(database, tempfile::tempdir().unwrap(), None)
    }

    pub(crate) fn postgres() -> Self {
        Self::on(&Cluster::shared(STORE.as_ref()))
    }

    /// A fresh database on a server of PostgreSQL.
    pub(crate) fn on(cluster: &Arc<Cluster>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = cluster.database();
        let database = Database::new(&cluster.address(SERVING, &name), folder.path()).unwrap();
        let database = database.with_owner(&cluster.address(OWNER, &name)).unwrap();
        Self::migrated(database, folder, Some((Arc::clone(cluster), name)))
    }

    /// Another fresh database of the same engine.
    pub(crate) fn another(&self) -> Self {
        match &self.server {
            None => Self::sqlite(),
            Some((cluster, _)) => Self::on(cluster),
        }
    }

    fn migrated(database: Database, folder: TempDir, server: Option<(Arc<Cluster>, String)>) -> Self {
        database.migrate(START).unwrap();
        Self { database, clock: SetClock(Arc::new(AtomicI64::new(START))), folder, server }
    }

    /// Address of the database on the server of PostgreSQL, for a role.
    pub(crate) fn address(&self, role: &str) -> String {
        let (cluster, name) = self.server.as_ref().unwrap();
        cluster.address(role, name)
    }

    /// Runs SQL as the administrator of the server of PostgreSQL.
    pub(crate) fn sql(&self, sql: &str) -> String {
        let (cluster, name) = self.server.as_ref().unwrap();
        cluster.sql(name, sql)
    }

    /// A session of the administrator that has run `sql` in a transaction, which ends when it is dropped.
    pub(crate) fn locking(&self, sql: &str) -> Locking {
        let (cluster, name) = self.server.as_ref().unwrap();
        cluster.locking(name, sql)
    }

    /// A connection with the owner's rights, for maintenance.
    pub(crate) fn owner(&self) -> Maintenance {
        self.database.maintenance().unwrap()
    }

    /// Frees the sequencer's lock where it belongs to the connection.
    pub(crate) fn unlock(engine: &mut dyn Engine) {
        if engine.dialect() == Dialect::Postgres {
            let sql = Cow::Borrowed("SELECT pg_advisory_unlock_all()");
            engine.run_all(vec![Part::Script(sql)]).unwrap();
        }
    }

    pub(crate) fn tools(&self) -> Tools {
        Tools {
            origin: ORIGIN.to_owned(),
            vault: vault(),
            clock: Box::new(self.clock.clone()),
            entropy: Box::new(Seeded(7)),
            office: Box::new(Notes),
        }
    }

    pub(crate) fn writer(&self) -> Writer {
        self.writer_on(self.database.clone())
    }

    pub(crate) fn writer_on(&self, source: impl Source + 'static) -> Writer {
        Writer::open(source, self.tools()).unwrap()
    }

    pub(crate) fn reader(&self) -> Box<dyn Reader> {
        self.database.reader().unwrap()
    }
}

pub(crate) fn vault() -> Vault {
    Vault::new(&[7; 32])
}

/// What the caller of the tests has set: a count for a long run, or the folder of a child process.
#[expect(clippy::disallowed_methods, reason = "a test has no other way to be told anything")]
pub(crate) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
