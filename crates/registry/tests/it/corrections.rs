//! Every command has its lawful correction, or is final.

use crate::office::{Court, DEBT, LABOUR, by, kinds};
use tarazy_docket::StreamId;
use tarazy_draw::record::{ActKind, ActValue, Body, DrawCommit, Exclusion, PoolAct};
use tarazy_registry::bodies::{
    ActIssue, CaseClose, CaseCorrect, CaseJoin, CaseRedraw, CaseRegister, Conflict, DrawVoidPut, DutyAct,
    DutyRoster, Grounded, PoolActPut,
};

fn assigned(court: &mut Court) -> StreamId {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    case
}

fn sum_of_ledger(court: &Court) -> usize {
    court.ledger().iter().filter(|r| r.kind() == Some("ledger.adjust")).count()
}

#[test]
fn a_recused_judge_is_replaced_by_a_new_draw_without_him() {
    let mut court = Court::with_judges(4);
    let case = assigned(&mut court);
    let before = court.row(&case).judges;
    let body = CaseRedraw {
        case: case.clone(),
        cause: "recusal-granted".into(),
        ground: Some("kinship".into()),
        judge: None,
        by: by("chair:c1"),
    };
    let answer = court.run("chair:c1", "case.redraw", &body).unwrap();
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("fixed"));
    assert_eq!(court.row(&case).judges, before, "until the result the docket names the judge it has");
    court.resolve();
    let after = court.row(&case).judges;
    assert_ne!(before, after);
    assert_eq!(sum_of_ledger(&court), 1, "the first judge's work was refunded");
    let ledger = court.ledger();
    let public: Vec<String> = ledger.iter().map(|r| String::from_utf8(r.bytes.clone()).unwrap()).collect();
    assert!(public.iter().all(|text| !text.contains("kinship")), "the ground is a commitment");
    assert!(kinds(&court.docket(&case)).contains(&"pool.ground"), "the court can open it");
}

#[test]
fn a_long_absence_is_a_cause_and_a_wish_is_not() {
    let mut court = Court::with_judges(4);
    let case = assigned(&mut court);
    let redraw = |cause: &str| CaseRedraw {
        case: case.clone(),
        cause: cause.into(),
        ground: None,
        judge: None,
        by: by("chair:c1"),
    };
    assert_eq!(court.run("chair:c1", "case.redraw", &redraw("wish")).unwrap_err().code, "cause");
    let judge = court.row(&case).judges[0].clone();
    court.run("chair:c1", "case.redraw", &redraw("illness")).unwrap();
    court.resolve();
    assert_ne!(court.row(&case).judges[0], judge);
}

#[test]
fn the_category_is_corrected_and_the_judge_stays() {
    let mut court = Court::with_judges(3);
    let case = assigned(&mut court);
    let judge = court.row(&case).judges;
    let body = CaseCorrect { case: case.clone(), category: LABOUR.into(), ground: "intake-error".into() };
    court.run("registrar:r1", "case.correct", &body).unwrap();
    assert_eq!((court.row(&case).category.as_str(), court.row(&case).judges), (LABOUR, judge));
    assert_eq!(sum_of_ledger(&court), 1);
}

#[test]
fn a_conflict_found_before_the_draw_keeps_the_judge_out_and_is_counted_as_late() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let body = Conflict {
        case: case.clone(),
        judge: "J02".parse().unwrap(),
        ground: "kinship".into(),
        by: by("chair:c1"),
    };
    court.run("chair:c1", "pool.conflict", &body).unwrap();
    court.register(&case);
    let ledger = court.ledger();
    let commit = ledger.iter().find(|r| r.kind() == Some("draw.commit")).unwrap();
    let commit = DrawCommit::from_object(commit.body().unwrap()).unwrap();
    assert_eq!(commit.late.iter().map(|l| l.judge.as_str()).collect::<Vec<_>>(), ["J02"]);
    assert!(commit.flags.iter().any(|f| f.as_str() == "late-exclusion"));
    court.resolve();
    assert_ne!(court.row(&case).judges[0], "J02");
}

#[test]
fn an_absent_judge_is_not_drawn() {
    let mut court = Court::with_judges(3);
    let act = PoolAct {
        judge: "J01".parse().unwrap(),
        act: ActKind::Absent,
        value: None,
        from: None,
        to: None,
        class: Some(Exclusion::Absent),
        ground_commit: None,
        doc: None,
        by: by("chair:c1"),
    };
    court
        .run("chair:c1", "pool.act", &PoolActPut { court: "7119".into(), division: "civil".into(), act })
        .unwrap();
    for _ in 0..8 {
        let case = assigned(&mut court);
        assert_ne!(court.row(&case).judges[0], "J01");
    }
}

