//! The words with which a verification ends (docket.md section 14, draw.md section 10).

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;
use tarazy_docket::EntryError;
use tarazy_docket::checkpoint::CheckpointError;
use tarazy_docket::policy::Distrust;
use tarazy_docket::proof::ProofFileError;
use tarazy_docket::receipt::ReceiptError;

/// How a verification ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All steps held.
    Ok,
    /// All steps held, but the keys came from the export itself.
    OkUnanchored,
    /// Chains and draws fit together, but signatures and proofs were not looked at, as the reader asked: nothing is proven.
    Unproven,
    /// Not parseable.
    BadFormat,
    /// The bytes are not the canonical form.
    NotCanonical,
    /// A path, a tile or a bundle does not give the root.
    BadInclusion,
    /// Origin or key not in the trust file.
    UnknownLog,
    /// A known key's signature fails.
    BadSignature,
    /// Too few valid cosignatures.
    NoQuorum,
    /// A timestamp is ahead of the clock.
    FutureTime,
    /// `prev`, `seq` or time wrong.
    ChainBroken,
    /// Fewer entries than there must be.
    Incomplete,
    /// Two checkpoints do not fit together.
    Inconsistent,
    /// An opening does not fit the commitment.
    WrongContent,
    /// Version, form or algorithm unknown.
    Unsupported,
    /// The draw is proven as far as its bundle allows.
    DrawOk,
    /// A step of the draw's check-list (1…12) did not hold.
    Draw {
        /// The step.
        step: u8,
        /// Why, as a word.
        reason: String,
    },
}

impl Verdict {
    /// True if something was proven: exit code 0.
    pub fn is_ok(&self) -> bool {
        matches!(self, Self::Ok | Self::OkUnanchored | Self::DrawOk)
    }

    /// The word, such as `bad-inclusion` or `draw-9-seed`.
    pub fn word(&self) -> String {
        let word = match self {
            Self::Ok => "ok",
            Self::OkUnanchored => "ok-unanchored",
            Self::Unproven => "unproven",
            Self::BadFormat => "bad-format",
            Self::NotCanonical => "not-canonical",
            Self::BadInclusion => "bad-inclusion",
            Self::UnknownLog => "unknown-log",
            Self::BadSignature => "bad-signature",
            Self::NoQuorum => "no-quorum",
            Self::FutureTime => "future-time",
            Self::ChainBroken => "chain-broken",
            Self::Incomplete => "incomplete",
            Self::Inconsistent => "inconsistent",
            Self::WrongContent => "wrong-content",
            Self::Unsupported => "unsupported",
            Self::DrawOk => "draw-ok",
            Self::Draw { step, reason } => return format!("draw-{step}-{reason}"),
        };
        word.into()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word())
    }
}

/// A check that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{verdict}: {detail}")]
pub struct Fault {
    /// The word for it.
    pub verdict: Verdict,
    /// What exactly, in English, for whoever looks into it.
    pub detail: String,
    /// The entry at which it shows, where there is one.
    pub index: Option<u64>,
}

impl Fault {
    /// A fault that belongs to no entry.
    pub fn new(verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { verdict, detail: detail.into(), index: None }
    }

    /// A fault of a step of the draw.
    pub fn draw(step: u8, reason: &str, detail: impl Into<String>) -> Self {
        Self::new(Verdict::Draw { step, reason: reason.into() }, detail)
    }

    /// The fault at an entry, unless it names one already.
    #[must_use]
    pub fn at(mut self, index: u64) -> Self {
        self.index = self.index.or(Some(index));
        self
    }
}

impl From<ProofFileError> for Fault {
    fn from(error: ProofFileError) -> Self {
        let unknown = error == ProofFileError::Version;
        let verdict = if unknown { Verdict::Unsupported } else { Verdict::BadFormat };
        Self::new(verdict, error.to_string())
    }
}

impl From<CheckpointError> for Fault {
    fn from(error: CheckpointError) -> Self {
        Self::new(Verdict::BadFormat, error.to_string())
    }
}

impl From<EntryError> for Fault {
    fn from(error: EntryError) -> Self {
        let verdict = match &error {
            EntryError::Json(_) | EntryError::NotNfc => Verdict::NotCanonical,
            EntryError::Version(_) => Verdict::Unsupported,
            EntryError::TooLarge(_) | EntryError::Member(_) => Verdict::BadFormat,
        };
        Self::new(verdict, error.to_string())
    }
}

impl From<ReceiptError> for Fault {
    fn from(error: ReceiptError) -> Self {
        let verdict = match &error {
            ReceiptError::Entry(entry) => return entry.clone().into(),
            ReceiptError::Json(_) => Verdict::NotCanonical,
            ReceiptError::Version(_) => Verdict::Unsupported,
            ReceiptError::Member(_) => Verdict::BadFormat,
        };
        Self::new(verdict, error.to_string())
    }
}

impl From<Distrust> for Fault {
    fn from(distrust: Distrust) -> Self {
        let verdict = match &distrust {
            Distrust::UnknownLog(_) => Verdict::UnknownLog,
            Distrust::BadSignature(_) => Verdict::BadSignature,
            Distrust::NoQuorum(_) => Verdict::NoQuorum,
            Distrust::FutureTime(_) => Verdict::FutureTime,
        };
        Self::new(verdict, distrust.to_string())
    }
}

/// An error if a condition does not hold.
pub(crate) fn need(holds: bool, verdict: Verdict, detail: &str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(verdict, detail)) }
}
