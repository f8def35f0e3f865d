//! The same lives before a program that shares no code with this one: the verifier in Python.

use super::life::Life;
use super::mutation::accepted_lies;
use super::plan::any_plan;
use super::world::Line;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What the other program says of each life; `None`, with a printed word, where it cannot run.
fn ask(lives: &[Value]) -> Option<Vec<Value>> {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../independent/python/tests/ledger_check.py");
    let started = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        println!("skipped: no python3");
        return None;
    };
    let text: String = lives.iter().map(|life| format!("{life}\n")).collect();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn line(line: &Line) -> Value {
    let mut out = json!({
        "index": line.place.index,
        "leaf": line.place.leaf,
        "time": line.place.time,
        "stream": line.stream,
        "type": line.kind,
    });
    if let Some(body) = &line.body {
        out["body"] = serde_json::to_value(body).unwrap();
    }
    out
}

/// What the other program says of lines in the place of those with the same index.
pub(super) fn verdicts_on_lies(quorum: bool, lines: &[Line], lies: &[Line]) -> Option<Vec<String>> {
    let lies: Vec<Value> = lies.iter().map(|l| json!([l.place.index, line(l)["body"]])).collect();
    let lines: Vec<Value> = lines.iter().map(line).collect();
    let said = ask(&[json!({"quorum": quorum, "lines": lines, "lies": lies})])?;
    let word = |v: &Value| v.as_str().unwrap().to_owned();
    Some(said[0]["lies"].as_array().unwrap().iter().map(word).collect())
}

fn owed(life: &Life) -> Value {
    let ledgers = life.world.facts.ledgers.iter();
    ledgers
        .map(|(stream, ledger)| {
            let rows = ledger.balances().iter().map(|(id, n)| json!([id, n]));
            let account = json!([crate::balance::ACCOUNT, ledger.balances().account()]);
            let rows: Vec<Value> = rows.chain([account]).filter(|row| row[1] != 0).collect();
            (stream.as_str().to_owned(), json!(rows))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn lives(count: usize, length: core::ops::Range<usize>, seed: u8) -> Vec<(bool, Life)> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut plan = || any_plan(length.clone()).new_tree(&mut runner).unwrap().current();
    (0..count).map(|_| plan()).map(|plan| (plan.quorum, Life::live(&plan))).collect()
}

#[test]
fn another_program_accepts_the_same_lives_with_the_same_balances() {
    let lives = lives(20, 30..80, 3);
    let asked: Vec<Value> = lives
        .iter()
        .map(|(quorum, life)| {
            let lines: Vec<Value> = life.world.lines.iter().map(line).collect();
            json!({"quorum": quorum, "lines": lines, "lies": []})
        })
        .collect();
    let Some(said) = ask(&asked) else { return };
    for ((_, life), said) in lives.iter().zip(said) {
        assert_eq!(said["verdict"], "ok");
        assert_eq!(said["owed"], owed(life));
    }
}

/// The same verdict; but an unknown code is found by one before and by the other after a step that asks for that code.
fn agree(path: &str, own: &str, other: &str) -> bool {
    own == other || (path.ends_with("weak[]") && own == "draw-12-weak" && other.starts_with("draw-4-"))
}

#[test]
fn another_program_gives_the_same_verdict_on_a_lie() {
    let mut asked = Vec::new();
    let mut own = Vec::new();
    for (quorum, life) in lives(5, 20..40, 5) {
        let lines: Vec<Value> = life.world.lines.iter().map(line).collect();
        let mut lies = Vec::new();
        let mut count = 0usize;
        accepted_lies(&life.world.lines, quorum, |line, path, body, verdict| {
            count += 1;
            if count.is_multiple_of(7) {
                lies.push(json!([line.place.index, body]));
                own.push((path.to_owned(), verdict.to_owned()));
            }
        });
        asked.push(json!({"quorum": quorum, "lines": lines, "lies": lies}));
    }
    let Some(said) = ask(&asked) else { return };
    let said: Vec<&str> =
        said.iter().flat_map(|s| s["lies"].as_array().unwrap()).map(|v| v.as_str().unwrap()).collect();
    assert_eq!(said.len(), own.len());
    assert!(own.len() > 500, "{}", own.len());
    let differ: Vec<String> = said
        .iter()
        .zip(&own)
        .filter(|(other, (path, verdict))| !agree(path, verdict, other))
        .map(|(other, (path, verdict))| format!("{path}: {verdict}, other {other}"))
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
}