#[test]
fn a_judge_who_leaves_gives_his_balance_to_the_public_account_and_is_drawn_no_more() {
    let mut court = Court::with_judges(3);
    let case = assigned(&mut court);
    let leaver = court.row(&case).judges[0].clone();
    let act = PoolAct {
        judge: leaver.parse().unwrap(),
        act: ActKind::Leave,
        value: None,
        from: None,
        to: None,
        class: Some(Exclusion::Ended),
        ground_commit: None,
        doc: None,
        by: by("chair:c1"),
    };
    court
        .run("chair:c1", "pool.act", &PoolActPut { court: "7119".into(), division: "civil".into(), act })
        .unwrap();
    assert_eq!(sum_of_ledger(&court), 1);
    for _ in 0..6 {
        let next = assigned(&mut court);
        assert_ne!(court.row(&next).judges[0], leaver);
    }
}

#[test]
fn the_same_dispute_filed_again_goes_to_the_same_judge() {
    let mut court = Court::with_judges(5);
    let mut claim = court.claim(DEBT);
    claim.subject = Some("Шарт № 17/2026".into());
    let first = court.file(&claim);
    court.register(&first);
    court.resolve();
    let withdrawn = Grounded { case: first.clone(), ground: "request".into() };
    court.run("party", "filing.withdraw", &withdrawn).unwrap();
    assert_eq!(court.row(&first).stage, "closed");
    court.wait(86_400_000);
    claim.received = court.now();
    let second = court.file(&claim);
    let answer = court.register(&second);
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("none"));
    assert_eq!(court.row(&second).judges, court.row(&first).judges);
}

#[test]
fn a_joined_case_follows_the_first() {
    let mut court = Court::with_judges(5);
    let first = assigned(&mut court);
    let second = assigned(&mut court);
    let wrong_way =
        CaseJoin { case: first.clone(), to: second.clone(), cause: "joinder".into(), by: by("judge:J01") };
    assert_eq!(court.run("judge", "case.join", &wrong_way).unwrap_err().code, "draw");
    let body =
        CaseJoin { case: second.clone(), to: first.clone(), cause: "joinder".into(), by: by("judge:J01") };
    court.run("judge", "case.join", &body).unwrap();
    assert_eq!(court.row(&second).judges, court.row(&first).judges);
}

#[test]
fn of_two_cases_of_one_batch_the_second_may_join_the_first() {
    let mut court = Court::with_judges(5);
    let [first, second] = [(); 2].map(|()| {
        let claim = court.claim(DEBT);
        let case = court.file(&claim);
        court.register(&case);
        case
    });
    let join = |case: &StreamId, to: &StreamId| CaseJoin {
        case: case.clone(),
        to: to.clone(),
        cause: "joinder".into(),
        by: by("judge:J01"),
    };
    let too_early = court.run("judge", "case.join", &join(&second, &first)).unwrap_err();
    assert_eq!(too_early.code, "other-has-no-judge");
    court.resolve();
    court.run("judge", "case.join", &join(&second, &first)).unwrap();
    assert_eq!(court.row(&second).judges, court.row(&first).judges);
}

#[test]
fn a_void_draw_needs_two_persons_and_a_listed_cause() {
    let mut court = Court::with_judges(3);
    let case = assigned(&mut court);
    let void = |cause: &str, persons: &[&str]| DrawVoidPut {
        case: case.clone(),
        cause: cause.into(),
        by: persons.iter().map(|p| by(p)).collect(),
    };
    let mut run =
        |body: &DrawVoidPut| court.run("void-authority", "draw.void", body).map_err(|e| e.code.into_owned());
    assert_eq!(run(&void("wrong-facts", &["inspector:a"])).unwrap_err(), "two-persons");
    assert_eq!(run(&void("wrong-facts", &["inspector:a", "inspector:a"])).unwrap_err(), "two-persons");
    assert_eq!(run(&void("dislike", &["inspector:a", "inspector:b"])).unwrap_err(), "cause");
    run(&void("wrong-facts", &["inspector:a", "inspector:b"])).unwrap();
    court.resolve();
    assert_eq!(court.row(&case).stage, "assigned");
    let kinds_of_ledger = court.ledger();
    assert_eq!(kinds(&kinds_of_ledger).iter().filter(|k| **k == "draw.result").count(), 2);
    assert!(kinds(&kinds_of_ledger).contains(&"draw.void"), "the void draw stays beside the new one");
}

