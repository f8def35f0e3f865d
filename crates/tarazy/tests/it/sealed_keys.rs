//! Keys sealed by a passphrase: from the first moment on, later, at a terminal, and what is said where it does not fit.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, Place, Process, Run, free_port, until};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const FILE: &str = "TARAZY_PASSPHRASE_FILE";
const SEALED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// Files of passphrases beside an installation.
fn passphrases(court: &Installation) {
    std::fs::write(court.path("right"), "correct horse battery\n").unwrap();
    std::fs::write(court.path("wrong"), "correct horse buttery\n").unwrap();
    std::fs::write(court.path("short"), "horse\n").unwrap();
}

/// The program where a passphrase lies in a file.
fn with(court: &Installation, file: &str, args: &[&str]) -> Command {
    let mut command = court.command(args);
    command.env(FILE, court.path(file));
    command
}

fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs and demands wrong use; gives what was said.
fn misused(command: Command) -> String {
    let run = run(command);
    assert_eq!(run.code, 2, "{run:?}");
    run.err
}

/// The files of a folder with their text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let items = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    items
        .map(|item| {
            let name = item.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(item.path()).unwrap())
        })
        .collect()
}

#[test]
fn an_installation_whose_keys_were_never_in_clear_works_with_its_passphrase_alone() {
    let other = Installation::new();
    passphrases(&other);
    let court = other.beside("sealed", Place::sqlite());
    let refused = misused(with(&court, "short", &["init", "--seal"]));
    assert!(refused.contains("12 characters"), "{refused}");
    assert_eq!(run(with(&court, "right", &["init", "--seal"])).code, 0);
    let keys = files(&court.home().join("keys"));
    assert!(keys.len() > 5 && keys.values().all(|text| text.contains(SEALED)), "{keys:?}");

    let put = ["court", "put", "7119", "--kk", "Сот", "--ru", "Суд", "--en", "Court"];
    let refused = misused(with(&court, "wrong", &put));
    assert!(refused.contains("the passphrase does not open it") && refused.contains(".key"), "{refused}");
    let refused = misused(with(&court, "none", &put));
    assert!(refused.contains("none: No such file"), "{refused}");
    // Without a terminal nobody is asked.
    let refused = misused(court.under(&["setsid", "--wait"], &put));
    assert!(refused.contains(FILE) && refused.contains("no terminal"), "{refused}");

    assert_eq!(run(with(&court, "right", &put)).code, 0);
    let added = run(with(&court, "right", &["key", "add", "log"]));
    assert_eq!(added.code, 0, "{added:?}");
    let text = std::fs::read_to_string(court.home().join("keys/log-2.key")).unwrap();
    assert!(
        text.starts_with(added.out.trim()) && text.contains(SEALED),
        "a new key is sealed as the old one is"
    );
    assert_eq!(run(with(&court, "right", &["run-due"])).code, 0);
}

#[test]
fn keys_are_sealed_later_and_unsealed_to_what_they_were() {
    let court = Installation::new();
    passphrases(&court);
    court.staff(4);
    let keys = court.home().join("keys");
    let before = files(&keys);
    assert_eq!(run(with(&court, "right", &["key", "seal"])).out, format!("{} sealed\n", before.len()));
    let sealed = files(&keys);
    assert!(sealed.values().all(|text| text.contains(SEALED)));

    // One of them stayed behind, as after an interruption: it is sealed by the same passphrase or not at all.
    std::fs::write(keys.join("log.key"), &before["log.key"]).unwrap();
    let mixed = files(&keys);
    let refused = misused(with(&court, "wrong", &["key", "seal"]));
    assert!(refused.contains("the passphrase does not open it"), "{refused}");
    assert_eq!(files(&keys), mixed, "nothing was written");
    assert_eq!(run(with(&court, "right", &["key", "seal"])).out, "1 sealed\n");

    // The file can stand in the configuration.
    let config = court.path("court/tarazy.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("passphrase_file = \"{}\"\n{text}", court.path("right").display()))
        .unwrap();
    let server = court.serve();
    let case = court.register("Айгүл Үлгі");
    until("the draw has its result", || court.stage(&case) == "assigned");
    drop(server);
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    court.verify("r.tlog-proof", &court.path("court/policy"));

    assert!(misused(with(&court, "wrong", &["key", "unseal"])).contains("does not open"));
    court.done(&["key", "unseal"]);
    assert_eq!(files(&keys), before);
    court.file("B");
}

#[test]
fn a_witness_runs_with_a_sealed_key() {
    let port = free_port();
    let court = Installation::with_witness(port);
    passphrases(&court);
    assert_eq!(run(with(&court, "right", &["key", "seal", "witness/key"])).out, "1 sealed\n");
    assert!(std::fs::read_to_string(court.path("witness/key")).unwrap().starts_with("bar.example/witness+"));
    let policy = court.policy();
    let log = policy.lines().find_map(|line| line.strip_prefix("log ")).unwrap();
    let listen = format!("127.0.0.1:{port}");
    let words = ["witness", "run", "witness", "--listen", &listen, "--log", log, "--until-eof"];
    assert!(misused(with(&court, "wrong", &words)).contains("the passphrase does not open it"));
    let _witness = Process::start(with(&court, "right", &words));
    court.staff(1);
    assert!(court.kinds("sys/alarm").is_empty(), "it cosigns");
}

#[test]
fn whoever_sits_at_a_terminal_is_asked() {
    let court = Installation::new();
    let at_terminal = |args: &str, typed: &str| {
        let words = format!("{} {args}", env!("CARGO_BIN_EXE_tarazy"));
        let mut script = Command::new("script");
        script.args(["-qec", &words, "/dev/null"]).env("TARAZY_DATA_DIR", court.home()).env_remove(FILE);
        let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.as_ref().unwrap().write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = at_terminal("key seal", "correct horse\ncorrect hose\n");
    assert!(code == Some(2) && said.contains("the passphrases differ"), "{said}");
    let (code, said) = at_terminal("key seal", "correct horse\ncorrect horse\n");
    assert!(code == Some(0) && said.contains("8 sealed"), "{said}");
    let (code, said) = at_terminal("key list", "correct horse\n");
    assert!(code == Some(0) && said.contains("in use:"), "{said}");
    let (code, said) = at_terminal("key list", "correct hose\n");
    assert!(code == Some(2) && said.contains("the passphrase does not open it"), "{said}");
}
