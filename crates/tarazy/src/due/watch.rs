//! Open draws as the program watches them: when something of each is due, and the published checkpoint that fixes its
//! order.

use crate::failure::Failure;
use crate::members::Members;
use std::collections::HashMap;
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
}

impl Open {
    /// After this moment a commit without cosignatures counts as unwitnessed, ms UTC. Half of the guard's time is left for
    /// cosignatures that are on their way, the other half for declaring it void before the round speaks.
    pub(super) fn given_up(&self) -> i64 {
        self.times.witnessed.saturating_mul(1000).saturating_add(self.guard.saturating_mul(500))
    }

    /// When something of it becomes due, ms UTC.
    pub(super) fn moments(&self) -> [i64; 3] {
        let after = |moment: i64| moment.saturating_add(1);
        [after(self.given_up()), self.times.speaks_millis(), after(self.times.result)]
    }
}

/// What is known of open draws; it follows from the log.
pub(super) struct Watch {
    /// The published checkpoints.
    pub(super) notes: Notes,
    vault: Vault,
    /// Times of the protocol by the rules' leaf hash; `None` for rules that mark their beacon `import`.
    timings: HashMap<Hash, Option<Timing>>,
    /// Rules of open draws, by their commits.
    rules: HashMap<Hash, Hash>,
    /// Notes of open draws, by their commits.
    noted: HashMap<Hash, String>,
}

impl Watch {
    /// Nothing is read yet.
    pub(super) fn new(notes: Notes, vault: Vault) -> Self {
        Self { notes, vault, timings: HashMap::new(), rules: HashMap::new(), noted: HashMap::new() }
    }

    /// The open draws of this installation's beacon.
    ///
    /// # Errors
    /// A failure if the database cannot be read.
    pub(super) fn open(&mut self, reader: &mut dyn Reader, members: &Members) -> Result<Vec<Open>, Failure> {
        let mut open = Vec::new();
        let rows = models::open_draws(reader)?;
        if !rows.is_empty() {
            self.notes.policies = tarazy_registry::policies(reader, &self.vault, &self.notes.trust)?;
        }
        self.rules.retain(|commit, _| rows.iter().any(|row| row.leaf == *commit));
        for row in rows {
            if row.beacon != *members.id() {
                continue;
            }
            let timing = self.timing(reader, members, &row.leaf)?;
            let is_import = timing.is_none();
            let timing = timing.unwrap_or_default();
            let times = Deadlines::new(&timing, members.beacon(), row.round);
            open.push(Open { row, times, guard: timing.guard, is_import });
        }
        self.noted.retain(|commit, _| open.iter().any(|o| o.row.leaf == *commit));
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
        let note = self.notes.order(open.is_import, open.row.index)?;
        let in_time = |note: &SignedCheckpoint| {
            open.is_import || self.notes.is_in_time(note, &open.row, open.times.witnessed)
        };
        let note = note.filter(in_time).map(|note| note.to_string());
        if let Some(note) = &note {
            self.noted.insert(open.row.leaf, note.clone());
        }
        Ok(note)
    }

    /// The times under which a commit stands; `None` if its rules mark the beacon `import`.
    fn timing(
        &mut self,
        reader: &mut dyn Reader,
        members: &Members,
        commit: &Hash,
    ) -> Result<Option<Timing>, Failure> {
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
        if let Some(timing) = self.timings.get(&rules) {
            return Ok(timing.clone());
        }
        let record = truth::record(reader, &self.vault, rules)?.ok_or_else(lacks)?;
        let read = DrawRules::from_object(record.body().ok_or_else(lacks)?).map_err(Failure::not_done)?;
        let is_import = read.beacons.iter().any(|b| b.id == *members.id() && b.import);
        let timing = (!is_import).then_some(read.timing);
        Ok(self.timings.entry(rules).or_insert(timing).clone())
    }
}

impl Notes {
    /// The note that fixes the order of a commit, if one is published.
    ///
    /// # Errors
    /// A failure if the published checkpoints cannot be read.
    pub(super) fn order(&self, log_alone: bool, index: u64) -> Result<Option<SignedCheckpoint>, Failure> {
        let policy = self.policies.at(index);
        let note = published::order_note(self.objects.as_ref(), &self.log_keys, policy, log_alone, index)?;
        note.map(|text| text.parse().map_err(Failure::not_done)).transpose()
    }

    /// True if the cosignatures up to a moment, in seconds, meet the quorum that was asked for at the commit, or none was.
    fn is_in_time(&self, note: &SignedCheckpoint, draw: &OpenDraw, latest: i64) -> bool {
        let policy = self.policies.at(draw.index);
        !policy.has_quorum() || policy.evaluate(note).is_ok_and(|standing| standing.met_by(latest))
    }
}
