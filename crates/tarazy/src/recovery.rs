//! Bringing back what a restored installation lacks (docket.md section 18, "Start"): entries from the log's bundles, read
//! models, marks of bodies that no backup holds, and the guard.

use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::{GUARD, Installation};
use crate::node::{SYSTEM, command, open_writer};
use crate::start;
use std::path::PathBuf;
use std::sync::Arc;
use tarazy_docket::merkle::empty_root;
use tarazy_docket::{Hash, Object, Visibility};
use tarazy_log::LogKeys;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::entries::StoreEntries;
use tarazy_log::guard::{self, Guard, GuardState};
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::recover::{self, Memory, RecoverError, Remembered, State};
use tarazy_log::{Tiles, published};
use tarazy_registry::bodies::BodiesLost;
use tarazy_registry::{Registry, to_body};
use tarazy_store::desk::{IMPORT, IMPORT_OPEN};
use tarazy_store::read_back::{self, ReadBack};
use tarazy_store::{StoreError, Writer, lock, rebuild, truth};

/// Entries that are looked at at once for lost bodies.
const CHUNK: u64 = 512;
/// Lost bodies that one command marks.
const MARKS: usize = 100;

/// What a recovery is told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    /// A copy of the log's public files that reaches further than the one in this installation.
    pub(crate) from: Option<PathBuf>,
    /// Go on although too few witnesses answer.
    pub(crate) unheard: bool,
}

/// What a recovery did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recovered {
    /// Entries read back from bundles.
    pub(crate) entries: u64,
    /// Bodies that no backup holds, marked.
    pub(crate) lost: u64,
    /// True if the guard was missing and was made anew.
    pub(crate) guard: bool,
}

/// How far a long step has come.
pub(crate) type Bar<'a> = dyn FnMut(u64, u64) + 'a;

/// Recovers an installation. What was begun and killed goes on.
///
/// # Errors
/// A failure that says what is missing, or that there are two histories.
pub(crate) fn recover(
    installation: &Installation,
    wish: &Wish,
    bar: &mut Bar<'_>,
) -> Result<Recovered, Failure> {
    follow_guard(installation)?;
    let entries = read_entries_back(installation, wish, bar)?;
    withhold_again(installation)?;
    let guard = make_guard(installation, wish.unheard)?;
    let pending = read_back::pending(installation.reader()?.as_mut())?;
    let lost = match pending {
        None => 0,
        Some(from) => {
            rebuild_read_models(installation, bar)?;
            mark_lost(installation, from, bar)?
        }
    };
    Ok(Recovered { entries, lost, guard })
}

/// Makes the read models again.
///
/// # Errors
/// What the database says.
pub(crate) fn rebuild_read_models(installation: &Installation, bar: &mut Bar<'_>) -> Result<u64, Failure> {
    let registry = Registry::new(installation.setup()?);
    Ok(rebuild::rebuild(&installation.database()?, &installation.vault()?, &registry, bar)?)
}

/// Empties the places that published notices empty: bundles of a backup may still hold what is withheld.
///
/// # Errors
/// A failure if a notice and the bundles contradict each other.
pub(crate) fn withhold_again(installation: &Installation) -> Result<(), Failure> {
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let mut reader = installation.reader()?;
    let done = tarazy_log::withhold_again(files, objects.as_ref(), &mut StoreEntries(reader.as_mut()));
    done.map(|_| ()).map_err(Failure::not_done)
}

/// Brings a restored database's epoch up to the guard's.
fn follow_guard(installation: &Installation) -> Result<(), Failure> {
    let files = installation.files()?;
    let held = guard::read(&files, GUARD, &installation.config.origin).map_err(Failure::not_done)?;
    if let Some(held) = held {
        let mut seat = installation.database()?.sequencer()?;
        lock::raise_epoch(seat.engine.as_mut(), held.epoch)?;
    }
    Ok(())
}

/// Inserts what the database lacks. Gives how many entries.
fn read_entries_back(installation: &Installation, wish: &Wish, bar: &mut Bar<'_>) -> Result<u64, Failure> {
    let mut back = ReadBack::open(&installation.database()?, &installation.config.origin)?;
    let mut reader = installation.reader()?;
    let examined = start::examine(installation, reader.as_mut(), bar)?;
    let (have, want, available) = match &examined.state {
        State::Recovering { have, want, available } => (*have, want, *available),
        State::Ok => return Ok(0),
        State::Split { .. } => return start::judge(&examined).map(|()| 0),
    };
    let objects: Arc<dyn Objects> = match &wish.from {
        Some(folder) => {
            Arc::new(LocalObjects::new(Arc::new(Durable::new(Arc::new(LocalDisk::new(folder)))), ""))
        }
        None => installation.objects(&installation.files()?),
    };
    let log = installation.log_keys(reader.as_mut())?;
    let to = target(objects.as_ref(), &log, want)?;
    let mut give = |found: Vec<tarazy_log::StoredEntry>| {
        let last = found.last().map_or(0, |entry| entry.index + 1);
        let found = found.into_iter().map(|e| (e.index, e.leaf, e.bytes)).collect();
        back.insert(found, &mut tarazy_registry::read_back)?;
        bar(last.saturating_sub(have), to.size - have);
        Ok::<(), Stopped>(())
    };
    let done = recover::read_back(&mut StoreEntries(reader.as_mut()), objects.as_ref(), &to, &mut give);
    match done {
        Ok(()) => Ok(to.size - have),
        Err(Stopped::Store(e)) => Err(e.into()),
        Err(Stopped::Log(e)) => {
            let why = format!("the {} remembers {} entries, the database has {have}", want.by, want.size);
            let hint = if available < want.size && wish.from.is_none() {
                format!(
                    "; the bundles in this installation end at {available}: give a copy of the log's public files that \
                     reaches further (an export, a mirror, the `log` of a later backup) with --from DIR"
                )
            } else {
                String::new()
            };
            Err(Failure::not_done(format!("{why}: {e}{hint}")))
        }
    }
}

