//! `draw.commit`, and the parts that `assign.nonrandom` shares with it.

use super::act::By;
use super::code::{CommitKind, Exclusion, MatchKind, NonrandomCause, RedrawCode};
use super::ids::{BodyId, Code, JudgeId};
use crate::weak::Weak;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, StreamId};

/// A reason in a row: the class, the act by leaf hash, and its index as a claim that replay checks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Why {
    /// The public class.
    pub code: Exclusion,
    /// Leaf hash of the act.
    pub act: Hash,
    /// Index of the act in the log.
    pub index: u64,
}

/// A member of the pool as the draw sees him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolRow {
    /// The judge.
    pub id: JudgeId,
    /// Capacity in ‰ of full time, 1…1000.
    pub alpha: u32,
    /// On duty: he accrues.
    pub duty: bool,
    /// He can be drawn.
    pub elig: bool,
    /// Why he cannot; empty exactly where `elig`.
    pub why: Vec<Why>,
}

/// An exclusion that came after the freezing entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Late {
    /// The judge.
    pub judge: JudgeId,
    /// The public class.
    pub code: Exclusion,
    /// Leaf hash of the act.
    pub act: Hash,
    /// Index of the act in the log.
    pub index: u64,
}

/// An earlier commit of another case with the same fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Match {
    /// The fingerprint.
    pub fp: Hash,
    /// Leaf hash of the earlier commit.
    pub commit: Hash,
    /// How strong the agreement is.
    pub how: MatchKind,
}

/// Why the draw is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawCause", into = "RawCause")]
pub enum Cause {
    /// The filing.
    Initial,
    /// After a time without enough judges, `act` made enough of them eligible.
    NoCandidate {
        /// Leaf hash of that act: the freezing entry.
        act: Hash,
    },
    /// The case is drawn again.
    Redraw {
        /// The class of the cause.
        code: RedrawCode,
        /// Leaf hash of the prior commit, or of the prior non-random assignment.
        prior: Hash,
        /// Leaf hash of the entry that causes it: the freezing entry.
        act: Hash,
    },
}

impl Cause {
    /// The freezing entry, where it is not the filing.
    pub fn act(&self) -> Option<Hash> {
        match self {
            Self::Initial => None,
            Self::NoCandidate { act } | Self::Redraw { act, .. } => Some(*act),
        }
    }

    /// The same for a case that waited for judges until `act`, which is then the freezing entry.
    #[must_use]
    pub fn frozen_by(self, act: Hash) -> Self {
        match self {
            Self::Redraw { code, prior, .. } => Self::Redraw { code, prior, act },
            Self::Initial | Self::NoCandidate { .. } => Self::NoCandidate { act },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CauseCode {
    Initial,
    NoCandidate,
    ExcludedByLaw,
    Absent,
    Ended,
    Remand,
    Void,
}

#[derive(Clone, Serialize, Deserialize)]
struct RawCause {
    code: CauseCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prior: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    act: Option<Hash>,
}

impl TryFrom<RawCause> for Cause {
    type Error = &'static str;

    fn try_from(raw: RawCause) -> Result<Self, Self::Error> {
        let redraw = |code| match (raw.prior, raw.act) {
            (Some(prior), Some(act)) => Ok(Self::Redraw { code, prior, act }),
            _ => Err("a redraw's cause names prior and act"),
        };
        match raw.code {
            CauseCode::Initial if raw.prior.is_none() && raw.act.is_none() => Ok(Self::Initial),
            CauseCode::Initial => Err("the cause `initial` names nothing"),
            CauseCode::NoCandidate => match (raw.prior, raw.act) {
                (None, Some(act)) => Ok(Self::NoCandidate { act }),
                _ => Err("the cause `no-candidate` names an act alone"),
            },
            CauseCode::ExcludedByLaw => redraw(RedrawCode::ExcludedByLaw),
            CauseCode::Absent => redraw(RedrawCode::Absent),
            CauseCode::Ended => redraw(RedrawCode::Ended),
            CauseCode::Remand => redraw(RedrawCode::Remand),
            CauseCode::Void => redraw(RedrawCode::Void),
        }
    }
}

impl From<Cause> for RawCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Initial => Self { code: CauseCode::Initial, prior: None, act: None },
            Cause::NoCandidate { act } => Self { code: CauseCode::NoCandidate, prior: None, act: Some(act) },
            Cause::Redraw { code, prior, act } => {
                let code = match code {
                    RedrawCode::ExcludedByLaw => CauseCode::ExcludedByLaw,
                    RedrawCode::Absent => CauseCode::Absent,
                    RedrawCode::Ended => CauseCode::Ended,
                    RedrawCode::Remand => CauseCode::Remand,
                    RedrawCode::Void => CauseCode::Void,
                };
                Self { code, prior: Some(prior), act: Some(act) }
            }
        }
    }
}

