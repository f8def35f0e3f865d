//! The closed lists of codes that stand in records.

use super::ids::{Code, NotAnId};
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// Why a judge of the pool cannot be drawn. In public this is a class; the ground is a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// Not at work: off duty, accrues nothing.
    Absent,
    /// His powers ended or are suspended: off duty.
    Ended,
    /// The law keeps him from this case; on duty, accrues.
    ExcludedByLaw,
    /// He had the case and another is to have it; on duty, accrues.
    Replaced,
}

impl Exclusion {
    /// True for the classes that take a judge off duty.
    pub fn ends_duty(self) -> bool {
        match self {
            Self::Absent | Self::Ended => true,
            Self::ExcludedByLaw | Self::Replaced => false,
        }
    }
}

/// What a pool act does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// The judge belongs to the division; `value` may give his capacity.
    Appoint,
    /// He belongs to it no longer.
    Leave,
    /// `value` is his capacity in ‰ of full time.
    Capacity,
    /// `value` lists the beginnings of the categories that he takes.
    Specialise,
    /// He is not at work.
    Absent,
    /// Ends the absences that have begun.
    Return,
    /// `value` is a judge with whom he may not sit.
    Incompatible,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CommitKind {
    /// One judge for a case.
    Case,
    /// A bench of several.
    Panel,
}

/// How a fingerprint agrees with that of an earlier commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    /// Same parties, same subject: the case is bound to the first judge.
    Subject,
    /// Same parties, same category: counted only.
    Category,
}

/// Why a case is drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RedrawCode {
    /// The judge may not sit: recusal granted, legal incompatibility.
    ExcludedByLaw,
    /// Long absence.
    Absent,
    /// His powers ended or are suspended.
    Ended,
    /// A higher court sent the case back to another judge.
    Remand,
    /// The prior commit or result is void.
    Void,
}

/// Why a case gets its judge without a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NonrandomCause {
    /// Only one judge could sit.
    SoleJudge,
    /// The same dispute was drawn before; it goes to the first judge.
    Refile,
    /// Joined with an earlier case; it goes to that case's judge.
    Joinder,
    /// Bound by law to a main case; it goes to that case's judge.
    Bound,
}

impl NonrandomCause {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SoleJudge => "sole-judge",
            Self::Refile => "refile",
            Self::Joinder => "joinder",
            Self::Bound => "bound",
        }
    }
}

/// Why the ledger is adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AdjustCause {
    /// The case got another category later: the difference of weights is settled or undone.
    Category,
    /// The case was withdrawn or its judge replaced: the remaining share is undone.
    Refund,
    /// A judge left: his balance moves to the balancing account.
    Leave,
}

/// The code of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlarmCode {
    /// Too few judges could be drawn; the case waits.
    NoCandidate,
    /// The case is to be drawn again, and waits for another draw or for a beacon.
    Waits,
    /// A commit that is void by rule was declared so only after its round.
    LateVoid,
}

/// Why a commit or a result is void.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum VoidCause {
    /// By rule: not witnessed in time.
    Unwitnessed,
    /// A code of the rules' `void_causes`, by two persons.
    Listed(Code),
}

impl TryFrom<String> for VoidCause {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        Ok(if text == "unwitnessed" { Self::Unwitnessed } else { Self::Listed(text.parse()?) })
    }
}

impl From<VoidCause> for String {
    fn from(cause: VoidCause) -> Self {
        match cause {
            VoidCause::Unwitnessed => "unwitnessed".into(),
            VoidCause::Listed(code) => code.as_str().into(),
        }
    }
}
