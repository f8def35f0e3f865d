//! A small log made with docket's own signers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tarazy_docket::checkpoint::{Checkpoint, SignedCheckpoint};
use tarazy_docket::merkle::{Leaves, inclusion_proof, root_of};
use tarazy_docket::note::{Cosigner, Signer, VerifierKey};
use tarazy_docket::receipt::FileProof;
use tarazy_docket::tile::{encode_bundle, encode_hashes, tiles_between};
use tarazy_docket::{
    Actor, Draft, Entry, Hash, Object, Opening, Policy, Receipt, Salt, StreamId, TileKind, TlogProof,
    Visibility, leaf_hash,
};
use tarazy_verify::{ExportSource, SourceError};

pub(crate) const ORIGIN: &str = "log.example/tarazy";
pub(crate) const CASE: &str = "case/0123456789abcdef0123456789abcdef";
/// When the log begins, in milliseconds.
pub(crate) const T0: i64 = 1_763_802_000_000;
/// The reader's clock.
pub(crate) const NOW: i64 = T0 + 1_000_000_000;

pub(crate) fn log_key() -> Signer {
    Signer::from_seed(ORIGIN.parse().unwrap(), &[1; 32]).unwrap()
}

pub(crate) fn witness(n: u8) -> Cosigner {
    Cosigner::from_seed(format!("w{n}.example").parse().unwrap(), &[10 + n; 32]).unwrap()
}

/// The trust file: two of three witnesses, or `quorum none`.
pub(crate) fn policy_text(quorum: u8) -> String {
    let log = log_key();
    if quorum == 0 {
        return format!("log {}\nquorum none\n", log.verifier());
    }
    let line = |n| format!("witness w{n} {}\n", witness(n).verifier());
    let witnesses: String = (0..3).map(line).collect();
    format!("log {}\n{witnesses}group all-of-them {quorum} w0 w1 w2\nquorum all-of-them\n", log.verifier())
}

pub(crate) fn policy(quorum: u8) -> Policy {
    Policy::parse(policy_text(quorum).as_bytes()).unwrap()
}

/// Who signs a checkpoint, and the time that witnesses state, in seconds.
#[derive(Clone)]
pub(crate) struct Hands {
    pub(crate) logs: Vec<Signer>,
    pub(crate) witnesses: Vec<(Cosigner, u64)>,
}

impl Hands {
    pub(crate) fn all(seconds: u64) -> Self {
        Self::with(&[0, 1, 2], seconds)
    }

    pub(crate) fn with(witnesses: &[u8], seconds: u64) -> Self {
        let witnesses = witnesses.iter().map(|n| (witness(*n), seconds)).collect();
        Self { logs: vec![log_key()], witnesses }
    }

    pub(crate) fn sign(&self, checkpoint: Checkpoint) -> SignedCheckpoint {
        let mut signed = SignedCheckpoint::unsigned(checkpoint).unwrap();
        let text = signed.note().text().to_owned();
        for log in &self.logs {
            signed = signed.with(log.sign(&text));
        }
        for (witness, seconds) in &self.witnesses {
            signed = signed.with(witness.cosign(&text, *seconds).unwrap());
        }
        signed
    }
}

/// A log that grows entry by entry.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) origin: String,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) openings: Vec<Option<Opening>>,
    heads: BTreeMap<StreamId, (u64, Hash)>,
    pub(crate) time: i64,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|e| String::from_utf8_lossy(e))).finish()
    }
}

pub(crate) fn object(json: &str) -> Object {
    match tarazy_docket::Value::from_json(json.as_bytes()).unwrap() {
        tarazy_docket::Value::Object(object) => object,
        other => panic!("not an object: {other:?}"),
    }
}

pub(crate) fn file(n: u8) -> FileProof {
    FileProof { name: format!("арыз-{n}.pdf"), salt: Salt::new([n; 32]), commit: Hash([n; 32]) }
}

impl Log {
    pub(crate) fn new() -> Self {
        let (entries, openings) = (Vec::new(), Vec::new());
        Self { origin: ORIGIN.into(), entries, openings, heads: BTreeMap::new(), time: T0 }
    }

