//! Notices by the article: what the evidence allows to conclude, what is due, and how a mistake is put right.

use crate::life::{DAY, HOUR, Life};
use crate::wishes::{email, hearing, note};
use proptest::prelude::*;
use tarazy_docket::Hash;
use tarazy_procedure::events::*;
use tarazy_procedure::notice::{Reason, Verdict};
use tarazy_procedure::{Hindrance, Proposal, Step, Subject, Who, Why, propose};

fn prepared() -> Life {
    let mut life = Life::assigned("claim", &["J1"]);
    life.ask(FilingAccepted { judge: "J1".into(), language: "kk".into(), documents: Vec::new() });
    let set = HearingSet { at: life.now + 20 * DAY, ..hearing(&life) };
    life.ask(set);
    life
}

fn way(channel: &str, origin: &str) -> Way {
    let text = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
    Way { channel: channel.into(), address: Some("…".into()), origin: text(origin) }
}

fn issue(ways: Vec<Way>) -> NoticeIssued {
    let (party, hearing) = (PartyNo(2), Some(HearingNo(1)));
    NoticeIssued { party, representative: None, hearing, act: None, ways, documents: Vec::new() }
}

/// What is proposed of a notice that went by one way, and of which this is known.
fn proposed(life: &Life, way: Way, known: &[(&str, &str)]) -> Proposal {
    let mut life = life.clone();
    let channel = way.channel.clone();
    life.ask(issue(vec![way]));
    for (what, relation) in known {
        let relation = Some((*relation).to_owned()).filter(|r| !r.is_empty());
        life.ask(NoticeNoted { relation, ..note(NoticeNo(1), &channel, what, life.now) });
    }
    propose(&life.case, NoticeNo(1), &life.context()).unwrap()
}

#[test]
fn each_article_allows_its_own_conclusion() {
    use Verdict::{Contradicted, Deemed, NotServed, Proper, Unproven};
    let person = prepared();
    for (channel, origin, known, verdict, rule) in [
        // 127(4)(1)–(3): the e-mail that the party gave, that of the court's service, that of the contract.
        ("email", "given", &[("accepted", "")][..], Proper, Some("email-given")),
        ("email", "court-service", &[("accepted", "")], Proper, Some("email-service")),
        ("email", "contract", &[("accepted", "")], Proper, Some("email-contract")),
        ("email", "last-known", &[("accepted", "")], Unproven, None),
        ("email", "given", &[("hinted", "")], Unproven, None),
        ("email", "given", &[("unknown", "")], Unproven, None),
        ("email", "given", &[("accepted", ""), ("returned", "")], Contradicted, None),
        ("email", "given", &[("failed", "")], Unproven, None),
        // 127(4)(4): a number that the person gave, and only with the report of delivery.
        ("sms", "given", &[("accepted", "")], Unproven, None),
        ("sms", "given", &[("delivered", "")], Proper, Some("sms-given")),
        ("sms", "contract", &[("delivered", "")], Unproven, None),
        // 127(4)(5), (6), 129(4): unless disproved.
        ("telephonogram", "", &[("delivered", "")], Deemed, Some("recorded")),
        ("telephonogram", "", &[("delivered", ""), ("disproved", "")], Contradicted, None),
        ("post", "last-known", &[("accepted", "")], Deemed, Some("paper")),
        ("post", "last-known", &[("accepted", ""), ("returned", "")], Contradicted, None),
        // Looking at the portal is not a way of the law.
        ("portal", "", &[("viewed", "")], Unproven, None),
        // 129, 130, 131, 132, 133.
        ("counter", "", &[("handed", "addressee")], Proper, Some("in-hand")),
        ("courier", "", &[("handed", "family")], Proper, Some("household")),
        ("courier", "", &[("handed", "")], Unproven, None),
        ("courier", "", &[("handed", "housing-body")], Proper, Some("through-body")),
        ("courier", "", &[("refused", "")], Unproven, None),
        ("courier", "", &[("refused", "local-body")], Proper, Some("refused")),
        ("courier", "", &[("away", "family")], NotServed, None),
        ("courier", "", &[("handed", "manager")], Unproven, None),
        ("post", "", &[("moved", "")], Deemed, Some("moved")),
        ("courier", "", &[("unknown-place", "employer")], Deemed, Some("unknown-place")),
    ] {
        let found = proposed(&person, way(channel, origin), known);
        assert_eq!((found.verdict, found.rule.as_deref()), (verdict, rule), "{channel} {origin} {known:?}");
    }
    // 130(1): an organisation.
    let mut organisation = prepared();
    let party = Party { bin: Some("990340005977".into()), ..Party::named(PartyRole::Respondent, "ЖШС") };
    organisation.ask(PartyCorrected { party: PartyNo(2), now: party });
    for (known, rule) in [("handed", "organisation"), ("not-found", "seat")] {
        let found = proposed(&organisation, way("courier", ""), &[(known, "worker")]);
        assert_eq!((found.verdict, found.rule.as_deref()), (Proper, Some(rule)));
    }
}

