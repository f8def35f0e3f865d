//! Keys of a verifiable random function.

use super::{Beta, PROOF_LEN, Suite, VrfError};
use core::fmt;
use vrf_rfc9381::ec::edwards25519::EdVrfProof;
use vrf_rfc9381::ec::edwards25519::elligator2::{
    EdVrfEdwards25519Ell2PublicKey, EdVrfEdwards25519Ell2SecretKey,
};
use vrf_rfc9381::ec::edwards25519::tai::{EdVrfEdwards25519TaiPublicKey, EdVrfEdwards25519TaiSecretKey};
use vrf_rfc9381::{Ciphersuite, Proof as _, Prover as _, Verifier as _};

/// A public key with its suite.
#[derive(PartialEq, Eq)]
pub struct PublicKey {
    bytes: [u8; 32],
    inner: Verifier,
}

#[derive(PartialEq, Eq)]
enum Verifier {
    Tai(EdVrfEdwards25519TaiPublicKey),
    Ell2(EdVrfEdwards25519Ell2PublicKey),
}

impl PublicKey {
    /// Reads a key strictly: 32 bytes, canonical, a point of the curve that is not of small order.
    ///
    /// # Errors
    /// [`VrfError::PublicKey`].
    pub fn from_bytes(suite: Suite, bytes: &[u8]) -> Result<Self, VrfError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| VrfError::PublicKey)?;
        if !is_canonical(&bytes) {
            return Err(VrfError::PublicKey);
        }
        let inner = match suite {
            Suite::Tai => EdVrfEdwards25519TaiPublicKey::from_slice(&bytes).map(Verifier::Tai),
            Suite::Ell2 => EdVrfEdwards25519Ell2PublicKey::from_slice(&bytes).map(Verifier::Ell2),
        };
        Ok(Self { bytes, inner: inner.map_err(|_| VrfError::PublicKey)? })
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Its suite.
    pub fn suite(&self) -> Suite {
        match self.inner {
            Verifier::Tai(_) => Suite::Tai,
            Verifier::Ell2(_) => Suite::Ell2,
        }
    }

    /// Checks a proof over `alpha` and gives the output. For each key and input there is one output only.
    ///
    /// # Errors
    /// [`VrfError::Form`] for bytes that are no proof; [`VrfError::Invalid`] for a proof of something else.
    pub fn verify(&self, alpha: &[u8], pi: &[u8]) -> Result<Beta, VrfError> {
        let proof = decode(pi)?;
        let beta = match &self.inner {
            Verifier::Tai(key) => key.verify(alpha, proof),
            Verifier::Ell2(key) => key.verify(alpha, proof),
        };
        beta.map(|bytes| Beta(bytes.into())).map_err(|_| VrfError::Invalid)
    }
}

impl Beta {
    /// The output that a proof claims, whoever made it and over what: for replaying what was checked before. Only
    /// [`PublicKey::verify`] tells whether it is true.
    ///
    /// # Errors
    /// [`VrfError::Form`] for bytes that are no proof.
    pub fn claimed(suite: Suite, pi: &[u8]) -> Result<Self, VrfError> {
        decode(pi)?
            .proof_to_hash(ciphersuite(suite))
            .map(|bytes| Self(bytes.into()))
            .map_err(|_| VrfError::Form)
    }
}

fn decode(pi: &[u8]) -> Result<EdVrfProof, VrfError> {
    let proof = EdVrfProof::decode_pi(pi).map_err(|_| VrfError::Form)?;
    if proof.encode_to_pi() == pi { Ok(proof) } else { Err(VrfError::Form) }
}

fn ciphersuite(suite: Suite) -> Ciphersuite {
    match suite {
        Suite::Tai => Ciphersuite::ECVRF_EDWARDS25519_SHA512_TAI,
        Suite::Ell2 => Ciphersuite::ECVRF_EDWARDS25519_SHA512_ELL2,
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, {})", self.suite(), hex::encode(self.bytes))
    }
}

/// True unless y is 2^255 − 19 or more. The other non-canonical spelling, x = 0 with a sign, has y = ±1: small order.
fn is_canonical(point: &[u8; 32]) -> bool {
    let top_is_full = point[31] & 0x7f == 0x7f && point[1..31].iter().all(|b| *b == 0xff);
    !(top_is_full && point[0] >= 0xed)
}

/// A secret key with its suite. `Debug` does not show it; its scalar is wiped when it is dropped.
pub struct SecretKey {
    public: [u8; 32],
    inner: Prover,
}

enum Prover {
    Tai(EdVrfEdwards25519TaiSecretKey),
    Ell2(EdVrfEdwards25519Ell2SecretKey),
}

impl SecretKey {
    /// The key of 32 secret bytes, as in RFC 8032.
    ///
    /// # Errors
    /// [`VrfError::SecretKey`] if the crate behind it refuses them.
    pub fn from_bytes(suite: Suite, bytes: &[u8; 32]) -> Result<Self, VrfError> {
        // The crate gives no bytes of a public key; RFC 9381 derives it exactly as Ed25519 does (section 5.5).
        let public = ed25519_dalek::SigningKey::from_bytes(bytes).verifying_key().to_bytes();
        let inner = match suite {
            Suite::Tai => EdVrfEdwards25519TaiSecretKey::from_slice(bytes).map(Prover::Tai),
            Suite::Ell2 => EdVrfEdwards25519Ell2SecretKey::from_slice(bytes).map(Prover::Ell2),
        };
        Ok(Self { public, inner: inner.map_err(|_| VrfError::SecretKey)? })
    }

    /// The 32 bytes of the public key.
    pub fn public_bytes(&self) -> &[u8; 32] {
        &self.public
    }

    /// Its suite.
    pub fn suite(&self) -> Suite {
        match self.inner {
            Prover::Tai(_) => Suite::Tai,
            Prover::Ell2(_) => Suite::Ell2,
        }
    }

    /// Proves `alpha`: the proof to publish and the output. The same input always gives the same proof.
    ///
    /// # Errors
    /// [`VrfError::NoPoint`], which does not happen in practice.
    pub fn prove(&self, alpha: &[u8]) -> Result<([u8; PROOF_LEN], Beta), VrfError> {
        let proof = match &self.inner {
            Prover::Tai(key) => key.prove(alpha),
            Prover::Ell2(key) => key.prove(alpha),
        }
        .map_err(|_| VrfError::NoPoint)?;
        let beta = proof.proof_to_hash(ciphersuite(self.suite())).map_err(|_| VrfError::NoPoint)?;
        let pi = proof.encode_to_pi().try_into().map_err(|_| VrfError::Form)?;
        Ok((pi, Beta(beta.into())))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({:?}, …)", self.suite())
    }
}