/// Why reading back stopped.
enum Stopped {
    Log(RecoverError),
    Store(StoreError),
}

impl From<RecoverError> for Stopped {
    fn from(e: RecoverError) -> Self {
        Self::Log(e)
    }
}

impl From<StoreError> for Stopped {
    fn from(e: StoreError) -> Self {
        Self::Store(e)
    }
}

/// The tree that is read back: the one that is remembered, or a later one of the log that continues it, because the bundles
/// at the edge are only kept as wide as the latest tree needs them.
fn target(objects: &dyn Objects, log: &LogKeys, want: &Remembered) -> Result<Remembered, Failure> {
    let Some(latest) = published::latest(objects)? else { return Ok(want.clone()) };
    let (size, root) = (latest.checkpoint().size(), latest.checkpoint().root());
    let is_signed = log.signed(&latest).is_ok_and(|signed| signed);
    let continues = || Tiles::new(objects).root_within(want.size, size).ok() == Some(want.root);
    if is_signed && size > want.size && continues() {
        return Ok(Remembered { by: Memory::ObjectStore, size, root });
    }
    Ok(want.clone())
}

/// Marks the bodies that are lost among the entries that were read back. Gives how many.
fn mark_lost(installation: &Installation, from: u64, bar: &mut Bar<'_>) -> Result<u64, Failure> {
    let mut reader = installation.reader()?;
    let vault = installation.vault()?;
    let to = truth::end(reader.as_mut())?.next_index;
    let importing = truth::setting(reader.as_mut(), IMPORT)?.as_deref() == Some(IMPORT_OPEN);
    let mut writer = open_writer(installation)?;
    let mut lost = 0;
    let mut next = from;
    while next < to {
        let until = to.min(next + CHUNK);
        let records = truth::range(reader.as_mut(), &vault, next, until)?;
        let is_lost = |r: &&tarazy_store::Record| r.entry.vis != Visibility::Public && r.opening.is_none();
        let targets: Vec<Hash> = records.iter().filter(is_lost).map(|r| r.leaf).collect();
        for targets in targets.chunks(MARKS) {
            let body = BodiesLost { targets: targets.to_vec() };
            let answer = give(&mut writer, "body.lost", to_body(&body)?, importing)?;
            lost += u64::try_from(answer.entries.len()).unwrap_or(u64::MAX);
        }
        next = until;
        bar(next - from, to - from);
    }
    give(&mut writer, "recovery.done", Object::new(), importing)?;
    Ok(lost)
}

fn give(
    writer: &mut Writer,
    kind: &str,
    body: Object,
    importing: bool,
) -> Result<tarazy_store::Answer, Failure> {
    let at = importing.then(|| writer.end().last_time);
    let key = hex::encode(random::<16>());
    Ok(writer.run(command(&key, SYSTEM, kind, body, at))?)
}

/// Makes a guard for a log that has entries and no guard: an installation that was restored onto another machine, or lost
/// the files of its log. What was signed beyond the published checkpoint only witnesses can know, so they must be heard. True
/// if it was made.
///
/// # Errors
/// The refusal `recovering` if too few witnesses answer, or entries are still missing.
pub(crate) fn make_guard(installation: &Installation, unheard: bool) -> Result<bool, Failure> {
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let origin = installation.config.origin.as_str();
    let mut reader = installation.reader()?;
    let is_empty = truth::end(reader.as_mut())?.next_index == 0;
    if is_empty || guard::read(&files, GUARD, origin).map_err(Failure::not_done)?.is_some() {
        return Ok(false);
    }
    let testimony = start::ask(installation)?;
    if !unheard {
        start::heard(installation, &testimony)?;
    }
    start::judge(&start::examine(installation, reader.as_mut(), &mut |_, _| ())?)?;
    let (size, root) = match published::latest(objects.as_ref())? {
        Some(latest) => (latest.checkpoint().size(), latest.checkpoint().root()),
        None => (0, empty_root()),
    };
    let state = GuardState { size, root, epoch: 0 };
    let mut guard = Guard::open(files, GUARD, origin).map_err(Failure::not_done)?;
    guard.advance(state).map_err(Failure::not_done)?;
    Ok(true)
}

/// What only the database remembers, for the operator whose entries came back from the log.
pub(crate) fn advice(read_back: u64) -> Option<&'static str> {
    (read_back > 0).then_some(
        "Not in the log, and to be entered again if they changed since the backup: courts, names of judges, documents, \
         and which commands were carried out already.",
    )
}
