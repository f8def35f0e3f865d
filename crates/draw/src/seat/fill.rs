//! Can a bench be filled whoever is drawn first? Kinship may leave a later seat without anybody.

use super::JudgeId;
use std::collections::BTreeSet;

/// Steps of the search before a lower bound has to do. Kin are few, so that no real pool comes near it.
const BUDGET: u32 = 10_000;

/// How many positions can be filled for certain, whatever the tickets say: the size of the smallest group that nobody
/// else of the eligible can join.
pub fn sure_positions(eligible: &[&JudgeId], incompatible: &[(&JudgeId, &JudgeId)]) -> usize {
    let place = |id: &JudgeId| eligible.iter().position(|e| *e == id);
    let mut barred: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); eligible.len()];
    for (a, b) in incompatible {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            barred[a].insert(b);
            barred[b].insert(a);
        }
    }
    let (alone, kin): (BTreeSet<usize>, BTreeSet<usize>) =
        (0..eligible.len()).partition(|k| barred[*k].is_empty());
    let mut budget = BUDGET;
    alone.len() + smallest(&kin, &barred, &mut budget)
}

/// The smallest group that no other of `left` can join: of each judge and those barred by him it holds one.
fn smallest(left: &BTreeSet<usize>, barred: &[BTreeSet<usize>], budget: &mut u32) -> usize {
    let degree = |k: usize| barred[k].intersection(left).count();
    let Some(least) = left.iter().copied().min_by_key(|k| degree(*k)) else { return 0 };
    *budget = budget.saturating_sub(1);
    if *budget == 0 {
        // Each seat takes at most one judge and all whom he bars.
        let most = left.iter().map(|k| 1 + degree(*k)).max().unwrap_or(1);
        return left.len().div_ceil(most);
    }
    let near = barred[least].intersection(left).copied().chain([least]);
    let with = |k: usize, budget: &mut u32| {
        let rest = left.iter().copied().filter(|o| *o != k && !barred[k].contains(o)).collect();
        1 + smallest(&rest, barred, budget)
    };
    near.map(|k| with(k, budget)).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::balance::Balances;
    use crate::seat::{Bench, Beta256, Candidates, panel};
    use crate::testing::judges;
    use proptest::prelude::*;
    use tarazy_docket::sha256;

    #[test]
    fn a_star_of_kin_can_leave_a_bench_short() {
        let list = judges(&[("A", 1), ("B", 1), ("C", 1), ("D", 1)]);
        let ids: Vec<&JudgeId> = list.iter().map(|(id, _)| id).collect();
        let star = [(ids[0], ids[1]), (ids[0], ids[2]), (ids[3], ids[0])];
        assert_eq!(sure_positions(&ids, &star), 1, "A alone bars all others");
        assert_eq!(sure_positions(&ids, &star[..1]), 3);
        assert_eq!(sure_positions(&ids, &[]), 4);
        assert_eq!(sure_positions(&[], &[]), 0);
    }

    #[test]
    fn a_web_too_large_to_search_gives_a_lower_bound() {
        let names: Vec<String> = (0..200).map(|n| format!("J{n:03}")).collect();
        let ids: Vec<JudgeId> = names.iter().map(|n| n.parse().unwrap()).collect();
        let ids: Vec<&JudgeId> = ids.iter().collect();
        let pairs: Vec<_> = (0..200).flat_map(|a| (1..8).map(move |d| (a, (a * 7 + d * 13) % 200))).collect();
        let pairs: Vec<_> =
            pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (ids[a], ids[b])).collect();
        assert!((1..200).contains(&sure_positions(&ids, &pairs)));
    }

    proptest! {
        #[test]
        fn that_many_seats_are_filled_whatever_the_seed(
            pairs in prop::collection::vec((0usize..7, 0usize..7), 0..8), seed in any::<u64>(),
        ) {
            let list = judges(&[("A", 1000), ("B", 1), ("C", 500), ("D", 1000), ("E", 250), ("F", 1000), ("G", 10)]);
            let ids: Vec<&JudgeId> = list.iter().map(|(id, _)| id).collect();
            let pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (ids[a], ids[b])).collect();
            let sure = sure_positions(&ids, &pairs);
            let incompatible: Vec<_> = pairs.iter().map(|(a, b)| ((*a).clone(), (*b).clone())).collect();
            let ledger = Balances::new();
            let candidates = Candidates::from_ledger(&list, &ledger);
            let bench = Bench { positions: u32::try_from(sure).unwrap(), incompatible: &incompatible };
            let seed = sha256(&[&seed.to_be_bytes()]);
            prop_assert!(panel(&seed, &candidates, bench, Beta256::HALF).is_ok());
        }
    }
}
