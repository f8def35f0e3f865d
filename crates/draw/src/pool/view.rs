//! The pool as one draw sees it: rows, late exclusions, incompatible pairs.

use super::timeline::{Moment, Span};
use super::{Excluding, FULL_TIME, Judge, Pool};
use crate::record::{Code, Exclusion, JudgeId, Late, PoolRow, Why};
use alloc::vec::Vec;
use tarazy_docket::{Hash, StreamId};

/// The most rows that a commit may hold.
pub const MAX_ROWS: usize = 200;

/// Who is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Where the pool is frozen.
    pub moment: Moment,
    /// The case.
    pub case: &'a StreamId,
    /// Its category: members are those who take it.
    pub category: &'a Code,
    /// Judges whom this redraw replaces, or who keep their seat in it.
    pub replaced: &'a [(JudgeId, Why)],
    /// Exclusions after the freezing entry.
    pub late: &'a [Late],
}

/// Where and when an exclusion is a late one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateWindow {
    /// Acts with this index or a higher one are late: the [`Moment`]'s limit.
    pub since: u64,
    /// Acts with a lower index count: that of the commit.
    pub until: u64,
    /// Acts in force at this time count, in milliseconds since 1970 UTC.
    pub at: i64,
}

/// The rows of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// One row for each member, sorted by id.
    pub rows: Vec<PoolRow>,
    /// True if an act behind them has no signed document.
    pub unsigned: bool,
}

impl Rows {
    /// Who can be drawn.
    pub fn eligible(&self) -> impl Iterator<Item = &JudgeId> {
        self.rows.iter().filter(|r| r.elig).map(|r| &r.id)
    }

    /// Who is on duty, with capacity.
    pub fn duty(&self) -> Vec<(JudgeId, u32)> {
        self.rows.iter().filter(|r| r.duty).map(|r| (r.id.clone(), r.alpha)).collect()
    }
}

/// Why late exclusions do not fit the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// An act is unknown, does not fit its claim, or is not late.
    #[error("a late exclusion does not fit its act")]
    Late,
    /// A conflict or a leave between freezing entry and commit is not listed.
    #[error("a late exclusion is missing")]
    Missing,
    /// The list is not sorted by judge and index, or names an act twice.
    #[error("late exclusions are not in order")]
    Order,
}

/// The rows of the pools for a draw. The first pool is the division's own; the others are its neighbours'. A judge of
/// several has the row of the first.
pub fn rows(pools: &[&Pool], query: &Query<'_>) -> Rows {
    let mut out = Rows { rows: Vec::new(), unsigned: false };
    let conflicts: Vec<&Excluding> = pools
        .iter()
        .flat_map(|pool| pool.conflicts(query.case))
        .filter(|e| e.span.index < query.moment.limit)
        .collect();
    for pool in pools {
        for (id, judge) in &pool.judges {
            let Some((row, signed)) = row(pools, id, judge, query, &conflicts) else { continue };
            if pools.len() > 1 && out.rows.iter().any(|r| r.id == *id) {
                continue;
            }
            out.rows.push(row);
            out.unsigned |= !signed;
        }
    }
    if pools.len() > 1 {
        out.rows.sort_by(|a, b| a.id.cmp(&b.id));
    }
    out
}

fn row(
    pools: &[&Pool],
    id: &JudgeId,
    judge: &Judge,
    query: &Query<'_>,
    conflicts: &[&Excluding],
) -> Option<(PoolRow, bool)> {
    let m = query.moment;
    let acts_signed = membership(judge, query)?;
    let capacity = judge.capacity.at(m);
    let mut signed = acts_signed && capacity.is_none_or(|(span, _)| span.signed);
    let mut why = Vec::new();
    let of_span = |code: Exclusion, span: &Span| Why { code, act: span.leaf, index: span.index };
    for (span, class) in judge.absences.at(m) {
        signed &= span.signed;
        why.push(of_span(class, &span));
    }
    for conflict in conflicts.iter().filter(|c| c.judge == *id) {
        signed &= conflict.span.signed;
        why.push(of_span(conflict.class, &conflict.span));
    }
    for late in query.late.iter().filter(|l| l.judge == *id) {
        signed &= pools.iter().find_map(|pool| pool.excluding.get(&late.act)).is_none_or(|e| e.span.signed);
        why.push(Why { code: late.code, act: late.act, index: late.index });
    }
    why.extend(query.replaced.iter().filter(|(j, _)| j == id).map(|(_, w)| w.clone()));
    why.sort_by_key(|w| w.index);
    let duty = !why.iter().any(|w| w.code.ends_duty());
    let alpha = capacity.map_or(FULL_TIME, |(_, alpha)| *alpha);
    Some((PoolRow { id: id.clone(), alpha, duty, elig: why.is_empty(), why }, signed))
}

