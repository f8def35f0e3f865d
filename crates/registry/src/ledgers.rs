//! Ledgers as the office remembers them: folds of their streams, and what they need to know of the rest of the log.
//!
//! A fold is only used while it stands at the head of its stream; a command that was refused, or a batch that was undone,
//! shows as another head, and the fold is made again.

use crate::office::Registry;
use crate::setup::{Setup, beacon_stream};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tarazy_docket::policy::PolicyHistory;
use tarazy_docket::{Hash, Object, SignedCheckpoint, StreamId, Value};
use tarazy_draw::beacon::{self, Beacon, BeaconError};
use tarazy_draw::pool::Place;
use tarazy_draw::record::{BeaconOutage, Body as _, DrawResult, Evidence};
use tarazy_draw::{Context, DrawFault, Ledger, NoteClaim, Proofs, Standing, Weak};
use tarazy_procedure::Case;
use tarazy_store::book::Head;
use tarazy_store::{Desk, Record, Refusal};

/// Where an entry stands.
#[derive(Debug, Clone)]
struct At {
    index: u64,
    time: i64,
    stream: StreamId,
}

struct Kept {
    head: Head,
    ledger: Ledger,
}

#[derive(Default)]
struct Outages {
    head: Option<Head>,
    all: Vec<(BeaconOutage, u64, i64)>,
}

/// All folds, and the places of entries that draws refer to.
#[derive(Default)]
pub(crate) struct Ledgers {
    kept: HashMap<StreamId, Kept>,
    places: HashMap<Hash, At>,
    beacons: HashMap<Hash, Arc<dyn Beacon>>,
    /// Outages of each beacon with index and time of their entries, and how far its stream was read.
    outages: HashMap<Hash, Outages>,
    /// Dockets as they stood when their draws were fixed.
    fixed: HashMap<StreamId, Head>,
    /// The last round and the last note that were looked at: the draws of a batch share them.
    round: RefCell<Option<(Evidence, [u8; 32])>>,
    note: RefCell<Option<Noted>>,
}

/// What a note shows.
struct Noted {
    text: String,
    /// How many policies were set before the commit that it is for.
    policies: usize,
    latest: Option<i64>,
    size: u64,
    standing: Result<(), DrawFault>,
}

impl Ledgers {
    /// No ledger yet; the beacons of the set-up.
    pub(crate) fn new(setup: &Setup) -> Self {
        let open = |(rule, info): &(tarazy_draw::record::BeaconRule, tarazy_draw::record::BeaconInfo)| {
            Some((rule.id, beacon::open(&rule.id, Some(info)).ok()?))
        };
        Self { beacons: setup.beacons.iter().filter_map(open).collect(), ..Self::default() }
    }

    /// A beacon of the set-up.
    pub(crate) fn beacon(&self, id: &Hash) -> Option<Arc<dyn Beacon>> {
        self.beacons.get(id).cloned()
    }

    /// The ledger in which a draw is open, if its fold is kept.
    pub(crate) fn holder(&self, commit: &Hash) -> Option<&StreamId> {
        self.kept.iter().find(|(_, kept)| kept.ledger.open_draw(commit).is_some()).map(|(stream, _)| stream)
    }

    /// Remembers how a docket stands when its draw is fixed at its registration.
    pub(crate) fn fix(&mut self, case: StreamId, head: Head) {
        self.fixed.insert(case, head);
    }

    /// True if nothing was added to a docket since its draw was fixed at its registration.
    pub(crate) fn is_as_fixed(&mut self, case: &StreamId, head: Option<Head>) -> bool {
        self.fixed.remove(case).is_some_and(|fixed| head == Some(fixed))
    }

    /// Remembers where a filing stands, whose docket was just read.
    pub(crate) fn learn_filing(&mut self, case: &Case) {
        let at = At { index: case.filing.index, time: case.filing.time, stream: case.stream.clone() };
        self.places.insert(case.filing.leaf, at);
    }

    fn learn(&mut self, record: &Record) {
        let (index, time, stream) = (record.index, record.entry.time, record.entry.stream.clone());
        self.places.insert(record.leaf, At { index, time, stream });
    }
}

/// What the ledgers see of the log while one of them takes an entry.
pub(crate) struct View<'a> {
    ledgers: &'a Ledgers,
    policies: &'a PolicyHistory,
    setup: &'a Setup,
}

impl<'a> View<'a> {
    /// What the installation brought.
    pub(crate) fn setup(&self) -> &'a Setup {
        self.setup
    }
}

