//! The body of an `add-checkpoint` request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tarazy_docket::checkpoint::CheckpointError;
use tarazy_docket::note::NoteError;
use tarazy_docket::{Checkpoint, Hash, Note};

/// The largest body that is read, in bytes: 64 signatures of the largest kind fit.
pub const MAX_REQUEST: usize = 256 * 1024;
/// The most lines of a consistency proof (C2SP tlog-witness).
const MAX_PROOF: usize = 63;

/// A checkpoint that a log wants cosigned, and the proof that it continues an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Size of the older tree; 0 if there is none.
    pub old: u64,
    /// The proof.
    pub proof: Vec<Hash>,
    /// The new checkpoint's note.
    pub note: Note,
    /// What the note says.
    pub checkpoint: Checkpoint,
}

/// Why a body is not a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Longer than [`MAX_REQUEST`].
    #[error("longer than {MAX_REQUEST} bytes")]
    TooLong,
    /// Not UTF-8, or no empty line after the proof.
    #[error("not the lines of a request")]
    Lines,
    /// The first line is not `old <size>`.
    #[error("the first line is not `old <size>`")]
    Old,
    /// More than 63 lines of proof, or one that is not base64 of 32 bytes.
    #[error("the consistency proof is malformed")]
    Proof,
    /// Not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note's text is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl Request {
    /// Reads the body of a request, strictly.
    ///
    /// # Errors
    /// [`Malformed`] says what does not fit.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        if body.len() > MAX_REQUEST {
            return Err(Malformed::TooLong);
        }
        let text = core::str::from_utf8(body).map_err(|_| Malformed::Lines)?;
        let (head, note) = text.split_once("\n\n").ok_or(Malformed::Lines)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or(Malformed::Old)?;
        let proof: Vec<Hash> = lines.map(hash).collect::<Option<_>>().ok_or(Malformed::Proof)?;
        if proof.len() > MAX_PROOF {
            return Err(Malformed::Proof);
        }
        let note: Note = note.parse()?;
        let (checkpoint, _) = Checkpoint::read(note.text())?;
        Ok(Self { old, proof, note, checkpoint })
    }
}

fn decimal(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|n: &u64| n.to_string() == digits)
}

fn hash(line: &str) -> Option<Hash> {
    let bytes = BASE64_STANDARD.decode(line).ok()?;
    bytes.try_into().ok().map(Hash)
}
