//! Single scenes of the protocol, one sentence of the specification each.

use super::world::{Filed, Source, World, by, judge, ledger_id, promised_by, text};
use crate::fault::DrawFault;
use crate::pool::Place;
use crate::protocol::{Part, PrepareError, Prepared, Request, ResultsError};
use crate::record::{
    ActKind, AssignNonrandom, BeaconOutage, Body as _, By, Cause, DrawCommit, DrawOverdue, DrawResult,
    Exclusion, NonrandomCause, RedrawCode,
};
use crate::rules::Seats;
use crate::weak::Weak;
use tarazy_docket::Hash;

pub(super) fn commit_of(prepared: &Prepared) -> DrawCommit {
    match prepared {
        Prepared::Commit(commit) => (**commit).clone(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn drawn(world: &mut World, filed: &Filed) -> Hash {
    let request = world.request(filed);
    let (place, prepared) = world.draw(&request).unwrap();
    commit_of(&prepared);
    place.leaf
}

pub(super) fn verdict<T: core::fmt::Debug>(result: Result<T, DrawFault>) -> String {
    result.unwrap_err().verdict()
}

#[test]
fn a_case_is_drawn_and_somebody_else_finds_the_same() {
    for quorum in [false, true] {
        let mut world = World::new(quorum, 5);
        let filed = world.file();
        let commit = drawn(&mut world, &filed);
        assert_eq!(world.ledger().prepare(&world.request(&filed), &world.facts), Err(PrepareError::IsOpen));
        let result = world.finish(&[commit])[0];
        let settled = world.ledger().settled(&result.leaf).unwrap();
        assert_eq!(settled.judge(), world.judge_of(&filed.case).as_ref());
        assert_eq!(settled.weight().get(), 2_000_000);
        assert!(world.ledger().open_draws().next().is_none());
        assert_eq!(world.ledger().prepare(&world.request(&filed), &world.facts), Err(PrepareError::IsSeated));
        world.replayed();
    }
}

#[test]
fn codes_say_what_weakens_a_draw() {
    let mut world = World::new(false, 2);
    let filed = world.file();
    let (_, prepared) = world.draw(&world.request(&filed)).unwrap();
    let known = [Weak::LowEntropy, Weak::NoWitness, Weak::Pilot, Weak::UnsignedActs];
    assert_eq!(commit_of(&prepared).flags, known);

    let mut world = World::empty(true);
    let source = world.sources[0].id();
    world.rules(|r| {
        r.doc = Some(Hash([9; 32]));
        r.adopted = Some("plenary session № 21".into());
        r.beacons[0].operators = vec![(text("bar"), text("court"))];
        r.beacons.swap(0, 1);
    });
    for n in 0..4 {
        world.act(n, ActKind::Appoint, |a| a.doc = Some(Hash([8; 32])));
    }
    let filed = world.file();
    let conflict = world.conflict(2, &filed.case);
    let mut request = world.request(&filed);
    request.category_changed = true;
    request.beacon = source;
    let (place, prepared) = world.draw(&request).unwrap();
    let commit = commit_of(&prepared);
    assert_eq!(commit.late[0].act, conflict.leaf);
    let known = [
        Weak::BeaconOneParty,
        Weak::BeaconSwitched,
        Weak::CategoryChanged,
        Weak::LateExclusion,
        Weak::UnsignedActs,
    ];
    assert_eq!(commit.flags, known, "the conflict has no document");
    world.finish(&[place.leaf]);
    world.replayed();
}

#[test]
fn a_batch_is_resolved_in_an_order_that_nobody_chose() {
    let mut world = World::new(true, 6);
    let filed: Vec<Filed> = (0..5).map(|_| world.file()).collect();
    let commits: Vec<Hash> = filed.iter().map(|f| drawn(&mut world, f)).collect();
    let round = |leaf: &Hash| world.ledger().open_draw(leaf).unwrap().record().round;
    assert!(commits.iter().all(|c| round(c) == round(&commits[0])));
    let order = world.note();
    let all: Vec<_> = commits.iter().map(|c| world.part(*c, &order)).collect();
    let evidence = world.sources[0].evidence(round(&commits[0]));
    let some = world.ledger().results(&evidence, &all[..4], &by(), &world.facts);
    assert!(matches!(some, Err(ResultsError::Waits(..))), "no proof is logged yet");
    let results = world.finish(&commits);
    assert_eq!(results.len(), 5);
    let of: Vec<DrawResult> = world
        .lines
        .iter()
        .rev()
        .take(5)
        .map(|l| DrawResult::from_object(l.body.as_ref().unwrap()).unwrap())
        .collect();
    assert!(of.iter().rev().map(|r| r.place).eq(0..5));
    assert!(of.iter().all(|r| r.base == commits[0]));
    world.replayed();
}

#[test]
fn no_draw_joins_a_round_that_has_its_first_result() {
    let mut world = World::new(false, 4);
    world.contributors.clear();
    let (a, b) = (world.file(), world.file());
    let first = drawn(&mut world, &a);
    let started = world.now;
    let record = world.ledger().open_draw(&first).unwrap().record().clone();
    let part = world.part(first, &world.note());
    // One body holds all keys, so the round is known before its time.
    let evidence = world.sources[0].evidence(record.round);
    world.results(&evidence, &[part]);
    assert_eq!(world.now / 1000, started / 1000);
    let refused = world.ledger().prepare(&world.request(&b), &world.facts);
    assert_eq!(refused, Err(PrepareError::RoundIsDone(record.round)));
    world.now += 10_000;
    drawn(&mut world, &b);
    world.replayed();
}

#[test]
fn whose_part_is_missing_leaves_the_batch_and_is_drawn_by_a_later_round() {
    let mut world = World::new(true, 5);
    world.contributors = vec!["court", "ombudsman"];
    let filed: Vec<Filed> = (0..3).map(|_| world.file()).collect();
    let commits: Vec<Hash> = filed.iter().map(|f| drawn(&mut world, f)).collect();
    let order = world.note();
    let times = world.ledger().open_draw(&commits[0]).unwrap().times();
    let round = world.ledger().open_draw(&commits[0]).unwrap().record().round;
    assert!(world.ledger().due(times.speaks_millis() - 1).rounds.is_empty());
    world.now = times.speaks_millis();
    for (k, commit) in commits.iter().enumerate() {
        for id in ["court", "ombudsman"] {
            if (k, id) != (0, "ombudsman") {
                let reveal = world.ledger().check_reveal(commit, &text(id), world.proof(commit, &text(id)));
                world.write(&reveal.unwrap());
            }
        }
    }
    let revealed = world.note();
    let due = world.ledger().due(world.now);
    assert_eq!(due.rounds[0].reveals, [(commits[0], text("ombudsman"))]);
    let evidence = world.sources[0].evidence(round);
    let parts = |world: &World, of: &[Hash]| -> Vec<_> {
        let reveal_order = Some(revealed.clone());
        of.iter().map(|c| Part { reveal_order: reveal_order.clone(), ..world.part(*c, &order) }).collect()
    };
    let early = world.ledger().results(&evidence, &parts(&world, &commits[1..]), &by(), &world.facts);
    assert_eq!(early, Err(ResultsError::Incomplete(commits[0])));

    world.now = times.reveal;
    assert!(world.ledger().due(world.now).overdue.is_empty(), "the last moment is in time");
    world.now += 1;
    let due = world.ledger().due(world.now);
    assert_eq!(due.overdue.len(), 1);
    assert_eq!(due.overdue[0].missing, [text("ombudsman")]);
    world.write(&due.overdue[0]);
    world.results(&evidence, &parts(&world, &commits[1..]));

    let fallback = due.overdue[0].fallback_round.unwrap();
    assert_eq!(fallback, round + 30);
    world.now = world.sources[0].beacon.time(fallback) * 1000;
    let due = world.ledger().due(world.now);
    assert_eq!((due.rounds[0].round, &due.rounds[0].reveals), (fallback, &Vec::new()));
    let evidence = world.sources[0].evidence(fallback);
    let place = world.results(&evidence, &parts(&world, &commits[..1]))[0];
    let line = &world.lines[usize::try_from(place.index).unwrap()];
    let result = DrawResult::from_object(line.body.as_ref().unwrap()).unwrap();
    assert!(result.weak.contains(&Weak::Fallback));
    assert_eq!((result.base, result.place, result.reveals.len()), (commits[0], 0, 1));
    world.replayed();
}

#[test]
fn a_part_that_was_logged_and_not_witnessed_in_time_is_drawn_without() {
    let mut world = World::new(true, 5);
    world.contributors = vec!["court", "ombudsman"];
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let order = world.note();
    let times = world.ledger().open_draw(&commit).unwrap().times();
    world.now = times.speaks_millis();
    let mut places = Vec::new();
    let mut notes = Vec::new();
    for id in ["court", "ombudsman"] {
        let reveal = world.ledger().check_reveal(&commit, &text(id), world.proof(&commit, &text(id)));
        places.push(world.write(&reveal.unwrap()));
        notes.push(world.note());
    }
    let ombudsman = places[1].index;
    let home = world.home.clone();
    let record = |world: &World, from| world.ledger().overdue_unwitnessed(&commit, from, world.now);

    world.now = times.reveal_unwitnessed() - 1;
    assert_eq!(record(&world, ombudsman), None, "a cosignature may still be in time");
    world.now += 1;
    assert_eq!(record(&world, ombudsman + 1), None, "all are covered");
    let overdue = record(&world, ombudsman).unwrap();
    assert_eq!(overdue.missing, [text("ombudsman")]);
    let gap = DrawOverdue { missing: vec![text("court")], ..overdue.clone() };
    assert_eq!(
        verdict(world.try_write(&home, &gap)),
        "draw-12-overdue",
        "a checkpoint that covers one covers all before it"
    );
    world.now = times.reveal_unwitnessed() - 2;
    assert_eq!(verdict(world.try_write(&home, &overdue)), "draw-12-overdue", "too early");
    world.write(&overdue);
    assert_eq!(record(&world, ombudsman), None, "it is recorded");
    let fewer = DrawOverdue { missing: Vec::new(), fallback_round: None, ..overdue.clone() };
    world.now = times.result + 1;
    assert_eq!(verdict(world.try_write(&home, &fewer)), "draw-12-overdue", "who is left out stays so");

    let fallback = overdue.fallback_round.unwrap();
    let evidence = world.sources[0].evidence(fallback);
    let part = Part { reveal_order: Some(notes[0].clone()), ..world.part(commit, &order) };
    let place = world.results(&evidence, &[part])[0];
    let line = &world.lines[usize::try_from(place.index).unwrap()];
    let result = DrawResult::from_object(line.body.as_ref().unwrap()).unwrap();
    assert!(result.weak.contains(&Weak::Fallback));
    assert_eq!(result.reveals.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["court"]);
    world.replayed();
}

#[test]
fn where_no_witness_is_asked_no_part_is_missing_for_want_of_one() {
    let mut world = World::new(false, 5);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let times = world.ledger().open_draw(&commit).unwrap().times();
    world.now = times.speaks_millis();
    let reveal = world.ledger().check_reveal(&commit, &text("court"), world.proof(&commit, &text("court")));
    let place = world.write(&reveal.unwrap());
    world.now = times.result + 1;
    let overdue = world.ledger().overdue_unwitnessed(&commit, place.index, world.now).unwrap();
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &overdue)), "draw-12-overdue");
}

