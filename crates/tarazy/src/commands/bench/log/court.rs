//! The made-up court: divisions with their judges, absences and conflicts, and each day's cases.

use super::Log;
use crate::failure::Failure;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tarazy_docket::{Hash, Object, StreamId, sha256};
use tarazy_draw::beacon::{Beacon, Local, local};
use tarazy_draw::pool::Place;
use tarazy_draw::protocol::{Part, Prepared, Request, alpha, with_contributors};
use tarazy_draw::record::{
    ActKind, ActValue, BeaconInfo, BeaconKind, BeaconRule, Body, BodyId, By, Bytes, Cause, Contribution,
    DrawCommit, DrawRules, Evidence, Exclusion, JudgeId, KeyRule, Member, PoolAct, PoolConflict, Proof,
    Timing,
};
use tarazy_draw::rules::Seats;
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_draw::{Context, DrawFault, Ledger, NoteClaim, Proofs, Standing};

const DAY: i64 = 24 * 3600 * 1000;
const PERIOD: i64 = 10;
const GENESIS: i64 = 1_640_000_000;
const MEMBERS: [&str; 3] = ["bar", "court", "ombudsman"];
const CATEGORIES: [(&str, i64); 4] =
    [("01", 1_000_000), ("02", 2_000_000), ("03", 3_000_000), ("04", 5_000_000)];

/// What a made-up log is like.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Shape {
    /// Divisions, each with a ledger.
    pub(in super::super) divisions: u32,
    /// Judges of each.
    pub(in super::super) judges: u32,
    /// Cases that each gets on a day.
    pub(in super::super) cases: u32,
    /// Types of the entries of a docket after its filing; those with a dot at the end are committed, the others in clear.
    pub(in super::super) docket: &'static [&'static str],
    /// The court contributes to each draw by its verifiable random function.
    pub(in super::super) contributes: bool,
    /// Of how many days one begins with the absence of a judge, and of how many cases one has a conflict; 0: none.
    pub(in super::super) troubles: u32,
}

/// A division.
struct Division {
    stream: StreamId,
    judges: Vec<JudgeId>,
}

/// A case of the day.
struct Filed {
    case: StreamId,
    filing: Hash,
    number: u64,
}

/// What the court knows of its log.
pub(super) struct Facts {
    beacon: Local,
    keys: Vec<(BodyId, SecretKey)>,
    /// The court's own key, and its proofs over the commits of the day.
    court: Option<(BodyId, SecretKey)>,
    proofs: HashMap<Hash, Proof>,
    beacon_stream: StreamId,
    divisions: Vec<Division>,
    ledgers: BTreeMap<StreamId, Ledger>,
    /// Filings of the day.
    places: HashMap<Hash, (Place, StreamId)>,
    numbers: u64,
    by: By,
}

impl Facts {
    /// Writes beacon, rules and judges.
    pub(super) fn new(log: &mut Log, shape: &Shape) -> Result<Self, Failure> {
        let key = |id: &str| {
            let key = SecretKey::from_bytes(Suite::Tai, sha256(&[id.as_bytes()]).as_bytes());
            Ok((id.parse::<BodyId>().map_err(Failure::not_done)?, key.map_err(Failure::not_done)?))
        };
        let keys = MEMBERS.iter().map(|id| key(id)).collect::<Result<Vec<_>, Failure>>()?;
        let member = |(id, key): &(BodyId, SecretKey)| Member {
            id: id.clone(),
            pk: Bytes::from(&key.public_bytes()[..]),
        };
        let members = keys.iter().map(member).collect();
        let info = BeaconInfo::Local { genesis: GENESIS, members, period: PERIOD, suite: 3, v: 1 };
        let beacon = Local::new(&info).map_err(Failure::not_done)?;
        let by = By {
            role: "registrar".parse().map_err(Failure::not_done)?,
            id: "system".parse().map_err(Failure::not_done)?,
        };
        let mut facts = Self {
            beacon_stream: tarazy_registry::setup::beacon_stream(beacon.id()),
            beacon,
            keys,
            court: if shape.contributes { Some(key("court")?) } else { None },
            proofs: HashMap::new(),
            divisions: Vec::new(),
            ledgers: BTreeMap::new(),
            places: HashMap::new(),
            numbers: 0,
            by,
        };
        log.append(&facts.beacon_stream, BeaconInfo::TYPE, Some(object(&info)?))?;
        for n in 0..shape.divisions {
            facts.set_up(log, shape, n, &info)?;
        }
        log.now += DAY;
        Ok(facts)
    }

