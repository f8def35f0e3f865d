//! What is due (draw.md section 8): results of draws whose round has spoken, `draw.overdue`, commits that nobody witnessed
//! in time, cases that wait for a draw. One place for the server's thread and for a single command.

mod watch;

pub(crate) use watch::Notes;

use crate::failure::Failure;
use crate::members::Members;
use crate::node::{SYSTEM, command};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use tarazy_docket::{Hash, StreamId};
use tarazy_draw::record::By;
use tarazy_registry::bodies::{DrawDue, DrawOverduePut, DrawResults, DrawUnwitnessed};
use tarazy_registry::models::{self, DueRound};
use tarazy_registry::to_body;
use tarazy_store::writer::Outcome;
use tarazy_store::{Command, Reader, Vault, truth};
use watch::{Open, Watch};

/// Carries a command to the writer.
pub(crate) type Submit<'a> = dyn FnMut(Command) -> Outcome + 'a;

/// Finds and does what is due.
pub(crate) struct Due {
    members: Members,
    watch: Watch,
    /// Where the ledger stood when a waiting case was last tried.
    tried: HashMap<StreamId, u64>,
    /// Draws whose `draw.overdue` is written.
    overdue: HashSet<Hash>,
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Draws that got their results.
    pub(crate) resolved: usize,
    /// Entries that may have been written: what is committed wants to be sealed.
    pub(crate) changed: bool,
    /// What could not be done now, for the operator. It stays due.
    pub(crate) failures: Vec<String>,
    /// When to look again at the latest, ms UTC; `None` if no draw is open.
    pub(crate) next: Option<i64>,
}

impl Due {
    /// Nothing is read yet.
    pub(crate) fn new(members: Members, notes: Notes, vault: Vault) -> Self {
        Self { members, watch: Watch::new(notes, vault), tried: HashMap::new(), overdue: HashSet::new() }
    }

    /// When a round of the beacon speaks, in seconds since 1970.
    pub(crate) fn round_time(&self, round: u64) -> i64 {
        self.members.time(round)
    }

    /// Does what is due at `now`, ms UTC. In import state nothing is: the import does it at its own times.
    ///
    /// # Errors
    /// A failure if the database or the published checkpoints cannot be read. What one draw or case refuses is told in
    /// [`Done::failures`].
    pub(crate) fn run(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        submit: &mut Submit<'_>,
    ) -> Result<Done, Failure> {
        let mut done = Done::default();
        if truth::setting(reader, tarazy_store::desk::IMPORT)?.as_deref()
            == Some(tarazy_store::desk::IMPORT_OPEN)
        {
            return Ok(done);
        }
        let open = self.watch.open(reader, &self.members)?;
        self.overdue.retain(|commit| open.iter().any(|o| o.row.leaf == *commit));
        self.void_unwitnessed(&open, now, submit, &mut done)?;
        self.tell_overdue(&open, now, submit, &mut done)?;
        let open = if done.changed { self.watch.open(reader, &self.members)? } else { open };
        self.give_results(reader, &open, now, submit, &mut done)?;
        self.try_waiting(reader, submit, &mut done)?;
        let open = if done.changed { self.watch.open(reader, &self.members)? } else { open };
        done.next = open.iter().flat_map(Open::moments).filter(|t| *t > now).min();
        Ok(done)
    }

    /// Writes the results of the draws that wait for a round, wherever they have a note. `at` is the event's time in import
    /// state. Gives how many.
    ///
    /// # Errors
    /// A failure of the beacon; the refusal if the draws cannot be resolved.
    pub(crate) fn resolve(
        &self,
        reader: &mut dyn Reader,
        due: DueRound,
        at: Option<i64>,
        submit: &mut Submit<'_>,
    ) -> Result<usize, Failure> {
        let mut orders: Vec<(Hash, String)> = Vec::new();
        for (commit, index) in models::open_commits(reader, due)? {
            let note = self.watch.notes.order(at.is_some(), index)?;
            orders.extend(note.map(|note| (commit, note.to_string())));
        }
        let entries = truth::end(reader)?.next_index;
        self.results(due, orders, entries, at, submit)
    }

    fn results(
        &self,
        due: DueRound,
        orders: Vec<(Hash, String)>,
        entries: u64,
        at: Option<i64>,
        submit: &mut Submit<'_>,
    ) -> Result<usize, Failure> {
        let count = orders.len();
        if count > 0 {
            let evidence = self.members.speak(due.round)?;
            let body = DrawResults { evidence, orders, by: officer()? };
            // A refused command is forgotten; where the log has moved on, the same round may have other draws.
            let key = format!("results/{}/{}/{entries}", due.beacon, due.round);
            submit(command(&key, SYSTEM, "draw.results", to_body(&body)?, at))?;
        }
        Ok(count)
    }

