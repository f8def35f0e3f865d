//! What can come between commit and result: `draw.reveal`, `draw.overdue`, `draw.void`.

use super::Ledger;
use super::state::{Commit, Open, Overdue, Revealed, State, Wants};
use crate::context::Context;
use crate::fault::{DrawFault, hold};
use crate::pool::Place;
use crate::record::{Cause, DrawOverdue, DrawReveal, DrawVoid, RedrawCode, VoidCause};
use tarazy_docket::Hash;

impl Ledger {
    /// The first proof of a contributor counts, whoever logs it; whether it holds is seen with the result.
    pub(super) fn reveal(&mut self, place: Place, record: DrawReveal) -> Result<(), DrawFault> {
        let commit = self.commits.get_mut(&record.commit);
        let commit = commit.ok_or_else(|| DrawFault::new(5, "reveals", "a reveal of no commit"))?;
        if let State::Open(open) = &mut commit.state {
            let revealed = Revealed { pi: record.pi, index: place.index, time: place.time };
            open.reveals.entry(record.id).or_insert(revealed);
        }
        Ok(())
    }

    /// A reveal is missing if it was not logged in time. With a quorum one that was, and was not witnessed in time, may be
    /// declared missing as well, and with it those that were logged after it: the checkpoints of the log and its witnesses'
    /// memory show whether that is true.
    pub(super) fn overdue(
        &mut self,
        place: Place,
        record: &DrawOverdue,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let commit = self.commits.get_mut(&record.commit);
        let Some(Commit { index, state: State::Open(open), .. }) = commit else {
            return Err(DrawFault::new(12, "overdue", "of no open commit"));
        };
        let Open { committed, .. } = &**open;
        let times = committed.times;
        let unwitnessed = record.missing.iter().filter_map(|id| open.logged(id)).min();
        let missing = open.left_out(unwitnessed);
        hold(record.missing == missing, 12, "overdue", "the reveals of others are missing")?;
        let fallback = (!missing.is_empty()).then_some(times.fallback_round);
        hold(record.fallback_round == fallback, 12, "overdue", "another fallback round")?;
        let due = match unwitnessed {
            Some(_) => times.reveal_unwitnessed(),
            None if missing.is_empty() => times.result,
            None => times.reveal,
        };
        hold(place.time >= due, 12, "overdue", "too early")?;
        let is_asked = unwitnessed.is_none() || (ctx.has_quorum(*index) && !committed.speaker.import);
        hold(is_asked, 12, "overdue", "nobody has to witness its reveals")?;
        open.overdue = Some(Overdue { missing });
        Ok(())
    }

    /// What was to be drawn is to be drawn again, so the case waits until there is another commit.
    pub(super) fn void(&mut self, place: Place, record: &DrawVoid) -> Result<(), DrawFault> {
        let nothing = || DrawFault::new(12, "void", "of nothing that stands");
        let commit = match (record.commit, record.result) {
            (Some(commit), None) => commit,
            (None, Some(result)) => self.commit_of(&result).ok_or_else(nothing)?,
            _ => return Err(DrawFault::new(1, "record", "draw.void: commit or result")),
        };
        let rules = self.void_rules(&commit, record.result.is_some()).ok_or_else(nothing)?;
        match &record.cause {
            VoidCause::Unwitnessed => {
                let by_rule = record.commit.is_some() && record.by.is_none();
                hold(by_rule, 12, "void", "what is void by rule is a commit, and nobody declares it")?;
            }
            VoidCause::Listed(cause) => {
                let by = record.by.as_deref().unwrap_or_default();
                let two = matches!(by, [a, b] if a.id != b.id);
                let listed = rules.record().void_causes.contains(cause);
                hold(two && listed, 12, "void", "a cause of the rules and two persons")?;
            }
        }
        if let Some(known) = self.commits.get_mut(&commit) {
            known.state = match known.state {
                State::Open(_) | State::Void => State::Void,
                State::Resolved { result, .. } => State::Resolved { result, void: true },
            };
            let (case, index) = (known.case.clone(), known.index);
            if self.open.remove(&index).is_some() {
                self.case(&case).open = None;
            }
            let wants = match record.cause {
                VoidCause::Unwitnessed => Wants::Witnesses,
                VoidCause::Listed(_) => Wants::Draw,
            };
            let cause = Cause::Redraw { code: RedrawCode::Void, prior: commit, act: place.leaf };
            self.wait(case, wants, cause, place.index);
        }
        Ok(())
    }

    /// The commit of a result of this ledger.
    pub(crate) fn commit_of(&self, result: &Hash) -> Option<Hash> {
        self.settled.get(result)?.commit
    }

    /// The rules of a commit that can be declared void; of one whose result is meant, or which is still open.
    fn void_rules(&self, commit: &Hash, is_result: bool) -> Option<&crate::rules::Rules> {
        match &self.commits.get(commit)?.state {
            State::Open(open) => (!is_result).then_some(&*open.committed.rules),
            State::Resolved { result, void: false } if is_result => Some(self.settled.get(result)?.rules()),
            State::Resolved { .. } | State::Void => None,
        }
    }
}
