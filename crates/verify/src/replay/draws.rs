//! All draws of a log: every public entry of a ledger's stream, in the order of the log (draw.md section 10).

use super::Checks;
use super::bundle::{POLICY_SET, Read};
use super::entries::Seen;
use super::export::Export;
use super::notes::Notes;
use super::streams::{Number, Places, Streams};
use crate::source::Failure;
use crate::verdict::{Fault, Verdict};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use tarazy_docket::entry::Content;
use tarazy_docket::{Checkpoint, Hash, Object, Policy, StreamId, StreamKind, Value, Visibility, from_value};
use tarazy_draw::beacon::{Beacon, BeaconError, BeaconInfo, Evidence, Local};
use tarazy_draw::pool::Place;
use tarazy_draw::record::{BeaconOutage, DrawResult, Record};
use tarazy_draw::{Context, DrawFault, Ledger, NoteClaim, Proofs, Standing};

/// The stream of trust policies.
const POLICIES: &str = "sys/policy";

/// The state of all ledgers, and what they ask of the rest of the log.
///
/// Memory: for each entry of the log where it stands ([`Places`]), for each stream its name ([`Streams`]), and what the
/// ledgers remember of their draws.
pub(super) struct Draws<'p> {
    log: View<'p>,
    counted: BTreeMap<String, u64>,
}

/// What a ledger is given to read.
struct View<'p> {
    proofs: Proofs,
    streams: Streams,
    places: Places,
    beacons: BTreeMap<Hash, Arc<dyn Beacon>>,
    /// Outages, with index and time of their entries.
    outages: Vec<(BeaconOutage, u64, i64)>,
    ledgers: BTreeMap<StreamId, Ledger>,
    notes: Notes<'p>,
    /// The last round that was checked: all draws of a batch share it.
    round: RefCell<Option<(Evidence, [u8; 32])>>,
}

impl<'p> Draws<'p> {
    pub(super) fn new(checkpoint: &Checkpoint, policy: &'p Policy, checks: Checks) -> Self {
        let log = View {
            proofs: if checks == Checks::All { Proofs::Check } else { Proofs::Derive },
            streams: Streams::default(),
            places: Places::default(),
            beacons: BTreeMap::new(),
            outages: Vec::new(),
            ledgers: BTreeMap::new(),
            notes: Notes::new(checkpoint, policy, checks),
            round: RefCell::new(None),
        };
        Self { log, counted: BTreeMap::new() }
    }

    /// The number of a stream.
    ///
    /// # Errors
    /// `unsupported` for more streams than can be numbered.
    pub(super) fn number(&mut self, stream: &StreamId) -> Result<Number, Fault> {
        self.log.streams.number(stream).ok_or_else(too_many)
    }

    /// How many streams there are.
    pub(super) fn streams(&self) -> usize {
        self.log.streams.len()
    }

    /// An empty place of the log.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        self.log.places.push(None).ok_or_else(too_many)
    }

    /// The next entry of the log.
    ///
    /// # Errors
    /// The fault of a draw, or that the export cannot be read.
    pub(super) fn entry(
        &mut self,
        seen: Seen,
        read: Read,
        stream: Number,
        export: &mut Export<'_>,
    ) -> Result<(), Failure> {
        let Read { entry, record, .. } = read;
        let is_policy = entry.kind.as_str() == POLICY_SET && entry.stream.as_str() == POLICIES;
        let outcome = match (entry.stream.kind(), record, entry.content) {
            (_, _, Content::Body(body)) if is_policy => Ok(self.log.notes.policy_set(seen.index, &body)?),
            (StreamKind::Draw | StreamKind::Beacon, _, _) if entry.vis != Visibility::Public => {
                self.count("hidden");
                Ok(())
            }
            (_, Some(record), _) => {
                if let Ok(Record::Result(result)) = &record {
                    self.look_at_notes(result, export)?;
                }
                self.count(entry.kind.as_str());
                record.and_then(|record| self.log.fold(&entry.stream, seen.place(entry.time), record))
            }
            (StreamKind::Beacon, None, Content::Body(body)) => {
                self.log.beacon_entry(seen.place(entry.time), entry.kind.as_str(), body)
            }
            (_, None, _) => Ok(()),
        };
        self.log.places.push(Some((seen.leaf, entry.time, stream))).ok_or_else(too_many)?;
        Ok(outcome.map_err(Fault::from)?)
    }

    /// Reads the notes that a result carries.
    fn look_at_notes(&mut self, result: &DrawResult, export: &mut Export<'_>) -> Result<(), Failure> {
        // A result of no commit is a fault whatever it carries.
        let Some((commit, _)) = self.log.places.find(&result.commit) else { return Ok(()) };
        for note in core::iter::once(&result.order).chain(&result.reveal_order) {
            self.log.notes.look_at(note, commit, export)?;
        }
        let order = &result.order;
        if self.log.notes.has_quorum(commit) && !self.log.notes.is_trusted(order, commit) {
            self.count("other-witnesses");
        }
        Ok(())
    }

    /// Where an entry stands that was read and is served.
    pub(super) fn index_of(&self, leaf: &Hash) -> Option<u64> {
        self.log.places.find(leaf).map(|(index, _)| index)
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
    fn fold(&mut self, stream: &StreamId, place: Place, record: Record) -> Result<(), DrawFault> {
        if !self.ledgers.contains_key(stream) {
            self.ledgers.insert(stream.clone(), Ledger::new());
        }
        // Taken out while it changes, so that it can look at the others.
        let mut ledger = self.ledgers.get_mut(stream).map(core::mem::take).unwrap_or_default();
        let outcome = ledger.fold(place, record, self);
        if let Some(place) = self.ledgers.get_mut(stream) {
            *place = ledger;
        }
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
        let (index, stands) = self.places.find(leaf)?;
        let stream = self.streams.name(stands.stream)?;
        Some(Standing { index, time: stands.time, stream })
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
        self.proofs
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
        let output = match self.proofs {
            Proofs::Check => beacon.verify(round, evidence)?,
            Proofs::Derive => beacon.claimed(round, evidence)?,
        };
        *self.round.borrow_mut() = Some((evidence.clone(), output));
        Ok(output)
    }
}

fn too_many() -> Fault {
    Fault::new(Verdict::Unsupported, "more than 2^32 entries")
}

impl From<DrawFault> for Fault {
    fn from(fault: DrawFault) -> Self {
        match fault.step() {
            Some(step) => Self::draw(step, fault.reason(), fault.detail()),
            None => Self::new(Verdict::Unsupported, fault.detail()),
        }
    }
}
