//! A made-up log: dockets of cases with true draws of a local beacon, sealed and published. The court's own ledger decides
//! and takes every draw, so that a replay has nothing to say against it.

mod court;

use crate::entropy::random;
use crate::failure::Failure;
use court::Facts;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::entry::Content;
use tarazy_docket::{Actor, Entry, Hash, Object, Policy, Signer, StreamId, Visibility, leaf_hash};
use tarazy_draw::pool::Place;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::{Entries, EntriesError, Sealer, Setup, StoredEntry, published};

pub(super) use court::Shape;

/// Where the tile tree stands below the scratch folder.
pub(super) const PUBLIC: &str = "public";
const ORIGIN: &str = "bench.example/log";
/// Noon of 3 January 2022 in Almaty, ms UTC.
const START: i64 = 1_641_189_600_000;

/// What a made-up log holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    /// Entries.
    pub(super) entries: u64,
    /// Streams.
    pub(super) streams: u64,
    /// Draws with a result.
    pub(super) draws: u64,
}

/// Makes a log below a folder until it holds so many entries; the tile tree with its policy is an export as it stands.
pub(super) fn make(folder: &Path, shape: &Shape, entries: u64) -> Result<Held, Failure> {
    let mut log = Log::open(folder)?;
    let mut facts = Facts::new(&mut log, shape)?;
    let mut draws = 0;
    while log.next < entries {
        draws += facts.day(&mut log, shape)?;
    }
    log.seal()?;
    let streams = u64::try_from(log.heads.len()).map_err(Failure::not_done)?;
    Ok(Held { entries: log.next, streams, draws })
}

/// The log as its writer has it.
struct Log {
    sealer: Sealer,
    objects: Arc<LocalObjects>,
    pending: Pending,
    heads: HashMap<StreamId, (u64, Hash)>,
    next: u64,
    now: i64,
}

impl Log {
    fn open(folder: &Path) -> Result<Self, Failure> {
        let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(folder))));
        let objects = Arc::new(LocalObjects::new(Arc::clone(&files), PUBLIC));
        let signer = Signer::from_seed(ORIGIN.parse().map_err(Failure::not_done)?, &random::<32>());
        let signer = signer.map_err(Failure::not_done)?;
        let policy = format!("log {}\nquorum none\n", signer.verifier());
        let public = folder.join(PUBLIC);
        std::fs::create_dir_all(&public).map_err(|e| Failure::file(&public, &e))?;
        std::fs::write(public.join("policy"), &policy).map_err(|e| Failure::file(&public, &e))?;
        let sealer = Sealer::open(Setup {
            objects: Arc::clone(&objects) as Arc<dyn Objects>,
            files,
            guard: "guard".to_owned(),
            signers: vec![Box::new(signer)],
            policy: Policy::parse(policy.as_bytes()).map_err(Failure::not_done)?,
            witnesses: Vec::new(),
            epoch: 1,
        })?;
        Ok(Self { sealer, objects, pending: Pending::default(), heads: HashMap::new(), next: 0, now: START })
    }

    /// Appends an entry. `body` is `None` for one that shows a commitment.
    fn append(&mut self, stream: &StreamId, kind: &str, body: Option<Object>) -> Result<Place, Failure> {
        let (seq, prev) = self.heads.get(stream).copied().unwrap_or((0, stream.genesis(ORIGIN)));
        let vis = if body.is_some() { Visibility::Public } else { Visibility::Parties };
        let content = body.map_or(Content::Commit(prev), Content::Body);
        let entry = Entry {
            stream: stream.clone(),
            seq: seq + 1,
            prev,
            time: self.now,
            kind: kind.parse().map_err(Failure::not_done)?,
            actor: Some(Actor::role("registrar").map_err(Failure::not_done)?),
            vis,
            content,
        };
        let bytes = entry.to_bytes();
        let leaf = leaf_hash(&bytes);
        let place = Place { index: self.next, leaf, time: self.now };
        self.heads.insert(stream.clone(), (seq + 1, leaf));
        self.pending.entries.push(StoredEntry { index: self.next, leaf, bytes });
        self.next += 1;
        Ok(place)
    }

    /// Seals all entries and gives the note that covers them.
    fn seal(&mut self) -> Result<String, Failure> {
        while self.sealer.round(&mut self.pending, self.now)?.more {}
        self.pending = Pending { first: self.next, entries: Vec::new() };
        let note = published::latest(self.objects.as_ref())?;
        note.map(|note| note.to_string()).ok_or_else(|| Failure::not_done("nothing was published"))
    }
}

/// Entries that are not sealed yet.
#[derive(Default)]
struct Pending {
    first: u64,
    entries: Vec<StoredEntry>,
}

impl Entries for Pending {
    fn count(&mut self) -> Result<u64, EntriesError> {
        Ok(self.first + u64::try_from(self.entries.len()).unwrap_or(0))
    }

    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError> {
        let no = || EntriesError { what: "an entry that is sealed".to_owned(), must_stop: true };
        let place = |n: u64| n.checked_sub(self.first).and_then(|n| usize::try_from(n).ok()).ok_or_else(no);
        Ok(self.entries.get(place(from)?..place(to)?).ok_or_else(no)?.to_vec())
    }
}
