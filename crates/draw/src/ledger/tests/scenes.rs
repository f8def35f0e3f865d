//! Single scenes of the protocol, one sentence of the specification each.

use super::world::{Filed, World, by, judge, ledger_id, text};
use crate::fault::DrawFault;
use crate::fingerprint::{FingerprintKey, fingerprints};
use crate::protocol::{
    CorrectError, Follow, Followed, Part, PrepareError, Prepared, ResultsError, VoidError,
};
use crate::record::{
    ActKind, BeaconOutage, By, Cause, DrawCommit, DrawResult, Exclusion, NonrandomCause, RedrawCode,
};
use crate::record::{Body as _, CommitKind};
use crate::rules::Seats;
use crate::weak::Weak;
use tarazy_docket::Hash;

fn commit_of(prepared: &Prepared) -> DrawCommit {
    match prepared {
        Prepared::Commit(commit) => (**commit).clone(),
        other => panic!("{other:?}"),
    }
}

fn drawn(world: &mut World, filed: &Filed) -> Hash {
    let request = world.request(filed);
    let (place, prepared) = world.draw(&request).unwrap();
    commit_of(&prepared);
    place.leaf
}

fn verdict<T: core::fmt::Debug>(result: Result<T, DrawFault>) -> String {
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
    let outage = BeaconOutage {
        beacon: record.beacon,
        round: record.round,
        confirmed: vec![text("bar"), text("ombudsman")],
        doc: None,
        by: by(),
    };
    let stream = tarazy_docket::StreamId::beacon([1; 16]);
    world.try_write(&stream, &outage).unwrap();
    let place = world.try_write(&home, &results[0]).unwrap();
    assert!(world.ledger().settled(&place.leaf).is_some());
    assert!(results[0].weak.contains(&Weak::BeaconSwitched));
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

#[test]
fn the_same_dispute_filed_again_goes_to_its_first_judge() {
    let mut world = World::new(true, 6);
    let key = FingerprintKey::new([1; 32]);
    let with = |subject: &str| fingerprints(&key, &["a"], &["b"], &text("0121"), subject);
    let (first, second, third, fourth) = (world.file(), world.file(), world.file(), world.file());
    let mut request = world.request(&first);
    request.fingerprints = with("contract 1");
    let (commit, _) = world.draw(&request).unwrap();
    let late_twin = world.file();
    let mut twin = world.request(&late_twin);
    twin.fingerprints = with("contract 1");
    let waits = world.ledger().prepare(&twin, &world.facts);
    assert_eq!(waits, Err(PrepareError::MatchIsOpen(first.case.clone())));
    world.finish(&[commit.leaf]);
    let its_judge = world.judge_of(&first.case).unwrap();

    let mut twin = world.request(&late_twin);
    twin.fingerprints = with("contract 1");
    let (_, prepared) = world.draw(&twin).unwrap();
    let Prepared::Assign(record) = prepared else { panic!("{prepared:?}") };
    assert_eq!((record.cause, record.prior), (NonrandomCause::Refile, Some(commit.leaf)));
    assert_eq!(record.judge, its_judge);

    // Filed before the first commit: no match. Another subject: no match. No subject: counted only.
    for (filed, subject, matches) in [(&second, "contract 1", 0), (&third, "contract 2", 0), (&fourth, "", 0)]
    {
        let mut request = world.request(filed);
        request.fingerprints = with(subject);
        let prepared = world.ledger().prepare(&request, &world.facts).unwrap();
        assert_eq!(commit_of(&prepared).matches.len(), matches);
    }
    // He cannot sit: an ordinary draw.
    let filed = world.file();
    let number: u8 = its_judge.as_str()[1..].parse().unwrap();
    world.conflict(number, &filed.case);
    let mut request = world.request(&filed);
    request.fingerprints = with("contract 1");
    let (place, prepared) = world.draw(&request).unwrap();
    assert_eq!(commit_of(&prepared).matches.len(), 1);
    world.finish(&[place.leaf]);
    world.replayed();
}

#[test]
fn a_dispute_that_is_bound_cannot_be_drawn_all_the_same() {
    let mut world = World::new(false, 4);
    world.contributors.clear();
    let key = FingerprintKey::new([1; 32]);
    let prints = fingerprints(&key, &["a"], &["b"], &text("0121"), "contract");
    let (first, other) = (world.file(), world.file());
    let mut request = world.request(&first);
    request.fingerprints = prints.clone();
    let (commit, _) = world.draw(&request).unwrap();
    world.finish(&[commit.leaf]);
    let filed = world.file();
    let Prepared::Commit(ordinary) = world.ledger().prepare(&world.request(&other), &world.facts).unwrap()
    else {
        panic!()
    };
    let forged = DrawCommit {
        case: filed.case,
        filing: filed.filing,
        filing_index: filed.index,
        fingerprints: prints.iter().map(|p| p.hash).collect(),
        matches: vec![crate::record::Match {
            fp: prints[0].hash,
            commit: commit.leaf,
            how: crate::record::MatchKind::Subject,
        }],
        ..*ordinary
    };
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &forged)), "draw-8-refile");
}