/// A contributor bound to his part before the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contribution {
    /// Who.
    pub id: BodyId,
    /// SHA-256 of the 64-byte output of his verifiable random function over the commit.
    pub beta_hash: Hash,
}

/// `draw.commit` of kind `case` or `panel`: everything about a draw but its randomness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawCommit {
    /// What is drawn.
    pub kind: CommitKind,
    /// The case.
    pub case: StreamId,
    /// Leaf hash of the filing.
    pub filing: Hash,
    /// Index of the filing in the log.
    pub filing_index: u64,
    /// The category.
    pub category: Code,
    /// The weight of the first seat in micro-points.
    pub weight: i64,
    /// Why the draw is made.
    pub cause: Cause,
    /// Keyed fingerprints of the dispute, at most 64.
    pub fingerprints: Vec<Hash>,
    /// Earlier commits with one of them, sorted by fingerprint and commit.
    pub matches: Vec<Match>,
    /// Every member of the pool, sorted by id.
    pub pool: Vec<PoolRow>,
    /// Eligible judges who may not sit together, with the act; each pair in order of id, sorted.
    pub incompatible: Vec<(JudgeId, JudgeId, Hash)>,
    /// Seats to fill.
    pub seats: u32,
    /// Reserves to draw after them.
    pub reserves: u32,
    /// Leaf hash of the rules in force.
    pub rules: Hash,
    /// The beacon.
    pub beacon: Hash,
    /// Its round.
    pub round: u64,
    /// The writer's clock in seconds since 1970 UTC.
    pub at: i64,
    /// Exclusions after the freezing entry, sorted by judge and index.
    pub late: Vec<Late>,
    /// The weaknesses that are known at the commit, sorted.
    pub flags: Vec<Weak>,
    /// Who contributes randomness, sorted by id.
    pub contributors: Vec<Contribution>,
}

/// `assign.nonrandom`: a case gets its judge without a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignNonrandom {
    /// The case.
    pub case: StreamId,
    /// Leaf hash of the filing.
    pub filing: Hash,
    /// Index of the filing in the log.
    pub filing_index: u64,
    /// The freezing entry, where it is not the filing: what a redraw's cause or `no-candidate` names as its act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Hash>,
    /// The category.
    pub category: Code,
    /// The judge.
    pub judge: JudgeId,
    /// Why there was no draw.
    pub cause: NonrandomCause,
    /// Leaf hash of the commit or assignment that it follows: the match, the case joined to, the main case; for
    /// `sole-judge` the prior one of the same case, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<Hash>,
    /// The weight in micro-points.
    pub weight: i64,
    /// Who was on duty, with capacity; they accrue.
    pub duty: Vec<(JudgeId, u32)>,
    /// Every member of the pool, for `sole-judge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<Vec<PoolRow>>,
    /// Exclusions after the freezing entry, for `sole-judge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Vec<Late>>,
    /// Keyed fingerprints of the dispute.
    pub fingerprints: Vec<Hash>,
    /// Earlier commits with one of them.
    pub matches: Vec<Match>,
    /// Leaf hash of the rules in force.
    pub rules: Hash,
    /// The weaknesses, sorted.
    pub weak: Vec<Weak>,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// The responsible officer.
    pub by: By,
}
