//! Replay of made-up logs by `tarazy-verify`, the program beside this one: with every hash, chain, draw, proof and signature;
//! without signatures and proofs; and of draws alone.

use super::log::{Held, PUBLIC, Shape, make};
use super::{Figure, Scratch, per_second};
use crate::clock::stopwatch;
use crate::failure::Failure;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A docket as courts have it: about twelve entries a case, the draw's among them.
const DOCKET: [&str; 8] = [
    "case.opened.",
    "case.registered",
    "case.numbered",
    "case.assigned",
    "filing.added.",
    "filing.added.",
    "act.issued.",
    "case.closed",
];
/// Entries of the log that is replayed with all proofs, for each entry of the one without.
const PROVEN_SHARE: u64 = 20;
/// Draws that are replayed alone, and the entries of one: filing, commit, result.
const DRAWS: u64 = 200_000;
const DRAW_ENTRIES: u64 = 3;

/// Measures the replay of a log of so many entries without signatures, of a smaller one with all proofs, and of draws.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let court =
        Shape { divisions: 50, judges: 10, cases: 4, docket: &DOCKET, contributes: true, troubles: 30 };
    let proven = measure(&court, count / PROVEN_SHARE, true)?;
    let plain = measure(&Shape { contributes: false, ..court }, count, false)?;
    let alone = Shape { divisions: 20, cases: 50, docket: &[], contributes: false, ..court };
    let draws = measure(&alone, DRAWS.min(count) * DRAW_ENTRIES, false)?;
    Ok(vec![
        Figure::rate(
            "replay, all proofs, the court's VRF in each draw",
            proven.held.draws,
            proven.seconds,
            "draws/s",
        ),
        Figure::rate("  the same", proven.held.entries, proven.seconds, "entries/s"),
        Figure::rate("replay without signatures and proofs", plain.held.entries, plain.seconds, "entries/s"),
        Figure {
            name: "  its memory for each of its streams".to_owned(),
            value: per_second(plain.memory, 1.0) / per_second(plain.held.streams, 1.0),
            unit: "bytes",
            against: None,
        },
        Figure {
            name: "  its memory for each of its entries".to_owned(),
            value: per_second(plain.memory, 1.0) / per_second(plain.held.entries, 1.0),
            unit: "bytes",
            against: None,
        },
        Figure::rate("draws of 10 judges alone, without proofs", draws.held.draws, draws.seconds, "draws/s"),
    ])
}

/// A replay that was measured.
struct Measured {
    held: Held,
    seconds: f64,
    /// The most memory that the program held, in bytes.
    memory: u64,
}

fn measure(shape: &Shape, entries: u64, proofs: bool) -> Result<Measured, Failure> {
    let scratch = Scratch::new("replay")?;
    let held = make(&scratch.0, shape, entries)?;
    let copy = scratch.0.join(PUBLIC);
    let program = std::env::current_exe().map_err(Failure::not_done)?.with_file_name("tarazy-verify");
    let mut command = Command::new(&program);
    command.arg("--json").arg("replay").arg(&copy).arg("--trust").arg(copy.join("policy"));
    if !proofs {
        command.arg("--no-signatures");
    }
    let watch = stopwatch();
    let child = command.stdout(Stdio::piped()).spawn().map_err(|e| Failure::file(&program, &e))?;
    let (memory, said) = attend(child)?;
    let seconds = watch();
    let expected = if proofs { "ok" } else { "unproven" };
    let verdict = serde_json::from_slice::<serde_json::Value>(&said).map_err(Failure::not_done)?;
    if verdict.get("verdict").and_then(serde_json::Value::as_str) != Some(expected) {
        return Err(Failure::not_done(format!("the replay did not end as it must: {verdict}")));
    }
    Ok(Measured { held, seconds, memory })
}

/// Waits for the program; gives the most memory that it held and what it said.
fn attend(mut child: Child) -> Result<(u64, Vec<u8>), Failure> {
    let status = Path::new("/proc").join(child.id().to_string()).join("status");
    let mut memory = 0;
    while child.try_wait().map_err(Failure::not_done)?.is_none() {
        // Its last moment may be gone before it is read; the highest mark is kept.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        memory = peak.map_or(memory, |kib: u64| kib * 1024).max(memory);
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().map_err(Failure::not_done)?;
    Ok((memory, output.stdout))
}
