//! Judges: how often each got what by his chances he should have got, and how the load is spread.

use super::math::chi_square_tail;
use crate::balance::Balances;
use crate::chance::chances;
use crate::record::JudgeId;
use crate::seat::{Beta256, Candidates};
use std::collections::BTreeMap;

/// First seats of many draws, by judge.
#[derive(Debug, Clone, Default)]
pub struct Division {
    rows: BTreeMap<JudgeId, Sums>,
    /// Sums of p_i·p_j over the draws, for pairs i ≤ j.
    products: BTreeMap<(JudgeId, JudgeId), f64>,
    draws: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    eligible: u64,
    won: u64,
    expected: f64,
    variance: f64,
}

/// What the draws show of a judge.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgeRow {
    /// Who.
    pub judge: JudgeId,
    /// In how many draws he could be drawn.
    pub eligible: u64,
    /// How many first seats he got.
    pub won: u64,
    /// How many he was to expect by his chances.
    pub expected: f64,
    /// How many standard deviations lie between; 0 where chance had nothing to decide.
    pub z: f64,
}

impl Division {
    /// Takes a draw: who could be drawn with what balance, and who won the first seat.
    pub fn draw(&mut self, candidates: &Candidates<'_>, beta: Beta256, winner: &JudgeId) {
        let found = chances(candidates, beta);
        let part = |n: u128| n as f64 / found.denominator.max(1) as f64;
        let list: Vec<(&JudgeId, f64)> = found.numerators.iter().map(|(id, n)| (*id, part(*n))).collect();
        self.draws += 1;
        for (place, (id, p)) in list.iter().enumerate() {
            let row = self.rows.entry((*id).clone()).or_default();
            row.eligible += 1;
            row.won += u64::from(*id == winner);
            row.expected += p;
            row.variance += p * (1.0 - p);
            for (other, q) in &list[place..] {
                *self.products.entry(((*id).clone(), (*other).clone())).or_default() += p * q;
            }
        }
    }

    /// How many draws were taken.
    pub fn len(&self) -> u64 {
        self.draws
    }

    /// True if none was.
    pub fn is_empty(&self) -> bool {
        self.draws == 0
    }

    /// Each judge's figures, by id.
    pub fn rows(&self) -> Vec<JudgeRow> {
        let row = |(judge, s): (&JudgeId, &Sums)| JudgeRow {
            judge: judge.clone(),
            eligible: s.eligible,
            won: s.won,
            expected: s.expected,
            z: if s.variance > 0.0 { (s.won as f64 - s.expected) / s.variance.sqrt() } else { 0.0 },
        };
        self.rows.iter().map(row).collect()
    }

    /// The division as a whole: χ² = Dᵀ V⁺ D with its degrees of freedom, and the chance of that or more.
    pub fn chi_square(&self) -> (f64, u32, f64) {
        let ids: Vec<&JudgeId> = self.rows.keys().collect();
        let product = |a: &JudgeId, b: &JudgeId| {
            let key = if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
            self.products.get(&key).copied().unwrap_or(0.0)
        };
        let matrix: Vec<Vec<f64>> = ids
            .iter()
            .map(|a| {
                let expected = |b: &&JudgeId| if a == b { self.rows[*a].expected } else { 0.0 };
                ids.iter().map(|b| expected(b) - product(a, b)).collect()
            })
            .collect();
        let difference: Vec<f64> = self.rows.values().map(|s| s.won as f64 - s.expected).collect();
        let (value, rank) = quadratic_form(matrix, difference);
        (value, rank, chi_square_tail(value, rank))
    }
}

/// dᵀ V⁺ d and the rank of V, for a symmetric V with no negative eigenvalue and a d in its range: by elimination with
/// the largest diagonal element left.
fn quadratic_form(mut v: Vec<Vec<f64>>, mut d: Vec<f64>) -> (f64, u32) {
    let scale = (0..d.len()).map(|k| v[k][k]).fold(0.0, f64::max);
    let mut left: Vec<usize> = (0..d.len()).collect();
    let (mut value, mut rank) = (0.0, 0);
    while let Some(place) =
        (0..left.len()).max_by(|a, b| v[left[*a]][left[*a]].total_cmp(&v[left[*b]][left[*b]]))
    {
        let k = left.swap_remove(place);
        let pivot = v[k][k];
        if pivot <= scale * 1e-9 {
            break;
        }
        value += d[k] * d[k] / pivot;
        rank += 1;
        for &i in &left {
            let factor = v[i][k] / pivot;
            d[i] -= factor * d[k];
            for &j in &left {
                v[i][j] -= factor * v[k][j];
            }
        }
    }
    (value, rank)
}

/// How the load is spread over the judges of a ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The greatest balance of a judge by its absolute value, in mean cases at full capacity.
    pub worst: f64,
    /// The mean of these.
    pub mean: f64,
    /// How many judges are further off than 20 mean cases; these are listed.
    pub beyond: usize,
}

/// The spread of a ledger's balances. `capacity` gives a judge's capacity in ‰, `mean_weight` is in micro-points. `None`
/// if there is nobody.
pub fn spread(
    ledger: &Balances,
    mean_weight: i64,
    capacity: impl Fn(&JudgeId) -> Option<u32>,
) -> Option<Spread> {
    let mean_weight = mean_weight.max(1) as f64;
    let of = |(id, owed): (&JudgeId, i64)| {
        let alpha = capacity(id)?.max(1);
        Some(owed.abs() as f64 / mean_weight * 1000.0 / f64::from(alpha))
    };
    let list: Vec<f64> = ledger.iter().filter_map(of).collect();
    let worst = list.iter().copied().reduce(f64::max)?;
    let mean = list.iter().sum::<f64>() / list.len() as f64;
    Some(Spread { worst, mean, beyond: list.iter().filter(|n| **n > 20.0).count() })
}