    fn set_up(&mut self, log: &mut Log, shape: &Shape, n: u32, info: &BeaconInfo) -> Result<(), Failure> {
        let stream = StreamId::ledger(&format!("{:04}", 1000 + n), "civil").map_err(Failure::not_done)?;
        let rules = self.rules(log.now, info)?;
        self.write(log, &stream, &rules)?;
        let mut judges = Vec::new();
        for k in 0..shape.judges {
            let judge: JudgeId = format!("{:04}-J{k:02}", 1000 + n).parse().map_err(Failure::not_done)?;
            let capacity = if k % 5 == 4 { 500 } else { 1000 };
            let act =
                PoolAct { value: Some(ActValue::Capacity(capacity)), ..self.act(&judge, ActKind::Appoint) };
            self.write(log, &stream, &act)?;
            judges.push(judge);
        }
        self.divisions.push(Division { stream, judges });
        Ok(())
    }

    fn rules(&self, from: i64, info: &BeaconInfo) -> Result<DrawRules, Failure> {
        let code = |text: &str| text.parse().map_err(Failure::not_done);
        let keyed = |(id, key): &(BodyId, SecretKey)| KeyRule {
            id: id.clone(),
            pk: Bytes::from(&key.public_bytes()[..]),
            suite: 3,
        };
        let weights = CATEGORIES.iter().map(|(category, weight)| Ok((code(category)?, *weight)));
        Ok(DrawRules {
            spec_hash: Hash([1; 32]),
            code_hash: Hash([2; 32]),
            beta256: 128,
            mean_weight: 2_500_000,
            weights: weights.collect::<Result<_, Failure>>()?,
            panel_share: 300,
            heavy_factor: 8,
            timing: Timing::default(),
            pool_min: 3,
            refile_months: 24,
            beacons: vec![BeaconRule {
                id: *self.beacon.id(),
                kind: BeaconKind::Local,
                info: Some(info.clone()),
                import: true,
                operators: Vec::new(),
            }],
            refund: Vec::new(),
            benches: vec![(code("first")?, 1, 0)],
            contributors: self.court.iter().map(keyed).collect(),
            policy_hash: Hash([3; 32]),
            adopted: None,
            late_causes: Vec::new(),
            redraw_causes: Vec::new(),
            void_causes: Vec::new(),
            nonrandom_causes: vec![code("sole-judge")?],
            neighbour: Vec::new(),
            from,
            doc: None,
        })
    }

    fn act(&self, judge: &JudgeId, act: ActKind) -> PoolAct {
        PoolAct {
            judge: judge.clone(),
            act,
            value: None,
            from: None,
            to: None,
            class: None,
            ground_commit: None,
            doc: None,
            by: self.by.clone(),
        }
    }

    /// A day of the court: absences, claims, conflicts, commits; then the round speaks, results, and the dockets go on.
    /// Gives how many draws.
    pub(super) fn day(&mut self, log: &mut Log, shape: &Shape) -> Result<u64, Failure> {
        self.places.clear();
        self.proofs.clear();
        let mut filed = Vec::new();
        for n in 0..self.divisions.len() {
            self.absence(log, shape, n)?;
            for _ in 0..shape.cases {
                filed.push((n, self.file(log)?));
            }
        }
        for (n, case) in &filed {
            self.conflict(log, shape, *n, case)?;
        }
        let mut commits: BTreeMap<StreamId, Vec<Hash>> = BTreeMap::new();
        let mut round = None;
        for (n, case) in &filed {
            let (stream, commit, at) = self.commit(log, *n, case)?;
            commits.entry(stream).or_default().push(commit);
            round = Some(at);
        }
        let order = log.seal()?;
        let Some(round) = round else { return Ok(0) };
        log.now = self.beacon.time(round) * 1000 + 1000;
        let evidence = self.evidence(round)?;
        log.append(&self.beacon_stream, Evidence::TYPE, Some(object(&evidence)?))?;
        let mut draws = 0;
        for (stream, commits) in commits {
            draws += self.results(log, &stream, &commits, &evidence, &order)?;
        }
        for (_, case) in &filed {
            for kind in shape.docket {
                let clear =
                    || Object::new().with("case", case.case.as_str()).with("number", case.number.to_string());
                match kind.strip_suffix('.') {
                    Some(kind) => log.append(&case.case, kind, None)?,
                    None => log.append(&case.case, kind, Some(clear()))?,
                };
            }
        }
        log.now += DAY;
        Ok(draws)
    }

