//! The ledger's numbers: what each judge of a division is owed (draw.md section 5).
//!
//! The sum is always 0: what a judge is owed less, others are owed more. Whatever builds a ledger from the log starts
//! empty and uses only the operations here, each of which keeps the sum.

mod resolve;
mod shares;
mod weight;

pub use resolve::{Draw, DrawError, Resolved, batch_order, decide, resolve, settle_seats};
pub use shares::shares;
pub use weight::{NotAWeight, Weight};

use crate::seat::{JudgeId, Judges};
use shares::Shares;
use std::sync::Arc;
use tarazy_docket::json::MAX_INT;
use tarazy_docket::{Hash, sha256};

/// The name of the public balancing account. It is never drawn, and no judge can have it: `~` begins no id.
pub const ACCOUNT: &str = "~balance";

/// How many mean cases a balance may reach at full capacity; the rest goes to the balancing account.
pub const CAP_CASES: u64 = 30;

/// Balances in micro-points by judge, and the balancing account. Positive: the judge is owed work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances {
    /// Sorted. A judge who was never settled is not among them; one who is owed 0 may be. Ledgers that follow each other
    /// share one list.
    ids: Arc<Vec<JudgeId>>,
    /// The balance of each of them.
    owed: Vec<i64>,
    account: i64,
}

/// Why a ledger cannot be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A weight is shared by those on duty, and there are none.
    #[error("nobody is on duty")]
    NobodyOnDuty,
    /// The balances would no longer fit a record: their absolute values add up to more than 2^53 − 1.
    #[error("balances are out of range")]
    Range,
    /// A judge stands twice in a list of balances.
    #[error("a judge has two balances")]
    Duplicate,
}

impl Balances {
    /// A ledger before the first case.
    pub fn new() -> Self {
        Self::default()
    }

    /// A ledger with given balances, in any order: for known answers and for what a bundle claims. Whether the sum is 0
    /// is for the caller to ask ([`Balances::sum`]).
    ///
    /// # Errors
    /// [`LedgerError::Duplicate`] for a judge named twice; [`LedgerError::Range`] if they do not fit a record.
    pub fn from_rows(mut rows: Vec<(JudgeId, i64)>, account: i64) -> Result<Self, LedgerError> {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        if rows.windows(2).any(|w| w[0].0 == w[1].0) {
            return Err(LedgerError::Duplicate);
        }
        let absolute = |sum: u64, owed: i64| sum.saturating_add(owed.unsigned_abs());
        let sum = rows.iter().map(|(_, owed)| *owed).chain([account]).fold(0, absolute);
        if sum > MAX_INT.unsigned_abs() {
            return Err(LedgerError::Range);
        }
        let (ids, owed) = rows.into_iter().unzip();
        Ok(Self { ids: Arc::new(ids), owed, account })
    }

    /// What a judge is owed; 0 for one who is not in the ledger.
    pub fn get(&self, id: &JudgeId) -> i64 {
        self.ids.binary_search(id).map_or(0, |k| self.owed[k])
    }

    /// The same, where he probably stands at this place: those on duty are mostly the whole ledger.
    pub(crate) fn get_near(&self, place: usize, id: &JudgeId) -> i64 {
        if self.ids.get(place) == Some(id) { self.owed[place] } else { self.get(id) }
    }

    /// The balancing account.
    pub fn account(&self) -> i64 {
        self.account
    }

