//! Verifier keys: `name+id+base64(type || public key)`.

use super::BadSignature;
use super::sign::cosigned_message;
use crate::hash::sha256;
use crate::text::from_base64;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use core::fmt;
use core::str::FromStr;
use ed25519_dalek::VerifyingKey;

/// Name of a key: not empty, without spaces and plus signs. By custom a URL without its scheme.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// First four bytes of a key's hash. Together with the name it says which key signed; it is no proof of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

/// How a key signs; the type byte of the C2SP documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 over the text of the note: type 0x01.
    Ed25519,
    /// `cosignature/v1`, Ed25519 over a time and the text: type 0x04.
    CosignatureV1,
    /// `subtree/v1` with ML-DSA-44: type 0x06. Such keys are read, their signatures are not checked here.
    MlDsa44,
}

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `name+id+base64`, or a name with a space or plus sign.
    #[error("a key is written name+id+base64")]
    Layout,
    /// A type that is unknown, or a key of another length than its type has.
    #[error("key of an unknown type or a wrong length")]
    Algorithm,
    /// The id is not the one that follows from name and key.
    #[error("the id does not belong to the key")]
    Id,
    /// Not a point of the curve in its canonical form, or one of small order.
    #[error("weak or malformed Ed25519 key")]
    Weak,
}

/// A key that checks signatures, as it stands in a policy file.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    public: PublicKey,
}

#[derive(Clone, PartialEq, Eq)]
enum PublicKey {
    Ed25519(VerifyingKey),
    CosignatureV1(VerifyingKey),
    MlDsa44(Box<[u8]>),
}

const ML_DSA_44_LENGTH: usize = 1312;

impl Algorithm {
    /// The type byte of the C2SP documents.
    pub fn type_byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::CosignatureV1 => 4,
            Self::MlDsa44 => 6,
        }
    }
}

impl KeyName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let fits =
            !text.is_empty() && !text.chars().any(|c| c == '+' || c.is_whitespace() || u32::from(c) < 0x20);
        if fits { Ok(Self(text.to_owned())) } else { Err(KeyError::Layout) }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl VerifierKey {
    /// An Ed25519 key: `algorithm` says whether it signs notes or cosigns.
    ///
    /// # Errors
    /// [`KeyError::Weak`] for bytes that are no point in canonical form or one of small order; [`KeyError::Algorithm`] for
    /// ML-DSA-44.
    pub fn ed25519(name: KeyName, algorithm: Algorithm, public: &[u8; 32]) -> Result<Self, KeyError> {
        let point = strict_point(public)?;
        let public = match algorithm {
            Algorithm::Ed25519 => PublicKey::Ed25519(point),
            Algorithm::CosignatureV1 => PublicKey::CosignatureV1(point),
            Algorithm::MlDsa44 => return Err(KeyError::Algorithm),
        };
        Ok(Self::with_id(name, public))
    }

    fn with_id(name: KeyName, public: PublicKey) -> Self {
        let hash = sha256(&[name.as_str().as_bytes(), b"\n", &material(&public)]).0;
        let id = KeyId([hash[0], hash[1], hash[2], hash[3]]);
        Self { name, id, public }
    }

    /// The key's name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key's id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.public {
            PublicKey::Ed25519(_) => Algorithm::Ed25519,
            PublicKey::CosignatureV1(_) => Algorithm::CosignatureV1,
            PublicKey::MlDsa44(_) => Algorithm::MlDsa44,
        }
    }

    /// The public key's bytes: 32 for Ed25519, 1,312 for ML-DSA-44.
    pub fn public(&self) -> &[u8] {
        match &self.public {
            PublicKey::Ed25519(key) | PublicKey::CosignatureV1(key) => key.as_bytes(),
            PublicKey::MlDsa44(bytes) => bytes,
        }
    }

    /// Checks one signature over a note's text, strictly. For a cosignature the time that it states is given back, in
    /// seconds since 1970.
    ///
    /// # Errors
    /// [`BadSignature`] if it does not hold, which for ML-DSA-44 is always the answer.
    pub fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, BadSignature> {
        let bad = || BadSignature(self.name.clone());
        match &self.public {
            PublicKey::Ed25519(key) => holds(key, text.as_bytes(), signature).then_some(None).ok_or_else(bad),
            PublicKey::CosignatureV1(key) => {
                let (time, signature) = signature.split_first_chunk::<8>().ok_or_else(bad)?;
                let time = u64::from_be_bytes(*time);
                let in_range = i64::try_from(time).is_ok();
                let holds = in_range && holds(key, cosigned_message(text, time).as_bytes(), signature);
                holds.then_some(Some(time)).ok_or_else(bad)
            }
            PublicKey::MlDsa44(_) => Err(bad()),
        }
    }
}

fn holds(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    let signature = ed25519_dalek::Signature::from_slice(signature);
    signature.is_ok_and(|s| key.verify_strict(message, &s).is_ok())
}

/// A point of the curve, in its one canonical encoding, not of small order.
fn strict_point(bytes: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
    let point = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Weak)?;
    // y must be below 2^255 − 19; the decoder reduces it silently. (The other non-canonical form, x = 0 with a sign, has
    // small order.)
    let y_beyond_field =
        bytes[0] >= 0xed && bytes[1..31].iter().all(|b| *b == 0xff) && bytes[31] & 0x7f == 0x7f;
    if point.is_weak() || y_beyond_field { Err(KeyError::Weak) } else { Ok(point) }
}

fn material(public: &PublicKey) -> Vec<u8> {
    let (algorithm, key) = match public {
        PublicKey::Ed25519(key) => (Algorithm::Ed25519, key.as_bytes().as_slice()),
        PublicKey::CosignatureV1(key) => (Algorithm::CosignatureV1, key.as_bytes().as_slice()),
        PublicKey::MlDsa44(bytes) => (Algorithm::MlDsa44, &**bytes),
    };
    let mut out = alloc::vec![algorithm.type_byte()];
    out.extend_from_slice(key);
    out
}

impl fmt::Display for VerifierKey {
    /// The `vkey` text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = BASE64_STANDARD.encode(material(&self.public));
        write!(f, "{}+{}+{material}", self.name, hex::encode(self.id.0))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(KeyError::Layout);
        let (name, id, key) = (part()?.parse()?, part()?, part()?);
        let material = from_base64(key).ok_or(KeyError::Layout)?;
        let (kind, key) = material.split_first().ok_or(KeyError::Algorithm)?;
        let point = || strict_point(key.try_into().map_err(|_| KeyError::Algorithm)?);
        let public = match kind {
            1 => PublicKey::Ed25519(point()?),
            4 => PublicKey::CosignatureV1(point()?),
            6 if key.len() == ML_DSA_44_LENGTH => PublicKey::MlDsa44(key.into()),
            _ => return Err(KeyError::Algorithm),
        };
        let read = Self::with_id(name, public);
        if hex::encode(read.id.0) == id { Ok(read) } else { Err(KeyError::Id) }
    }
}
