//! The offline bundle of one draw: what anybody can check without the log (draw.md section 10, steps 1 to 5, 9 and 10).

mod check;
mod read;

pub use check::{BundleReport, Outcome};

use crate::fault::DrawFault;
use tarazy_docket::{Entry, TlogProof};

/// One draw with its proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The `draw.commit` entry.
    pub commit: Entry,
    /// Its proof against the checkpoint that witnesses it: the note that the result carries as `order`.
    pub commit_proof: TlogProof,
    /// The `draw.result` entry.
    pub result: Entry,
    /// Its proof against any later checkpoint.
    pub result_proof: TlogProof,
    /// The `draw.rules` entry that the commit names.
    pub rules: Entry,
}

/// Why bytes are not a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A member is missing, surplus, or not what it should be.
    #[error("{0}")]
    Format(String),
    /// Not the canonical form.
    #[error("{0}")]
    NotCanonical(String),
    /// A version that this program does not know.
    #[error("{0}")]
    Unsupported(String),
}

impl BundleError {
    /// The word of the verdict.
    pub fn verdict(&self) -> &'static str {
        match self {
            Self::Format(_) => "bad-format",
            Self::NotCanonical(_) => "not-canonical",
            Self::Unsupported(_) => "unsupported",
        }
    }
}

impl BundleReport {
    /// The word of the verdict: `draw-ok`, or that of the first fault.
    pub fn verdict(&self) -> String {
        self.fault.as_ref().map_or_else(|| "draw-ok".into(), DrawFault::verdict)
    }
}

#[cfg(test)]
mod tests;