    /// The judges' balances in order of id; those of 0 may be among them. The account is not.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&JudgeId, i64)> + Clone {
        self.ids.iter().zip(&self.owed).map(|(id, owed)| (id, *owed))
    }

    /// The sum of all balances, the account's included: 0 for every ledger built from the log.
    pub fn sum(&self) -> i64 {
        self.owed.iter().sum::<i64>() + self.account
    }

    /// Settles a seat: everybody on duty is owed a share of the weight by capacity, the winner has taken the weight.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was.
    pub fn settle(&mut self, duty: &Judges, weight: Weight, winner: &JudgeId) -> Result<(), LedgerError> {
        self.apply(duty, weight, winner, 1, None)
    }

    /// Undoes a settlement exactly, or the part of it that `weight` is: the refund of a withdrawn or replaced case. `duty`
    /// is that of the settlement.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was.
    pub fn unsettle(&mut self, duty: &Judges, weight: Weight, winner: &JudgeId) -> Result<(), LedgerError> {
        self.apply(duty, weight, winner, -1, None)
    }

    /// Settles a weight, or undoes that, and keeps the balances of those on duty within what a mean weight allows: in
    /// one walk.
    fn apply(
        &mut self,
        duty: &Judges,
        weight: Weight,
        winner: &JudgeId,
        sign: i64,
        mean_weight: Option<Weight>,
    ) -> Result<(), LedgerError> {
        if duty.is_empty() {
            return Err(LedgerError::NobodyOnDuty);
        }
        self.make_room(2 * weight.get().unsigned_abs())?;
        // The winner's charge comes first: the cap then sees each balance once, after all that was settled.
        let place = self.place_of(winner);
        self.owed[place] -= sign * weight.get();
        let mut shares = Shares::new(duty, weight);
        let Some(mean_weight) = mean_weight else {
            self.for_duty(duty, |class, owed| *owed += sign * shares.next(class));
            return Ok(());
        };
        let mut cap = Cap::new(duty, mean_weight);
        self.for_duty(duty, |class, owed| *owed = cap.keep(class, *owed + sign * shares.next(class)));
        self.account += cap.moved;
        Ok(())
    }

    /// Keeps the balance of each judge of `duty` within 30 mean cases at his capacity; what exceeds moves to the account.
    pub fn cap(&mut self, duty: &Judges, mean_weight: Weight) {
        let mut cap = Cap::new(duty, mean_weight);
        self.for_duty(duty, |class, owed| *owed = cap.keep(class, *owed));
        self.account += cap.moved;
    }

    /// Moves the whole balance of a judge who leaves to the account, and gives it back.
    pub fn retire(&mut self, id: &JudgeId) -> i64 {
        let Ok(k) = self.ids.binary_search(id) else { return 0 };
        Arc::make_mut(&mut self.ids).remove(k);
        let owed = self.owed.remove(k);
        self.account += owed;
        owed
    }

    /// Hash of the ledger: of the canonical JSON of `[[id, owed], …]` in order of id, balances of 0 left out.
    pub fn hash(&self) -> Hash {
        let mut text = String::with_capacity(16 + 24 * self.ids.len());
        text.push('[');
        let rows = self.iter().map(|(id, owed)| (id.as_str(), owed));
        // `~` sorts after every character of an id, so the account comes last.
        for (id, owed) in rows.chain([(ACCOUNT, self.account)]).filter(|(_, owed)| *owed != 0) {
            text.push_str(if text.len() > 1 { ",[\"" } else { "[\"" });
            text.push_str(id);
            text.push_str("\",");
            push_decimal(&mut text, owed);
            text.push(']');
        }
        text.push(']');
        sha256(&[text.as_bytes()])
    }

    /// The place of a judge, who gets one if he has none.
    fn place_of(&mut self, id: &JudgeId) -> usize {
        match self.ids.binary_search(id) {
            Ok(place) => place,
            Err(place) => {
                self.insert(place, id);
                place
            }
        }
    }

    fn insert(&mut self, place: usize, id: &JudgeId) {
        Arc::make_mut(&mut self.ids).insert(place, id.clone());
        self.owed.insert(place, 0);
    }

    /// Calls `change(class of his capacity, balance)` for each judge of `duty` in order, adding those who have no place.
    fn for_duty(&mut self, duty: &Judges, mut change: impl FnMut(usize, &mut i64)) {
        let mut at = 0;
        for (id, class) in duty.by_class() {
            // Both lists are in order, so a walk over a whole list passes each place once.
            while self.ids.get(at).is_some_and(|other| other != id && other < id) {
                at += 1;
            }
            if self.ids.get(at) != Some(id) {
                self.insert(at, id);
            }
            change(class, &mut self.owed[at]);
            at += 1;
        }
    }

    /// Refuses what could lead beyond the range of a record. `growth` bounds how much the absolute values can grow.
    fn make_room(&self, growth: u64) -> Result<(), LedgerError> {
        // Absolute values always add up to less than 2^53, so that the sum has room.
        let sum: u64 = self.owed.iter().map(|owed| owed.unsigned_abs()).sum();
        let sum = sum.saturating_add(self.account.unsigned_abs()).saturating_add(growth);
        if sum <= MAX_INT.unsigned_abs() { Ok(()) } else { Err(LedgerError::Range) }
    }
}

/// How far balances may go, and what moved to the account because it went further.
struct Cap {
    /// For each class of the list on duty.
    limits: Vec<i64>,
    moved: i64,
}

impl Cap {
    fn new(duty: &Judges, mean_weight: Weight) -> Self {
        let limits = duty.classes().iter().map(|(alpha, _)| mean_weight.limit(alpha.get()));
        Self { limits: limits.collect(), moved: 0 }
    }

    fn keep(&mut self, class: usize, owed: i64) -> i64 {
        let limit = self.limits.get(class).copied().unwrap_or(i64::MAX);
        let kept = owed.clamp(-limit, limit);
        self.moved += owed - kept;
        kept
    }
}

/// Decimal digits, without the machinery of formatting: this is most of the work of a ledger's hash.
fn push_decimal(text: &mut String, n: i64) {
    if n < 0 {
        text.push('-');
    }
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut left = n.unsigned_abs();
    while at > 0 {
        at -= 1;
        digits[at] = u8::try_from(left % 10).unwrap_or_default();
        left /= 10;
        if left == 0 {
            break;
        }
    }
    text.extend(digits[at..].iter().map(|d| char::from(b'0' + d)));
}

#[cfg(test)]
mod tests;
