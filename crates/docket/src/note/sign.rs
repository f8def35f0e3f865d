//! Keys that sign notes and cosign checkpoints. Whoever keeps a key elsewhere (PKCS#11) signs the same messages there.

use super::{Algorithm, KeyError, KeyName, Signature, VerifierKey};
use crate::text::from_base64;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use core::fmt;
use ed25519_dalek::{Signer as _, SigningKey};

/// A key that signs notes: a log's, or the acknowledgement key. `Debug` shows the public part only.
#[derive(Clone)]
pub struct Signer(Secret);

/// A key of a log witness, which cosigns checkpoints with a time. `Debug` shows the public part only.
#[derive(Clone)]
pub struct Cosigner(Secret);

/// Why a secret key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The text is not `PRIVATE+KEY+name+id+base64(type || seed)`, or of another type.
    #[error("not a secret key of this kind")]
    NotASecretKey,
    /// A time above 2^63 − 1 cannot be stated.
    #[error("the time is beyond the format")]
    Time,
}

#[derive(Clone)]
struct Secret {
    key: SigningKey,
    public: VerifierKey,
}

const PREFIX: &str = "PRIVATE+KEY+";

impl Secret {
    fn from_seed(name: KeyName, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let public = VerifierKey::ed25519(name, algorithm, key.verifying_key().as_bytes())?;
        Ok(Self { key, public })
    }

    fn from_text(text: &str, algorithm: Algorithm) -> Result<Self, SignerError> {
        let read = || {
            let mut parts = text.strip_prefix(PREFIX)?.splitn(3, '+');
            let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
            let material = from_base64(key)?;
            let (kind, seed) = material.split_first()?;
            let seed: &[u8; 32] = seed.try_into().ok().filter(|_| *kind == algorithm.type_byte())?;
            let secret = Self::from_seed(name.parse().ok()?, algorithm, seed).ok()?;
            (hex::encode(secret.public.id().0) == id).then_some(secret)
        };
        read().ok_or(SignerError::NotASecretKey)
    }

    fn reveal(&self) -> String {
        let mut material = alloc::vec![self.public.algorithm().type_byte()];
        material.extend_from_slice(&self.key.to_bytes());
        let id = hex::encode(self.public.id().0);
        format!("{PREFIX}{}+{id}+{}", self.public.name(), BASE64_STANDARD.encode(material))
    }

    fn signature(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.public.name().clone(), id: self.public.id(), bytes }
    }
}

impl Signer {
    /// The key that follows from 32 secret bytes.
    ///
    /// # Errors
    /// [`KeyError::Weak`] cannot happen with a seed from a random source; it is not hidden either.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, Algorithm::Ed25519, seed).map(Self)
    }

    /// Reads `PRIVATE+KEY+name+id+base64(0x01 || seed)`, the custom of note tools.
    ///
    /// # Errors
    /// [`SignerError::NotASecretKey`].
    pub fn from_text(text: &str) -> Result<Self, SignerError> {
        Secret::from_text(text, Algorithm::Ed25519).map(Self)
    }

    /// The secret as text, for its file. It opens everything the key protects.
    pub fn reveal(&self) -> String {
        self.0.reveal()
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.0.public
    }

    /// Signs a note's text.
    pub fn sign(&self, text: &str) -> Signature {
        self.0.signature(self.0.key.sign(text.as_bytes()).to_bytes().to_vec())
    }
}

impl Cosigner {
    /// The key that follows from 32 secret bytes.
    ///
    /// # Errors
    /// [`KeyError::Weak`] cannot happen with a seed from a random source; it is not hidden either.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, Algorithm::CosignatureV1, seed).map(Self)
    }

    /// Reads `PRIVATE+KEY+name+id+base64(0x04 || seed)`.
    ///
    /// # Errors
    /// [`SignerError::NotASecretKey`].
    pub fn from_text(text: &str) -> Result<Self, SignerError> {
        Secret::from_text(text, Algorithm::CosignatureV1).map(Self)
    }

    /// The secret as text, for its file.
    pub fn reveal(&self) -> String {
        self.0.reveal()
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.0.public
    }

    /// Cosigns the text of a checkpoint at a time, in seconds since 1970. The caller has checked that the checkpoint
    /// continues every earlier one of its log.
    ///
    /// # Errors
    /// [`SignerError::Time`] above 2^63 − 1.
    pub fn cosign(&self, checkpoint: &str, seconds: u64) -> Result<Signature, SignerError> {
        i64::try_from(seconds).map_err(|_| SignerError::Time)?;
        let signature = self.0.key.sign(cosigned_message(checkpoint, seconds).as_bytes());
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend_from_slice(&signature.to_bytes());
        Ok(self.0.signature(bytes))
    }
}

/// What a `cosignature/v1` signs: the text of the checkpoint after a header and the time in seconds since 1970.
pub fn cosigned_message(checkpoint: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{checkpoint}")
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.0.public)
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cosigner({})", self.0.public)
    }
}
