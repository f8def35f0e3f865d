//! `draw.alarm`: a case waits. That too few could be drawn is checked like a draw (draw.md section 8, step 2;
//! docs/decisions/0007-one-void-while-the-witnesses-are-down.md).

use super::freeze::freeze;
use super::{Ledger, Wants};
use crate::context::Context;
use crate::fault::{DrawFault, hold};
use crate::pool::{LateWindow, Place, check_late, pairs};
use crate::record::{AlarmCode, Cause, Code, DrawAlarm, JudgeId, Sought};
use crate::rules::Seats;
use crate::seat::sure_positions;
use tarazy_docket::{Hash, StreamId};

/// What an alarm says of a pool in which too few can be drawn.
pub(crate) fn figures(eligible: usize, needed: u64, sure: usize) -> Vec<(Code, i64)> {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let figure = |name: &str, n: u64| Some((name.parse().ok()?, i64::try_from(n).ok()?));
    let all = [figure("eligible", count(eligible)), figure("needed", needed), figure("sure", count(sure))];
    all.into_iter().flatten().collect()
}

/// How many positions can be filled for certain among these judges, of whom some may not sit together.
pub(crate) fn sure(eligible: &[&JudgeId], incompatible: &[(JudgeId, JudgeId, Hash)]) -> usize {
    let kin: Vec<_> = incompatible.iter().map(|(a, b, _)| (a, b)).collect();
    sure_positions(eligible, &kin)
}

impl Ledger {
    /// An alarm without a case, or of another code, says nothing to a ledger.
    pub(super) fn alarm(
        &mut self,
        place: Place,
        record: DrawAlarm,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let is_in_vain = record.code == AlarmCode::NoCandidate && record.case.is_some();
        let detail = "draw.alarm: what was sought belongs to a case for which nobody is found";
        hold(record.sought.is_some() == is_in_vain, 1, "record", detail)?;
        let cause = record.cause.unwrap_or(Cause::Initial);
        if let (Some(case), Some(sought)) = (&record.case, &record.sought) {
            self.check_in_vain(place, case, cause, sought, &record, ctx)?;
        }
        let wants = match record.code {
            AlarmCode::NoCandidate => Wants::Judge,
            AlarmCode::Waits => Wants::Draw,
            AlarmCode::LateVoid => return Ok(()),
        };
        if let Some(case) = record.case {
            let lacked = self.waits(&case).and_then(|waiting| waiting.lacked);
            self.wait(case.clone(), wants, cause, place.index);
            // That it waits for something else now does not choose another moment for its pool.
            if let Some(waiting) = self.waiting.get_mut(&case).filter(|waiting| waiting.lacked.is_none()) {
                waiting.lacked = lacked;
            }
        }
        Ok(())
    }

    /// No commit was possible: at the freezing entry too few could be drawn, neighbours included.
    fn check_in_vain(
        &self,
        place: Place,
        case: &StreamId,
        cause: Cause,
        sought: &Sought,
        record: &DrawAlarm,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let rules = self.rules_at(place.time).map(|(_, rules)| rules);
        let rules = rules.ok_or_else(|| DrawFault::new(6, "rules", "no rules are in force"))?;
        let frozen = freeze(ctx, case, &sought.filing, cause.act())?;
        let at_index = frozen.filing_index == sought.filing_index;
        hold(at_index, 6, "filing", "the filing does not stand at its index")?;
        let replaced = self.replaced(case, &cause, &frozen)?;
        let query = Self::query(&frozen, case, &sought.category, &replaced, &sought.late);
        let (pools, seen) = self.see(ctx, rules, &query);
        let window = LateWindow { since: frozen.moment.limit, until: place.index, at: place.time };
        check_late(&pools, case, window, &sought.late).map_err(super::freeze::late_fault)?;
        hold(rules.weight(&sought.category).is_some(), 6, "weight", "the category has no weight")?;
        let (is_redraw, was_drawn) = (matches!(cause, Cause::Redraw { .. }), self.last_of(case).is_some());
        let bench = Seats { seats: sought.seats, reserves: sought.reserves };
        let fits = bench.seats >= 1 && (is_redraw || rules.has_bench(bench));
        hold(fits, 6, "bench", "not a bench of the rules")?;
        hold(!self.is_open(case), 8, "open", "the case has an open commit")?;
        hold(
            is_redraw || !was_drawn,
            8,
            "open",
            "the case was drawn before, and no cause says why it is again",
        )?;
        self.check_act(case, &frozen)?;
        let eligible: Vec<&JudgeId> = seen.eligible().collect();
        let (incompatible, _) = pairs(&pools, frozen.moment, &seen.rows);
        let sure = sure(&eligible, &incompatible);
        let needed = u64::from(bench.seats) + u64::from(bench.reserves);
        let too_few = u64::try_from(sure).is_ok_and(|sure| sure < needed);
        hold(too_few, 6, "candidates", "enough can be drawn")?;
        let due = figures(eligible.len(), needed, sure);
        let says_so = record.figures == due && record.window == (frozen.moment.time, place.time);
        hold(says_so, 6, "figures", "other figures follow from the acts")
    }
}
