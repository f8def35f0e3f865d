//! What is put right, and what the law does not let anybody do.

use crate::life::Life;
use crate::road::{decided, heard};
use crate::wishes::{Dice, wish};
use tarazy_docket::Hash;
use tarazy_procedure::events::*;
use tarazy_procedure::{Event, Hindrance, PartyRole, Stage, Step, Who, Why};

fn prepared() -> Life {
    let mut life = Life::assigned("claim", &["J1"]);
    life.ask(FilingAccepted { judge: "J1".into(), language: "ru".into(), documents: Vec::new() });
    life
}

fn no_papers() -> Vec<Hash> {
    Vec::new()
}

#[test]
fn a_wrong_respondent_is_replaced_and_preparation_begins_anew() {
    let mut life = prepared();
    life.ask(CopiesSent { party: PartyNo(2) });
    life.later(9);
    life.ask(PreparationEnded { judge: "J1".into(), documents: Vec::new() });
    let by = Party::named(PartyRole::Respondent, "Серік");
    life.ask(PartyReplaced { party: PartyNo(2), by: by.clone(), judge: "J1".into() });
    assert_eq!(life.case.stage, Stage::Preparation);
    assert_eq!(life.case.preparation.as_ref().unwrap().from, life.now);
    assert!(life.case.party(PartyNo(2)).is_none());
    let new = life.case.party(PartyNo(3)).unwrap();
    assert_eq!((&new.party, new.sent), (&by, None), "the new respondent has not had the claim");
    let claimant = PartyReplaced { party: PartyNo(1), by, judge: "J1".into() };
    assert_eq!(
        life.refused(claimant),
        Why::Docket(Hindrance::NoParty(PartyNo(1))),
        "a claimant is not replaced"
    );
}

#[test]
fn once_the_trial_has_begun_nobody_is_replaced() {
    let mut life = heard();
    let by = Party::named(PartyRole::Respondent, "Серік");
    let late = PartyReplaced { party: PartyNo(2), by, judge: "J1".into() };
    assert_eq!(life.refused(late), Why::Docket(Hindrance::TrialBegun));
}

#[test]
fn a_successor_is_bound_by_what_was_done() {
    let mut life = prepared();
    life.ask(CopiesSent { party: PartyNo(2) });
    let by = Party::named(PartyRole::Respondent, "Мұрагер");
    life.ask(PartySucceeded { party: PartyNo(2), by, ground: "death".into(), judge: "J1".into() });
    assert!(life.case.party(PartyNo(3)).unwrap().sent.is_some());
}

#[test]
fn the_last_claimant_cannot_leave() {
    let mut life = prepared();
    let leave = PartyLeft { party: PartyNo(1), ground: "waived".into() };
    assert_eq!(life.refused(leave), Why::Docket(Hindrance::LastOfRole(PartyNo(1))));
}

#[test]
fn a_recused_judge_does_nothing_until_it_is_decided_and_never_decides_it_himself() {
    let mut life = Life::assigned("claim", &["J1"]);
    let ask = |party| RecusalDeclared {
        judge: "J1".into(),
        party,
        ground: "kinship".into(),
        documents: no_papers(),
    };
    life.ask(ask(Some(PartyNo(1))));
    let due = life.next().into_iter().find(|n| n.step == Step::DecideRecusal).unwrap();
    assert_eq!((due.who, due.due.day().unwrap().to_string()), (Who::Chair, "2026-01-14".to_owned()));
    let accept = FilingAccepted { judge: "J1".into(), language: "kk".into(), documents: no_papers() };
    assert_eq!(life.refused(accept.clone()), Why::Docket(Hindrance::RecusalOpen("J1".into())));
    let decided = |by: &str, granted| RecusalDecided {
        judge: "J1".into(),
        granted,
        by: by.into(),
        documents: no_papers(),
    };
    assert_eq!(life.refused(decided("judge:J1", false)), Why::OwnRecusal);
    life.ask(decided("chair:c1", false));
    life.ask(ask(None));
    assert_eq!(
        life.refused(decided("chair:c1", false)),
        Why::MustGrant("kinship".into()),
        "his own word is enough"
    );
    life.ask(decided("chair:c1", true));
    life.assign(&["J2"]);
    let later = FilingAccepted { judge: "J2".into(), ..accept };
    life.ask(later);
}

#[test]
fn another_judge_hears_the_case_again() {
    let mut life = heard();
    assert!(life.case.is_heard());
    life.assign(&["J2"]);
    assert!(!life.case.is_heard());
    assert!(life.next().iter().any(|n| n.step == Step::SetHearing));
}

#[test]
fn the_duty_judge_secures_a_claim_that_has_no_judge() {
    let mut life = Life::filed("claim");
    life.ask(SecuringRequested {
        party: PartyNo(1),
        measure: "arrest".into(),
        with_claim: false,
        documents: no_papers(),
    });
    let due = life.next().remove(0);
    assert_eq!((due.step, due.due.day().unwrap()), (Step::DecideSecuring, life.today()), "the same day");
    let decide = |judge: &str, measure: Option<&str>| SecuringDecided {
        request: SecuringNo(1),
        judge: judge.into(),
        granted: true,
        measure: measure.map(str::to_owned),
        documents: no_papers(),
    };
    assert_eq!(life.refused(decide("J9", Some("arrest"))), Why::Docket(Hindrance::NotBench("J9".into())));
    assert_eq!(life.refused(decide("DUTY", None)), Why::Measure);
    life.ask(decide("DUTY", Some("arrest")));
    assert_eq!(life.case.stage, Stage::Received, "nothing is assigned by it");
}

