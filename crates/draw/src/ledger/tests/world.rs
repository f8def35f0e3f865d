//! A small log in memory, with witnesses that are words and a beacon whose members sign at once.

use crate::beacon::{self, Beacon, BeaconInfo, Evidence, local};
use crate::context::{Context, NoteClaim, Proofs, Standing};
use crate::fault::{DrawFault, hold};
use crate::ledger::Ledger;
use crate::pool::Place;
use crate::protocol::{Part, Prepared, Request, alpha, with_contributors};
use crate::record::{
    ActKind, ActValue, BeaconKind, BeaconRule, Body, BodyId, By, Bytes, Cause, Code, Contribution,
    DrawCommit, DrawRules, Exclusion, JudgeId, KeyRule, Member, PoolAct, PoolConflict, Proof, Timing,
};
use crate::rules::Seats;
use crate::vrf::{SecretKey, Suite};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tarazy_docket::{Actor, Draft, Entry, Hash, Object, Salt, StreamId, Visibility, leaf_hash, sha256};

pub(crate) const START: i64 = 1_763_802_000_000;
const GENESIS: i64 = 1_760_000_000;
const PERIOD: i64 = 10;

pub(crate) fn text<T: core::str::FromStr>(text: &str) -> T
where
    T::Err: core::fmt::Debug,
{
    text.parse().unwrap()
}

pub(crate) fn judge(n: u8) -> JudgeId {
    text(&format!("J{n:02}"))
}

pub(crate) fn by() -> By {
    By { role: text("chair"), id: text("7119-O07") }
}

pub(crate) fn ledger_id(division: &str) -> StreamId {
    StreamId::ledger("7119", division).unwrap()
}

fn key(word: &str) -> SecretKey {
    SecretKey::from_bytes(Suite::Tai, sha256(&[word.as_bytes()]).as_bytes()).unwrap()
}

/// A beacon whose keys the test holds. `name` makes it another one.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) info: BeaconInfo,
    pub(crate) beacon: Arc<dyn Beacon>,
    name: &'static str,
}

/// The key by which a whole network signs.
fn network_key(name: &str) -> blst::min_sig::SecretKey {
    blst::min_sig::SecretKey::key_gen(sha256(&[name.as_bytes()]).as_bytes(), &[]).unwrap()
}

impl Source {
    /// A network of the drand scheme.
    pub(crate) fn network(name: &'static str) -> Self {
        let pk = Bytes(network_key(name).sk_to_pk().compress().to_vec());
        let info = BeaconInfo::Drand { genesis: GENESIS, period: 3, pk, v: 1 };
        let beacon: Arc<dyn Beacon> =
            Arc::new(beacon::Drand::new(sha256(&[name.as_bytes()]), &info).unwrap());
        Self { info, beacon, name }
    }

    /// A local beacon of bar and court.
    pub(crate) fn new(name: &'static str) -> Self {
        let member = |id: &str| Member {
            id: text(id),
            pk: Bytes(key(&format!("{name} {id}")).public_bytes().to_vec()),
        };
        let members = vec![member("bar"), member("court")];
        let info = BeaconInfo::Local { genesis: GENESIS, members, period: PERIOD, suite: 3, v: 1 };
        let beacon: Arc<dyn Beacon> = Arc::new(beacon::Local::new(&info).unwrap());
        Self { info, beacon, name }
    }

    pub(crate) fn id(&self) -> Hash {
        *self.beacon.id()
    }

    pub(crate) fn evidence(&self, round: u64) -> Evidence {
        if self.beacon.kind() == BeaconKind::Drand {
            let message = sha256(&[&round.to_be_bytes()]);
            let dst = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
            let sig = network_key(self.name).sign(message.as_bytes(), dst, &[]);
            return Evidence::Drand { beacon: self.id(), round, sig: Bytes(sig.compress().to_vec()) };
        }
        let proof = |id: BodyId| {
            let pi = local::prove(&key(&format!("{} {id}", self.name)), self.beacon.id(), round).unwrap();
            Proof { id, pi: Bytes(pi.to_vec()) }
        };
        let proofs = self.beacon.bodies().into_iter().map(proof).collect();
        Evidence::Local { beacon: self.id(), round, proofs }
    }
}

/// An entry of the log, as a verifier gets it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) place: Place,
    pub(crate) stream: StreamId,
    pub(crate) kind: String,
    /// The body of a public entry.
    pub(crate) body: Option<Object>,
}

/// What the log says so far. Notes are the words `<size> <seconds>`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    places: HashMap<Hash, (u64, i64, StreamId)>,
    chains: HashMap<Hash, BeaconInfo>,
    outages: Vec<(crate::record::BeaconOutage, i64)>,
    pub(crate) ledgers: BTreeMap<StreamId, Ledger>,
    pub(crate) quorum: bool,
    pub(crate) derive: bool,
}

