//! The start check and recovery: an old backup cannot rewrite history (docket.md section 18, G7).
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, LEDGER, copy, free_port, until};
use std::fs::{remove_dir_all, remove_file};
use tarazy_docket::{Visibility, entry::Entry};
use tarazy_store::read_back::ReadBack;
use tarazy_store::{Batch, Database, truth};

/// Takes the database away, as a broken disk does.
fn lose_database(court: &Installation) {
    for name in ["docket.sqlite", "docket.sqlite-wal", "docket.sqlite-shm"] {
        drop(remove_file(court.home().join(name)));
    }
}

/// How many entries are commitments.
fn commitments(entries: &[(u64, tarazy_docket::Hash, Vec<u8>)]) -> u64 {
    let hides = |bytes: &[u8]| Entry::parse(bytes).unwrap().vis != Visibility::Public;
    entries.iter().filter(|(_, _, bytes)| hides(bytes)).count().try_into().unwrap()
}

#[test]
fn an_old_backup_beside_a_newer_log_gets_its_entries_back_before_it_may_write() {
    let court = Installation::new();
    court.staff(4);
    let early = court.file("A");
    court.done(&["backup", "old"]);
    let late = court.register("B");
    until("the draw has its result", || {
        court.done(&["run-due"]);
        court.stage(&late) == "assigned"
    });
    court.done(&["receipt", &early, "--out", "early.tlog-proof"]);
    court.done(&["receipt", &late, "--out", "late.tlog-proof"]);
    let entries = court.entries();
    lose_database(&court);
    let restored = court.json(&["restore", "old"]);
    assert_eq!(restored["state"].as_str(), Some("recovering"), "{restored}");
    let held = court.entries().len();
    assert!(held < entries.len());
    let claim = ["case", "file", "7119", "142010000600000000", "--claimant", "C", "--respondent", "D"];
    for args in [claim.as_slice(), &["run-due"], &["serve", "--listen", "127.0.0.1:0"]] {
        let said = court.refused(args);
        assert!(said.contains("recovering") && said.contains("tarazy recover"), "{args:?}: {said}");
    }
    assert_eq!(court.entries().len(), held, "nothing was written");

    let recovered = court.json(&["recover"]);
    let lost = commitments(&entries[held..]);
    assert_eq!(recovered["read_back"].as_u64(), Some(u64::try_from(entries.len() - held).unwrap()));
    assert_eq!((recovered["bodies_lost"].as_u64(), lost), (Some(lost), 2), "the filing and its parties");
    assert_eq!(court.entries()[..entries.len()], entries);
    assert_eq!(court.kinds(&late).iter().filter(|kind| *kind == "body.lost").count(), 2);
    for receipt in ["early.tlog-proof", "late.tlog-proof"] {
        court.verify(receipt, &court.path("court/policy"));
    }
    assert_eq!(court.stage(&late), "assigned");
    let next = court.register("E");
    until("the draw has its result", || {
        court.done(&["run-due"]);
        court.stage(&next) == "assigned"
    });
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
    court.done(&["export", "copy"]);
    assert_eq!(court.replay("copy", &["early.tlog-proof", "late.tlog-proof"]), ["ok", "ok"]);
    let again = court.json(&["recover"]);
    assert_eq!((again["read_back"].as_u64(), again["bodies_lost"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn with_guard_and_log_gone_too_a_witness_that_remembers_prevents_a_rewrite() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let witness = court.witness(port);
    court.staff(4);
    court.done(&["backup", "old"]);
    let late = court.file("B");
    court.done(&["receipt", &late, "--out", "late.tlog-proof"]);
    court.done(&["export", "mirror"]);
    let entries = court.entries();
    let other = court.moved("other");
    let restored = other.json(&["restore", "old"]);
    assert_eq!(restored["state"].as_str(), Some("recovering"), "{restored}");
    let said = other.refused(&["court", "rules", "7119"]);
    assert!(said.contains("recovering") && said.contains("witness bar.example/witness"), "{said}");
    let said = other.refused(&["recover"]);
    assert!(said.contains("--from DIR"), "the bundles of the backup do not reach far enough: {said}");
    assert!(!other.path("other/log/guard").exists(), "nothing was signed");

    let recovered = other.json(&["recover", "--from", "mirror"]);
    assert_eq!(recovered["guard_made"].as_bool(), Some(true));
    assert_eq!(other.entries()[..entries.len()], entries);
    other.verify("late.tlog-proof", &other.path("other/policy"));
    other.register("E");
    assert_eq!(other.json(&["fsck"])["ok"].as_bool(), Some(true));
    drop(witness);
}

#[test]
fn an_old_copy_of_the_whole_machine_is_found_out_by_a_witness() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let witness = court.witness(port);
    court.staff(3);
    copy(&court.home(), &court.path("snapshot"));
    court.file("A");
    court.done(&["export", "mirror"]);
    let entries = court.entries();
    remove_dir_all(court.home()).unwrap();
    copy(&court.path("snapshot"), &court.home());
    let guard = std::fs::read(court.path("court/log/guard")).unwrap();
    let said = court.refused(&["run-due"]);
    assert!(said.contains("recovering") && said.contains("by=witness bar.example/witness"), "{said}");
    assert_eq!(std::fs::read(court.path("court/log/guard")).unwrap(), guard, "nothing was signed");
    court.done(&["recover", "--from", "mirror"]);
    assert_eq!(court.entries()[..entries.len()], entries);
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
    drop(witness);
}

#[test]
fn without_its_guard_a_restored_log_signs_nothing_until_the_witnesses_are_heard() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let witness = court.witness(port);
    court.staff(3);
    court.done(&["backup", "saved"]);
    drop(witness);
    let other = court.moved("other");
    assert_eq!(other.json(&["restore", "saved"])["state"].as_str(), Some("recovering"));
    assert!(other.refused(&["run-due"]).contains("missing=guard"));
    assert!(other.refused(&["recover"]).contains("witnesses-silent="));
    let witness = other.witness(port);
    assert_eq!(other.json(&["recover"])["guard_made"].as_bool(), Some(true));
    other.file("A");
    drop(witness);
    // Who knows that they will never answer again may go on without them.
    let third = other.moved("third");
    assert_eq!(third.json(&["restore", "saved"])["state"].as_str(), Some("recovering"));
    third.done(&["recover", "--without-witnesses"]);
    third.file("A");
}

#[test]
fn two_histories_are_never_signed_and_both_are_kept() {
    let court = Installation::new();
    court.staff(4);
    court.done(&["backup", "old"]);
    court.file("A");
    let own = court.path("court/log");
    // Nobody remembers: on another machine the same backup goes on in another way.
    let court = court.moved("other");
    court.done(&["restore", "old"]);
    court.file("B");
    // Now its database stands beside the first one's guard and log.
    remove_dir_all(court.home().join("log")).unwrap();
    copy(&own, &court.home().join("log"));
    let before = (court.entries(), std::fs::read(court.home().join("log/guard")).unwrap());
    for args in [["run-due"].as_slice(), &["recover"], &["court", "rules", "7119"]] {
        let said = court.refused(args);
        assert!(said.contains("two histories") && said.contains("Keep both sides"), "{args:?}: {said}");
    }
    assert_eq!((court.entries(), std::fs::read(court.home().join("log/guard")).unwrap()), before);
}

#[test]
fn a_log_whose_guard_was_removed_is_not_signed() {
    let court = Installation::new();
    court.staff(1);
    remove_file(court.path("court/log/guard")).unwrap();
    assert!(court.refused(&["run-due"]).contains("missing=guard"));
    assert_eq!(court.json(&["recover"])["guard_made"].as_bool(), Some(true));
    assert_eq!(court.kinds(LEDGER).len(), 2);
    court.file("A");
}

#[test]
fn a_log_whose_files_are_lost_is_made_again_from_the_entries_if_the_witnesses_agree() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let witness = court.witness(port);
    court.staff(3);
    let case = court.file("A");
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    remove_dir_all(court.path("court/log")).unwrap();
    drop(witness);
    assert!(court.refused(&["run-due"]).contains("witnesses-heard=0"));
    let witness = court.witness(port);
    court.file("B");
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
    court.done(&["export", "copy"]);
    assert_eq!(court.replay("copy", &["r.tlog-proof"]), ["ok"], "the same history");
    drop(witness);
    remove_dir_all(court.path("court/log")).unwrap();
    assert_eq!(court.json(&["recover", "--without-witnesses"])["guard_made"].as_bool(), Some(true));
    court.file("C");
}