#[test]
fn a_settlement_that_the_court_approves_ends_the_case() {
    let mut life = prepared();
    life.ask(MotionReceived { party: Some(PartyNo(1)), kind: "settlement".into(), documents: no_papers() });
    let by_motion = MotionDecided {
        motion: MotionNo(1),
        judge: "J1".into(),
        granted: true,
        until: None,
        documents: no_papers(),
    };
    assert_eq!(life.refused(by_motion), Why::OtherStep(Step::DecideSettlement));
    life.ask(SettlementDecided {
        motion: MotionNo(1),
        judge: "J1".into(),
        approved: true,
        documents: no_papers(),
    });
    let grounds: Vec<&str> = life
        .docket
        .iter()
        .filter_map(|(_, e)| if let Event::Terminated(t) = e { Some(t.ground.as_str()) } else { None })
        .collect();
    assert_eq!((grounds, life.case.stage), (vec!["settled"], Stage::Closed));
}

#[test]
fn grounds_come_from_the_laws_closed_lists() {
    let mut life = Life::assigned("claim", &["J1"]);
    let refuse = FilingRefused { judge: "J1".into(), ground: "bad-mood".into(), documents: no_papers() };
    let unknown = Why::Ground { list: "claim-refusal".into(), code: "bad-mood".into() };
    assert_eq!(life.refused(refuse), unknown);
    let before = life.refused(FilingReturned { ground: "nothing".into(), documents: Vec::new() });
    assert!(matches!(before, Why::Ground { .. }));
}

#[test]
fn an_accepted_claim_is_given_back_at_the_claimants_wish_alone() {
    let mut life = prepared();
    assert_eq!(
        life.refused(FilingReturned { ground: "jurisdiction".into(), documents: Vec::new() }),
        Why::AcceptedClaim
    );
    life.ask(FilingReturned { ground: "withdrawn".into(), documents: Vec::new() });
    assert!(life.case.is_closed());
}

#[test]
fn a_wrong_scan_is_replaced_and_the_wrong_one_stays_on_the_docket() {
    let mut life = prepared();
    let (wrong, right) = (Hash([40; 32]), Hash([41; 32]));
    life.ask(DocumentAdded { party: Some(PartyNo(1)), kind: "evidence".into(), documents: vec![wrong] });
    let replace = |wrong| DocumentReplaced { wrong, documents: vec![right], ground: "wrong-file".into() };
    assert_eq!(life.refused(replace(Hash([42; 32]))), Why::Docket(Hindrance::NoDocument));
    life.ask(replace(wrong));
    assert!(life.case.documents.contains(&wrong) && life.case.documents.contains(&right));
}

#[test]
fn days_must_lie_where_the_step_needs_them() {
    let mut life = prepared();
    let suspend = |control: String| CaseSuspended {
        judge: "J1".into(),
        ground: "hospital".into(),
        control,
        documents: no_papers(),
    };
    assert!(matches!(life.refused(suspend(life.day(0))), Why::DayPassed(_)));
    assert_eq!(life.refused(suspend("soon".into())), Why::NotADay("soon".into()));
    let beyond = PreparationExtended { judge: "J1".into(), until: life.day(90) };
    assert!(matches!(life.refused(beyond), Why::BeyondLimit(_)));
    life.ask(CopiesSent { party: PartyNo(2) });
    assert!(matches!(life.refused(CopiesReceived { party: PartyNo(2), on: life.day(1) }), Why::DayAhead(_)));
    let on = life.day(-3);
    assert!(matches!(life.refused(CopiesReceived { party: PartyNo(2), on }), Why::DayBefore(_)));
}

#[test]
fn what_is_asked_of_another_court_is_refused() {
    let mut life = Life::assigned("appeal", &["J1", "J2", "J3"]);
    let accept = wish(Step::Accept, &life, &mut Dice(3)).unwrap();
    assert_eq!(life.refused(accept), Why::Docket(Hindrance::Instance));
    let mut first = decided();
    let envelopes = ActEnvelopes { envelopes: vec![Hash([1; 32])] };
    assert_eq!(first.refused(envelopes), Why::Docket(Hindrance::Stage));
}

#[test]
fn a_closed_case_takes_reopening_alone() {
    let mut life = Life::assigned("claim", &["J1"]);
    life.ask(FilingWithdrawn { ground: "request".into(), documents: Vec::new() });
    let join =
        PartyJoined { party: Party::named(PartyRole::ThirdPerson, "Сәуле"), ground: "co-party".into() };
    assert_eq!(life.refused(join), Why::Docket(Hindrance::Stage));
    life.ask(CaseReopened { ground: "closed-by-mistake".into() });
    assert_eq!(life.case.stage, Stage::Assigned);
}
