//! Tests of seats and benches.

use super::*;
use crate::balance::Balances;
use crate::testing::{any_judges, id, judges};
use proptest::prelude::*;
use tarazy_docket::Hash;

#[test]
fn capacities_and_betas_have_their_range() {
    for bad in [0, 1001, 65_536, u32::MAX] {
        assert_eq!(Capacity::try_from(bad), Err(NotACapacity(bad)));
    }
    assert_eq!(Capacity::try_from(1000), Ok(Capacity::FULL));
    assert_eq!(Beta256::try_from(257), Err(NotABeta(257)));
    let lawful: Vec<u32> =
        (0..=256).filter(|n| Beta256::try_from(*n).is_ok_and(Beta256::is_lawful)).collect();
    assert_eq!((lawful.first(), lawful.last(), lawful.len()), (Some(&64), Some(&192), 129));
}

#[test]
fn lists_are_sorted_by_bytes_each_once() {
    let full = Capacity::FULL;
    assert!(Judges::new(vec![(id("B"), full), (id("a"), full)]).is_ok());
    assert_eq!(Judges::new(vec![(id("a"), full), (id("B"), full)]), Err(ListError::Order));
    assert_eq!(Judges::new(vec![(id("a"), full), (id("a"), full)]), Err(ListError::Order));
    assert_eq!(
        serde_json::to_string(&judges(&[("J1", 5), ("J2", 1000)])).unwrap(),
        r#"[["J1",5],["J2",1000]]"#
    );
    for bad in [r#"[["J1",0]]"#, r#"[["J1",1001]]"#, r#"[["J2",1],["J1",1]]"#, r#"[["~balance",1]]"#] {
        assert!(serde_json::from_str::<Judges>(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_ticket_picks_the_first_whose_cumulated_capacity_exceeds_it() {
    let list = judges(&[("A", 2), ("B", 1), ("C", 3)]);
    let ledger = Balances::new();
    let candidates = Candidates::from_ledger(&list, &ledger);
    let picked: Vec<usize> = (0..7).map(|t| candidates.holder(t)).collect();
    assert_eq!(picked, [0, 0, 1, 2, 2, 2, 3]);
    assert!(candidates.at(3).is_none());
    let left = candidates.without(vec![0]);
    assert_eq!((left.total(), (0..4).map(|t| left.holder(t)).collect()), (4, vec![1, 2, 2, 2]));
}

#[test]
fn nobody_is_an_error_and_one_always_wins() {
    let nobody = Judges::default();
    let ledger = Balances::new();
    let mut stream = Stream::new(&Hash([0; 32]), Label::CASE);
    let refused = lottery(&mut stream, &Candidates::from_ledger(&nobody, &ledger), Beta256::HALF);
    assert_eq!(refused, Err(NoCandidate { label: Label::CASE }));
    let one = judges(&[("A", 7)]);
    let seat = lottery(&mut stream, &Candidates::from_ledger(&one, &ledger), Beta256::HALF).unwrap();
    let record = seat.record(&one).unwrap();
    assert_eq!(seat.record(&nobody), None);
    assert_eq!((record.total, record.winner), (7, id("A")));
}

#[test]
fn a_result_must_name_exactly_the_eligible() {
    let list = judges(&[("A", 7), ("B", 7)]);
    let good = [(id("A"), -5), (id("B"), 9)];
    assert_eq!(Candidates::from_result(&list, &good).unwrap().owed(), good);
    let swapped = [good[1].clone(), good[0].clone()];
    for bad in [&good[..1], &swapped[..], &[]] {
        assert_eq!(Candidates::from_result(&list, bad).unwrap_err(), ListError::Owed);
    }
}

#[test]
fn incompatible_judges_do_not_sit_together_in_either_order_of_the_pair() {
    let list = judges(&[("A", 1000), ("B", 1000), ("C", 1000), ("D", 1000)]);
    let ledger = Balances::new();
    let candidates = Candidates::from_ledger(&list, &ledger);
    for n in 0..200 {
        for pair in [(id("A"), id("B")), (id("B"), id("A"))] {
            let bench = Bench { positions: 3, incompatible: &[pair] };
            let seats = panel(&Hash([n; 32]), &candidates, bench, Beta256::HALF).unwrap();
            let mut seated: Vec<&str> = seats.iter().map(|s| s.winner.as_str()).collect();
            seated.sort_unstable();
            assert!(seated == ["A", "C", "D"] || seated == ["B", "C", "D"], "{seated:?}");
        }
    }
    let bench = Bench { positions: 5, incompatible: &[] };
    let refused = panel(&Hash([0; 32]), &candidates, bench, Beta256::HALF).unwrap_err();
    assert_eq!(refused.to_string(), "no-candidate: nobody can be drawn for `case/5`");
}

#[test]
fn the_record_has_the_second_ticket_exactly_where_the_coin_asks_for_it() {
    let list = judges(&[("A", 1000), ("B", 500)]);
    let ledger = Balances::from_rows(vec![(id("A"), -3), (id("B"), 3)], 0).unwrap();
    let candidates = Candidates::from_ledger(&list, &ledger);
    let mut second = 0;
    for n in 0..=255 {
        let seat =
            lottery(&mut Stream::new(&Hash([n; 32]), Label::CASE), &candidates, Beta256::HALF).unwrap();
        let record = seat.record(&list).unwrap();
        assert!(seat.is(&record, &list));
        assert_eq!(record.ticket2.is_some(), record.coin < 128);
        assert_eq!(record.second.is_some(), record.coin < 128);
        let sees_b = record.first == id("B") || record.second == Some(id("B"));
        assert_eq!(record.winner == id("B"), sees_b);
        second += usize::from(record.coin < 128);
    }
    assert!((90..166).contains(&second), "{second}");
}

proptest! {
    #[test]
    fn who_holds_a_ticket_among_those_left_is_found_as_by_counting(
        list in any_judges(12), out in prop::collection::btree_set(0usize..12, 0..6), part in any::<prop::sample::Index>(),
    ) {
        let out: Vec<usize> = out.into_iter().filter(|k| *k < list.len()).collect();
        prop_assume!(out.len() < list.len());
        let ledger = Balances::new();
        let candidates = Candidates::from_ledger(&list, &ledger);
        let left = candidates.without(out.clone());
        let ticket = u32::try_from(part.index(usize::try_from(left.total()).unwrap())).unwrap();
        let mut counted = ticket;
        let by_counting = (0..).zip(list.iter()).filter(|(k, _)| !out.contains(k)).find(|(_, (_, alpha))| {
            let alpha = u32::from(*alpha);
            let is_here = counted < alpha;
            counted = counted.saturating_sub(alpha);
            is_here
        });
        prop_assert_eq!(Some(left.holder(ticket)), by_counting.map(|(k, _)| k));
        prop_assert_eq!(left.rows().count(), list.len() - out.len());
    }

    #[test]
    fn a_seat_is_its_record_and_no_other(list in any_judges(9), seed in any::<[u8; 32]>(), change in 0usize..7) {
        let ledger = Balances::new();
        let candidates = Candidates::from_ledger(&list, &ledger);
        let seat = lottery(&mut Stream::new(&Hash(seed), Label::CASE), &candidates, Beta256::HALF).unwrap();
        let mut record = seat.record(&list).unwrap();
        prop_assert!(seat.is(&record, &list));
        match change {
            0 => record.total += 1,
            1 => record.ticket1 += 1,
            2 => record.first = id("Q-1"),
            3 => record.coin ^= 1,
            4 => record.ticket2 = record.ticket2.map_or(Some(0), |t| Some(t + 1)),
            5 => record.second = record.second.map_or(Some(id("Q-1")), |_| None),
            _ => record.winner = id("Q-1"),
        }
        prop_assert!(!seat.is(&record, &list));
    }

    #[test]
    fn comparison_by_owed_is_exact_at_any_size(a in any::<i64>(), b in any::<i64>(), x in 1u32..=1000, y in 1u32..=1000) {
        let (p, q) = (id("A"), id("B"));
        let c = Candidate { id: &p, alpha: Capacity::try_from(x).unwrap(), owed: a };
        let d = Candidate { id: &q, alpha: Capacity::try_from(y).unwrap(), owed: b };
        prop_assert_eq!(c.cmp_owed(&d), (i128::from(a) * i128::from(y)).cmp(&(i128::from(b) * i128::from(x))));
        prop_assert_eq!(c.cmp_owed(&d), d.cmp_owed(&c).reverse());
    }
}
