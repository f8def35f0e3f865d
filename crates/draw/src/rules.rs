//! The rules of a ledger: a `draw.rules` record, checked, with its tables ready for look-up.

mod deadlines;

pub use deadlines::Deadlines;
pub(crate) use deadlines::millis;

use crate::balance::Weight;
use crate::beacon::{self, Beacon, BeaconError, BeaconKind};
use crate::fault::{DrawFault, hold};
use crate::record::{BeaconInfo, BeaconRule, BodyId, Code, DrawRules, Timing};
use crate::seat::Beta256;
use crate::vrf::{PublicKey, Suite, VrfError};
use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;
use tarazy_docket::{Hash, StreamId};

/// The id by which rules and commits name the court as a contributor; no other body has it
/// (docs/decisions/0011-the-court-contributes-under-its-own-id.md).
pub const COURT: &str = "court";

/// A beacon that the rules name, ready to be asked.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The beacon.
    pub beacon: Arc<dyn Beacon>,
    /// Its place in the list, from 0; another than the first is `beacon-switched`.
    pub position: usize,
    /// The rules mark it for the import of history.
    pub import: bool,
    /// All its members have one operator.
    pub one_party: bool,
}

/// Seats and reserves of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// Seats to fill.
    pub seats: u32,
    /// Reserves after them.
    pub reserves: u32,
}

/// Checked rules.
pub struct Rules {
    record: DrawRules,
    beta: Beta256,
    mean_weight: Option<Weight>,
    weights: BTreeMap<Code, Weight>,
    panel_share: u16,
    refund: BTreeMap<Code, u16>,
    /// The beacons that their row describes, or whose id says it all.
    opened: Vec<Option<Result<Arc<dyn Beacon>, BeaconError>>>,
    keys: BTreeMap<BodyId, Result<PublicKey, VrfError>>,
}

impl Rules {
    /// Checks a record. Its signatures, hashes and law are not in question here.
    ///
    /// # Errors
    /// `draw-6-rules` for a number out of its range, or a code that stands twice in a table.
    pub fn new(record: DrawRules) -> Result<Self, DrawFault> {
        let number = |detail| DrawFault::new(6, "rules", detail);
        let beta = Beta256::try_from(record.beta256).map_err(|_| number("beta256 is not within 0…256"))?;
        let mean = Weight::try_from(record.mean_weight).map_err(|_| number("mean_weight is negative"))?;
        let mut weights = BTreeMap::new();
        for (category, weight) in &record.weights {
            let weight = Weight::try_from(*weight).map_err(|_| number("a weight is negative"))?;
            let twice = weights.insert(category.clone(), weight).is_some();
            hold(!twice, 6, "rules", "a category has two weights")?;
        }
        let panel_share =
            per_mille(record.panel_share).ok_or_else(|| number("panel_share is not within 0…1000"))?;
        let mut refund = BTreeMap::new();
        for (stage, share) in &record.refund {
            let share = per_mille(*share).ok_or_else(|| number("a refund is not within 0…1000"))?;
            let twice = refund.insert(stage.clone(), share).is_some();
            hold(!twice, 6, "rules", "a stage has two refunds")?;
        }
        let periods = record.beacons.iter().filter_map(|row| row.info.as_ref()).map(BeaconInfo::period);
        hold(periods.into_iter().all(|p| p >= 0), 1, "record", "draw.rules: a period is negative")?;
        hold(deadlines::is_sane(&record.timing), 6, "rules", "a time is negative")?;
        let opened = record.beacons.iter().map(open).collect();
        let key = |k: &crate::record::KeyRule| {
            let key = Suite::try_from(k.suite).and_then(|suite| PublicKey::from_bytes(suite, &k.pk.0));
            (k.id.clone(), key)
        };
        let keys = record.contributors.iter().map(key).collect();
        let mean_weight = (mean.get() > 0).then_some(mean);
        Ok(Self { record, beta, mean_weight, weights, panel_share, refund, opened, keys })
    }

    /// The record itself.
    pub fn record(&self) -> &DrawRules {
        &self.record
    }

    /// How often a second ticket is drawn.
    pub fn beta(&self) -> Beta256 {
        self.beta
    }

    /// The weight of the mean case, by which balances are capped; none: no cap.
    pub fn mean_weight(&self) -> Option<Weight> {
        self.mean_weight
    }

    /// The weight of a category.
    pub fn weight(&self, category: &Code) -> Option<Weight> {
        self.weights.get(category).copied()
    }

    /// True if a category has this weight.
    pub fn has_weight(&self, weight: Weight) -> bool {
        self.weights.values().any(|w| *w == weight)
    }

    /// The weight of each seat: the rapporteur takes all of it, the others `panel_share`.
    pub fn seat_weights(&self, weight: Weight, seats: u32) -> Vec<Weight> {
        (0..seats).map(|k| self.seat_weight(weight, k == 0)).collect()
    }

    /// The weight of the rapporteur's seat or of a further one.
    pub fn seat_weight(&self, weight: Weight, is_first: bool) -> Weight {
        if is_first { weight } else { weight.share(self.panel_share) }
    }

