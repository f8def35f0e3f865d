//! A court that draws: the protocol of the room `draw`, over a log with true checkpoints.

use crate::log::{Hands, Log, policy_text};
use std::collections::HashMap;
use std::sync::Arc;
use tarazy_docket::{Entry, Hash, Object, StreamId, Visibility, sha256};
use tarazy_draw::beacon::{Beacon, BeaconInfo, Evidence, Local, local};
use tarazy_draw::bundle::Bundle;
use tarazy_draw::pool::Place;
use tarazy_draw::protocol::{Part, Prepared, Request, alpha, with_contributors};
use tarazy_draw::record::{
    ActKind, ActValue, BeaconKind, BeaconRule, Body, BodyId, By, Bytes, Cause, Contribution, DrawCommit,
    DrawResult, DrawRules, KeyRule, Member, PoolAct, Proof, Timing,
};
use tarazy_draw::rules::Seats;
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_draw::{Context, DrawFault, Ledger, NoteClaim, Proofs, Standing};

const LEDGER: &str = "draw/7119.civil";
/// The round of the beacon begins every ten seconds.
const GENESIS: i64 = 1_760_000_000;

fn text<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

fn key(word: &str) -> SecretKey {
    SecretKey::from_bytes(Suite::Tai, sha256(&[word.as_bytes()]).as_bytes()).unwrap()
}

fn pk(word: &str) -> Bytes {
    Bytes(key(word).public_bytes().to_vec())
}

fn by() -> By {
    By { role: text("chair"), id: text("7119-O07") }
}

/// The writer's own view: he made the notes himself.
#[derive(Default)]
struct Facts {
    places: HashMap<Hash, (u64, i64, StreamId)>,
    quorum: bool,
}

impl Context for Facts {
    fn entry(&self, leaf: &Hash) -> Option<Standing<'_>> {
        let (index, time, stream) = self.places.get(leaf)?;
        Some(Standing { index: *index, time: *time, stream })
    }
    fn beacon(&self, _: &Hash) -> Option<Arc<dyn Beacon>> {
        None
    }
    fn outage(&self, _: &Hash, _: u64, _: i64) -> bool {
        false
    }
    fn ledger(&self, _: &StreamId) -> Option<&Ledger> {
        None
    }
    fn has_quorum(&self, _: u64) -> bool {
        self.quorum
    }
    fn note(&self, _: &str, _: NoteClaim) -> Result<(), DrawFault> {
        Ok(())
    }
    fn proofs(&self) -> Proofs {
        Proofs::Check
    }
}

/// A draw that was committed.
pub(crate) struct Drawn {
    pub(crate) index: usize,
    leaf: Hash,
    pub(crate) record: DrawCommit,
    pi: Option<Vec<u8>>,
}

/// The court and its log.
pub(crate) struct Court {
    pub(crate) log: Log,
    pub(crate) quorum: u8,
    ledger: Ledger,
    facts: Facts,
    beacon: Local,
}

impl Court {
    /// A division with rules and some judges.
    pub(crate) fn new(quorum: u8, judges: u8) -> Self {
        let member = |id: &str| Member { id: text(id), pk: pk(id) };
        let info = BeaconInfo::Local {
            genesis: GENESIS,
            members: vec![member("bar"), member("court")],
            period: 10,
            suite: 3,
            v: 1,
        };
        let beacon = Local::new(&info).unwrap();
        let facts = Facts { quorum: quorum > 0, ..Facts::default() };
        let mut court = Self { log: Log::new(), quorum, ledger: Ledger::new(), facts, beacon };
        let rules = court.rules(info);
        court.write(&rules);
        for n in 0..judges {
            court.appoint(n);
        }
        court
    }

