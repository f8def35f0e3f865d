//! The ledger of one division: the fold of its stream (draw.md sections 5, 6, 8 and 9).
//!
//! One fold serves two users. The court's writer applies what it has decided; a verifier applies what he finds. Both get
//! the same state or the same fault, so that the court can write nothing that replay refuses. An entry that is refused
//! leaves the ledger as it was.

mod adjust;
mod after;
mod alarm;
mod batch;
mod commit;
mod freeze;
mod known;
mod nonrandom;
mod result;
mod state;

pub(crate) use alarm::{figures, sure};
pub(crate) use batch::{settled, turn_hash};
pub(crate) use commit::{Flagged, MAX_FINGERPRINTS, flags};
pub(crate) use freeze::{Frozen, freeze};
pub(crate) use nonrandom::weaknesses;
pub(crate) use result::weaknesses as result_weaknesses;
pub(crate) use state::{Batch, Case, Commit, Open, RoundKey, State};
pub use state::{OpenDraw, Seated, Settled, Waiting, Wants};

use crate::balance::Balances;
use crate::context::Context;
use crate::fault::DrawFault;
use crate::pool::{ActError, Place, Pool};
use crate::record::{Cause, Code, Record};
use crate::rules::Rules;
use crate::steps::People;
use known::Known;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tarazy_docket::{Hash, Object, StreamId};

/// The state of one ledger after some of its entries.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pool: Pool,
    /// In the order of the log.
    rules: Vec<(Hash, Arc<Rules>)>,
    owed: Arc<Balances>,
    commits: HashMap<Hash, Commit>,
    /// Leaf hashes of the open commits, by index.
    open: BTreeMap<u64, Hash>,
    cases: HashMap<StreamId, Case>,
    /// Rounds of which a result is written.
    batches: HashMap<RoundKey, Batch>,
    /// By the leaf hash of the result or assignment.
    settled: HashMap<Hash, Settled>,
    /// Leaf hashes of commits by fingerprint, in the order of the log.
    fingerprints: HashMap<Hash, Vec<Hash>>,
    /// Cases that are to be drawn, but for which no draw could be committed yet.
    waiting: BTreeMap<StreamId, Waiting>,
    /// Those of the last commit: the next one mostly has the same.
    people: Option<People>,
    /// What the draws of each category see between two acts.
    known: HashMap<Code, Known>,
}

impl Ledger {
    /// A ledger before its first entry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next public entry of the stream: its place, its type and its body.
    ///
    /// # Errors
    /// [`DrawFault`] names the step that does not hold; the ledger is then as it was.
    pub fn apply(
        &mut self,
        place: Place,
        kind: &str,
        body: &Object,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        self.fold(place, Record::read(kind, body)?, ctx)
    }

    /// Takes the next record of the stream.
    ///
    /// # Errors
    /// As for [`Ledger::apply`].
    pub fn fold(&mut self, place: Place, record: Record, ctx: &dyn Context) -> Result<(), DrawFault> {
        match record {
            Record::Rules(r) => self.take_rules(place, Rules::new(*r)?),
            Record::Act(r) => {
                self.known.clear();
                self.pool.apply_act(place, &r).map_err(act_fault)?;
            }
            Record::Conflict(r) => self.pool.apply_conflict(place, &r).map_err(act_fault)?,
            Record::Commit(r, alpha) => self.commit(place, *r, alpha, ctx)?,
            Record::Reveal(r) => self.reveal(place, r)?,
            Record::Overdue(r) => self.overdue(place, &r, ctx)?,
            Record::Void(r) => self.void(place, &r)?,
            Record::Result(r) => self.result(place, &r, ctx)?,
            Record::Nonrandom(r) => self.nonrandom(place, &r, ctx)?,
            Record::Adjust(r) => self.adjust(place, &r)?,
            Record::Alarm(r) => self.alarm(place, *r, ctx)?,
            Record::Other => {}
        }
        Ok(())
    }

    fn take_rules(&mut self, place: Place, rules: Rules) {
        self.rules.push((place.leaf, Arc::new(rules)));
    }

