//! Asking one witness, whatever carries the request.

use crate::objects::Objects;
use crate::tiles::{ProofFault, Tiles};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::sync::Arc;
use tarazy_docket::note::{BadSignature, Signature};
use tarazy_docket::{Hash, Note, SignedCheckpoint, VerifierKey};

/// How often a witness that names another size than we thought is asked again.
const TRIES: usize = 3;
/// How far a witness's clock may be ahead of ours, in seconds (docket.md section 11.5).
const MAX_AHEAD_SECONDS: u64 = tarazy_docket::policy::MAX_AHEAD_SECONDS;

/// What carries a request to a witness.
pub trait Transport: Send + Sync {
    /// Sends the body of an `add-checkpoint` request.
    ///
    /// # Errors
    /// A text if there was no answer.
    fn add_checkpoint(&self, request: &str) -> Result<Answer, String>;

    /// Fetches the checkpoint that the witness serves for an origin, by the SHA-256 of the origin.
    ///
    /// # Errors
    /// A text if there was no answer.
    fn latest(&self, origin_hash: Hash) -> Result<Answer, String>;
}

/// An answer of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body, as far as a sensible one goes.
    pub body: Vec<u8>,
}

/// What a witness gave: its signature lines, each checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The lines, at least one.
    pub lines: Vec<Signature>,
}

/// Why a witness did not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessFault {
    /// No answer.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// It has cosigned a larger tree of this log than the one sent. If nobody else serves this log, its database is older
    /// than what was witnessed.
    #[error("it has cosigned a tree of {theirs} entries, larger than ours of {ours}")]
    Ahead {
        /// Size that it has.
        theirs: u64,
        /// Size that was sent.
        ours: u64,
    },
    /// It says that the checkpoint does not continue the one that it has cosigned: history was changed on one side.
    #[error("it says that the checkpoint contradicts the one that it cosigned")]
    Contradicts,
    /// It refuses for another reason.
    #[error("it answered {status}: {text}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Beginning of its answer.
        text: String,
    },
    /// Its answer holds no line of its key, or is not in the form of signature lines.
    #[error("its answer holds no cosignature of its key")]
    NoLine,
    /// A line of its key does not hold.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
    /// Its clock is too far ahead of ours.
    #[error("its clock is ahead of ours")]
    FutureTime,
    /// The proof for it cannot be made from our own tiles.
    #[error("no proof for it: {0}")]
    NoProof(String),
}

/// One witness, and what is known of it.
pub struct Ask {
    key: VerifierKey,
    transport: Arc<dyn Transport>,
    /// Size of the tree that it last cosigned, as far as we know.
    known: u64,
}

impl Ask {
    /// A witness with this key, reached this way.
    pub fn new(key: VerifierKey, transport: Arc<dyn Transport>) -> Self {
        Self { key, transport, known: 0 }
    }

    /// The name of its key.
    pub fn name(&self) -> &str {
        self.key.name().as_str()
    }

    /// Asks the witness to cosign. If it last cosigned another tree than we thought, it says so and is asked again with a
    /// proof from that one. `now_ms` is our clock, ms UTC.
    ///
    /// # Errors
    /// [`WitnessFault`].
    pub fn cosign(
        &mut self,
        checkpoint: &SignedCheckpoint,
        objects: &dyn Objects,
        now_ms: i64,
    ) -> Result<Cosigned, WitnessFault> {
        let size = checkpoint.checkpoint().size();
        for _ in 0..TRIES {
            if self.known > size {
                return Err(WitnessFault::Ahead { theirs: self.known, ours: size });
            }
            let request = request(self.known, &proof(objects, self.known, size)?, checkpoint.note());
            let answer = self.transport.add_checkpoint(&request).map_err(WitnessFault::NoAnswer)?;
            match answer.status {
                200 => {
                    let cosigned = read_lines(&answer.body, checkpoint.note(), &self.key, now_ms)?;
                    self.known = size;
                    return Ok(cosigned);
                }
                409 => match read_size(&answer.body) {
                    Some(theirs) if theirs != self.known => self.known = theirs,
                    Some(_) | None => return Err(WitnessFault::Contradicts),
                },
                422 => return Err(WitnessFault::Contradicts),
                status => return Err(refused(status, &answer.body)),
            }
        }
        Err(WitnessFault::Refused { status: 409, text: "its size changes with each answer".to_owned() })
    }

    /// The checkpoint of a log that the witness serves, with its own cosignature checked; `None` if it has none.
    ///
    /// # Errors
    /// [`WitnessFault`].
    pub fn latest(&self, origin: &str) -> Result<Option<SignedCheckpoint>, WitnessFault> {
        let hash = tarazy_docket::sha256(&[origin.as_bytes()]);
        let answer = self.transport.latest(hash).map_err(WitnessFault::NoAnswer)?;
        match answer.status {
            200 => {
                let checkpoint =
                    SignedCheckpoint::from_bytes(&answer.body).map_err(|_| WitnessFault::NoLine)?;
                let own = checkpoint.note().cosigned_by(&self.key)?.is_some();
                let fits = own && checkpoint.checkpoint().origin() == origin;
                if fits { Ok(Some(checkpoint)) } else { Err(WitnessFault::NoLine) }
            }
            404 => Ok(None),
            status => Err(refused(status, &answer.body)),
        }
    }
}

/// The body of an `add-checkpoint` request.
pub(crate) fn request(old: u64, proof: &[Hash], checkpoint: &Note) -> String {
    let mut out = format!("old {old}\n");
    for hash in proof {
        out.push_str(&BASE64_STANDARD.encode(hash.0));
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&checkpoint.to_string());
    out
}

fn proof(objects: &dyn Objects, old: u64, new: u64) -> Result<Vec<Hash>, WitnessFault> {
    // From nothing, and to the same tree, the proof is empty.
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    Tiles::new(objects).consistency(old, new).map_err(|e: ProofFault| WitnessFault::NoProof(e.to_string()))
}

fn read_size(body: &[u8]) -> Option<u64> {
    let text = core::str::from_utf8(body).ok()?.strip_suffix('\n')?;
    text.parse().ok().filter(|size: &u64| size.to_string() == text)
}

fn read_lines(body: &[u8], sent: &Note, key: &VerifierKey, now_ms: i64) -> Result<Cosigned, WitnessFault> {
    let text = core::str::from_utf8(body).map_err(|_| WitnessFault::NoLine)?;
    let mut lines = Vec::new();
    for line in text.strip_suffix('\n').ok_or(WitnessFault::NoLine)?.split('\n') {
        let line: Signature = line.parse().map_err(|_| WitnessFault::NoLine)?;
        if line.name != *key.name() || line.id != key.id() {
            continue;
        }
        let time = key.verify(sent.text(), &line.bytes)?.ok_or(WitnessFault::NoLine)?;
        let ahead = i128::from(time.saturating_sub(MAX_AHEAD_SECONDS)) * 1000 > i128::from(now_ms);
        if ahead {
            return Err(WitnessFault::FutureTime);
        }
        lines.push(line);
    }
    if lines.is_empty() { Err(WitnessFault::NoLine) } else { Ok(Cosigned { lines }) }
}

fn refused(status: u16, body: &[u8]) -> WitnessFault {
    let text = String::from_utf8_lossy(body).chars().filter(|c| !c.is_control()).take(200).collect();
    WitnessFault::Refused { status, text }
}
