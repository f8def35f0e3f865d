//! A bench: several seats of one draw, then its reserves.

use super::{Beta256, Candidates, JudgeId, NoCandidate, Seat, SeatRecord, lottery};
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
/// is out of the later seats; what is owed stays the same for all. The seats are put into `seats`, whose memory serves
/// for many draws.
///
/// # Errors
/// [`NoCandidate`] if a position is left without anybody.
pub fn draw_seats(
    seed: &Hash,
    candidates: &Candidates<'_>,
    bench: Bench<'_>,
    beta: Beta256,
    seats: &mut Vec<Seat>,
) -> Result<(), NoCandidate> {
    seats.clear();
    for position in (1..=bench.positions).filter_map(NonZeroU32::new) {
        let mut stream = Stream::new(seed, Label::Seat(position));
        let seat = if seats.is_empty() {
            lottery(&mut stream, candidates, beta)?
        } else {
            let left = candidates.without(out(candidates, seats, bench.incompatible));
            lottery(&mut stream, &left, beta)?
        };
        seats.push(seat);
    }
    Ok(())
}

/// The same as records.
///
/// # Errors
/// As for [`draw_seats`].
pub fn panel(
    seed: &Hash,
    candidates: &Candidates<'_>,
    bench: Bench<'_>,
    beta: Beta256,
) -> Result<Vec<SeatRecord>, NoCandidate> {
    let mut seats = Vec::new();
    draw_seats(seed, candidates, bench, beta, &mut seats)?;
    Ok(seats.iter().filter_map(|seat| seat.record(candidates.judges())).collect())
}

/// Places of those who are out of the next seat.
fn out(candidates: &Candidates<'_>, seated: &[Seat], incompatible: &[(JudgeId, JudgeId)]) -> Vec<usize> {
    let judges = candidates.judges();
    let winners = || seated.iter().filter_map(|seat| judges.get(seat.winner()));
    let barred =
        |x: &JudgeId, y: &JudgeId| incompatible.iter().any(|(a, b)| (a, b) == (x, y) || (b, a) == (x, y));
    let is_out = |id: &JudgeId| winners().any(|(winner, _)| winner == id || barred(id, winner));
    (0..).zip(judges.iter()).filter(|(_, (id, _))| is_out(id)).map(|(place, _)| place).collect()
}
