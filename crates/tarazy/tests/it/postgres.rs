//! The whole program on PostgreSQL: import, claim, draw, replay, backup and restore to either engine; kills, lost
//! connections, and a server that was replaced.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, Place, copy, until};
use crate::made_up::flow;
use rustix::process::Signal;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use tarazy_cluster::{Cluster, OWNER, SERVING};
use tarazy_docket::Policy;
use tarazy_registry::models;
use tarazy_store::derived::dump_derived;
use tarazy_store::truth;
use tarazy_verify::{ExportSource, SourceError, replay};

/// A server of PostgreSQL, and a database of it.
struct Bed {
    cluster: Arc<Cluster>,
    database: String,
}

impl Bed {
    fn new() -> Self {
        Self::on(&Cluster::shared(env!("CARGO_TARGET_TMPDIR").as_ref()))
    }

    fn on(cluster: &Arc<Cluster>) -> Self {
        Self { cluster: Arc::clone(cluster), database: cluster.database() }
    }

    fn place(&self) -> Place {
        let address = |role| self.cluster.address(role, &self.database);
        Place { database: address(SERVING), owner: Some(address(OWNER)) }
    }

    fn sql(&self, sql: &str) -> String {
        self.cluster.sql(&self.database, sql)
    }

    /// Ends every connection of the program, on the server's side.
    fn cut(&self) {
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE application_name = 'tarazy' AND datname = current_database()";
        assert_ne!(self.sql(cut), "0");
    }

    /// A court with the law of the imported data set.
    fn for_import(&self) -> Installation {
        Installation::placed(self.place(), &["--law", "br-sp", "--zone", "America/Sao_Paulo"], |config| {
            config
        })
    }

    /// A court with judges.
    fn staffed(&self) -> Installation {
        let court = Installation::placed(self.place(), &[], |config| config);
        court.staff(3);
        court
    }
}

/// An export as a folder.
struct Export(PathBuf);

impl ExportSource for Export {
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(std::fs::read(self.0.join(name)).ok())
    }
}

/// What `tarazy-verify` makes of an export with the court's policy, and the independent verifier beside a receipt.
fn replayed(court: &Installation, export: &str, receipt: &str) -> [String; 2] {
    court.done(&["export", export]);
    let policy = Policy::parse(&std::fs::read(court.home().join("policy")).unwrap()).unwrap();
    let now = truth::end(court.reader().as_mut()).unwrap().last_time;
    let receipts = [std::fs::read(court.path(receipt)).unwrap()];
    let report = replay(&mut Export(court.path(export)), Some(&policy), &receipts, now, &mut |_| {});
    let verdict = report.map_or_else(|failure| failure.to_string(), |r| r.verdict().to_string());
    [verdict, court.replay(export, &[receipt]).concat()]
}

fn is_whole(court: &Installation) {
    let fsck = court.json(&["fsck"]);
    assert_eq!(fsck["ok"].as_bool(), Some(true));
    assert_eq!(fsck["entries"], fsck["sealed"]);
}

