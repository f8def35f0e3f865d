//! TLS to PostgreSQL: a server on another machine must show who it is.

use crate::bed::{Bed, STORE};
use crate::office::note;
use std::path::Path;
use std::sync::Arc;
use tarazy_cluster::{Cluster, OWNER, SERVING, tls};
use tarazy_store::{Database, StoreError, truth};

/// How many connections of the program are encrypted, and with what.
const ENCRYPTED: &str = "SELECT string_agg(DISTINCT s.version, ' ') FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) \
    WHERE a.application_name = 'tarazy' AND s.ssl";

/// A bed, and its server under a name of another machine.
struct Remote {
    cluster: Arc<Cluster>,
    bed: Bed,
}

impl Remote {
    fn new() -> Self {
        let cluster = Arc::new(Cluster::with_tls(Path::new(STORE)));
        let bed = Bed::on(&cluster);
        Self { cluster, bed }
    }

    fn address(&self, role: &str, host: &str, parameters: &str) -> String {
        let database = self.bed.sql("SELECT current_database()");
        self.cluster.tls_address(role, &database, host, parameters)
    }

    fn open(&self, host: &str, parameters: &str) -> Result<Database, StoreError> {
        Database::new(&self.address(SERVING, host, parameters), self.bed.folder.path())
    }

    /// What speaks against reading over an address.
    fn refused(&self, host: &str, parameters: &str) -> String {
        match self.open(host, parameters).and_then(|d| d.reader().map(drop)) {
            Err(StoreError::Open(what)) => what,
            other => panic!("{host} {parameters}: {other:?}"),
        }
    }
}

#[test]
fn a_server_that_shows_its_certificate_is_written_to_and_read_over_tls() {
    let remote = Remote::new();
    let root = format!("sslrootcert={}", remote.cluster.root().display());
    for parameters in [root.as_str(), &format!("sslmode=verify-full&{root}"), "sslmode=require"] {
        let database = remote.open(tls::NAME, parameters).unwrap();
        let database = database.with_owner(&remote.address(OWNER, tls::NAME, parameters)).unwrap();
        assert!(database.migrate(0).unwrap().is_empty());
        let mut writer = remote.bed.writer_on(database.clone());
        let before = writer.end().next_index;
        writer.run(note(parameters, 1, "a")).unwrap();
        let mut reader = database.reader().unwrap();
        assert_eq!(truth::end(reader.as_mut()).unwrap().next_index, before + 1);
        assert_eq!(remote.bed.sql(ENCRYPTED), "TLSv1.3", "{parameters}");
    }
}

#[test]
fn a_server_that_is_not_the_one_named_is_not_spoken_to() {
    let remote = Remote::new();
    let root = format!("sslrootcert={}", remote.cluster.root().display());
    let other = remote.bed.folder.path().join("other.pem");
    tls::another_root(&other);
    let wrong_name = remote.refused("other.court.example", &root);
    assert!(wrong_name.contains("not valid for name"), "{wrong_name}");
    // A path that is not absolute begins in the installation's folder.
    for root in ["sslrootcert=other.pem", "sslmode=verify-full&sslrootcert=other.pem"] {
        let unknown = remote.refused(tls::NAME, root);
        assert!(unknown.contains("UnknownIssuer") || unknown.contains("BadSignature"), "{unknown}");
    }
    assert!(remote.refused(tls::NAME, "sslmode=verify-full").contains("sslrootcert=FILE"));
    let clear = remote.refused(tls::NAME, "sslmode=disable");
    assert!(clear.contains("pg_hba.conf"), "this server takes nothing in clear: {clear}");
    assert!(remote.refused(tls::NAME, "connect_timeout=3").contains("another machine"));
}
