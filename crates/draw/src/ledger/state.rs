//! What a ledger remembers of commits, cases and settlements.

use crate::balance::{Balances, Weight};
use crate::record::{BodyId, Bytes, Cause, DrawCommit, JudgeId};
use crate::rules::{Deadlines, Rules, Speaker};
use crate::seat::Judges;
use crate::steps::Committed;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tarazy_docket::{Hash, StreamId};

/// A beacon and its round.
pub(crate) type RoundKey = (Hash, u64);

/// A commit that was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    pub(crate) index: u64,
    pub(crate) time: i64,
    pub(crate) case: StreamId,
    pub(crate) state: State,
}

#[derive(Debug, Clone)]
pub(crate) enum State {
    Open(Box<Open>),
    Resolved { result: Hash, void: bool },
    Void,
}

/// A draw that waits for its result.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) committed: Committed,
    /// The ledger before its commit.
    pub(crate) before: Arc<Balances>,
    /// The first proof of each contributor that was logged.
    pub(crate) reveals: BTreeMap<BodyId, Revealed>,
    pub(crate) overdue: Option<Overdue>,
}

/// A contributor's proof in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revealed {
    pub(crate) pi: Bytes,
    /// Index and time of its entry.
    pub(crate) index: u64,
    pub(crate) time: i64,
}

/// What `draw.overdue` said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overdue {
    /// Whose reveal is missing. If somebody's is, the draw has left its batch and uses the fallback round.
    pub(crate) missing: Vec<BodyId>,
}

impl Open {
    pub(crate) fn key(&self) -> RoundKey {
        (self.committed.record.beacon, self.committed.record.round)
    }

    /// True if a reveal is missing: it is drawn alone, by the fallback round.
    pub(crate) fn has_left(&self) -> bool {
        self.overdue.as_ref().is_some_and(|o| !o.missing.is_empty())
    }

    /// True if a contributor's proof was logged in time.
    pub(crate) fn revealed(&self, who: &BodyId) -> bool {
        self.logged(who).is_some()
    }

    /// The index of a contributor's proof that was logged in time.
    pub(crate) fn logged(&self, who: &BodyId) -> Option<u64> {
        self.reveals.get(who).filter(|r| r.time <= self.committed.times.reveal).map(|r| r.index)
    }

    /// Contributors whose proof is missing, sorted, if none counts that was logged from an index on. Who was missing before
    /// stays so.
    pub(crate) fn left_out(&self, unwitnessed: Option<u64>) -> Vec<BodyId> {
        let counts = |id: &BodyId| match (self.logged(id), unwitnessed) {
            (Some(index), Some(from)) => index < from,
            (logged, _) => logged.is_some(),
        };
        let before = |id: &BodyId| self.overdue.as_ref().is_some_and(|o| o.missing.contains(id));
        let ids = self.committed.record.contributors.iter().map(|c| &c.id);
        let mut missing: Vec<BodyId> = ids.filter(|id| !counts(id) || before(id)).cloned().collect();
        missing.sort();
        missing
    }

    /// Contributors whose proof is not logged in time, sorted.
    pub(crate) fn missing(&self) -> Vec<BodyId> {
        let ids = self.committed.record.contributors.iter().map(|c| &c.id);
        let mut missing: Vec<BodyId> = ids.filter(|id| !self.revealed(id)).cloned().collect();
        missing.sort();
        missing
    }
}

/// A draw that has a commit and no result.
#[derive(Debug, Clone, Copy)]
pub struct OpenDraw<'a> {
    pub(crate) commit: &'a Commit,
    pub(crate) open: &'a Open,
}

impl<'a> OpenDraw<'a> {
    /// The leaf hash of its commit.
    pub fn leaf(&self) -> Hash {
        self.open.committed.leaf
    }

    /// The index of its commit in the log.
    pub fn index(&self) -> u64 {
        self.commit.index
    }

