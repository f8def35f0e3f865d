//! One draw on a ledger: seats, settlement, cap; and the order of a batch.

use super::{Balances, LedgerError, Weight};
use crate::seat::{Bench, Beta256, Candidates, JudgeId, Judges, NoCandidate, Seat, SeatRecord, draw_seats};
use tarazy_docket::{Hash, sha256};

/// All that decides a draw once its seed is known.
#[derive(Debug, Clone, Copy)]
pub struct Draw<'a> {
    /// Its seed.
    pub seed: &'a Hash,
    /// Who can be drawn.
    pub eligible: &'a Judges,
    /// Who accrues: everybody on duty, recused ones included.
    pub duty: &'a Judges,
    /// The weight of each seat; the first is the rapporteur's.
    pub weights: &'a [Weight],
    /// Reserves after the seats. They are settled when they serve.
    pub reserves: u32,
    /// Pairs who may not sit together, in either order.
    pub incompatible: &'a [(JudgeId, JudgeId)],
    /// How often a second ticket is drawn.
    pub beta: Beta256,
    /// The mean weight by which balances are capped; `None`: no cap.
    pub mean_weight: Option<Weight>,
}

/// The outcome of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The balances used, of the eligible, in order of id.
    pub owed: Vec<(JudgeId, i64)>,
    /// The seats in order, then the reserves.
    pub seats: Vec<SeatRecord>,
}

/// Why a draw has no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// Nobody is left for a seat.
    #[error(transparent)]
    NoCandidate(#[from] NoCandidate),
    /// The ledger cannot be settled.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// More seats than a record can hold.
    #[error("too many seats")]
    Seats,
}

/// Resolves one draw on the ledger: all seats on the balances as they are, then each seat settled and capped in order.
/// With its record.
///
/// # Errors
/// [`DrawError`]; the ledger is then as it was.
pub fn resolve(ledger: &mut Balances, draw: &Draw<'_>) -> Result<Resolved, DrawError> {
    let mut drawn = Vec::new();
    let owed = {
        let candidates = Candidates::from_ledger(draw.eligible, ledger);
        seats(&candidates, draw, &mut drawn)?;
        candidates.owed()
    };
    settle(ledger, draw, &drawn)?;
    Ok(Resolved { owed, seats: drawn.iter().filter_map(|seat| seat.record(draw.eligible)).collect() })
}

/// The same without a record: the seats are put into `drawn`, whose memory serves for many draws.
///
/// # Errors
/// [`DrawError`]; the ledger is then as it was.
pub fn decide(ledger: &mut Balances, draw: &Draw<'_>, drawn: &mut Vec<Seat>) -> Result<(), DrawError> {
    seats(&Candidates::from_ledger(draw.eligible, ledger), draw, drawn)?;
    Ok(settle(ledger, draw, drawn)?)
}

fn seats(candidates: &Candidates<'_>, draw: &Draw<'_>, drawn: &mut Vec<Seat>) -> Result<(), DrawError> {
    let seats = u32::try_from(draw.weights.len()).map_err(|_| DrawError::Seats)?;
    let positions = seats.checked_add(draw.reserves).ok_or(DrawError::Seats)?;
    let bench = Bench { positions, incompatible: draw.incompatible };
    Ok(draw_seats(draw.seed, candidates, bench, draw.beta, drawn)?)
}

fn settle(ledger: &mut Balances, draw: &Draw<'_>, drawn: &[Seat]) -> Result<(), LedgerError> {
    let winners = drawn.iter().filter_map(|seat| draw.eligible.get(seat.winner()).map(|(id, _)| id));
    settle_winners(ledger, draw.duty, draw.weights, draw.mean_weight, winners)
}

/// Settles and caps the seats of a draw whose records are known, in order; reserves are left out.
///
/// # Errors
/// [`LedgerError`]; the ledger is then as it was.
pub fn settle_seats(ledger: &mut Balances, draw: &Draw<'_>, seats: &[SeatRecord]) -> Result<(), LedgerError> {
    let winners = seats.iter().map(|seat| &seat.winner);
    settle_winners(ledger, draw.duty, draw.weights, draw.mean_weight, winners)
}

fn settle_winners<'a>(
    ledger: &mut Balances,
    duty: &Judges,
    weights: &[Weight],
    mean_weight: Option<Weight>,
    winners: impl Iterator<Item = &'a JudgeId>,
) -> Result<(), LedgerError> {
    if duty.is_empty() && !weights.is_empty() {
        return Err(LedgerError::NobodyOnDuty);
    }
    let whole: u64 = weights.iter().map(|w| w.get().unsigned_abs()).fold(0, u64::saturating_add);
    ledger.make_room(whole.saturating_mul(2))?;
    for (winner, weight) in winners.zip(weights) {
        ledger.apply(duty, *weight, winner, 1, mean_weight)?;
    }
    Ok(())
}

/// The order in which the draws of a batch are resolved: ascending by the hash of the seed, so that neither filer nor
/// clerk chooses it. Gives places of `seeds`; equal seeds keep their order.
pub fn batch_order(seeds: &[Hash]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    order.sort_by_cached_key(|&k| sha256(&[seeds[k].as_bytes()]));
    order
}
