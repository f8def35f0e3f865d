//! The log's key in a PKCS#11 token, which is SoftHSM here: from the beginning, by rotation, and when the token is not what it
//! should be.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, Place, Process, until};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tarazy_docket::{SignedCheckpoint, VerifierKey};

const VARIABLE: &str = "SOFTHSM2_CONF";
const PIN: &str = "271828";

/// A token, `court`, in a folder of its own.
pub(crate) struct Token(tempfile::TempDir);

impl Token {
    /// An empty one, and the file with its PIN.
    pub(crate) fn new() -> Self {
        let token = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(token.path("tokens")).unwrap();
        let tokens = token.path("tokens");
        let settings = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            tokens.display()
        );
        std::fs::write(token.path("conf"), settings).unwrap();
        std::fs::write(token.path("pin"), format!("{PIN}\n")).unwrap();
        std::fs::write(token.path("wrong-pin"), "314159\n").unwrap();
        token.util(&["--init-token", "--free", "--label", "court", "--so-pin", "1618033", "--pin", PIN]);
        token
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn util(&self, args: &[&str]) {
        let mut util = Command::new("softhsm2-util");
        let status = util.args(args).env(VARIABLE, self.path("conf")).stdout(Stdio::null()).status();
        assert!(status.unwrap().success(), "{args:?}");
    }

    /// Puts a new key into the token, which stays beside it as `key.pem`.
    pub(crate) fn add(&self, label: &str, algorithm: &[&str]) {
        let file = self.path("key.pem");
        let made = Command::new("openssl")
            .args(["genpkey", "-quiet"])
            .args(algorithm)
            .arg("-out")
            .arg(&file)
            .status();
        assert!(made.unwrap().success());
        let (file, id) = (file.display().to_string(), hex::encode(label));
        self.util(&["--import", &file, "--token", "court", "--label", label, "--id", &id, "--pin", PIN]);
    }

    /// A court whose processes see this token, with `[pkcs11]` in its configuration.
    pub(crate) fn court(&self) -> Installation {
        let court = Installation::configured(|config| format!("{config}\n{}", self.section("court", "pin")));
        court.with(VARIABLE, self.path("conf"))
    }

    fn section(&self, token: &str, pin: &str) -> String {
        let (module, pin) = (module(), self.path(pin));
        format!(
            "[pkcs11]\nmodule = \"{}\"\ntoken = \"{token}\"\npin_file = \"{}\"\n",
            module.display(),
            pin.display()
        )
    }
}

/// Where Debian puts it.
fn module() -> &'static Path {
    Path::new("/usr/lib/softhsm/libsofthsm2.so")
}

const ED25519: &[&str] = &["-algorithm", "ed25519"];

fn signed_by(court: &Installation, vkey: &str) -> bool {
    let text = std::fs::read_to_string(court.home().join("log/public/checkpoint")).unwrap();
    let checkpoint: SignedCheckpoint = text.parse().unwrap();
    checkpoint.note().signed_by(&vkey.parse::<VerifierKey>().unwrap()).unwrap()
}

fn log_keys(court: &Installation) -> Vec<String> {
    let policy = court.policy();
    policy.lines().filter_map(|line| line.strip_prefix("log ")).map(str::to_owned).collect()
}

/// Demands that a command is not done for a reason that lies in the set-up.
fn misused(court: &Installation, args: &[&str], what: &str) {
    let run = court.run(args);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains(what), "{what}: {run:?}");
}

#[test]
fn a_log_whose_key_never_left_its_token_is_drawn_replayed_and_verified() {
    let token = Token::new();
    token.add("log of the court", ED25519);
    let beside = Installation::new().with(VARIABLE, token.path("conf"));
    let court = beside.beside("court-2", Place::sqlite());
    let (module, pin) = (module().display().to_string(), token.path("pin").display().to_string());
    let words = ["init", "--pkcs11-module", &module, "--pkcs11-token", "court", "--pkcs11-pin-file", &pin];
    misused(&court, &words, "--pkcs11-key");
    let words = [&words[..], &["--pkcs11-key", "log of the court"]].concat();
    court.done(&words);
    let file = std::fs::read_to_string(court.home().join("keys/log.key")).unwrap();
    assert!(file.contains("pkcs11:object=log%20of%20the%20court;type=private"), "{file}");
    let server = court.serve();
    court.staff(4);
    let case = court.file("Айгүл Үлгі");
    until("a receipt can be given", || court.run(&["receipt", &case, "--out", "r.tlog-proof"]).code == 0);
    court.verify("r.tlog-proof", &court.home().join("policy"));
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    court.done(&["fsck"]);
    court.exported("public");
    // Keys in files can be sealed beside it.
    std::fs::write(court.path("passphrase"), "correct horse battery").unwrap();
    let court = court.with("TARAZY_PASSPHRASE_FILE", beside.path("passphrase"));
    court.done(&["key", "seal"]);
    assert_eq!(std::fs::read_to_string(court.home().join("keys/log.key")).unwrap(), file);
    court.file("B");
}