#[test]
fn the_reasons_say_what_is_missing() {
    let life = prepared();
    let refused = proposed(&life, way("courier", ""), &[("refused", "")]);
    assert_eq!(refused.reasons, [Reason::NeedsPerson { rule: "refused".into(), piece: 1 }]);
    let viewed = proposed(&life, way("portal", ""), &[("viewed", "")]);
    assert_eq!(viewed.reasons, [Reason::NotCounted { piece: 1 }]);
    let back = proposed(&life, way("email", "given"), &[("accepted", ""), ("failed", "")]);
    let against = Reason::Against { rule: "email-given".into(), piece: 1, against: 2 };
    assert!(back.reasons.contains(&against) && back.all_failed, "{back:?}");
}

#[test]
fn what_reached_him_after_the_hearing_had_begun_notified_him_of_nothing() {
    let mut life = prepared();
    life.ask(issue(vec![email()]));
    life.later(21);
    life.ask(note(NoticeNo(1), "email", "accepted", life.now));
    let found = propose(&life.case, NoticeNo(1), &life.context()).unwrap();
    assert_eq!((found.verdict, found.reasons), (Verdict::Unproven, vec![Reason::TooLate { piece: 1 }]));
}

fn due(life: &Life, step: Step) -> Vec<(Who, Subject, String)> {
    let due = life.next().into_iter().filter(|n| n.step == step);
    due.map(|n| (n.who, n.subject, n.due.day().unwrap().to_string())).collect()
}

#[test]
fn whoever_is_not_notified_is_somebodys_task_until_a_judge_has_concluded() {
    let mut life = prepared();
    let (clerk, judge, hearing) = (Who::Chancery, Who::Judge, HearingNo(1));
    // 127(3): not later than the day after the date was set.
    let to_tell = |party| (clerk, Subject::Addressee(PartyNo(party), hearing), "2026-01-14".to_owned());
    assert_eq!(due(&life, Step::IssueNotice), [to_tell(1), to_tell(2)]);
    life.ask(issue(vec![email()]));
    assert_eq!(due(&life, Step::IssueNotice), [to_tell(1)]);
    let one = |who| vec![(who, Subject::Notice(NoticeNo(1)), "2026-02-02".to_owned())];
    assert_eq!(due(&life, Step::NoteNotice), one(clerk));
    life.ask(note(NoticeNo(1), "email", "accepted", life.now));
    assert_eq!((due(&life, Step::NoteNotice), due(&life, Step::ConcludeNotice)), (vec![], one(judge)));
    let conclude = NoticeConcluded {
        notice: NoticeNo(1),
        proper: true,
        ground: "email-given".into(),
        judge: "J1".into(),
    };
    life.ask(conclude.clone());
    assert!(due(&life, Step::ConcludeNotice).is_empty());
    // What comes later makes him look again.
    life.ask(note(NoticeNo(1), "email", "returned", life.now));
    assert_eq!(due(&life, Step::ConcludeNotice), one(judge));
    life.ask(NoticeConcluded { proper: false, ground: "contradicted".into(), ..conclude.clone() });
    let again = (clerk, Subject::Addressee(PartyNo(2), hearing), "2026-02-02".to_owned());
    assert!(due(&life, Step::IssueNotice).contains(&again), "another way is to be found");
    let made_up = NoticeConcluded { ground: "portal".into(), ..conclude };
    assert!(matches!(life.refused(made_up), Why::Ground { .. }));
}

