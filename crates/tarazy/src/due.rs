//! What is due (draw.md section 8): contributions and results of draws whose round has spoken, `draw.overdue`, commits that
//! nobody witnessed in time, cases that wait for a draw. One place for the server's thread and for a single command.

mod force;
mod parts;
mod rounds;
mod watch;

pub(crate) use watch::Notes;

use crate::beacons::Beacons;
use crate::conditions::{Conditions, JUDGED};
use crate::contributors::Contributors;
use crate::drand::Spoken;
use crate::failure::Failure;
use crate::node::{SYSTEM, command};
use parts::{Asked, DRAFTS, Parts};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use tarazy_docket::{Hash, StreamId, Value, from_value};
use tarazy_draw::record::By;
use tarazy_registry::alarms;
use tarazy_registry::bodies::{
    AlarmClear, BeaconHeard, DrawDue, DrawOverduePut, DrawResults, DrawReveals, DrawUnwitnessed,
    UnwitnessedParts,
};
use tarazy_registry::models::{self, DueRound, WaitingCase};
use tarazy_registry::to_body;
use tarazy_store::writer::Outcome;
use tarazy_store::{Command, Reader, Vault, truth};
use watch::{Open, Watch};

/// A case that waits for another draw is tried again after so long, in ms.
const TRY_AGAIN: i64 = 60_000;

/// A case that waits for a judge or for witnesses is tried again after so long although nothing has happened, in ms.
const TIME_HELPS: i64 = 900_000;

/// Refusals that say that nothing is to be done now.
const NOTHING_TO_DO: [&str; 5] = ["not-now", "nothing-due", "not-before", "appeal-waits", "case-away"];

/// Carries a command to the writer.
pub(crate) type Submit<'a> = dyn FnMut(Command) -> Outcome + 'a;

/// Finds and does what is due.
pub(crate) struct Due {
    beacons: Beacons,
    /// Parts of other bodies.
    parts: Parts,
    watch: Watch,
    /// What the sealer saw that calls for an alarm.
    conditions: Conditions,
    /// How things stood when a waiting case was last tried.
    tried: HashMap<StreamId, Tried>,
    /// The day on which decisions were last asked whether they are in force.
    enforced: Option<String>,
}

/// What can help a waiting case: an entry of its ledger, a network that is heard, witnesses who confirm the log.
#[derive(Debug)]
struct Tried {
    seq: u64,
    heard: bool,
    witnessed: bool,
    /// When it is tried again although nothing has changed, ms UTC: it waits for another draw's round, or was refused.
    again: Option<i64>,
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Draws that got their results.
    pub(crate) resolved: usize,
    /// Entries that may have been written: what is committed wants to be sealed.
    pub(crate) changed: bool,
    /// Contributions were logged: once they are sealed, results may follow at once.
    pub(crate) revealed: bool,
    /// What could not be done now, for the operator. It stays due.
    pub(crate) failures: Vec<String>,
    /// What went wrong on the way to what was done, for the operator.
    pub(crate) warnings: Vec<String>,
    /// When to look again at the latest, ms UTC; `None` if no draw is open.
    pub(crate) next: Option<i64>,
}

impl Due {
    /// Nothing is read yet.
    pub(crate) fn new(beacons: Beacons, contributors: Contributors, notes: Notes, vault: Vault) -> Self {
        let conditions = Conditions::new(notes.trust.has_quorum());
        let parts = Parts::new(contributors);
        Self {
            beacons,
            parts,
            watch: Watch::new(notes, vault),
            conditions,
            tried: HashMap::new(),
            enforced: None,
        }
    }

    /// Where the sealer notes what calls for an alarm.
    pub(crate) fn conditions(&self) -> Conditions {
        self.conditions.clone()
    }

    /// When a round of a beacon speaks, in seconds since 1970.
    ///
    /// # Errors
    /// A failure if the installation has no such beacon.
    pub(crate) fn round_time(&self, due: DueRound) -> Result<i64, Failure> {
        let beacon = self.beacons.get(&due.beacon);
        let unknown =
            || Failure::not_done(format!("no beacon of this installation has the id {}", due.beacon));
        Ok(beacon.ok_or_else(unknown)?.time(due.round))
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
        let is_importing = truth::setting(reader, tarazy_store::desk::IMPORT)?.as_deref()
            == Some(tarazy_store::desk::IMPORT_OPEN);
        // Nothing is due in an empty log, and what would be its first entry is not for this to choose.
        if is_importing || truth::end(reader)?.next_index == 0 {
            return Ok(done);
        }
        let open = self.watch.open(reader, &self.beacons)?;
        self.void_unwitnessed(&open, now, submit, &mut done)?;
        self.reveal(&open, now, submit, &mut done)?;
        self.ask_parts(reader, &open, now, submit, &mut done)?;
        self.tell_overdue(&open, now, submit, &mut done)?;
        self.tell_unwitnessed_parts(&open, now, submit, &mut done)?;
        let open = if done.changed { self.watch.open(reader, &self.beacons)? } else { open };
        self.give_results(reader, &open, now, submit, &mut done)?;
        self.hear(reader, now, submit, &mut done)?;
        let is_more = self.try_waiting(reader, now, submit, &mut done)?;
        self.enforce(reader, now, submit, &mut done)?;
        self.tell_alarms(reader, submit, &mut done)?;
        let open = if done.changed { self.watch.open(reader, &self.beacons)? } else { open };
        done.next =
            open.iter().flat_map(Open::moments).filter(|t| *t > now).chain(is_more.then_some(now)).min();
        done.next = Some(done.next.unwrap_or(i64::MAX).min(force::tomorrow(now)?));
        Ok(done)
    }

