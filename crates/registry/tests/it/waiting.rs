//! Cases that are to be drawn again and cannot be at once: none is forgotten.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, kinds};
use tarazy_docket::StreamId;
use tarazy_draw::record::{ActKind, Body as _, Cause, DrawCommit, Exclusion, PoolAct, RedrawCode};
use tarazy_registry::bodies::{CaseRedraw, DrawDue, DrawVoidPut, PoolActPut};
use tarazy_registry::models;
use tarazy_store::{Answer, Refusal};

fn redraw(court: &mut Court, case: &StreamId) -> Answer {
    let body = CaseRedraw {
        case: case.clone(),
        cause: "recusal-granted".into(),
        ground: Some("interest".into()),
        judge: None,
        by: by("chair:c1"),
    };
    court.run("chair:c1", "case.redraw", &body).unwrap()
}

fn due(court: &mut Court, case: &StreamId) -> Result<Answer, Refusal> {
    let body = DrawDue { case: case.clone(), witnessed: None, promised: None, by: by("registrar:r1") };
    court.run("system", "draw.due", &body)
}

fn draw(answer: &Answer) -> &str {
    answer.body.get("draw").unwrap().as_text().unwrap()
}

fn act(court: &mut Court, judge: &str, act: ActKind) {
    let from = (act == ActKind::Absent).then(|| court.now());
    let act = PoolAct {
        judge: judge.parse().unwrap(),
        act,
        value: None,
        from,
        to: None,
        class: (act == ActKind::Absent).then_some(Exclusion::Absent),
        ground_commit: None,
        doc: None,
        by: by("chair:c1"),
    };
    let body = PoolActPut { court: "7119".into(), division: "civil".into(), act };
    court.run("personnel", "pool.act", &body).unwrap();
}

fn absent_until(court: &mut Court, judge: &str, end: i64) {
    let act = PoolAct {
        judge: judge.parse().unwrap(),
        act: ActKind::Absent,
        value: None,
        from: Some(court.now()),
        to: Some(end),
        class: Some(Exclusion::Absent),
        ground_commit: None,
        doc: None,
        by: by("chair:c1"),
    };
    let body = PoolActPut { court: "7119".into(), division: "civil".into(), act };
    court.run("personnel", "pool.act", &body).unwrap();
}

/// The dockets that wait.
fn waiting(court: &Court) -> Vec<StreamId> {
    models::waiting_cases(court.reader().as_mut()).unwrap().into_iter().map(|w| w.case).collect()
}

fn last_commit(court: &Court) -> DrawCommit {
    let ledger = court.ledger();
    let record = ledger.iter().rev().find(|r| r.kind() == Some("draw.commit")).unwrap();
    DrawCommit::from_object(record.body().unwrap()).unwrap()
}

#[test]
fn a_redraw_without_judges_waits_and_is_made_when_an_act_helps() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    let first = court.row(&case).judges[0].clone();
    let others: Vec<String> = (1..=3).map(|n| format!("J{n:02}")).filter(|judge| *judge != first).collect();
    for judge in &others {
        act(&mut court, judge, ActKind::Absent);
    }
    assert_eq!(draw(&redraw(&mut court, &case)), "no-candidate");
    assert_eq!(waiting(&court), std::slice::from_ref(&case));
    assert!(court.row(&case).waits);
    assert_eq!(due(&mut court, &case).unwrap_err().code, "not-now", "nothing has changed");
    for judge in &others {
        act(&mut court, judge, ActKind::Return);
    }
    assert_eq!(draw(&due(&mut court, &case).unwrap()), "fixed");
    assert!(waiting(&court).is_empty() && !court.row(&case).waits);
    let commit = last_commit(&court);
    assert!(matches!(commit.cause, Cause::Redraw { code: RedrawCode::ExcludedByLaw, .. }));
    court.resolve();
    assert_ne!(court.row(&case).judges[0], first);
    assert_eq!(due(&mut court, &case).unwrap_err().code, "not-now", "it has its judge");
    crate::life::rebuilt(&mut court);
}

#[test]
fn a_redraw_that_waits_for_another_draw_of_the_same_dispute_is_made_when_that_has_its_result() {
    let mut court = Court::with_judges(4);
    let mut claim = court.claim(DEBT);
    claim.subject = Some("№ 1".into());
    let first = court.file(&claim);
    court.register(&first);
    court.resolve();
    let judge = court.row(&first).judges[0].clone();
    // The same dispute again: it is bound to the same judge.
    let again = court.file(&claim);
    assert_eq!(court.register(&again).body.get("judge").unwrap().as_text(), Some(judge.as_str()));
    // Both judges are replaced: the first case is drawn again, the second waits for its result.
    assert_eq!(draw(&redraw(&mut court, &first)), "fixed");
    assert_eq!(draw(&redraw(&mut court, &again)), "waits");
    assert!(kinds(&court.ledger()).ends_with(&["draw.alarm"]));
    assert_eq!(waiting(&court), std::slice::from_ref(&again));
    assert_eq!(draw(&due(&mut court, &again).unwrap()), "waits", "it is still open");
    assert_eq!(kinds(&court.ledger()).iter().filter(|k| **k == "draw.alarm").count(), 1, "told once");
    court.resolve();
    let answer = due(&mut court, &again).unwrap();
    let now = court.row(&first).judges[0].clone();
    assert_ne!(now, judge);
    assert_eq!(answer.body.get("judge").unwrap().as_text(), Some(now.as_str()), "bound to the new judge");
    assert!(waiting(&court).is_empty());
}

#[test]
fn a_case_that_waits_for_a_judge_is_drawn_when_an_absence_has_ended_with_its_day() {
    let mut court = Court::with_judges(2);
    // Their leaves end an hour from now, by the acts that began them.
    for judge in ["J01", "J02"] {
        let end = court.now() + 3_600_000;
        absent_until(&mut court, judge, end);
    }
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    assert_eq!(draw(&court.register(&case)), "no-candidate");
    let before = court.ledger().len();
    assert_eq!(due(&mut court, &case).unwrap_err().code, "not-now");
    assert_eq!(court.ledger().len(), before, "what was tried in vain leaves no trace");
    court.wait(3_600_000);
    assert_eq!(draw(&due(&mut court, &case).unwrap()), "fixed");
    assert!(matches!(last_commit(&court).cause, Cause::NoCandidate { .. }));
    assert!(kinds(&court.ledger()).ends_with(&["draw.alarm", "draw.alarm", "draw.commit"]));
    court.resolve();
    assert_eq!(court.row(&case).stage, "assigned");
}

#[test]
fn a_void_result_whose_case_cannot_be_drawn_at_once_waits_too() {
    let mut court = Court::with_judges(2);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    act(&mut court, "J01", ActKind::Absent);
    act(&mut court, "J02", ActKind::Absent);
    let persons = vec![by("inspector:i1"), by("inspector:i2")];
    let body = DrawVoidPut { case: case.clone(), cause: "wrong-facts".into(), by: persons };
    assert_eq!(draw(&court.run("inspector:i1", "draw.void", &body).unwrap()), "no-candidate");
    assert_eq!(waiting(&court), std::slice::from_ref(&case));
    act(&mut court, "J01", ActKind::Return);
    act(&mut court, "J02", ActKind::Return);
    assert_eq!(draw(&due(&mut court, &case).unwrap()), "fixed");
    assert!(matches!(last_commit(&court).cause, Cause::Redraw { code: RedrawCode::Void, .. }));
}