#[test]
fn a_result_after_its_time_stands_only_beside_an_overdue_entry() {
    let mut world = World::new(false, 4);
    world.contributors.clear();
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let order = world.note();
    let draw = world.ledger().open_draw(&commit).unwrap();
    let evidence = world.sources[0].evidence(draw.record().round);
    world.now = draw.times().result + 1;
    let results =
        world.ledger().results(&evidence, &[world.part(commit, &order)], &by(), &world.facts).unwrap();
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &results[0])), "draw-12-overdue");
    let overdue = world.ledger().due(world.now).overdue;
    assert_eq!((overdue[0].missing.len(), overdue[0].fallback_round), (0, None));
    world.write(&overdue[0]);
    world.results(&evidence, &[world.part(commit, &order)]);
    world.replayed();
}

#[test]
fn another_beacon_speaks_only_after_an_outage_is_logged() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let order = world.note();
    let draw = world.ledger().open_draw(&commit).unwrap();
    let (record, times) = (draw.record().clone(), draw.times());
    world.now = times.speaks_millis();
    let reveal = world.ledger().check_reveal(&commit, &text("court"), world.proof(&commit, &text("court")));
    world.write(&reveal.unwrap());
    let part = world.part(commit, &order);
    assert!(world.ledger().due(times.beacon_down * 1000 - 1).down.is_empty());
    world.now = times.beacon_down * 1000;
    let due = world.ledger().due(world.now);
    assert_eq!(due.down, [commit]);
    world.write(&due.overdue[0]);
    let second = world.sources[1].clone();
    let round = times.round_of(&*second.beacon, &crate::record::Timing::default());
    let evidence = second.evidence(round);
    let results = world.ledger().results(&evidence, &[part], &by(), &world.facts).unwrap();
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &results[0])), "draw-4-outage");
    let outage = |round: u64, confirmed: &[&str]| BeaconOutage {
        beacon: record.beacon,
        round,
        confirmed: confirmed.iter().map(|id| text(id)).collect(),
        doc: None,
        by: by(),
    };
    let stream = tarazy_docket::StreamId::beacon([1; 16]);
    // One body is not enough where witnesses exist, and a later round is not this one.
    for insufficient in [outage(record.round, &["bar"]), outage(record.round + 1, &["bar", "ombudsman"])] {
        world.try_write(&stream, &insufficient).unwrap();
        assert_eq!(verdict(world.try_write(&home, &results[0])), "draw-4-outage");
    }
    world.try_write(&stream, &outage(record.round - 1, &["bar", "ombudsman"])).unwrap();
    let place = world.try_write(&home, &results[0]).unwrap();
    assert!(world.ledger().settled(&place.leaf).is_some());
    assert!(results[0].weak.contains(&Weak::BeaconSwitched));
    world.replayed();
}

