//! Sharing a whole number by weights: largest remainder.

use super::Weight;
use crate::seat::Judges;

/// The share of each judge on duty in a weight, in order of id: `⌊w·α/S⌋`, and one more for those with the largest
/// remainders, ties by id, until the shares add up. Empty if nobody is on duty.
pub fn shares(duty: &Judges, weight: Weight) -> Vec<i64> {
    let mut shares = Shares::new(duty, weight);
    duty.by_class().map(|(_, class)| shares.next(class)).collect()
}

/// The shares of a weight by capacity. Judges of one capacity have one share, but for the last few micro-points, which go
/// by id.
pub(super) struct Shares {
    /// For each class of the list on duty: the share, and whether the rest goes to judges of this class by id.
    classes: Vec<(i64, bool)>,
    /// How many of them still get one more.
    rest: u32,
}

impl Shares {
    pub(super) fn new(duty: &Judges, weight: Weight) -> Self {
        let total = u64::from(duty.total()).max(1);
        let weight = weight.get().unsigned_abs();
        let mut classes = Vec::with_capacity(duty.classes().len());
        let mut left = weight;
        for (alpha, count) in duty.classes() {
            // 2^53 · 1000 < 2^63, so 64 bits hold the product.
            let product = weight * u64::from(alpha.get());
            let (share, remainder) = (product / total, product % total);
            left -= share * u64::from(*count);
            classes.push((share, remainder, *count));
        }
        let (least, rest) = last_to_get_more(&classes, left);
        let class = |(share, remainder, _): &(u64, u64, u32)| {
            let share = share + u64::from(least.is_some_and(|least| *remainder > least));
            (i64::try_from(share).unwrap_or(i64::MAX), Some(*remainder) == least)
        };
        Self { classes: classes.iter().map(class).collect(), rest }
    }

    /// The share of the next judge of the list, who is of this class. To be asked once for each judge, in order.
    pub(super) fn next(&mut self, class: usize) -> i64 {
        let (share, is_tied) = self.classes.get(class).copied().unwrap_or_default();
        if is_tied && self.rest > 0 {
            self.rest -= 1;
            return share + 1;
        }
        share
    }
}

/// Whose remainder is the least that still gets one more, and how many of those who have it do; `None` if nothing is
/// left to give.
fn last_to_get_more(classes: &[(u64, u64, u32)], left: u64) -> (Option<u64>, u32) {
    let mut left = u32::try_from(left).unwrap_or_default();
    let mut above = None;
    while left > 0 {
        let below = |remainder: &u64| above.is_none_or(|above| *remainder < above);
        let Some(next) = classes.iter().map(|(_, remainder, _)| *remainder).filter(below).max() else {
            break;
        };
        let same = classes.iter().filter(|(_, remainder, _)| *remainder == next).map(|(_, _, count)| count);
        let count = same.sum::<u32>();
        if left <= count {
            return (Some(next), left);
        }
        left -= count;
        above = Some(next);
    }
    (None, 0)
}
