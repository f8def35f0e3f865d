//! What comes after a commit: reveals, the result, and what went wrong.

use super::act::By;
use super::beacon::Evidence;
use super::bytes::Bytes;
use super::code::{AdjustCause, AlarmCode, VoidCause};
use super::commit::{Cause, Late};
use super::ids::{BodyId, Code, JudgeId};
use crate::weak::Weak;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, StreamId};

/// A proof of a verifiable random function, by the one who made it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proof {
    /// Who.
    pub id: BodyId,
    /// The proof.
    pub pi: Bytes,
}

/// `draw.reveal`: a contributor's proof over a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawReveal {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// The contributor.
    pub id: BodyId,
    /// The proof.
    pub pi: Bytes,
}

/// The record of one seat (draw.md section 4). Tickets lie in 0…`total`−1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeatRecord {
    /// Sum of the capacities.
    pub total: u64,
    /// The first ticket.
    pub ticket1: u64,
    /// Whom it picked.
    pub first: JudgeId,
    /// The coin, 0…255.
    pub coin: u32,
    /// The second ticket, where the coin asked for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket2: Option<u64>,
    /// Whom it picked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<JudgeId>,
    /// Who got the seat.
    pub winner: JudgeId,
}

/// `draw.result`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawResult {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// The effective round.
    pub round: u64,
    /// The beacon's output with its proof.
    pub evidence: Evidence,
    /// The contributors' proofs that count, sorted by id.
    pub reveals: Vec<Proof>,
    /// The seed.
    pub seed: Hash,
    /// The seats in order, then the reserves.
    pub seats: Vec<SeatRecord>,
    /// The balances used, of the eligible, sorted by id.
    pub owed: Vec<(JudgeId, i64)>,
    /// Leaf hash of the first commit of the batch.
    pub base: Hash,
    /// Place in the batch, from 0.
    pub place: u64,
    /// Hash of the ledger after this result.
    pub owed_hash: Hash,
    /// Best chance of guessing the first seat before the seed was known, in millionths, rounded up.
    pub guess_ppm: u64,
    /// The weaknesses, sorted.
    pub weak: Vec<Weak>,
    /// The signed note of the first published checkpoint that covers the commit with its quorum.
    pub order: String,
    /// The signed note that covers the reveals, where the policy has a quorum and there are contributors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_order: Option<String>,
    /// The responsible officer.
    pub by: By,
    /// Commitment to his signature, over the result without `by` and `doc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
}

/// `draw.overdue`: no result in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawOverdue {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// Contributors whose reveal is not logged in time, sorted.
    pub missing: Vec<BodyId>,
    /// The round that is used instead; only if a reveal is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_round: Option<u64>,
}

/// `draw.void`. Exactly one of `commit` and `result` is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawVoid {
    /// Leaf hash of the void commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Hash>,
    /// Leaf hash of the void result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Hash>,
    /// Why.
    pub cause: VoidCause,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// Two persons with different ids; absent where it is void by rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Vec<By>>,
}

/// `ledger.adjust`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerAdjust {
    /// Leaf hash of the result or assignment; for `leave` of the act.
    pub target: Hash,
    /// Why.
    pub cause: AdjustCause,
    /// Micro-points of the first seat, or of the seat of `judge`; further seats follow by `panel_share`.
    pub weight: i64,
    /// 1 settles, −1 undoes; for `leave` the sign of the balance that moves.
    pub sign: i32,
    /// Whose seat, where only one of several is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeId>,
}

/// What was sought for a case in vain. With the acts of the pool it shows that too few could be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sought {
    /// Leaf hash of the filing.
    pub filing: Hash,
    /// Index of the filing in the log.
    pub filing_index: u64,
    /// The category.
    pub category: Code,
    /// Seats to fill.
    pub seats: u32,
    /// Reserves after them.
    pub reserves: u32,
    /// Exclusions after the freezing entry, sorted by judge and index.
    pub late: Vec<Late>,
}

/// `draw.alarm`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawAlarm {
    /// What happened.
    pub code: AlarmCode,
    /// Named figures.
    pub figures: Vec<(Code, i64)>,
    /// From and to, in milliseconds since 1970 UTC.
    pub window: (i64, i64),
    /// The case that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<StreamId>,
    /// For what cause it is to be drawn; absent: the filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// For a case of which the code is `no-candidate`: what was sought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sought: Option<Sought>,
    /// The commit that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Hash>,
}
