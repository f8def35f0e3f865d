//! Tests of the ledger's numbers.

use super::*;
use crate::seat::{Beta256, Candidates, panel};
use crate::testing::{any_judges, id, judges};
use proptest::prelude::*;

fn weight(n: i64) -> Weight {
    Weight::try_from(n).unwrap()
}

fn rows(ledger: &Balances) -> Vec<(&str, i64)> {
    ledger.iter().map(|(id, owed)| (id.as_str(), owed)).collect()
}

#[test]
fn weights_and_shares_have_their_range() {
    assert!(Weight::try_from(-1).is_err());
    assert!(Weight::try_from(MAX_INT + 1).is_err());
    assert_eq!(weight(999).share(400), weight(399));
    assert_eq!(weight(MAX_INT).share(1000), weight(MAX_INT));
    assert_eq!(weight(1_000_000).limit(500), 15_000_000);
    assert_eq!(weight(1).limit(1), 0);
    assert_eq!(weight(MAX_INT).limit(1000), 30 * MAX_INT);
}

#[test]
fn the_rest_goes_to_the_largest_remainders_and_among_equals_by_id() {
    let equal = judges(&[("A", 10), ("B", 10), ("C", 10)]);
    assert_eq!(shares(&equal, weight(5)), [2, 2, 1]);
    // 7 · 3/6 = 3 rest 3, 7 · 1/6 = 1 rest 1, 7 · 2/6 = 2 rest 2.
    let unequal = judges(&[("A", 3), ("B", 1), ("C", 2)]);
    assert_eq!(shares(&unequal, weight(7)), [4, 1, 2]);
    assert_eq!(shares(&unequal, weight(0)), [0, 0, 0]);
    assert_eq!(shares(&Judges::default(), weight(5)), [0; 0]);
}

#[test]
fn a_settlement_moves_the_weight_from_all_to_the_winner() {
    let duty = judges(&[("A", 1000), ("B", 500)]);
    let mut ledger = Balances::new();
    ledger.settle(&duty, weight(3_000_000), &id("B")).unwrap();
    assert_eq!(rows(&ledger), [("A", 2_000_000), ("B", -2_000_000)]);
    // A winner who is not on duty, as in a refund after he left, is charged all the same.
    ledger.settle(&duty, weight(3), &id("Z")).unwrap();
    assert_eq!(rows(&ledger), [("A", 2_000_002), ("B", -1_999_999), ("Z", -3)]);
    ledger.cap(&duty, weight(10_000));
    assert_eq!(rows(&ledger), [("A", 300_000), ("B", -150_000), ("Z", -3)]);
    assert_eq!((ledger.account(), ledger.sum()), (-149_997, 0));
    assert_eq!(ledger.retire(&id("A")), 300_000);
    assert_eq!((ledger.get(&id("A")), ledger.account(), ledger.sum()), (0, 150_003, 0));
    assert_eq!(ledger.retire(&id("A")), 0);
}

