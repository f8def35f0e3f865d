//! A simulated division: absences, recusals, cases of many weights, and the ledger of the real draw.

use super::random::SplitMix64;
use super::{Plan, Policy, Seen};
use crate::balance::{Balances, LedgerError, Weight, shares};
use crate::seat::{Candidates, Capacity, JudgeId, Judges};

/// Weights in points with their chance in thousandths.
const WEIGHTS: [(i64, u32); 6] = [(1, 450), (2, 250), (3, 150), (5, 90), (8, 45), (25, 15)];
const POINT: i64 = 1_000_000;
/// A mean case in points, by which deviations are counted.
const MEAN_CASE: f64 = 2.5;

struct Judge {
    id: JudgeId,
    alpha: Capacity,
    /// Cases until he is back; 0: present.
    absent: u32,
    /// What was due to him, in micro-points.
    entitled: i64,
}

/// A division in one run.
pub(super) struct Division {
    policy: Policy,
    random: SplitMix64,
    judges: Vec<Judge>,
    ledger: Balances,
}

fn capacity(j: u32, is_equal: bool) -> Capacity {
    let per_mille = match j {
        _ if is_equal => 1000,
        j if j % 5 == 4 => 500,
        j if j % 10 == 3 => 250,
        _ => 1000,
    };
    Capacity::try_from(per_mille).unwrap_or(Capacity::FULL)
}

impl Division {
    pub(super) fn new(plan: &Plan, seed: u64) -> Self {
        let judge = |j: u32| {
            let id = format!("J{j:06}").parse().ok()?;
            Some(Judge { id, alpha: capacity(j, plan.equal_capacity), absent: 0, entitled: 0 })
        };
        Self {
            policy: plan.policy,
            random: SplitMix64::new(seed),
            judges: (0..plan.judges).filter_map(judge).collect(),
            ledger: Balances::new(),
        }
    }

    /// Draws one case and settles it. A case without an eligible judge is skipped.
    pub(super) fn case(&mut self, seen: &mut Seen) -> Result<(), LedgerError> {
        self.absences();
        let weight = self.weight();
        let on_duty: Vec<usize> = (0..self.judges.len()).filter(|k| self.judges[*k].absent == 0).collect();
        let can_sit: Vec<usize> = on_duty.iter().copied().filter(|_| !self.random.chance(3, 100)).collect();
        let (duty, eligible) = (self.list(&on_duty), self.list(&can_sit));
        if eligible.is_empty() {
            return Ok(());
        }
        let candidates = Candidates::from_ledger(&eligible, &self.ledger);
        let (chances, total) = self.policy.chances(&candidates);
        note(seen, &candidates, &chances, total);
        let picked = Policy::pick(&mut self.random, &chances, total);
        let Some((winner, _)) = eligible.get(picked) else { return Ok(()) };
        for (k, share) in on_duty.iter().zip(shares(&duty, weight)) {
            self.judges[*k].entitled += share;
        }
        self.ledger.settle(&duty, weight, winner)
    }

    fn weight(&mut self) -> Weight {
        let mut ticket = self.random.below(1000);
        let found = WEIGHTS.iter().find(|(_, chance)| {
            let is_here = ticket < *chance;
            ticket = ticket.saturating_sub(*chance);
            is_here
        });
        let points = found.map_or(1, |(points, _)| *points);
        Weight::try_from(points * POINT).unwrap_or_default()
    }

    /// Each judge present becomes absent with a chance of 1 in 200·n, for up to 40·n cases.
    fn absences(&mut self) {
        let n = u32::try_from(self.judges.len()).unwrap_or(u32::MAX);
        for judge in &mut self.judges {
            if judge.absent > 0 {
                judge.absent -= 1;
            } else if self.random.chance(1, n.saturating_mul(200)) {
                judge.absent = self.random.below(n.saturating_mul(40));
            }
        }
    }

    fn list(&self, places: &[usize]) -> Judges {
        let row = |k: &usize| (self.judges[*k].id.clone(), self.judges[*k].alpha);
        Judges::new(places.iter().map(row).collect()).unwrap_or_default()
    }

    /// The worst judge's deviation, in mean cases at full capacity.
    pub(super) fn deviation(&self) -> f64 {
        let of = |j: &Judge| {
            let points = self.ledger.get(&j.id).abs() as f64 / 1e6;
            points / MEAN_CASE * 1000.0 / f64::from(j.alpha.get())
        };
        self.judges.iter().map(of).fold(0.0, f64::max)
    }

    /// The worst judge's deviation relative to what was due to him.
    pub(super) fn relative(&self) -> f64 {
        // Owed is due less done.
        let of = |j: &Judge| {
            if j.entitled == 0 { 0.0 } else { self.ledger.get(&j.id).abs() as f64 / j.entitled as f64 }
        };
        self.judges.iter().map(of).fold(0.0, f64::max)
    }
}

fn note(seen: &mut Seen, candidates: &Candidates<'_>, chances: &[u128], total: u128) {
    let capacities = f64::from(candidates.total());
    seen.drawn += 1;
    let mut best = 0.0f64;
    for (c, n) in candidates.rows().zip(chances) {
        let p = *n as f64 / total as f64;
        let nominal = f64::from(c.alpha.get()) / capacities;
        seen.eligible += 1;
        seen.without += u64::from(p < 1e-9);
        seen.least = seen.least.min(p / nominal);
        seen.greatest = seen.greatest.max(p / nominal);
        best = best.max(p);
    }
    seen.best += best;
}
