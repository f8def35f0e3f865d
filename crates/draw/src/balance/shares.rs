//! Sharing a whole number by weights: largest remainder.

use super::Weight;
use crate::seat::Judges;

/// The share of each judge on duty in a weight, in order of id: `⌊w·α/S⌋`, and one more for those with the largest
/// remainders, ties by id, until the shares add up. Empty if nobody is on duty.
pub fn shares(duty: &Judges, weight: Weight) -> Vec<i64> {
    let total = u64::from(duty.total());
    if total == 0 {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(duty.len());
    let mut remainders = Vec::with_capacity(duty.len());
    let mut left = weight.get();
    let mut last = (0, 0, 0);
    for (place, (_, alpha)) in (0u32..).zip(duty.iter()) {
        if last.0 != alpha.get() {
            // 2^53 · 1000 < 2^63, so 64 bits hold the product.
            let product = weight.get().unsigned_abs() * u64::from(alpha.get());
            last = (alpha.get(), product / total, product % total);
        }
        let (_, quotient, remainder) = last;
        let share = i64::try_from(quotient).unwrap_or(i64::MAX);
        out.push(share);
        left -= share;
        // One number orders by remainder, and by id where remainders are equal: the total is below 2^32.
        remainders.push(remainder << 32 | u64::from(u32::MAX - place));
    }
    let extra = usize::try_from(left).unwrap_or(0);
    if (1..remainders.len()).contains(&extra) {
        remainders.select_nth_unstable_by(extra - 1, |a, b| b.cmp(a));
    }
    for key in remainders.iter().take(extra) {
        let place = u64::from(u32::MAX) - (key & u64::from(u32::MAX));
        if let Some(share) = usize::try_from(place).ok().and_then(|k| out.get_mut(k)) {
            *share += 1;
        }
    }
    out
}