    /// The balances.
    pub fn balances(&self) -> &Balances {
        &self.owed
    }

    /// The judges of the division, as the acts say.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The rules in force at a time in milliseconds, with their leaf hash: the last ones whose `from` has come.
    pub fn rules_at(&self, time: i64) -> Option<(Hash, &Arc<Rules>)> {
        let in_force = self.rules.iter().rev().find(|(_, rules)| rules.record().from <= time);
        in_force.map(|(leaf, rules)| (*leaf, rules))
    }

    /// The rules that a record names must be those in force.
    fn named_rules(&self, named: &Hash, time: i64) -> Result<Arc<Rules>, DrawFault> {
        match self.rules_at(time) {
            Some((leaf, rules)) if leaf == *named => Ok(Arc::clone(rules)),
            _ => Err(DrawFault::new(6, "rules", "not the rules in force")),
        }
    }

    /// The draws that have a commit and no result, in the order of the log.
    pub fn open_draws(&self) -> impl Iterator<Item = OpenDraw<'_>> {
        self.open.values().filter_map(|leaf| self.open_draw(leaf))
    }

    /// One of them, by the leaf hash of its commit.
    pub fn open_draw(&self, commit: &Hash) -> Option<OpenDraw<'_>> {
        let commit = self.commits.get(commit)?;
        match &commit.state {
            State::Open(open) => Some(OpenDraw { commit, open }),
            State::Resolved { .. } | State::Void => None,
        }
    }

    /// Who sits in a case since its last result or assignment, and over whom that was settled. With the leaf hash of
    /// that entry.
    pub fn seated(&self, case: &StreamId) -> Option<(Hash, &Settled)> {
        let leaf = self.cases.get(case)?.settled?;
        self.settled.get(&leaf).map(|s| (leaf, s))
    }

    /// What a result or assignment settled, by its leaf hash.
    pub fn settled(&self, leaf: &Hash) -> Option<&Settled> {
        self.settled.get(leaf)
    }

    /// The leaf hash of the last commit or assignment of a case.
    pub fn last_of(&self, case: &StreamId) -> Option<Hash> {
        self.cases.get(case).and_then(|c| c.last)
    }

    /// The leaf hash of the result of a commit.
    pub fn result_of(&self, commit: &Hash) -> Option<Hash> {
        match self.commits.get(commit)?.state {
            State::Resolved { result, .. } => Some(result),
            State::Open(_) | State::Void => None,
        }
    }

    /// Cases that are to be drawn, but for which no draw could be committed yet.
    pub fn waiting(&self) -> impl Iterator<Item = &StreamId> {
        self.waiting.keys()
    }

    /// For what such a case waits.
    pub fn waits(&self, case: &StreamId) -> Option<Waiting> {
        self.waiting.get(case).copied()
    }

    fn wait(&mut self, case: StreamId, wants: Wants, cause: Cause, index: u64) {
        let lacked = (wants == Wants::Judge).then_some(index);
        self.waiting.insert(case, Waiting { wants, cause, index, lacked });
    }

    /// True while a draw of the case is open.
    pub fn is_open(&self, case: &StreamId) -> bool {
        self.cases.get(case).is_some_and(|c| c.open.is_some())
    }

    pub(crate) fn first_of(&self, case: &StreamId) -> Option<u64> {
        self.cases.get(case).and_then(|c| c.first)
    }

    pub(crate) fn state_of(&self, commit: &Hash) -> Option<&State> {
        self.commits.get(commit).map(|c| &c.state)
    }

    pub(crate) fn shared_balances(&self) -> &Arc<Balances> {
        &self.owed
    }

    pub(crate) fn case_of(&self, commit: &Hash) -> Option<&StreamId> {
        self.commits.get(commit).map(|c| &c.case)
    }

    fn case(&mut self, case: &StreamId) -> &mut Case {
        self.cases.entry(case.clone()).or_default()
    }
}

fn act_fault(e: ActError) -> DrawFault {
    DrawFault::new(6, "act", e.to_string())
}

#[cfg(test)]
pub(crate) mod tests;