impl Facts {
    pub(crate) fn new(quorum: bool) -> Self {
        Self { quorum, ..Self::default() }
    }

    /// Takes the next entry.
    pub(crate) fn take(&mut self, line: &Line) -> Result<(), DrawFault> {
        let Place { index, leaf, time } = line.place;
        if let Some(body) = &line.body {
            match line.kind.as_str() {
                "beacon.chain" => {
                    self.chains.insert(local::id(body), BeaconInfo::from_object(body).unwrap());
                }
                "beacon.outage" => {
                    let outage = crate::record::BeaconOutage::from_object(body).unwrap();
                    self.outages.push((outage, line.place.time));
                }
                _ => {}
            }
            if line.stream.kind() == tarazy_docket::StreamKind::Draw {
                let mut ledger = self.ledgers.remove(&line.stream).unwrap_or_default();
                let done = ledger.apply(line.place, &line.kind, body, self);
                self.ledgers.insert(line.stream.clone(), ledger);
                done?;
            }
        }
        self.places.insert(leaf, (index, time, line.stream.clone()));
        Ok(())
    }
}

impl Context for Facts {
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>> {
        let (index, time, stream) = self.places.get(leaf)?;
        Some(Standing { index: *index, time: *time, stream })
    }

    fn beacon(&self, id: &Hash) -> Option<Arc<dyn Beacon>> {
        beacon::open(id, self.chains.get(id)).ok()
    }

    fn outage(&self, beacon: &Hash, round: u64, since: i64) -> bool {
        self.outages.iter().any(|(outage, time)| *time >= since && outage.covers(beacon, round, self.quorum))
    }

    fn ledger(&self, stream: &StreamId) -> Option<&Ledger> {
        self.ledgers.get(stream)
    }

    fn has_quorum(&self, _: u64) -> bool {
        self.quorum
    }

    fn note(&self, note: &str, claim: NoteClaim) -> Result<(), DrawFault> {
        let numbers = note.split_once(' ').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        let (size, seconds): (u64, i64) =
            numbers.ok_or_else(|| DrawFault::new(2, "bad-format", "not a note"))?;
        let covers = claim.covers < size && size <= claim.carried_by;
        hold(covers, 1, "order", "does not cover")?;
        let in_time = claim.latest.is_none_or(|latest| !self.quorum || seconds <= latest);
        hold(in_time, 3, "unwitnessed", "too late")
    }

    fn proofs(&self) -> Proofs {
        if self.derive { Proofs::Derive } else { Proofs::Check }
    }
}

/// The commit with the promises of these contributors.
pub(crate) fn promised_by(commit: DrawCommit, ids: &[&str]) -> DrawCommit {
    let alpha = alpha(&commit).unwrap();
    let promise = |id: &&str| {
        let (_, beta) = key(&format!("contributor {id}")).prove(alpha.as_bytes()).unwrap();
        Contribution { id: text(id), beta_hash: beta.hash() }
    };
    with_contributors(commit, ids.iter().map(promise).collect())
}

/// A case of the world.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) case: StreamId,
    pub(crate) filing: Hash,
    pub(crate) index: u64,
}

/// The court: a log, its facts, and the writer's clock.
pub(crate) struct World {
    pub(crate) lines: Vec<Line>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) facts: Facts,
    pub(crate) now: i64,
    heads: HashMap<StreamId, (u64, Hash)>,
    pub(crate) sources: [Source; 2],
    pub(crate) home: StreamId,
    cases: u8,
    /// Contributors: nobody, the court, or court and ombudsman. The court always is one where a network makes the numbers.
    pub(crate) contributors: Vec<&'static str>,
}

impl World {
    /// A log without entries. `quorum`: three witnesses are asked for, else none.
    pub(crate) fn empty(quorum: bool) -> Self {
        Self {
            lines: Vec::new(),
            entries: Vec::new(),
            facts: Facts { derive: true, ..Facts::new(quorum) },
            now: START,
            heads: HashMap::new(),
            sources: [Source::new("first"), Source::new("second")],
            home: ledger_id("civil"),
            cases: 0,
            contributors: vec!["court"],
        }
    }

    /// A division with rules and judges J00, J01, … of capacity 1000, 750, 500, 250 in turn.
    pub(crate) fn new(quorum: bool, judges: u8) -> Self {
        let mut world = Self::empty(quorum);
        world.rules(|_| {});
        for n in 0..judges {
            world.appoint(n);
        }
        world
    }

    pub(crate) fn appoint(&mut self, n: u8) -> Place {
        let value = ActValue::Capacity(1000 - 250 * u32::from(n % 4));
        self.act(n, ActKind::Appoint, |a| a.value = Some(value))
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.facts.ledgers[&self.home]
    }