    fn void_unwitnessed(
        &mut self,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        for draw in open.iter().filter(|o| !o.is_import && o.given_up() < now) {
            let is_asked = self.watch.notes.policies.at(draw.row.index).has_quorum();
            if !is_asked || self.watch.note(draw)?.is_some() {
                continue;
            }
            let body = DrawUnwitnessed { commit: draw.row.leaf, by: officer()? };
            let key = format!("unwitnessed/{}", draw.row.leaf);
            give(&key, "draw.unwitnessed", &body, submit, done)?;
        }
        Ok(())
    }

    fn tell_overdue(
        &mut self,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let mut ledgers: BTreeMap<StreamId, Vec<Hash>> = BTreeMap::new();
        let is_told = |o: &&Open| self.overdue.contains(&o.row.leaf);
        for draw in open.iter().filter(|o| o.times.result < now && !is_told(o)) {
            ledgers.entry(draw.row.ledger.clone()).or_default().push(draw.row.leaf);
        }
        for (ledger, commits) in ledgers {
            let key = format!("overdue/{ledger}/{}", commits.last().map(|c| c.to_hex()).unwrap_or_default());
            if give(&key, "draw.overdue", &DrawOverduePut { ledger }, submit, done)? {
                self.overdue.extend(commits);
            }
        }
        Ok(())
    }

    /// Results of the rounds that have spoken. Where a draw of a ledger has no note yet, that ledger's draws of the round
    /// wait: they are one batch.
    fn give_results(
        &mut self,
        reader: &mut dyn Reader,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let mut rounds: BTreeMap<u64, BTreeMap<&StreamId, Vec<&Open>>> = BTreeMap::new();
        for draw in open.iter().filter(|o| o.times.speaks_millis() <= now) {
            let ledgers = rounds.entry(draw.row.round).or_default();
            ledgers.entry(&draw.row.ledger).or_default().push(draw);
        }
        for (round, ledgers) in rounds {
            let mut orders = Vec::new();
            for batch in ledgers.values() {
                let notes = batch.iter().map(|o| Ok(self.watch.note(o)?.map(|note| (o.row.leaf, note))));
                let notes: Option<Vec<_>> = notes.collect::<Result<_, Failure>>()?;
                orders.extend(notes.unwrap_or_default());
            }
            let due = DueRound { beacon: *self.members.id(), round };
            let entries = truth::end(reader)?.next_index;
            match self.results(due, orders, entries, None, submit) {
                Ok(count) => {
                    done.resolved += count;
                    done.changed |= count > 0;
                }
                Err(failure) => done.failures.push(format!("round {round}: {failure}")),
            }
        }
        Ok(())
    }

    /// Cases that wait for a draw are tried again when their ledger has moved on.
    fn try_waiting(
        &mut self,
        reader: &mut dyn Reader,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        for waiting in models::waiting_cases(reader)? {
            let seq = truth::head(reader, &waiting.ledger)?.map_or(0, |head| head.seq);
            if self.tried.insert(waiting.case.clone(), seq) == Some(seq) {
                continue;
            }
            let key = format!("due/{}/{seq}", waiting.case);
            let body = DrawDue { case: waiting.case.clone(), by: officer()? };
            if !give(&key, "draw.due", &body, submit, done)? {
                self.tried.remove(&waiting.case);
            }
        }
        Ok(())
    }
}

/// Gives a command of the program's own. False if it is refused; then it stays due. What is refused because nothing is to
/// be done is no failure.
fn give<T: Serialize>(
    key: &str,
    kind: &str,
    body: &T,
    submit: &mut Submit<'_>,
    done: &mut Done,
) -> Result<bool, Failure> {
    match submit(command(key, SYSTEM, kind, to_body(body)?, None)) {
        Ok(answer) => {
            done.changed |= !answer.entries.is_empty() && !answer.replayed;
            Ok(true)
        }
        Err(refusal) if matches!(refusal.code.as_ref(), "not-now" | "nothing-due") => Ok(true),
        Err(refusal) => {
            done.failures.push(format!("{kind}: {refusal}"));
            Ok(false)
        }
    }
}

/// The officer responsible for what the program writes by itself.
fn officer() -> Result<By, Failure> {
    crate::commands::by("registrar:system")
}