    /// Its commit.
    pub fn record(&self) -> &'a DrawCommit {
        &self.open.committed.record
    }

    /// What its contributors prove; none where there are none.
    pub fn alpha(&self) -> Option<Hash> {
        self.open.committed.alpha
    }

    /// Its beacon.
    pub fn speaker(&self) -> &'a Speaker {
        &self.open.committed.speaker
    }

    /// Its rules.
    pub fn rules(&self) -> &'a Rules {
        &self.open.committed.rules
    }

    /// What is due by when.
    pub fn times(&self) -> Deadlines {
        self.open.committed.times
    }

    /// Contributors whose proof is not logged in time, sorted.
    pub fn missing(&self) -> Vec<BodyId> {
        self.open.missing()
    }

    /// The proofs that are logged in time.
    pub fn reveals(&self) -> impl Iterator<Item = (&'a BodyId, &'a Bytes)> {
        let open = self.open;
        open.reveals.iter().filter(|(id, _)| open.revealed(id)).map(|(id, r)| (id, &r.pi))
    }

    /// True if a reveal was missing in time: it is drawn alone, by the fallback round.
    pub fn has_left(&self) -> bool {
        self.open.has_left()
    }

    /// True if `draw.overdue` is written.
    pub fn is_overdue(&self) -> bool {
        self.open.overdue.is_some()
    }
}

/// The draws of one beacon and round while their results are written.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// Leaf hash of its first commit.
    pub(crate) base: Hash,
    /// Leaf hashes of its commits.
    pub(crate) members: Arc<HashSet<Hash>>,
    /// How many of them have no result yet.
    pub(crate) waiting: usize,
    /// What the next draw sees.
    pub(crate) owed: Arc<Balances>,
    /// The place of the next result.
    pub(crate) place: u64,
    /// Hash of the seed of the last one.
    pub(crate) last: Option<Hash>,
}

/// What a ledger knows of a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// Its open commit.
    pub(crate) open: Option<Hash>,
    /// The last result or assignment.
    pub(crate) settled: Option<Hash>,
    /// The last commit or assignment.
    pub(crate) last: Option<Hash>,
    /// Index of the first commit or assignment.
    pub(crate) first: Option<u64>,
}

impl Case {
    pub(crate) fn add(&mut self, leaf: Hash, index: u64) {
        self.last = Some(leaf);
        self.first.get_or_insert(index);
    }
}

/// For what a case waits that is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Too few can be drawn. The act that makes enough of them eligible is the freezing entry of its draw.
    Judge,
    /// Its commit was not witnessed in time. There is no use in another one before the witnesses are back.
    Witnesses,
    /// Another draw comes first, or no beacon can be reached.
    Draw,
}

/// A case that is to be drawn, but for which no draw could be committed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// For what.
    pub wants: Wants,
    /// Why it is to be drawn.
    pub cause: Cause,
    /// Index of the entry since which it waits.
    pub index: u64,
    /// Index of the last alarm that too few could be drawn: what came since freezes its pool, whatever it waits for now.
    pub lacked: Option<u64>,
}

/// A seat that was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// Who sits.
    pub judge: JudgeId,
    /// What he was charged, changes of the category included, in micro-points.
    pub weight: Weight,
    /// True once a part of it was undone: the case was withdrawn, or he was replaced.
    pub refunded: bool,
}

/// What a result or an assignment settled.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The commit; none for an assignment without a draw.
    pub(crate) commit: Option<Hash>,
    pub(crate) case: StreamId,
    pub(crate) seats: Vec<Seated>,
    pub(crate) duty: Arc<Judges>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) weight: Weight,
    pub(crate) index: u64,
}

impl Settled {
    /// The case.
    pub fn case(&self) -> &StreamId {
        &self.case
    }

    /// The seats, the rapporteur's first.
    pub fn seats(&self) -> &[Seated] {
        &self.seats
    }

    /// The rapporteur, or the only judge.
    pub fn judge(&self) -> Option<&JudgeId> {
        self.seats.first().map(|s| &s.judge)
    }

    /// Who accrued.
    pub fn duty(&self) -> &Judges {
        &self.duty
    }

    /// The weight of the case, changes of the category included.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// The rules by which it was settled.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}
