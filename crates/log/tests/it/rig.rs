//! A log on a model disk, with entries in memory.

use crate::model_disk::ModelDisk;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tarazy_docket::{Cosigner, Hash, Policy, SignedCheckpoint, Signer, leaf_hash, sha256};
use tarazy_log::durable::Durable;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::witness::{Reply, Witness, WitnessError};
use tarazy_log::witnesses::{Answer, Ask, Transport};
use tarazy_log::{Entries, EntriesError, SealError, Sealer, Setup, StoredEntry, published};

pub(crate) const ORIGIN: &str = "log.example/tarazy";
/// The time of every test, ms UTC.
pub(crate) const NOW: i64 = 1_763_802_000_000;

/// Entries in memory: the naive twin of the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Twin(pub(crate) Vec<Vec<u8>>);

impl Twin {
    pub(crate) fn of(size: u64) -> Self {
        Self((0..size).map(entry).collect())
    }

    pub(crate) fn leaves(&self) -> Vec<Hash> {
        self.0.iter().map(|bytes| leaf_hash(bytes)).collect()
    }
}

/// Bytes of different lengths; the sealer does not read entries.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("entry {index} {}", "x".repeat(usize::try_from(index % 7).unwrap())).into_bytes()
}

impl Entries for Twin {
    fn count(&mut self) -> Result<u64, EntriesError> {
        Ok(self.0.len().try_into().unwrap())
    }

    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError> {
        let wanted = (0..).zip(&self.0).filter(|(index, _)| (from..to).contains(index));
        Ok(wanted.map(|(index, b)| StoredEntry { index, leaf: leaf_hash(b), bytes: b.clone() }).collect())
    }
}

pub(crate) fn signer() -> Signer {
    Signer::from_seed(ORIGIN.parse().unwrap(), &[7; 32]).unwrap()
}

pub(crate) fn no_quorum() -> Policy {
    Policy::parse(b"quorum none\n").unwrap()
}

pub(crate) fn files(disk: &ModelDisk) -> Arc<Durable> {
    Arc::new(Durable::new(Arc::new(disk.clone())))
}

pub(crate) fn objects(disk: &ModelDisk) -> Arc<dyn Objects> {
    Arc::new(LocalObjects::new(files(disk), "public"))
}

pub(crate) fn open(disk: &ModelDisk) -> Result<Sealer, SealError> {
    open_with(disk, no_quorum(), Vec::new())
}

pub(crate) fn open_with(disk: &ModelDisk, policy: Policy, witnesses: Vec<Ask>) -> Result<Sealer, SealError> {
    let files = files(disk);
    Sealer::open(Setup {
        guard: "guard".to_owned(),
        objects: Arc::new(LocalObjects::new(Arc::clone(&files), "public")),
        files,
        signers: vec![Box::new(signer())],
        policy,
        witnesses,
        epoch: 1,
    })
}

/// The published checkpoint.
pub(crate) fn latest(disk: &ModelDisk) -> Option<SignedCheckpoint> {
    published::latest(objects(disk).as_ref()).unwrap()
}

/// The tile tree by name, without partial tiles if `full` is true.
pub(crate) fn tile_tree(disk: &ModelDisk, full: bool) -> BTreeMap<String, Vec<u8>> {
    let is_wanted = |name: &String| name.starts_with("public/tile/") && !(full && name.contains(".p/"));
    disk.contents().into_iter().filter(|(name, _)| is_wanted(name)).collect()
}

/// A witness on a model disk of its own.
pub(crate) fn witness(disk: &ModelDisk, name: &str) -> Result<Witness, WitnessError> {
    Witness::open(files(disk), cosigner(name), vec![signer().verifier().clone()])
}

pub(crate) fn cosigner(name: &str) -> Cosigner {
    let seed = sha256(&[name.as_bytes()]).0;
    Cosigner::from_seed(name.parse().unwrap(), &seed).unwrap()
}

/// A policy of these witnesses with a threshold.
pub(crate) fn policy(threshold: usize, names: &[&str]) -> Policy {
    let mut text = format!("log {}\n", signer().verifier());
    for name in names {
        text += &format!("witness {name} {}\n", cosigner(name).verifier());
    }
    text += &format!("group all-of-them {threshold} {}\nquorum all-of-them\n", names.join(" "));
    Policy::parse(text.as_bytes()).unwrap()
}

/// The way to a witness in the same process, which can be cut.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Mutex<WireState>>);

pub(crate) struct WireState {
    pub(crate) witness: Option<Arc<Witness>>,
    pub(crate) seconds: u64,
    /// The log's disk, if it is to be watched.
    pub(crate) watched: Option<ModelDisk>,
    /// Every request that came through, with the number of changes on the watched disk by then.
    pub(crate) requests: Vec<(usize, String)>,
}

impl Wire {
    pub(crate) fn to(witness: Witness) -> Self {
        let seconds = u64::try_from(NOW / 1000).unwrap();
        Self(Arc::new(Mutex::new(WireState {
            witness: Some(Arc::new(witness)),
            seconds,
            watched: None,
            requests: Vec::new(),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, WireState> {
        self.0.lock().unwrap()
    }

    pub(crate) fn ask(&self, name: &str) -> Ask {
        Ask::new(cosigner(name).verifier().clone(), Arc::new(self.clone()))
    }

    /// Takes the witness off the wire, or puts it back.
    pub(crate) fn put(&self, witness: Option<Arc<Witness>>) -> Option<Arc<Witness>> {
        std::mem::replace(&mut self.state().witness, witness)
    }
}

impl Transport for Wire {
    fn add_checkpoint(&self, request: &str) -> Result<Answer, String> {
        let mut state = self.state();
        let ops = state.watched.as_ref().map_or(0, |disk| disk.ops().len());
        state.requests.push((ops, request.to_owned()));
        let witness = state.witness.clone().ok_or("the wire is cut")?;
        let seconds = state.seconds;
        drop(state);
        answer(witness.add_checkpoint(request.as_bytes(), seconds))
    }

    fn latest(&self, origin_hash: Hash) -> Result<Answer, String> {
        let witness = self.state().witness.clone().ok_or("the wire is cut")?;
        answer(witness.checkpoint(&origin_hash.to_hex()))
    }
}

fn answer(reply: Result<Reply, WitnessError>) -> Result<Answer, String> {
    let reply = reply.map_err(|e| e.to_string())?;
    Ok(Answer { status: reply.status, body: reply.body.into_bytes() })
}
