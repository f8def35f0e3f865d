//! The road of an ordinary claim through the office: from the claim to a judgment in force, the appeal to a drawn panel, recusal and
//! redraw, the duty judge, and what the read models show of it.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, kinds};
use crate::steps::{DAY, HOUR, file, text};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_registry::bodies::{CaseRegister, CourtPut, DutyRoster, JudgeAppoint, Text};
use tarazy_registry::{models, read_case};

/// A court of district with judges, and the court above it.
pub(crate) fn courts() -> Court {
    let mut court = Court::with_judges(5);
    above(&mut court);
    court
}

/// Brings the court above 7119 into being.
pub(crate) fn above(court: &mut Court) {
    court.put_court("7199", None);
    for n in 1..=7 {
        let body = JudgeAppoint {
            court: "7199".into(),
            division: "civil".into(),
            judge: format!("A{n:02}").parse().unwrap(),
            name: format!("Judge A{n}"),
            capacity: 1000,
            categories: Vec::new(),
            by: by("chair:c9"),
        };
        court.run("personnel", "judge.appoint", &body).unwrap();
    }
    let name = Text { kk: "Сот".into(), ru: "Суд".into(), en: "Court".into() };
    let body = CourtPut {
        code: "7119".into(),
        name,
        zone: "Asia/Almaty".into(),
        divisions: vec!["civil".into()],
        appeals_to: Some("7199".into()),
    };
    court.run("admin", "court.put", &body).unwrap();
}

pub(crate) fn assigned(court: &mut Court) -> StreamId {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    case
}

fn files(n: u8) -> (&'static str, Value) {
    ("files", Value::Array(vec![Value::Object(file(n))]))
}

#[test]
fn a_judgment_enters_into_force_and_the_case_is_closed_and_archived() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.decide(&case);
    assert_eq!(court.row(&case).stage, "decided");
    court.enforce(&case, 1);
    assert_eq!(court.row(&case).stage, "in-force");
    let closed = court.step("case.close", &case, &[]);
    assert_eq!(closed.body.get("outcome").unwrap().as_text(), Some("decided"));
    court.step("case.archive", &case, &[("index", text("02-15"))]);
    assert_eq!(
        kinds(&court.docket(&case))[5..],
        [
            "filing.accepted",
            "copies.sent",
            "preparation.ended",
            "hearing.set",
            "hearing.held",
            "act.issued",
            "act.completed",
            "act.inforce",
            "case.closed",
            "case.archived"
        ]
    );
}

#[test]
fn a_decision_is_not_in_force_before_its_month_is_over() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.decide(&case);
    let today = court.today();
    court.step("act.complete", &case, &[("date", text(&today)), files(1)]);
    let early = court.try_step("system", "act.enforce", &case, &[]).unwrap_err();
    assert_eq!(early.code, "not-before");
    assert!(early.arg("cite").unwrap().contains("240"), "{early:?}");
    let since = models::appealable_since(court.reader().as_mut(), &today).unwrap();
    assert_eq!(since, std::slice::from_ref(&case));
    assert!(models::appealable_since(court.reader().as_mut(), &court.day(-1)).unwrap().is_empty());
}

#[test]
fn an_appeal_is_drawn_to_three_judges_of_the_court_above_and_its_act_comes_back() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.decide(&case);
    let today = court.today();
    court.step("act.complete", &case, &[("date", text(&today)), files(1)]);
    court.step("appeal.receive", &case, &[("party", Value::Int(2)), files(2)]);
    court.step("appeal.copy", &case, &[("appeal", Value::Int(1))]);
    court.wait(40 * DAY);
    let sent = court.step("appeal.send", &case, &[]);
    let appeal: StreamId = sent.body.get("appeal").unwrap().as_text().unwrap().parse().unwrap();
    let registered = court.register(&appeal);
    assert_eq!(registered.body.get("number").unwrap().as_text(), Some("7199-27-00-2а/1"));
    assert_eq!(court.resolve(), 1);
    let panel = court.row(&appeal).judges;
    assert_eq!(panel.len(), 3);
    assert!(panel.iter().all(|j| j.starts_with('A')), "judges of the court above: {panel:?}");
    court.step("preparation.end", &appeal, &[]);
    court.hold(&appeal, "appeal");
    let envelopes = [("files", Value::Array((10..13).map(|n| Value::Object(file(n))).collect()))];
    court.step("act.envelopes", &appeal, &envelopes);
    let today = court.today();
    let act = [("act", text("resolution")), ("date", text(&today)), ("outcome", text("upheld"))];
    court.step("act.issue", &appeal, &act);
    assert_eq!(court.row(&case).stage, "in-force", "it is in force from the day on which it is announced");
    assert_eq!(
        kinds(&court.docket(&case)).iter().rev().take(2).copied().collect::<Vec<_>>(),
        ["act.inforce", "appeal.decided"]
    );
    court.step("act.complete", &appeal, &[("date", text(&today)), files(20)]);
    assert_eq!(court.row(&appeal).stage, "in-force");
    court.step("case.close", &appeal, &[]);
    court.step("case.close", &case, &[]);
}

