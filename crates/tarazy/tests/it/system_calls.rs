//! System calls made to fail in turn (docket.md section 18): whatever fails, what was acknowledged is there, what was not is
//! absent or whole, the same command can be given again, and nothing panics. After a failed sync the process stops.
//!
//! `strace` makes the calls fail; it counts them for each thread. The short run takes some of them, the long one
//! (`.ci/long`) each call of each kind, or so many of each as `TARAZY_CALLS` says, spread evenly.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{CATEGORY, Installation, Place, Run, copy, until};
use crate::made_up::flow;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use tarazy_docket::Hash;
use tarazy_registry::models;
use tarazy_store::derived::dump_derived;

/// Calls, and how each is made to fail.
const CALLS: &[(&str, &[&str])] = &[
    ("clone3", &["EAGAIN"]),
    ("close", &["EIO"]),
    ("connect", &["ECONNREFUSED"]),
    ("fchown", &["EPERM"]),
    ("fcntl", &["EIO"]),
    ("fdatasync", &["EIO"]),
    ("flock", &["ENOLCK"]),
    ("fsync", &["EIO"]),
    ("ftruncate", &["EIO", "ENOSPC"]),
    ("getdents64", &["EIO"]),
    ("linkat", &["EIO", "ENOSPC"]),
    ("lseek", &["EIO"]),
    ("mkdir", &["ENOSPC"]),
    ("mmap", &["ENOMEM"]),
    ("newfstatat", &["EIO"]),
    ("openat", &["EMFILE", "ENOSPC"]),
    ("pread64", &["EIO"]),
    ("pwrite64", &["EIO", "ENOSPC"]),
    ("read", &["EIO"]),
    ("rename", &["EIO", "ENOSPC"]),
    ("socket", &["EMFILE"]),
    ("statx", &["EIO"]),
    ("unlink", &["EIO"]),
    ("write", &["EIO", "ENOSPC"]),
];

/// What is done while calls fail: an installation as it stood before, and a command.
struct Scene {
    base: Installation,
    args: Vec<String>,
    /// Leaf hashes before, and how many entries the command leaves when nothing fails.
    before: Vec<Hash>,
    whole: usize,
    /// What the command is refused with when it is given again after it was carried out.
    done_before: Option<&'static str>,
    /// True if the command commits all its entries at once.
    at_once: bool,
    /// How many calls of each kind a thread makes at most.
    counts: BTreeMap<String, usize>,
}

impl Scene {
    fn new(base: Installation, args: &[&str], at_once: bool, done_before: Option<&'static str>) -> Self {
        let before = leaves(&base);
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let mut scene = Self { base, args, before, whole: 0, done_before, at_once, counts: BTreeMap::new() };
        let trial = scene.trial();
        let trace = trial.path("trace").display().to_string();
        let run = trial.run_under(&["strace", "-f", "-qq", "-o", &trace], &scene.args());
        assert_eq!(run.code, 0, "{run:?}");
        scene.whole = leaves(&trial).len();
        let mut calls: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let text = std::fs::read_to_string(&trace).unwrap();
        for line in text.lines() {
            let (thread, call) = line.split_once(' ').unwrap();
            if let Some((call, _)) = call.trim_start().split_once('(') {
                *calls.entry((thread, call)).or_default() += 1;
            }
        }
        for ((_, call), count) in calls {
            let most = scene.counts.entry(call.to_owned()).or_default();
            *most = (*most).max(count);
        }
        scene
    }

    fn args(&self) -> Vec<&str> {
        self.args.iter().map(String::as_str).collect()
    }

    /// A fresh copy of the installation.
    fn trial(&self) -> Installation {
        let trial = self.base.beside("trial", Place::sqlite());
        if trial.home().exists() {
            std::fs::remove_dir_all(trial.home()).unwrap();
        }
        copy(&self.base.home(), &trial.home());
        trial
    }

    /// Makes calls of these kinds fail in turn, at most so many of each kind, spread evenly. Gives how many failed.
    fn fail(&self, calls: &[(&str, &[&str])], most: usize) -> usize {
        let mut failed = 0;
        for (call, errors) in calls {
            let count = self.counts.get(*call).copied().unwrap_or_default();
            for error in *errors {
                for n in (1..=count).step_by(count.div_ceil(most).max(1)) {
                    self.fail_one(call, error, n);
                    failed += 1;
                }
            }
        }
        failed
    }

