//! Keys that sign documents: one trait for a file, a token or another machine. What is signed is always a SHA-256 hash.

use der::asn1::{AnyRef, BitString};
use der::{Document, Encode as _};
use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts as _;
use rsa::{PrivateKey, PublicKey as RsaKey};
use sha2::{Digest as _, Sha256};
use spki::{AlgorithmIdentifierOwned, DecodePublicKey as _, EncodePublicKey as _, SubjectPublicKeyInfoOwned};
use std::convert::Infallible;

/// Bits of an RSA key that is made here.
const RSA_BITS: usize = 3072;
/// An RSA key of fewer bits proves nothing today.
const MIN_RSA_BITS: usize = 2048;
/// The longest DER form of an ECDSA signature on P-256.
const MAX_ECDSA: usize = 72;
/// What stands before a SHA-256 hash in PKCS#1 v1.5 (RFC 8017, DigestInfo).
pub const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0, 4, 32,
];

/// Fills a buffer from the system's random source, which the program passes in.
pub type Fill = fn(&mut [u8]);

/// Why a signature could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignFault {
    /// The file is no key that signs documents.
    #[error("not a key that signs documents (PKCS#8 with RSA of 2048 bits or more, or P-256): {0}")]
    NotAKey(String),
    /// The key's keeper (token, other machine) did not sign.
    #[error("the key did not sign: {0}")]
    Refused(String),
    /// What was signed does not hold under the public key.
    #[error("the signature does not hold: key and certificate do not belong together")]
    OtherKey,
    /// A structure could not be written.
    #[error("cannot be encoded: {0}")]
    Encoding(#[from] der::Error),
}

/// A public key of a signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA with PKCS#1 v1.5.
    Rsa(RsaKey),
    /// ECDSA on P-256.
    P256(VerifyingKey),
}

impl PublicKey {
    /// Reads the key of a certificate.
    ///
    /// # Errors
    /// [`SignFault::NotAKey`] for another algorithm or a short key.
    pub fn from_spki(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, SignFault> {
        let der = spki.to_der()?;
        if let Ok(key) = VerifyingKey::from_public_key_der(&der) {
            return Ok(Self::P256(key));
        }
        let key = RsaKey::from_public_key_der(&der).map_err(|e| SignFault::NotAKey(e.to_string()))?;
        if key.size().saturating_mul(8) < MIN_RSA_BITS {
            return Err(SignFault::NotAKey("the RSA key is too short".to_owned()));
        }
        Ok(Self::Rsa(key))
    }

    /// Reads a public key in PEM, such as openssl writes it.
    ///
    /// # Errors
    /// [`SignFault::NotAKey`].
    pub fn from_pem(pem: &str) -> Result<Self, SignFault> {
        let (_, document) = Document::from_pem(pem).map_err(|e| SignFault::NotAKey(e.to_string()))?;
        Self::from_spki(&document.decode_msg()?)
    }

    /// The key as certificates hold it.
    ///
    /// # Errors
    /// [`SignFault::Encoding`].
    pub fn to_spki(&self) -> Result<SubjectPublicKeyInfoOwned, SignFault> {
        let failed = |e: spki::Error| SignFault::NotAKey(e.to_string());
        let document = match self {
            Self::Rsa(key) => key.to_public_key_der(),
            Self::P256(key) => key.to_public_key_der(),
        };
        document.map_err(failed)?.decode_msg().map_err(SignFault::from)
    }

    /// The algorithm that the signatures of this key name.
    pub fn algorithm(&self) -> AlgorithmIdentifierOwned {
        match self {
            Self::Rsa(_) => AlgorithmIdentifierOwned {
                oid: const_oid::db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
                parameters: Some(AnyRef::NULL.into()),
            },
            Self::P256(_) => {
                AlgorithmIdentifierOwned { oid: const_oid::db::rfc5912::ECDSA_WITH_SHA_256, parameters: None }
            }
        }
    }

    /// No signature of this key is longer, in bytes.
    pub fn max_signature(&self) -> usize {
        match self {
            Self::Rsa(key) => key.size(),
            Self::P256(_) => MAX_ECDSA,
        }
    }

    /// Whether a signature over a hash holds.
    pub fn holds(&self, hash: &[u8; 32], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => key.verify(padding(), hash, signature).is_ok(),
            Self::P256(key) => DerSignature::try_from(signature)
                .is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()),
        }
    }

    /// Whether a signature of a certificate or of a CMS holds over bytes, by the algorithm that it names.
    pub fn holds_over(&self, algorithm: &AlgorithmIdentifierOwned, signed: &[u8], signature: &[u8]) -> bool {
        let rsa =
            [const_oid::db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION, const_oid::db::rfc5912::RSA_ENCRYPTION];
        let is_named = match self {
            Self::Rsa(_) => rsa.contains(&algorithm.oid),
            Self::P256(_) => algorithm.oid == const_oid::db::rfc5912::ECDSA_WITH_SHA_256,
        };
        is_named && self.holds(&sha256(signed), signature)
    }
}

/// Whoever can sign a hash: a key in memory, a token, another machine.
pub trait SignPrehash {
    /// Its public key.
    fn public(&self) -> &PublicKey;

