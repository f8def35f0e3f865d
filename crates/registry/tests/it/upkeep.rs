//! What the program gives by itself when a time has passed.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, kinds};
use tarazy_docket::{Hash, StreamId, Value};
use tarazy_registry::bodies::{DrawDue, DrawOverduePut, DrawUnwitnessed, Grounded};
use tarazy_registry::models;
use tarazy_store::{Answer, Refusal};

/// Seconds from a commit to the last moment for cosignatures, at least: 60 less 20.
const WITNESSED: i64 = 40_000;

fn registered(court: &mut Court) -> (StreamId, Hash) {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let answer = court.register(&case);
    (case, Hash::from_hex(answer.body.get("commit").and_then(Value::as_text).unwrap()).unwrap())
}

fn overdue(court: &mut Court) -> Result<Answer, Refusal> {
    let body = DrawOverduePut { ledger: "draw/7119.civil".parse().unwrap(), unwitnessed: Vec::new() };
    court.run("system", "draw.overdue", &body)
}

fn unwitnessed(court: &mut Court, commit: Hash) -> Result<Answer, Refusal> {
    court.run("system", "draw.unwitnessed", &DrawUnwitnessed { commit, by: by("registrar:r1") })
}

#[test]
fn a_result_after_its_time_needs_the_record_that_it_is_overdue() {
    let mut court = Court::with_judges(4);
    let (case, _) = registered(&mut court);
    assert_eq!(overdue(&mut court).unwrap_err().code, "nothing-due");
    court.wait(60_000 + 10_000 + 300_000 + 1);
    let told = overdue(&mut court).unwrap();
    assert_eq!((told.body.get("overdue").unwrap().as_int(), told.entries.len()), (Some(1), 1));
    assert_eq!(overdue(&mut court).unwrap_err().code, "nothing-due", "it is told once");
    assert_eq!(court.resolve(), 1);
    assert_eq!(court.row(&case).stage, "assigned");
    let ledger = court.ledger();
    assert!(kinds(&ledger).ends_with(&["draw.commit", "draw.overdue", "draw.result"]));
}

#[test]
fn a_commit_that_nobody_witnessed_in_time_is_void_and_the_case_waits_for_the_witnesses() {
    let mut court = Court::with_judges_and_a_witness(4);
    let (case, commit) = registered(&mut court);
    assert_eq!(unwitnessed(&mut court, commit).unwrap_err().code, "nothing-due", "its time is not over");
    let before = court.checkpoint();
    court.wait(WITNESSED + 10_000);
    let answer = unwitnessed(&mut court, commit).unwrap();
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("waits"));
    assert_eq!(answer.body.get("late"), Some(&Value::Bool(false)));
    assert_eq!(unwitnessed(&mut court, commit).unwrap_err().code, "unknown-draw", "it is void already");
    assert!(kinds(&court.ledger()).ends_with(&["draw.commit", "draw.void"]));
    assert_eq!(models::waiting_cases(court.reader().as_mut()).unwrap()[0].case, case);
    // The witness is back: what it cosigns now covers the void.
    let witnessed = court.checkpoint();
    let mut due = |witnessed: Option<&str>| {
        let witnessed = witnessed.map(str::to_owned);
        court.run(
            "system",
            "draw.due",
            &DrawDue { case: case.clone(), witnessed, promised: None, by: by("registrar:r1") },
        )
    };
    assert_eq!(due(None).unwrap_err().code, "not-now", "nobody says that the witnesses are back");
    assert_eq!(due(Some(&before)).unwrap_err().code, "not-now", "a note from before the void");
    let (unsigned, _) = witnessed.rsplit_once("— bar").unwrap();
    assert_eq!(due(Some(unsigned)).unwrap_err().code, "not-now", "the log alone says so");
    assert_eq!(due(Some(&witnessed)).unwrap().body.get("draw").unwrap().as_text(), Some("fixed"));
    assert!(kinds(&court.ledger()).ends_with(&["draw.commit", "draw.void", "draw.commit"]));
    assert_eq!(court.resolve(), 1);
    assert_eq!(court.row(&case).stage, "assigned");
}

#[test]
fn a_void_that_comes_after_the_round_has_spoken_raises_an_alarm() {
    let mut court = Court::with_judges_and_a_witness(4);
    let (_, commit) = registered(&mut court);
    court.wait(60_000 + 10_000);
    let answer = unwitnessed(&mut court, commit).unwrap();
    assert_eq!(answer.body.get("late"), Some(&Value::Bool(true)));
    assert!(kinds(&court.ledger()).ends_with(&["draw.commit", "draw.void", "draw.alarm"]));
}

#[test]
fn without_a_quorum_no_commit_is_unwitnessed() {
    let mut court = Court::with_judges(4);
    let (_, commit) = registered(&mut court);
    court.wait(WITNESSED + 10_000);
    assert_eq!(unwitnessed(&mut court, commit).unwrap_err().code, "nothing-due");
    assert_eq!(unwitnessed(&mut court, Hash([1; 32])).unwrap_err().code, "unknown-draw");
}

#[test]
fn a_case_that_was_withdrawn_meanwhile_is_not_drawn_anew() {
    let mut court = Court::with_judges_and_a_witness(4);
    let (case, commit) = registered(&mut court);
    court.run("party", "filing.withdraw", &Grounded { case, ground: "request".into() }).unwrap();
    court.wait(WITNESSED + 10_000);
    let answer = unwitnessed(&mut court, commit).unwrap();
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("none"));
    assert!(models::open_draws(court.reader().as_mut()).unwrap().is_empty());
}

#[test]
fn a_case_that_waits_for_a_judge_is_tried_again_only_after_an_act() {
    let mut court = Court::with_judges(0);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    let waiting = |court: &Court| models::waiting_cases(court.reader().as_mut()).unwrap();
    assert_eq!(waiting(&court)[0].case, case);
    let due = DrawDue { case: case.clone(), witnessed: None, promised: None, by: by("registrar:r1") };
    assert_eq!(court.run("system", "draw.due", &due).unwrap_err().code, "not-now");
    court.appoint("J01", None);
    let answer = court.run("system", "draw.due", &due).unwrap();
    assert_eq!(answer.body.get("judge").and_then(Value::as_text), Some("J01"));
    assert!(waiting(&court).is_empty());
}
