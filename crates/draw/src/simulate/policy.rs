//! The ways of picking a judge that are compared.

use super::random::SplitMix64;
use crate::chance::chances;
use crate::seat::{Beta256, Candidate, Candidates};

/// How a judge is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// By capacity alone.
    Uniform,
    /// By capacity among those whose load is within one case of the lowest.
    LowestWithinOne,
    /// The one with the lowest load.
    Lowest,
    /// Of two tickets the judge who is owed more.
    TwoChoices,
    /// The rule: sometimes of one ticket, sometimes of two.
    OnePlusBeta(Beta256),
}

/// A mean case in micro-points, by which loads are compared.
const MEAN_CASE: i128 = 2_500_000;

impl Policy {
    /// The policies of the table, in its order.
    pub const ALL: [Self; 5] = [
        Self::Uniform,
        Self::LowestWithinOne,
        Self::Lowest,
        Self::TwoChoices,
        Self::OnePlusBeta(Beta256::HALF),
    ];

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::LowestWithinOne => "lowest load ± 1",
            Self::Lowest => "lowest load always",
            Self::TwoChoices => "two choices (β = 1)",
            Self::OnePlusBeta(_) => "(1+β)",
        }
    }

    fn beta(self) -> Option<Beta256> {
        match self {
            Self::Uniform => Beta256::try_from(0).ok(),
            Self::TwoChoices => Beta256::try_from(256).ok(),
            Self::OnePlusBeta(beta) => Some(beta),
            Self::LowestWithinOne | Self::Lowest => None,
        }
    }

    /// The chance of each candidate, as a fraction of one denominator, in order.
    pub(super) fn chances(self, candidates: &Candidates<'_>) -> (Vec<u128>, u128) {
        if let Some(beta) = self.beta() {
            let exact = chances(candidates, beta);
            return (exact.numerators.iter().map(|(_, n)| *n).collect(), exact.denominator);
        }
        let rows: Vec<Candidate<'_>> = candidates.rows().collect();
        let among = self.among(&rows);
        let weight = |c: &Candidate<'_>, is_in: bool| if is_in { u128::from(c.alpha.get()) } else { 0 };
        let weights: Vec<u128> = rows.iter().zip(among).map(|(c, is_in)| weight(c, is_in)).collect();
        let total = weights.iter().sum();
        (weights, total)
    }

    /// Who can be picked by those that look at loads.
    fn among(self, rows: &[Candidate<'_>]) -> Vec<bool> {
        let slack = if self == Self::Lowest { 0 } else { MEAN_CASE };
        let Some(most) = rows.iter().copied().max_by(Candidate::cmp_owed) else { return Vec::new() };
        // owed/α of a judge is at least that of the one who is owed most, less the slack at full capacity.
        let (owed, alpha) = (i128::from(most.owed), i128::from(most.alpha.get()));
        let close = |c: &Candidate<'_>| {
            let own = i128::from(c.alpha.get());
            i128::from(c.owed) * alpha * 1000 + slack * own * alpha >= owed * own * 1000
        };
        rows.iter().map(close).collect()
    }

    /// Picks a candidate by these chances.
    pub(super) fn pick(random: &mut SplitMix64, chances: &[u128], total: u128) -> usize {
        // Denominators are far below 2^64, so the product fits.
        let mut ticket = (u128::from(random.next()) * total) >> 64;
        chances
            .iter()
            .position(|n| {
                let is_here = ticket < *n;
                ticket = ticket.saturating_sub(*n);
                is_here
            })
            .unwrap_or(chances.len() - 1)
    }
}
