//! Records that change a balance after its settlement.

use crate::ledger::{Ledger, Settled};
use crate::record::{AdjustCause, Code, JudgeId, LedgerAdjust};
use tarazy_docket::Hash;

/// Why a balance cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectError {
    /// Nothing was settled by this entry.
    #[error("{0} settled nothing in this ledger")]
    Nothing(Hash),
    /// The rules have no weight for the category.
    #[error("the rules have no weight for category {0}")]
    NoWeight(Code),
    /// The rules have no refund for the stage.
    #[error("the rules have no refund for stage {0}")]
    NoStage(Code),
    /// The judge has no seat in it.
    #[error("{0} has no seat in it")]
    NoSeat(JudgeId),
    /// It was refunded before.
    #[error("it was refunded before")]
    Refunded,
    /// The act is no leave that is in force.
    #[error("{0} is no leave that is in force")]
    NoLeave(Hash),
}

impl Ledger {
    /// The case was withdrawn, or a judge of it replaced: what the rules leave of the weight at this stage is undone, for
    /// all seats or for one judge's. `target` is the leaf hash of the result or assignment.
    ///
    /// # Errors
    /// [`CorrectError`].
    pub fn refund(
        &self,
        target: &Hash,
        stage: &Code,
        judge: Option<&JudgeId>,
    ) -> Result<LedgerAdjust, CorrectError> {
        let settled = self.settled(target).ok_or(CorrectError::Nothing(*target))?;
        let share = settled.rules().refund(stage).ok_or_else(|| CorrectError::NoStage(stage.clone()))?;
        let meant = settled.seats().iter().filter(|s| judge.is_none_or(|judge| s.judge == *judge));
        let meant: Vec<_> = meant.collect();
        let Some(first) = meant.first() else {
            return Err(judge.cloned().map_or(CorrectError::Nothing(*target), CorrectError::NoSeat));
        };
        if meant.iter().any(|s| s.refunded) {
            return Err(CorrectError::Refunded);
        }
        let weight = first.weight.share(share).get();
        Ok(LedgerAdjust {
            target: *target,
            cause: AdjustCause::Refund,
            weight,
            sign: -1,
            judge: judge.cloned(),
        })
    }

    /// The case got another category: the difference of weights is settled or undone. `None` if there is none. `target` is
    /// the leaf hash of the result or assignment, `now` in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`CorrectError`].
    pub fn recategorise(
        &self,
        target: &Hash,
        category: &Code,
        now: i64,
    ) -> Result<Option<LedgerAdjust>, CorrectError> {
        let settled = self.settled(target).ok_or(CorrectError::Nothing(*target))?;
        let in_force = || self.rules_at(now).and_then(|(_, rules)| rules.weight(category));
        let weight = settled.rules().weight(category).or_else(in_force);
        let weight = weight.ok_or_else(|| CorrectError::NoWeight(category.clone()))?.get();
        let difference = weight - Settled::weight(settled).get();
        let sign = if difference > 0 { 1 } else { -1 };
        Ok((difference != 0).then_some(LedgerAdjust {
            target: *target,
            cause: AdjustCause::Category,
            weight: difference.saturating_abs(),
            sign,
            judge: None,
        }))
    }

    /// A judge left: his balance moves to the balancing account. `act` is the leaf hash of the leave, `now` in
    /// milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`CorrectError::NoLeave`].
    pub fn settle_leave(&self, act: &Hash, now: i64) -> Result<LedgerAdjust, CorrectError> {
        let judge = self.pool().leaver(act, now).ok_or(CorrectError::NoLeave(*act))?;
        let balance = self.balances().get(judge);
        let sign = if balance < 0 { -1 } else { 1 };
        let weight = balance.saturating_abs();
        Ok(LedgerAdjust { target: *act, cause: AdjustCause::Leave, weight, sign, judge: None })
    }
}