    /// What of a weight is undone at a stage, in ‰.
    pub fn refund(&self, stage: &Code) -> Option<u16> {
        self.refund.get(stage).copied()
    }

    /// True if this is what some stage leaves of the weight.
    pub fn is_refund(&self, part: Weight, whole: Weight) -> bool {
        self.refund.values().any(|share| whole.share(*share) == part)
    }

    /// The bench of a procedure.
    pub fn bench(&self, procedure: &Code) -> Option<Seats> {
        let row = self.record.benches.iter().find(|(code, _, _)| code == procedure);
        row.map(|(_, seats, reserves)| Seats { seats: *seats, reserves: *reserves })
    }

    /// True if some procedure has this bench.
    pub fn has_bench(&self, bench: Seats) -> bool {
        self.record.benches.iter().any(|(_, s, r)| (*s, *r) == (bench.seats, bench.reserves))
    }

    /// Times of the protocol.
    pub fn timing(&self) -> &Timing {
        &self.record.timing
    }

    /// How many eligible judges are enough.
    pub fn pool_min(&self) -> usize {
        usize::try_from(self.record.pool_min).unwrap_or(usize::MAX)
    }

    /// Ledgers whose judges join a pool that is too small.
    pub fn neighbour(&self) -> &[StreamId] {
        &self.record.neighbour
    }

    /// True while no adopted rule of the court names this way of allocation.
    pub fn is_pilot(&self) -> bool {
        self.record.adopted.is_none()
    }

    /// True if the rules have no signed document.
    pub fn is_unsigned(&self) -> bool {
        self.record.doc.is_none()
    }

    /// The ids of the beacons, in order of preference.
    pub fn beacons(&self) -> impl ExactSizeIterator<Item = &Hash> {
        self.record.beacons.iter().map(|row| &row.id)
    }

    /// The beacon for a new commit: the first of the list that can be reached (draw.md section 7, "Choice").
    pub fn first_reachable(&self, is_reachable: impl Fn(&Hash) -> bool) -> Option<Hash> {
        self.beacons().copied().find(|id| is_reachable(id))
    }

    /// A beacon of the list. One that its row does not describe is asked for by `known`.
    ///
    /// # Errors
    /// `draw-4-beacon` if the rules do not name it or its description does not fit; `unsupported` for dice.
    pub fn speaker(
        &self,
        id: &Hash,
        known: impl FnOnce(&Hash) -> Option<Arc<dyn Beacon>>,
    ) -> Result<Speaker, DrawFault> {
        let fault = |detail| DrawFault::new(4, "beacon", detail);
        let position = self.record.beacons.iter().position(|row| row.id == *id);
        let position = position.ok_or_else(|| fault("the rules do not name this beacon"))?;
        let row = &self.record.beacons[position];
        if row.kind == BeaconKind::Dice {
            return Err(DrawFault::unsupported("dice"));
        }
        let beacon = match &self.opened[position] {
            Some(Ok(beacon)) => Arc::clone(beacon),
            Some(Err(_)) => return Err(fault("the description is not that of this beacon")),
            None => known(id).ok_or_else(|| fault("no description of this beacon"))?,
        };
        hold(beacon.kind() == row.kind && beacon.id() == id, 4, "beacon", "a beacon of another kind")?;
        let one_party = row.kind == BeaconKind::Local && has_one_operator(row, &beacon.bodies());
        Ok(Speaker { beacon, position, import: row.import, one_party })
    }

    /// A contributor's key.
    ///
    /// # Errors
    /// `draw-5-key` if the rules hold none, `draw-5-proof` for one that is no key, `unsupported` for an unknown suite.
    pub fn key(&self, id: &BodyId) -> Result<&PublicKey, DrawFault> {
        match self.keys.get(id) {
            None => Err(DrawFault::new(5, "key", format!("the rules hold no key of {id}"))),
            Some(Ok(key)) => Ok(key),
            Some(Err(VrfError::Suite(n))) => Err(DrawFault::unsupported(format!("VRF suite {n}"))),
            Some(Err(_)) => Err(DrawFault::new(5, "proof", format!("the key of {id} is none"))),
        }
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules(from {}, policy {})", self.record.from, self.record.policy_hash)
    }
}

fn per_mille(n: i64) -> Option<u16> {
    u16::try_from(n).ok().filter(|n| *n <= 1000)
}

fn open(row: &BeaconRule) -> Option<Result<Arc<dyn Beacon>, BeaconError>> {
    let says_it_all = row.info.is_some() || row.id == beacon::drand::quicknet_id();
    (says_it_all && row.kind != BeaconKind::Dice).then(|| beacon::open(&row.id, row.info.as_ref()))
}

/// A member without a named operator is his own.
fn has_one_operator(row: &BeaconRule, members: &[BodyId]) -> bool {
    let operator = |member: &BodyId| {
        let named = row.operators.iter().rev().find(|(m, _)| m == member);
        named.map_or_else(|| member.clone(), |(_, operator)| operator.clone())
    };
    let mut operators = members.iter().map(operator);
    let first = operators.next();
    first.is_some_and(|first| operators.all(|other| other == first))
}

#[cfg(test)]
mod tests;
