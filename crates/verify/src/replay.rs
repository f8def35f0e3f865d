//! A whole export, in one pass over its entries (docket.md section 14).

mod bundle;
mod chain;
mod draws;
mod entries;
mod export;
mod notes;
mod streams;
mod trust;

pub use bundle::{Bundle, OneByOne, Readers, Unread};

use crate::receipt::witnesses;
use crate::source::{ExportSource, Failure, Unreadable};
use crate::verdict::{Fault, Verdict};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use export::Export;
use tarazy_docket::{Policy, SignedCheckpoint};

/// How far a replay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Tiles are being checked: this many of all leaf hashes.
    Tiles {
        /// Leaf hashes checked.
        done: u64,
        /// Leaf hashes in all.
        all: u64,
    },
    /// Entries are being replayed: this many of all.
    Entries {
        /// Entries replayed.
        done: u64,
        /// Entries in all.
        all: u64,
    },
}

/// What a replay checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// All of docket.md section 14 and draw.md section 10.
    All,
    /// All but signatures: neither those of the log and its witnesses nor the proofs of beacons and contributors. The best
    /// verdict is then `unproven`.
    NoSignatures,
}

/// What an export shows, once all steps held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayReport {
    /// What was checked.
    pub checks: Checks,
    /// False if the keys came from the export itself: then it is whole, but nobody vouches that it is genuine.
    pub anchored: bool,
    /// The log.
    pub origin: String,
    /// What it holds.
    pub counts: Counts,
    /// Names of the witnesses of the checkpoint and the seconds since 1970 that they state.
    pub witnesses: Vec<(String, u64)>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// How many entries it has.
    pub entries: u64,
    /// How many streams.
    pub streams: usize,
    /// How many entries are withheld by a notice.
    pub withheld: usize,
    /// Entries by type; those that are not public by their class, such as `(parties)`.
    pub types: BTreeMap<String, u64>,
    /// Entries of the draw's ledgers by type, with `open` for draws without a result, `hidden` for entries that are not
    /// public, and `other-witnesses` for results whose order was confirmed by the witnesses that the log's policy named at
    /// the time, but not by those of the reader's own.
    pub draws: BTreeMap<String, u64>,
}

/// Types whose entries a replay checks beyond their chain: the records of draws and beacons, and notices that withhold.
const CHECKED: [&str; 17] = [
    "assign.nonrandom",
    "beacon.chain",
    "beacon.outage",
    "draw.alarm",
    "draw.commit",
    "draw.overdue",
    "draw.result",
    "draw.reveal",
    "draw.rules",
    "draw.void",
    "entry.closed",
    "entry.opened",
    "ledger.adjust",
    "ledger.closed",
    "policy.set",
    "pool.act",
    "pool.conflict",
];

impl Counts {
    /// Public types whose content is only counted here, with how many entries.
    pub fn unchecked(&self) -> impl Iterator<Item = (&str, u64)> {
        let counted = self.types.iter().map(|(kind, count)| (kind.as_str(), *count));
        counted.filter(|(kind, _)| !kind.starts_with('(') && !CHECKED.contains(kind))
    }
}

impl ReplayReport {
    /// The verdict: `ok`, or `ok-unanchored`; `unproven` where signatures were not checked.
    pub fn verdict(&self) -> Verdict {
        match self.checks {
            Checks::NoSignatures => Verdict::Unproven,
            Checks::All if self.anchored => Verdict::Ok,
            Checks::All => Verdict::OkUnanchored,
        }
    }
}

/// What a replay is given beside the export.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The reader's own trust file; without one the export's own policy is used.
    pub trust: Option<&'a Policy>,
    /// Bytes of older checkpoints, or of receipts that carry one; each must fit the export.
    pub older: &'a [Vec<u8>],
    /// The reader's clock, in milliseconds since 1970.
    pub now_ms: i64,
    /// What is checked.
    pub checks: Checks,
}

/// Replays an export, one bundle after the other, with all checks: [`replay_with`].
///
/// # Errors
/// The first fault, or why nothing can be said.
pub fn replay(
    source: &mut dyn ExportSource,
    trust: Option<&Policy>,
    older: &[Vec<u8>],
    now_ms: i64,
    progress: &mut dyn FnMut(Progress),
) -> Result<ReplayReport, Failure> {
    let given = Given { trust, older, now_ms, checks: Checks::All };
    replay_with(source, &given, &mut OneByOne::default(), progress)
}

/// Replays an export whose bundles are read by `readers`.
///
/// # Errors
/// The first fault, or why nothing can be said.
pub fn replay_with(
    source: &mut dyn ExportSource,
    given: &Given<'_>,
    readers: &mut dyn Readers,
    progress: &mut dyn FnMut(Progress),
) -> Result<ReplayReport, Failure> {
    let Given { trust, older, now_ms, checks } = *given;
    let own = if trust.is_none() { Some(trust::own_policy(source)?) } else { None };
    let policy = trust.or(own.as_ref()).ok_or(Unreadable::Missing("policy"))?;
    let file = source.read("checkpoint")?.ok_or(Unreadable::Missing("checkpoint"))?;
    let signed = SignedCheckpoint::from_bytes(&file).map_err(Fault::from)?;
    if checks == Checks::All {
        policy.evaluate(&signed).map_err(Fault::from)?;
    }
    let checkpoint = signed.checkpoint();
    let older =
        older.iter().map(|file| trust::older(file, policy, checkpoint)).collect::<Result<Vec<_>, _>>()?;
    let mut export = Export::new(source, checkpoint.size());
    export.check(checkpoint.root(), progress)?;
    for old in older {
        if export.root_at(old.size())? != old.root() {
            let detail = format!("size {} has another root than the older checkpoint", old.size());
            return Err(Fault::new(Verdict::Inconsistent, detail).into());
        }
    }
    // After the older checkpoints: that two of them contradict each other proves more than a quorum that is missing.
    let standing = match checks {
        Checks::All => Some(policy.check(&signed, now_ms).map_err(Fault::from)?),
        Checks::NoSignatures => None,
    };
    let mut run = entries::Run::new(checkpoint, policy, checks);
    run.all(&mut export, readers, progress)?;
    Ok(ReplayReport {
        checks,
        anchored: trust.is_some(),
        origin: checkpoint.origin().into(),
        counts: run.counts(),
        witnesses: standing.map(|standing| witnesses(&standing)).unwrap_or_default(),
    })
}
