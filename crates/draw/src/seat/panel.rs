//! A bench: several seats of one draw, then its reserves.

use super::{Beta256, Candidate, Candidates, JudgeId, NoCandidate, SeatRecord, lottery};
use crate::uniform::{Label, Stream};
use core::num::NonZeroU32;
use tarazy_docket::Hash;

/// What a bench asks for.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// Seats and reserves together: positions 1 (the rapporteur), 2, …
    pub positions: u32,
    /// Pairs who may not sit together, in either order.
    pub incompatible: &'a [(JudgeId, JudgeId)],
}

/// Draws all positions in order, each from a stream of its own. Who is seated, and who may not sit with one of them,
/// is out of the later seats; what is owed stays the same for all.
///
/// # Errors
/// [`NoCandidate`] if a position is left without anybody.
pub fn panel(
    seed: &Hash,
    candidates: &Candidates<'_>,
    bench: Bench<'_>,
    beta: Beta256,
) -> Result<Vec<SeatRecord>, NoCandidate> {
    let mut seats: Vec<SeatRecord> = Vec::new();
    for position in (1..=bench.positions).filter_map(NonZeroU32::new) {
        let mut stream = Stream::new(seed, Label::Seat(position));
        let record = if seats.is_empty() {
            lottery(&mut stream, candidates, beta)?
        } else {
            let left = remaining(candidates, &seats, bench.incompatible);
            lottery(&mut stream, &left, beta)?
        };
        seats.push(record);
    }
    Ok(seats)
}

fn remaining<'a>(
    candidates: &Candidates<'a>,
    seated: &[SeatRecord],
    incompatible: &[(JudgeId, JudgeId)],
) -> Candidates<'a> {
    let barred =
        |x: &JudgeId, y: &JudgeId| incompatible.iter().any(|(a, b)| (a, b) == (x, y) || (b, a) == (x, y));
    let may_sit = |c: &&Candidate<'a>| !seated.iter().any(|s| s.winner == *c.id || barred(c.id, &s.winner));
    Candidates(candidates.rows().iter().filter(may_sit).copied().collect())
}