impl Context for View<'_> {
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>> {
        let at = self.ledgers.places.get(leaf)?;
        Some(Standing { index: at.index, time: at.time, stream: &at.stream })
    }

    fn beacon(&self, id: &Hash) -> Option<Arc<dyn Beacon>> {
        self.ledgers.beacons.get(id).cloned()
    }

    fn outage(&self, beacon: &Hash, round: u64, since: i64) -> bool {
        let says = |(outage, index, time): &(BeaconOutage, u64, i64)| {
            *time >= since && outage.covers(beacon, round, self.has_quorum(*index))
        };
        self.ledgers.outages.get(beacon).is_some_and(|known| known.all.iter().any(says))
    }

    fn ledger(&self, stream: &StreamId) -> Option<&Ledger> {
        self.ledgers.kept.get(stream).map(|kept| &kept.ledger)
    }

    fn has_quorum(&self, index: u64) -> bool {
        self.policies.at(index).has_quorum()
    }

    fn note(&self, text: &str, claim: NoteClaim) -> Result<(), DrawFault> {
        let mut known = self.ledgers.note.borrow_mut();
        let policies = self.policies.before(claim.commit);
        let same = |noted: &&mut Noted| {
            noted.text == text && noted.latest == claim.latest && noted.policies == policies
        };
        let noted = match known.as_mut().filter(same) {
            Some(noted) => noted,
            None => known.insert(self.look_at(text, claim)?),
        };
        if claim.covers < noted.size && noted.size <= claim.carried_by {
            noted.standing.clone()
        } else {
            Err(DrawFault::new(1, "order", "the checkpoint does not cover the commit"))
        }
    }

    fn randomness(
        &self,
        beacon: &dyn Beacon,
        round: u64,
        evidence: &Evidence,
    ) -> Result<[u8; 32], BeaconError> {
        let mut known = self.ledgers.round.borrow_mut();
        let is_of = |evidence: &Evidence| evidence.round() == round && evidence.beacon() == *beacon.id();
        if let Some((_, output)) = known.as_ref().filter(|(same, _)| same == evidence && is_of(evidence)) {
            return Ok(*output);
        }
        let output = beacon.claimed(round, evidence)?;
        *known = Some((evidence.clone(), output));
        Ok(output)
    }

    fn proofs(&self) -> Proofs {
        // Each proof was checked when it came in.
        Proofs::Derive
    }
}

impl View<'_> {
    /// What a note shows by its signatures, by the policy in force at the commit that it is for.
    fn look_at(&self, text: &str, claim: NoteClaim) -> Result<Noted, DrawFault> {
        let fault = |step, reason, detail: String| DrawFault::new(step, reason, detail);
        let checkpoint: SignedCheckpoint =
            text.parse().map_err(|e| fault(1, "order", format!("not a checkpoint: {e}")))?;
        let policy = self.policies.at(claim.commit);
        let standing = match (policy.evaluate(&checkpoint), claim.latest) {
            (Err(e), _) => Err(fault(2, "bad-signature", e.to_string())),
            (Ok(standing), Some(_)) if policy.has_quorum() && !standing.has_quorum() => {
                Err(fault(2, "no-quorum", "too few cosignatures".to_owned()))
            }
            (Ok(standing), Some(latest)) if policy.has_quorum() && !standing.met_by(latest) => {
                Err(fault(3, "unwitnessed", "too few cosignatures in time".to_owned()))
            }
            (Ok(_), _) => Ok(()),
        };
        Ok(Noted {
            text: text.to_owned(),
            policies: self.policies.before(claim.commit),
            latest: claim.latest,
            size: checkpoint.checkpoint().size(),
            standing,
        })
    }
}

