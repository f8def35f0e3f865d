//! What only PostgreSQL can show: roles, connections that break, a server that goes away, moving between engines.

use crate::backup::drill;
use crate::bed::{Bed, STORE};
use crate::office::note;
use crate::writer::records;
use std::borrow::Cow;
use std::sync::Arc;
use tarazy_cluster::{Cluster, OWNER};
use tarazy_store::batch::Part;
use tarazy_store::error::Rule;
use tarazy_store::{Database, StoreError};

/// Ends the connection of the writer, on the server.
const TERMINATE: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
    WHERE application_name = 'tarazy' AND datname = current_database()";

#[test]
fn the_serving_role_can_neither_change_nor_delete_entries() {
    let bed = Bed::postgres();
    bed.writer().run(note("k1", 1, "a")).unwrap();
    let mut seat = bed.database.sequencer().unwrap();
    for sql in [
        "UPDATE entry SET time = 0",
        "DELETE FROM entry",
        "TRUNCATE entry CASCADE",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TABLE entry CASCADE",
        "UPDATE migration SET number = 9",
    ] {
        let refused = seat.engine.run_all(vec![Part::Script(Cow::Borrowed(sql))]).unwrap_err();
        assert!(matches!(refused, StoreError::Constraint { kind: Rule::Forbidden, .. }), "{sql}: {refused}");
    }
    drop(seat);
    assert_eq!(records(&bed).len(), 1);
}

#[test]
fn a_role_that_may_change_entries_cannot_serve() {
    let bed = Bed::postgres();
    let by_owner = Database::new(&bed.address(OWNER), bed.folder.path()).unwrap();
    let refused = by_owner.sequencer().err().unwrap();
    assert!(
        matches!(&refused, StoreError::Open(what) if what.contains("the right to change entries")),
        "{refused}"
    );
    assert!(
        matches!(by_owner.migrate(0), Err(StoreError::Open(_))),
        "migrating needs the owner's address by name"
    );
}

#[test]
fn a_server_that_may_lose_commits_is_refused() {
    let cluster = Arc::new(Cluster::create(STORE.as_ref()));
    let bed = Bed::on(&cluster);
    cluster.sql("postgres", "ALTER SYSTEM SET fsync = off");
    cluster.sql("postgres", "SELECT pg_reload_conf()");
    while cluster.sql("postgres", "SHOW fsync") != "off" {}
    let refused = bed.database.sequencer().err().unwrap();
    assert_eq!(refused, StoreError::Open("the server runs with fsync off".to_owned()));
}

#[test]
fn a_connection_that_was_ended_is_opened_anew() {
    let bed = Bed::postgres();
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "a")).unwrap();
    assert_eq!(bed.sql(TERMINATE), "1");
    let outcomes = writer.run_batch(vec![note("k2", 1, "b"), note("k1", 1, "a"), note("k3", 2, "c")]);
    let replayed: Vec<bool> = outcomes.into_iter().map(|o| o.unwrap().replayed).collect();
    assert_eq!(replayed, [false, true, false]);
    assert_eq!(records(&bed).len(), 3);
}

#[test]
fn a_connection_that_is_ended_within_a_batch_leaves_nothing_and_is_opened_anew() {
    let bed = Bed::postgres();
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "a")).unwrap();
    let epoch = || bed.sql("SELECT epoch FROM sequencer");
    let before = epoch();
    // Another session holds the table that the batch comes to after its entries.
    let locker = bed.locking("LOCK TABLE tally IN ACCESS EXCLUSIVE MODE");
    let running = std::thread::spawn(move || (writer.run(note("k2", 1, "b")), writer));
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tarazy' \
                   AND datname = current_database() AND wait_event_type = 'Lock'";
    while bed.sql(waiting) != "1" {}
    assert_eq!(bed.sql(TERMINATE), "1");
    drop(locker);
    let (outcome, _writer) = running.join().unwrap();
    let answer = outcome.unwrap();
    assert_eq!((answer.first_index(), answer.replayed), (Some(1), false));
    assert_eq!(epoch().parse::<u32>().unwrap(), before.parse::<u32>().unwrap() + 1);
    assert_eq!(records(&bed).len(), 2);
}

#[test]
fn a_connection_that_is_ended_within_a_commit_leaves_it_in_doubt_and_the_key_tells() {
    let cluster = Arc::new(Cluster::create(STORE.as_ref()));
    let bed = Bed::on(&cluster);
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "a")).unwrap();
    let synchronous = |names: &str| {
        bed.sql(&format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'"));
        bed.sql("SELECT pg_reload_conf()");
        while bed.sql("SHOW synchronous_standby_names") != names {}
    };
    // With a standby that never answers, a commit is written and then waits.
    synchronous("nobody");
    let running = std::thread::spawn(move || (writer.run(note("k2", 1, "b")), writer));
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tarazy' \
                   AND datname = current_database() AND wait_event = 'SyncRep'";
    while bed.sql(waiting) != "1" {}
    assert_eq!(bed.sql(TERMINATE), "1");
    synchronous("");
    let (outcome, mut writer) = running.join().unwrap();
    let answer = outcome.unwrap();
    assert_eq!((answer.first_index(), answer.replayed), (Some(1), true));
    assert_eq!(writer.run(note("k3", 1, "c")).unwrap().first_index(), Some(2));
    assert_eq!(records(&bed).len(), 3);
}

#[test]
fn while_the_server_is_away_commands_are_refused_and_afterwards_carried_out() {
    let cluster = Arc::new(Cluster::create(STORE.as_ref()));
    let bed = Bed::on(&cluster);
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "a")).unwrap();
    cluster.stop();
    for refused in writer.run_batch(vec![note("k2", 1, "b"), note("k3", 1, "c")]) {
        let refused = refused.unwrap_err();
        assert_eq!((refused.status, refused.code.as_ref()), (503, "recovering"));
    }
    cluster.start();
    let answers = writer.run_batch(vec![note("k2", 1, "b"), note("k1", 1, "a")]);
    let replayed: Vec<bool> = answers.into_iter().map(|o| o.unwrap().replayed).collect();
    assert_eq!(replayed, [false, true]);
    assert_eq!(records(&bed).len(), 2);
}

#[test]
fn an_installation_moves_from_sqlite_to_postgres_and_back() {
    drill(&Bed::sqlite(), &Bed::postgres());
    drill(&Bed::postgres(), &Bed::sqlite());
}