#[test]
fn a_draw_by_a_network_needs_the_part_of_the_court_itself() {
    let with = |network: usize, change: fn(&mut crate::record::DrawRules), ids: &[&str]| {
        let mut world = World::empty(true);
        world.sources[network] = Source::network("network");
        world.rules(change);
        for n in 0..3 {
            world.appoint(n);
        }
        let filed = world.file();
        let prepared = world.ledger().prepare(&world.request(&filed), &world.facts).unwrap();
        let home = world.home.clone();
        let done = world.try_write(&home, &promised_by(commit_of(&prepared), ids));
        (world, done)
    };
    for lacking in [&[][..], &["ombudsman"]] {
        let (_, done) = with(0, |_| {}, lacking);
        assert_eq!(verdict(done), "draw-5-contributors", "{lacking:?}");
        // The keys of a local beacon lie with its members.
        let (mut world, done) = with(1, |_| {}, lacking);
        world.finish(&[done.unwrap().leaf]);
        world.replayed();
    }
    for whole in [&["court"][..], &["court", "ombudsman"]] {
        let (mut world, done) = with(0, |_| {}, whole);
        world.finish(&[done.unwrap().leaf]);
        world.replayed();
    }
    // Nobody promises what no key of the rules can open.
    let (_, done) = with(0, |r| r.contributors.retain(|k| k.id.as_str() != "court"), &["court"]);
    assert_eq!(verdict(done), "draw-5-key");
    let (_, done) = with(1, |r| r.contributors[0].pk.0 = vec![0; 32], &["court"]);
    assert_eq!(verdict(done), "draw-5-proof");
}

