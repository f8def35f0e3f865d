//! What a ledger needs to know of the rest of the log: a small read-only view that its user gives it.

use crate::beacon::{Beacon, BeaconError, Evidence};
use crate::fault::DrawFault;
use crate::ledger::Ledger;
use std::sync::Arc;
use tarazy_docket::{Hash, StreamId};

/// Where an entry of any stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its index in the log.
    pub index: u64,
    /// Its time in milliseconds since 1970 UTC.
    pub time: i64,
    /// Its stream.
    pub stream: &'a StreamId,
}

/// What a note in a record must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteClaim {
    /// The index of the entry that it must cover.
    pub covers: u64,
    /// The index of the entry that carries it: it cannot cover that.
    pub carried_by: u64,
    /// The index of the draw's commit: the policy in force there says who had to cosign.
    pub commit: u64,
    /// The latest cosignature that counts, in seconds; none in an import, where the log's line alone is asked for.
    pub latest: Option<i64>,
}

/// Whether proofs are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proofs {
    /// Beacon signatures and proofs of verifiable random functions are checked: for whoever trusts nobody.
    Check,
    /// Their outputs are computed from them and compared with what was promised, but who made them is not checked: for
    /// the writer that checked them before, and for replaying arithmetic alone.
    Derive,
}

/// What the rest of the log says, up to the entry that is applied.
pub trait Context {
    /// Where an earlier entry stands; `None` if the log has no such entry. It is asked for filings and for the entries
    /// that cause draws, of all streams.
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>>;

    /// A beacon by its id, opened from its `beacon.chain` entry. Beacons that the rules describe are not asked for.
    fn beacon(&self, id: &Hash) -> Option<Arc<dyn Beacon>>;

    /// True if an earlier `beacon.outage` entry says that the beacon is silent since this round or an earlier one
    /// ([`BeaconOutage::covers`]). `since` is the time of the round in milliseconds since 1970 UTC: an entry that was
    /// written before it says nothing of it.
    ///
    /// [`BeaconOutage::covers`]: crate::record::BeaconOutage::covers
    fn outage(&self, beacon: &Hash, round: u64, since: i64) -> bool;

    /// Another ledger of the log: its pool where rules name neighbours, its judges where cases are joined.
    fn ledger(&self, stream: &StreamId) -> Option<&Ledger>;

    /// True if the trust policy in force for the entry at this index has a quorum of witnesses.
    fn has_quorum(&self, index: u64) -> bool;

    /// Checks a signed note that a result carries: a checkpoint of this log that covers what it claims, with the log's
    /// signature, and the quorum's cosignatures in time where the policy in force at the commit has one.
    ///
    /// # Errors
    /// The fault of step 1, 2 or 3.
    fn note(&self, text: &str, claim: NoteClaim) -> Result<(), DrawFault>;

    /// Whether proofs are checked.
    fn proofs(&self) -> Proofs;

    /// The 32 bytes of a round. An implementation may remember what it checked: one round serves many draws.
    ///
    /// # Errors
    /// [`BeaconError`] if the evidence does not hold.
    fn randomness(
        &self,
        beacon: &dyn Beacon,
        round: u64,
        evidence: &Evidence,
    ) -> Result<[u8; 32], BeaconError> {
        match self.proofs() {
            Proofs::Check => beacon.verify(round, evidence),
            Proofs::Derive => beacon.claimed(round, evidence),
        }
    }
}
