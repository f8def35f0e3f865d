//! What comes before or after a draw: disputes filed again, redraws, voids, joinder, other categories, leaves.

use super::scenes::{commit_of, drawn, verdict};
use super::world::{Filed, World, by, judge, ledger_id, text};
use crate::fingerprint::{FingerprintKey, fingerprints};
use crate::protocol::{CorrectError, Follow, Followed, PrepareError, Prepared, VoidError};
use crate::record::{ActKind, By, CommitKind, DrawCommit, Exclusion, NonrandomCause, RedrawCode};
use crate::rules::Seats;
use crate::weak::Weak;
use tarazy_docket::Hash;

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