#[test]
fn a_switch_to_a_network_adds_no_contributor() {
    let mut world = World::empty(false);
    world.contributors.clear();
    world.sources[1] = Source::network("network");
    world.rules(|_| {});
    for n in 0..3 {
        world.appoint(n);
    }
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let order = world.note();
    let draw = world.ledger().open_draw(&commit).unwrap();
    let (record, times) = (draw.record().clone(), draw.times());
    world.now = times.beacon_down * 1000;
    let due = world.ledger().due(world.now);
    world.write(&due.overdue[0]);
    let (beacon, round) = (record.beacon, record.round);
    let outage = BeaconOutage { beacon, round, confirmed: Vec::new(), doc: None, by: by() };
    world.try_write(&tarazy_docket::StreamId::beacon([1; 16]), &outage).unwrap();
    let network = world.sources[1].clone();
    let round = times.round_of(&*network.beacon, &crate::record::Timing::default());
    let part = world.part(commit, &order);
    let place = world.results(&network.evidence(round), &[part])[0];
    assert!(world.ledger().settled(&place.leaf).is_some());
    world.replayed();
}

#[test]
fn one_judge_who_can_sit_gets_the_case_without_a_draw() {
    let mut world = World::new(false, 3);
    world.act(1, ActKind::Absent, |_| {});
    let filed = world.file();
    world.conflict(2, &filed.case);
    let (_, prepared) = world.draw(&world.request(&filed)).unwrap();
    let Prepared::Assign(record) = prepared else { panic!("{prepared:?}") };
    assert_eq!((record.cause, &record.judge), (NonrandomCause::SoleJudge, &judge(0)));
    assert_eq!(record.weak, [Weak::LateExclusion, Weak::Pilot, Weak::SoleJudge, Weak::UnsignedActs]);
    // The absent one accrues nothing, the recused one does.
    let owed = |n| world.ledger().balances().get(&judge(n));
    assert_eq!((owed(0), owed(1), owed(2)), (-666_667, 0, 666_667));
    world.replayed();
}