    fn default_rules(&self) -> DrawRules {
        let row = |source: &Source| BeaconRule {
            id: source.id(),
            kind: source.beacon.kind(),
            info: Some(source.info.clone()),
            import: false,
            operators: Vec::new(),
        };
        let keyed = |id: &str| KeyRule {
            id: text(id),
            pk: Bytes(key(&format!("contributor {id}")).public_bytes().to_vec()),
            suite: 3,
        };
        DrawRules {
            spec_hash: Hash([1; 32]),
            code_hash: Hash([2; 32]),
            beta256: 128,
            mean_weight: 2_500_000,
            weights: [("0121", 2_000_000), ("0122", 5_000_001), ("0130", 25_000_000)]
                .map(|(c, w)| (text(c), w))
                .to_vec(),
            panel_share: 333,
            heavy_factor: 8,
            timing: Timing::default(),
            pool_min: 3,
            refile_months: 24,
            beacons: self.sources.iter().map(row).collect(),
            refund: vec![(text("filed"), 1000), (text("prepared"), 700), (text("heard"), 250)],
            benches: vec![(text("first"), 1, 0), (text("appeal"), 3, 0), (text("reserve"), 3, 1)],
            contributors: vec![keyed("court"), keyed("ombudsman")],
            policy_hash: Hash([3; 32]),
            adopted: None,
            late_causes: vec![text("long-absence")],
            redraw_causes: vec![text("recusal")],
            void_causes: vec![text("wrong-facts")],
            nonrandom_causes: ["sole-judge", "refile", "joinder", "bound"].map(text::<Code>).to_vec(),
            neighbour: Vec::new(),
            from: 0,
            doc: None,
        }
    }

    pub(crate) fn rules(&mut self, change: impl FnOnce(&mut DrawRules)) -> Place {
        let mut rules = self.default_rules();
        change(&mut rules);
        self.write(&rules)
    }

    pub(crate) fn act(&mut self, n: u8, act: ActKind, change: impl FnOnce(&mut PoolAct)) -> Place {
        let mut record = PoolAct {
            judge: judge(n),
            act,
            value: None,
            from: None,
            to: None,
            class: None,
            ground_commit: None,
            doc: None,
            by: by(),
        };
        change(&mut record);
        self.write(&record)
    }

    pub(crate) fn conflict(&mut self, n: u8, case: &StreamId) -> Place {
        self.write(&PoolConflict {
            case: case.clone(),
            judge: judge(n),
            class: Exclusion::ExcludedByLaw,
            ground_commit: Hash([5; 32]),
            doc: None,
            by: by(),
        })
    }

    /// Writes a record of the home ledger, a millisecond later.
    pub(crate) fn write<T: Body>(&mut self, record: &T) -> Place {
        let home = self.home.clone();
        self.try_write(&home, record).unwrap()
    }

    pub(crate) fn try_write<T: Body>(&mut self, stream: &StreamId, record: &T) -> Result<Place, DrawFault> {
        let body = record.to_object().unwrap();
        self.append(stream, T::TYPE, Visibility::Public, body)
    }

    /// An entry of another stream that nobody may read.
    pub(crate) fn hidden(&mut self, stream: &StreamId, kind: &str) -> Place {
        self.append(stream, kind, Visibility::Parties, Object::new()).unwrap()
    }

    fn append(
        &mut self,
        stream: &StreamId,
        kind: &str,
        vis: Visibility,
        body: Object,
    ) -> Result<Place, DrawFault> {
        self.now += 1;
        let origin = "log.example/tarazy";
        let (seq, prev) = self.heads.get(stream).copied().unwrap_or((0, stream.genesis(origin)));
        let actor = Actor::role("court").unwrap();
        let draft = Draft { stream: stream.clone(), kind: text(kind), actor, vis, body };
        let salt = || Salt::new([0; 32]);
        let (entry, _) = draft.into_entry(seq + 1, prev, self.now, salt).unwrap();
        let leaf = leaf_hash(&entry.to_bytes());
        let place = Place { index: self.next_index(), leaf, time: self.now };
        let line = Line { place, stream: stream.clone(), kind: kind.to_owned(), body: entry.body().cloned() };
        self.facts.take(&line)?;
        assert!(self.facts.ledgers.values().all(|l| l.balances().sum() == 0));
        self.lines.push(line);
        self.entries.push(entry);
        self.heads.insert(stream.clone(), (seq + 1, leaf));
        Ok(place)
    }

    pub(crate) fn next_index(&self) -> u64 {
        u64::try_from(self.lines.len()).unwrap()
    }

    pub(crate) fn file(&mut self) -> Filed {
        self.cases += 1;
        let case = StreamId::case([self.cases; 16]);
        let place = self.hidden(&case, "filing.received");
        Filed { case, filing: place.leaf, index: place.index }
    }

