//! Weights of cases.

use super::CAP_CASES;
use serde::{Deserialize, Serialize};
use tarazy_docket::json::MAX_INT;

/// The weight of a case or a seat in micro-points: 0…2^53−1, as records can hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Weight(i64);

/// A weight outside 0…2^53−1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("weight {0} is not within 0…2^53−1")]
pub struct NotAWeight(pub i64);

impl Weight {
    /// In micro-points.
    pub fn get(self) -> i64 {
        self.0
    }

    /// `⌊weight · ‰ / 1000⌋` for `per_mille` of 0…1000: the share of a panel member, or the remaining share of a refund.
    #[must_use]
    pub fn share(self, per_mille: u16) -> Self {
        let product = i128::from(self.0) * i128::from(per_mille.min(1000));
        Self(i64::try_from(product / 1000).unwrap_or(self.0))
    }

    /// `⌊30 · weight · α / 1000⌋`: how far a balance may go, where this is the mean weight.
    pub(super) fn limit(self, alpha: u16) -> i64 {
        let limit = u128::from(CAP_CASES) * u128::from(self.0.unsigned_abs()) * u128::from(alpha) / 1000;
        i64::try_from(limit).unwrap_or(i64::MAX)
    }
}

impl TryFrom<i64> for Weight {
    type Error = NotAWeight;
    fn try_from(n: i64) -> Result<Self, NotAWeight> {
        if (0..=MAX_INT).contains(&n) { Ok(Self(n)) } else { Err(NotAWeight(n)) }
    }
}

impl From<Weight> for i64 {
    fn from(weight: Weight) -> Self {
        weight.0
    }
}
