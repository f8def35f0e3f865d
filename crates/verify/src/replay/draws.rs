//! All draws of a log: every public entry of a ledger's stream, in the order of the log (draw.md section 10).

use super::entries::Seen;
use super::export::Export;
use super::notes::Notes;
use crate::source::Failure;
use crate::verdict::{Fault, Verdict};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use tarazy_docket::{
    Checkpoint, Entry, Hash, Object, Policy, StreamId, StreamKind, Value, Visibility, from_value,
};
use tarazy_draw::beacon::{Beacon, BeaconError, BeaconInfo, Evidence, Local};
use tarazy_draw::pool::Place;
use tarazy_draw::record::BeaconOutage;
use tarazy_draw::{Context, DrawFault, Ledger, NoteClaim, Proofs, Standing};

/// The stream of trust policies.
const POLICIES: &str = "sys/policy";

/// The state of all ledgers, and what they ask of the rest of the log.
///
/// Memory: for each entry of the log where it stands (a filing or an order may cause a draw at any later time), and what
/// the ledgers remember of their draws.
pub(super) struct Draws<'p> {
    log: View<'p>,
    counted: BTreeMap<String, u64>,
}

/// What a ledger is given to read.
struct View<'p> {
    streams: Vec<StreamId>,
    numbers: BTreeMap<StreamId, usize>,
    places: BTreeMap<Hash, Stands>,
    beacons: BTreeMap<Hash, Arc<dyn Beacon>>,
    /// Outages, with index and time of their entries.
    outages: Vec<(BeaconOutage, u64, i64)>,
    ledgers: BTreeMap<StreamId, Ledger>,
    notes: Notes<'p>,
    /// The last round that was checked: all draws of a batch share it.
    round: RefCell<Option<(Evidence, [u8; 32])>>,
}

/// Where an entry stands; its stream by number.
#[derive(Debug, Clone, Copy)]
struct Stands {
    index: u64,
    time: i64,
    stream: usize,
}

impl<'p> Draws<'p> {
    pub(super) fn new(checkpoint: &Checkpoint, policy: &'p Policy) -> Self {
        let log = View {
            streams: Vec::new(),
            numbers: BTreeMap::new(),
            places: BTreeMap::new(),
            beacons: BTreeMap::new(),
            outages: Vec::new(),
            ledgers: BTreeMap::new(),
            notes: Notes::new(checkpoint, policy),
            round: RefCell::new(None),
        };
        Self { log, counted: BTreeMap::new() }
    }

    /// The next entry of the log.
    ///
    /// # Errors
    /// The fault of a draw, or that the export cannot be read.
    pub(super) fn entry(&mut self, seen: Seen, entry: Entry, export: &mut Export<'_>) -> Result<(), Failure> {
        let kind = entry.stream.kind();
        let is_draw = kind == StreamKind::Draw;
        let is_policy = entry.kind.as_str() == "policy.set" && entry.stream.as_str() == POLICIES;
        let outcome = match entry.content {
            tarazy_docket::entry::Content::Body(body) if is_policy => {
                Ok(self.log.notes.policy_set(seen.index, &body)?)
            }
            _ if !is_draw && kind != StreamKind::Beacon => Ok(()),
            _ if entry.vis != Visibility::Public => {
                self.count("hidden");
                Ok(())
            }
            tarazy_docket::entry::Content::Commit(_) => Ok(()),
            tarazy_docket::entry::Content::Body(body) if is_draw => {
                self.look_at_notes(&body, export)?;
                self.count(entry.kind.as_str());
                self.log.apply(&entry.stream, seen.place(entry.time), entry.kind.as_str(), body)
            }
            tarazy_docket::entry::Content::Body(body) => {
                self.log.beacon_entry(seen.place(entry.time), entry.kind.as_str(), body)
            }
        };
        self.log.remember(seen, entry.time, &entry.stream);
        Ok(outcome.map_err(Fault::from)?)
    }

    /// Reads the notes that a result carries.
    fn look_at_notes(&mut self, body: &Object, export: &mut Export<'_>) -> Result<(), Failure> {
        let commit = body.get("commit").and_then(Value::as_text).and_then(|hex| Hash::from_hex(hex).ok());
        // A result of no commit is a fault whatever it carries.
        let Some(commit) = commit.and_then(|leaf| self.log.places.get(&leaf)).map(|at| at.index) else {
            return Ok(());
        };
        for member in ["order", "reveal_order"] {
            let Some(text) = body.get(member).and_then(Value::as_text) else { continue };
            self.log.notes.look_at(text, commit, export)?;
            let is_order = member == "order";
            if is_order && self.log.notes.has_quorum(commit) && !self.log.notes.is_trusted(text, commit) {
                self.count("other-witnesses");
            }
        }
        Ok(())
    }

