//! The command: exit codes, languages, and the two programs as a person runs them.

use crate::log::{Log, NOW, policy_text};
use crate::peers::folder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with a good and a bad receipt, a policy, an export and an older checkpoint.
fn files() -> TempDir {
    let dir = TempDir::new().unwrap();
    let log = Log::small(5);
    let write = |name: &str, text: String| fs::write(dir.path().join(name), text).unwrap();
    write("good", log.receipt(1, true).to_string());
    write("closed", log.receipt(1, false).to_string());
    write("bad", log.receipt(1, true).to_string().replacen("index 1", "index 2", 1));
    write("policy", policy_text(2));
    write("old", log.signed(3).to_string());
    log.export(2).write(&dir.path().join("export"));
    dir
}

fn run(program: &mut Command, dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, .. } =
        program.args(arguments).args(["--now", &NOW.to_string()]).current_dir(dir).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap())
}

fn ours(dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    run(&mut Command::new(env!("CARGO_BIN_EXE_tarazy-verify")), dir, arguments)
}

fn theirs(dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let program: PathBuf = folder().join("tarazy_verify.py");
    run(Command::new("python3").arg("-B").arg(program), dir, arguments)
}

#[test]
fn exit_codes_tell_proven_not_proven_and_unreadable() {
    let dir = files();
    for (arguments, code) in [
        (&["receipt", "good", "--trust", "policy"][..], 0),
        (&["receipt", "bad", "--trust", "policy"], 1),
        (&["receipt", "none", "--trust", "policy"], 2),
        (&["receipt", "good", "--trust", "none"], 2),
        (&["receipt", "good", "--trust", "good"], 2),
        (&["receipt", "good"], 2),
        (&["replay", "export"], 0),
        (&["replay", "export", "--trust", "policy", "--checkpoint", "old"], 0),
        (&["replay", "export", "--checkpoint", "good", "--checkpoint", "old"], 0),
        (&["replay", "export", "--checkpoint", "policy"], 1),
        (&["replay", "export", "--checkpoint", "none"], 2),
        (&["replay", "nowhere"], 2),
        (&["replay", "policy"], 2),
        (&["nonsense"], 2),
        (&[], 2),
    ] {
        let with_json = [arguments, &["--json"]].concat();
        let (own, other) = (ours(dir.path(), &with_json), theirs(dir.path(), &with_json));
        assert_eq!((own.0, other.0), (Some(code), Some(code)), "{arguments:?}");
        assert_eq!(ours(dir.path(), arguments).0, Some(code), "{arguments:?}");
        let object = |out: &str| serde_json::from_str::<serde_json::Value>(out).ok();
        assert_eq!(object(&own.1).is_some(), code < 2, "{arguments:?}");
        if code == 0 {
            assert_eq!(object(&own.1), object(&other.1), "{arguments:?}");
        }
    }
}

#[test]
fn a_replay_without_signatures_says_so_and_does_not_end_as_proven() {
    let dir = files();
    let say = |more: &[&str]| {
        ours(dir.path(), &[&["replay", "export", "--trust", "policy", "--no-signatures"], more].concat())
    };
    let (code, said) = say(&["--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["verdict"], &said["entries"]), (Some(1), &"unproven".into(), &7.into()));
    assert!(say(&["--lang", "en"]).1.contains("nothing is proven. [unproven]"));
}

#[test]
fn a_receipt_is_explained_in_three_languages_with_kazakh_as_default() {
    let dir = files();
    let say = |more: &[&str]| ours(dir.path(), &[&["receipt", "good", "--trust", "policy"], more].concat()).1;
    assert_eq!(say(&[]), say(&["--lang", "kk"]));
    assert!(say(&[]).starts_with("Расталды"), "{}", say(&[]));
    assert!(say(&["--lang", "ru"]).starts_with("Подтверждено"));
    let english = say(&["--lang", "en"]);
    for piece in [
        "[ok]",
        "What: a document was received (filing.received)",
        "Court: 7119",
        "Written into the log: 2025-11-22 09:00:02 UTC",
        "Arrived: 2025-11-22 09:00:00 UTC",
        "Filed by: a party",
        "entry 1 of 7, number 1 on its docket",
        "w0, 2025-11-22",
        "арыз-1.pdf",
        "What this does not prove",
        "that what the document says is true",
    ] {
        assert!(english.contains(piece), "{piece} not in\n{english}");
    }
    assert!(!english.contains("was not opened"), "{english}");
    let closed = ours(dir.path(), &["receipt", "closed", "--trust", "policy", "--lang", "en"]).1;
    assert!(closed.contains("its content was not opened"), "{closed}");
}

#[test]
fn every_message_that_is_shown_exists() {
    let dir = files();
    for lang in ["kk", "ru", "en"] {
        for arguments in [
            &["receipt", "good", "--trust", "policy"][..],
            &["receipt", "bad", "--trust", "policy"],
            &["replay", "export"],
            &["replay", "export", "--checkpoint", "policy"],
        ] {
            let out = ours(dir.path(), &[arguments, &["--lang", lang]].concat()).1;
            for stray in ["verdict-", "receipt-", "replay-", "not-proven-", "fault", "{ $", "time-utc"] {
                assert!(
                    !out.to_lowercase().contains(stray) || lang == "en" && stray == "fault",
                    "{stray} in\n{out}"
                );
            }
        }
    }
}

#[test]
fn a_fault_names_its_entry_and_word() {
    let dir = files();
    fs::write(dir.path().join("export/tile/entries/000.p/7"), b"").unwrap();
    let (code, out) = ours(dir.path(), &["replay", "export", "--lang", "en"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("[bad-format]"), "{out}");
}
