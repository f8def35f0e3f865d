//! A round: commands decided together, committed together, answered together.

use super::commit::commit;
use super::decide::{Place, Round};
use super::{Outcome, Writer};
use crate::command::Command;
use crate::desk::{IMPORT, IMPORT_OPEN};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::refusal::Refusal;

/// A round closes when it holds so many entries, or so many commands.
pub const MAX_ENTRIES: usize = 1_024;
/// A round closes when its first command was taken so long ago, in ms.
pub const MAX_ROUND_MS: i64 = 50;

impl Writer {
    /// Takes commands from `next` until it gives none or the round is full, carries them out and gives what each came to.
    pub(crate) fn round(&mut self, next: &mut dyn FnMut() -> Option<Command>) -> Vec<Outcome> {
        let mut round = Round::default();
        match self.attempt(&mut round, next) {
            Ok(()) => round.into_outcomes(),
            // One command's fault must not undo the others; after a lost connection each finds out how it stands.
            Err(e)
                if e.is_connection() || (!e.is_storage() && !e.must_stop() && round.commands.len() > 1) =>
            {
                self.one_by_one(round.commands)
            }
            Err(e) => round.commands.iter().map(|_| Err(e.clone().into())).collect(),
        }
    }

    /// Carries out each command in a round of its own. When the storage fails, the rest is refused untried.
    fn one_by_one(&mut self, commands: Vec<Command>) -> Vec<Outcome> {
        let mut failed: Option<StoreError> = None;
        let alone = |command| {
            if let Some(e) = &failed {
                return Err(e.clone().into());
            }
            let outcome = self.alone(command);
            if let Err(e) = &outcome
                && (e.is_storage() || e.must_stop())
            {
                failed = Some(e.clone());
            }
            outcome.unwrap_or_else(|e| Err(e.into()))
        };
        commands.into_iter().map(alone).collect()
    }

    /// Carries out one command in a round of its own. After a lost connection it is tried once more.
    fn alone(&mut self, command: Command) -> Result<Outcome, StoreError> {
        let mut command = Some(command);
        let mut round = Round::default();
        let mut done = self.attempt(&mut round, &mut || command.take());
        if done.as_ref().is_err_and(StoreError::is_connection) {
            command = round.commands.pop();
            round = Round::default();
            done = self.attempt(&mut round, &mut || command.take());
        }
        done?;
        Ok(round.into_outcomes().pop().unwrap_or_else(|| Err(Refusal::internal("no outcome"))))
    }

    /// Decides and commits. When it fails, nothing of the round is left in memory or, except after
    /// [`StoreError::Unknown`], in the database; `round` then holds the commands that were taken.
    fn attempt(
        &mut self,
        round: &mut Round,
        next: &mut dyn FnMut() -> Option<Command>,
    ) -> Result<(), StoreError> {
        let ready = self.make_ready().and_then(|()| self.engine(|engine| engine.hold()));
        let (mark, clock_alarm) = (self.book.mark(), self.clock_alarm);
        let began = self.tools.clock.now();
        while let Some(command) = next() {
            let place = if ready.is_ok() { self.decide(round, &command) } else { Place::Undecided };
            round.commands.push(command);
            round.places.push(place);
            let full = round.layer.records().len().max(round.commands.len()) >= MAX_ENTRIES;
            let late = self.tools.clock.now().saturating_sub(began) >= MAX_ROUND_MS;
            if full || late || self.is_lost() {
                break;
            }
        }
        let decided = ready.and_then(|()| self.engine(|engine| engine.release()));
        let done = decided.and_then(|()| self.commit(round));
        if let Err(e) = &done {
            self.book.roll_back(mark);
            self.clock_alarm = clock_alarm;
            self.give_up(e);
        }
        done
    }

    /// Makes sure that the writer may write and has a connection.
    fn make_ready(&mut self) -> Result<(), StoreError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        if self.is_lost() {
            self.take_seat().map_err(|e| match e {
                // It is the opening that failed: nobody is helped by trying it again for each command.
                StoreError::ConnectionLost(what) | StoreError::Unknown(what) => StoreError::Open(what),
                other => other,
            })?;
        }
        Ok(())
    }

    /// Does something with the connection, if there is one.
    fn engine(
        &mut self,
        work: impl FnOnce(&mut dyn Engine) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.seat.as_mut().map_or(Ok(()), |seat| work(seat.engine.as_mut()))
    }

    fn is_lost(&self) -> bool {
        self.seat.as_ref().is_none_or(|s| s.engine.is_lost())
    }

    fn commit(&mut self, round: &mut Round) -> Result<(), StoreError> {
        let seat = self.seat.as_mut().filter(|s| !s.engine.is_lost());
        let seat = seat.ok_or_else(|| StoreError::ConnectionLost("while deciding".to_owned()))?;
        let layer = std::mem::take(&mut round.layer);
        if layer.is_empty() {
            return Ok(());
        }
        let importing = layer.setting(IMPORT).map(|state| state == IMPORT_OPEN);
        commit(seat, self.book.end(), layer, &mut self.tools)?;
        self.book.settle();
        self.importing = importing.unwrap_or(self.importing);
        Ok(())
    }

    /// Draws the consequence of a failure: a connection to be opened anew, or the end of writing.
    fn give_up(&mut self, e: &StoreError) {
        if e.is_connection() {
            self.seat = None;
        }
        if e.must_stop() {
            self.fault = Some(e.clone());
        }
    }
}