#[test]
fn a_way_that_failed_is_a_task_and_not_the_end() {
    let mut life = prepared();
    life.ask(issue(vec![email()]));
    life.ask(note(NoticeNo(1), "email", "failed", life.now));
    assert!(due(&life, Step::NoteNotice).is_empty());
    assert_eq!(due(&life, Step::IssueNotice).len(), 2);
}

#[test]
fn a_misaddressed_notice_is_cancelled_and_issued_anew() {
    let mut life = prepared();
    life.ask(issue(vec![email()]));
    life.ask(NoticeCancelled { notice: NoticeNo(1), ground: "wrong-addressee".into() });
    assert_eq!(due(&life, Step::IssueNotice).len(), 2);
    let again = NoticeCancelled { notice: NoticeNo(1), ground: "twice".into() };
    assert_eq!(life.refused(again), Why::Docket(Hindrance::NoNotice(NoticeNo(1))));
    // What becomes of it is still noted.
    life.ask(note(NoticeNo(1), "email", "returned", life.now));
    life.ask(issue(vec![way("post", "last-known")]));
    assert_eq!(due(&life, Step::IssueNotice).len(), 1);
}

#[test]
fn evidence_that_was_noted_wrongly_is_replaced() {
    let mut life = prepared();
    life.ask(issue(vec![way("counter", "")]));
    let handed = note(NoticeNo(1), "counter", "handed", life.now);
    life.ask(handed.clone());
    life.ask(NoticeNoted { what: "refused".into(), relation: None, instead_of: Some(1), ..handed.clone() });
    let found = propose(&life.case, NoticeNo(1), &life.context()).unwrap();
    assert_eq!(found.verdict, Verdict::Unproven);
    let unknown = NoticeNoted { instead_of: Some(7), ..handed };
    assert!(matches!(life.refused(unknown), Why::Docket(Hindrance::NoNotice(_))));
}

#[test]
fn who_was_told_of_a_time_that_changed_is_told_anew() {
    let mut life = prepared();
    life.ask(issue(vec![email()]));
    let (at, room) = (life.now + 96 * HOUR, "102".to_owned());
    life.ask(HearingMoved { hearing: HearingNo(1), at, room, ground: "room".into() });
    assert_eq!(due(&life, Step::IssueNotice).len(), 2);
}

#[test]
fn a_second_notice_by_the_same_kind_after_an_absence_is_said_to_be_not_enough() {
    let mut life = prepared();
    life.ask(issue(vec![email()]));
    life.ask(note(NoticeNo(1), "email", "accepted", life.now));
    let (notice, ground, judge) = (NoticeNo(1), "email-given".to_owned(), "J1".to_owned());
    life.ask(NoticeConcluded { notice, proper: true, ground, judge });
    let next = HearingSet { at: life.now + 40 * DAY, ..hearing(&life) };
    life.ask(HearingAdjourned { hearing: HearingNo(1), ground: "absent".into(), next });
    life.ask(NoticeIssued { hearing: Some(HearingNo(2)), ..issue(vec![email(), way("counter", "")]) });
    life.ask(note(NoticeNo(2), "email", "accepted", life.now));
    let found = propose(&life.case, NoticeNo(2), &life.context()).unwrap();
    assert!(found.reasons.contains(&Reason::RepeatOtherwise { rule: "email-given".into() }));
    life.ask(note(NoticeNo(2), "counter", "handed", life.now));
    let context = life.context();
    let both = propose(&life.case, NoticeNo(2), &context).unwrap();
    assert_eq!(both.verdict, Verdict::Proper);
}