    /// Signs a SHA-256 hash: PKCS#1 v1.5 for RSA, a DER sequence of two integers for ECDSA.
    ///
    /// # Errors
    /// [`SignFault::Refused`].
    fn sign_prehash(&mut self, hash: &[u8; 32]) -> Result<Vec<u8>, SignFault>;
}

/// Signs, and holds back a signature that the public key does not confirm.
pub(crate) fn sign_checked(key: &mut dyn SignPrehash, hash: &[u8; 32]) -> Result<Vec<u8>, SignFault> {
    let signature = key.sign_prehash(hash)?;
    if key.public().holds(hash, &signature) { Ok(signature) } else { Err(SignFault::OtherKey) }
}

/// The signature as certificates hold it.
pub(crate) fn bit_string(signature: &[u8]) -> Result<BitString, SignFault> {
    Ok(BitString::from_bytes(signature)?)
}

/// Which key is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA on P-256.
    P256,
    /// RSA of 3072 bits.
    Rsa3072,
}

/// A key in memory.
pub struct SoftKey {
    secret: Secret,
    public: PublicKey,
    fill: Fill,
}

enum Secret {
    Rsa(Box<PrivateKey>),
    P256(Box<SigningKey>),
}

impl SoftKey {
    /// Makes a key.
    ///
    /// # Errors
    /// [`SignFault::NotAKey`] if the random source gives none in many tries.
    pub fn generate(kind: KeyKind, fill: Fill) -> Result<Self, SignFault> {
        let secret = match kind {
            KeyKind::Rsa3072 => {
                let key = PrivateKey::new(&mut Source(fill), RSA_BITS);
                Secret::Rsa(Box::new(key.map_err(|e| SignFault::NotAKey(e.to_string()))?))
            }
            KeyKind::P256 => Secret::P256(Box::new(p256_key(fill)?)),
        };
        Ok(Self::of(secret, fill))
    }

    /// Reads PKCS#8 in PEM, which is not sealed.
    ///
    /// # Errors
    /// [`SignFault::NotAKey`].
    pub fn from_pem(pem: &str, fill: Fill) -> Result<Self, SignFault> {
        if let Ok(key) = SigningKey::from_pkcs8_pem(pem) {
            return Ok(Self::of(Secret::P256(Box::new(key)), fill));
        }
        let key = PrivateKey::from_pkcs8_pem(pem).map_err(|e| SignFault::NotAKey(e.to_string()))?;
        if key.size().saturating_mul(8) < MIN_RSA_BITS {
            return Err(SignFault::NotAKey("the RSA key is too short".to_owned()));
        }
        Ok(Self::of(Secret::Rsa(Box::new(key)), fill))
    }

    /// PKCS#8 in PEM, without a last line end.
    ///
    /// # Errors
    /// [`SignFault::NotAKey`].
    pub fn to_pem(&self) -> Result<String, SignFault> {
        let pem = match &self.secret {
            Secret::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        Ok(pem.map_err(|e| SignFault::NotAKey(e.to_string()))?.trim_end().to_owned())
    }

    fn of(secret: Secret, fill: Fill) -> Self {
        let public = match &secret {
            Secret::Rsa(key) => PublicKey::Rsa(key.to_public_key()),
            Secret::P256(key) => PublicKey::P256(*key.verifying_key()),
        };
        Self { secret, public, fill }
    }
}

impl SignPrehash for SoftKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign_prehash(&mut self, hash: &[u8; 32]) -> Result<Vec<u8>, SignFault> {
        match &self.secret {
            // Randomness blinds the computation; the signature is the same without it.
            Secret::Rsa(key) => key
                .sign_with_rng(&mut Source(self.fill), padding(), hash)
                .map_err(|e| SignFault::Refused(e.to_string())),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(hash).map_err(|e| SignFault::Refused(e.to_string()))?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

/// ECDSA as tokens give it, two numbers of 32 bytes, in the DER form that certificates and CMS hold.
///
/// # Errors
/// [`SignFault::Refused`].
pub fn ecdsa_der(two_numbers: &[u8]) -> Result<Vec<u8>, SignFault> {
    let signature = p256::ecdsa::Signature::from_slice(two_numbers);
    let signature = signature.map_err(|_| SignFault::Refused("no signature of P-256".to_owned()))?;
    Ok(signature.to_der().as_bytes().to_vec())
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn padding() -> Pkcs1v15Sign {
    Pkcs1v15Sign { hash_len: Some(32), prefix: Box::new(DIGEST_INFO) }
}

/// A number below the group's order: nearly every 32 bytes are.
fn p256_key(fill: Fill) -> Result<SigningKey, SignFault> {
    for _ in 0..8 {
        let mut bytes = [0; 32];
        fill(&mut bytes);
        if let Ok(key) = SigningKey::from_slice(&bytes) {
            return Ok(key);
        }
    }
    Err(SignFault::NotAKey("the random source gives no key".to_owned()))
}

/// The passed-in random source in the form that the library takes.
struct Source(Fill);

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0(out);
        Ok(())
    }
}

impl TryCryptoRng for Source {}