#[test]
fn a_log_moves_into_a_token_by_rotation() {
    let token = Token::new();
    token.add("log-2026", ED25519);
    let court = token.court();
    court.staff(4);
    let old = log_keys(&court).remove(0);
    misused(&court, &["key", "add", "ack", "--pkcs11", "log-2026"], "only keys of the log");
    let new = court.done(&["key", "add", "log", "--pkcs11", "log-2026"]).trim().to_owned();
    assert_eq!(log_keys(&court), [new.clone(), old.clone()]);
    let server = court.serve();
    let case = court.register("Айгүл Үлгі");
    until("the case has its judge", || court.stage(&case) == "assigned");
    assert!(signed_by(&court, &old) && signed_by(&court, &new), "both sign side by side");
    court.done(&["key", "compromised", &old]);
    drop(server);
    court.file("B");
    assert!(signed_by(&court, &new) && !signed_by(&court, &old));
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    court.verify("r.tlog-proof", &court.path("court/policy"));
    court.exported("public");
}

#[test]
fn a_token_that_goes_away_stops_sealing_until_it_is_back_and_nothing_is_lost() {
    let token = Token::new();
    token.add("log", ED25519);
    let court = token.court();
    court.done(&["key", "add", "log", "--pkcs11", "log"]);
    // What the server says is read while it runs.
    let shell = ["sh", "-c", "exec \"$@\" 2>said", "sh"];
    let words = ["serve", "--listen", "127.0.0.1:0", "--until-eof"];
    let server = Process::start(court.under(&shell, &words));
    let said = || std::fs::read_to_string(court.path("said")).unwrap();
    court.staff(1);
    let status = |name: &str| court.json(&["status"])[name].as_u64().unwrap();
    until("all of it is published", || status("published") == status("entries"));
    std::fs::rename(token.path("tokens"), token.path("gone")).unwrap();
    let case = court.file("Айгүл Үлгі");
    until("sealing has failed", || said().contains("a key of the log cannot be reached"));
    assert!(status("published") < status("entries"), "nothing is published without the key's signature");
    assert_eq!(court.stage(&case), "received", "the filing was taken");
    std::fs::rename(token.path("gone"), token.path("tokens")).unwrap();
    until("a receipt can be given", || court.run(&["receipt", &case, "--out", "r.tlog-proof"]).code == 0);
    court.verify("r.tlog-proof", &court.path("court/policy"));
    assert_eq!(server.end(Signal::TERM).0, Some(0), "{}", said());
}

#[test]
fn what_is_wrong_with_a_token_is_named() {
    let token = Token::new();
    token.add("log", ED25519);
    token.add("rsa", &["-algorithm", "rsa"]);
    let court = token.court();
    misused(
        &court,
        &["key", "add", "log", "--pkcs11", "none"],
        "holds 0 Ed25519 public keys with the label \"none\"",
    );
    misused(
        &court,
        &["key", "add", "log", "--pkcs11", "rsa"],
        "holds 0 Ed25519 public keys with the label \"rsa\"",
    );
    assert_eq!(log_keys(&court).len(), 1, "nothing was written");
    court.done(&["key", "add", "log", "--pkcs11", "log"]);
    court.staff(1);
    let file = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let (before, _) = config.split_once("[pkcs11]").unwrap();
    let put = |section: &str| std::fs::write(&file, format!("{before}{section}")).unwrap();
    let faults = [
        (token.section("court", "wrong-pin"), "the token \"court\" does not take the PIN: it is wrong"),
        (token.section("court", "no-pin"), "no-pin: No such file"),
        (token.section("court", "conf"), "conf: one line is expected"),
        (token.section("curt", "pin"), "shows 0 tokens with the label \"curt\"; others: \"court\""),
        (
            token.section("court", "pin").replace("libsofthsm2", "lib"),
            "the PKCS#11 module /usr/lib/softhsm/lib.so:",
        ),
        (String::new(), "[pkcs11] of the configuration must say where"),
    ];
    for (section, what) in &faults {
        put(section);
        misused(&court, &["run-due"], what);
    }
    // A server refuses at its start, once.
    put(&faults[0].0);
    misused(&court, &["serve", "--listen", "127.0.0.1:0"], "does not take the PIN");
    put(&token.section("court", "pin"));
    // Another key under the same label.
    token.util(&["--delete-token", "--token", "court"]);
    token.util(&["--init-token", "--free", "--label", "court", "--so-pin", "1618033", "--pin", PIN]);
    misused(&court, &["run-due"], "holds 0 Ed25519 private keys with the label \"log\"");
    token.add("log", ED25519);
    misused(&court, &["run-due"], "the private key with the label \"log\" is not that of the public key");
    // What needs no signature of the log goes on.
    assert!(court.done(&["key", "list"]).contains("in use:"));
}
