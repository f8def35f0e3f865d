//! Acknowledgements: what the court answers at once to a filing from outside (docket.md section 13.1).

use crate::hash::Hash;
use crate::json::MAX_INT;
use crate::note::{BadSignature, KeyName, Note, NoteError, Signer, VerifierKey};
use crate::text::{from_decimal, hash_from_base64, hash_to_base64};
use alloc::format;
use alloc::string::String;
use core::str::FromStr;

/// The court's word that it took a filing. An acknowledged entry that is not at its index in a checkpoint made 10 s or
/// more later is proof of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// The log.
    pub origin: String,
    /// Index that the entry will have in the log.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Time of the entry: milliseconds since 1970-01-01 UTC.
    pub time: i64,
}

/// Why a text is not an acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AckError {
    /// Not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Not the five lines of version 1.
    #[error("not the five lines of an acknowledgement")]
    Lines,
    /// The key is not the acknowledgement key of the log named.
    #[error("the key is not {0}/ack")]
    OtherKey(String),
    /// The note carries no signature of the key.
    #[error("not signed by the acknowledgement key")]
    NotSigned,
    /// The key's signature does not hold.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
}

const FORMAT: &str = "tarazy/ack/1";

impl Ack {
    /// Name of the key that signs the acknowledgements of a log: `<origin>/ack`.
    ///
    /// # Errors
    /// [`AckError::OtherKey`] if the origin is no name of a key.
    pub fn key_name(origin: &str) -> Result<KeyName, AckError> {
        format!("{origin}/ack").parse().map_err(|_| AckError::OtherKey(origin.into()))
    }

    /// The five lines.
    pub fn text(&self) -> String {
        format!("{FORMAT}\n{}\n{}\n{}\n{}\n", self.origin, self.index, hash_to_base64(self.leaf), self.time)
    }

    /// The signed note that the person gets.
    ///
    /// # Errors
    /// [`AckError::OtherKey`] if the signer is not the acknowledgement key of this log.
    pub fn sign(&self, signer: &Signer) -> Result<Note, AckError> {
        self.check_key(signer.verifier())?;
        let note = Note::new(self.text())?;
        let signature = signer.sign(note.text());
        Ok(note.with(signature))
    }

    /// Reads a signed acknowledgement and checks its signature.
    ///
    /// # Errors
    /// [`AckError`] says what does not hold.
    pub fn open(bytes: &[u8], key: &VerifierKey) -> Result<Self, AckError> {
        let note = Note::from_bytes(bytes)?;
        let ack: Self = note.text().parse()?;
        ack.check_key(key)?;
        if note.signed_by(key)? { Ok(ack) } else { Err(AckError::NotSigned) }
    }

    fn check_key(&self, key: &VerifierKey) -> Result<(), AckError> {
        let own = key.name().as_str().strip_suffix("/ack") == Some(self.origin.as_str());
        if own { Ok(()) } else { Err(AckError::OtherKey(self.origin.clone())) }
    }
}

impl FromStr for Ack {
    type Err = AckError;

    /// Reads the five lines, strictly.
    fn from_str(text: &str) -> Result<Self, AckError> {
        let read = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            lines.next().filter(|format| *format == FORMAT)?;
            let origin = lines.next().filter(|origin| !origin.is_empty())?.into();
            let index = from_decimal(lines.next()?)?;
            let leaf = hash_from_base64(lines.next()?)?;
            let time = from_decimal(lines.next()?)?;
            let time = i64::try_from(time).ok().filter(|time| *time <= MAX_INT)?;
            lines.next().is_none().then_some(Self { origin, index, leaf, time })
        };
        read().ok_or(AckError::Lines)
    }
}

#[cfg(test)]
mod tests;