#[test]
fn a_redraw_leaves_out_who_is_replaced_and_refunds_him() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let first = world.finish(&[commit])[0];
    let replaced = world.judge_of(&filed.case).unwrap();
    let order = world.order(&filed.case);
    let refund = world.ledger().refund(&first.leaf, &text("filed"), Some(&replaced)).unwrap();
    world.write(&refund);
    assert!(world.ledger().balances().iter().all(|(_, owed)| owed == 0), "the exact inverse");
    let again = world.ledger().refund(&first.leaf, &text("filed"), Some(&replaced));
    assert_eq!(again, Err(CorrectError::Refunded));
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &refund)), "draw-11-adjust");
    let mut request = world.request(&filed);
    request.cause = world.ledger().redraw(&filed.case, RedrawCode::Remand, order.leaf).unwrap();
    let (place, prepared) = world.draw(&request).unwrap();
    let commit = commit_of(&prepared);
    let row = commit.pool.iter().find(|r| r.id == replaced).unwrap();
    assert!(row.duty && !row.elig && row.why[0].code == Exclusion::Replaced);
    world.finish(&[place.leaf]);
    assert_ne!(world.judge_of(&filed.case).unwrap(), replaced);
    world.replayed();
}

#[test]
fn in_a_redraw_the_last_one_left_is_a_sole_judge() {
    let mut world = World::new(false, 2);
    world.contributors.clear();
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    world.finish(&[commit]);
    let replaced = world.judge_of(&filed.case).unwrap();
    let order = world.order(&filed.case);
    let mut request = world.request(&filed);
    request.cause = world.ledger().redraw(&filed.case, RedrawCode::Remand, order.leaf).unwrap();
    let (_, prepared) = world.draw(&request).unwrap();
    let Prepared::Assign(record) = prepared else { panic!("{prepared:?}") };
    assert_ne!(record.judge, replaced);
    assert_eq!(record.duty.len(), 2);
    world.replayed();
}

#[test]
fn what_was_not_witnessed_is_void_by_rule_and_committed_anew() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let times = world.ledger().open_draw(&commit).unwrap().times();
    assert!(world.ledger().due(times.witnessed * 1000).guarded.is_empty());
    assert_eq!(world.ledger().due(times.witnessed * 1000 + 1).guarded, [commit]);
    assert!(world.ledger().due(times.speaks_millis()).guarded.is_empty());
    let (void, alarm) = world.ledger().void_unwitnessed(&commit, times.witnessed * 1000 + 1).unwrap();
    assert!(alarm.is_none());
    let late = world.ledger().void_unwitnessed(&commit, times.speaks_millis()).unwrap().1;
    assert_eq!(late.unwrap().code, crate::record::AlarmCode::LateVoid);
    let place = world.write(&void);
    assert_eq!(world.ledger().void_unwitnessed(&commit, 0), Err(VoidError::Nothing(commit)));
    let mut request = world.request(&filed);
    request.cause = world.ledger().redraw(&filed.case, RedrawCode::Void, place.leaf).unwrap();
    let (again, prepared) = world.draw(&request).unwrap();
    assert!(commit_of(&prepared).pool.iter().all(|r| r.elig));
    world.finish(&[again.leaf]);
    world.replayed();
}

