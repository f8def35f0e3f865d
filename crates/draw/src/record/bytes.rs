//! Byte strings in records: proofs, signatures, keys. Written as lowercase hex.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// Bytes, written as lowercase hex digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

/// The text is not an even number of lowercase hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not lowercase hex")]
pub struct NotHex;

impl Bytes {
    /// Lowercase hex digits.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl FromStr for Bytes {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotHex);
        }
        let mut bytes = vec![0; text.len() / 2];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotHex)?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl serde::Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_hex())
    }
}

impl<'de> serde::Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(super::FromText::new("lowercase hex"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capital_letters_and_half_bytes_are_refused() {
        assert_eq!("00ff".parse::<Bytes>(), Ok(Bytes([0, 255].to_vec())));
        for bad in ["0", "0F", "xx"] {
            assert_eq!(bad.parse::<Bytes>(), Err(NotHex));
        }
    }
}
