//! `assign.nonrandom`: a case gets its judge without a draw (steps 6 to 8, settled like a draw).

use super::Ledger;
use super::freeze::{Claim, Frozen, freeze};
use super::state::{Seated, Settled, State};
use crate::balance::{Balances, Weight};
use crate::context::Context;
use crate::fault::{DrawFault, hold};
use crate::pool::{LateWindow, Place, Pool, Query, late, rows};
use crate::record::{AssignNonrandom, Exclusion, JudgeId, MatchKind, NonrandomCause, Why};
use crate::rules::Rules;
use crate::seat::{Capacity, Judges};
use crate::weak::Weak;
use std::sync::Arc;
use tarazy_docket::{Hash, StreamId, StreamKind};

/// The codes of an assignment, sorted. `category_changed` is known to the court alone.
pub(crate) fn weaknesses(record: &AssignNonrandom, rules: &Rules, unsigned: bool) -> Vec<Weak> {
    let late = record.late.as_ref().is_some_and(|late| !late.is_empty());
    Weak::list([
        (Weak::CategoryChanged, record.weak.contains(&Weak::CategoryChanged)),
        (Weak::LateExclusion, late),
        (Weak::Pilot, rules.is_pilot()),
        (Weak::SoleJudge, record.cause == NonrandomCause::SoleJudge),
        (Weak::UnsignedActs, unsigned || rules.is_unsigned() || record.doc.is_none()),
    ])
}

impl Ledger {
    pub(super) fn nonrandom(
        &mut self,
        place: Place,
        record: &AssignNonrandom,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let rules = self.named_rules(&record.rules, place.time)?;
        let frozen = freeze(ctx, &record.case, &record.filing, record.act)?;
        hold(
            frozen.filing_index == record.filing_index,
            6,
            "filing",
            "the filing does not stand at its index",
        )?;
        let weight = rules.weight(&record.category).filter(|w| w.get() == record.weight);
        let weight = weight.ok_or_else(|| DrawFault::new(6, "weight", "not the weight of the category"))?;
        let duty = duty_list(record)?;
        self.check_matches(&record.case, &record.fingerprints, &record.matches, &frozen, &rules)?;
        let unsigned = self.check_duty(place, record, &rules, &frozen, ctx)?;
        self.check_judge(place, record, ctx)?;
        let open = self.cases.get(&record.case).is_some_and(|c| c.open.is_some());
        hold(!open, 8, "open", "the case has an open commit")?;
        // An order that joins or binds a case may stand after the filing or not.
        if matches!(record.cause, NonrandomCause::SoleJudge | NonrandomCause::Refile) {
            self.check_act(&record.case, &frozen)?;
        }
        let listed = rules.record().nonrandom_causes.iter().any(|c| c.as_str() == record.cause.as_str());
        hold(listed, 6, "cause", "not a cause of the rules")?;
        let weak = weaknesses(record, &rules, unsigned);
        hold(weak == record.weak, 12, "weak", "other codes follow from the record")?;
        let mut owed = Balances::clone(&self.owed);
        let settled = owed.settle(&duty, weight, &record.judge);
        settled.map_err(|e| DrawFault::new(11, "owed", e.to_string()))?;
        if let Some(mean) = rules.mean_weight() {
            owed.cap(&duty, mean);
        }
        self.owed = Arc::new(owed);
        self.seat_without_draw(place, record, Arc::new(duty), rules, weight);
        Ok(())
    }

    fn seat_without_draw(
        &mut self,
        place: Place,
        record: &AssignNonrandom,
        duty: Arc<Judges>,
        rules: Arc<Rules>,
        weight: Weight,
    ) {
        let seats = vec![Seated { judge: record.judge.clone(), weight, refunded: false }];
        let case = record.case.clone();
        let settled = Settled { commit: None, case, seats, duty, rules, weight, index: place.index };
        self.settled.insert(place.leaf, settled);
        let known = self.case(&record.case);
        known.settled = Some(place.leaf);
        known.add(place.leaf, place.index);
        self.waiting.remove(&record.case);
    }

    /// Steps 6 and 7: who was on duty, and for a sole judge that nobody else could be drawn. Gives whether an act behind
    /// it is unsigned.
    fn check_duty(
        &self,
        place: Place,
        record: &AssignNonrandom,
        rules: &Rules,
        frozen: &Frozen,
        ctx: &dyn Context,
    ) -> Result<bool, DrawFault> {
        let window = LateWindow { since: frozen.moment.limit, until: place.index, at: place.time };
        if record.cause == NonrandomCause::SoleJudge {
            return self.check_sole(record, rules, frozen, window, ctx);
        }
        let without = record.pool.is_none() && record.late.is_none();
        hold(without, 1, "record", "assign.nonrandom: pool and late are a sole judge's")?;
        let asked = Self::query(frozen, &record.case, &record.category, &[], &[]);
        let (_, _, seen) = self.look(ctx, rules, &asked, window, &[]);
        hold(seen.duty() == record.duty, 6, "pool", "another list of those on duty follows from the acts")?;
        if record.cause == NonrandomCause::Refile {
            let can_sit = self.can_sit(&record.judge, ctx, rules, &asked, window);
            hold(can_sit, 8, "refile", "the first judge cannot sit")?;
        }
        Ok(seen.unsigned)
    }

