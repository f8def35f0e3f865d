//! The ledger's numbers: what each judge of a division is owed (draw.md section 5).
//!
//! The sum is always 0: what a judge is owed less, others are owed more. Whatever builds a ledger from the log starts
//! empty and uses only the operations here, each of which keeps the sum.

mod resolve;
mod shares;
mod weight;

pub use resolve::{Draw, DrawError, Resolved, batch_order, resolve, settle_seats};
pub use shares::shares;
pub use weight::{NotAWeight, Weight};

use crate::seat::{Candidate, JudgeId, Judges};
use tarazy_docket::json::MAX_INT;
use tarazy_docket::{Hash, sha256};

/// The name of the public balancing account. It is never drawn, and no judge can have it: `~` begins no id.
pub const ACCOUNT: &str = "~balance";

/// How many mean cases a balance may reach at full capacity; the rest goes to the balancing account.
pub const CAP_CASES: u64 = 30;

/// Balances in micro-points by judge, and the balancing account. Positive: the judge is owed work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances {
    /// Sorted by id. A judge who was never settled has no row; one with 0 may have.
    rows: Vec<(JudgeId, i64)>,
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
        let ledger = Self { rows, account };
        ledger.make_room(0)?;
        Ok(ledger)
    }

    /// What a judge is owed; 0 for one who is not in the ledger.
    pub fn get(&self, id: &JudgeId) -> i64 {
        self.rows.binary_search_by(|(other, _)| other.cmp(id)).map_or(0, |k| self.rows[k].1)
    }

    /// The balancing account.
    pub fn account(&self) -> i64 {
        self.account
    }

    /// The judges' balances in order of id; those of 0 may be among them. The account is not.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&JudgeId, i64)> + Clone {
        self.rows.iter().map(|(id, owed)| (id, *owed))
    }

    /// The sum of all balances, the account's included: 0 for every ledger built from the log.
    pub fn sum(&self) -> i64 {
        self.rows.iter().map(|(_, owed)| *owed).sum::<i64>() + self.account
    }

    /// Settles a seat: everybody on duty is owed a share of the weight by capacity, the winner has taken the weight.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was.
    pub fn settle(&mut self, duty: &Judges, weight: Weight, winner: &JudgeId) -> Result<(), LedgerError> {
        self.apply(duty, weight, winner, 1)
    }

    /// Undoes a settlement exactly, or the part of it that `weight` is: the refund of a withdrawn or replaced case. `duty`
    /// is that of the settlement.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was.
    pub fn unsettle(&mut self, duty: &Judges, weight: Weight, winner: &JudgeId) -> Result<(), LedgerError> {
        self.apply(duty, weight, winner, -1)
    }

    fn apply(
        &mut self,
        duty: &Judges,
        weight: Weight,
        winner: &JudgeId,
        sign: i64,
    ) -> Result<(), LedgerError> {
        if duty.is_empty() {
            return Err(LedgerError::NobodyOnDuty);
        }
        self.make_room(2 * weight.get().unsigned_abs())?;
        let shares = shares(duty, weight);
        self.for_duty(duty, |k, _, owed| *owed += sign * shares[k]);
        let taken = sign * weight.get();
        match self.rows.binary_search_by(|(id, _)| id.cmp(winner)) {
            Ok(k) => self.rows[k].1 -= taken,
            Err(k) => self.rows.insert(k, (winner.clone(), -taken)),
        }
        Ok(())
    }

    /// Keeps the balance of each judge of `duty` within 30 mean cases at his capacity; what exceeds moves to the account.
    pub fn cap(&mut self, duty: &Judges, mean_weight: Weight) {
        let mut moved = 0;
        let mut last = (0, 0);
        self.for_duty(duty, |_, alpha, owed| {
            if last.0 != alpha {
                last = (alpha, mean_weight.limit(alpha));
            }
            let kept = (*owed).clamp(-last.1, last.1);
            moved += *owed - kept;
            *owed = kept;
        });
        self.account += moved;
    }

    /// Moves the whole balance of a judge who leaves to the account, and gives it back.
    pub fn retire(&mut self, id: &JudgeId) -> i64 {
        let Ok(k) = self.rows.binary_search_by(|(other, _)| other.cmp(id)) else { return 0 };
        let (_, owed) = self.rows.remove(k);
        self.account += owed;
        owed
    }

    /// Hash of the ledger: of the canonical JSON of `[[id, owed], …]` in order of id, balances of 0 left out.
    pub fn hash(&self) -> Hash {
        let mut text = String::with_capacity(16 + 24 * self.rows.len());
        text.push('[');
        let rows = self.rows.iter().map(|(id, owed)| (id.as_str(), *owed));
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

    /// Sets what each candidate is owed. Candidates are sorted by id.
    pub(crate) fn fill(&self, candidates: &mut [Candidate<'_>]) {
        let mut at = 0;
        for c in candidates {
            at = self.seek(at, c.id);
            c.owed = self.rows.get(at).filter(|(id, _)| id == c.id).map_or(0, |(_, owed)| *owed);
        }
    }

    /// Calls `change(place in duty, capacity, balance)` for each judge of `duty`, adding rows for those who have none.
    fn for_duty(&mut self, duty: &Judges, mut change: impl FnMut(usize, u16, &mut i64)) {
        let mut at = 0;
        for (k, (id, alpha)) in duty.iter().enumerate() {
            at = self.seek(at, id);
            if self.rows.get(at).is_none_or(|(other, _)| other != id) {
                self.rows.insert(at, (id.clone(), 0));
            }
            change(k, alpha.get(), &mut self.rows[at].1);
            at += 1;
        }
    }

    /// The first place from `from` on whose id is not before `id`. Both lists are sorted, so a walk over a whole list
    /// passes each row once; equal ids are mostly one allocation, which makes the first comparison cheap.
    fn seek(&self, from: usize, id: &JudgeId) -> usize {
        let before = |(other, _): &&(JudgeId, i64)| other != id && other < id;
        from + self.rows[from..].iter().take_while(before).count()
    }

    /// Refuses what could lead beyond the range of a record. `growth` bounds how much the absolute values can grow.
    fn make_room(&self, growth: u64) -> Result<(), LedgerError> {
        let absolute = |sum: u64, owed: i64| sum.saturating_add(owed.unsigned_abs());
        let sum = self.rows.iter().map(|(_, owed)| *owed).chain([self.account]).fold(growth, absolute);
        if sum <= MAX_INT.unsigned_abs() { Ok(()) } else { Err(LedgerError::Range) }
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