    /// Writes the results of the draws that wait for a round, wherever they have a note. `at` is the event's time in import
    /// state, `now` ms UTC. Gives how many.
    ///
    /// # Errors
    /// A failure of the beacon; the refusal if the draws cannot be resolved.
    pub(crate) fn resolve(
        &mut self,
        reader: &mut dyn Reader,
        due: DueRound,
        (at, now): (Option<i64>, i64),
        submit: &mut Submit<'_>,
    ) -> Result<usize, Failure> {
        let mut orders: Vec<(Hash, String)> = Vec::new();
        for (commit, index) in models::open_commits(reader, due)? {
            let note = self.watch.notes.order(at.is_some(), index, index)?;
            orders.extend(note.map(|note| (commit, note.to_string())));
        }
        let spoken = self.beacons.speak(&due.beacon, due.round, now)?;
        let entries = truth::end(reader)?.next_index;
        give_orders(&spoken, orders, Vec::new(), (entries, at), submit)
    }

    /// The networks are heard, so that commits name a beacon that can be reached.
    fn hear(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        for Spoken { evidence, warnings } in self.beacons.hear(reader, now, &mut done.warnings)? {
            done.warnings.extend(warnings);
            let key = format!("heard/{}/{}/{now}", evidence.beacon(), evidence.round());
            give(&key, "beacon.heard", &BeaconHeard { evidence }, submit, done)?;
        }
        Ok(())
    }