#[test]
fn a_recovery_that_was_cut_off_goes_on() {
    let court = Installation::new();
    court.staff(3);
    court.done(&["backup", "old"]);
    let late = court.register("A");
    let entries = court.entries();
    lose_database(&court);
    court.done(&["restore", "old"]);
    let database = Database::new("sqlite:", &court.home()).unwrap();
    let mut back = ReadBack::open(&database, "log.example/tarazy").unwrap();
    let held = usize::try_from(back.entries()).unwrap();
    back.insert(entries[held..=held].to_vec(), &mut tarazy_registry::read_back).unwrap();
    drop(back);
    assert!(court.refused(&["run-due"]).contains("recovering"));
    let recovered = court.json(&["recover"]);
    assert_eq!(recovered["read_back"].as_u64(), u64::try_from(entries.len() - held - 1).ok());
    assert_eq!(
        recovered["bodies_lost"].as_u64(),
        Some(commitments(&entries[held..])),
        "also of the first part"
    );
    assert_eq!(court.stage(&late), "registered");
    // All entries are there, but what follows from them is not done.
    let mut seat = database.sequencer().unwrap();
    let step = truth::put_setting(tarazy_store::read_back::SETTING, &held.to_string());
    seat.engine.apply(&Batch::new(vec![step])).unwrap();
    drop(seat);
    assert!(court.refused(&["run-due"]).contains("read-back-from"));
    assert_eq!(court.json(&["recover"])["bodies_lost"].as_u64(), Some(0), "they are marked already");
    court.file("B");
}
