//! An older backup into which the log's entries were read back (docket.md section 18, "Start").
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, kinds};
use std::collections::BTreeMap;
use tarazy_docket::{Hash, Value, Visibility};
use tarazy_registry::bodies::{BodiesLost, CaseClose};
use tarazy_store::{Record, read_back, truth};

fn law() -> tarazy_law::Law {
    tarazy_law::kazakhstan().unwrap()
}

fn lost(court: &Court) -> Vec<Record> {
    let mut reader = court.reader();
    let end = truth::end(reader.as_mut()).unwrap().next_index;
    let all = truth::range(reader.as_mut(), &court.vault(), 0, end).unwrap();
    all.into_iter().filter(|r| r.entry.vis != Visibility::Public && r.opening.is_none()).collect()
}

fn mark(court: &mut Court, targets: Vec<Hash>) -> i64 {
    let answer = court.run("system", "body.lost", &BodiesLost { targets }).unwrap();
    answer.body.get("marked").and_then(Value::as_int).unwrap()
}

#[test]
fn a_case_whose_content_is_lost_is_still_drawn_decided_and_closed() {
    let mut court = Court::with_judges(4);
    let backup = court.backup();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    let row = court.row(&case);
    court.fall_back(law, &backup);
    assert_eq!(court.row(&case), row, "what is public is known of the case");
    assert_eq!(court.resolve(), 1);
    assert_eq!(court.row(&case).judges.len(), 1);
    court.decide(&case);
    court.enforce(&case, 1);
    court.run("registrar:r1", "case.close", &CaseClose { case: case.clone() }).unwrap();
    assert_eq!(court.row(&case).stage, "closed");
}

#[test]
fn acts_and_endings_whose_content_is_lost_still_count() {
    let mut court = Court::with_judges(4);
    let backup = court.backup();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    court.decide(&case);
    court.enforce(&case, 1);
    let row = court.row(&case);
    court.fall_back(law, &backup);
    assert_eq!(court.row(&case), row);
    court.run("registrar:r1", "case.close", &CaseClose { case: case.clone() }).unwrap();
}

#[test]
fn numbers_of_cases_go_on_after_those_that_were_read_back() {
    let mut court = Court::with_judges(4);
    let backup = court.backup();
    for _ in 0..3 {
        let claim = court.claim(DEBT);
        let case = court.file(&claim);
        court.register(&case);
    }
    court.fall_back(law, &backup);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let number = court.register(&case).body.get("number").and_then(Value::as_text).map(str::to_owned);
    assert_eq!(number.as_deref(), Some("7119-26-00-2/4"));
}

#[test]
fn a_filing_lost_before_it_was_registered_must_be_filed_again() {
    let mut court = Court::with_judges(4);
    let backup = court.backup();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.fall_back(law, &backup);
    let register =
        tarazy_registry::bodies::CaseRegister { case: case.clone(), category: None, by: by("registrar:r1") };
    let refused = court.run("registrar:r1", "case.register", &register).unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (410, "erased"));
    let leaf = court.docket(&case)[0].leaf.to_hex();
    assert_eq!(refused.arg("leaf"), Some(leaf.as_str()));
}

#[test]
fn lost_bodies_are_marked_once_in_their_dockets() {
    let mut court = Court::with_judges(4);
    let kept = {
        let claim = court.claim(DEBT);
        court.file(&claim)
    };
    let backup = court.backup();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.fall_back(law, &backup);
    let gone: Vec<Hash> = lost(&court).iter().map(|r| r.leaf).collect();
    assert_eq!(gone.len(), 2, "the filing and what it says of the parties");
    assert_eq!(mark(&mut court, gone.clone()), 2);
    assert_eq!(mark(&mut court, gone.clone()), 0, "once");
    let whole = court.docket(&kept)[0].leaf;
    assert_eq!(mark(&mut court, vec![whole]), 0, "what is there is not lost");
    let docket = court.docket(&case);
    assert_eq!(kinds(&docket), ["filing.received", "case.opened", "body.lost", "body.lost"]);
    let target = docket[2].body().unwrap().get("target").and_then(Value::as_text).unwrap();
    assert_eq!((target, docket[2].entry.vis), (gone[0].to_hex().as_str(), Visibility::Public));
    let pending = |court: &Court| read_back::pending(court.reader().as_mut()).unwrap();
    assert!(pending(&court).is_some());
    court.run("system", "recovery.done", &BTreeMap::<String, i64>::new()).unwrap();
    assert_eq!(pending(&court), None);
}
