//! Commitments: what stands in an entry for content that only some may see (docket.md section 3).

use crate::hash::{Hash, sha256};
use crate::json::{Object, Value};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// 32 fresh random bytes that hide the content behind a commitment. One salt serves one commitment; it is a secret of
/// the same grade as the content, so neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// Wraps 32 bytes that the caller took from the system's random source.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 lowercase hex digits.
    ///
    /// # Errors
    /// [`crate::hash::NotAHash`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, crate::hash::NotAHash> {
        Hash::from_hex(text).map(|h| Self(h.0))
    }

    /// 64 lowercase hex digits, for a receipt of somebody who may open the commitment.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }

    /// The bytes, for keeping them with the content.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// `SHA-256("tarazy/commit/1" || 0x00 || salt || bytes)`.
pub fn commitment(salt: &Salt, bytes: &[u8]) -> Hash {
    sha256(&[b"tarazy/commit/1\0", &salt.0, bytes])
}

/// Commitment to a body: to its canonical JSON.
pub fn body_commitment(salt: &Salt, body: &Object) -> Hash {
    commitment(salt, &Value::Object(body.clone()).to_bytes())
}

/// Binds a list of documents in the order of filing: `SHA-256("tarazy/files/1" || 0x00 || JCS([commitment, …]))`.
pub fn files_hash(commitments: &[Hash]) -> Hash {
    let list: Vec<Value> = commitments.iter().map(|c| Value::Text(c.to_hex())).collect();
    sha256(&[b"tarazy/files/1\0", &Value::Array(list).to_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    pub(crate) fn counting_salt() -> Salt {
        Salt::new(core::array::from_fn(|i| u8::try_from(i).unwrap()))
    }

    #[test]
    fn known_answer_for_a_document() {
        let want = "69a422c5698adadbbe600bf4e97a1ab6f8c3aa18505bbeef1a8f45b4e4682bd6";
        assert_eq!(commitment(&counting_salt(), "Талап арыз".as_bytes()).to_hex(), want);
    }

    #[test]
    fn a_salt_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", counting_salt()), "Salt(…)");
    }

    #[test]
    fn the_order_of_files_matters() {
        let (a, b) = (Hash([1; 32]), Hash([2; 32]));
        assert_ne!(files_hash(&[a, b]), files_hash(&[b, a]));
    }
}
