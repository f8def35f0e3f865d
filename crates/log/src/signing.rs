//! What signs the log's checkpoints: a key in a file, or one in a token that never gives it out (docket.md section 10.4).

use tarazy_docket::note::Signature;
use tarazy_docket::{Signer, VerifierKey};

/// A key of the log, wherever it is kept.
pub trait SignNotes: Send {
    /// The public half.
    fn verifier(&self) -> &VerifierKey;

    /// Signs a note's text.
    ///
    /// # Errors
    /// [`SigningFault`]; a key in memory has none.
    fn sign(&mut self, text: &str) -> Result<Signature, SigningFault>;
}

/// Why a key does not sign.
#[derive(Debug, thiserror::Error)]
pub enum SigningFault {
    /// It cannot be reached now. The same may be tried again.
    #[error("a key of the log cannot be reached: {0}")]
    Away(String),
    /// It must not be tried again before somebody has looked: a token locks itself after some wrong PINs.
    #[error("a key of the log cannot be used: {0}")]
    Refused(String),
}

impl SignNotes for Signer {
    fn verifier(&self) -> &VerifierKey {
        Self::verifier(self)
    }

    fn sign(&mut self, text: &str) -> Result<Signature, SigningFault> {
        Ok(Self::sign(self, text))
    }
}