    /// Steps 6 and 7 of a sole judge: nobody else could be drawn.
    fn check_sole(
        &self,
        record: &AssignNonrandom,
        rules: &Rules,
        frozen: &Frozen,
        window: LateWindow,
        ctx: &dyn Context,
    ) -> Result<bool, DrawFault> {
        let (Some(pool), Some(late)) = (&record.pool, &record.late) else {
            return Err(DrawFault::new(1, "record", "assign.nonrandom: pool and late of a sole judge"));
        };
        let replaced = self.replaced_in(record, frozen);
        let query = Self::query(frozen, &record.case, &record.category, &replaced, late);
        let unsigned = self.check_pool(ctx, rules, &Claim { query, window, pool, incompatible: None })?;
        let only_one = pool.iter().filter(|r| r.elig).map(|r| &r.id).eq([&record.judge]);
        hold(only_one, 6, "sole-judge", "not the only one who can sit")?;
        let duty = pool.iter().filter(|r| r.duty).map(|r| (&r.id, r.alpha));
        hold(duty.eq(record.duty.iter().map(|(id, a)| (id, *a))), 6, "pool", "not those on duty")?;
        Ok(unsigned)
    }

    /// True if nothing keeps a judge of the division or of its neighbours from the case.
    fn can_sit(
        &self,
        judge: &JudgeId,
        ctx: &dyn Context,
        rules: &Rules,
        asked: &Query<'_>,
        window: LateWindow,
    ) -> bool {
        let neighbours = rules.neighbour().iter().filter_map(|n| ctx.ledger(n)).map(Self::pool);
        let pools: Vec<&Pool> = core::iter::once(self.pool()).chain(neighbours).collect();
        let late = late(&pools, asked.case, window, &[]);
        rows(&pools, &Query { late: &late, ..*asked }).eligible().any(|id| id == judge)
    }

    /// Judges whom the prior draw of the same case seated, and who are not to have it again.
    pub(crate) fn replaced_in(&self, record: &AssignNonrandom, frozen: &Frozen) -> Vec<(JudgeId, Why)> {
        let (Some(prior), Some((act, index))) = (record.prior, frozen.act) else { return Vec::new() };
        if record.cause != NonrandomCause::SoleJudge || self.is_void(&prior) {
            return Vec::new();
        }
        let Some((_, before)) = self.seated(&record.case) else { return Vec::new() };
        let why = Why { code: Exclusion::Replaced, act, index };
        before.seats.iter().map(|s| (s.judge.clone(), why.clone())).collect()
    }

    /// True for a commit that is void, or whose result is.
    pub(crate) fn is_void(&self, commit: &Hash) -> bool {
        let state = self.commits.get(commit).map(|c| &c.state);
        matches!(state, Some(State::Void | State::Resolved { void: true, .. }))
    }

    /// Step 8: the judge is the one whom the cause names.
    fn check_judge(
        &self,
        place: Place,
        record: &AssignNonrandom,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let known = self.cases.get(&record.case);
        if record.cause == NonrandomCause::SoleJudge {
            let last = known.and_then(|c| c.last);
            return hold(record.prior == last, 8, "prior", "not the prior draw of the case");
        }
        let prior =
            record.prior.ok_or_else(|| DrawFault::new(8, "prior", "nothing is named that it follows"))?;
        if record.cause == NonrandomCause::Refile {
            let binds = |m: &crate::record::Match| m.commit == prior && m.how == MatchKind::Subject;
            let is_bound =
                record.matches.iter().any(binds) && self.bound_judge(&prior) == Some(&record.judge);
            return hold(is_bound, 8, "refile", "no match of the same subject leads to this judge");
        }
        let followed = self.followed(&prior, &record.case, ctx);
        let fits = followed.is_some_and(|(judge, index)| {
            let is_earlier = known.and_then(|c| c.first).is_none_or(|first| index < first);
            let in_order = index < place.index && (record.cause != NonrandomCause::Joinder || is_earlier);
            *judge == record.judge && in_order
        });
        hold(fits, 8, "prior", "another judge has the case that it follows")
    }

    /// Who sits in another case, named by its commit or assignment, and that entry's index. It may be of another ledger.
    pub(crate) fn followed<'a>(
        &'a self,
        prior: &Hash,
        case: &StreamId,
        ctx: &'a dyn Context,
    ) -> Option<(&'a JudgeId, u64)> {
        let found = self.judge_by(prior).or_else(|| {
            let stream = ctx.entry(prior)?.stream;
            (stream.kind() == StreamKind::Draw).then(|| ctx.ledger(stream)?.judge_by(prior))?
        });
        found.filter(|(other, _, _)| *other != case).map(|(_, judge, index)| (judge, index))
    }

    /// The case of a commit or assignment, who sits in it now, and the entry's index.
    pub(crate) fn judge_by(&self, prior: &Hash) -> Option<(&StreamId, &JudgeId, u64)> {
        let commit = self.commits.get(prior).map(|c| (&c.case, c.index));
        let (case, index) = commit.or_else(|| self.settled.get(prior).map(|s| (&s.case, s.index)))?;
        let (_, settled) = self.seated(case)?;
        settled.judge().map(|judge| (case, judge, index))
    }
}

fn duty_list(record: &AssignNonrandom) -> Result<Judges, DrawFault> {
    let bad = || DrawFault::new(6, "pool", "the list of those on duty is not one");
    let row = |(id, alpha): &(JudgeId, u32)| Ok((id.clone(), Capacity::try_from(*alpha).map_err(|_| bad())?));
    let rows = record.duty.iter().map(row).collect::<Result<Vec<_>, DrawFault>>()?;
    Judges::new(rows).ok().filter(|list| !list.is_empty()).ok_or_else(bad)
}
