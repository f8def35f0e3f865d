//! The road of an ordinary claim, told as it goes, with the days that the law gives.

use crate::life::{HOUR, Life};
use crate::wishes::{Dice, hearing, other_case, wish};
use tarazy_docket::Hash;
use tarazy_procedure::events::*;
use tarazy_procedure::{Due, Event, Hindrance, Stage, Step, Who, Why};

fn step(life: &mut Life, step: Step) {
    let event = wish(step, life, &mut Dice(88_172_645_463_325_252)).unwrap();
    life.ask(event);
}

fn due(life: &Life, step: Step) -> (Who, String) {
    let next =
        life.next().into_iter().find(|n| n.step == step).unwrap_or_else(|| panic!("{:?}", life.next()));
    (next.who, next.due.day().unwrap().to_string())
}

/// Accepted, copies sent and received, prepared, heard to its end.
pub(crate) fn heard() -> Life {
    let mut life = Life::assigned("claim", &["J1"]);
    step(&mut life, Step::Accept);
    life.ask(CopiesSent { party: PartyNo(2) });
    life.ask(CopiesReceived { party: PartyNo(2), on: life.day(0) });
    life.later(10);
    step(&mut life, Step::EndPreparation);
    hear(&mut life);
    life
}

/// Heard to its end in the preliminary hearing.
pub(crate) fn heard_at_once() -> Life {
    let mut life = Life::assigned("claim", &["J1"]);
    step(&mut life, Step::Accept);
    hear(&mut life);
    life
}

pub(crate) fn hear(life: &mut Life) {
    life.ask(hearing(life));
    let (number, at) = life.case.due_hearings().map(|(n, h)| (n, h.at)).next().unwrap();
    life.now = at + HOUR;
    let outcome = HearingOutcome::Ended;
    life.ask(HearingHeld { hearing: number, began: at, ended: life.now, outcome, unrecorded: None });
}

/// A decision announced.
pub(crate) fn announced() -> Life {
    let mut life = heard();
    step(&mut life, Step::IssueAct);
    life
}

/// A decision in its final form.
pub(crate) fn decided() -> Life {
    let mut life = announced();
    life.later(3);
    step(&mut life, Step::CompleteAct);
    life
}

#[test]
fn limits_run_from_receipt_and_not_from_the_draw() {
    let mut life = Life::filed("claim");
    assert_eq!(due(&life, Step::Register), (Who::Chancery, "2026-01-20".to_owned()));
    life.later(2);
    life.register();
    life.assign(&["J1"]);
    assert_eq!(due(&life, Step::Accept), (Who::Judge, "2026-01-20".to_owned()));
}

#[test]
fn from_acceptance_to_force() {
    let mut life = Life::assigned("claim", &["J1"]);
    step(&mut life, Step::Accept);
    assert_eq!(life.case.stage, Stage::Preparation);
    assert_eq!(due(&life, Step::SendCopies), (Who::Chancery, "2026-01-16".to_owned()));
    assert_eq!(due(&life, Step::EndPreparation), (Who::Judge, "2026-02-10".to_owned()));
    assert_eq!(
        life.refused(PreparationEnded { judge: "J1".into(), documents: Vec::new() }),
        Why::Docket(Hindrance::CopiesNeeded(PartyNo(2)))
    );
    life.ask(CopiesSent { party: PartyNo(2) });
    life.ask(CopiesReceived { party: PartyNo(2), on: life.day(0) });
    assert_eq!(due(&life, Step::ReceiveReply), (Who::Party, "2026-01-27".to_owned()));
    life.ask(ReplyReceived { party: PartyNo(2), documents: Vec::new() });
    assert_eq!(due(&life, Step::ForwardReply), (Who::Chancery, "2026-01-16".to_owned()));
    life.ask(ReplyForwarded {});
    life.later(20);
    step(&mut life, Step::EndPreparation);
    assert_eq!(due(&life, Step::SetHearing).0, Who::Judge);
    assert_eq!(due(&life, Step::IssueAct), (Who::Judge, "2026-04-02".to_owned()));
    hear(&mut life);
    step(&mut life, Step::IssueAct);
    assert_eq!(due(&life, Step::CompleteAct), (Who::Judge, "2026-02-11".to_owned()));
    step(&mut life, Step::CompleteAct);
    // One month from 4 February ends on 4 March; the decision is in force the day after.
    assert_eq!(due(&life, Step::EnterForce), (Who::Program, "2026-03-05".to_owned()));
    let act = life.case.act.as_ref().unwrap().leaf;
    let since = "2026-03-05".to_owned();
    let early = life.refused(ActInForce { act, since: since.clone() });
    assert_eq!(early, Why::NotBefore("2026-03-05".parse().unwrap()));
    life.later(40);
    life.ask(ActInForce { act, since });
    assert_eq!(life.case.stage, Stage::InForce);
    step(&mut life, Step::Close);
    step(&mut life, Step::Archive);
    assert!(life.next().is_empty());
}