/// `Some` if he belongs to the division and takes the category: whether the acts that say so are signed.
fn membership(judge: &Judge, query: &Query<'_>) -> Option<bool> {
    let (appointed, is_member) = judge.member.at(query.moment)?;
    let categories = judge.categories.at(query.moment);
    let takes = |list: &[Code]| list.iter().any(|start| query.category.as_str().starts_with(start.as_str()));
    let fits = *is_member && categories.is_none_or(|(_, list)| takes(list));
    fits.then(|| appointed.signed && categories.is_none_or(|(span, _)| span.signed))
}

/// The pairs in force of which both can be drawn, sorted, and whether each act is signed.
pub fn pairs(pools: &[&Pool], moment: Moment, rows: &[PoolRow]) -> (Vec<(JudgeId, JudgeId, Hash)>, bool) {
    let eligible = |id: &JudgeId| {
        rows.binary_search_by(|r| r.id.cmp(id)).ok().and_then(|k| rows.get(k)).is_some_and(|r| r.elig)
    };
    let mut found: Vec<(JudgeId, JudgeId, Hash)> = Vec::new();
    let mut signed = true;
    for pool in pools {
        for ((a, b), acts) in &pool.pairs {
            let Some((span, ())) = acts.at(moment) else { continue };
            let known = found.iter().any(|(x, y, _)| (x, y) == (a, b));
            if !known && eligible(a) && eligible(b) {
                signed &= span.signed;
                found.push((a.clone(), b.clone(), span.leaf));
            }
        }
    }
    found.sort();
    (found, signed)
}

impl Pool {
    /// The late exclusions of a draw: every conflict with the case and every leave that was logged after the freezing
    /// entry, and of the absences those that are `chosen` by leaf hash because their cause is one of the rules'
    /// `late_causes`. Sorted by judge and index.
    pub fn late(&self, case: &StreamId, window: LateWindow, chosen: &[Hash]) -> Vec<Late> {
        let chosen = chosen.iter().filter_map(|leaf| self.excluding.get(leaf));
        let chosen = chosen.filter(|e| e.case.is_none() && window.holds(e));
        let mut late: Vec<Late> =
            self.must_be_late(case, window).chain(chosen).map(Excluding::late).collect();
        late.sort_by(by_judge);
        late.dedup();
        late
    }

    /// Conflicts with the case and leaves: these are late exclusions whatever their cause.
    fn must_be_late(&self, case: &StreamId, window: LateWindow) -> impl Iterator<Item = &Excluding> {
        let start = self.leaves.partition_point(|e| e.span.index < window.since);
        self.conflicts(case).iter().chain(&self.leaves[start..]).filter(move |e| window.holds(e))
    }
}

impl LateWindow {
    fn holds(self, e: &Excluding) -> bool {
        (self.since..self.until).contains(&e.span.index) && e.span.covers(self.at)
    }
}

fn by_judge(a: &Late, b: &Late) -> core::cmp::Ordering {
    (&a.judge, a.index).cmp(&(&b.judge, b.index))
}

/// The late exclusions of several pools, sorted by judge and index.
pub(crate) fn late(pools: &[&Pool], case: &StreamId, window: LateWindow, chosen: &[Hash]) -> Vec<Late> {
    let mut late: Vec<Late> = pools.iter().flat_map(|pool| pool.late(case, window, chosen)).collect();
    late.sort_by(by_judge);
    late.dedup();
    late
}

/// Checks the late exclusions that a record claims against the acts of the pools.
///
/// # Errors
/// [`ViewError`] if one does not fit its act, one is missing, or they are out of order.
pub(crate) fn check_late(
    pools: &[&Pool],
    case: &StreamId,
    window: LateWindow,
    claimed: &[Late],
) -> Result<(), ViewError> {
    if !claimed.windows(2).all(|w| by_judge(&w[0], &w[1]).is_lt()) {
        return Err(ViewError::Order);
    }
    let fits = |l: &Late| {
        let act = pools.iter().find_map(|pool| pool.excluding.get(&l.act));
        act.is_some_and(|e| e.late() == *l && e.case.as_ref().is_none_or(|c| c == case) && window.holds(e))
    };
    if !claimed.iter().all(fits) {
        return Err(ViewError::Late);
    }
    let is_claimed = |e: &Excluding| claimed.iter().any(|l| l.act == e.span.leaf);
    let complete = pools.iter().all(|pool| pool.must_be_late(case, window).all(is_claimed));
    if complete { Ok(()) } else { Err(ViewError::Missing) }
}
