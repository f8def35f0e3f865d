//! Beacons as the registry sees them: which of them can be reached, which one a commit names, and when one is down.
//!
//! Nothing is fetched here. The node hears a network at the edge and gives what it heard as a command, with its proof;
//! what was heard when is a setting, so a decision follows from the state and the command alone.

use crate::bodies::{BeaconHeard, BeaconOutagePut};
use crate::contribution::COURT;
use crate::office::Registry;
use crate::setup::{Setup, beacon_stream};
use crate::wire;
use std::sync::Arc;
use tarazy_docket::{Hash, Object, Value, Visibility};
use tarazy_draw::Rules;
use tarazy_draw::beacon::{Beacon, BeaconKind, Evidence};
use tarazy_draw::record::{BeaconOutage, Body as _};
use tarazy_store::{Command, Desk, Refusal};

/// A network of which a round was verified so long ago counts as reachable (draw.md section 7, "Choice"), in ms.
pub const REACHABLE: i64 = 600_000;
/// How many bodies confirm an outage, where witnesses exist.
const CONFIRMED: usize = 2;

/// The setting that holds when a round of a network was last verified, ms UTC.
pub fn heard_setting(beacon: &Hash) -> String {
    format!("beacon/heard/{beacon}")
}

fn heard(desk: &mut Desk<'_>, beacon: &Hash) -> Result<Option<i64>, Refusal> {
    desk.setting(&heard_setting(beacon))?.map(|at| at.parse().map_err(Refusal::internal)).transpose()
}

/// The kind of a beacon of the installation.
fn kind_of(setup: &Setup, id: &Hash) -> Option<BeaconKind> {
    setup.beacons.iter().find(|(rule, _)| rule.id == *id).map(|(rule, _)| rule.kind)
}

impl Registry {
    /// A beacon of the installation.
    ///
    /// # Errors
    /// 404 `nothing-due` if it has no such one.
    pub(crate) fn beacon(&self, id: &Hash) -> Result<Arc<dyn Beacon>, Refusal> {
        self.ledgers.beacon(id).ok_or_else(|| Refusal::new(404, "nothing-due"))
    }

    /// `beacon.heard`: a recent round of a network was verified.
    pub(crate) fn hear(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let BeaconHeard { evidence } = wire::read(&command.body)?;
        self.check_evidence(&evidence)?;
        if self.note_heard(desk, &evidence)? {
            Ok(Object::new())
        } else {
            Err(Refusal::new(409, "nothing-due"))
        }
    }

    /// Remembers that evidence of a network was verified, if its round is a recent one: an old one may come from a mirror
    /// that hears nothing itself. False if it is not.
    pub(crate) fn note_heard(&self, desk: &mut Desk<'_>, evidence: &Evidence) -> Result<bool, Refusal> {
        let beacon = self.beacon(&evidence.beacon())?;
        let (now, spoke) = (desk.time(), beacon.time(evidence.round()).saturating_mul(1000));
        let is_recent = now.saturating_sub(spoke).saturating_abs() <= REACHABLE;
        if is_recent && beacon.kind() != BeaconKind::Local {
            desk.put_setting(&heard_setting(beacon.id()), &now.to_string());
        }
        Ok(is_recent)
    }

    /// The beacons of the installation that can be reached now. A local one always can.
    pub(crate) fn reachable(&self, desk: &mut Desk<'_>) -> Result<Vec<Hash>, Refusal> {
        let now = desk.time();
        let is_recent = |at: Option<i64>| at.is_some_and(|at| now.saturating_sub(at) <= REACHABLE);
        let mut reachable = Vec::with_capacity(self.setup.beacons.len());
        for (rule, _) in &self.setup.beacons {
            if rule.kind == BeaconKind::Local || is_recent(heard(desk, &rule.id)?) {
                reachable.push(rule.id);
            }
        }
        Ok(reachable)
    }

    /// `beacon.outage`: a beacon is silent, as other bodies confirm; draws that waited long enough may use the next one
    /// (draw.md section 8, step 7).
    pub(crate) fn put_outage(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let BeaconOutagePut { beacon: id, round, mut confirmed, by } = wire::read(&command.body)?;
        let unknown = |_| Refusal::new(422, "unknown-beacon").with("beacon", id);
        let beacon = self.beacon(&id).map_err(unknown)?;
        self.know_policies(desk)?;
        let has_quorum = self.announced.policies().at(desk.end().next_index).has_quorum();
        confirmed.sort();
        confirmed.dedup();
        if confirmed.iter().any(|body| body.as_str() == COURT) || (has_quorum && confirmed.len() < CONFIRMED)
        {
            return Err(Refusal::new(422, "two-bodies"));
        }
        let spoke = beacon.time(round).saturating_mul(1000);
        let is_heard = heard(desk, &id)?.is_some_and(|at| at >= spoke);
        if spoke > desk.time() || is_heard {
            return Err(Refusal::new(409, "beacon-speaks").with("beacon", id));
        }
        let outage = BeaconOutage { beacon: id, round, confirmed, doc: None, by };
        let body = outage.to_object().map_err(|e| Refusal::new(422, "number").with("what", e))?;
        let actor = wire::actor(&command.actor, Visibility::Public)?;
        let draft = wire::draft(&beacon_stream(&id), BeaconOutage::TYPE, actor, Visibility::Public, body)?;
        let leaf = desk.append(draft)?.leaf;
        Ok(Object::new().with("outage", leaf.to_hex()))
    }
}

/// The beacon that a new commit names: the first of the rules' list that can be reached. `None` if none can; the case then
/// waits.
///
/// # Errors
/// 422 `rules` if the rules name no beacon of the installation at all.
pub(crate) fn choose(rules: &Rules, setup: &Setup, reachable: &[Hash]) -> Result<Option<Hash>, Refusal> {
    if !rules.beacons().any(|id| kind_of(setup, id).is_some()) {
        let what = "the rules of this division name no beacon of this installation: tarazy court rules";
        return Err(Refusal::new(422, "rules").with("what", what));
    }
    Ok(rules.first_reachable(|id| reachable.contains(id)))
}

/// A number of a round as a record has it.
pub(crate) fn round_value(round: u64) -> Result<Value, Refusal> {
    Ok(Value::Int(i64::try_from(round).map_err(Refusal::internal)?))
}