#[test]
fn the_hash_is_over_canonical_json_without_zeros() {
    let ledger = Balances::from_rows(vec![(id("z"), 5), (id("B"), 0), (id("A"), -12)], 7).unwrap();
    assert_eq!(ledger.hash(), sha256(&[br#"[["A",-12],["z",5],["~balance",7]]"#]));
    assert_eq!(Balances::new().hash(), sha256(&[b"[]"]));
}

#[test]
fn decimal_digits_are_those_of_formatting() {
    for n in [0, 1, -1, 9, 10, -10, 99, 100, 12_345, MAX_INT, -MAX_INT, i64::MIN, i64::MAX] {
        let mut text = String::from("x");
        push_decimal(&mut text, n);
        assert_eq!(text, format!("x{n}"));
    }
}

#[test]
fn what_cannot_be_settled_leaves_the_ledger_as_it_was() {
    let duty = judges(&[("A", 1000), ("B", 500)]);
    let twice = vec![(id("A"), 1), (id("A"), 1)];
    assert_eq!(Balances::from_rows(twice, 0), Err(LedgerError::Duplicate));
    assert_eq!(Balances::from_rows(vec![(id("A"), i64::MIN)], i64::MIN), Err(LedgerError::Range));
    let before = Balances::from_rows(vec![(id("A"), MAX_INT - 3)], 3).unwrap();
    let mut ledger = before.clone();
    assert_eq!(ledger.settle(&duty, weight(1), &id("A")), Err(LedgerError::Range));
    assert_eq!(ledger.settle(&Judges::default(), weight(0), &id("A")), Err(LedgerError::NobodyOnDuty));
    let nobody = Judges::default();
    let draw = Draw {
        seed: &Hash([0; 32]),
        eligible: &nobody,
        duty: &duty,
        weights: &[weight(1)],
        reserves: 0,
        incompatible: &[],
        beta: Beta256::HALF,
        mean_weight: None,
    };
    assert!(matches!(resolve(&mut ledger, &draw), Err(DrawError::NoCandidate(_))));
    assert_eq!(resolve(&mut ledger, &Draw { eligible: &duty, ..draw }), Err(LedgerError::Range.into()));
    assert_eq!(ledger, before);
}

#[test]
fn equal_balances_written_by_different_paths_have_one_hash() {
    let duty = judges(&[("A", 1000), ("B", 500), ("C", 250)]);
    let mut one = Balances::new();
    let mut other = Balances::new();
    one.settle(&duty, weight(7_000_001), &id("A")).unwrap();
    one.settle(&duty, weight(2_000_003), &id("C")).unwrap();
    other.settle(&duty, weight(2_000_003), &id("C")).unwrap();
    other.settle(&duty, weight(7_000_001), &id("A")).unwrap();
    assert_eq!(one.hash(), other.hash());
    one.unsettle(&duty, weight(7_000_001), &id("A")).unwrap();
    one.unsettle(&duty, weight(2_000_003), &id("C")).unwrap();
    assert_eq!(one.hash(), Balances::new().hash());
}

proptest! {
    #[test]
    fn a_draw_without_its_record_leaves_the_same_ledger_and_the_same_seats(
        duty in any_judges(12), absent in any::<prop::sample::Index>(), positions in 1usize..3,
        draws in prop::collection::vec((0..=30_000_000i64, any::<[u8; 32]>(), any::<bool>()), 1..12),
    ) {
        let absent = absent.index(duty.len());
        let rows = (0..).zip(duty.iter()).filter(|(k, _)| *k != absent || duty.len() <= 2);
        let eligible = Judges::new(rows.map(|(_, (id, alpha))| (id.clone(), alpha)).collect()).unwrap();
        let (mut one, mut other, mut drawn) = (Balances::new(), Balances::new(), Vec::new());
        for (w, seed, capped) in draws {
            let weights = vec![weight(w); positions.min(eligible.len())];
            let draw = Draw {
                seed: &Hash(seed), eligible: &eligible, duty: &duty, weights: &weights, reserves: 0,
                incompatible: &[], beta: Beta256::HALF, mean_weight: capped.then(|| weight(100_000)),
            };
            let resolved = resolve(&mut one, &draw).unwrap();
            decide(&mut other, &draw, &mut drawn).unwrap();
            let records: Vec<_> = drawn.iter().filter_map(|seat| seat.record(&eligible)).collect();
            prop_assert_eq!(records, resolved.seats);
            prop_assert_eq!(one.hash(), other.hash());
        }
    }

    #[test]
    fn shares_add_up_and_stay_within_one_of_exact(duty in any_judges(40), w in 0..=MAX_INT) {
        let got = shares(&duty, weight(w));
        prop_assert_eq!(got.iter().sum::<i64>(), w);
        let total = i128::from(duty.total());
        let mut remainders = Vec::new();
        for ((id, alpha), share) in duty.iter().zip(&got) {
            let product = i128::from(w) * i128::from(alpha.get());
            let over = i128::from(*share) - product / total;
            prop_assert!(over == 0 || over == 1);
            remainders.push((-(product % total), id, over));
        }
        // In the order of the rule, those with one more come first.
        remainders.sort();
        prop_assert!(remainders.is_sorted_by(|a, b| a.2 >= b.2));
    }

    #[test]
    fn the_sum_is_always_zero_and_a_refund_is_exact(
        duty in any_judges(12),
        steps in proptest::collection::vec((0..=30_000_000i64, any::<[u8; 32]>(), any::<bool>()), 1..20),
    ) {
        let mut ledger = Balances::new();
        for (w, seed, capped) in steps {
            let mean_weight = capped.then(|| weight(100_000));
            let draw = Draw {
                seed: &Hash(seed), eligible: &duty, duty: &duty, weights: &[weight(w)], reserves: 0,
                incompatible: &[], beta: Beta256::HALF, mean_weight,
            };
            let before = ledger.clone();
            let resolved = resolve(&mut ledger, &draw).unwrap();
            prop_assert_eq!(ledger.sum(), 0);
            if capped {
                let limit = |alpha: u16| 3000 * i64::from(alpha);
                prop_assert!(duty.iter().all(|(id, alpha)| ledger.get(id).abs() <= limit(alpha.get())));
            } else {
                let mut undone = ledger.clone();
                undone.unsettle(&duty, weight(w), &resolved.seats[0].winner).unwrap();
                prop_assert_eq!(undone.hash(), before.hash());
            }
            // What the result carries leads to the same seats.
            let again = Candidates::from_result(&duty, &resolved.owed).unwrap();
            let bench = crate::seat::Bench { positions: 1, incompatible: &[] };
            prop_assert_eq!(panel(&Hash(seed), &again, bench, Beta256::HALF).unwrap(), resolved.seats);
        }
    }
}
