//! Every verb of the command line for what a court does, once, with its lawful correction, through the built program.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{CATEGORY, Installation, until};
use tarazy_base::{Instant, Zone};
use tarazy_store::truth;

const LABOUR: &str = "142030000100000000";

/// The code of the refusal, as a program reads it.
fn refusal(court: &Installation, args: &[&str]) -> String {
    let said = court.refused(&[args, &["--json", "--lang", "kk"]].concat());
    let said: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(!said["message"].as_str().unwrap().contains("{$"), "{said}");
    said["refused"].as_str().unwrap().to_owned()
}

fn assigned(court: &Installation, cases: &[&str]) {
    let waits = || court.json(&["status"])["draws_open"].as_u64() == Some(0);
    until("the draws have their results", waits);
    for case in cases {
        assert_eq!(court.stage(case), "assigned");
    }
}

#[test]
fn the_acts_of_the_personnel_office_each_have_a_verb_and_a_correction() {
    let court = Installation::new();
    let _server = court.serve();
    court.staff(4);
    let done = |args: &[&str]| court.json(args)["entries"].as_array().unwrap().len();
    assert_eq!(court.json(&["court", "rules", "7119"])["body"]["renewed"].as_u64(), Some(0));
    assert_eq!(done(&["judge", "specialise", "7119", "J4", "--category", "1420"]), 1);
    assert_eq!(done(&["judge", "specialise", "7119", "J4"]), 1, "and all categories again");
    assert_eq!(done(&["judge", "incompatible", "7119", "J1", "J2", "--to", "2050-01-01"]), 1);
    assert_eq!(done(&["judge", "capacity", "7119", "J1", "500"]), 1);
    assert_eq!(done(&["judge", "capacity", "7119", "J1", "1000"]), 1);
    assert_eq!(done(&["judge", "absent", "7119", "J4", "--from", "2026-01-01"]), 1);
    assert_eq!(done(&["judge", "return", "7119", "J4"]), 1);
    assert_eq!(done(&["judge", "leave", "7119", "J4"]), 2, "his balance moves");
    assert_eq!(refusal(&court, &["judge", "absent", "7119", "J4"]), "unknown-judge");
    assert_eq!(done(&["judge", "appoint", "7119", "J4", "--name", "Judge 4"]), 1);
    assert_eq!(refusal(&court, &["judge", "capacity", "7119", "J1", "0"]), "act-capacity");
    assert_eq!(refusal(&court, &["judge", "incompatible", "7119", "J1", "J1"]), "act-self");
    let window = ["judge", "absent", "7119", "J1", "--from", "2026-02-02", "--to", "2026-02-01"];
    assert_eq!(refusal(&court, &window), "act-window");
    assert_eq!(refusal(&court, &["judge", "return", "9999", "J1"]), "no-ledger");
    let list = |what: &str| court.done(&["law", what, "--lang", "kk"]);
    assert!(list("recusal").contains("kinship  ") && list("redraw").contains("recusal-granted  "));
    assert!(list("void").contains("wrong-facts  ") && list("categories").contains(CATEGORY));
}

#[test]
fn every_step_of_a_case_has_a_verb_and_its_lawful_correction() {
    let court = Installation::new();
    let _server = court.serve();
    court.staff(5);
    let done = |args: &[&str]| court.json(args)["body"].clone();
    let [first, second, third, fourth] = ["A", "B", "C", "D"].map(|claimant| court.file(claimant));
    let now = Instant::from_ms(truth::end(court.reader().as_mut()).unwrap().last_time).unwrap();
    let today = now.date_in(Zone::Almaty).to_string();
    assert!(court.done(&["court", "roster", "7119"]).contains("empty"));
    assert_eq!(refusal(&court, &["draw", "duty", &first, "J3", "securing"]), "not-on-duty");
    let day = format!("{today}=J3");
    assert_eq!(done(&["court", "roster", "7119", "--day", &day])["days"].as_u64(), Some(1));
    assert_eq!(court.json(&["court", "roster", "7119"])["days"][0][1].as_str(), Some("J3"));
    done(&["draw", "duty", &first, "J3", "securing"]);
    done(&["judge", "conflict", &second, "J2", "--ground", "kinship"]);
    assert_eq!(refusal(&court, &["judge", "conflict", &second, "J2", "--ground", "mood"]), "code");
    for case in [&first, &second, &third] {
        assert_eq!(done(&["case", "register", case])["draw"].as_str(), Some("fixed"));
    }
    assert_eq!(refusal(&court, &["case", "register", &first]), "not-now");
    assigned(&court, &[&first, &second, &third]);
    done(&["case", "correct", &first, LABOUR]);
    assert_eq!(refusal(&court, &["case", "correct", &first, "000000000000000000"]), "unknown-category");
    assert_eq!(refusal(&court, &["case", "redraw", &second, "wish"]), "cause");
    done(&["case", "redraw", &second, "recusal-granted", "--ground", "kinship"]);
    assert_eq!(refusal(&court, &["case", "join", &second, &first]), "draw-is-open");
    done(&["case", "join", &third, &first]);
    assigned(&court, &[&second]);
    let void = ["draw", "void", &second, "wrong-facts", "--by", "inspector:a"];
    assert_eq!(refusal(&court, &void), "two-persons");
    done(&[void.as_slice(), &["--by", "inspector:b"]].concat());
    assigned(&court, &[&second]);
    assert_eq!(refusal(&court, &["case", "close", &first]), "not-now");
    heard(&court, &first);
    assert_eq!(refusal(&court, &["case", "decide", &first, "--judge", "J99"]), "not-bench");
    assert_eq!(refusal(&court, &["case", "decide", &first, "--outcome", "maybe"]), "ground-unknown");
    done(&["case", "decide", &first]);
    assert_eq!(court.stage(&first), "decided");
    let next = court.done(&["case", "next", &first, "--lang", "en"]);
    assert!(next.contains("to make the act in its final form — judge"), "{next}");
    done(&["case", "correct-act", &first]);
    done(&["case", "return", &fourth, "--ground", "jurisdiction"]);
    done(&["case", "withdraw", &second]);
    assert_eq!((court.stage(&fourth), court.stage(&second)), ("closed".to_owned(), "closed".to_owned()));
    done(&["case", "reopen", &second, "--ground", "closed-by-mistake"]);
    assert_eq!(court.stage(&second), "assigned");
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
}

/// From its judge to the end of its trial, by the steps that a court takes on its command line.
fn heard(court: &Installation, case: &str) {
    let step = |step: &str, set: &[&str]| {
        let set = set.iter().flat_map(|member| ["--set", member]);
        let args: Vec<&str> = ["case", "step", step, case].into_iter().chain(set).collect();
        court.json(&args);
    };
    step("filing.accept", &["language=kk"]);
    assert_eq!(refusal(court, &["case", "step", "preparation.end", case]), "copies-needed");
    step("copies.send", &["party=2"]);
    step("preparation.end", &[]);
    let end = truth::end(court.reader().as_mut()).unwrap().last_time;
    step("hearing.set", &["kind=trial", &format!("at={}", end + 3_600_000), "minutes=60", "room=101"]);
    let (began, ended) = (format!("began={}", end - 2), format!("ended={}", end - 1));
    step("hearing.hold", &["hearing=1", &began, &ended, "outcome=ended"]);
    let unknown = court.run(&["case", "step", "hearing.dance", case]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
}