impl Registry {
    /// A ledger at the head of its stream, with what it sees of the log.
    ///
    /// # Errors
    /// 500 if the stream was not written by the rules of the draw.
    pub(crate) fn ledger<'a>(
        &'a mut self,
        desk: &mut Desk<'_>,
        stream: &StreamId,
    ) -> Result<(&'a Ledger, View<'a>), Refusal> {
        self.catch_up(desk, stream)?;
        let view = View { ledgers: &self.ledgers, policies: self.announced.policies(), setup: &self.setup };
        let kept = self.ledgers.kept.get(stream).ok_or_else(|| Refusal::internal("no ledger"))?;
        Ok((&kept.ledger, view))
    }

    /// Lets a ledger take the entry that was just appended to its stream.
    ///
    /// # Errors
    /// 422 `draw` if the rules of the draw refuse it; the command must then be refused.
    pub(crate) fn ledger_takes(&mut self, desk: &mut Desk<'_>, record: &Record) -> Result<(), Refusal> {
        let refused = |fault: DrawFault| crate::refusals::fault(&fault);
        self.know_policies(desk)?;
        let stream = record.entry.stream.clone();
        let stands = self.ledgers.kept.get(&stream).is_some_and(|kept| kept.head.leaf == record.entry.prev);
        if !stands {
            return self.catch_up_with(desk, &stream).map_err(|e| match e {
                Lost::Fault(fault) => refused(fault),
                Lost::Refusal(refusal) => refusal,
            });
        }
        self.know_references(desk, record)?;
        self.fold(&stream, record).map_err(refused)
    }

    /// Remembers where an entry stands that a coming draw refers to.
    ///
    /// # Errors
    /// 500 if the log has no such entry.
    pub(crate) fn know(&mut self, desk: &mut Desk<'_>, leaf: &Hash) -> Result<(), Refusal> {
        if self.ledgers.places.contains_key(leaf) {
            return Ok(());
        }
        let record = desk.record(leaf)?;
        let record =
            record.ok_or_else(|| Refusal::internal("a draw refers to an entry that is not there"))?;
        self.ledgers.learn(&record);
        Ok(())
    }

    /// Reads the outages of all beacons from their streams, as far as they are not known.
    fn know_outages(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        for (rule, _) in &self.setup.beacons {
            let stream = beacon_stream(&rule.id);
            let Some(head) = desk.head(&stream)? else { continue };
            let known = self.ledgers.outages.entry(rule.id).or_default();
            if known.head == Some(head) {
                continue;
            }
            let mut records = desk.stream_after(&stream, known.head.map_or(0, |k| k.seq))?;
            let follows = known.head.is_none_or(|k| records.first().is_some_and(|r| r.entry.prev == k.leaf));
            if !follows {
                known.all.clear();
                records = desk.stream(&stream)?;
            }
            for record in &records {
                if let (Some(BeaconOutage::TYPE), Some(body)) = (record.kind(), record.body()) {
                    let outage = BeaconOutage::from_object(body).map_err(Refusal::internal)?;
                    known.all.push((outage, record.index, record.entry.time));
                }
            }
            known.head = Some(head);
        }
        Ok(())
    }

    fn catch_up(&mut self, desk: &mut Desk<'_>, stream: &StreamId) -> Result<(), Refusal> {
        self.catch_up_with(desk, stream).map_err(|e| match e {
            Lost::Fault(fault) => Refusal::internal(format!("{stream} does not replay: {fault}")),
            Lost::Refusal(refusal) => refusal,
        })
    }

    fn catch_up_with(&mut self, desk: &mut Desk<'_>, stream: &StreamId) -> Result<(), Lost> {
        self.know_policies(desk)?;
        let head = desk.head(stream)?;
        let known = self.ledgers.kept.get(stream).map(|kept| kept.head);
        if head.is_some() && head == known {
            return Ok(());
        }
        let mut records = desk.stream_after(stream, known.map_or(0, |k| k.seq))?;
        let follows = match (known, records.first()) {
            (None, _) => true,
            (Some(known), Some(first)) => first.entry.prev == known.leaf,
            (Some(_), None) => false,
        };
        if !follows {
            self.ledgers.kept.remove(stream);
            records = desk.stream(stream)?;
        }
        let start = Head { seq: 0, leaf: stream.genesis(desk.origin()) };
        self.ledgers
            .kept
            .entry(stream.clone())
            .or_insert_with(|| Kept { head: start, ledger: Ledger::new() });
        for record in &records {
            self.know_references(desk, record)?;
            self.fold(stream, record).map_err(Lost::Fault)?;
        }
        Ok(())
    }

    /// The fold is taken out while it changes, so that it can look at the others.
    fn fold(&mut self, stream: &StreamId, record: &Record) -> Result<(), DrawFault> {
        let Some(mut kept) = self.ledgers.kept.remove(stream) else { return Ok(()) };
        let place = Place { index: record.index, leaf: record.leaf, time: record.entry.time };
        let empty = Object::new();
        let body = record.entry.body().unwrap_or(&empty);
        let view = View { ledgers: &self.ledgers, policies: self.announced.policies(), setup: &self.setup };
        let done = kept.ledger.apply(place, record.entry.kind.as_str(), body, &view);
        if done.is_ok() {
            kept.head = Head { seq: record.entry.seq, leaf: record.leaf };
            self.ledgers.learn(record);
        }
        self.ledgers.kept.insert(stream.clone(), kept);
        done
    }

    /// The filing and the causing entry that a record of a draw names.
    fn know_references(&mut self, desk: &mut Desk<'_>, record: &Record) -> Result<(), Refusal> {
        let Some(body) = record.entry.body() else { return Ok(()) };
        let weak = body.get("weak").and_then(Value::as_array).unwrap_or_default();
        if record.kind() == Some(DrawResult::TYPE)
            && weak.iter().any(|code| code.as_text() == Some(Weak::BeaconSwitched.as_str()))
        {
            self.know_outages(desk)?;
        }
        let cause = body.get("cause").and_then(Value::as_object);
        let named = [hash(body, "filing"), hash(body, "act"), cause.and_then(|c| hash(c, "act"))];
        for leaf in named.into_iter().flatten() {
            self.know(desk, &leaf)?;
        }
        Ok(())
    }
}

/// Why a fold does not reach its head.
enum Lost {
    Fault(DrawFault),
    Refusal(Refusal),
}

impl From<Refusal> for Lost {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

fn hash(body: &Object, member: &str) -> Option<Hash> {
    body.get(member).and_then(Value::as_text).and_then(|text| Hash::from_hex(text).ok())
}