#[test]
fn nobody_to_draw_means_an_alarm_and_the_act_that_helps_is_the_cause() {
    let mut world = World::new(false, 1);
    world.act(0, ActKind::Absent, |_| {});
    let filed = world.file();
    let (_, prepared) = world.draw(&world.request(&filed)).unwrap();
    assert!(matches!(prepared, Prepared::NoCandidate(_)));
    assert_eq!(world.ledger().waiting().collect::<Vec<_>>(), [&filed.case]);
    world.appoint(1);
    let helps = world.act(0, ActKind::Return, |_| {});
    let mut request = world.request(&filed);
    request.cause = Cause::NoCandidate { act: helps.leaf };
    let (place, prepared) = world.draw(&request).unwrap();
    assert_eq!(commit_of(&prepared).pool.len(), 2);
    assert_eq!(world.ledger().waiting().count(), 0);
    world.finish(&[place.leaf]);
    world.replayed();
}

/// The record by which a case gets its judge, with another cause.
fn write_with(world: &mut World, prepared: &Prepared, cause: Cause) -> Result<Place, DrawFault> {
    let home = world.home.clone();
    match prepared.clone() {
        Prepared::Commit(record) => world.try_write(&home, &DrawCommit { cause, ..*record }),
        Prepared::Assign(record) => world.try_write(&home, &AssignNonrandom { act: cause.act(), ..*record }),
        Prepared::NoCandidate(alarm) => panic!("{alarm:?}"),
    }
}

