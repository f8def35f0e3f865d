//! Figures about what the draws of an installation came to: how evenly the judges carry the work.

/// The simulation's worst deviation at β = ½ for 10 judges and 6,000 cases, p50 and p95, in mean cases (draw.md section
/// 16): what a flow is held against.
pub const SIMULATED: [f64; 2] = [12.0, 31.0];

/// Balance of the judges over all ledgers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spread {
    /// Judges in all pools.
    pub judges: usize,
    /// Draws with a result.
    pub draws: u64,
    /// Draws between two judges.
    pub low_entropy: u64,
    /// Cases assigned without a draw.
    pub nonrandom: u64,
    /// Median of the ledgers' worst deviations, in mean cases at full capacity.
    pub p50: f64,
    /// 95th percentile of the same.
    pub p95: f64,
}

/// A judge's deviation from what he is due, in mean cases at full capacity.
#[expect(clippy::cast_precision_loss, reason = "a figure for people, with one digit after the point")]
pub fn deviation(owed: i64, capacity: u32, mean_weight: i64) -> f64 {
    owed.unsigned_abs() as f64 / mean_weight.max(1) as f64 * 1000.0 / f64::from(capacity.max(1))
}

/// The element at a fraction of a sorted list.
pub fn quantile(sorted: &[f64], per_cent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * per_cent / 100).copied().unwrap_or(0.0)
}
