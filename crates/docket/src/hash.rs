//! SHA-256 and the 32-byte values that it gives.

use alloc::string::String;
use core::fmt;
use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf hash, a tree root, a commitment. Written as 64 lowercase hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// The text is not 64 lowercase hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lowercase hex digits")]
pub struct NotAHash;

/// SHA-256 of the parts, joined.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut h = Sha256::new();
    for p in parts {
        h.update(p);
    }
    Hash(h.finalize().into())
}

/// The value of each lowercase hex digit; 16 for every other byte.
const DIGITS: [u8; 256] = {
    let mut digits = [16; 256];
    let mut n: u8 = 0;
    while n < 16 {
        let letter = if n < 10 { b'0' + n } else { b'a' + n - 10 };
        digits[letter as usize] = n;
        n += 1;
    }
    digits
};

impl Hash {
    /// Reads 64 lowercase hex digits.
    ///
    /// # Errors
    /// [`NotAHash`] for anything else, capital letters included.
    pub fn from_hex(text: &str) -> Result<Self, NotAHash> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(NotAHash);
        }
        let mut out = [0; 32];
        let mut seen = 0;
        for (byte, [high, low]) in out.iter_mut().zip(pairs) {
            let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
            seen |= high | low;
            *byte = high << 4 | low & 15;
        }
        // What is no digit has a bit above the four of a digit.
        if seen < 16 { Ok(Self(out)) } else { Err(NotAHash) }
    }

    /// 64 lowercase hex digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.to_hex())
    }
}

impl core::str::FromStr for Hash {
    type Err = NotAHash;
    fn from_str(s: &str) -> Result<Self, NotAHash> {
        Self::from_hex(s)
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_hex())
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(ReadHex)
    }
}

struct ReadHex;

impl serde::de::Visitor<'_> for ReadHex {
    type Value = Hash;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 lowercase hex digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Hash, E> {
        Hash::from_hex(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vector_of_sha256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&[b"a", b"bc"]).to_hex(), abc);
        assert_eq!(Hash::from_hex(abc).unwrap().to_hex(), abc);
    }

    #[test]
    fn only_lowercase_hex_of_the_right_length_is_read() {
        for s in ["", "00", &"A".repeat(64), &"0".repeat(63), &"0".repeat(66), &"g".repeat(64)] {
            assert_eq!(Hash::from_hex(s), Err(NotAHash));
        }
    }
}
