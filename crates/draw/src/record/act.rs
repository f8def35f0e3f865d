//! Records of the personnel office: who belongs to the pool, and who may not sit.

use super::code::{ActKind, Exclusion};
use super::ids::{Code, JudgeId, OfficerId};
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, StreamId};

/// Who signed: his role and public id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct By {
    /// His role, such as `chair`.
    pub role: Code,
    /// His public id.
    pub id: OfficerId,
}

/// What an act sets. Which form fits is decided by [`ActKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ActValue {
    /// Capacity in ‰ of full time, 1…1000.
    Capacity(u32),
    /// The other judge of an incompatible pair.
    Judge(JudgeId),
    /// Beginnings of category codes.
    Categories(Vec<Code>),
}

/// `pool.act`. Times in milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolAct {
    /// Whom it concerns.
    pub judge: JudgeId,
    /// What it does.
    pub act: ActKind,
    /// What it sets, for the kinds that set something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ActValue>,
    /// In force from this time on; absent: from its entry on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// In force before this time; absent: until another act ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// The public class of the ground, for `absent`, `leave` and `incompatible`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Exclusion>,
    /// Commitment to the ground; for a late exclusion to its cause of the rules' `late_causes` too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground_commit: Option<Hash>,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// Who signed.
    pub by: By,
}

/// `pool.conflict`: a judge may not sit in one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolConflict {
    /// The case.
    pub case: StreamId,
    /// The judge.
    pub judge: JudgeId,
    /// The public class of the ground: [`Exclusion::ExcludedByLaw`].
    pub class: Exclusion,
    /// Commitment to the ground, of the law's closed list.
    pub ground_commit: Hash,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// Who signed.
    pub by: By,
}

/// `pool.ground`: the opening of a ground, on the docket of the case, in the class of the court.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolGround {
    /// Leaf hash of the act whose ground it is, or the commitment itself where no act holds it.
    pub act: Hash,
    /// The ground that was committed to.
    pub ground: String,
    /// The commitment's salt.
    pub salt: Hash,
}

/// A salt is as secret as the ground itself.
impl core::fmt::Debug for PoolGround {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PoolGround({})", self.act)
    }
}

/// `assign.duty`: a duty judge acts at once in an urgent matter. It settles nothing and assigns nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignDuty {
    /// The case.
    pub case: StreamId,
    /// The duty judge.
    pub judge: JudgeId,
    /// The urgent single act.
    pub act: Code,
    /// Commitment to the duty roster that names him.
    pub roster: Hash,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// Who recorded it.
    pub by: By,
}
