//! Where the pool of a draw is frozen, and what it holds there (draw.md section 8.1; steps 6 and 7).

use super::Ledger;
use crate::context::Context;
use crate::fault::{DrawFault, hold};
use crate::pool::{
    LateWindow, MAX_ROWS, Moment, Pool, Query, Rows, ViewError, check_late, late, pairs, rows,
};
use crate::record::{Cause, Code, Exclusion, JudgeId, Late, PoolRow, RedrawCode, Why};
use crate::rules::Rules;
use tarazy_docket::{Hash, StreamId};

/// Where a pool is frozen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frozen {
    pub(crate) moment: Moment,
    /// Time of the filing in milliseconds.
    pub(crate) filed: i64,
    pub(crate) filing_index: u64,
    /// The entry that causes the draw, where it is not the filing, with its index.
    pub(crate) act: Option<(Hash, u64)>,
}

/// The freezing entry of a draw: the filing, or the entry that causes it.
pub(crate) fn freeze(
    ctx: &dyn Context,
    case: &StreamId,
    filing: &Hash,
    act: Option<Hash>,
) -> Result<Frozen, DrawFault> {
    let filing = ctx.entry(filing).filter(|f| f.stream == case);
    let filing =
        filing.ok_or_else(|| DrawFault::new(6, "filing", "the filing does not stand in the case"))?;
    let at_filing = Frozen {
        moment: Moment { limit: filing.index, time: filing.time },
        filed: filing.time,
        filing_index: filing.index,
        act: None,
    };
    let Some(leaf) = act else { return Ok(at_filing) };
    let cause = ctx.entry(&leaf).filter(|c| c.index > filing.index);
    let cause = cause
        .ok_or_else(|| DrawFault::new(6, "cause", "the causing entry does not stand after the filing"))?;
    let moment = Moment { limit: cause.index.saturating_add(1), time: cause.time };
    Ok(Frozen { moment, act: Some((leaf, cause.index)), ..at_filing })
}

/// What a record claims of its pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) query: Query<'a>,
    pub(super) window: LateWindow,
    pub(super) pool: &'a [PoolRow],
    pub(super) incompatible: Option<&'a [(JudgeId, JudgeId, Hash)]>,
}

impl Ledger {
    /// The rows of the division's pool, with its neighbours' where it has too few who can be drawn. Gives the pools too.
    pub(crate) fn see<'a>(
        &'a self,
        ctx: &'a dyn Context,
        rules: &Rules,
        query: &Query<'_>,
    ) -> (Vec<&'a Pool>, Rows) {
        let mut pools = vec![&self.pool];
        let mut seen = rows(&pools, query);
        if seen.eligible().count() < rules.pool_min() && !rules.neighbour().is_empty() {
            pools.extend(rules.neighbour().iter().filter_map(|n| ctx.ledger(n)).map(Self::pool));
            seen = rows(&pools, query);
        }
        (pools, seen)
    }

    /// What a draw sees: the pools, the late exclusions that it must list with the absences that are `chosen`, the rows.
    pub(crate) fn look<'a>(
        &'a self,
        ctx: &'a dyn Context,
        rules: &Rules,
        asked: &Query<'_>,
        window: LateWindow,
        chosen: &[Hash],
    ) -> (Vec<&'a Pool>, Vec<Late>, Rows) {
        // Which pools there are depends on how many can be drawn, and that on the late exclusions of these pools.
        let own = late(&[&self.pool], asked.case, window, chosen);
        let (pools, seen) = self.see(ctx, rules, &Query { late: &own, ..*asked });
        if pools.len() == 1 {
            return (pools, own, seen);
        }
        let all = late(&pools, asked.case, window, chosen);
        let seen = rows(&pools, &Query { late: &all, ..*asked });
        (pools, all, seen)
    }

    /// Steps 6 and 7. Gives whether an act behind the pool is unsigned.
    pub(super) fn check_pool(
        &self,
        ctx: &dyn Context,
        rules: &Rules,
        claim: &Claim<'_>,
    ) -> Result<bool, DrawFault> {
        let Claim { query, window, pool, incompatible } = claim;
        let computed;
        let (pools, seen) = match self.known(rules, query) {
            Some(known) => (vec![&self.pool], &known.seen),
            None => {
                let (pools, seen) = self.see(ctx, rules, query);
                computed = seen;
                (pools, &computed)
            }
        };
        check_late(&pools, query.case, *window, query.late).map_err(late_fault)?;
        let plain = |r: &PoolRow| (r.alpha, r.duty, r.elig);
        let same = |(a, b): (&PoolRow, &PoolRow)| a.id == b.id && plain(a) == plain(b);
        let fits = pool.len() == seen.rows.len() && seen.rows.iter().zip(*pool).all(same);
        hold(fits && pool.len() <= MAX_ROWS, 6, "pool", "another pool follows from the acts")?;
        let same_why = seen.rows.iter().zip(*pool).all(|(a, b)| a.why == b.why);
        hold(same_why, 7, "why", "other reasons follow from the acts")?;
        let Some(claimed) = incompatible else { return Ok(seen.unsigned) };
        let (due, all_signed) = pairs(&pools, query.moment, &seen.rows);
        hold(due == *claimed, 6, "incompatible", "other pairs follow from the acts")?;
        Ok(seen.unsigned || !all_signed)
    }

    /// Judges of the case who are not to be drawn again, each with the entry that says so. Checks that the draw follows
    /// the last one of the case.
    pub(crate) fn replaced(
        &self,
        case: &StreamId,
        cause: &Cause,
        frozen: &Frozen,
    ) -> Result<Vec<(JudgeId, Why)>, DrawFault> {
        let Cause::Redraw { code, prior, .. } = cause else { return Ok(Vec::new()) };
        let known = self.cases.get(case);
        let follows = known.is_some_and(|c| c.last == Some(*prior) && c.open.is_none());
        // While a draw of the case is open its commit is the last one; step 8 says so.
        let is_open = known.is_some_and(|c| c.open.is_some());
        hold(follows || is_open, 8, "prior", "not the prior draw of the case")?;
        let (Some((act, index)), Some((_, before))) = (frozen.act, self.seated(case)) else {
            return Ok(Vec::new());
        };
        if *code == RedrawCode::Void {
            return Ok(Vec::new());
        }
        let why = Why { code: Exclusion::Replaced, act, index };
        Ok(before.seats.iter().map(|s| (s.judge.clone(), why.clone())).collect())
    }

    /// Step 6: an act is named exactly where the ledger knows of one. A case that was drawn before is drawn again for a
    /// cause; one that waited for judges has its pool frozen by what came since it waits; any other by its filing.
    pub(crate) fn check_act(&self, case: &StreamId, frozen: &Frozen) -> Result<(), DrawFault> {
        let waited = self.waits(case).and_then(|waiting| waiting.lacked);
        let was_drawn = self.last_of(case).is_some();
        let fits = match (waited, frozen.act) {
            (Some(since), act) => act.is_some_and(|(_, index)| index >= since),
            (None, act) => act.is_some() == was_drawn,
        };
        hold(fits, 6, "cause", "not the act by which the ledger knows the pool to be frozen")
    }

    /// What a query for a draw asks.
    pub(crate) fn query<'a>(
        frozen: &Frozen,
        case: &'a StreamId,
        category: &'a Code,
        replaced: &'a [(JudgeId, Why)],
        late: &'a [Late],
    ) -> Query<'a> {
        Query { moment: frozen.moment, case, category, replaced, late }
    }
}

pub(super) fn late_fault(e: ViewError) -> DrawFault {
    DrawFault::new(7, "late", e.to_string())
}