    /// A key, a filing with two documents in [`CASE`], and `more` filings in seven other cases.
    pub(crate) fn small(more: usize) -> Self {
        let mut log = Self::new();
        log.add("sys/keys", "key.added", r#"{"role":"log"}"#, Visibility::Public);
        let files = tarazy_docket::commit::files_hash(&[file(1).commit, file(2).commit]);
        let body =
            format!(r#"{{"court":"7119","files_hash":"{files}","kind":"claim","received":1763802000042}}"#);
        log.add(CASE, "filing.received", &body, Visibility::Parties);
        for i in 0..more {
            log.add(
                &format!("case/{:032x}", i % 7),
                "filing.received",
                r#"{"kind":"claim"}"#,
                Visibility::Parties,
            );
        }
        log
    }

    /// Appends an entry; gives its leaf hash.
    pub(crate) fn add(&mut self, stream: &str, kind: &str, body: &str, vis: Visibility) -> Hash {
        self.add_body(stream, kind, object(body), vis, |_| {})
    }

    /// Appends an entry that was changed after it was built.
    pub(crate) fn add_body(
        &mut self,
        stream: &str,
        kind: &str,
        body: Object,
        vis: Visibility,
        change: impl FnOnce(&mut Entry),
    ) -> Hash {
        let stream: StreamId = stream.parse().unwrap();
        let (seq, prev) =
            self.heads.get(&stream).copied().unwrap_or_else(|| (0, stream.genesis(&self.origin)));
        let actor = Actor::role(if vis == Visibility::Parties { "party" } else { "court" }).unwrap();
        let kind = kind.parse().unwrap();
        let draft = Draft { stream: stream.clone(), kind, actor, vis, body };
        self.time += 1000;
        let salt = Salt::new([u8::try_from(self.entries.len() % 251).unwrap(); 32]);
        let (mut entry, opening) = draft.into_entry(seq + 1, prev, self.time, || salt).unwrap();
        change(&mut entry);
        let leaf = self.add_bytes(entry.to_bytes(), opening);
        self.heads.insert(stream, (entry.seq, leaf));
        leaf
    }

    /// Appends any bytes.
    pub(crate) fn add_bytes(&mut self, bytes: Vec<u8>, opening: Option<Opening>) -> Hash {
        let leaf = leaf_hash(&bytes);
        self.entries.push(bytes);
        self.openings.push(opening);
        leaf
    }

    pub(crate) fn leaves(&self) -> Vec<Hash> {
        self.entries.iter().map(|bytes| leaf_hash(bytes)).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What the log says of itself at a size.
    pub(crate) fn checkpoint(&self, size: usize) -> Checkpoint {
        Checkpoint::new(self.origin.clone(), size as u64, root_of(&self.leaves()[..size])).unwrap()
    }

    /// The same, signed by the log and three witnesses.
    pub(crate) fn signed(&self, size: usize) -> SignedCheckpoint {
        Hands::all(u64::try_from(self.time / 1000).unwrap()).sign(self.checkpoint(size))
    }

    /// A proof file for an entry in the whole tree.
    pub(crate) fn proof(&self, index: usize, extra: Option<Vec<u8>>) -> TlogProof {
        self.proof_in(index, extra, self.signed(self.len()))
    }

    pub(crate) fn proof_in(
        &self,
        index: usize,
        extra: Option<Vec<u8>>,
        checkpoint: SignedCheckpoint,
    ) -> TlogProof {
        let leaves = self.leaves();
        let size = usize::try_from(checkpoint.checkpoint().size()).unwrap();
        let path = inclusion_proof(&mut Leaves(&leaves[..size]), index as u64, size as u64).unwrap();
        TlogProof { extra, index: index as u64, path, checkpoint }
    }

    /// What a receipt of an entry tells; with the opening, and with the two documents of [`Log::small`] for the filing.
    pub(crate) fn extra(&self, index: usize, open: bool) -> Receipt {
        let entry = Entry::parse(&self.entries[index]).unwrap();
        let opening = self.openings[index].clone().filter(|_| open);
        let files =
            opening.as_ref().filter(|o| o.body.get("files_hash").is_some()).map(|_| vec![file(1), file(2)]);
        Receipt { entry, opening, files }
    }

    pub(crate) fn receipt(&self, index: usize, open: bool) -> TlogProof {
        self.proof(index, Some(self.extra(index, open).to_bytes().unwrap()))
    }

    /// An export of the whole tree.
    pub(crate) fn export(&self, quorum: u8) -> Export {
        self.export_with(quorum, &self.signed(self.len()))
    }

    pub(crate) fn export_with(&self, quorum: u8, checkpoint: &SignedCheckpoint) -> Export {
        let mut files = BTreeMap::new();
        files.insert("checkpoint".into(), checkpoint.to_string().into_bytes());
        files.insert("policy".into(), policy_text(quorum).into_bytes());
        let key: VerifierKey = log_key().verifier().clone();
        files.insert("keys".into(), format!("{key}\n").into_bytes());
        let leaves = self.leaves();
        for tile in tiles_between(0, leaves.len() as u64) {
            let first = usize::try_from(tile.index()).unwrap() * 256;
            let places = first..first + usize::from(tile.width());
            let bytes = match tile.kind() {
                TileKind::Entries => encode_bundle(&self.entries[places]).unwrap(),
                TileKind::Hashes(level) => {
                    let span = 256_usize.pow(level.into());
                    let hash = |i: usize| root_of(&leaves[i * span..(i + 1) * span]);
                    encode_hashes(&places.map(hash).collect::<Vec<_>>())
                }
            };
            files.insert(tile.path(), bytes);
        }
        Export { files }
    }
}

/// An export in memory.
#[derive(Clone)]
pub(crate) struct Export {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Export {
    /// Writes it to a folder.
    pub(crate) fn write(&self, folder: &Path) {
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    pub(crate) fn file(&mut self, name: &str) -> &mut Vec<u8> {
        self.files.get_mut(name).unwrap_or_else(|| panic!("no file {name}"))
    }
}

impl ExportSource for Export {
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.files.get(name).cloned())
    }
}