    fn rules(&self, info: BeaconInfo) -> DrawRules {
        let beacon = BeaconRule {
            id: *self.beacon.id(),
            kind: BeaconKind::Local,
            info: Some(info),
            import: false,
            operators: Vec::new(),
        };
        DrawRules {
            spec_hash: Hash([1; 32]),
            code_hash: Hash([2; 32]),
            beta256: 128,
            mean_weight: 2_500_000,
            weights: vec![(text("0121"), 2_000_000)],
            panel_share: 400,
            heavy_factor: 8,
            timing: Timing::default(),
            pool_min: 3,
            refile_months: 24,
            beacons: vec![beacon],
            refund: vec![(text("filed"), 1000)],
            benches: vec![(text("first"), 1, 0), (text("appeal"), 3, 0)],
            contributors: vec![KeyRule { id: text("registry"), pk: pk("registry"), suite: 3 }],
            policy_hash: Hash([3; 32]),
            adopted: None,
            late_causes: Vec::new(),
            redraw_causes: vec![text("recusal")],
            void_causes: vec![text("wrong-facts")],
            nonrandom_causes: vec![text("sole-judge")],
            neighbour: Vec::new(),
            from: 0,
            doc: None,
        }
    }

    pub(crate) fn act(&mut self, n: u8, act: ActKind, value: Option<ActValue>) {
        let judge = text(&format!("J{n:02}"));
        let (from, to, class, ground_commit, doc) = (None, None, None, None, None);
        self.write(&PoolAct { judge, act, value, from, to, class, ground_commit, doc, by: by() });
    }

    fn appoint(&mut self, n: u8) {
        self.act(n, ActKind::Appoint, Some(ActValue::Capacity(1000 - 250 * u32::from(n % 3))));
    }

    /// Logs a record of the ledger a second later, and takes it.
    pub(crate) fn write<T: Body>(&mut self, record: &T) -> Place {
        let body = record.to_object().unwrap();
        let place = self.append(LEDGER, T::TYPE, body.clone(), Visibility::Public);
        self.ledger.apply(place, T::TYPE, &body, &self.facts).unwrap();
        place
    }

    fn append(&mut self, stream: &str, kind: &str, body: Object, vis: Visibility) -> Place {
        let leaf = self.log.add_body(stream, kind, body, vis, |_| {});
        let place = Place { index: self.log.len() as u64 - 1, leaf, time: self.log.time };
        self.facts.places.insert(leaf, (place.index, place.time, stream.parse().unwrap()));
        place
    }

    /// Files a case and commits its draw.
    pub(crate) fn draw(&mut self, case: u8, seats: u32, contributed: bool) -> Drawn {
        let case = format!("case/{case:032x}");
        let filing = self.append(&case, "filing.received", Object::new(), Visibility::Parties);
        let request = Request {
            case: text(&case),
            filing: filing.leaf,
            category: text("0121"),
            category_changed: false,
            bench: Seats { seats, reserves: 0 },
            cause: Cause::Initial,
            fingerprints: Vec::new(),
            late_absences: Vec::new(),
            at: None,
            beacon: *self.beacon.id(),
            index: self.log.len() as u64,
            now: self.log.time + 1000,
            by: by(),
        };
        let Prepared::Commit(commit) = self.ledger.prepare(&request, &self.facts).unwrap() else {
            panic!("no draw");
        };
        let mut commit = *commit;
        let mut pi = None;
        if contributed {
            let (proof, beta) = key("registry").prove(alpha(&commit).unwrap().as_bytes()).unwrap();
            commit = with_contributors(
                commit,
                vec![Contribution { id: text("registry"), beta_hash: beta.hash() }],
            );
            pi = Some(proof.to_vec());
        }
        let place = self.write(&commit);
        Drawn { index: self.log.len() - 1, leaf: place.leaf, record: commit, pi }
    }

    /// The log sets another trust policy.
    pub(crate) fn set_policy(&mut self, quorum: u8) {
        let policy = policy_text(quorum);
        self.append("sys/policy", "policy.set", Object::new().with("policy", policy), Visibility::Public);
        self.quorum = quorum;
        self.facts.quorum = quorum > 0;
    }

    /// Draws one case and writes its result, with the cosignatures that the policy in force asks for.
    pub(crate) fn decide(&mut self, case: u8) -> Drawn {
        let drawn = [self.draw(case, 1, false)];
        let order = self.note(self.speaks(&drawn[0]) - 25);
        for result in self.results(&drawn, &order) {
            self.write(&result);
        }
        let [drawn] = drawn;
        drawn
    }

    /// When the round of a draw speaks, in seconds.
    pub(crate) fn speaks(&self, drawn: &Drawn) -> u64 {
        u64::try_from(self.beacon.time(drawn.record.round)).unwrap()
    }

