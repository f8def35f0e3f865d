//! Rounds and their times.

use core::num::NonZeroU64;

/// When the rounds of a beacon are: round 1 at the genesis, then one each period. In seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounds {
    genesis: i64,
    period: NonZeroU64,
}

/// A period that is not at least one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period is at least one second")]
pub struct NotAPeriod;

impl Rounds {
    /// Rounds from `genesis` (since 1970 UTC) on, one each `period`.
    ///
    /// # Errors
    /// [`NotAPeriod`] if it is 0 or less.
    pub fn new(genesis: i64, period: i64) -> Result<Self, NotAPeriod> {
        let period = u64::try_from(period).ok().and_then(NonZeroU64::new).ok_or(NotAPeriod)?;
        Ok(Self { genesis, period })
    }

    /// `genesis + (round − 1) · period`; beyond the range of the type, its end.
    pub fn time(self, round: u64) -> i64 {
        let since = (i128::from(round) - 1) * i128::from(self.period.get());
        let time = i128::from(self.genesis) + since;
        i64::try_from(time).unwrap_or(if time < 0 { i64::MIN } else { i64::MAX })
    }

    /// The first round whose time is `time` or later.
    pub fn at_or_after(self, time: i64) -> u64 {
        let since = i128::from(time) - i128::from(self.genesis);
        match u64::try_from(since) {
            Ok(since @ 1..) => since.div_ceil(self.period.get()).saturating_add(1),
            Ok(0) | Err(_) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_of_the_range_do_not_overflow() {
        let rounds = Rounds::new(i64::MIN, 1).unwrap();
        assert_eq!(rounds.at_or_after(i64::MAX), u64::MAX);
        assert_eq!(Rounds::new(0, i64::MAX).unwrap().time(u64::MAX), i64::MAX);
        assert_eq!(Rounds::new(i64::MIN, 1).unwrap().time(0), i64::MIN);
        assert_eq!([0, -1, i64::MIN].map(|p| Rounds::new(0, p)), [Err(NotAPeriod); 3]);
    }

    proptest! {
        #[test]
        fn the_round_is_the_first_one_not_before(
            genesis in -1_000_000_000i64..4_000_000_000, period in 1i64..100_000, t in -1_000_000_000i64..10_000_000_000,
        ) {
            let rounds = Rounds::new(genesis, period).unwrap();
            let round = rounds.at_or_after(t);
            prop_assert!(rounds.time(round) >= t);
            prop_assert!(round == 1 || rounds.time(round - 1) < t);
        }
    }
}