    /// An order in the docket of a case.
    pub(crate) fn order(&mut self, case: &StreamId) -> Place {
        self.hidden(case, "act.issued")
    }

    pub(crate) fn request(&self, filed: &Filed) -> Request {
        Request {
            case: filed.case.clone(),
            filing: filed.filing,
            category: text("0121"),
            category_changed: false,
            bench: Seats { seats: 1, reserves: 0 },
            cause: Cause::Initial,
            fingerprints: Vec::new(),
            late_absences: Vec::new(),
            beacon: self.sources[0].id(),
            index: self.next_index(),
            // The entry is written a millisecond later.
            now: self.now + 1,
            at: None,
            by: by(),
        }
    }

    /// Prepares and writes what is due for a case. Gives the place of the entry, and what it was.
    pub(crate) fn draw(
        &mut self,
        request: &Request,
    ) -> Result<(Place, Prepared), crate::protocol::PrepareError> {
        let prepared = self.ledger().prepare(request, &self.facts)?;
        let place = match &prepared {
            Prepared::Commit(commit) => {
                let commit = self.promised((**commit).clone());
                self.write(&commit)
            }
            Prepared::Assign(record) => self.write(&**record),
            Prepared::NoCandidate(alarm) => self.write(&**alarm),
        };
        Ok((place, prepared))
    }

    pub(crate) fn promised(&self, commit: DrawCommit) -> DrawCommit {
        let beacon = self.sources.iter().find(|s| s.id() == commit.beacon).unwrap();
        let mut ids = self.contributors.clone();
        if beacon.beacon.kind().needs_the_court() && ids.is_empty() {
            ids.push("court");
        }
        promised_by(commit, &ids)
    }

    /// A contributor's proof over an open draw.
    pub(crate) fn proof(&self, commit: &Hash, id: &BodyId) -> Bytes {
        let alpha = self.ledger().open_draw(commit).unwrap().alpha().unwrap();
        let (pi, _) = key(&format!("contributor {id}")).prove(alpha.as_bytes()).unwrap();
        Bytes(pi.to_vec())
    }

    /// A checkpoint of everything written so far, cosigned now.
    pub(crate) fn note(&self) -> String {
        format!("{} {}", self.lines.len(), self.now / 1000)
    }

    /// What the writer adds to a draw's result. `order` was published when the commit was witnessed.
    pub(crate) fn part(&self, commit: Hash, order: &str) -> Part {
        let covered = || Some(self.note());
        let reveals = Vec::new();
        Part { commit, reveals, order: order.to_owned(), reveal_order: covered(), doc: None }
    }

    /// Writes the results of a round.
    pub(crate) fn results(&mut self, evidence: &Evidence, parts: &[Part]) -> Vec<Place> {
        let results = self.ledger().results(evidence, parts, &by(), &self.facts).unwrap();
        results.iter().map(|r| self.write(r)).collect()
    }

    /// Witnesses a commit, waits for its round, reveals, and writes its result: a case drawn without trouble.
    pub(crate) fn finish(&mut self, commits: &[Hash]) -> Vec<Place> {
        let order = self.note();
        let draws: Vec<(Hash, Vec<BodyId>)> =
            commits.iter().map(|c| (*c, self.ledger().open_draw(c).unwrap().missing())).collect();
        let first = self.ledger().open_draw(&commits[0]).unwrap();
        let (beacon, round, speaks) =
            (first.record().beacon, first.record().round, first.times().speaks_millis());
        self.now = self.now.max(speaks);
        for (commit, ids) in draws {
            for id in ids {
                let pi = self.proof(&commit, &id);
                let reveal = self.ledger().check_reveal(&commit, &id, pi).unwrap();
                self.write(&reveal);
            }
        }
        let source = self.sources.iter().find(|s| s.id() == beacon).unwrap();
        let evidence = source.evidence(round);
        let parts: Vec<Part> = commits.iter().map(|c| self.part(*c, &order)).collect();
        self.results(&evidence, &parts)
    }

    /// The judge of a case.
    pub(crate) fn judge_of(&self, case: &StreamId) -> Option<JudgeId> {
        self.ledger().seated(case).and_then(|(_, s)| s.judge().cloned())
    }

    /// Somebody else folds the same entries, checking every proof. The state must be the same.
    pub(crate) fn replayed(&self) -> Facts {
        let mut other = Facts::new(self.facts.quorum);
        for line in &self.lines {
            if let Err(fault) = other.take(line) {
                panic!("{} at {}: {fault}", line.kind, line.place.index);
            }
        }
        for (stream, ledger) in &self.facts.ledgers {
            assert_eq!(ledger.balances(), other.ledgers[stream].balances());
        }
        other
    }
}
