//! One seat: the (1+β) lottery; and the bench of several seats (draw.md section 4).

mod fill;
mod panel;

pub use crate::record::{JudgeId, SeatRecord};
pub use fill::sure_positions;
pub use panel::{Bench, panel};

use crate::balance::Balances;
use crate::uniform::{Label, Stream};
use core::cmp::Ordering;
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

/// Judges with their capacities, sorted by the bytes of the id, each once: the eligible, or those on duty. As JSON
/// `[[id, α], …]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<(JudgeId, Capacity)>", into = "Vec<(JudgeId, Capacity)>")]
pub struct Judges(Vec<(JudgeId, Capacity)>);

/// Why rows are not a list of judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Not strictly increasing by the bytes of the id.
    #[error("judges are not sorted by id, each once")]
    Order,
    /// More than [`Judges::MAX`].
    #[error("more than {} judges", Judges::MAX)]
    Length,
    /// Balances are given for other judges than the list's.
    #[error("balances are not those of the judges")]
    Owed,
}

impl Judges {
    /// The most judges of a list. A commit has room for 200 (draw.md section 6); this bound keeps sums in 32 bits.
    pub const MAX: usize = 65_535;

    /// A list that is sorted already.
    ///
    /// # Errors
    /// [`ListError`] if it is not strictly increasing, or too long.
    pub fn new(rows: Vec<(JudgeId, Capacity)>) -> Result<Self, ListError> {
        if rows.len() > Self::MAX {
            return Err(ListError::Length);
        }
        if rows.windows(2).all(|w| w[0].0 < w[1].0) { Ok(Self(rows)) } else { Err(ListError::Order) }
    }

    /// The sum of the capacities.
    pub fn total(&self) -> u32 {
        self.0.iter().map(|(_, alpha)| u32::from(*alpha)).sum()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Rows in order of id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&JudgeId, Capacity)> + Clone {
        self.0.iter().map(|(id, alpha)| (id, *alpha))
    }

    /// True if he is in the list.
    pub fn contains(&self, id: &JudgeId) -> bool {
        self.0.binary_search_by(|(other, _)| other.cmp(id)).is_ok()
    }
}

impl TryFrom<Vec<(JudgeId, Capacity)>> for Judges {
    type Error = ListError;
    fn try_from(rows: Vec<(JudgeId, Capacity)>) -> Result<Self, ListError> {
        Self::new(rows)
    }
}

impl From<Judges> for Vec<(JudgeId, Capacity)> {
    fn from(judges: Judges) -> Self {
        judges.0
    }
}

/// A judge who can be drawn, as the lottery sees him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Who.
    pub id: &'a JudgeId,
    /// His capacity.
    pub alpha: Capacity,
    /// Work owed to him in micro-points.
    pub owed: i64,
}

impl Candidate<'_> {
    /// Compares what they are owed per capacity, exactly.
    pub fn cmp_owed(&self, other: &Self) -> Ordering {
        let cross = |a: &Self, b: &Self| i128::from(a.owed) * i128::from(b.alpha.0);
        cross(self, other).cmp(&cross(other, self))
    }
}

/// The eligible judges of a draw with what each is owed, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates<'a>(Vec<Candidate<'a>>);

impl<'a> Candidates<'a> {
    /// The eligible with their balances; a judge who is not in the ledger is owed 0.
    pub fn from_ledger(eligible: &'a Judges, ledger: &Balances) -> Self {
        let mut rows: Vec<Candidate<'a>> =
            eligible.iter().map(|(id, alpha)| Candidate { id, alpha, owed: 0 }).collect();
        ledger.fill(&mut rows);
        Self(rows)
    }

    /// The eligible with the balances that a result claims, which must name exactly them, in order.
    ///
    /// # Errors
    /// [`ListError::Owed`] if it names others.
    pub fn from_result(eligible: &'a Judges, owed: &[(JudgeId, i64)]) -> Result<Self, ListError> {
        let fits = eligible.len() == owed.len() && eligible.iter().zip(owed).all(|((a, _), (b, _))| a == b);
        if !fits {
            return Err(ListError::Owed);
        }
        let row = |((id, alpha), (_, owed)): (_, &(JudgeId, i64))| Candidate { id, alpha, owed: *owed };
        Ok(Self(eligible.iter().zip(owed).map(row).collect()))
    }

    /// In order of id.
    pub fn rows(&self) -> &[Candidate<'a>] {
        &self.0
    }

    /// What a result carries as `owed`: each with his balance, in order of id.
    pub fn owed(&self) -> Vec<(JudgeId, i64)> {
        self.0.iter().map(|c| (c.id.clone(), c.owed)).collect()
    }

    /// The sum of the capacities.
    pub fn total(&self) -> u32 {
        self.0.iter().map(|c| u32::from(c.alpha)).sum()
    }

    /// The one whom a ticket names: the first in order whose cumulated capacity exceeds it.
    fn pick(&self, ticket: u32) -> Option<&Candidate<'a>> {
        let mut left = ticket;
        self.0.iter().find(|c| {
            let alpha = u32::from(c.alpha);
            let found = left < alpha;
            left = left.saturating_sub(alpha);
            found
        })
    }
}

/// Nobody can be drawn for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no-candidate: nobody can be drawn for `{label}`")]
pub struct NoCandidate {
    /// The seat's label.
    pub label: Label,
}

/// Draws one seat. A ticket picks one by capacity; a coin decides whether a second ticket is drawn; then, of the two,
/// the one who is owed more per capacity is the winner, and the first one in a tie.
///
/// # Errors
/// [`NoCandidate`] if there is nobody.
pub fn lottery(
    stream: &mut Stream,
    candidates: &Candidates<'_>,
    beta: Beta256,
) -> Result<SeatRecord, NoCandidate> {
    let nobody = NoCandidate { label: stream.label() };
    let total = candidates.total();
    let bound = NonZeroU128::new(total.into()).ok_or(nobody)?;
    let ticket = |stream: &mut Stream| {
        let ticket = u32::try_from(stream.uniform(bound)).map_err(|_| nobody)?;
        candidates.pick(ticket).map(|picked| (u64::from(ticket), picked)).ok_or(nobody)
    };
    let (ticket1, first) = ticket(stream)?;
    let coin = u32::try_from(stream.uniform(COIN)).unwrap_or_default();
    let mut record = SeatRecord {
        total: total.into(),
        ticket1,
        first: first.id.clone(),
        coin,
        ticket2: None,
        second: None,
        winner: first.id.clone(),
    };
    if coin < u32::from(beta) {
        let (ticket2, second) = ticket(stream)?;
        record.ticket2 = Some(ticket2);
        record.second = Some(second.id.clone());
        if second.cmp_owed(first).is_gt() {
            record.winner = second.id.clone();
        }
    }
    Ok(record)
}

const COIN: NonZeroU128 = NonZeroU128::new(256).expect("256 is not 0");

#[cfg(test)]
mod tests;
