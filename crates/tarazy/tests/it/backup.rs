//! The drill: a backup stands up again (docket.md section 18).
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{CATEGORY, Installation, until};
use std::os::unix::fs::PermissionsExt as _;

/// A court with a judge for one case, a claim that waits, and a document, backed up while its server runs.
fn backed_up() -> (Installation, String, String) {
    let court = Installation::new();
    let server = court.serve();
    court.staff(4);
    let assigned = court.register("Айгүл Үлгі");
    until("the draw has its result", || court.stage(&assigned) == "assigned");
    std::fs::write(court.path("claim.txt"), "Талап арыз").unwrap();
    let claim =
        ["case", "file", "7119", CATEGORY, "--claimant", "B", "--respondent", "C", "--file", "claim.txt"];
    let waiting = court.json(&claim)["body"]["case"].as_str().unwrap().to_owned();
    until("both filings are sealed", || {
        [&assigned, &waiting].iter().all(|case| court.run(&["receipt", case, "--out", "try"]).code == 0)
    });
    court.done(&["backup", "saved"]);
    drop(server);
    (court, assigned, waiting)
}

fn receipts(court: &Installation, cases: [&str; 2], names: [&str; 2]) {
    for (case, name) in cases.into_iter().zip(names) {
        court.done(&["receipt", case, "--out", name]);
    }
}

#[test]
fn a_backup_restored_onto_nothing_is_the_same_court_and_goes_on() {
    let (court, assigned, waiting) = backed_up();
    receipts(&court, [&assigned, &waiting], ["1.tlog-proof", "2.tlog-proof"]);
    let (entries, show) = (court.entries(), court.done(&["case", "show", &assigned, "--open"]));
    let other = court.moved("other");
    let restored = other.json(&["restore", "saved"]);
    assert_eq!(restored["state"].as_str(), Some("ok"), "{restored}");
    assert_eq!(other.entries(), entries);
    assert_eq!(other.done(&["case", "show", &assigned, "--open"]), show, "content can be opened");
    receipts(&other, [&assigned, &waiting], ["3.tlog-proof", "4.tlog-proof"]);
    for receipt in ["1.tlog-proof", "2.tlog-proof", "3.tlog-proof", "4.tlog-proof"] {
        other.verify(receipt, &other.path("other/policy"));
    }
    let keys = std::fs::metadata(other.path("other/keys/log.key")).unwrap().permissions().mode();
    assert_eq!(keys & 0o777, 0o600);
    // New commands: the case that waited is drawn on, and the log continues the old one.
    other.done(&["case", "register", &waiting]);
    until("the draw has its result", || {
        other.done(&["run-due"]);
        other.stage(&waiting) == "assigned"
    });
    assert_eq!(other.entries()[..entries.len()], entries);
    assert_eq!(other.json(&["fsck"])["ok"].as_bool(), Some(true));
    other.done(&["export", "copy"]);
    let replay = other.replay("copy", &["1.tlog-proof", "4.tlog-proof"]);
    assert_eq!(replay, ["ok", "ok"]);
}

#[test]
fn an_installation_that_lost_its_database_gets_it_back_beside_its_log() {
    let (court, assigned, _) = backed_up();
    let entries = court.entries();
    for name in ["docket.sqlite", "docket.sqlite-wal", "docket.sqlite-shm", "documents"] {
        let path = court.home().join(name);
        if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { drop(std::fs::remove_file(path)) }
    }
    let guard = std::fs::read(court.path("court/log/guard")).unwrap();
    assert_eq!(court.json(&["restore", "saved"])["state"].as_str(), Some("ok"));
    assert_eq!(court.entries(), entries);
    assert_eq!(std::fs::read(court.path("court/log/guard")).unwrap(), guard, "the guard stays");
    court.done(&["receipt", &assigned, "--out", "r.tlog-proof"]);
    court.file("D");
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
}

#[test]
fn a_changed_or_cut_backup_restores_nothing() {
    let (court, _, _) = backed_up();
    assert!(!court.path("saved/log/guard").exists() && !court.path("saved/installation/log").exists());
    let other = court.moved("other");
    let sums = std::fs::read_to_string(other.path("saved/SHA256SUMS")).unwrap();
    let names: Vec<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert!(names.contains(&"dump") && names.contains(&"installation/keys/data.key"), "{names:?}");
    for name in ["dump", "installation/policy", "log/checkpoint", "SHA256SUMS"] {
        let path = other.path("saved").join(name);
        let good = std::fs::read(&path).unwrap();
        let mut changed = good.clone();
        *changed.last_mut().unwrap() ^= 1;
        for bad in [&changed, &good[..good.len() / 2]] {
            std::fs::write(&path, bad).unwrap();
            assert_eq!(other.run(&["restore", "saved"]).code, 2, "{name}");
            assert!(!other.home().exists(), "{name}");
        }
        std::fs::write(&path, good).unwrap();
    }
    let leaving = sums.replacen("dump", "../dump", 1);
    std::fs::write(other.path("saved/SHA256SUMS"), leaving).unwrap();
    assert_eq!(other.run(&["restore", "saved"]).code, 2, "a path that leaves the backup");
    std::fs::write(other.path("saved/SHA256SUMS"), sums).unwrap();
    other.done(&["restore", "saved"]);
    assert_eq!(other.run(&["restore", "saved"]).code, 2, "a whole installation is not written over");
    assert_eq!(other.run(&["backup", "saved"]).code, 2, "nor is a backup");
}
