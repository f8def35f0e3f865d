//! `draw.rules`: the law and the court's choices as data. What they mean together is checked in [`crate::rules`].

use super::beacon::{BeaconInfo, BeaconKind};
use super::bytes::Bytes;
use super::ids::{BodyId, Code};
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, StreamId};

/// Times of the protocol in seconds (draw.md section 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Timing {
    /// From the commit's `at` to its round, at least.
    pub delta: i64,
    /// How long before the round the commit is witnessed, at least.
    pub guard: i64,
    /// From registration to commit; a statistic.
    pub commit_max: i64,
    /// From the round: a reveal logged later does not count.
    pub reveal_max: i64,
    /// From the round to the result; then it is overdue.
    pub result_max: i64,
    /// From the round to the fallback round.
    pub fallback: i64,
    /// From the round until another beacon may be used.
    pub beacon_down: i64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            delta: 60,
            guard: 20,
            commit_max: 60,
            reveal_max: 120,
            result_max: 300,
            fallback: 300,
            beacon_down: 3600,
        }
    }
}

/// A beacon of the list. The first one that can be reached is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeaconRule {
    /// The beacon's id: a chain hash, or the hash of its description.
    pub id: Hash,
    /// Its kind.
    pub kind: BeaconKind,
    /// Its description; may be absent where the id alone says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub info: Option<BeaconInfo>,
    /// It serves the import of history: its numbers could be known before.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub import: bool,
    /// Who operates each member of a local beacon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<(BodyId, BodyId)>,
}

/// A contributor's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyRule {
    /// Who.
    pub id: BodyId,
    /// The public key.
    pub pk: Bytes,
    /// The suite of RFC 9381 by its suite_string byte.
    pub suite: u32,
}

/// `draw.rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawRules {
    /// SHA-256 of the specification.
    pub spec_hash: Hash,
    /// SHA-256 of the program.
    pub code_hash: Hash,
    /// β · 256.
    pub beta256: u32,
    /// Weight of the mean case in micro-points.
    pub mean_weight: i64,
    /// Weight of each category in micro-points.
    pub weights: Vec<(Code, i64)>,
    /// What further members of a bench get of the weight, in ‰.
    pub panel_share: i64,
    /// From how many mean cases a category may have a sub-ledger.
    pub heavy_factor: i64,
    /// Times of the protocol.
    #[serde(default)]
    pub timing: Timing,
    /// How many eligible judges are enough.
    pub pool_min: u32,
    /// How long fingerprints are remembered, in months.
    pub refile_months: u32,
    /// The beacons in order of preference.
    pub beacons: Vec<BeaconRule>,
    /// What of the weight is undone at each stage, in ‰.
    pub refund: Vec<(Code, i64)>,
    /// Seats and reserves of each procedure.
    pub benches: Vec<(Code, u32, u32)>,
    /// Who may contribute randomness.
    pub contributors: Vec<KeyRule>,
    /// SHA-256 of the allocation policy, a signed document.
    pub policy_hash: Hash,
    /// The court rule that names this way of allocation; absent: the program is on trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<String>,
    /// For which causes a late exclusion is allowed.
    pub late_causes: Vec<Code>,
    /// For which causes a case is drawn again.
    pub redraw_causes: Vec<Code>,
    /// For which causes two persons may declare a draw void.
    pub void_causes: Vec<Code>,
    /// For which causes a case is assigned without a draw.
    pub nonrandom_causes: Vec<Code>,
    /// Ledgers whose judges join a pool that is too small.
    #[serde(default)]
    pub neighbour: Vec<StreamId>,
    /// In force from this time on, in milliseconds since 1970 UTC.
    pub from: i64,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
}
