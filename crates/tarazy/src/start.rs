//! The check at every start (docket.md section 18): the database is compared with everything outside it that remembers the
//! log. A database that was restored from an old backup must not make the log sign another history.
//!
//! Reading every entry at each command would be too slow. So the last tile, the guard, the checkpoint and the witnesses are
//! compared first; only where something does not fit, everything is.

use crate::failure::Failure;
use crate::installation::{GUARD, Installation};
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::Duration;
use tarazy_docket::policy::Witness;
use tarazy_docket::{Hash, SignedCheckpoint};
use tarazy_log::entries::{Entries as _, StoreEntries};
use tarazy_log::guard::{self, GuardState};
use tarazy_log::objects::Objects;
use tarazy_log::recover::{self, Examined, RecoverError, Remembered, Sides, State};
use tarazy_log::witnesses::{Ask, WitnessFault};
use tarazy_log::{Tiles, published};
use tarazy_store::{Reader, Refusal, read_back};

/// How long a start waits for what the witnesses remember.
const PATIENCE: Duration = Duration::from_secs(2);
/// Entries under one tile of leaf hashes.
const WIDTH: u64 = 256;

/// What the witnesses say of this log.
pub(crate) struct Testimony {
    /// The latest checkpoint of each that has one.
    pub(crate) remembered: Vec<(String, SignedCheckpoint)>,
    /// Names of those that answered, also those that do not know the log.
    pub(crate) answered: BTreeSet<String>,
}

/// Refuses a database that does not continue everything that was sealed.
///
/// # Errors
/// The refusal `recovering` if entries are missing; a failure that names both sides if there are two histories; what
/// cannot be read.
pub(crate) fn check(installation: &Installation) -> Result<(), Failure> {
    // What remembers is read before what should be no smaller, so that a server beside this process disturbs nothing.
    let testimony = ask(installation)?;
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let latest = published::latest(objects.as_ref())?;
    let guard = guard::read(&files, GUARD, &installation.config.origin).map_err(Failure::not_done)?;
    let mut reader = installation.reader()?;
    if let Some(from) = read_back::pending(reader.as_mut())? {
        let done = Refusal::recovering().with("read-back-from", from);
        return Err(done.with("do", "tarazy recover").into());
    }
    let fits = fits(reader.as_mut(), objects.as_ref(), guard, latest.as_ref(), &testimony)?;
    if !fits {
        judge(&examine(installation, reader.as_mut(), &mut |_, _| ())?)?;
    }
    if guard.is_none() {
        without_guard(installation, reader.as_mut(), latest.is_some(), &testimony)?;
    }
    Ok(())
}