#[test]
fn two_persons_declare_a_result_void_for_a_cause_of_the_rules() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let other = By { role: text("inspector"), id: text("9000-O01") };
    let two = [by(), other];
    let cause = text("wrong-facts");
    let spoken = world.ledger().open_draw(&commit).unwrap().times().speaks_millis();
    assert_eq!(world.ledger().void_commit(&commit, &cause, &two, None, spoken), Err(VoidError::Spoken));
    let result = world.finish(&[commit])[0].leaf;
    let void = |by: &[By; 2], cause: &str| world.ledger().void_result(&result, &text(cause), by, None);
    assert_eq!(void(&[by(), by()], "wrong-facts"), Err(VoidError::OnePerson));
    assert_eq!(void(&two, "wish"), Err(VoidError::Cause(text("wish"))));
    let good = void(&two, "wrong-facts").unwrap();
    let mut bad = good.clone();
    bad.by = Some(vec![by(), by()]);
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &bad)), "draw-12-void");
    let place = world.write(&good);
    let judge = world.judge_of(&filed.case).unwrap();
    let mut request = world.request(&filed);
    request.cause = world.ledger().redraw(&filed.case, RedrawCode::Void, place.leaf).unwrap();
    let prepared = world.ledger().prepare(&request, &world.facts).unwrap();
    let row = commit_of(&prepared).pool.into_iter().find(|r| r.id == judge).unwrap();
    assert!(row.elig, "after a void nobody is left out");
    assert_eq!(world.ledger().void_result(&result, &cause, &two, None), Err(VoidError::Nothing(result)));
    world.replayed();
}

#[test]
fn joined_cases_go_to_the_judge_of_the_one_that_was_drawn_first() {
    let mut world = World::new(true, 5);
    let (a, b) = (world.file(), world.file());
    let commits = [drawn(&mut world, &a), drawn(&mut world, &b)];
    world.finish(&commits);
    let order = world.order(&b.case);
    let follow = |filed: &Filed, prior: Hash, world: &World| Follow {
        case: filed.case.clone(),
        filing: filed.filing,
        category: text("0121"),
        category_changed: false,
        cause: Followed::Joinder,
        act: Some(order.leaf),
        prior,
        fingerprints: Vec::new(),
        index: world.next_index(),
        now: world.now + 1,
        by: by(),
    };
    let wrong = world.ledger().follow(&follow(&a, commits[1], &world), &world.facts);
    assert!(matches!(wrong, Err(PrepareError::Fault(f)) if f.verdict() == "draw-8-prior"));
    let record = world.ledger().follow(&follow(&b, commits[0], &world), &world.facts).unwrap();
    assert_eq!(Some(&record.judge), world.judge_of(&a.case).as_ref());
    let (before, _) = world.ledger().seated(&b.case).unwrap();
    world.write(&record);
    let refund = world.ledger().refund(&before, &text("prepared"), None).unwrap();
    world.write(&refund);
    world.replayed();
}

#[test]
fn a_case_can_be_bound_to_a_main_case_of_another_division() {
    let mut world = World::new(false, 3);
    world.contributors.clear();
    let main = world.file();
    let commit = drawn(&mut world, &main);
    world.finish(&[commit]);
    let its_judge = world.judge_of(&main.case).unwrap();
    world.home = ledger_id("insolvency");
    world.rules(|_| {});
    world.appoint(7);
    let filed = world.file();
    let request = Follow {
        case: filed.case.clone(),
        filing: filed.filing,
        category: text("0130"),
        category_changed: false,
        cause: Followed::Bound,
        act: None,
        prior: commit,
        fingerprints: Vec::new(),
        index: world.next_index(),
        now: world.now + 1,
        by: by(),
    };
    let mut record = world.ledger().follow(&request, &world.facts).unwrap();
    assert_eq!(record.judge, its_judge);
    world.write(&record);
    assert_eq!(world.ledger().balances().get(&its_judge), -25_000_000);
    record.judge = judge(7);
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &record)), "draw-8-prior");
    world.replayed();
}

#[test]
fn another_category_settles_the_difference_and_never_moves_the_case() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let mut request = world.request(&filed);
    request.bench = Seats { seats: 3, reserves: 1 };
    let (place, prepared) = world.draw(&request).unwrap();
    assert_eq!(commit_of(&prepared).kind, CommitKind::Panel);
    let result = world.finish(&[place.leaf])[0].leaf;
    let judges: Vec<_> =
        world.ledger().settled(&result).unwrap().seats().iter().map(|s| s.judge.clone()).collect();
    assert_eq!(judges.len(), 3);
    let up = world.ledger().recategorise(&result, &text("0130"), world.now).unwrap().unwrap();
    assert_eq!((up.weight, up.sign), (23_000_000, 1));
    world.write(&up);
    assert_eq!(world.ledger().recategorise(&result, &text("0130"), world.now), Ok(None));
    let down = world.ledger().recategorise(&result, &text("0121"), world.now).unwrap().unwrap();
    assert_eq!((down.weight, down.sign), (23_000_000, -1));
    world.write(&down);
    let same: Vec<_> =
        world.ledger().settled(&result).unwrap().seats().iter().map(|s| s.judge.clone()).collect();
    assert_eq!(same, judges);
    let mut forged = up;
    forged.weight -= 1;
    let home = world.home.clone();
    assert_eq!(verdict(world.try_write(&home, &forged)), "draw-11-adjust");
    world.replayed();
}

