//! Trust changes in the life of a log: a witness joins, a key gives way to another. What was proven before stays proven.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, free_port, until};
use tarazy_docket::{Policy, SignedCheckpoint, VerifierKey};

/// Registers a claim and waits for its judge, beside a running server.
fn drawn(court: &Installation, claimant: &str) -> String {
    let case = court.register(claimant);
    until("the case has its judge", || court.stage(&case) == "assigned");
    case
}

fn replayed(court: &Installation, export: &str, receipt: &str) {
    court.done(&["fsck"]);
    court.done(&["export", export]);
    assert_eq!(court.replay(export, &[receipt]), ["ok"]);
}

fn log_keys(court: &Installation) -> Vec<String> {
    let keys = court.json(&["key", "list"])["in_use"].as_array().unwrap().clone();
    let of_log = keys.iter().filter(|key| key["kind"] == "log");
    of_log.map(|key| key["vkey"].as_str().unwrap().to_owned()).collect()
}

fn signed_by(court: &Installation, vkey: &str) -> bool {
    let text = std::fs::read_to_string(court.home().join("log/public/checkpoint")).unwrap();
    let checkpoint: SignedCheckpoint = text.parse().unwrap();
    checkpoint.note().signed_by(&vkey.parse::<VerifierKey>().unwrap()).unwrap()
}

#[test]
fn a_witness_that_joins_later_confirms_what_is_new_and_the_old_draws_still_replay() {
    let court = Installation::new();
    let server = court.serve();
    court.staff(4);
    let before = drawn(&court, "A");
    drop(server);
    let port = free_port();
    court.add_witness(port);
    let witness = court.witness(port);
    let server = court.serve();
    let after = drawn(&court, "B");
    let shown = |case: &str| court.done(&["draw", "show", case]);
    assert!(shown(&before).contains("No independent witness"), "{}", shown(&before));
    assert!(!shown(&after).contains("No independent witness"), "{}", shown(&after));
    assert_eq!(court.kinds("sys/policy"), ["policy.set", "policy.set"]);
    court.done(&["receipt", &before, "--out", "before.tlog-proof"]);
    court.verify("before.tlog-proof", &court.path("court/policy"));
    drop(server);
    replayed(&court, "export", "before.tlog-proof");
    drop(witness);
}

#[test]
fn a_key_gives_way_to_its_successor_and_what_it_signed_stays_proven() {
    let court = Installation::new();
    let server = court.serve();
    court.staff(4);
    let case = drawn(&court, "A");
    court.done(&["receipt", &case, "--out", "old.tlog-proof"]);
    let old_policy = court.policy();
    let old = log_keys(&court).remove(0);
    let new = court.done(&["key", "add", "log"]).trim().to_owned();
    assert_eq!(log_keys(&court), [old.clone(), new.clone()]);
    // The running server does not sign with the new key yet, so the old one must stay.
    assert!(court.refused(&["key", "compromised", &old]).contains("last-key"));
    drop(server);
    let server = court.serve();
    drawn(&court, "B");
    assert!(signed_by(&court, &old) && signed_by(&court, &new), "both sign side by side");
    // Whoever has the old trust file and whoever has the new one can check the same receipt.
    court.done(&["receipt", &case, "--out", "both.tlog-proof"]);
    std::fs::write(court.path("old-policy"), old_policy).unwrap();
    court.verify("both.tlog-proof", &court.path("old-policy"));
    court.verify("both.tlog-proof", &court.path("court/policy"));
    assert!(court.refused(&["key", "retire", &old]).contains("key-too-early"));
    court.done(&["key", "compromised", &old]);
    assert!(court.refused(&["key", "compromised", &old]).contains("unknown-key"), "it has ended");
    drop(server);
    assert_eq!(log_keys(&court), std::slice::from_ref(&new));
    let policy = Policy::parse(court.policy().as_bytes()).unwrap();
    let named: Vec<String> = policy.logs().iter().map(|log| log.key.to_string()).collect();
    assert_eq!(named, std::slice::from_ref(&new));
    let server = court.serve();
    drawn(&court, "C");
    assert!(signed_by(&court, &new) && !signed_by(&court, &old));
    assert_eq!(court.kinds("sys/keys"), ["key.added", "key.added", "key.added", "key.compromised"]);
    court.done(&["receipt", &case, "--out", "new.tlog-proof"]);
    court.verify("new.tlog-proof", &court.path("court/policy"));
    court.verify("old.tlog-proof", &court.path("old-policy"));
    drop(server);
    replayed(&court, "export", "both.tlog-proof");
}

#[test]
fn a_policy_without_the_logs_own_key_is_refused_at_the_start() {
    let court = Installation::new();
    let policy = court.policy();
    let (_, rest) = policy.split_once('\n').unwrap();
    std::fs::write(court.path("court/policy"), rest).unwrap();
    let run = court.run(&["run-due"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("add the line: log "), "{run:?}");
}
