//! Keys of certificates in a token, which sign hashes of documents.

use super::{Token, TokenFault, find};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{KeyType, ObjectClass};

/// Which key signs, and so by which mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashKey {
    /// RSA with PKCS#1 v1.5: what is handed over is the DigestInfo, which tells the hash.
    Rsa,
    /// ECDSA: what is handed over is the hash; what comes back are two numbers, one after the other.
    Ecdsa,
}

impl Token {
    /// Signs by the private key with a label. The session ends with it: documents are signed one at a time.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn sign_hash(&self, label: &str, key: HashKey, bytes: &[u8]) -> Result<Vec<u8>, TokenFault> {
        let (kind, mechanism) = match key {
            HashKey::Rsa => (KeyType::RSA, Mechanism::RsaPkcs),
            HashKey::Ecdsa => (KeyType::EC, Mechanism::Ecdsa),
        };
        let session = self.session()?;
        let object = find(&session, ObjectClass::PRIVATE_KEY, kind, label)?;
        session.sign(&mechanism, object, bytes).map_err(TokenFault::Call)
    }
}
