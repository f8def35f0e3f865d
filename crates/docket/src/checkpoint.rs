//! Checkpoints (C2SP tlog-checkpoint): a log's origin, size and root in three lines.

use crate::hash::Hash;
use crate::note::{Note, NoteError};
use crate::text::{from_decimal, hash_from_base64, hash_to_base64};
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

/// A checkpoint in the note that carries it, with whatever signatures it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

/// Why a text is not a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The origin is empty or holds a control character.
    #[error("not an origin")]
    Origin,
    /// The size is not a decimal number of 64 bits without leading zeroes.
    #[error("not a tree size")]
    Size,
    /// The root is not base64 of 32 bytes.
    #[error("not a root hash")]
    Root,
    /// Not three lines: this log has no extension lines (docket.md section 10.1).
    #[error("a checkpoint has three lines")]
    Lines,
}

impl Checkpoint {
    /// A checkpoint of a log.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] if the origin is empty or holds a control character.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        let origin = origin.into();
        let fits = !origin.is_empty() && !origin.bytes().any(|b| b < 0x20);
        if fits { Ok(Self { origin, size, root }) } else { Err(CheckpointError::Origin) }
    }

    /// Which log: its public URL prefix without scheme and final slash.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The text that is signed: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, hash_to_base64(self.root))
    }

    /// Reads the text of any log's checkpoint: the three lines and the extension lines after them (each with its line
    /// end; empty for a log like this one). For a witness that serves other logs too.
    ///
    /// # Errors
    /// [`CheckpointError`] says which line does not fit.
    pub fn read(text: &str) -> Result<(Self, &str), CheckpointError> {
        let mut lines = text.splitn(4, '\n');
        let mut line = || lines.next().ok_or(CheckpointError::Lines);
        let (origin, size, root, extensions) = (line()?, line()?, line()?, line()?);
        let size = from_decimal(size).ok_or(CheckpointError::Size)?;
        let root = hash_from_base64(root).ok_or(CheckpointError::Root)?;
        let complete = extensions.is_empty() || (extensions.ends_with('\n') && !extensions.starts_with('\n'));
        if !complete || extensions.contains("\n\n") {
            return Err(CheckpointError::Lines);
        }
        Ok((Self::new(origin, size, root)?, extensions))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads the text of a checkpoint, strictly: three lines, no extension.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let (checkpoint, extensions) = Self::read(text)?;
        if extensions.is_empty() { Ok(checkpoint) } else { Err(CheckpointError::Lines) }
    }
}

impl SignedCheckpoint {
    /// A checkpoint that nobody has signed yet.
    ///
    /// # Errors
    /// None that a [`Checkpoint`] can cause; the note's own check is not skipped.
    pub fn unsigned(checkpoint: Checkpoint) -> Result<Self, NoteError> {
        let note = Note::new(checkpoint.text())?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint from the bytes of a file.
    ///
    /// # Errors
    /// [`CheckpointError`] if it is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        Self::try_from(Note::from_bytes(bytes)?)
    }

    /// Origin, size and root.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The checkpoint with one more signature.
    #[must_use]
    pub fn with(mut self, signature: crate::note::Signature) -> Self {
        self.note.add(signature);
        self
    }

    /// The checkpoint with only those signatures for which `keep` is true.
    #[must_use]
    pub fn retain(self, keep: impl FnMut(&crate::note::Signature) -> bool) -> Self {
        Self { note: self.note.retain(keep), ..self }
    }
}

impl TryFrom<Note> for SignedCheckpoint {
    type Error = CheckpointError;

    fn try_from(note: Note) -> Result<Self, CheckpointError> {
        Ok(Self { checkpoint: note.text().parse()?, note })
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        Self::try_from(text.parse::<Note>()?)
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.note)
    }
}
