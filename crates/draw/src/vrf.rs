//! Verifiable random functions: ECVRF over edwards25519 (RFC 9381), suites 3 and 4.
//!
//! The curve work is done by the crate `vrf-rfc9381`. It is laxer than the RFC in two places, which this module closes:
//! it reduces a proof's scalar `s` where the RFC refuses one that is not below the group order, and it takes points
//! whose encoding is not the canonical one. So a second spelling of a proof or a key would pass; here it does not.

mod key;

pub use key::{PublicKey, SecretKey};

use core::fmt;
use tarazy_docket::{Hash, sha256};

/// How a text is mapped to the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// ECVRF-EDWARDS25519-SHA512-TAI, suite 3: try and increment. Its time depends on the input, so only for public input.
    Tai,
    /// ECVRF-EDWARDS25519-SHA512-ELL2, suite 4: Elligator 2, in constant time; required where the input is secret.
    Ell2,
}

impl Suite {
    /// The suite_string byte of RFC 9381.
    pub fn number(self) -> u32 {
        match self {
            Self::Tai => 3,
            Self::Ell2 => 4,
        }
    }
}

impl TryFrom<u32> for Suite {
    type Error = VrfError;
    fn try_from(number: u32) -> Result<Self, VrfError> {
        match number {
            3 => Ok(Self::Tai),
            4 => Ok(Self::Ell2),
            other => Err(VrfError::Suite(other)),
        }
    }
}

/// Why a key or a proof is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VrfError {
    /// Not 3 or 4.
    #[error("suite {0} is not supported")]
    Suite(u32),
    /// Not the 32-byte canonical encoding of a point of large order.
    #[error("not a public key")]
    PublicKey,
    /// Not 32 bytes.
    #[error("not a secret key")]
    SecretKey,
    /// Not the 80-byte canonical encoding of a proof.
    #[error("not a proof")]
    Form,
    /// Well-formed, but not a proof of this key over this input.
    #[error("the proof is of another key or another input")]
    Invalid,
    /// No point was found for the input; this does not happen within the age of the universe.
    #[error("the input maps to no point")]
    NoPoint,
}

/// Length of a proof in bytes.
pub const PROOF_LEN: usize = 80;

/// The output of the function: 64 bytes that only the key's holder can compute and everybody can check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beta([u8; 64]);

/// The text is not 128 lowercase hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 128 lowercase hex digits")]
pub struct NotABetaText;

impl Beta {
    /// Wraps the bytes.
    pub fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Reads 128 lowercase hex digits.
    ///
    /// # Errors
    /// [`NotABetaText`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, NotABetaText> {
        let mut bytes = [0; 64];
        if text.bytes().any(|b| b.is_ascii_uppercase()) || hex::decode_to_slice(text, &mut bytes).is_err() {
            return Err(NotABetaText);
        }
        Ok(Self(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// SHA-256 of it: what a commit holds before the round.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }
}

impl fmt::Debug for Beta {
    // A contributor's output is secret until the round, so it never slips into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Beta(…)")
    }
}

#[cfg(test)]
mod tests;