#[test]
fn an_act_is_corrected_and_a_closed_case_reopened() {
    let mut court = Court::with_judges(3);
    let case = assigned(&mut court);
    let act = |judge: Option<&str>| ActIssue {
        case: case.clone(),
        act: "decision".into(),
        date: "2026-12-01".into(),
        judge: judge.map(|j| j.parse().unwrap()),
        outcome: Some("granted".into()),
    };
    court.hear_case(&case);
    let sitting = court.row(&case).judges[0].clone();
    let other = ["J01", "J02", "J03"].into_iter().find(|j| **j != *sitting).unwrap();
    assert_eq!(court.run("judge", "act.issue", &act(Some(other))).unwrap_err().code, "not-bench");
    let today = court.today();
    court.run("judge", "act.issue", &ActIssue { date: today, ..act(None) }).unwrap();
    let slip = Grounded { case: case.clone(), ground: "slip".into() };
    court.run("judge", "act.correct", &slip).unwrap();
    court.enforce(&case, 1);
    court.run("registrar:r1", "case.close", &CaseClose { case: case.clone() }).unwrap();
    assert_eq!(court.run("judge", "act.correct", &slip).unwrap_err().code, "not-now");
    let reopen = Grounded { case: case.clone(), ground: "new-facts".into() };
    court.run("registrar:r1", "case.reopen", &reopen).unwrap();
    assert_eq!(court.row(&case).stage, "in-force");
    let free_text = Grounded { case: case.clone(), ground: "call me at +7 701 123 45 67".into() };
    assert_eq!(court.run("judge", "act.correct", &free_text).unwrap_err().code, "ground-unknown");
}

#[test]
fn a_claim_that_is_given_back_is_closed_for_good() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let back = Grounded { case: case.clone(), ground: "jurisdiction".into() };
    court.run("registrar:r1", "filing.return", &back).unwrap();
    assert_eq!(court.row(&case).stage, "closed");
    let register = CaseRegister { case, category: None, by: by("registrar:r1") };
    assert_eq!(court.run("registrar:r1", "case.register", &register).unwrap_err().code, "not-now");
}

#[test]
fn the_duty_judge_acts_at_once_and_the_case_is_drawn_all_the_same() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let duty = DutyAct {
        case: case.clone(),
        judge: "J03".parse().unwrap(),
        act: "securing".parse().unwrap(),
        by: by("registrar:r1"),
    };
    assert_eq!(court.run("registrar:r1", "assign.duty", &duty).unwrap_err().code, "not-on-duty");
    let roster = |judge: &str| DutyRoster {
        court: "7119".into(),
        division: "civil".into(),
        days: vec![("2026-11-24".into(), judge.parse().unwrap())],
    };
    assert_eq!(court.run("chair:c1", "duty.put", &roster("J09")).unwrap_err().code, "unknown-judge");
    court.run("chair:c1", "duty.put", &roster("J02")).unwrap();
    assert_eq!(court.run("registrar:r1", "assign.duty", &duty).unwrap_err().code, "not-on-duty");
    court.run("chair:c1", "duty.put", &roster("J03")).unwrap();
    court.run("registrar:r1", "assign.duty", &duty).unwrap();
    assert_eq!(court.row(&case).stage, "received");
    court.register(&case);
    court.resolve();
    assert_eq!(court.row(&case).stage, "assigned");
}

#[test]
fn an_act_that_does_not_fit_or_concerns_nobody_of_the_division_is_refused_by_its_reason() {
    let mut court = Court::with_judges(3);
    let act = |kind, judge: &str, value, span: Option<(i64, i64)>| PoolActPut {
        court: "7119".into(),
        division: "civil".into(),
        act: PoolAct {
            judge: judge.parse().unwrap(),
            act: kind,
            value,
            from: span.map(|(from, _)| from),
            to: span.map(|(_, to)| to),
            class: None,
            ground_commit: None,
            doc: None,
            by: by("chair:c1"),
        },
    };
    let mut refused = |body: &PoolActPut| {
        court.run("chair:c1", "pool.act", body).map_err(|e| e.code.into_owned()).unwrap_err()
    };
    let pair = |judge: &str| Some(ActValue::Judge(judge.parse().unwrap()));
    assert_eq!(refused(&act(ActKind::Absent, "J09", None, None)), "unknown-judge");
    assert_eq!(refused(&act(ActKind::Incompatible, "J01", pair("J09"), None)), "unknown-judge");
    assert_eq!(refused(&act(ActKind::Incompatible, "J01", pair("J01"), None)), "act-self");
    assert_eq!(refused(&act(ActKind::Absent, "J01", None, Some((5, 5)))), "act-window");
    assert_eq!(refused(&act(ActKind::Capacity, "J01", Some(ActValue::Capacity(1001)), None)), "act-capacity");
    assert_eq!(refused(&act(ActKind::Capacity, "J01", None, None)), "schema");
}
