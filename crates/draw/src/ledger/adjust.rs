//! `ledger.adjust`: what changes a balance after a settlement. There is no entry that sets one.

use super::Ledger;
use super::state::{Seated, Settled};
use crate::balance::{Balances, LedgerError, Weight};
use crate::fault::{DrawFault, hold};
use crate::pool::Place;
use crate::record::{AdjustCause, JudgeId, LedgerAdjust};
use crate::rules::Rules;
use std::sync::Arc;

/// Which way a weight is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Settle,
    Undo,
}

impl Ledger {
    pub(super) fn adjust(&mut self, place: Place, record: &LedgerAdjust) -> Result<(), DrawFault> {
        let number = || DrawFault::new(11, "adjust", "sign or weight is none");
        let weight = Weight::try_from(record.weight).map_err(|_| number())?;
        let sign = match record.sign {
            1 => Sign::Settle,
            -1 => Sign::Undo,
            _ => return Err(number()),
        };
        if record.cause == AdjustCause::Leave {
            return self.leave(place, record);
        }
        let settled = self.settled.get(&record.target);
        let settled = settled.ok_or_else(|| DrawFault::new(11, "adjust", "of nothing that was settled"))?;
        let in_force = self.rules_at(place.time).map(|(_, rules)| &**rules);
        let tables = [Some(settled.rules()), in_force];
        let after = match record.cause {
            AdjustCause::Category => recategorised(settled, weight, sign, record, tables)?,
            AdjustCause::Refund | AdjustCause::Leave => refunded(settled, weight, sign, record, tables)?,
        };
        let mut owed = Balances::clone(&self.owed);
        let done =
            after.changes.iter().try_for_each(|(judge, w)| settle(&mut owed, settled, *w, judge, sign));
        done.map_err(|e| DrawFault::new(11, "owed", e.to_string()))?;
        self.owed = Arc::new(owed);
        if let Some(settled) = self.settled.get_mut(&record.target) {
            settled.weight = after.weight;
            settled.seats = after.seats;
        }
        Ok(())
    }

    /// A judge left: his whole balance moves to the balancing account.
    fn leave(&mut self, place: Place, record: &LedgerAdjust) -> Result<(), DrawFault> {
        let judge = self.pool.leaver(&record.target, place.time);
        let judge = judge.ok_or_else(|| DrawFault::new(11, "adjust", "not a leave that is in force"))?;
        let balance = record.weight * i64::from(record.sign);
        hold(self.owed.get(judge) == balance, 11, "adjust", "not his balance")?;
        hold(record.judge.is_none(), 11, "adjust", "a leave names its judge itself")?;
        Arc::make_mut(&mut self.owed).retire(judge);
        Ok(())
    }
}

/// A settlement after its adjustment.
struct Adjusted {
    changes: Vec<(JudgeId, Weight)>,
    seats: Vec<Seated>,
    weight: Weight,
}

/// Another category: the difference of two weights of the table, for each seat its part.
fn recategorised(
    settled: &Settled,
    difference: Weight,
    sign: Sign,
    record: &LedgerAdjust,
    tables: [Option<&Rules>; 2],
) -> Result<Adjusted, DrawFault> {
    let changed = |w: Weight, by: Weight| {
        let n = if sign == Sign::Settle { w.get() + by.get() } else { w.get() - by.get() };
        Weight::try_from(n).map_err(|_| DrawFault::new(11, "adjust", "a weight below nothing"))
    };
    let weight = changed(settled.weight, difference)?;
    let listed = tables.into_iter().flatten().any(|rules| rules.has_weight(weight));
    hold(listed && record.judge.is_none(), 11, "adjust", "no category has this weight")?;
    let mut changes = Vec::new();
    let mut seats = settled.seats.clone();
    for (k, seat) in seats.iter_mut().enumerate() {
        let part = settled.rules.seat_weight(difference, k == 0);
        seat.weight = changed(seat.weight, part)?;
        changes.push((seat.judge.clone(), part));
    }
    Ok(Adjusted { changes, seats, weight })
}

/// Withdrawn or replaced: what the table leaves of the weight is undone, once for each seat.
fn refunded(
    settled: &Settled,
    part: Weight,
    sign: Sign,
    record: &LedgerAdjust,
    tables: [Option<&Rules>; 2],
) -> Result<Adjusted, DrawFault> {
    hold(sign == Sign::Undo, 11, "adjust", "a refund undoes")?;
    let meant = |seat: &Seated| record.judge.as_ref().is_none_or(|judge| seat.judge == *judge);
    let mut changes = Vec::new();
    let mut seats = settled.seats.clone();
    let mut whole = None;
    for (k, seat) in seats.iter_mut().enumerate().filter(|(_, seat)| meant(seat)) {
        hold(!seat.refunded, 11, "adjust", "refunded before")?;
        seat.refunded = true;
        whole.get_or_insert(seat.weight);
        let is_first = k == 0 || record.judge.is_some();
        changes.push((seat.judge.clone(), settled.rules.seat_weight(part, is_first)));
    }
    let whole = whole.ok_or_else(|| DrawFault::new(11, "adjust", "he has no seat in it"))?;
    let listed = tables.into_iter().flatten().any(|rules| rules.is_refund(part, whole));
    hold(listed, 11, "adjust", "not what the table leaves at a stage")?;
    Ok(Adjusted { changes, seats, weight: settled.weight })
}

fn settle(
    owed: &mut Balances,
    settled: &Settled,
    weight: Weight,
    judge: &JudgeId,
    sign: Sign,
) -> Result<(), LedgerError> {
    match sign {
        Sign::Settle => owed.settle(&settled.duty, weight, judge)?,
        Sign::Undo => owed.unsettle(&settled.duty, weight, judge)?,
    }
    if let Some(mean) = settled.rules.mean_weight() {
        owed.cap(&settled.duty, mean);
    }
    Ok(())
}
