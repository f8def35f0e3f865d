//! Open draws as the program watches them: when something of each is due, and the published checkpoint that fixes its
//! order.

use crate::beacons::Beacons;
use crate::failure::Failure;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tarazy_docket::policy::PolicyHistory;
use tarazy_docket::{Hash, Policy, SignedCheckpoint, Value, VerifierKey};
use tarazy_draw::record::{Body as _, DrawRules, Timing};
use tarazy_draw::rules::Deadlines;
use tarazy_log::objects::Objects;
use tarazy_log::published;
use tarazy_registry::models::{self, OpenDraw};
use tarazy_store::{Reader, Vault, truth};

/// The published checkpoints, as draws need them.
pub(crate) struct Notes {
    /// The log's objects.
    pub(crate) objects: Arc<dyn Objects>,
    /// The log's keys that are in use.
    pub(crate) log_keys: Vec<VerifierKey>,
    /// The trust policy of the installation's folder.
    pub(crate) trust: Policy,
    /// The trust policies of the log.
    pub(crate) policies: PolicyHistory,
    /// The last one that was found.
    pub(crate) last: RefCell<Option<Covering>>,
}

/// A checkpoint with the entries of which it is the first that covers them.
pub(crate) struct Covering {
    log_alone: bool,
    /// How many policies were set before the commit that it is for.
    policies: usize,
    entries: Range<u64>,
    note: SignedCheckpoint,
}

/// An open draw with what is due when.
pub(super) struct Open {
    /// As the read models have it.
    pub(super) row: OpenDraw,
    /// What is due by when.
    pub(super) times: Deadlines,
    /// Seconds between the last moment for cosignatures and the round.
    guard: i64,
    /// The rules mark its beacon `import`: nothing of it is judged by the clock.
    pub(super) is_import: bool,
    /// The times of its rules.
    pub(super) timing: Timing,
    /// The beacons that may speak while its own is down, in the order of its rules.
    pub(super) later_beacons: Vec<Hash>,
}

impl Open {
    /// After this moment a commit without cosignatures counts as unwitnessed, ms UTC. Half of the guard's time is left for
    /// cosignatures that are on their way, the other half for declaring it void before the round speaks.
    pub(super) fn given_up(&self) -> i64 {
        self.times.witnessed.saturating_mul(1000).saturating_add(self.guard.saturating_mul(500))
    }

    /// Contributions that it promises are not logged, and it still waits for them.
    pub(super) fn owes_reveals(&self) -> bool {
        self.row.reveals < self.row.promised && self.row.fallback.is_none()
    }

    /// From when on the court logs its contribution, ms UTC.
    pub(super) fn reveals_from(&self, has_quorum: bool) -> i64 {
        let spoke = self.times.speaks_millis();
        if has_quorum { spoke } else { spoke.saturating_add(self.times.reveal.saturating_sub(spoke) / 2) }
    }

    /// After this moment contributions without cosignatures count as missing, ms UTC. As for a commit, half of the guard's time
    /// is left for cosignatures that are on their way.
    pub(super) fn parts_given_up(&self) -> i64 {
        self.times.reveal_unwitnessed().saturating_add(self.guard.saturating_mul(500))
    }

    /// `draw.overdue` is due: a contribution is missing, or the result.
    pub(super) fn is_overdue(&self, now: i64) -> bool {
        self.times.result < now || (self.owes_reveals() && self.times.reveal < now)
    }

    /// When something of it becomes due, ms UTC.
    pub(super) fn moments(&self) -> [i64; 6] {
        let after = |moment: i64| moment.saturating_add(1);
        [
            after(self.given_up()),
            self.times.speaks_millis(),
            self.reveals_from(false),
            after(self.times.reveal),
            after(self.parts_given_up()),
            after(self.times.result),
        ]
    }
}

/// What the rules of a draw say of its times.
#[derive(Debug, Clone)]
struct Known {
    timing: Timing,
    /// Its beacons in order, with the mark `import`.
    beacons: Vec<(Hash, bool)>,
}

