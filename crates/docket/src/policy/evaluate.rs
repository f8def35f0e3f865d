//! What a policy says about a checkpoint.

use super::{Member, Name, Policy};
use crate::checkpoint::SignedCheckpoint;
use crate::note::{Algorithm, BadSignature, VerifierKey};
use alloc::string::String;
use alloc::vec::Vec;

/// How far a cosignature's time may be ahead of the reader's clock, in seconds (docket.md section 11.5).
pub const MAX_AHEAD_SECONDS: u64 = 300;

/// Why a checkpoint is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// No key in the policy has this origin, or none of them signed.
    #[error("the policy knows no key that signed for the log {0}")]
    UnknownLog(String),
    /// A known key's signature does not hold.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
    /// Too few witnesses cosigned.
    #[error("{0} cosignatures do not meet the quorum")]
    NoQuorum(usize),
    /// A cosignature's time is more than [`MAX_AHEAD_SECONDS`] ahead of the reader's clock.
    #[error("the cosignature of {0} is ahead of the clock")]
    FutureTime(Name),
}

/// A checkpoint that its log signed, and who cosigned it when.
#[derive(Debug, Clone)]
pub struct Standing<'p> {
    policy: &'p Policy,
    /// For each member of the policy the time of its cosignature, in seconds since 1970; `None` for groups and for
    /// witnesses that did not cosign.
    times: Vec<Option<u64>>,
}

impl Policy {
    /// Checks the log's signature and all cosignatures of known witnesses. How many there must be is not judged: the
    /// [`Standing`] tells.
    ///
    /// # Errors
    /// [`Distrust::UnknownLog`] or [`Distrust::BadSignature`].
    pub fn evaluate(&self, checkpoint: &SignedCheckpoint) -> Result<Standing<'_>, Distrust> {
        self.check_log(checkpoint)?;
        let time = |member: &Member| match member {
            Member::Witness(witness) => checkpoint.note().cosigned_by(&witness.key),
            Member::Group { .. } => Ok(None),
        };
        let times = self.members.iter().map(time).collect::<Result<_, _>>()?;
        Ok(Standing { policy: self, times })
    }

    /// Checks everything that makes a checkpoint trusted: log, cosignatures, quorum, and that no time lies in the future.
    /// `now_ms` is the reader's clock, in milliseconds since 1970.
    ///
    /// # Errors
    /// [`Distrust`] is the first of these that does not hold.
    pub fn check(&self, checkpoint: &SignedCheckpoint, now_ms: i64) -> Result<Standing<'_>, Distrust> {
        let standing = self.evaluate(checkpoint)?;
        if !standing.has_quorum() {
            return Err(Distrust::NoQuorum(standing.cosignatures().count()));
        }
        match standing.ahead_of(now_ms) {
            Some(name) => Err(Distrust::FutureTime(name.clone())),
            None => Ok(standing),
        }
    }

    fn check_log(&self, checkpoint: &SignedCheckpoint) -> Result<(), Distrust> {
        let origin = checkpoint.checkpoint().origin();
        let checked =
            self.logs.iter().map(|log| &log.key).filter(|key| key.algorithm() == Algorithm::Ed25519);
        let is_own = |key: &VerifierKey| key.name().as_str() == origin;
        if !checked.clone().any(is_own) {
            return Err(Distrust::UnknownLog(origin.into()));
        }
        let mut signed = false;
        for key in checked {
            signed |= checkpoint.note().signed_by(key)? && is_own(key);
        }
        if signed { Ok(()) } else { Err(Distrust::UnknownLog(origin.into())) }
    }

    /// Does a member count as having cosigned, given which witnesses did?
    pub(super) fn is_met(&self, place: usize, cosigned: &impl Fn(usize) -> bool) -> bool {
        match self.members.get(place) {
            Some(Member::Witness(_)) => cosigned(place),
            Some(Member::Group { threshold, members, .. }) => {
                members.iter().filter(|member| self.is_met(**member, cosigned)).count() >= *threshold
            }
            None => false,
        }
    }
}

impl<'p> Standing<'p> {
    /// The witnesses that cosigned, each with the earliest time of its cosignatures in seconds since 1970, in the order of
    /// the policy.
    pub fn cosignatures(&self) -> impl Iterator<Item = (&'p Name, u64)> {
        self.policy.members.iter().zip(&self.times).filter_map(|(m, time)| Some((m.name(), (*time)?)))
    }

    /// Is the quorum met? True for `quorum none`, which says nothing about witnesses: see [`Policy::has_quorum`].
    pub fn has_quorum(&self) -> bool {
        self.meets(|_| true)
    }

    /// Is the quorum met by cosignatures with a time up to and including `seconds` since 1970? Later ones do not count
    /// and do not harm (draw.md section 8.4).
    pub fn met_by(&self, seconds: i64) -> bool {
        self.meets(|time| i64::try_from(time).is_ok_and(|time| time <= seconds))
    }

    /// When the quorum was complete, in seconds since 1970; `None` if it is not met, or for `quorum none`.
    pub fn met_at(&self) -> Option<u64> {
        let mut times: Vec<u64> = self.times.iter().flatten().copied().collect();
        times.sort_unstable();
        let quorum = self.policy.quorum?;
        times.into_iter().find(|latest| self.member_meets(quorum, |time| time <= *latest))
    }

    /// A witness whose time is more than [`MAX_AHEAD_SECONDS`] ahead of the reader's clock (milliseconds since 1970).
    pub fn ahead_of(&self, now_ms: i64) -> Option<&'p Name> {
        let is_ahead =
            |time: u64| (i128::from(time) - i128::from(MAX_AHEAD_SECONDS)) * 1000 > i128::from(now_ms);
        self.cosignatures().find(|(_, time)| is_ahead(*time)).map(|(name, _)| name)
    }

    fn meets(&self, counts: impl Fn(u64) -> bool) -> bool {
        self.policy.quorum.is_none_or(|quorum| self.member_meets(quorum, counts))
    }

    fn member_meets(&self, place: usize, counts: impl Fn(u64) -> bool) -> bool {
        let cosigned = |witness: usize| self.times.get(witness).copied().flatten().is_some_and(&counts);
        self.policy.is_met(place, &cosigned)
    }
}