/// Compares everything. `progress` gets entries done and entries in all.
///
/// # Errors
/// A failure if a side cannot be read.
pub(crate) fn examine(
    installation: &Installation,
    reader: &mut dyn Reader,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Examined, Failure> {
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let log = installation.log_keys(reader)?;
    let sides = Sides {
        entries: &mut StoreEntries(reader),
        files: &files,
        guard: GUARD,
        objects: objects.as_ref(),
        witnesses: &installation.witnesses()?,
        log: &log,
    };
    Ok(recover::examine(sides, progress)?)
}

/// Refuses any state but the whole one.
///
/// # Errors
/// As [`check`].
pub(crate) fn judge(examined: &Examined) -> Result<(), Failure> {
    match &examined.state {
        State::Ok => Ok(()),
        State::Recovering { have, want, available } => {
            let refusal = Refusal::recovering().with("have", have).with("want", want.size);
            let refusal = refusal.with("by", &want.by).with("available", available);
            Err(refusal.with("do", "tarazy recover").into())
        }
        State::Split { memory } => Err(split(memory, examined)),
    }
}

/// Two histories: nothing is signed, and people decide.
fn split(memory: &Remembered, examined: &Examined) -> Failure {
    let mut text = format!(
        "there are two histories: what the {} remembers of {} entries is not what this database or another memory says. \
         Nothing is signed. Keep both sides for the investigation, and change nothing: the database, the folder `log` with \
         the guard, every backup, and the checkpoints of the witnesses. Remembered:",
        memory.by, memory.size
    );
    for m in &examined.memories {
        text.push_str(&format!("\n  {}: {} entries, root {}", m.by, m.size, m.root));
    }
    text.push_str(&format!("\n  database: {} entries", examined.entries));
    Failure::not_done(text)
}

/// Asks all witnesses at once what they remember.
///
/// # Errors
/// A usage failure if a witness's key is none.
pub(crate) fn ask(installation: &Installation) -> Result<Testimony, Failure> {
    let log = installation.log_keys(installation.reader()?.as_mut())?;
    let witnesses = installation.witnesses()?;
    let mut waited = witnesses.len();
    let (tell, told) = mpsc::channel();
    for witness in witnesses {
        let (tell, origin) = (tell.clone(), log.origin().to_owned());
        // One that does not answer in time is left alone with its question.
        std::thread::spawn(move || drop(tell.send(testify(&witness, &origin))));
    }
    drop(tell);
    let mut testimony = Testimony { remembered: Vec::new(), answered: BTreeSet::new() };
    let clock = crate::clock::stopwatch();
    while waited > 0 {
        let left = PATIENCE.saturating_sub(Duration::from_secs_f64(clock()));
        let Ok((name, answer)) = told.recv_timeout(left) else { break };
        waited -= 1;
        let Ok(latest) = answer else { continue };
        let is_ours = |c: &SignedCheckpoint| log.signed(c).is_ok_and(|signed| signed);
        testimony.answered.insert(name.clone());
        testimony.remembered.extend(latest.filter(is_ours).map(|checkpoint| (name, checkpoint)));
    }
    Ok(testimony)
}

type Answer = (String, Result<Option<SignedCheckpoint>, WitnessFault>);

fn testify(witness: &Ask, origin: &str) -> Answer {
    (witness.name().to_owned(), witness.latest(origin))
}

/// True if guard, checkpoint, witnesses, tiles and the end of the database fit together as far as a short look shows.
fn fits(
    reader: &mut dyn Reader,
    objects: &dyn Objects,
    guard: Option<GuardState>,
    latest: Option<&SignedCheckpoint>,
    testimony: &Testimony,
) -> Result<bool, Failure> {
    let Some(guard) = guard else { return Ok(latest.is_none() && testimony.remembered.is_empty()) };
    let mut entries = StoreEntries(reader);
    let tiles = Tiles::new(objects);
    let memories = latest.into_iter().chain(testimony.remembered.iter().map(|(_, c)| c));
    for memory in memories.map(SignedCheckpoint::checkpoint) {
        let within = memory.size() <= guard.size;
        // A tile that cannot be read is for the whole examination to judge.
        if !within || tiles.root_within(memory.size(), guard.size).ok() != Some(memory.root()) {
            return Ok(false);
        }
    }
    if tiles.root(guard.size).ok() != Some(guard.root) {
        return Ok(false);
    }
    let Some(last) = guard.size.checked_sub(1) else { return Ok(true) };
    if entries.count().map_err(RecoverError::from)? < guard.size {
        return Ok(false);
    }
    let tile = last / WIDTH;
    let stored = entries.range(tile * WIDTH, guard.size).map_err(RecoverError::from)?;
    let stored: Vec<Hash> = stored.into_iter().map(|entry| entry.leaf).collect();
    Ok(tiles.leaves(tile, guard.size).ok() == Some(stored))
}

/// Without a guard nothing here remembers what was signed. A log that never signed anything has none; for any other the
/// witnesses must be heard first.
fn without_guard(
    installation: &Installation,
    reader: &mut dyn Reader,
    was_published: bool,
    testimony: &Testimony,
) -> Result<(), Failure> {
    if was_published {
        let refusal = Refusal::recovering().with("missing", "guard");
        return Err(refusal.with("do", "tarazy recover").into());
    }
    let count = StoreEntries(reader).count().map_err(RecoverError::from)?;
    if count > 0 { heard(installation, testimony) } else { Ok(()) }
}

/// Refuses to go on until as many witnesses have answered as the quorum asks for.
///
/// # Errors
/// The refusal `recovering` that says how many answered.
pub(crate) fn heard(installation: &Installation, testimony: &Testimony) -> Result<(), Failure> {
    let policy = installation.policy()?;
    let heard = |w: &Witness| testimony.answered.contains(w.key.name().as_str());
    if policy.would_be_met(heard) {
        return Ok(());
    }
    let silent: Vec<String> =
        policy.witnesses().filter(|w| !heard(w)).map(|w| w.key.name().to_string()).collect();
    let refusal = Refusal::recovering().with("witnesses-heard", testimony.answered.len());
    Err(refusal.with("witnesses-silent", silent.join(" ")).into())
}

impl From<RecoverError> for Failure {
    fn from(e: RecoverError) -> Self {
        Self::NotDone(format!("the start check cannot be done: {e}"))
    }
}