/// What is known of open draws; it follows from the log.
pub(super) struct Watch {
    /// The published checkpoints.
    pub(super) notes: Notes,
    pub(super) vault: Vault,
    /// Times and beacons by the rules' leaf hash.
    known: HashMap<Hash, Known>,
    /// Rules of open draws, by their commits.
    rules: HashMap<Hash, Hash>,
    /// Notes of open draws, by their commits.
    noted: HashMap<Hash, String>,
    /// Notes of the contributions of open draws, by their commits.
    reveals_noted: HashMap<Hash, String>,
}

impl Watch {
    /// Nothing is read yet.
    pub(super) fn new(notes: Notes, vault: Vault) -> Self {
        Self {
            notes,
            vault,
            known: HashMap::new(),
            rules: HashMap::new(),
            noted: HashMap::new(),
            reveals_noted: HashMap::new(),
        }
    }

    /// The open draws of this installation's beacons.
    ///
    /// # Errors
    /// A failure if the database cannot be read.
    pub(super) fn open(&mut self, reader: &mut dyn Reader, beacons: &Beacons) -> Result<Vec<Open>, Failure> {
        let mut open = Vec::new();
        let rows = models::open_draws(reader)?;
        self.notes.policies = tarazy_registry::policies(reader, &self.vault, &self.notes.trust)?;
        self.rules.retain(|commit, _| rows.iter().any(|row| row.leaf == *commit));
        for row in rows {
            let Some(beacon) = beacons.get(&row.beacon) else { continue };
            let Known { timing, beacons: listed } = self.known(reader, &row.leaf)?;
            let mut following = listed.into_iter().skip_while(|(id, _)| *id != row.beacon);
            let is_import = following.next().is_some_and(|(_, import)| import);
            let timing = if is_import { Timing::default() } else { timing };
            let times = Deadlines::new(&timing, beacon, row.round);
            let later_beacons = following.map(|(id, _)| id).collect();
            open.push(Open { row, times, guard: timing.guard, is_import, timing, later_beacons });
        }
        self.noted.retain(|commit, _| open.iter().any(|o| o.row.leaf == *commit));
        self.reveals_noted.retain(|commit, _| open.iter().any(|o| o.row.leaf == *commit));
        Ok(open)
    }

    /// The note that fixes the order of a draw, if a checkpoint was published and cosigned in time.
    ///
    /// # Errors
    /// A failure if the published checkpoints cannot be read.
    pub(super) fn note(&mut self, open: &Open) -> Result<Option<String>, Failure> {
        if let Some(known) = self.noted.get(&open.row.leaf) {
            return Ok(Some(known.clone()));
        }
        let note = self.notes.order(open.is_import, open.row.index, open.row.index)?;
        let in_time = |note: &SignedCheckpoint| {
            open.is_import || self.notes.is_in_time(note, &open.row, open.times.witnessed)
        };
        let note = note.filter(in_time).map(|note| note.to_string());
        if let Some(note) = &note {
            self.noted.insert(open.row.leaf, note.clone());
        }
        Ok(note)
    }

    /// The note that fixes when the contributions of a draw were shown, if a checkpoint that covers them was cosigned in
    /// time.
    ///
    /// # Errors
    /// As [`Watch::note`].
    pub(super) fn reveal_note(&mut self, open: &Open) -> Result<Option<String>, Failure> {
        if let Some(known) = self.reveals_noted.get(&open.row.leaf) {
            return Ok(Some(known.clone()));
        }
        let Some(mut revealed) = open.row.revealed else { return Ok(None) };
        // Those that count before a fallback round are covered up to there.
        if let (Some(_), Some(from)) = (open.row.fallback, self.unwitnessed_from(open)?) {
            revealed = from.saturating_sub(1);
        }
        let note = self.notes.order(false, revealed, open.row.index)?;
        let note = note.filter(|note| self.notes.is_in_time(note, &open.row, open.times.reveal_witnessed));
        let note = note.map(|note| note.to_string());
        if let Some(note) = &note {
            self.reveals_noted.insert(open.row.leaf, note.clone());
        }
        Ok(note)
    }

