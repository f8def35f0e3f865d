//! The exact chance of each judge before the seed is known (draw.md section 4).

use crate::seat::{Beta256, Candidate, Candidates, JudgeId};

/// Exact chances as fractions with one denominator. The numerators add up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chances<'a> {
    /// Each judge's numerator, in order of id.
    pub numerators: Vec<(&'a JudgeId, u128)>,
    /// 256·T², where T is the sum of the capacities.
    pub denominator: u128,
}

/// The chances in the first seat: `α·((256−β)·T + β·(2L + S)) / (256·T²)`, where L is the capacity of those who are owed
/// strictly less per capacity and S that of those who are owed equally, the judge himself among them.
pub fn chances<'a>(candidates: &Candidates<'a>, beta: Beta256) -> Chances<'a> {
    let rows: Vec<Candidate<'a>> = candidates.rows().collect();
    let total = u128::from(candidates.total());
    let beta = u128::from(beta.get());
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&x, &y| rows[x].cmp_owed(&rows[y]));
    let mut numerators: Vec<(&JudgeId, u128)> = rows.iter().map(|c| (c.id, 0)).collect();
    let mut less = 0;
    for group in order.chunk_by(|&x, &y| rows[x].cmp_owed(&rows[y]).is_eq()) {
        let same: u128 = group.iter().map(|&k| u128::from(rows[k].alpha.get())).sum();
        let by_capacity = (256 - beta) * total + beta * (2 * less + same);
        for &k in group {
            numerators[k].1 = u128::from(rows[k].alpha.get()) * by_capacity;
        }
        less += same;
    }
    Chances { numerators, denominator: 256 * total * total }
}

impl Chances<'_> {
    /// The best chance of guessing the winner, in millionths, rounded up; 0 if there is nobody.
    pub fn guess_ppm(&self) -> u64 {
        let best = self.numerators.iter().map(|(_, n)| *n).max().unwrap_or(0);
        if self.denominator == 0 {
            return 0;
        }
        u64::try_from((best * 1_000_000).div_ceil(self.denominator)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::balance::Balances;
    use crate::seat::{Judges, lottery};
    use crate::testing::{any_judges, id, judges};
    use crate::uniform::{Label, Stream};
    use proptest::prelude::*;
    use tarazy_docket::sha256;

    /// The formula of the specification, judge by judge.
    fn by_formula(candidates: &Candidates<'_>, beta: Beta256) -> Vec<u128> {
        let rows: Vec<Candidate<'_>> = candidates.rows().collect();
        let sum = |of: &dyn Fn(&&Candidate<'_>) -> bool| -> u128 {
            rows.iter().filter(of).map(|c| u128::from(c.alpha.get())).sum()
        };
        let (total, b) = (sum(&|_| true), u128::from(beta.get()));
        let chance = |j: &Candidate<'_>| {
            let less = sum(&|c| c.cmp_owed(j).is_lt());
            let same = sum(&|c| c.cmp_owed(j).is_eq());
            u128::from(j.alpha.get()) * ((256 - b) * total + b * (2 * less + same))
        };
        rows.iter().map(chance).collect()
    }

    #[test]
    fn nobody_has_no_chance() {
        let nobody = Judges::default();
        let ledger = Balances::new();
        let chances = chances(&Candidates::from_ledger(&nobody, &ledger), Beta256::HALF);
        assert_eq!((chances.guess_ppm(), chances.denominator), (0, 0));
    }

    #[test]
    fn draws_come_out_as_often_as_their_chance() {
        let list = judges(&[("J01", 1000), ("J02", 1000), ("J03", 500), ("J04", 1000), ("J05", 250)]);
        let owed = [3, -2, 1, 0, -2];
        let owed: Vec<(JudgeId, i64)> = list.iter().map(|(id, _)| id.clone()).zip(owed).collect();
        let candidates = Candidates::from_result(&list, &owed).unwrap();
        let chances = chances(&candidates, Beta256::HALF);
        let draws = 20_000u64;
        let mut won = std::collections::BTreeMap::new();
        for n in 0..draws {
            let seed = sha256(&[&n.to_be_bytes()]);
            let seat = lottery(&mut Stream::new(&seed, Label::CASE), &candidates, Beta256::HALF).unwrap();
            *won.entry(seat.record(&list).unwrap().winner).or_insert(0u128) += 1;
        }
        // χ² in millionths, exact but for the last division: 4 degrees of freedom, 18.47 at 0.1 %.
        let draws = u128::from(draws);
        let chi: u128 = chances
            .numerators
            .iter()
            .map(|(id, p)| {
                let difference = (won[*id] * chances.denominator).abs_diff(draws * p) / 1_000_000;
                difference * difference
                    / (draws * p / 1_000_000 * chances.denominator / 1_000_000 / 1_000_000)
            })
            .sum();
        assert!(chi < 18_470_000, "{chi}");
        assert_eq!(won.len(), 5);
        assert_eq!(chances.numerators[0].0, &id("J01"));
    }

    proptest! {
        #[test]
        fn chances_are_the_formula_and_within_beta_of_the_nominal_share(
            list in any_judges(12), owed in proptest::collection::vec(-4i64..4, 12), b in 0u32..=256,
        ) {
            let owed: Vec<(JudgeId, i64)> = list.iter().map(|(id, _)| id.clone()).zip(owed).collect();
            let candidates = Candidates::from_result(&list, &owed).unwrap();
            let got = chances(&candidates, Beta256::try_from(b).unwrap());
            let numerators: Vec<u128> = got.numerators.iter().map(|(_, n)| *n).collect();
            prop_assert_eq!(&numerators, &by_formula(&candidates, Beta256::try_from(b).unwrap()));
            prop_assert_eq!(numerators.iter().sum::<u128>(), got.denominator);
            let (total, b) = (u128::from(list.total()), u128::from(b));
            for ((_, alpha), n) in list.iter().zip(&numerators) {
                let nominal = u128::from(alpha.get()) * got.denominator;
                prop_assert!((256 - b) * nominal <= n * total * 256);
                prop_assert!(n * total * 256 <= (256 + b) * nominal);
            }
            let best = numerators.iter().max().unwrap() * 1_000_000;
            let ppm = u128::from(got.guess_ppm());
            prop_assert!(ppm * got.denominator >= best && (ppm - 1) * got.denominator < best);
        }
    }
}
