//! The witness itself: state files, one request at a time, persisted before it is answered.

use super::decide::{Accepted, Refusal, decide};
use super::history::{History, STATE};
use super::request::Request;
use super::segment::Segment;
use crate::disk::Lock;
use crate::durable::{Durable, DurableError};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::note::SignerError;
use tarazy_docket::{Cosigner, VerifierKey, sha256};

/// A witness with its key, the logs that it serves, and its memory.
pub struct Witness {
    cosigner: Cosigner,
    logs: Vec<VerifierKey>,
    history: History,
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
        let history = History::new(files, cosigner.verifier().clone());
        Ok(Self { cosigner, logs, history, stopped: Mutex::new(false), lock })
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
        let newest = if self.serves(origin) { self.history.newest(origin)? } else { None };
        let newest = newest.unwrap_or_default();
        let known = newest.last(origin, self.history.key()).map(|cosigned| cosigned.tree);
        let accepted = match decide(&request, &self.logs, known) {
            Ok(accepted) => accepted,
            Err(refusal) => return Ok(refuse(refusal)),
        };
        let answer = self.cosign(origin, newest, accepted, seconds);
        *stopped = matches!(&answer, Err(WitnessError::Durable(e)) if e.must_stop());
        answer
    }

    /// Answers `GET <sha256 of origin>/checkpoint`: the checkpoint that was cosigned last, with the log's signatures and the
    /// cosignature that was given.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn checkpoint(&self, origin_hash: &str) -> Result<Reply, WitnessError> {
        let Some(origin) = self.origin(origin_hash) else { return Ok(unknown_log()) };
        let newest = self.history.newest(origin)?.unwrap_or_default();
        match newest.last(origin, self.history.key()) {
            Some(cosigned) => Ok(text(200, cosigned.note.to_string())),
            None => Ok(text(404, "nothing was cosigned yet\n".to_owned())),
        }
    }

    /// Answers `GET <sha256 of origin>/covering/<index>`: the first checkpoint that was cosigned and covers the entry `index`,
    /// if that was less than two years ago.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn covering(&self, origin_hash: &str, index: u64) -> Result<Reply, WitnessError> {
        let Some(origin) = self.origin(origin_hash) else { return Ok(unknown_log()) };
        match self.history.covering(origin, index)? {
            Some(cosigned) => Ok(text(200, cosigned.note.to_string())),
            None => Ok(text(404, "no checkpoint that covers this entry was cosigned\n".to_owned())),
        }
    }

    fn cosign(
        &self,
        origin: &str,
        newest: Segment,
        accepted: Accepted,
        seconds: u64,
    ) -> Result<Reply, WitnessError> {
        let line = self.cosigner.cosign(accepted.note.text(), seconds)?;
        let answer = text(200, format!("{line}\n"));
        self.history.add(origin, newest, &accepted.note.with(line), seconds)?;
        Ok(answer)
    }

    fn serves(&self, origin: &str) -> bool {
        self.logs.iter().any(|key| key.name().as_str() == origin)
    }

    /// The log with this hash, if it is served.
    fn origin(&self, hash: &str) -> Option<&str> {
        let mut origins = self.logs.iter().map(|key| key.name().as_str());
        origins.find(|origin| sha256(&[origin.as_bytes()]).to_hex() == hash)
    }
}

fn unknown_log() -> Reply {
    text(404, "this witness does not know the log\n".to_owned())
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