#[test]
fn a_court_on_postgres_is_proven_to_a_stranger_and_stands_up_again_on_either_engine() {
    let bed = Bed::new();
    let court = bed.for_import();
    std::fs::write(court.path("cases.csv"), flow(14)).unwrap();
    assert_eq!(court.json(&["import", "cases", "cases.csv"])["cases"].as_u64(), Some(14));
    let claim = ["case", "file", "9001", "marca.comum", "--claimant", "Айгүл Үлгі", "--respondent", "Б"];
    let case = court.json(&claim)["body"]["case"].as_str().unwrap().to_owned();
    court.done(&["case", "register", &case]);
    until("the draw has its result", || {
        court.done(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    is_whole(&court);
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    assert_eq!(replayed(&court, "copy", "r.tlog-proof"), ["ok", "ok"]);

    court.done(&["backup", "saved"]);
    let (entries, shown) = (court.entries(), court.done(&["case", "show", &case, "--open"]));
    let policy = court.path("court/policy");
    for (name, place) in [("other", Bed::on(&bed.cluster).place()), ("embedded", Place::sqlite())] {
        let other = court.beside(name, place);
        assert_eq!(other.json(&["restore", "saved"])["state"].as_str(), Some("ok"));
        assert_eq!(other.entries(), entries, "{name}");
        assert_eq!(other.done(&["case", "show", &case, "--open"]), shown);
        let receipt = format!("{name}.tlog-proof");
        other.done(&["receipt", &case, "--out", &receipt]);
        other.verify(&receipt, &policy);
        other.verify("r.tlog-proof", &policy);
        other.done(&claim);
        is_whole(&other);
        assert_eq!(other.entries()[..entries.len()], entries, "{name} goes on where the old one stood");
        assert_eq!(replayed(&other, &format!("copy-{name}"), "r.tlog-proof"), ["ok", "ok"]);
    }
}

#[test]
fn read_models_on_postgres_equal_those_made_again() {
    let bed = Bed::new();
    let court = bed.staffed();
    court.register("A");
    court.file("B");
    let digest = || dump_derived(court.reader().as_mut(), models::TABLES).unwrap();
    let live = digest();
    assert!(live.rows.iter().any(|(_, rows)| *rows > 0), "{live:?}");
    court.done(&["rebuild"]);
    assert_eq!(digest(), live);
}

#[test]
fn an_import_into_postgres_that_is_killed_goes_on_where_it_stopped() {
    let bed = Bed::new();
    let court = bed.for_import();
    std::fs::write(court.path("cases.csv"), flow(20)).unwrap();
    let committed = || bed.sql("SELECT next_index FROM sequencer").parse::<u64>().unwrap();
    for more in [5, 40, 80] {
        let before = committed();
        let mut import = court.command(&["import", "cases", "cases.csv"]);
        let mut child = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("the import has come further", || committed() >= before + more);
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "it was killed in the middle");
        assert!(court.json(&["fsck"])["entries"].as_u64().unwrap() >= before + more);
    }
    let report = court.json(&["import", "cases", "cases.csv"]);
    assert_eq!((report["cases"].as_u64(), report["resumed"].as_bool()), (Some(20), Some(true)));
    is_whole(&court);
    court.done(&["receipt", "9001-15-00-2/1", "--out", "r.tlog-proof"]);
    assert_eq!(replayed(&court, "copy", "r.tlog-proof"), ["ok", "ok"]);
}

#[test]
fn the_serving_role_of_an_installation_cannot_touch_its_entries() {
    let bed = Bed::new();
    let court = bed.staffed();
    let entries = court.entries();
    assert!(!entries.is_empty());
    for sql in [
        "UPDATE entry SET time = 0",
        "DELETE FROM entry",
        "TRUNCATE entry CASCADE",
        "DROP TABLE entry CASCADE",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
    ] {
        let refused = bed.cluster.sql_as(SERVING, &bed.database, sql).unwrap_err();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{refused}");
    }
    for sql in ["UPDATE entry SET time = 0", "DELETE FROM entry", "TRUNCATE entry CASCADE"] {
        let refused = bed.cluster.sql_as(OWNER, &bed.database, sql);
        assert!(refused.is_err(), "not even the owner may, while the triggers stand: {sql}");
    }
    assert_eq!(court.entries(), entries);
}

#[test]
fn a_running_court_outlives_the_loss_of_every_connection() {
    let bed = Bed::new();
    let court = bed.staffed();
    let server = court.serve();
    let before = court.file("A");
    bed.cut();
    let after = court.register("B");
    until("the draw has its result", || court.stage(&after) == "assigned");
    for (case, name) in [(before, "1.tlog-proof"), (after, "2.tlog-proof")] {
        until("the filing is sealed", || court.run(&["receipt", &case, "--out", name]).code == 0);
        court.verify(name, &court.path("court/policy"));
    }
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    is_whole(&court);
}

#[test]
fn a_server_that_was_replaced_while_it_slept_commits_nothing() {
    let bed = Bed::new();
    let old = bed.staffed();
    let new = old.beside("new", bed.place());
    let sleeper = old.serve();
    old.file("A");
    // The second machine has the same keys and the same log.
    copy(&old.home(), &new.home());
    let second = new.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(second.err.contains("another tarazy command or server is at work"), "{second:?}");
    sleeper.signal(Signal::STOP);
    bed.cut();
    let server = new.serve();
    new.file("B");
    let entries = new.entries();
    sleeper.signal(Signal::CONT);
    let refused = old.refused(&[
        "case",
        "file",
        "7119",
        crate::installation::CATEGORY,
        "--claimant",
        "C",
        "--respondent",
        "D",
    ]);
    assert!(refused.contains("not-leader"), "{refused}");
    assert_eq!(new.entries(), entries, "the sleeper committed nothing");
    new.file("E");
    drop(sleeper);
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    is_whole(&new);
}
