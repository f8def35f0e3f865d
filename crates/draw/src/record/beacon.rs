//! Records of beacons, and what a result shows of one. They stand in the beacon's own stream.

use super::act::By;
use super::bytes::Bytes;
use super::ids::BodyId;
use super::result::Proof;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use tarazy_docket::Hash;

/// The kind of a beacon (draw.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeaconKind {
    /// A threshold network that speaks the drand scheme.
    Drand,
    /// Keys of named members; all are needed.
    Local,
    /// Ten-sided dice, thrown in public.
    Dice,
}

/// A member of a local beacon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub id: BodyId,
    /// The public key.
    pub pk: Bytes,
}

/// The description of a beacon. Times in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BeaconInfo {
    /// A chain of the drand scheme with 48-byte signatures.
    Drand {
        /// Time of round 1.
        genesis: i64,
        /// Seconds between rounds.
        period: i64,
        /// The network's public key.
        pk: Bytes,
        /// 1.
        v: u32,
    },
    /// A local beacon; also the body of its `beacon.chain`.
    Local {
        /// Time of round 1.
        genesis: i64,
        /// The members, sorted by id.
        members: Vec<Member>,
        /// Seconds between rounds.
        period: i64,
        /// The suite of RFC 9381 by its suite_string byte: 3.
        suite: u32,
        /// 1.
        v: u32,
    },
}

impl BeaconInfo {
    /// Seconds between rounds.
    pub fn period(&self) -> i64 {
        match self {
            Self::Drand { period, .. } | Self::Local { period, .. } => *period,
        }
    }
}

/// The body of `beacon.chain`: a local beacon's description. Its id is the hash of its canonical form.
pub type BeaconChain = BeaconInfo;
/// The body of `beacon.round`: the proofs of a round that a commit names.
pub type BeaconRound = Evidence;

/// The output of a beacon with its proof. Beacon and round are those in effect. A proof that is absent is one that does
/// not hold (step 4), not a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// Of a drand network.
    Drand {
        /// The chain hash.
        beacon: Hash,
        /// The round.
        round: u64,
        /// The 48-byte signature.
        #[serde(default)]
        sig: Bytes,
    },
    /// Of a local beacon.
    Local {
        /// The hash of its description.
        beacon: Hash,
        /// The round.
        round: u64,
        /// Each member's proof, sorted by id.
        #[serde(default)]
        proofs: Vec<Proof>,
    },
}

impl Evidence {
    /// The beacon that it is of.
    pub fn beacon(&self) -> Hash {
        match self {
            Self::Drand { beacon, .. } | Self::Local { beacon, .. } => *beacon,
        }
    }

    /// Its round.
    pub fn round(&self) -> u64 {
        match self {
            Self::Drand { round, .. } | Self::Local { round, .. } => *round,
        }
    }
}

/// The body of `beacon.outage`: a beacon does not speak, as two bodies outside the court confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeaconOutage {
    /// The beacon.
    pub beacon: Hash,
    /// The first round that is missing.
    pub round: u64,
    /// Who confirms it, sorted.
    pub confirmed: Vec<BodyId>,
    /// Commitment to the signed document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<Hash>,
    /// Who recorded it.
    pub by: By,
}

impl BeaconOutage {
    /// True if it says that the beacon did not speak at this round: it names the round or an earlier one, and where
    /// witnesses exist two bodies confirm it.
    pub fn covers(&self, beacon: &Hash, round: u64, has_quorum: bool) -> bool {
        let two_bodies = self.confirmed.first().is_some_and(|a| self.confirmed.iter().any(|b| a != b));
        self.beacon == *beacon && self.round <= round && (two_bodies || !has_quorum)
    }
}
