//! Declaring void: a commit by rule or by mistake, a result for a closed cause.

use crate::ledger::{Ledger, State};
use crate::record::{AlarmCode, By, Code, DrawAlarm, DrawVoid, VoidCause};
use tarazy_docket::Hash;

/// Why nothing can be declared void.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoidError {
    /// No open commit, or no result that stands, has this leaf hash.
    #[error("{0} is no open commit and no result that stands")]
    Nothing(Hash),
    /// Two persons with two ids declare it.
    #[error("two different persons declare a draw void")]
    OnePerson,
    /// Not a cause of the rules.
    #[error("{0} is not a cause of the rules")]
    Cause(Code),
    /// Its round has spoken: the outcome is fixed, and its result comes first.
    #[error("the round has spoken; write the result, then declare it void")]
    Spoken,
}

impl Ledger {
    /// A commit that was not witnessed in time is void by rule. Written after its round has spoken it raises an alarm.
    /// `now` in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`VoidError::Nothing`].
    pub fn void_unwitnessed(
        &self,
        commit: &Hash,
        now: i64,
    ) -> Result<(DrawVoid, Option<DrawAlarm>), VoidError> {
        let draw = self.open_draw(commit).ok_or(VoidError::Nothing(*commit))?;
        let cause = VoidCause::Unwitnessed;
        let void = DrawVoid { commit: Some(*commit), result: None, cause, doc: None, by: None };
        let spoke = draw.times().speaks_millis();
        let alarm = (now >= spoke).then(|| DrawAlarm {
            code: AlarmCode::LateVoid,
            figures: Vec::new(),
            window: (spoke, now),
            case: Some(draw.record().case.clone()),
            cause: None,
            sought: None,
            commit: Some(*commit),
        });
        Ok((void, alarm))
    }

    /// A commit made by mistake, before its round speaks. `now` in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`VoidError`].
    pub fn void_commit(
        &self,
        commit: &Hash,
        cause: &Code,
        by: &[By; 2],
        doc: Option<Hash>,
        now: i64,
    ) -> Result<DrawVoid, VoidError> {
        let draw = self.open_draw(commit).ok_or(VoidError::Nothing(*commit))?;
        if now >= draw.times().speaks_millis() {
            return Err(VoidError::Spoken);
        }
        let (cause, by) = check(cause, by, &draw.rules().record().void_causes)?;
        Ok(DrawVoid { commit: Some(*commit), result: None, cause, doc, by: Some(by) })
    }

    /// A result, for a closed cause. The case is then drawn again; who was charged is refunded.
    ///
    /// # Errors
    /// [`VoidError`].
    pub fn void_result(
        &self,
        result: &Hash,
        cause: &Code,
        by: &[By; 2],
        doc: Option<Hash>,
    ) -> Result<DrawVoid, VoidError> {
        let nothing = VoidError::Nothing(*result);
        let commit = self.commit_of(result).ok_or(nothing.clone())?;
        let stands = matches!(self.state_of(&commit), Some(State::Resolved { void: false, .. }));
        let settled = self.settled(result).filter(|_| stands).ok_or(nothing)?;
        let (cause, by) = check(cause, by, &settled.rules().record().void_causes)?;
        Ok(DrawVoid { commit: None, result: Some(*result), cause, doc, by: Some(by) })
    }
}

fn check(cause: &Code, by: &[By; 2], causes: &[Code]) -> Result<(VoidCause, Vec<By>), VoidError> {
    if by[0].id == by[1].id {
        return Err(VoidError::OnePerson);
    }
    if !causes.contains(cause) {
        return Err(VoidError::Cause(cause.clone()));
    }
    Ok((VoidCause::Listed(cause.clone()), by.to_vec()))
}