#[test]
fn an_act_is_named_exactly_where_the_case_waited_even_if_the_pool_is_the_same() {
    // With one judge it is an assignment, with two a draw.
    for judges in [1, 2] {
        let mut world = World::new(false, judges);
        world.contributors.clear();
        let filed = world.file();
        // None of these acts changes anything.
        let early = Cause::NoCandidate { act: world.act(0, ActKind::Return, |_| {}).leaf };
        let prepared = world.ledger().prepare(&world.request(&filed), &world.facts).unwrap();
        assert_eq!(verdict(write_with(&mut world, &prepared, early)), "draw-6-cause", "it did not wait");
        let bench = Seats { seats: 3, reserves: 0 };
        let (alarm, waits) = world.draw(&Request { bench, ..world.request(&filed) }).unwrap();
        assert!(matches!(waits, Prepared::NoCandidate(_)));
        let since = world.act(0, ActKind::Return, |_| {});
        for wrong in [Cause::Initial, early] {
            let request = Request { cause: wrong, ..world.request(&filed) };
            let refused = world.ledger().prepare(&request, &world.facts);
            assert!(matches!(refused, Err(PrepareError::Fault(f)) if f.verdict() == "draw-6-cause"));
            assert_eq!(verdict(write_with(&mut world, &prepared, wrong)), "draw-6-cause");
        }
        for right in [alarm, since].map(|place| Cause::NoCandidate { act: place.leaf }) {
            let request = Request { cause: right, ..world.request(&filed) };
            world.ledger().prepare(&request, &world.facts).unwrap();
        }
        let cause = Cause::NoCandidate { act: since.leaf };
        world.draw(&Request { cause, ..world.request(&filed) }).unwrap();
        world.replayed();
    }
}

#[test]
fn a_case_that_was_drawn_before_is_drawn_again_for_a_cause_that_names_that_draw() {
    let mut world = World::new(false, 4);
    let filed = world.file();
    let prepared = world.ledger().prepare(&world.request(&filed), &world.facts).unwrap();
    let commit = drawn(&mut world, &filed);
    let two = [by(), By { role: text("inspector"), id: text("9000-O01") }];
    let void = world.ledger().void_commit(&commit, &text("wrong-facts"), &two, None, world.now + 1).unwrap();
    let void = world.write(&void);
    let refused = world.ledger().prepare(&world.request(&filed), &world.facts);
    assert!(matches!(refused, Err(PrepareError::Fault(f)) if f.verdict() == "draw-8-prior"));
    assert_eq!(verdict(write_with(&mut world, &prepared, Cause::Initial)), "draw-8-open");
    let cause = world.ledger().redraw(&filed.case, RedrawCode::Void, void.leaf).unwrap();
    world.draw(&Request { cause, ..world.request(&filed) }).unwrap();
    world.replayed();
}

#[test]
fn judges_of_a_neighbour_join_a_pool_that_is_too_small() {
    let mut world = World::new(false, 2);
    world.home = ledger_id("criminal");
    for n in 10..14 {
        world.appoint(n);
    }
    world.act(12, ActKind::Leave, |_| {});
    world.home = ledger_id("civil");
    world.rules(|r| r.neighbour = vec![ledger_id("criminal")]);
    let filed = world.file();
    world.home = ledger_id("criminal");
    world.act(13, ActKind::Leave, |_| {});
    world.home = ledger_id("civil");
    let (place, prepared) = world.draw(&world.request(&filed)).unwrap();
    let commit = commit_of(&prepared);
    let ids: Vec<&str> = commit.pool.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["J00", "J01", "J10", "J11", "J13"]);
    assert_eq!(commit.late.len(), 1);
    assert!(!commit.pool[4].duty && commit.pool[4].why[0].code == Exclusion::Ended);
    world.finish(&[place.leaf]);
    world.replayed();
}