    /// Now and then a judge is absent for a week.
    fn absence(&mut self, log: &mut Log, shape: &Shape, n: usize) -> Result<(), Failure> {
        let Some(chance) = self.chance(shape) else { return Ok(()) };
        let division = &self.divisions[n];
        let judge = usize::try_from(chance).map_err(Failure::not_done)? % division.judges.len();
        let act = PoolAct {
            from: Some(log.now),
            to: Some(log.now + 7 * DAY),
            class: Some(Exclusion::Absent),
            ..self.act(&division.judges[judge], ActKind::Absent)
        };
        let stream = division.stream.clone();
        self.write(log, &stream, &act).map(|_| ())
    }

    fn conflict(&mut self, log: &mut Log, shape: &Shape, n: usize, case: &Filed) -> Result<(), Failure> {
        let Some(chance) = self.chance(shape) else { return Ok(()) };
        let division = &self.divisions[n];
        let judge = usize::try_from(chance).map_err(Failure::not_done)? % division.judges.len();
        let conflict = PoolConflict {
            case: case.case.clone(),
            judge: division.judges[judge].clone(),
            class: Exclusion::ExcludedByLaw,
            ground_commit: case.filing,
            doc: None,
            by: self.by.clone(),
        };
        let stream = division.stream.clone();
        self.write(log, &stream, &conflict).map(|_| ())
    }

    /// A number, once in so many questions.
    fn chance(&mut self, shape: &Shape) -> Option<u64> {
        self.numbers += 1;
        let hash = sha256(&[b"chance", &self.numbers.to_be_bytes()]);
        let number = u64::from(u32::from_be_bytes([hash.0[0], hash.0[1], hash.0[2], hash.0[3]]));
        (shape.troubles > 0 && number % u64::from(shape.troubles) == 0).then_some(number / 7)
    }

    fn file(&mut self, log: &mut Log) -> Result<Filed, Failure> {
        self.numbers += 1;
        let hash = sha256(&[b"case", &self.numbers.to_be_bytes()]);
        let mut name = [0; 16];
        name.copy_from_slice(&hash.0[..16]);
        let case = StreamId::case(name);
        let place = log.append(&case, "filing.received", None)?;
        self.places.insert(place.leaf, (place, case.clone()));
        Ok(Filed { case, filing: place.leaf, number: self.numbers })
    }

    fn commit(&mut self, log: &mut Log, n: usize, case: &Filed) -> Result<(StreamId, Hash, u64), Failure> {
        let stream = self.divisions[n].stream.clone();
        let place = usize::try_from(case.number).map_err(Failure::not_done)? % CATEGORIES.len();
        let request = Request {
            case: case.case.clone(),
            filing: case.filing,
            category: CATEGORIES[place].0.parse().map_err(Failure::not_done)?,
            category_changed: false,
            bench: Seats { seats: 1, reserves: 0 },
            cause: Cause::Initial,
            fingerprints: Vec::new(),
            late_absences: Vec::new(),
            at: None,
            beacon: *self.beacon.id(),
            index: log.next,
            now: log.now,
            by: self.by.clone(),
        };
        let ledger = self.ledgers.get(&stream).ok_or_else(|| Failure::not_done("no ledger"))?;
        match ledger.prepare(&request, self).map_err(Failure::not_done)? {
            Prepared::Commit(commit) => {
                let (commit, proof) = self.contribute(*commit)?;
                let place = self.write(log, &stream, &commit)?;
                self.proofs.extend(proof.map(|proof| (place.leaf, proof)));
                Ok((stream, place.leaf, commit.round))
            }
            Prepared::Assign(_) | Prepared::NoCandidate(_) => {
                Err(Failure::not_done("a made-up case could not be drawn"))
            }
        }
    }

