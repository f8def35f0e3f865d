//! A list of judges: who can be drawn, or who is on duty.

use super::{Capacity, JudgeId};
use serde::{Deserialize, Serialize};

/// Judges with their capacities, sorted by the bytes of the id, each once: the eligible, or those on duty. As JSON
/// `[[id, α], …]`.
///
/// What every draw asks of a list is counted once, when it is made: most draws have the list of the draw before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<(JudgeId, Capacity)>", into = "Vec<(JudgeId, Capacity)>")]
pub struct Judges {
    rows: Vec<(JudgeId, Capacity)>,
    /// For each row the sum of the capacities up to it, its own included.
    cumulated: Vec<u32>,
    /// The different capacities with how many judges have each, in order.
    classes: Vec<(Capacity, u32)>,
    /// For each row the place of its capacity in `classes`.
    class_of: Vec<u16>,
}

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
        if !rows.windows(2).all(|w| w[0].0 < w[1].0) {
            return Err(ListError::Order);
        }
        let mut sum = 0;
        let mut add = |(_, alpha): &(JudgeId, Capacity)| {
            sum += u32::from(*alpha);
            sum
        };
        let cumulated = rows.iter().map(&mut add).collect();
        let mut classes: Vec<(Capacity, u32)> = rows.iter().map(|(_, alpha)| (*alpha, 0)).collect();
        classes.sort_unstable();
        classes.dedup();
        let mut class_of = Vec::with_capacity(rows.len());
        for (_, alpha) in &rows {
            let place = classes.partition_point(|(other, _)| other < alpha);
            classes[place].1 += 1;
            // There are at most 1000 capacities.
            class_of.push(u16::try_from(place).unwrap_or_default());
        }
        Ok(Self { rows, cumulated, classes, class_of })
    }

    /// The sum of the capacities.
    pub fn total(&self) -> u32 {
        self.cumulated.last().copied().unwrap_or(0)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if there is nobody.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows in order of id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&JudgeId, Capacity)> + Clone {
        self.rows.iter().map(|(id, alpha)| (id, *alpha))
    }

    /// The row at a place.
    pub fn get(&self, place: usize) -> Option<(&JudgeId, Capacity)> {
        self.rows.get(place).map(|(id, alpha)| (id, *alpha))
    }

    /// True if he is in the list.
    pub fn contains(&self, id: &JudgeId) -> bool {
        self.rows.binary_search_by(|(other, _)| other.cmp(id)).is_ok()
    }

    /// The place of the first judge whose cumulated capacity exceeds a ticket.
    pub(super) fn holder(&self, ticket: u32) -> usize {
        self.cumulated.partition_point(|sum| *sum <= ticket)
    }

    /// The different capacities with how many judges have each.
    pub(crate) fn classes(&self) -> &[(Capacity, u32)] {
        &self.classes
    }

    /// Each judge with the place of his capacity in [`Judges::classes`].
    pub(crate) fn by_class(&self) -> impl Iterator<Item = (&JudgeId, usize)> {
        self.rows.iter().zip(&self.class_of).map(|((id, _), class)| (id, usize::from(*class)))
    }
}

/// The rows are all there is; the rest is counted from them.
impl PartialEq for Judges {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Eq for Judges {}

impl TryFrom<Vec<(JudgeId, Capacity)>> for Judges {
    type Error = ListError;
    fn try_from(rows: Vec<(JudgeId, Capacity)>) -> Result<Self, ListError> {
        Self::new(rows)
    }
}

impl From<Judges> for Vec<(JudgeId, Capacity)> {
    fn from(judges: Judges) -> Self {
        judges.rows
    }
}
