//! Beacons: public randomness that did not exist when a draw was fixed (draw.md section 7).
//!
//! A beacon is checked from evidence alone, without I/O; fetching is another part's work, and what a mirror says counts
//! only after [`Beacon::verify`].

pub mod dice;
pub mod drand;
pub mod local;
mod rounds;

pub use crate::record::{BeaconInfo, BeaconKind, Evidence};
pub use drand::Drand;
pub use local::Local;
pub use rounds::{NotAPeriod, Rounds};

use crate::record::BodyId;
use core::fmt;
use std::sync::Arc;
use tarazy_docket::Hash;

/// A source of public randomness, of which each round gives 32 bytes.
pub trait Beacon: fmt::Debug + Send + Sync {
    /// Its id, which commits and evidence name.
    fn id(&self) -> &Hash;

    /// Its kind.
    fn kind(&self) -> BeaconKind;

    /// When its rounds are.
    fn rounds(&self) -> Rounds;

    /// The 32 bytes of a round, if the evidence proves them.
    ///
    /// # Errors
    /// [`BeaconError`] says what of the evidence does not hold.
    fn verify(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError>;

    /// The 32 bytes that the evidence claims, without checking its signatures: for replaying what was checked before. Its
    /// form, beacon and round are checked all the same.
    ///
    /// # Errors
    /// [`BeaconError`] as for [`Beacon::verify`], but never [`BeaconError::Invalid`].
    fn claimed(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError>;

    /// The bodies that make its rounds, where they are named.
    fn bodies(&self) -> Vec<BodyId> {
        Vec::new()
    }

    /// When a round speaks, in seconds since 1970 UTC. Rounds count from 1.
    fn time(&self, round: u64) -> i64 {
        self.rounds().time(round)
    }

    /// The first round that speaks at `time` or later, in seconds since 1970 UTC.
    fn round_at_or_after(&self, time: i64) -> u64 {
        self.rounds().at_or_after(time)
    }
}

/// Why a description or evidence is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BeaconError {
    /// The description does not describe a beacon that can be checked.
    #[error("not the description of a beacon: {0}")]
    Description(&'static str),
    /// The id is known to no description.
    #[error("no description of this beacon")]
    Unknown,
    /// The description is that of another beacon.
    #[error("the description is of another beacon")]
    OtherId,
    /// The evidence is of another beacon, another kind, or another round.
    #[error("the evidence is of another beacon or round")]
    OtherRound,
    /// A signature or proof is not the encoding of one.
    #[error("the evidence is malformed")]
    Form,
    /// A signature or proof does not hold.
    #[error("the evidence does not hold")]
    Invalid,
    /// Not exactly one proof of each member, sorted by id.
    #[error("not exactly one proof of each member")]
    Members,
}

/// The beacon of a description, or of an id that needs none.
///
/// # Errors
/// [`BeaconError`] for a description that is malformed or another beacon's, and for an unknown id without one.
pub fn open(id: &Hash, info: Option<&BeaconInfo>) -> Result<Arc<dyn Beacon>, BeaconError> {
    match info {
        None if *id == drand::quicknet_id() => Ok(Arc::new(Drand::quicknet()?)),
        None => Err(BeaconError::Unknown),
        Some(info @ BeaconInfo::Drand { .. }) => Ok(Arc::new(Drand::new(*id, info)?)),
        Some(info @ BeaconInfo::Local { .. }) => {
            let local = Local::new(info)?;
            if local.id() == id { Ok(Arc::new(local)) } else { Err(BeaconError::OtherId) }
        }
    }
}