    /// The commit with the court's promise, and the proof that keeps it.
    fn contribute(&self, commit: DrawCommit) -> Result<(DrawCommit, Option<Proof>), Failure> {
        let Some((id, key)) = &self.court else { return Ok((commit, None)) };
        let alpha = alpha(&commit).map_err(Failure::not_done)?;
        let (pi, beta) = key.prove(alpha.as_bytes()).map_err(Failure::not_done)?;
        let promise = Contribution { id: id.clone(), beta_hash: beta.hash() };
        let proof = Proof { id: id.clone(), pi: Bytes::from(&pi[..]) };
        Ok((with_contributors(commit, vec![promise]), Some(proof)))
    }

    fn evidence(&self, round: u64) -> Result<Evidence, Failure> {
        let proof = |(id, key): &(BodyId, SecretKey)| {
            let pi = local::prove(key, self.beacon.id(), round).map_err(Failure::not_done)?;
            Ok(Proof { id: id.clone(), pi: Bytes::from(&pi[..]) })
        };
        let proofs = self.keys.iter().map(proof).collect::<Result<_, Failure>>()?;
        Ok(Evidence::Local { beacon: *self.beacon.id(), round, proofs })
    }

    fn results(
        &mut self,
        log: &mut Log,
        stream: &StreamId,
        commits: &[Hash],
        evidence: &Evidence,
        order: &str,
    ) -> Result<u64, Failure> {
        let part = |commit: &Hash| Part {
            commit: *commit,
            reveals: self.proofs.get(commit).cloned().into_iter().collect(),
            order: order.to_owned(),
            reveal_order: None,
            doc: None,
        };
        let parts: Vec<Part> = commits.iter().map(part).collect();
        let ledger = self.ledgers.get(stream).ok_or_else(|| Failure::not_done("no ledger"))?;
        let results = ledger.results(evidence, &parts, &self.by, self).map_err(Failure::not_done)?;
        for result in &results {
            self.write(log, stream, result)?;
        }
        u64::try_from(results.len()).map_err(Failure::not_done)
    }

    /// Appends a record, which its ledger takes.
    fn write<T: Body>(&mut self, log: &mut Log, stream: &StreamId, record: &T) -> Result<Place, Failure> {
        let body = object(record)?;
        let place = log.append(stream, T::TYPE, Some(body.clone()))?;
        let mut ledger = self.ledgers.remove(stream).unwrap_or_default();
        let taken = ledger.apply(place, T::TYPE, &body, self);
        self.ledgers.insert(stream.clone(), ledger);
        taken.map_err(Failure::not_done)?;
        Ok(place)
    }
}

fn object<T: Body>(record: &T) -> Result<Object, Failure> {
    record.to_object().map_err(Failure::not_done)
}

impl Context for Facts {
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>> {
        let (place, stream) = self.places.get(leaf)?;
        Some(Standing { index: place.index, time: place.time, stream })
    }

    fn beacon(&self, _: &Hash) -> Option<Arc<dyn Beacon>> {
        None
    }

    fn outage(&self, _: &Hash, _: u64, _: i64) -> bool {
        false
    }

    fn ledger(&self, stream: &StreamId) -> Option<&Ledger> {
        self.ledgers.get(stream)
    }

    fn has_quorum(&self, _: u64) -> bool {
        false
    }

    fn note(&self, _: &str, _: NoteClaim) -> Result<(), DrawFault> {
        // The log's own notes.
        Ok(())
    }

    fn proofs(&self) -> Proofs {
        Proofs::Derive
    }
}