    fn fail_one(&self, call: &str, error: &str, n: usize) {
        let what = format!("{:?} {call} {error} {n}", self.args.first());
        let trial = self.trial();
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:error={error}:when={n}"));
        let wrapper = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
        let run = trial.run_under(&wrapper, &self.args());
        // The standard library itself gives up without memory, and when a folder that was read cannot be closed.
        let gave_up = call == "mmap" || run.err.contains("unexpected error during closedir");
        assert!(gave_up || !run.err.contains("panicked"), "{what}: {run:?}");
        let fsck = trial.run(&["fsck"]);
        assert_eq!(fsck.code, 0, "{what}: {run:?}, then {fsck:?}");
        let found = leaves(&trial);
        assert_eq!(found.get(..self.before.len()), Some(self.before.as_slice()), "{what}: {run:?}");
        for (index, leaf) in acknowledged(&run) {
            assert_eq!(found.get(index), Some(&leaf), "{what}: {run:?}");
        }
        // What is due may have become more with time: a result that is overdue is recorded as such.
        let carried_out = found.len() >= self.whole;
        assert!(run.code != 0 || carried_out, "{what}: {run:?}");
        assert!(!self.at_once || carried_out || found.len() == self.before.len(), "{what}: {run:?}");

        let again = trial.run(&self.args());
        let refused = self.done_before.is_some_and(|code| carried_out && again.err.contains(code));
        assert!(again.code == 0 || refused, "{what}: {run:?}, then {again:?}");
        trial.done(&["run-due"]);
        let fsck = trial.json(&["fsck"]);
        assert_eq!(fsck["entries"], fsck["sealed"], "{what}");
        let digest = || dump_derived(trial.reader().as_mut(), models::TABLES).unwrap();
        let live = digest();
        trial.done(&["rebuild"]);
        assert_eq!(digest(), live, "{what}");
    }
}

/// How many calls of each kind the long run takes: all, unless fewer are asked for.
fn most() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the long run may be shortened")]
    let wished = std::env::var("TARAZY_CALLS").ok().and_then(|n| n.parse().ok());
    wished.unwrap_or(usize::MAX)
}

fn leaves(court: &Installation) -> Vec<Hash> {
    court.entries().into_iter().map(|(_, leaf, _)| leaf).collect()
}

/// The entries that an answer names.
fn acknowledged(run: &Run) -> Vec<(usize, Hash)> {
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
    let entries = answer["entries"].as_array().cloned().unwrap_or_default();
    let entry = |e: &serde_json::Value| {
        let index = usize::try_from(e[0].as_u64()?).ok()?;
        Some((index, Hash::from_hex(e[1].as_str()?).ok()?))
    };
    entries.iter().map(|e| entry(e).unwrap()).collect()
}

const CLAIM: [&str; 10] =
    ["case", "file", "7119", CATEGORY, "--claimant", "A", "--respondent", "B", "--file", "claim.txt"];

fn court() -> Installation {
    let court = Installation::new();
    court.staff(3);
    std::fs::write(court.path("claim.txt"), "Талап арыз".repeat(100)).unwrap();
    court
}

fn filing() -> Scene {
    Scene::new(court(), &[CLAIM.as_slice(), &["--json"]].concat(), true, None)
}

fn registration() -> Scene {
    let court = court();
    let case = court.file("A");
    Scene::new(court, &["case", "register", &case, "--json"], true, Some("refused"))
}

/// A draw whose random number is there, and entries to seal.
fn due() -> Scene {
    let court = court();
    court.register("A");
    let round = court.beside("round", Place::sqlite());
    until("the draw's round has spoken", || {
        drop(std::fs::remove_dir_all(round.home()));
        copy(&court.home(), &round.home());
        round.done(&["run-due"]).starts_with("1 draws")
    });
    Scene::new(court, &["run-due"], false, None)
}

fn import() -> Scene {
    let court =
        Installation::placed(Place::sqlite(), &["--law", "br-sp", "--zone", "America/Sao_Paulo"], |config| {
            config
        });
    std::fs::write(court.path("cases.csv"), flow(4)).unwrap();
    Scene::new(court, &["import", "cases", "cases.csv"], false, None)
}

