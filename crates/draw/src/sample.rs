//! Samples: a priority order of a numbered list, and quotas of strata (draw.md section 12).

use crate::record::Code;
use crate::uniform::{Label, Stream};
use core::num::NonZeroU128;
use std::collections::HashSet;
use tarazy_docket::Hash;

/// A uniformly random order of 0…n−1, one index at a time. It is a priority order: the first 12 of it are the first 12 of
/// any longer sample.
#[derive(Debug, Clone)]
pub struct Order {
    stream: Stream,
    size: u64,
    seen: HashSet<u64>,
}

impl Order {
    /// The order of a list of `size` under `label`.
    pub fn new(seed: &Hash, label: Label, size: u64) -> Self {
        Self { stream: Stream::new(seed, label), size, seen: HashSet::new() }
    }
}

impl Iterator for Order {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let left = self.size - u64::try_from(self.seen.len()).unwrap_or(self.size);
        let bound = NonZeroU128::new(self.size.into()).filter(|_| left > 0)?;
        loop {
            let index = u64::try_from(self.stream.uniform(bound)).ok()?;
            if self.seen.insert(index) {
                return Some(index);
            }
        }
    }
}

/// More are asked for than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{asked} of {size} cannot be drawn")]
pub struct TooFew {
    /// How many are asked for.
    pub asked: u64,
    /// How many there are.
    pub size: u64,
}

/// The first `count` indices of the order of a list of `size`.
///
/// # Errors
/// [`TooFew`] if `count` is greater than `size`.
pub fn sample(seed: &Hash, label: Label, size: u64, count: u64) -> Result<Vec<u64>, TooFew> {
    let refused = TooFew { asked: count, size };
    if count > size {
        return Err(refused);
    }
    let count = usize::try_from(count).map_err(|_| refused)?;
    Ok(Order::new(seed, label, size).take(count).collect())
}

/// A part of a list with its size.
pub type Stratum = (Code, u64);

/// How many of `count` fall to each stratum: `⌊count·N_s/N⌋`, and one more for the largest remainders, ties by id. In the
/// order given.
///
/// # Errors
/// [`TooFew`] if the strata hold fewer.
pub fn quotas(strata: &[Stratum], count: u64) -> Result<Vec<u64>, TooFew> {
    let size: u128 = strata.iter().map(|(_, n)| u128::from(*n)).sum();
    let wanted = u128::from(count);
    if wanted > size {
        return Err(TooFew { asked: count, size: u64::try_from(size).unwrap_or(u64::MAX) });
    }
    if size == 0 {
        return Ok(vec![0; strata.len()]);
    }
    let whole = |n: &u64| u64::try_from(wanted * u128::from(*n) / size).unwrap_or(*n);
    let mut out: Vec<u64> = strata.iter().map(|(_, n)| whole(n)).collect();
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by(|&x, &y| {
        let remainder = |k: usize| wanted * u128::from(strata[k].1) % size;
        remainder(y).cmp(&remainder(x)).then_with(|| strata[x].0.cmp(&strata[y].0))
    });
    let extra = usize::try_from(count - out.iter().sum::<u64>()).unwrap_or(0);
    for &k in order.iter().take(extra) {
        out[k] += 1;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn strata(rows: &[(&str, u64)]) -> Vec<Stratum> {
        rows.iter().map(|(id, n)| (id.parse().unwrap(), *n)).collect()
    }

    #[test]
    fn a_longer_sample_starts_with_the_shorter_one_and_ends() {
        let seed = Hash([3; 32]);
        let long = sample(&seed, Label::Jury, 9999, 500).unwrap();
        assert_eq!(sample(&seed, Label::Jury, 9999, 12).unwrap(), long[..12]);
        assert_ne!(sample(&seed, Label::Urn, 9999, 12).unwrap(), long[..12]);
        let mut all: Vec<u64> = Order::new(&seed, Label::Urn, 17).collect();
        assert_eq!(all.len(), 17);
        all.sort_unstable();
        assert_eq!(all, (0..17).collect::<Vec<u64>>());
        assert_eq!(sample(&seed, Label::Urn, 2, 3), Err(TooFew { asked: 3, size: 2 }));
        assert_eq!(sample(&seed, Label::Urn, 0, 0), Ok(Vec::new()));
        assert_eq!(Order::new(&seed, Label::Audit, u64::MAX).take(3).count(), 3);
    }

    #[test]
    fn remainders_decide_and_ties_go_by_id() {
        assert_eq!(quotas(&strata(&[("a", 5), ("b", 5), ("c", 1)]), 7), Ok(vec![3, 3, 1]));
        assert_eq!(quotas(&strata(&[("b", 1), ("a", 1)]), 1), Ok(vec![0, 1]));
        assert_eq!(quotas(&strata(&[("a", 1)]), 2), Err(TooFew { asked: 2, size: 1 }));
        assert_eq!(quotas(&[], 0), Ok(Vec::new()));
        assert_eq!(
            quotas(&strata(&[("a", u64::MAX), ("b", u64::MAX)]), u64::MAX),
            Ok(vec![1 << 63, (1 << 63) - 1])
        );
    }

    proptest! {
        #[test]
        fn quotas_add_up_and_no_stratum_gives_more_than_it_has(sizes in proptest::collection::vec(0u64..2000, 1..20), part in 0u64..=1000) {
            let rows: Vec<Stratum> = sizes.iter().enumerate().map(|(k, n)| (format!("s{k}").parse().unwrap(), *n)).collect();
            let count = sizes.iter().sum::<u64>() * part / 1000;
            let got = quotas(&rows, count).unwrap();
            prop_assert_eq!(got.iter().sum::<u64>(), count);
            prop_assert!(got.iter().zip(&sizes).all(|(q, n)| q <= n));
        }
    }
}