    /// A checkpoint of the whole log, cosigned at a time; by the log alone where no quorum is asked for.
    pub(crate) fn note(&self, seconds: u64) -> String {
        let hands = if self.quorum > 0 { Hands::all(seconds) } else { Hands::with(&[], 0) };
        hands.sign(self.log.checkpoint(self.log.len())).to_string()
    }

    /// The round speaks: reveals are logged, witnessed, and the results of the batch computed, not yet written.
    pub(crate) fn results(&mut self, drawn: &[Drawn], order: &str) -> Vec<DrawResult> {
        let speaks = self.speaks(&drawn[0]);
        self.log.time = i64::try_from(speaks).unwrap() * 1000;
        if self.quorum > 0 {
            for draw in drawn {
                if let Some(pi) = &draw.pi {
                    let id: BodyId = text("registry");
                    let reveal = self.ledger.check_reveal(&draw.leaf, &id, Bytes(pi.clone())).unwrap();
                    self.write(&reveal);
                }
            }
        }
        let after = u64::try_from(self.log.time / 1000).unwrap() + 5;
        let reveal_order = drawn.iter().any(|d| d.pi.is_some()).then(|| self.note(after));
        let round = drawn[0].record.round;
        let proof = |id: &str| Proof {
            id: text(id),
            pi: Bytes(local::prove(&key(id), self.beacon.id(), round).unwrap().to_vec()),
        };
        let proofs = vec![proof("bar"), proof("court")];
        let evidence = Evidence::Local { beacon: *self.beacon.id(), round, proofs };
        let part = |draw: &Drawn| Part {
            commit: draw.leaf,
            reveals: match &draw.pi {
                Some(pi) if self.quorum == 0 => vec![Proof { id: text("registry"), pi: Bytes(pi.clone()) }],
                _ => Vec::new(),
            },
            order: order.to_owned(),
            reveal_order: reveal_order.clone().filter(|_| self.quorum > 0 && draw.pi.is_some()),
            doc: None,
        };
        let parts: Vec<Part> = drawn.iter().map(part).collect();
        self.ledger.results(&evidence, &parts, &by(), &self.facts).unwrap()
    }

    /// Two draws of one batch, a panel, an absence, and a draw that waits for its result.
    pub(crate) fn busy(quorum: u8) -> Self {
        let mut court = Self::new(quorum, 5);
        for (cases, seats, contributed) in [(1..3, 1, true), (3..4, 3, false), (4..5, 1, true)] {
            let drawn: Vec<Drawn> = cases.map(|case| court.draw(case, seats, contributed)).collect();
            let order = court.note(court.speaks(&drawn[0]) - 25);
            for result in court.results(&drawn, &order) {
                court.write(&result);
            }
            court.act(seats.try_into().unwrap(), ActKind::Absent, None);
        }
        court.draw(9, 1, true);
        court
    }

    /// One draw whose result carries the note that `order` makes of the court and the draw.
    pub(crate) fn with_order(quorum: u8, order: impl FnOnce(&Self, &Drawn) -> String) -> Self {
        let mut court = Self::new(quorum, 4);
        let drawn = court.draw(1, 1, false);
        let order = order(&court, &drawn);
        for result in court.results(&[drawn], &order) {
            court.write(&result);
        }
        court
    }

    /// The bundle of the one draw of [`Court::with_order`].
    pub(crate) fn bundle(&self) -> Bundle {
        let entries: Vec<Entry> = self.log.entries.iter().map(|bytes| Entry::parse(bytes).unwrap()).collect();
        let place = |kind: &str| entries.iter().position(|entry| entry.kind.as_str() == kind).unwrap();
        let (rules, commit, result) = (place("draw.rules"), place("draw.commit"), place("draw.result"));
        let body = DrawResult::from_object(entries[result].body().unwrap()).unwrap();
        Bundle {
            commit: entries[commit].clone(),
            commit_proof: self.log.proof_in(commit, None, body.order.parse().unwrap()),
            result: entries[result].clone(),
            result_proof: self.log.proof(result, None),
            rules: entries[rules].clone(),
        }
    }
}
