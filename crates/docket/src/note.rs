//! Signed notes (C2SP signed-note): a text, an empty line, and signature lines that name their keys.

mod key;
mod sign;

#[cfg(test)]
mod tests;

pub use key::{Algorithm, KeyError, KeyId, KeyName, VerifierKey};
pub use sign::{Cosigner, Signer, SignerError, cosigned_message};

use crate::text::from_base64;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use core::fmt;
use core::str::FromStr;

/// How many signatures of a note are read; a note with more is refused (docket.md section 10.3).
pub const MAX_SIGNATURES: usize = 64;

/// A text with signatures. That a value exists says nothing about whether they hold: see [`Note::signed_by`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line: the key's name and id, and what the key made of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key that signed.
    pub name: KeyName,
    /// Id of the key that signed.
    pub id: KeyId,
    /// The signature; for a cosignature 8 bytes of time come first. At least one byte.
    pub bytes: Vec<u8>,
}

/// Why a text is not a signed note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not UTF-8, or it holds a control character other than the line end.
    #[error("a note is UTF-8 without control characters")]
    Characters,
    /// The text does not end in a line end, or no empty line stands before the signatures.
    #[error("a note is lines of text, an empty line, and signature lines")]
    Layout,
    /// A line after the empty line is not a signature.
    #[error("not a signature line")]
    SignatureLine,
    /// More than [`MAX_SIGNATURES`] signatures.
    #[error("more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
}

/// A known key's signature does not hold: the whole note is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature of {0} does not hold")]
pub struct BadSignature(pub KeyName);

impl Note {
    /// A note that nobody has signed yet.
    ///
    /// # Errors
    /// [`NoteError`] if the text does not end in a line end or holds another control character.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if text.bytes().any(|b| b < 0x20 && b != b'\n') {
            return Err(NoteError::Characters);
        }
        if text.ends_with('\n') { Ok(Self { text, signatures: Vec::new() }) } else { Err(NoteError::Layout) }
    }

    /// Reads a note from the bytes of a file, strictly.
    ///
    /// # Errors
    /// [`NoteError`] says what is malformed. At least one signature line must be there.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoteError> {
        core::str::from_utf8(bytes).map_err(|_| NoteError::Characters)?.parse()
    }

    /// What is signed; it ends in a line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in the order of their lines.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature line, unless the very same stands there already.
    pub fn add(&mut self, signature: Signature) {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// The note with one more signature.
    #[must_use]
    pub fn with(mut self, signature: Signature) -> Self {
        self.add(signature);
        self
    }

    /// The note with only those signatures for which `keep` is true.
    #[must_use]
    pub fn retain(mut self, keep: impl FnMut(&Signature) -> bool) -> Self {
        self.signatures.retain(keep);
        self
    }

    /// Whether this key signed: `false` if no signature names it. A key of algorithm ML-DSA-44 is not checked here and
    /// counts as unknown.
    ///
    /// # Errors
    /// [`BadSignature`] if a signature that names the key does not hold.
    pub fn signed_by(&self, key: &VerifierKey) -> Result<bool, BadSignature> {
        let mut signed = false;
        for signature in self.signatures_of(key) {
            key.verify(&self.text, &signature.bytes)?;
            signed = true;
        }
        Ok(signed)
    }

    /// When this key cosigned: the earliest time, in seconds since 1970, of its cosignatures; `None` if there is none.
    ///
    /// # Errors
    /// [`BadSignature`] if a signature that names the key does not hold.
    pub fn cosigned_by(&self, key: &VerifierKey) -> Result<Option<u64>, BadSignature> {
        let mut earliest: Option<u64> = None;
        for signature in self.signatures_of(key) {
            if let Some(time) = key.verify(&self.text, &signature.bytes)? {
                earliest = Some(earliest.map_or(time, |t| t.min(time)));
            }
        }
        Ok(earliest)
    }

    /// The signatures that name a key which can be checked here.
    fn signatures_of(&self, key: &VerifierKey) -> impl Iterator<Item = &Signature> {
        let checked = key.algorithm() != Algorithm::MlDsa44;
        self.signatures.iter().filter(move |s| checked && s.name == *key.name() && s.id == key.id())
    }
}

impl fmt::Display for Note {
    /// The bytes of the file: text, empty line, signature lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Layout)?;
        let mut out = Self::new(text.to_owned() + "\n")?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Layout)?;
        for line in lines.split('\n') {
            if out.signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            out.signatures.push(line.parse()?);
        }
        Ok(out)
    }
}

impl fmt::Display for Signature {
    /// The line, without a line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.0.to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(f, "— {} {}", self.name, BASE64_STANDARD.encode(bytes))
    }
}

impl FromStr for Signature {
    type Err = NoteError;

    /// Reads one line, without its line end, such as a witness answers.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        let read = || {
            let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
            let (id, bytes) =
                from_base64(bytes)?.split_first_chunk::<4>().map(|(id, b)| (*id, b.to_vec()))?;
            let name = name.parse().ok().filter(|_| !bytes.is_empty())?;
            Some(Self { name, id: KeyId(id), bytes })
        };
        read().ok_or(NoteError::SignatureLine)
    }
}
