//! One seat: the (1+β) lottery; and the bench of several seats (draw.md section 4).

mod candidates;
mod fill;
mod judges;
mod panel;

pub use crate::record::{JudgeId, SeatRecord};
pub use candidates::{Candidate, Candidates};
pub use fill::sure_positions;
pub use judges::{Judges, ListError};
pub use panel::{Bench, draw_seats, panel};

use crate::uniform::{Label, Stream};
use core::num::NonZeroU128;
use serde::{Deserialize, Serialize};

/// Working capacity in ‰ of full time: 1…1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Capacity(u16);

/// A capacity outside 1…1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("capacity {0} is not within 1…1000")]
pub struct NotACapacity(pub u32);

impl Capacity {
    /// Full time.
    pub const FULL: Self = Self(1000);

    /// In ‰.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u32> for Capacity {
    type Error = NotACapacity;
    fn try_from(per_mille: u32) -> Result<Self, NotACapacity> {
        match u16::try_from(per_mille) {
            Ok(n @ 1..=1000) => Ok(Self(n)),
            _ => Err(NotACapacity(per_mille)),
        }
    }
}

impl From<Capacity> for u32 {
    fn from(capacity: Capacity) -> Self {
        capacity.0.into()
    }
}

/// β in 256ths: how often a second ticket is drawn, 0…256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Beta256(u16);

/// β·256 outside 0…256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("β·256 = {0} is not within 0…256")]
pub struct NotABeta(pub u32);

impl Beta256 {
    /// β = ½.
    pub const HALF: Self = Self(128);

    /// In 256ths.
    pub fn get(self) -> u16 {
        self.0
    }

    /// True within 64…192, which law may set.
    pub fn is_lawful(self) -> bool {
        (64..=192).contains(&self.0)
    }
}

impl Default for Beta256 {
    fn default() -> Self {
        Self::HALF
    }
}

impl TryFrom<u32> for Beta256 {
    type Error = NotABeta;
    fn try_from(n: u32) -> Result<Self, NotABeta> {
        match u16::try_from(n) {
            Ok(beta @ 0..=256) => Ok(Self(beta)),
            _ => Err(NotABeta(n)),
        }
    }
}

impl From<Beta256> for u32 {
    fn from(beta: Beta256) -> Self {
        beta.0.into()
    }
}

/// Nobody can be drawn for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no-candidate: nobody can be drawn for `{label}`")]
pub struct NoCandidate {
    /// The seat's label.
    pub label: Label,
}

/// One seat as it was drawn. Judges stand by their places in the list of the eligible: a record, with their ids, is made
/// where one is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    total: u32,
    ticket1: u32,
    first: usize,
    coin: u32,
    /// The second ticket and whom it picked, where the coin asked for one.
    second: Option<(u32, usize)>,
    winner: usize,
}

impl Seat {
    /// The winner's place among the eligible.
    pub fn winner(&self) -> usize {
        self.winner
    }

    /// The record, where `eligible` is the list that was drawn from; `None` for a list that is shorter.
    pub fn record(&self, eligible: &Judges) -> Option<SeatRecord> {
        let id = |place: usize| eligible.get(place).map(|(id, _)| id.clone());
        let second = match self.second {
            Some((_, place)) => Some(id(place)?),
            None => None,
        };
        Some(SeatRecord {
            total: self.total.into(),
            ticket1: self.ticket1.into(),
            first: id(self.first)?,
            coin: self.coin,
            ticket2: self.second.map(|(ticket, _)| ticket.into()),
            second,
            winner: id(self.winner)?,
        })
    }

    /// True if a record says exactly this.
    pub fn is(&self, record: &SeatRecord, eligible: &Judges) -> bool {
        let is_at = |id: &JudgeId, place: usize| eligible.get(place).is_some_and(|(other, _)| other == id);
        let second = match (self.second, record.ticket2, &record.second) {
            (Some((ticket, place)), Some(ticket2), Some(id)) => {
                ticket2 == u64::from(ticket) && is_at(id, place)
            }
            (None, None, None) => true,
            _ => false,
        };
        record.total == u64::from(self.total)
            && record.ticket1 == u64::from(self.ticket1)
            && record.coin == self.coin
            && second
            && is_at(&record.first, self.first)
            && is_at(&record.winner, self.winner)
    }
}

/// Draws one seat. A ticket picks one by capacity; a coin decides whether a second ticket is drawn; then, of the two,
/// the one who is owed more per capacity is the winner, and the first one in a tie.
///
/// # Errors
/// [`NoCandidate`] if there is nobody.
pub fn lottery(stream: &mut Stream, candidates: &Candidates<'_>, beta: Beta256) -> Result<Seat, NoCandidate> {
    let nobody = NoCandidate { label: stream.label() };
    let total = candidates.total();
    let bound = NonZeroU128::new(total.into()).ok_or(nobody)?;
    let ticket = |stream: &mut Stream| {
        let ticket = u32::try_from(stream.uniform(bound)).map_err(|_| nobody)?;
        let place = candidates.holder(ticket);
        candidates.at(place).map(|holder| (ticket, place, holder)).ok_or(nobody)
    };
    let (ticket1, first, a) = ticket(stream)?;
    let coin = u32::try_from(stream.uniform(COIN)).unwrap_or_default();
    let mut seat = Seat { total, ticket1, first, coin, second: None, winner: first };
    if coin < u32::from(beta) {
        let (ticket2, second, b) = ticket(stream)?;
        seat.second = Some((ticket2, second));
        if b.cmp_owed(&a).is_gt() {
            seat.winner = second;
        }
    }
    Ok(seat)
}

const COIN: NonZeroU128 = NonZeroU128::new(256).expect("256 is not 0");

#[cfg(test)]
mod tests;