    /// The first index that no checkpoint covers which was cosigned in time for the contributions of a draw; `None` if all of
    /// them are covered.
    ///
    /// # Errors
    /// As [`Watch::note`].
    pub(super) fn unwitnessed_from(&self, open: &Open) -> Result<Option<u64>, Failure> {
        let Some(revealed) = open.row.revealed else { return Ok(None) };
        let covers = |index: u64| -> Result<bool, Failure> {
            let note = self.notes.order(false, index, open.row.index)?;
            let latest = open.times.reveal_witnessed;
            Ok(note.is_some_and(|note| self.notes.is_in_time(&note, &open.row, latest)))
        };
        if covers(revealed)? {
            return Ok(None);
        }
        // A checkpoint covers a beginning of the log, so those that are covered end at one place.
        let (mut from, mut to) = (open.row.index.saturating_add(1), revealed);
        while from < to {
            let middle = from.midpoint(to);
            if covers(middle)? { from = middle.saturating_add(1) } else { to = middle }
        }
        Ok(Some(from))
    }

    /// A published checkpoint with the quorum that covers an entry; none without a quorum.
    ///
    /// # Errors
    /// A failure if database or published checkpoints cannot be read.
    pub(super) fn witnessed(&self, reader: &mut dyn Reader, leaf: &Hash) -> Result<Option<String>, Failure> {
        if !self.notes.policies.at(u64::MAX).has_quorum() {
            return Ok(None);
        }
        let Some(record) = truth::record(reader, &self.vault, *leaf)? else { return Ok(None) };
        Ok(self.notes.order(false, record.index, u64::MAX)?.map(|note| note.to_string()))
    }

    /// What the rules say under which a commit stands.
    fn known(&mut self, reader: &mut dyn Reader, commit: &Hash) -> Result<Known, Failure> {
        let lacks = || Failure::not_done(format!("the draw {commit} names no rules"));
        let rules = match self.rules.get(commit) {
            Some(rules) => *rules,
            None => {
                let record = truth::record(reader, &self.vault, *commit)?.ok_or_else(lacks)?;
                let named = record.body().and_then(|b| b.get("rules")).and_then(Value::as_text);
                let rules = named.and_then(|hex| Hash::from_hex(hex).ok()).ok_or_else(lacks)?;
                *self.rules.entry(*commit).or_insert(rules)
            }
        };
        if let Some(known) = self.known.get(&rules) {
            return Ok(known.clone());
        }
        let record = truth::record(reader, &self.vault, rules)?.ok_or_else(lacks)?;
        let read = DrawRules::from_object(record.body().ok_or_else(lacks)?).map_err(Failure::not_done)?;
        let beacons = read.beacons.iter().map(|b| (b.id, b.import)).collect();
        let known = Known { timing: read.timing, beacons };
        Ok(self.known.entry(rules).or_insert(known).clone())
    }
}

impl Notes {
    /// The note that shows that the entry at `index` was published, if it was, by the policy of the commit at `commit`.
    ///
    /// # Errors
    /// A failure if the published checkpoints cannot be read.
    pub(super) fn order(
        &self,
        log_alone: bool,
        index: u64,
        commit: u64,
    ) -> Result<Option<SignedCheckpoint>, Failure> {
        let policies = self.policies.before(commit);
        let mut last = self.last.borrow_mut();
        // A checkpoint that is the first to cover an entry is so for all entries from there to its end.
        let covers = |known: &&Covering| {
            known.log_alone == log_alone && known.policies == policies && known.entries.contains(&index)
        };
        if let Some(known) = last.as_ref().filter(covers) {
            return Ok(Some(known.note.clone()));
        }
        let policy = self.policies.at(commit);
        let note = published::order_note(self.objects.as_ref(), &self.log_keys, policy, log_alone, index)?;
        let Some(text) = note else { return Ok(None) };
        let note: SignedCheckpoint = text.parse().map_err(Failure::not_done)?;
        let entries = index..note.checkpoint().size();
        *last = Some(Covering { log_alone, policies, entries, note: note.clone() });
        Ok(Some(note))
    }

    /// True if the cosignatures up to a moment, in seconds, meet the quorum that was asked for at the commit, or none was.
    fn is_in_time(&self, note: &SignedCheckpoint, draw: &OpenDraw, latest: i64) -> bool {
        let policy = self.policies.at(draw.index);
        !policy.has_quorum() || policy.evaluate(note).is_ok_and(|standing| standing.met_by(latest))
    }
}
