//! Why this rule: the simulation behind it (draw.md section 16). Pure and exact: the same seed gives the same table.

mod division;
mod policy;
mod random;
mod table;

pub use policy::Policy;
pub use table::{COMMITTED, Committed};

use crate::balance::LedgerError;
use division::Division;

/// What is simulated: runs of a division of one size under one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How a judge is picked.
    pub policy: Policy,
    /// How many judges.
    pub judges: u32,
    /// Cases of a run.
    pub cases: u32,
    /// How many runs.
    pub runs: u32,
    /// All judges work full time; else some work half or a quarter.
    pub equal_capacity: bool,
    /// Each run's generator starts from 7919·run + 31·judges + this: 300 for 60 cases a judge, 3000 for 600.
    pub seed: u64,
}

/// What came out of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The worst judge's deviation from his share in mean cases at full capacity: median and 95th percentile of the runs.
    pub deviation: (f64, f64),
    /// The worst judge's deviation relative to his share: median and 95th percentile.
    pub relative: (f64, f64),
    /// The least and the greatest chance that an eligible judge had, as a multiple of his share by capacity.
    pub chance: (f64, f64),
    /// How many judges the draw is among in effect: 1 by the mean of the best guess.
    pub effective: f64,
    /// Share of eligible judges who had no chance at the moment of the draw.
    pub without_chance: f64,
    /// Cases that were drawn, of all runs.
    pub drawn: u64,
}

impl Plan {
    /// The plan of the table: 60 runs with 60 or 600 cases a judge.
    pub fn of_table(policy: Policy, judges: u32, is_long: bool) -> Self {
        let (each, seed) = if is_long { (600, 3000) } else { (60, 300) };
        Self { policy, judges, cases: each * judges, runs: 60, equal_capacity: judges == 3, seed }
    }

    /// Simulates; `progress` is told after each run how many are done.
    ///
    /// # Errors
    /// [`LedgerError`] for a plan without judges, or with so many cases that balances do not fit a record.
    pub fn run(&self, mut progress: impl FnMut(u32)) -> Result<Outcome, LedgerError> {
        if self.judges == 0 {
            return Err(LedgerError::NobodyOnDuty);
        }
        let mut worst = Vec::new();
        let mut relative = Vec::new();
        let mut seen = Seen::default();
        for run in 0..self.runs {
            let seed = 7919u64.wrapping_mul(run.into()).wrapping_add(31 * u64::from(self.judges));
            let mut division = Division::new(self, seed.wrapping_add(self.seed));
            for _ in 0..self.cases {
                division.case(&mut seen)?;
            }
            worst.push(division.deviation());
            relative.push(division.relative());
            progress(run + 1);
        }
        Ok(Outcome {
            deviation: percentiles(worst),
            relative: percentiles(relative),
            chance: (seen.least, seen.greatest),
            effective: seen.drawn as f64 / seen.best,
            without_chance: seen.without as f64 / seen.eligible as f64,
            drawn: seen.drawn,
        })
    }
}

/// What is counted over all draws of a plan.
#[derive(Debug, Clone)]
struct Seen {
    drawn: u64,
    eligible: u64,
    without: u64,
    /// Sum of the best guesses.
    best: f64,
    least: f64,
    greatest: f64,
}

impl Default for Seen {
    fn default() -> Self {
        Self { drawn: 0, eligible: 0, without: 0, best: 0.0, least: f64::INFINITY, greatest: 0.0 }
    }
}

/// Median and 95th percentile: elements ⌊(n−1)·f⌋ of the sorted list; 0 of an empty one.
fn percentiles(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = |percent: usize| values.get(last * percent / 100).copied().unwrap_or(0.0);
    (at(50), at(95))
}

#[cfg(test)]
mod tests;