    /// Alarms are raised when their condition shows and cleared when it is over. What is open, the log itself says.
    fn tell_alarms(
        &mut self,
        reader: &mut dyn Reader,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let Some(seen) = self.conditions.seen() else { return Ok(()) };
        let stream = alarms::STREAM.parse().map_err(Failure::not_done)?;
        let records = truth::stream(reader, &self.watch.vault, &stream)?;
        let (open, seq) = (alarms::open_alarms(&records)?, records.len());
        for code in JUDGED {
            match (seen.get(&code), open.contains_key(&code)) {
                (Some(alarm), false) => {
                    let key = format!("alarm/{}/{seq}", code.as_str());
                    give(&key, "alarm.raise", alarm, submit, done)?;
                }
                (None, true) => {
                    let key = format!("alarm/{}/{seq}", code.as_str());
                    give(&key, "alarm.clear", &AlarmClear { code }, submit, done)?;
                }
                (Some(_), true) | (None, false) => {}
            }
        }
        Ok(())
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

    /// The court shows its contributions. With a quorum at once when the round has come, because they have to be witnessed;
    /// without one the result carries them, and they are logged only where that takes too long.
    fn reveal(
        &mut self,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let policies = &self.watch.notes.policies;
        let from = |o: &Open| o.reveals_from(policies.at(o.row.index).has_quorum());
        let is_time = |o: &&Open| o.owes_reveals() && from(o) <= now && now <= o.times.reveal;
        let commits: Vec<Hash> = open.iter().filter(is_time).map(|o| o.row.leaf).collect();
        let Some(last) = commits.last() else { return Ok(()) };
        let key = format!("reveal/{last}/{}", commits.len());
        let before = done.changed;
        done.changed = false;
        give(&key, "draw.reveal", &DrawReveals { commits, parts: Vec::new() }, submit, done)?;
        done.revealed = done.changed;
        done.changed |= before;
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
        for draw in open.iter().filter(|o| o.is_overdue(now) && !o.row.overdue) {
            ledgers.entry(draw.row.ledger.clone()).or_default().push(draw.row.leaf);
        }
        for (ledger, commits) in ledgers {
            let key = format!("overdue/{ledger}/{}", commits.last().map(|c| c.to_hex()).unwrap_or_default());
            let body = DrawOverduePut { ledger, unwitnessed: Vec::new() };
            give(&key, "draw.overdue", &body, submit, done)?;
        }
        Ok(())
    }

    /// Contributions that were logged and that the quorum did not witness in time count as missing. What is known already, the
    /// office passes over.
    fn tell_unwitnessed_parts(
        &mut self,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let mut ledgers: BTreeMap<StreamId, Vec<UnwitnessedParts>> = BTreeMap::new();
        for draw in open.iter().filter(|o| !o.is_import && o.parts_given_up() < now) {
            if !self.watch.notes.policies.at(draw.row.index).has_quorum() {
                continue;
            }
            if let Some(from) = self.watch.unwitnessed_from(draw)? {
                let parts = UnwitnessedParts { commit: draw.row.leaf, from };
                ledgers.entry(draw.row.ledger.clone()).or_default().push(parts);
            }
        }
        for (ledger, unwitnessed) in ledgers {
            let last = unwitnessed.last().map(|parts| format!("{}/{}", parts.commit, parts.from));
            let key = format!("parts/{ledger}/{}/{}", last.unwrap_or_default(), unwitnessed.len());
            give(&key, "draw.overdue", &DrawOverduePut { ledger, unwitnessed }, submit, done)?;
        }
        Ok(())
    }

    /// Waiting cases are tried again when something has changed that can help them. A case whose commit nobody witnessed
    /// waits for a checkpoint with the quorum that covers all of its ledger. Where the rules name contributors, the draws that
    /// can be made are fixed when these were asked. True if more are to be asked about at once.
    fn try_waiting(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<bool, Failure> {
        let waiting = models::waiting_cases(reader)?;
        self.tried.retain(|case, _| waiting.iter().any(|w| w.case == *case));
        let heard = self.beacons.are_heard(reader, now)?;
        let mut witnessed: HashMap<StreamId, Option<String>> = HashMap::new();
        let mut asked: Vec<Asked> = Vec::new();
        for WaitingCase { case, ledger } in waiting {
            let Some(head) = truth::head(reader, &ledger)? else { continue };
            if self.tried.get(&case).is_some_and(|tried| tried.is_still(head.seq, heard, now)) {
                continue;
            }
            let note = match witnessed.get(&ledger) {
                Some(known) => known.clone(),
                None => witnessed.entry(ledger).or_insert(self.watch.witnessed(reader, &head.leaf)?).clone(),
            };
            let mut stands = Tried { seq: head.seq, heard, witnessed: note.is_some(), again: None };
            if self.tried.get(&case).is_some_and(|tried| tried.is_same(&stands, now)) {
                continue;
            }
            let body =
                DrawDue { case: case.clone(), witnessed: note.clone(), promised: None, by: officer()? };
            let key = format!("due/{case}/{now}");
            match submit(command(&key, SYSTEM, "draw.due", to_body(&body)?, None)) {
                Ok(answer) => {
                    done.changed |= !answer.entries.is_empty();
                    let draw = answer.body.get("draw").and_then(Value::as_text);
                    stands.again = (draw == Some("waits")).then(|| now.saturating_add(TRY_AGAIN));
                    if draw == Some("asks") {
                        let draft = from_value(&Value::Object(answer.body)).map_err(Failure::not_done)?;
                        asked.push(Asked { case: case.clone(), witnessed: note, draft });
                    }
                }
                Err(refusal) if refusal.code == "not-now" => {
                    // Where no act helps, an absence may end with its day.
                    stands.again = Some(now.saturating_add(TIME_HELPS));
                }
                Err(refusal) => {
                    done.failures.push(format!("draw.due: {refusal}"));
                    stands.again = Some(now.saturating_add(TRY_AGAIN));
                }
            }
            self.tried.insert(case, stands);
            if asked.len() == DRAFTS {
                break;
            }
        }
        let is_more = asked.len() == DRAFTS;
        if !asked.is_empty() {
            self.fix(reader, asked, submit, done)?;
        }
        Ok(is_more)
    }
}

impl Tried {
    /// Nothing has changed, as far as can be told without looking at the published checkpoints.
    fn is_still(&self, seq: u64, heard: bool, now: i64) -> bool {
        self.witnessed && self.is_same(&Self { seq, heard, witnessed: true, again: None }, now)
    }

    /// Nothing has changed, and it is not time to try again.
    fn is_same(&self, other: &Self, now: i64) -> bool {
        let same = (self.seq, self.heard, self.witnessed) == (other.seq, other.heard, other.witnessed);
        same && self.again.is_none_or(|at| now < at)
    }
}

/// Gives the results of draws for which a round decides, with their notes. Nothing is given for none.
fn give_orders(
    spoken: &Spoken,
    orders: Vec<(Hash, String)>,
    reveal_orders: Vec<(Hash, String)>,
    (entries, at): (u64, Option<i64>),
    submit: &mut Submit<'_>,
) -> Result<usize, Failure> {
    let count = orders.len();
    if count > 0 {
        let evidence = spoken.evidence.clone();
        // A refused command is forgotten; where the log has moved on, the same round may have other draws.
        let key = format!("results/{}/{}/{entries}", evidence.beacon(), evidence.round());
        let body = DrawResults { evidence, orders, reveal_orders, by: officer()? };
        submit(command(&key, SYSTEM, "draw.results", to_body(&body)?, at))?;
    }
    Ok(count)
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
        Err(refusal) if NOTHING_TO_DO.contains(&refusal.code.as_ref()) => Ok(true),
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
