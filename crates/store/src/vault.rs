//! Encryption at rest of what entries only commit to: bodies with names, numbers and addresses of people.
//!
//! XChaCha20-Poly1305 with a random nonce; the entry's leaf hash is the associated data, so that a stored body cannot be
//! moved to another entry. Stored form: nonce (24 bytes) || ciphertext with tag.

use crate::entropy::Entropy;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use tarazy_docket::{Hash, sha256};

const NONCE: usize = 24;

/// The installation's data key.
pub struct Vault(XChaCha20Poly1305);

/// A stored body cannot be opened: another key, or it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored body cannot be opened with this installation's data key")]
pub struct CannotOpen;

impl Vault {
    /// A vault with a key of 32 bytes.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Encrypts a body that belongs to the entry `leaf`.
    ///
    /// # Errors
    /// [`CannotOpen`] if the cipher refuses, which it does only for bodies of many gigabytes.
    pub fn seal(&self, leaf: &Hash, plain: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, CannotOpen> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: leaf.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| CannotOpen)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// A mark that this installation alone can make: the tag of the cipher over nothing, with what is marked as associated data. The
    /// nonce follows from what is marked, so the same is marked alike.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn mark(&self, what: &[u8]) -> Result<[u8; 16], CannotOpen> {
        let hash = sha256(&[b"tarazy/mark/1\n", what]).0;
        let nonce: [u8; NONCE] = hash.first_chunk().copied().ok_or(CannotOpen)?;
        let tag = self.0.encrypt(&XNonce::from(nonce), Payload { msg: &[], aad: &hash });
        tag.map_err(|_| CannotOpen)?.try_into().map_err(|_| CannotOpen)
    }

    /// Decrypts a stored body.
    ///
    /// # Errors
    /// [`CannotOpen`] if key, entry or bytes do not belong together.
    pub fn open(&self, leaf: &Hash, stored: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, sealed) = stored.split_at_checked(NONCE).ok_or(CannotOpen)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
        self.0
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: leaf.as_bytes() })
            .map_err(|_| CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);
    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) {
            self.0 += 1;
            out.fill(self.0);
        }
    }

    #[test]
    fn a_body_opens_only_with_its_key_and_its_entry() {
        let (leaf, other) = (Hash([1; 32]), Hash([2; 32]));
        let vault = Vault::new(&[7; 32]);
        let stored = vault.seal(&leaf, b"body", &mut Counting(0)).unwrap();
        assert!(!stored.windows(4).any(|w| w == b"body"));
        assert_eq!(vault.open(&leaf, &stored).unwrap(), b"body");
        assert!(vault.open(&other, &stored).is_err());
        assert!(Vault::new(&[8; 32]).open(&leaf, &stored).is_err());
        for i in 0..stored.len() {
            let mut changed = stored.clone();
            changed[i] ^= 1;
            assert!(vault.open(&leaf, &changed).is_err());
        }
        assert!(vault.open(&leaf, &stored[..20]).is_err());
    }

    #[test]
    fn a_mark_is_the_same_for_the_same_and_another_with_another_key() {
        let (vault, other) = (Vault::new(&[7; 32]), Vault::new(&[8; 32]));
        let mark = vault.mark(b"a").unwrap();
        assert_eq!(vault.mark(b"a").unwrap(), mark);
        assert_ne!(vault.mark(b"b").unwrap(), mark);
        assert_ne!(other.mark(b"a").unwrap(), mark);
    }
}
