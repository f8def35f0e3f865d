//! The batch: draws of one ledger with the same beacon and round, resolved in an order that nobody chose (draw.md
//! section 4; step 11).

use super::state::{Batch, Open, RoundKey};
use super::{Ledger, OpenDraw};
use crate::balance::{Balances, Draw, LedgerError, settle_seats};
use crate::fault::{DrawFault, hold};
use crate::record::{DrawResult, SeatRecord};
use crate::seat::Candidates;
use crate::steps::Committed;
use std::collections::HashSet;
use std::sync::Arc;
use tarazy_docket::{Hash, sha256};

/// A draw's turn in its batch.
pub(crate) struct Turn {
    /// The batch with this draw as its last one; `owed` is what the draw sees.
    pub(crate) batch: Batch,
    /// Where the batch is kept; none for a fallback draw, which is a batch of its own.
    pub(crate) key: Option<RoundKey>,
}

/// Balances after a draw.
pub(crate) struct After {
    /// Of the ledger.
    pub(crate) owed: Arc<Balances>,
    /// Of the batch.
    pub(crate) seen: Arc<Balances>,
}

impl Ledger {
    /// The batch of an open draw as it stands before the draw's result.
    pub(crate) fn batch(&self, open: &Open) -> Batch {
        if open.has_left() {
            return start(open.committed.leaf, [open.committed.leaf], &open.before);
        }
        let key = open.key();
        if let Some(batch) = self.batches.get(&key) {
            return batch.clone();
        }
        let members: Vec<OpenDraw<'_>> =
            self.open_draws().filter(|d| d.open.key() == key && !d.has_left()).collect();
        // Open draws come in the order of the log, so the first one has the lowest index.
        let first = members.first().map_or(open, |d| d.open);
        start(first.committed.leaf, members.iter().map(OpenDraw::leaf), &first.before)
    }

    /// True if a result of this round is written, so that no draw can join it.
    pub(crate) fn has_begun(&self, key: &RoundKey) -> bool {
        self.batches.contains_key(key)
    }

    /// Step 11: base, place and order, and the balances that the draw saw.
    pub(super) fn turn(&self, open: &Open, record: &DrawResult, seed: &Hash) -> Result<Turn, DrawFault> {
        let mut batch = self.batch(open);
        let is_member = batch.members.contains(&record.commit);
        hold(is_member && record.base == batch.base, 11, "base", "not the first commit of the batch")?;
        let turn = turn_hash(seed);
        let in_order = batch.last.is_none_or(|last| turn > last);
        hold(record.place == batch.place && in_order, 11, "place", "out of the order of the batch")?;
        let seen = Candidates::from_ledger(&open.committed.people.eligible, &batch.owed);
        let seen = seen.rows().map(|c| (c.id, c.owed));
        hold(
            seen.eq(record.owed.iter().map(|(id, owed)| (id, *owed))),
            11,
            "owed",
            "other balances follow from the log",
        )?;
        batch.place += 1;
        batch.waiting = batch.waiting.saturating_sub(1);
        batch.last = Some(turn);
        Ok(Turn { batch, key: (!open.has_left()).then(|| open.key()) })
    }

    /// Step 11: settlement, cap and hash.
    pub(super) fn after(&self, open: &Open, record: &DrawResult, turn: &Turn) -> Result<After, DrawFault> {
        let fault = |e: LedgerError| DrawFault::new(11, "owed", e.to_string());
        let owed = settled(&open.committed, &self.owed, &record.seats).map_err(fault)?;
        hold(owed.hash() == record.owed_hash, 11, "owed-hash", "another ledger follows")?;
        let seen = if Arc::ptr_eq(&self.owed, &turn.batch.owed) {
            Arc::clone(&owed)
        } else {
            settled(&open.committed, &turn.batch.owed, &record.seats).map_err(fault)?
        };
        Ok(After { owed, seen })
    }

    pub(super) fn advance(&mut self, turn: Turn, seen: Arc<Balances>) {
        let Turn { batch, key: Some(key) } = turn else { return };
        // Of a batch whose draws all have their result only the round is remembered.
        let batch = if batch.waiting > 0 {
            Batch { owed: seen, ..batch }
        } else {
            Batch { members: Arc::default(), owed: Arc::default(), ..batch }
        };
        self.batches.insert(key, batch);
    }
}

fn start(base: Hash, members: impl IntoIterator<Item = Hash>, owed: &Arc<Balances>) -> Batch {
    let members: Arc<HashSet<Hash>> = Arc::new(members.into_iter().collect());
    let waiting = members.len();
    Batch { base, members, waiting, owed: Arc::clone(owed), place: 0, last: None }
}

/// What decides a draw's turn: the hash of its seed.
pub(crate) fn turn_hash(seed: &Hash) -> Hash {
    sha256(&[seed.as_bytes()])
}

/// The balances after the seats of a draw are settled and capped.
pub(crate) fn settled(
    committed: &Committed,
    owed: &Arc<Balances>,
    seats: &[SeatRecord],
) -> Result<Arc<Balances>, LedgerError> {
    let weights = committed.weights();
    let mut after = Balances::clone(owed);
    let draw = Draw {
        seed: &committed.leaf,
        eligible: &committed.people.eligible,
        duty: &committed.people.duty,
        weights: &weights,
        reserves: committed.record.reserves,
        incompatible: &[],
        beta: committed.rules.beta(),
        mean_weight: committed.rules.mean_weight(),
    };
    settle_seats(&mut after, &draw, seats)?;
    Ok(Arc::new(after))
}