#[test]
fn a_leaving_judges_balance_moves_to_the_account() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    world.finish(&[commit]);
    let leaver = world.judge_of(&filed.case).unwrap();
    let owed = world.ledger().balances().get(&leaver);
    let number: u8 = leaver.as_str()[1..].parse().unwrap();
    let from = world.now + 5_000;
    let act = world.act(number, ActKind::Leave, |a| a.from = Some(from));
    assert_eq!(
        world.ledger().settle_leave(&act.leaf, from - 1),
        Err(CorrectError::NoLeave(act.leaf)),
        "not before it is in force"
    );
    world.now = from;
    let record = world.ledger().settle_leave(&act.leaf, world.now).unwrap();
    world.write(&record);
    assert_eq!(world.ledger().balances().get(&leaver), 0);
    assert_eq!(world.ledger().balances().account(), owed);
    world.replayed();
}

#[test]
fn an_import_shares_a_round_and_asks_for_the_logs_line_alone() {
    let mut world = World::empty(true);
    world.rules(|r| r.beacons.iter_mut().for_each(|b| b.import = true));
    world.contributors.clear();
    for n in 0..4 {
        world.appoint(n);
    }
    let filed: Vec<Filed> = (0..3).map(|_| world.file()).collect();
    let commits: Vec<Hash> = filed.iter().map(|f| drawn(&mut world, f)).collect();
    let draw = world.ledger().open_draw(&commits[0]).unwrap();
    assert_eq!(draw.record().flags, [Weak::Imported, Weak::NoWitness, Weak::Pilot, Weak::UnsignedActs]);
    let evidence = world.sources[0].evidence(draw.record().round);
    let late = draw.times().result;
    world.now += 120_000;
    assert!(world.now < late);
    // Sealed long after the round was known.
    let order = world.note();
    let parts: Vec<_> = commits.iter().map(|c| world.part(*c, &order)).collect();
    world.results(&evidence, &parts);
    world.replayed();
}

#[test]
fn acts_must_be_in_force_when_the_case_is_filed_not_later() {
    let mut world = World::new(false, 3);
    let from = world.now + 100_000;
    world.act(0, ActKind::Absent, |a| (a.from, a.to) = (Some(from), Some(from + 50_000)));
    let before = world.file();
    world.now = from;
    let during = world.file();
    world.now = from + 50_000;
    let after = world.file();
    let on_duty = |filed: &Filed| {
        let prepared = world.ledger().prepare(&world.request(filed), &world.facts).unwrap();
        commit_of(&prepared).pool[0].duty
    };
    assert_eq!([on_duty(&before), on_duty(&during), on_duty(&after)], [true, false, true]);
}

#[test]
fn late_absences_count_only_where_they_are_chosen() {
    let mut world = World::new(true, 4);
    let filed = world.file();
    let act = world.act(1, ActKind::Absent, |_| {});
    let request = world.request(&filed);
    let without = commit_of(&world.ledger().prepare(&request, &world.facts).unwrap());
    assert!(without.late.is_empty() && without.pool[1].elig);
    let mut request = request;
    request.late_absences = vec![act.leaf];
    let (place, prepared) = world.draw(&request).unwrap();
    let commit = commit_of(&prepared);
    assert!(!commit.pool[1].duty && commit.late[0].act == act.leaf);
    world.finish(&[place.leaf]);
    world.replayed();
}

#[test]
fn another_proof_than_the_promised_one_is_not_logged() {
    let mut world = World::new(true, 4);
    world.contributors = vec!["court", "ombudsman"];
    let filed = world.file();
    let commit = drawn(&mut world, &filed);
    let court = world.proof(&commit, &text("court"));
    let check = |id: &str, pi| world.ledger().check_reveal(&commit, &text(id), pi).unwrap_err().verdict();
    assert_eq!(check("ombudsman", court.clone()), "draw-5-proof");
    assert_eq!(check("bar", court.clone()), "draw-5-key");
    let mut cut = court;
    cut.0.pop();
    assert_eq!(check("court", cut), "draw-5-proof");
}
