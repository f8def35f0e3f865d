//! The witness itself: state files, one request at a time, persisted before it is answered.

use super::decide::{Accepted, Known, Refusal, decide};
use super::request::Request;
use crate::disk::Lock;
use crate::durable::{Durable, DurableError};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::checkpoint::CheckpointError;
use tarazy_docket::note::SignerError;
use tarazy_docket::{Checkpoint, Cosigner, Note, VerifierKey, sha256};

/// Folder of the state files.
const STATE: &str = "state";

/// A witness with its key, the logs that it serves, and its memory.
pub struct Witness {
    cosigner: Cosigner,
    logs: Vec<VerifierKey>,
    files: Arc<Durable>,
    /// Held during a request, so that check and persisting are one step. True once the disk failed in a way after which the
    /// memory cannot be trusted.
    stopped: Mutex<bool>,
    #[expect(dead_code, reason = "held so that no second process has the same memory")]
    lock: Box<dyn Lock>,
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Content type.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

/// Why a witness cannot answer, though the request may be good.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Another process is this witness.
    #[error("another process has the memory of this witness")]
    Held,
    /// The disk failed before, and what it holds is not known. Restart the witness.
    #[error("the witness has stopped after a failed write; restart it")]
    Stopped,
    /// The memory of a log is damaged. It must not be removed: a witness that forgets can be used for a split view.
    #[error("the memory of {0} is damaged")]
    Damaged(String),
    /// The disk failed.
    #[error(transparent)]
    Durable(#[from] DurableError),
    /// The clock cannot be right.
    #[error(transparent)]
    Time(#[from] SignerError),
}

const TEXT: &str = "text/plain; charset=utf-8";
const TREE_SIZE: &str = "text/x.tlog.size";

impl Witness {
    /// A witness with its memory in the folder of `files`. `logs` are the keys of the logs that it serves; a key's name is
    /// the origin, and there may be several for one.
    ///
    /// # Errors
    /// [`WitnessError::Held`], or a failure of the disk.
    pub fn open(
        files: Arc<Durable>,
        cosigner: Cosigner,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, WitnessError> {
        let lock = files.disk().lock("witness.lock").map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => WitnessError::Held,
            _ => DurableError::Io { what: "lock", name: "witness.lock".to_owned(), source: e }.into(),
        })?;
        files.clear_leftovers()?;
        files.make_folders(STATE)?;
        // What is found may be the unsynced work of a process that was killed.
        files.sync_dir(STATE)?;
        Ok(Self { cosigner, logs, files, stopped: Mutex::new(false), lock })
    }

    /// The key that others need to check its cosignatures.
    pub fn verifier(&self) -> &VerifierKey {
        self.cosigner.verifier()
    }

    /// Answers `POST add-checkpoint`. `seconds` is the witness's clock, since 1970.
    ///
    /// # Errors
    /// [`WitnessError`]; the answer is then 500 and says nothing of the log.
    pub fn add_checkpoint(&self, body: &[u8], seconds: u64) -> Result<Reply, WitnessError> {
        let request = match Request::parse(body) {
            Ok(request) => request,
            Err(malformed) => return Ok(text(400, format!("{malformed}\n"))),
        };
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return Err(WitnessError::Stopped);
        }
        let origin = request.checkpoint.origin();
        let known = if self.serves(origin) { self.known(origin)? } else { None };
        let accepted = match decide(&request, &self.logs, known) {
            Ok(accepted) => accepted,
            Err(refusal) => return Ok(refuse(refusal)),
        };
        let answer = self.cosign(origin, accepted, seconds);
        *stopped = matches!(&answer, Err(WitnessError::Durable(e)) if e.must_stop());
        answer
    }

    /// Answers `GET <sha256 of origin>/checkpoint`: the checkpoint that was cosigned last, with the log's signatures and the
    /// cosignature that was given.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn checkpoint(&self, origin_hash: &str) -> Result<Reply, WitnessError> {
        let is_asked = |key: &&VerifierKey| file_of(key.name().as_str()) == format!("{STATE}/{origin_hash}");
        let Some(log) = self.logs.iter().find(is_asked) else {
            return Ok(text(404, "this witness does not know the log\n".to_owned()));
        };
        match self.read(log.name().as_str())? {
            Some(note) => Ok(text(200, note.to_string())),
            None => Ok(text(404, "nothing was cosigned yet\n".to_owned())),
        }
    }

    fn cosign(&self, origin: &str, accepted: Accepted, seconds: u64) -> Result<Reply, WitnessError> {
        let line = self.cosigner.cosign(accepted.note.text(), seconds)?;
        let answer = text(200, format!("{line}\n"));
        let note = accepted.note.with(line);
        self.files.replace(&file_of(origin), note.to_string().as_bytes())?;
        Ok(answer)
    }

    fn serves(&self, origin: &str) -> bool {
        self.logs.iter().any(|key| key.name().as_str() == origin)
    }

    fn known(&self, origin: &str) -> Result<Option<Known>, WitnessError> {
        let Some(note) = self.read(origin)? else { return Ok(None) };
        let damaged = || WitnessError::Damaged(origin.to_owned());
        let (checkpoint, _) = Checkpoint::read(note.text()).map_err(|_: CheckpointError| damaged())?;
        Ok(Some(Known { size: checkpoint.size(), root: checkpoint.root() }))
    }

    /// The memory of a log, if its own cosignature on it holds.
    fn read(&self, origin: &str) -> Result<Option<Note>, WitnessError> {
        let Some(bytes) = self.files.read(&file_of(origin))? else { return Ok(None) };
        let note = Note::from_bytes(&bytes).ok();
        let is_own = |note: &Note| {
            note.text().split('\n').next() == Some(origin)
                && matches!(note.cosigned_by(self.cosigner.verifier()), Ok(Some(_)))
        };
        note.filter(is_own).map(Some).ok_or_else(|| WitnessError::Damaged(origin.to_owned()))
    }
}

/// An origin can hold any character, so its hash names its file.
fn file_of(origin: &str) -> String {
    format!("{STATE}/{}", sha256(&[origin.as_bytes()]))
}

fn text(status: u16, body: String) -> Reply {
    Reply { status, content_type: TEXT, body }
}

fn refuse(refusal: Refusal) -> Reply {
    let status = match refusal {
        Refusal::OldAboveNew => 400,
        Refusal::NotSigned => 403,
        Refusal::UnknownLog => 404,
        Refusal::Conflict { size } => {
            return Reply { status: 409, content_type: TREE_SIZE, body: format!("{size}\n") };
        }
        Refusal::Inconsistent => 422,
    };
    text(status, format!("{refusal}\n"))
}