#[test]
fn a_filing_survives_the_failure_of_some_system_calls() {
    let calls: &[(&str, &[&str])] = &[
        ("fdatasync", &["EIO"]),
        ("fsync", &["EIO"]),
        ("ftruncate", &["ENOSPC"]),
        ("linkat", &["EIO"]),
        ("pwrite64", &["ENOSPC"]),
        ("rename", &["EIO"]),
        ("write", &["ENOSPC"]),
    ];
    assert!(filing().fail(calls, 2) >= calls.len());
}

#[test]
#[ignore = "long: each system call of a filing"]
fn a_filing_survives_the_failure_of_each_system_call() {
    println!("{} failures", filing().fail(CALLS, most()));
}

#[test]
#[ignore = "long: each system call of a registration"]
fn a_registration_survives_the_failure_of_each_system_call() {
    println!("{} failures", registration().fail(CALLS, most()));
}

#[test]
#[ignore = "long: each system call of a draw's result and of the sealing"]
fn a_draw_and_the_sealing_survive_the_failure_of_each_system_call() {
    println!("{} failures", due().fail(CALLS, most()));
}

#[test]
#[ignore = "long: system calls of an import, some hundred of them"]
fn an_import_survives_the_failure_of_system_calls() {
    println!("{} failures", import().fail(CALLS, most().min(16)));
}

/// Runs a server of which the sync numbered `n` of each thread fails, and files until it refuses. Gives what was
/// acknowledged, and the server's exit code: 0 if it went on until it was told to stop.
fn failing_server(trial: &Installation, n: usize) -> (Vec<(usize, Hash)>, Option<i32>) {
    let inject = format!("inject=fsync,fdatasync:error=EIO:when={n}");
    let wrapper = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &inject];
    let mut command = trial.under(&wrapper, &["serve", "--listen", "127.0.0.1:0", "--until-eof"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    let mut acks = Vec::new();
    for _ in 0..8 {
        // Without a server the command would do the work itself.
        if first.is_empty() || child.try_wait().unwrap().is_some() {
            break;
        }
        let run = trial.run(&[CLAIM.as_slice(), &["--json"]].concat());
        acks.extend(acknowledged(&run));
        if run.code != 0 {
            // Refused by the writer; or asked when the server was already closing, of which nothing is claimed.
            let is_told = ["recovering", "answer was lost"].iter().any(|word| run.err.contains(word));
            assert!(is_told, "sync {n}: {run:?}");
            until("the server ends by itself", || child.try_wait().unwrap().is_some());
        }
    }
    drop(child.stdin.take());
    let code = child.wait().unwrap().code();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    (acks, code)
}

fn a_server_fails(syncs: impl Iterator<Item = usize>) -> usize {
    let base = court();
    let mut ended = 0;
    for n in syncs {
        let trial = base.beside("trial", Place::sqlite());
        drop(std::fs::remove_dir_all(trial.home()));
        copy(&base.home(), &trial.home());
        let (acks, code) = failing_server(&trial, n);
        ended += usize::from(code == Some(1));
        assert!(matches!(code, Some(0 | 1)), "sync {n}: {code:?}");
        let found = leaves(&trial);
        for (index, leaf) in acks {
            assert_eq!(found.get(index), Some(&leaf), "sync {n}");
        }
        assert_eq!(trial.json(&["fsck"])["ok"].as_bool(), Some(true), "sync {n}");
        let server = trial.serve();
        trial.file("C");
        drop(server);
        let fsck = trial.json(&["fsck"]);
        assert_eq!(fsck["entries"], fsck["sealed"], "sync {n}");
    }
    ended
}

#[test]
fn a_server_stops_after_a_failed_sync_and_starts_whole() {
    assert!(a_server_fails([2, 5].into_iter()) > 0);
}

#[test]
#[ignore = "long: each of the first hundred syncs of each thread of a server"]
fn a_server_stops_after_each_failed_sync_and_starts_whole() {
    let step = 100usize.div_ceil(most());
    println!("{} servers ended", a_server_fails((1..=100).step_by(step)));
}