    /// Where an entry stands that was read and is served.
    pub(super) fn index_of(&self, leaf: &Hash) -> Option<u64> {
        self.log.places.get(leaf).map(|stands| stands.index)
    }

    fn count(&mut self, what: &str) {
        match self.counted.get_mut(what) {
            Some(count) => *count += 1,
            None => {
                self.counted.insert(what.into(), 1);
            }
        }
    }

    /// Entries of ledgers by type, and draws that wait for their result: these are counted, not judged.
    pub(super) fn counts(mut self) -> BTreeMap<String, u64> {
        let open: usize = self.log.ledgers.values().map(|ledger| ledger.open_draws().count()).sum();
        self.counted.insert("open".into(), u64::try_from(open).unwrap_or(u64::MAX));
        self.counted
    }
}

impl View<'_> {
    fn remember(&mut self, seen: Seen, time: i64, stream: &StreamId) {
        let number = match self.numbers.get(stream) {
            Some(number) => *number,
            None => {
                self.streams.push(stream.clone());
                self.numbers.insert(stream.clone(), self.streams.len() - 1);
                self.streams.len() - 1
            }
        };
        self.places.insert(seen.leaf, Stands { index: seen.index, time, stream: number });
    }

    fn apply(&mut self, stream: &StreamId, place: Place, kind: &str, body: Object) -> Result<(), DrawFault> {
        let mut ledger = self.ledgers.remove(stream).unwrap_or_default();
        let outcome = ledger.apply(place, kind, body, self);
        self.ledgers.insert(stream.clone(), ledger);
        outcome
    }

    fn beacon_entry(&mut self, place: Place, kind: &str, body: Object) -> Result<(), DrawFault> {
        let malformed = |e| DrawFault::new(1, "record", alloc::format!("{kind}: {e}"));
        match kind {
            "beacon.announced" | "beacon.thrown" => return Err(DrawFault::unsupported("dice")),
            "beacon.chain" => {
                let info: BeaconInfo = from_value(&Value::Object(body)).map_err(malformed)?;
                // A description that cannot be used is a fault of the draw that uses it.
                if let Ok(local) = Local::new(&info) {
                    self.beacons.insert(*local.id(), Arc::new(local));
                }
            }
            "beacon.outage" => {
                let outage = from_value(&Value::Object(body)).map_err(malformed)?;
                self.outages.push((outage, place.index, place.time));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Context for View<'_> {
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>> {
        let stands = self.places.get(leaf)?;
        let stream = self.streams.get(stands.stream)?;
        Some(Standing { index: stands.index, time: stands.time, stream })
    }

    fn beacon(&self, id: &Hash) -> Option<Arc<dyn Beacon>> {
        self.beacons.get(id).cloned()
    }

    fn outage(&self, beacon: &Hash, round: u64, since: i64) -> bool {
        let says = |(outage, index, time): &(BeaconOutage, u64, i64)| {
            *time >= since && outage.covers(beacon, round, self.notes.has_quorum(*index))
        };
        self.outages.iter().any(says)
    }

    fn ledger(&self, stream: &StreamId) -> Option<&Ledger> {
        self.ledgers.get(stream)
    }

    fn has_quorum(&self, index: u64) -> bool {
        self.notes.has_quorum(index)
    }

    fn note(&self, text: &str, claim: NoteClaim) -> Result<(), DrawFault> {
        self.notes.check(text, claim)
    }

    fn proofs(&self) -> Proofs {
        Proofs::Check
    }

    fn randomness(
        &self,
        beacon: &dyn Beacon,
        round: u64,
        evidence: &Evidence,
    ) -> Result<[u8; 32], BeaconError> {
        if let Some((known, output)) = &*self.round.borrow()
            && known == evidence
            && evidence.round() == round
            && evidence.beacon() == *beacon.id()
        {
            return Ok(*output);
        }
        let output = beacon.verify(round, evidence)?;
        *self.round.borrow_mut() = Some((evidence.clone(), output));
        Ok(output)
    }
}

impl From<DrawFault> for Fault {
    fn from(fault: DrawFault) -> Self {
        match fault.step() {
            Some(step) => Self::draw(step, fault.reason(), fault.detail()),
            None => Self::new(Verdict::Unsupported, fault.detail()),
        }
    }
}
