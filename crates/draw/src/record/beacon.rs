//! Records of beacons, and what a result shows of one. They stand in the beacon's own stream.

use super::act::By;
use super::bytes::Bytes;
use super::ids::BodyId;
use super::result::Proof;
use alloc::vec::Vec;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, Object, Value, from_value};

/// The kind of a beacon (draw.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BeaconKind {
    /// A threshold network that speaks the drand scheme.
    Drand,
    /// Keys of named members; all are needed.
    Local,
    /// Ten-sided dice, thrown in public.
    Dice,
}

impl BeaconKind {
    /// True where others make the numbers, so that the court must add a part of its own (draw.md section 8, step 3).
    pub fn needs_the_court(self) -> bool {
        match self {
            Self::Drand | Self::Dice => true,
            Self::Local => false,
        }
    }
}

/// A member of a local beacon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Who.
    pub id: BodyId,
    /// The public key.
    pub pk: Bytes,
}

/// The description of a beacon. Times in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// Reads a record whose `kind` says which form it has. serde's own reading of such types keeps the members aside and then takes
/// a number for the kind, and a list for a record by position: second ways to write the same.
macro_rules! read_by_kind {
    ($name:ident: $($kind:literal => $form:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),+ }),+) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let record = Object::deserialize(d)?;
                match record.get("kind").and_then(Value::as_text) {
                    $(Some($kind) => {
                        #[derive(Deserialize)]
                        struct Form { $($(#[$attribute])* $field: $type),+ }
                        let form: Form = from_value(&Value::Object(record)).map_err(D::Error::custom)?;
                        Ok(Self::$form { $($field: form.$field),+ })
                    })+
                    _ => Err(D::Error::custom("not a kind that is known here")),
                }
            }
        }
    };
}

read_by_kind! { BeaconInfo:
    "drand" => Drand { genesis: i64, period: i64, pk: Bytes, v: u32 },
    "local" => Local { genesis: i64, members: Vec<Member>, period: i64, suite: u32, v: u32 }
}

read_by_kind! { Evidence:
    "drand" => Drand { beacon: Hash, round: u64, #[serde(default)] sig: Bytes },
    "local" => Local { beacon: Hash, round: u64, #[serde(default)] proofs: Vec<Proof> }
}

/// The body of `beacon.outage`: a beacon does not speak, as two bodies outside the court confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
