//! Keys sealed by a passphrase: PKCS#8 in PEM (RFC 5958, 7468) under PBES2 (RFC 8018), which openssl reads and makes.
//!
//! A line before the PEM block tells what the key is: the public key of one that signs notes. It is not secret, and it is
//! checked against the key once that is open. A key without such a line is 32 bytes that are nobody's signature (content
//! key, fingerprints, verifiable random functions); PKCS#8 has no form for them that openssl reads, so they lie in it as the
//! 32 bytes of an Ed25519 key do. Keys of certificates, which sign documents (RSA, P-256), are PKCS#8 already; they too have no
//! such line, because a certificate names them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::PemLabel as _;
use pkcs8::der::{Decode as _, SecretDocument};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{Kdf, Parameters};
use pkcs8::pkcs5::scrypt::Params as Scrypt;
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs8::{EncryptedPrivateKeyInfoOwned, LineEnding, ObjectIdentifier, PrivateKeyInfoRef};
use std::fmt;
use tarazy_docket::note::Algorithm;
use tarazy_docket::{Cosigner, Signer, VerifierKey};

/// scrypt with N = 2^14, r = 8, p = 5: what costs a guesser as much as 2^17, 8, 1 does, within the 32 MiB that openssl allows.
const COST: (u8, u32, u32) = (14, 8, 5);
/// A file may not ask for more memory than this to be opened, in bytes.
const MAX_MEMORY: u64 = 64 << 20;
/// Nor for more rounds, of scrypt's `p` and of PBKDF2.
const MAX_ROUNDS: (u16, u32) = (64, 10_000_000);
/// `id-Ed25519` (RFC 8410).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// OCTET STRING of 32 bytes, as RFC 8410 wraps a seed.
const SEED_HEAD: [u8; 2] = [0x04, 0x20];
const BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
/// Algorithms of keys of certificates: `rsaEncryption` and `id-ecPublicKey`.
const OF_CERTIFICATES: [ObjectIdentifier; 2] =
    [ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"), ObjectIdentifier::new_unwrap("1.2.840.10045.2.1")];
/// How a key of a certificate lies in its file before it is sealed.
const PLAIN: &str = "-----BEGIN PRIVATE KEY-----";

/// A passphrase. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl Passphrase {
    /// Any text but an empty one.
    pub fn new(text: String) -> Option<Self> {
        if text.is_empty() { None } else { Some(Self(text)) }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// Why a sealed key cannot be opened, or a key not sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The passphrase is another one, or the file is damaged; the format cannot tell them apart.
    #[error("the passphrase does not open it")]
    Passphrase,
    /// Not a sealed key, or one of a kind that is not used here.
    #[error("not a sealed key: {0}")]
    Form(String),
    /// It opens, and holds another key than the line before it names.
    #[error("the key in it is not the one that it names")]
    OtherKey,
    /// The plain text is no key that can be sealed.
    #[error("no key that can be sealed")]
    NoKey,
}

/// True if a file's text is a sealed key.
pub fn is_sealed(text: &str) -> bool {
    text.contains(BEGIN)
}

/// The public key that a sealed key's text names, without opening it; `None` for a key that signs no notes.
///
/// # Errors
/// [`SealFault::Form`].
pub fn named(text: &str) -> Result<Option<VerifierKey>, SealFault> {
    let head = text.split(BEGIN).next().unwrap_or_default().trim();
    if head.is_empty() {
        return Ok(None);
    }
    head.parse().map(Some).map_err(|_| SealFault::Form("the line before it is no public key".to_owned()))
}

/// Seals a key file's text: a key that signs notes, 32 bytes in hex, or PKCS#8 of a certificate's key. Salt and IV are 16 bytes each from the system's
/// random source.
///
/// # Errors
/// [`SealFault::NoKey`].
pub fn seal(line: &str, passphrase: &Passphrase, random: &[u8; 32]) -> Result<String, SealFault> {
    if line.starts_with(PLAIN) {
        let (_, plain) = SecretDocument::from_pem(line).map_err(|_| SealFault::NoKey)?;
        let key = PrivateKeyInfoRef::from_der(plain.as_bytes()).map_err(|_| SealFault::NoKey)?;
        return if is_of_certificate(&key) {
            seal_key(&key, passphrase, random)
        } else {
            Err(SealFault::NoKey)
        };
    }
    let (head, secret) = read_line(line)?;
    let seed = [&SEED_HEAD[..], &secret].concat();
    let seed = OctetStringRef::new(&seed).map_err(|e| SealFault::Form(e.to_string()))?;
    let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
    let pem = seal_key(&PrivateKeyInfoRef::new(algorithm, seed), passphrase, random)?;
    Ok(head.map_or_else(|| pem.clone(), |head| format!("{head}\n{pem}")))
}

fn is_of_certificate(key: &PrivateKeyInfoRef<'_>) -> bool {
    OF_CERTIFICATES.contains(&key.algorithm.oid)
}

fn seal_key(
    key: &PrivateKeyInfoRef<'_>,
    passphrase: &Passphrase,
    random: &[u8; 32],
) -> Result<String, SealFault> {
    let failed = |e: pkcs8::Error| SealFault::Form(e.to_string());
    let (salt, iv) = random.split_at(16);
    let iv = iv.try_into().map_err(|_| SealFault::NoKey)?;
    let cost = Scrypt::new(COST.0, COST.1, COST.2).map_err(|e| SealFault::Form(e.to_string()))?;
    let parameters = Parameters::generate_scrypt_aes256cbc(cost, salt, iv);
    let parameters = parameters.map_err(|e| SealFault::Form(e.to_string()))?;
    let sealed = key.encrypt_with_params(parameters, &passphrase.0).map_err(failed)?;
    let pem = sealed.to_pem(EncryptedPrivateKeyInfoOwned::PEM_LABEL, LineEnding::LF);
    let pem = pem.map_err(|e| SealFault::Form(e.to_string()))?;
    Ok(pem.to_string())
}

/// Opens a sealed key: the line that the file of the same key holds when it is not sealed.
///
/// # Errors
/// [`SealFault`].
pub fn open(text: &str, passphrase: &Passphrase) -> Result<String, SealFault> {
    let form = |e: pkcs8::der::Error| SealFault::Form(e.to_string());
    let head = named(text)?;
    let pem = text.find(BEGIN).and_then(|at| text.get(at..)).unwrap_or_default();
    let (label, sealed) = SecretDocument::from_pem(pem).map_err(form)?;
    if label != EncryptedPrivateKeyInfoOwned::PEM_LABEL {
        return Err(SealFault::Form(format!("it is {label}")));
    }
    let sealed = EncryptedPrivateKeyInfoOwned::from_der(sealed.as_bytes()).map_err(form)?;
    check_cost(&sealed.encryption_algorithm)?;
    let opened = sealed.decrypt(&passphrase.0).map_err(|_| SealFault::Passphrase)?;
    let key = PrivateKeyInfoRef::from_der(opened.as_bytes()).map_err(|_| SealFault::Passphrase)?;
    if head.is_none() && is_of_certificate(&key) {
        let pem = opened.to_pem(PrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(form)?;
        return Ok(pem.trim_end().to_owned());
    }
    if key.algorithm.oid != ED25519 {
        return Err(SealFault::Form("it is no Ed25519 key".to_owned()));
    }
    let secret = key.private_key.as_bytes().strip_prefix(&SEED_HEAD[..]);
    let secret: Option<[u8; 32]> = secret.and_then(|bytes| bytes.try_into().ok());
    line(head, &secret.ok_or_else(|| SealFault::Form("it has no seed of 32 bytes".to_owned()))?)
}

/// What a file asks for is bounded before it is done.
fn check_cost(scheme: &EncryptionScheme) -> Result<(), SealFault> {
    let refused = || SealFault::Form("it asks for a key derivation that is not used here".to_owned());
    let EncryptionScheme::Pbes2(parameters) = scheme else { return Err(refused()) };
    let is_bounded = match &parameters.kdf {
        Kdf::Scrypt(s) => {
            let memory = s.cost_parameter.saturating_mul(128).saturating_mul(u64::from(s.block_size));
            let is_whole = s.cost_parameter.is_power_of_two() && s.cost_parameter > 1 && s.block_size > 0;
            is_whole && memory <= MAX_MEMORY && (1..=MAX_ROUNDS.0).contains(&s.parallelization)
        }
        Kdf::Pbkdf2(p) => p.iteration_count <= MAX_ROUNDS.1,
        _ => false,
    };
    if is_bounded { Ok(()) } else { Err(refused()) }
}

/// A plain line's key: what names it, and its 32 secret bytes.
fn read_line(line: &str) -> Result<(Option<VerifierKey>, [u8; 32]), SealFault> {
    let mut secret = [0; 32];
    if hex::decode_to_slice(line, &mut secret).is_ok() {
        return Ok((None, secret));
    }
    let signer = Signer::from_text(line).map(|key| key.verifier().clone());
    let key = signer.or_else(|_| Cosigner::from_text(line).map(|key| key.verifier().clone()));
    let key = key.map_err(|_| SealFault::NoKey)?;
    // The line of a key that signs ends with base64 of one byte for its type and the seed.
    let bytes = line.splitn(5, '+').last().and_then(tail).ok_or(SealFault::NoKey)?;
    Ok((Some(key), bytes))
}

/// Type byte and seed in base64, as the line of a key that signs ends.
fn tail(text: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(text).ok()?.get(1..)?.try_into().ok()
}

/// The plain line of a key.
fn line(head: Option<VerifierKey>, secret: &[u8; 32]) -> Result<String, SealFault> {
    let Some(public) = head else { return Ok(hex::encode(secret)) };
    let name = public.name().clone();
    let (found, line) = match public.algorithm() {
        Algorithm::Ed25519 => {
            let key = Signer::from_seed(name, secret).map_err(|_| SealFault::OtherKey)?;
            (key.verifier().clone(), key.reveal())
        }
        Algorithm::CosignatureV1 => {
            let key = Cosigner::from_seed(name, secret).map_err(|_| SealFault::OtherKey)?;
            (key.verifier().clone(), key.reveal())
        }
        Algorithm::MlDsa44 => return Err(SealFault::Form("ML-DSA-44 keys are not sealed".to_owned())),
    };
    if found == public { Ok(line) } else { Err(SealFault::OtherKey) }
}

#[cfg(test)]
mod tests;