#[test]
fn a_notice_is_about_one_thing_and_goes_somewhere() {
    let mut life = prepared();
    let two = NoticeIssued { act: Some(Hash([3; 32])), ..issue(vec![email()]) };
    assert_eq!(life.refused(two), Why::Docket(Hindrance::OtherAct));
    assert_eq!(life.refused(issue(Vec::new())), Why::Ways);
    assert_eq!(life.refused(issue(vec![email(), email()])), Why::Ways);
    let nowhere = Way { address: None, ..email() };
    assert_eq!(life.refused(issue(vec![nowhere])), Why::NoAddress("email".into()));
    let stranger =
        NoticeIssued { representative: Some(PersonName("Бөтен".into())), ..issue(vec![email()]) };
    assert_eq!(life.refused(stranger), Why::Docket(Hindrance::NotRepresentative(PartyNo(2))));
}

fn any_piece() -> impl Strategy<Value = (&'static str, &'static str, Option<&'static str>)> {
    let channel = prop::sample::select(vec!["email", "sms", "post", "counter", "courier", "portal"]);
    let what = prop::sample::select(vec![
        "accepted",
        "delivered",
        "viewed",
        "failed",
        "handed",
        "refused",
        "returned",
        "moved",
        "away",
        "disproved",
    ]);
    let relation =
        prop::option::of(prop::sample::select(vec!["addressee", "family", "local-body", "worker"]));
    (channel, what, relation)
}

/// Verdict, rule, and whether some piece speaks against another.
fn judge(pieces: &[(&str, &str, Option<&str>)]) -> (Verdict, Option<String>, bool) {
    let mut life = prepared();
    life.ask(issue(vec![email(), way("sms", "given"), way("post", "last-known"), way("courier", "")]));
    for (channel, what, relation) in pieces {
        let relation = relation.map(str::to_owned);
        life.ask(NoticeNoted { relation, ..note(NoticeNo(1), channel, what, life.now) });
    }
    let found = propose(&life.case, NoticeNo(1), &life.context()).unwrap();
    let is_against = found.reasons.iter().any(|r| matches!(r, Reason::Against { .. }));
    (found.verdict, found.rule, is_against)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_evidence_of_one_moment_does_not_matter(
        pieces in prop::collection::vec(any_piece(), 0..6),
        seed in any::<u64>(),
    ) {
        let mut other = pieces.clone();
        let mut dice = crate::wishes::Dice(seed | 1);
        for n in (1..other.len()).rev() {
            other.swap(n, usize::try_from(dice.below(n as u64 + 1)).unwrap());
        }
        prop_assert_eq!(judge(&pieces), judge(&other));
    }

    #[test]
    fn more_evidence_makes_no_proper_notice_improper_unless_it_is_said_to_contradict(
        pieces in prop::collection::vec(any_piece(), 0..5),
        more in any_piece(),
    ) {
        let (before, _, _) = judge(&pieces);
        let all: Vec<_> = pieces.into_iter().chain([more]).collect();
        let (after, _, is_against) = judge(&all);
        prop_assert!(after >= before || is_against, "{:?} became {:?}", before, after);
    }
}

/// The codes of the rules are known: a list for forms, and the lists that evidence is taken from.
#[test]
fn the_rules_of_notice_name_what_the_lists_have() {
    let life = prepared();
    let c = life.context();
    let has = |list: &str, code: &String| c.law.ground(list, code, c.today(), c.known).is_some();
    for rule in c.law.services(c.today(), c.known) {
        let is_known = rule.channels.iter().all(|code| has("notice-channel", code))
            && rule.origins.iter().all(|code| has("notice-origin", code))
            && rule.evidence.iter().chain(&rule.rebutted_by).all(|code| has("notice-evidence", code))
            && rule.persons.iter().all(|code| has("notice-person", code));
        assert!(is_known && !rule.evidence.is_empty(), "{}", rule.code);
        let concludes = rule.conclusion != tarazy_law::Conclusion::Not;
        assert_eq!(has("notice-proper", &rule.code), concludes, "{}", rule.code);
    }
}