#[test]
fn a_dissent_does_not_show_by_the_size_of_its_envelope() {
    let mut court = courts();
    let case = assigned(&mut court);
    let mut larger = file(11);
    larger.insert("size", Value::Int(5000));
    let envelopes = [("files", Value::Array(vec![Value::Object(file(10)), Value::Object(larger)]))];
    assert_eq!(court.try_step("judge", "act.envelopes", &case, &envelopes).unwrap_err().code, "envelopes");
}

#[test]
fn a_granted_recusal_draws_the_case_again_without_that_judge() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.step("filing.accept", &case, &[("language", text("ru"))]);
    let judge = court.row(&case).judges[0].clone();
    court.step("recusal.declare", &case, &[("party", Value::Int(2)), ("ground", text("interest"))]);
    let blocked = court.try_step("judge", "preparation.end", &case, &[]).unwrap_err();
    assert_eq!((blocked.code.as_ref(), blocked.arg("next")), ("recusal-open", Some("recusal-decide")));
    let decided = [("judge", text(&judge)), ("granted", Value::Bool(true)), ("by", text("chair:c1"))];
    let answer = court.try_step("chair:c1", "recusal.decide", &case, &decided).unwrap();
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("fixed"));
    assert_eq!(court.resolve(), 1);
    let row = court.row(&case);
    assert_ne!(row.judges[0], judge);
    assert_eq!(row.stage, "preparation", "what was done stays done");
    assert!(kinds(&court.ledger()).contains(&"pool.conflict"));
}

#[test]
fn a_recused_judge_of_a_panel_brings_another_panel() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.decide(&case);
    let today = court.today();
    court.step("act.complete", &case, &[("date", text(&today)), files(1)]);
    court.step("appeal.receive", &case, &[("party", Value::Int(1))]);
    court.step("appeal.copy", &case, &[("appeal", Value::Int(1))]);
    court.wait(40 * DAY);
    let sent = court.step("appeal.send", &case, &[]);
    let appeal: StreamId = sent.body.get("appeal").unwrap().as_text().unwrap().parse().unwrap();
    court.register(&appeal);
    court.resolve();
    let second = court.row(&appeal).judges[1].clone();
    let declared = [("judge", text(&second)), ("ground", text("kinship"))];
    court.step("recusal.declare", &appeal, &declared);
    let decided = [("judge", text(&second)), ("granted", Value::Bool(true)), ("by", text("chair:c9"))];
    court.try_step("chair:c9", "recusal.decide", &appeal, &decided).unwrap();
    assert_eq!(court.resolve(), 1);
    let panel = court.row(&appeal).judges;
    assert!(panel.len() == 3 && !panel.contains(&second), "{panel:?} without {second}");
}