#[test]
fn every_limit_says_how_it_was_found() {
    let life = Life::assigned("claim", &["J1"]);
    let next = life.next().remove(0);
    let Due::Limit(deadline) = next.due else { panic!("a limit of the law") };
    assert_eq!(deadline.limit.code, "claim-acceptance");
    assert!(deadline.limit.basis.cite.contains("150"));
}

#[test]
fn no_judge_decides_without_a_hearing() {
    let mut life = heard();
    life.case.hearings.clear();
    let act = wish(Step::IssueAct, &life, &mut Dice(3)).unwrap();
    assert_eq!(life.refused(act), Why::Docket(Hindrance::HearingNeeded));
}

#[test]
fn an_appeal_goes_to_the_court_above_when_everybody_had_his_month() {
    let mut life = decided();
    life.later(5);
    life.ask(AppealReceived {
        party: Some(PartyNo(2)),
        lacks: vec!["reasons".into()],
        documents: Vec::new(),
    });
    assert_eq!(due(&life, Step::StayAppeal).0, Who::Judge);
    let until = life.day(10);
    life.ask(AppealUnmoved {
        appeal: AppealNo(1),
        judge: "J1".into(),
        lacks: vec!["reasons".into()],
        until: until.clone(),
        documents: Vec::new(),
    });
    assert_eq!(due(&life, Step::MendAppeal), (Who::Party, until));
    life.ask(AppealMended { appeal: AppealNo(1), documents: Vec::new() });
    let send = AppealSent { court: "7199".into(), to: other_case() };
    assert_eq!(life.refused(send.clone()), Why::Docket(Hindrance::AppealNotReady(AppealNo(1))));
    life.ask(AppealCopied { appeal: AppealNo(1) });
    assert!(matches!(life.refused(send.clone()), Why::NotBefore(_)), "the other may still appeal");
    life.later(40);
    life.ask(send);
    assert_eq!(due(&life, Step::TakeBackAppeal).0, Who::AppealCourt);
    life.ask(AppealDecided { by: other_case(), act: Hash([6; 32]), outcome: "upheld".into() });
    let act = life.case.act.as_ref().unwrap().leaf;
    life.write(ActInForce { act, since: life.day(0) }.into());
    assert_eq!(life.case.stage, Stage::InForce);
}

#[test]
fn an_appeal_that_is_late_comes_back_unless_its_limit_is_restored() {
    let mut life = decided();
    life.later(40);
    step(&mut life, Step::EnterForce);
    life.ask(AppealReceived { party: Some(PartyNo(2)), lacks: Vec::new(), documents: Vec::new() });
    assert_eq!(due(&life, Step::ReturnAppeal).0, Who::Judge);
    let late = |appeal| AppealReturned {
        appeal: AppealNo(appeal),
        judge: "J1".into(),
        ground: "late".into(),
        documents: Vec::new(),
    };
    life.ask(late(1));
    life.ask(MotionReceived {
        party: Some(PartyNo(2)),
        kind: "restore-appeal".into(),
        documents: Vec::new(),
    });
    let until = Some(life.day(10));
    life.ask(MotionDecided {
        motion: MotionNo(1),
        judge: "J1".into(),
        granted: true,
        until,
        documents: Vec::new(),
    });
    assert_eq!(life.case.stage, Stage::Final, "the decision is not in force");
    life.ask(AppealReceived { party: Some(PartyNo(2)), lacks: Vec::new(), documents: Vec::new() });
    assert_eq!(life.refused(late(2)), Why::NotLate);
}

#[test]
fn an_appeal_is_in_force_on_the_day_it_is_announced_and_a_dissent_does_not_show() {
    let mut life = Life::assigned("appeal", &["J1", "J2", "J3"]);
    step(&mut life, Step::EndPreparation);
    hear(&mut life);
    let act = wish(Step::IssueAct, &life, &mut Dice(3)).unwrap();
    assert_eq!(life.refused(act.clone()), Why::Docket(Hindrance::Envelopes));
    assert_eq!(
        life.refused(ActEnvelopes { envelopes: vec![Hash([1; 32]); 2] }),
        Why::Docket(Hindrance::Envelopes),
        "one for each judge, dissent or not"
    );
    step(&mut life, Step::LeaveEnvelopes);
    life.ask(act);
    assert_eq!(life.case.act.as_ref().unwrap().in_force, Some(life.day(0)));
    assert!(life.docket.iter().any(|(_, e)| matches!(e, Event::ActInForce(_))));
    step(&mut life, Step::CompleteAct);
    assert_eq!(life.case.stage, Stage::InForce);
}

#[test]
fn suspension_stops_the_limits() {
    let mut life = Life::assigned("claim", &["J1"]);
    step(&mut life, Step::Accept);
    let before = due(&life, Step::EndPreparation).1;
    let control = life.day(30);
    life.ask(CaseSuspended {
        judge: "J1".into(),
        ground: "succession".into(),
        control: control.clone(),
        documents: Vec::new(),
    });
    assert_eq!(due(&life, Step::Resume), (Who::Judge, control));
    life.later(14);
    life.ask(CaseResumed { judge: "J1".into(), documents: Vec::new() });
    let after = due(&life, Step::EndPreparation).1;
    assert_eq!((before.as_str(), after.as_str()), ("2026-02-10", "2026-02-23"));
}