#[test]
fn the_duty_judge_secures_a_claim_before_it_is_drawn_and_the_ledger_keeps_it() {
    let mut court = courts();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.step("securing.request", &case, &[("party", Value::Int(1)), ("measure", text("arrest"))]);
    let granted = |judge: &str| {
        [
            ("request", Value::Int(1)),
            ("judge", text(judge)),
            ("granted", Value::Bool(true)),
            ("measure", text("arrest")),
        ]
    };
    assert_eq!(
        court.try_step("judge", "securing.decide", &case, &granted("J03")).unwrap_err().code,
        "not-bench"
    );
    let days = vec![(court.today(), "J03".parse().unwrap())];
    let roster = DutyRoster { court: "7119".into(), division: "civil".into(), days };
    court.run("chair:c1", "duty.put", &roster).unwrap();
    court.step("securing.decide", &case, &granted("J03"));
    assert!(kinds(&court.ledger()).contains(&"assign.duty"));
    let body = CaseRegister { case: case.clone(), category: None, by: by("registrar:r1") };
    court.run("registrar:r1", "case.register", &body).unwrap();
    assert_eq!(court.resolve(), 1, "the case is drawn all the same");
}

#[test]
fn the_list_of_hearings_follows_what_is_set_moved_and_held() {
    let mut court = courts();
    let case = assigned(&mut court);
    court.step("filing.accept", &case, &[("language", text("kk"))]);
    court.step("copies.send", &case, &[("party", Value::Int(2))]);
    court.step("preparation.end", &case, &[]);
    let at = court.now() + 30 * HOUR;
    let set =
        [("kind", text("trial")), ("at", Value::Int(at)), ("minutes", Value::Int(90)), ("room", text("3"))];
    court.step("hearing.set", &case, &set);
    let list = |court: &Court| {
        let all = models::hearings(court.reader().as_mut(), "7119", 0, i64::MAX).unwrap();
        all.into_iter().map(|h| (h.n, h.at, h.room, h.state)).collect::<Vec<_>>()
    };
    let row = |n: u32, at: i64, room: &str, state: &str| (n, at, room.to_owned(), state.to_owned());
    assert_eq!(list(&court), [row(1, at, "3", "set")]);
    let moved = [
        ("hearing", Value::Int(1)),
        ("at", Value::Int(at + HOUR)),
        ("room", text("4")),
        ("ground", text("room")),
    ];
    court.step("hearing.move", &case, &moved);
    assert_eq!(list(&court), [row(1, at + HOUR, "4", "set")]);
    let next = Object::new()
        .with("kind", "trial")
        .with("at", Value::Int(at + 50 * HOUR))
        .with("minutes", Value::Int(60))
        .with("room", "4");
    let adjourned = [("hearing", Value::Int(1)), ("ground", text("absent")), ("next", Value::Object(next))];
    court.step("hearing.adjourn", &case, &adjourned);
    let later = at + 50 * HOUR;
    assert_eq!(list(&court), [row(1, at + HOUR, "4", "adjourned"), row(2, later, "4", "set")]);
    let control = court.day(30);
    let suspended = [("ground", text("hospital")), ("control", text(&control))];
    court.step("case.suspend", &case, &suspended);
    assert_eq!(list(&court)[1].3, "cancelled", "nobody is to come while the proceedings stand still");
}

#[test]
fn a_step_of_another_shape_is_refused_by_the_name_of_its_member() {
    let mut court = courts();
    let case = assigned(&mut court);
    let surplus = [("language", text("kk")), ("colour", text("red"))];
    let refused = court.try_step("judge", "filing.accept", &case, &surplus).unwrap_err();
    assert_eq!((refused.code.as_ref(), refused.arg("member")), ("schema", Some("colour")));
    let imported = [("act", text("decision")), ("date", text("2026-11-24")), ("imported", Value::Bool(true))];
    let refused = court.try_step("judge", "act.issue", &case, &imported).unwrap_err();
    assert_eq!((refused.code.as_ref(), refused.arg("member")), ("schema", Some("imported")));
    let unknown = court.try_step("judge", "appeal.take-back", &case, &[]).unwrap_err();
    assert_eq!(unknown.code, "unknown-command", "only the court of appeal does this");
}

#[test]
fn what_a_claim_lacks_is_named_by_article() {
    let mut court = courts();
    let mut claim = court.claim(DEBT);
    claim.given = Some(vec!["claim-content/court".into(), "claim-content/claimant".into()]);
    let case = court.file(&claim);
    let records = court.docket(&case);
    let lacks = read_case(&case, &records).unwrap().case.opened.unwrap().lacks;
    assert!(lacks.contains(&"claim-content/signature".to_owned()), "{lacks:?}");
    assert!(!lacks.contains(&"claim-content/court".to_owned()));
}
