//! A registry with its writer on SQLite, a clock that tests set, and a beacon whose keys they hold.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use std::sync::{Arc, Mutex};
use tarazy_base::Zone;
use tarazy_docket::note::KeyName;
use tarazy_docket::{
    Actor, Checkpoint, Cosigner, Draft, Hash, Object, Policy, SignedCheckpoint, Signer, StreamId, Tree,
    Visibility, sha256,
};
use tarazy_draw::beacon::{Beacon, Drand, Local, local};
use tarazy_draw::fingerprint::FingerprintKey;
use tarazy_draw::record::{
    BeaconInfo, BeaconKind, BeaconRule, BodyId, By, Bytes, Evidence, KeyRule, Member, Proof,
};
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{
    BeaconHeard, CaseRegister, CourtPut, DrawResults, DrawReveals, FilingReceive, JudgeAppoint, RulesPut,
    Text,
};
use tarazy_registry::models::{self, CaseRow, DueRound};
use tarazy_registry::{Registry, Setup, to_body};
use tarazy_store::derived::DerivedTable;
use tarazy_store::read_back::ReadBack;
use tarazy_store::{
    Answer, Clock, Command, Database, Desk, Entropy, Office, Reader, Record, Refusal, Step, Stmt, Tools,
    Vault, Writer, truth,
};

/// 2026-11-24 09:00 in Almaty.
pub(crate) const START: i64 = 1_795_492_800_000;
pub(crate) const DEBT: &str = "142010000600000000";
pub(crate) const LABOUR: &str = "142030000100000000";
const ORIGIN: &str = "log.example/test";

#[derive(Clone)]
struct Hand(Arc<Mutex<i64>>);

impl Clock for Hand {
    fn now(&mut self) -> i64 {
        *self.0.lock().unwrap()
    }
}

/// A counter, hashed: different bytes each time, the same in each run.
struct Counter(u64);

impl Entropy for Counter {
    fn fill(&mut self, out: &mut [u8]) {
        for part in out.chunks_mut(32) {
            self.0 += 1;
            part.copy_from_slice(&sha256(&[&self.0.to_be_bytes()]).0[..part.len()]);
        }
    }
}

/// The office of an older program: it knows one type of entries.
struct Older;

impl Office for Older {
    fn decide(&mut self, desk: &mut Desk<'_>, _: &Command) -> Result<Object, Refusal> {
        desk.append(Draft {
            stream: "sys/keys".parse().unwrap(),
            kind: "key.added".parse().unwrap(),
            actor: Actor::role("system").unwrap(),
            vis: Visibility::Public,
            body: Object::new().with("kind", "log").with("vkey", "older"),
        })?;
        Ok(Object::new())
    }
    fn project(&self, _: &Record, _: &mut Vec<Step>) -> Result<(), Refusal> {
        Ok(())
    }
    fn tables(&self) -> &'static [DerivedTable] {
        models::TABLES
    }
    fn statements(&self) -> Vec<&'static Stmt> {
        Vec::new()
    }
}

/// A registry at work.
pub(crate) struct Court {
    pub(crate) folder: tempfile::TempDir,
    writer: Option<Writer>,
    clock: Hand,
    signer: Signer,
    keys: Vec<(BodyId, SecretKey)>,
    beacon: Local,
    next_key: u32,
    /// The witness that the policy asks for, if it asks for one.
    witness: Option<Cosigner>,
    /// The network that comes first in the list of beacons, if there is one.
    pub(crate) network: Option<Network>,
    /// Other bodies that the rules name as contributors.
    pub(crate) others: Vec<(BodyId, SecretKey)>,
}

impl Court {
    /// The same, whose rules name two other bodies as contributors.
    pub(crate) fn with_contributors(judges: u32, network: bool, is_witnessed: bool) -> Self {
        let witness = Some(witness()).filter(|_| is_witnessed);
        let network = network.then(Network::new);
        Self::begin(tarazy_law::kazakhstan().unwrap(), witness, network).joined().staffed(judges)
    }

    /// Two other bodies stand in the configuration as contributors.
    pub(crate) fn joined(mut self) -> Self {
        self.writer = None;
        self.others = [("bar", 11), ("ombudsman", 12)]
            .map(|(id, seed)| (id.parse().unwrap(), SecretKey::from_bytes(Suite::Tai, &[seed; 32]).unwrap()))
            .into();
        self.writer = Some(self.open(tarazy_law::kazakhstan().unwrap()));
        self
    }

    /// The same with a policy that asks for one witness.
    pub(crate) fn with_judges_and_a_witness(judges: u32) -> Self {
        Self::begin(tarazy_law::kazakhstan().unwrap(), Some(witness()), None).staffed(judges)
    }

    /// The same whose beacons are a network and the local one, with or without the witness.
    pub(crate) fn with_a_network(judges: u32, is_witnessed: bool) -> Self {
        let witness = Some(witness()).filter(|_| is_witnessed);
        Self::begin(tarazy_law::kazakhstan().unwrap(), witness, Some(Network::new())).staffed(judges)
    }

    /// An installation with the law of Kazakhstan, the court 7119 and so many judges.
    pub(crate) fn with_judges(judges: u32) -> Self {
        Self::empty(tarazy_law::kazakhstan().unwrap()).staffed(judges)
    }

    fn staffed(mut self, judges: u32) -> Self {
        self.put_court("7119", None);
        for n in 1..=judges {
            self.appoint(&format!("J{n:02}"), None);
        }
        self
    }

    /// An installation without courts.
    pub(crate) fn empty(law: tarazy_law::Law) -> Self {
        Self::begin(law, None, None)
    }

    /// An installation whose log was begun by a program that knew no schemas yet.
    pub(crate) fn begun_by_an_older_program(law: tarazy_law::Law) -> Self {
        let mut court = Self::empty(tarazy_law::kazakhstan().unwrap());
        court.writer = None;
        let mut older = court.writer(Box::new(Older));
        let (key, kind) = ("older".to_owned(), "key.added".to_owned());
        older.run(Command { key, actor: "system".into(), kind, body: Object::new(), at: None }).unwrap();
        drop(older);
        court.writer = Some(court.open(law));
        court
    }

    /// The program ends and starts again.
    pub(crate) fn reopen(&mut self, law: tarazy_law::Law) {
        self.writer = None;
        self.writer = Some(self.open(law));
    }

    fn begin(law: tarazy_law::Law, witness: Option<Cosigner>, network: Option<Network>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Hand(Arc::new(Mutex::new(START)));
        let signer = Signer::from_seed(ORIGIN.parse::<KeyName>().unwrap(), &[7; 32]).unwrap();
        let keys: Vec<(BodyId, SecretKey)> = [("bar", 1), ("court", 2), ("ombudsman", 3)]
            .map(|(id, seed)| (id.parse().unwrap(), SecretKey::from_bytes(Suite::Tai, &[seed; 32]).unwrap()))
            .into();
        let beacon = Local::new(&info(&keys)).unwrap();
        let database = Database::new("sqlite:", folder.path()).unwrap();
        database.migrate(0).unwrap();
        let mut court = Self {
            folder,
            writer: None,
            clock,
            signer,
            keys,
            beacon,
            next_key: 0,
            witness,
            network,
            others: Vec::new(),
        };
        court.writer = Some(court.open(law));
        court
    }

    /// What the installation brings to its registry.
    pub(crate) fn setup(&self, law: tarazy_law::Law) -> Setup {
        let policy = match &self.witness {
            None => format!("log {}\nquorum none\n", self.signer.verifier()),
            Some(w) => {
                format!("log {}\nwitness bar {}\nquorum bar\n", self.signer.verifier(), w.verifier())
            }
        };
        let operator = |id: &str, by: &str| (id.parse().unwrap(), by.parse().unwrap());
        let rule = BeaconRule {
            id: *self.beacon.id(),
            kind: BeaconKind::Local,
            info: None,
            import: false,
            operators: vec![
                operator("bar", "bar"),
                operator("court", "court"),
                operator("ombudsman", "ombudsman"),
            ],
        };
        let mut beacons = vec![(rule, info(&self.keys))];
        let network = self.network.as_ref().map(|network| (network.rule(), network.info.clone()));
        let contribution = network.as_ref().map(|_| contribution());
        beacons.splice(0..0, network);
        let key = |(id, key): (&BodyId, &SecretKey)| KeyRule {
            id: id.clone(),
            pk: Bytes::from(key.public_bytes().as_slice()),
            suite: 3,
        };
        let own = "court".parse::<BodyId>().unwrap();
        let contributors = contribution.iter().map(|key| (&own, key));
        let contributors = contributors.chain(self.others.iter().map(|(id, key)| (id, key)));
        let contributors = contributors.map(key).collect();
        Setup {
            law,
            zone: Zone::Almaty,
            keys: vec![tarazy_registry::setup::PublicKey {
                kind: "log".into(),
                vkey: self.signer.verifier().to_string(),
            }],
            trust: Policy::parse(policy.as_bytes()).unwrap(),
            policy,
            beacons,
            contributors,
            contribution,
            fingerprint_key: FingerprintKey::new([9; 32]),
            code_hash: Hash([1; 32]),
            policy_hash: Hash([2; 32]),
            timing: None,
        }
    }

    fn open(&self, law: tarazy_law::Law) -> Writer {
        self.writer(Box::new(Registry::new(self.setup(law))))
    }

    fn writer(&self, office: Box<dyn Office>) -> Writer {
        let tools = Tools {
            origin: ORIGIN.to_owned(),
            vault: self.vault(),
            clock: Box::new(self.clock.clone()),
            entropy: Box::new(Counter(u64::from(self.next_key) << 32)),
            office,
        };
        Writer::open(Database::new("sqlite:", self.folder.path()).unwrap(), tools).unwrap()
    }

    pub(crate) fn vault(&self) -> Vault {
        Vault::new(&[5; 32])
    }

    pub(crate) fn reader(&self) -> Box<dyn Reader> {
        Database::new("sqlite:", self.folder.path()).unwrap().reader().unwrap()
    }

    pub(crate) fn now(&self) -> i64 {
        *self.clock.0.lock().unwrap()
    }

    pub(crate) fn wait(&self, ms: i64) {
        *self.clock.0.lock().unwrap() += ms;
    }

    pub(crate) fn run<T: serde::Serialize>(
        &mut self,
        actor: &str,
        kind: &str,
        body: &T,
    ) -> Result<Answer, Refusal> {
        self.run_at(actor, kind, body, None)
    }

    pub(crate) fn run_at<T: serde::Serialize>(
        &mut self,
        actor: &str,
        kind: &str,
        body: &T,
        at: Option<i64>,
    ) -> Result<Answer, Refusal> {
        self.next_key += 1;
        let key = format!("k{}", self.next_key);
        let body: Object = to_body(body)?;
        let command = Command { key, actor: actor.to_owned(), kind: kind.to_owned(), body, at };
        self.writer.as_mut().unwrap().run(command)
    }

    pub(crate) fn put_court(&mut self, code: &str, at: Option<i64>) {
        let name = Text { kk: "Сот".into(), ru: "Суд".into(), en: "Court".into() };
        let body = CourtPut {
            code: code.into(),
            name,
            zone: "Asia/Almaty".into(),
            divisions: vec!["civil".into()],
            appeals_to: None,
        };
        self.run_at("admin", "court.put", &body, at).unwrap();
    }

    pub(crate) fn appoint(&mut self, judge: &str, at: Option<i64>) {
        let body = JudgeAppoint {
            court: "7119".into(),
            division: "civil".into(),
            judge: judge.parse().unwrap(),
            name: format!("Judge {judge}"),
            capacity: 1000,
            categories: Vec::new(),
            by: by("chair:c1"),
        };
        self.run_at("personnel", "judge.appoint", &body, at).unwrap();
    }

    pub(crate) fn claim(&self, category: &str) -> FilingReceive {
        FilingReceive {
            court: "7119".into(),
            division: None,
            category: category.into(),
            received: self.now(),
            parties: vec![
                party(PartyRole::Claimant, "Асан Үсенов"),
                party(PartyRole::Respondent, "«Тест» ЖШС"),
            ],
            subject: None,
            files: Vec::new(),
            value_tiyn: Some(10_000_000),
            value_source: None,
            demand: None,
            given: None,
            filer: None,
            source_id: None,
        }
    }

    pub(crate) fn file(&mut self, claim: &FilingReceive) -> StreamId {
        let answer = self.run("party", "filing.receive", claim).unwrap();
        answer.body.get("case").unwrap().as_text().unwrap().parse().unwrap()
    }

    pub(crate) fn register(&mut self, case: &StreamId) -> Answer {
        let body = CaseRegister { case: case.clone(), category: None, by: by("registrar:r1") };
        self.run("registrar:r1", "case.register", &body).unwrap()
    }

    /// The log's checkpoint over all that is committed.
    pub(crate) fn checkpoint(&self) -> String {
        let mut reader = self.reader();
        let end = truth::end(reader.as_mut()).unwrap().next_index;
        let mut tree = Tree::new();
        for (_, leaf, _) in truth::raw_range(reader.as_mut(), 0, end).unwrap() {
            tree.push(leaf);
        }
        let unsigned =
            SignedCheckpoint::unsigned(Checkpoint::new(ORIGIN, end, tree.root()).unwrap()).unwrap();
        let line = self.signer.sign(unsigned.note().text());
        let seconds = u64::try_from(self.now() / 1000).unwrap();
        let cosigned = self.witness.as_ref().map(|w| w.cosign(unsigned.note().text(), seconds).unwrap());
        cosigned.into_iter().fold(unsigned.with(line), SignedCheckpoint::with).to_string()
    }

    /// All tables of truth.
    pub(crate) fn backup(&self) -> Vec<u8> {
        let mut dump = Vec::new();
        tarazy_store::backup::dump(self.reader().as_mut(), &mut dump).unwrap();
        dump
    }

    /// Loses the database and goes on with an older one, into which the log's entries are read back.
    pub(crate) fn fall_back(&mut self, law: fn() -> tarazy_law::Law, backup: &[u8]) {
        let end = truth::end(self.reader().as_mut()).unwrap().next_index;
        let entries = truth::raw_range(self.reader().as_mut(), 0, end).unwrap();
        self.writer = None;
        self.folder = tempfile::tempdir().unwrap();
        let database = Database::new("sqlite:", self.folder.path()).unwrap();
        database.migrate(0).unwrap();
        tarazy_store::backup::restore(database.maintenance().unwrap().engine.as_mut(), &mut &*backup)
            .unwrap();
        let mut back = ReadBack::open(&database, ORIGIN).unwrap();
        let missing = entries.into_iter().skip(usize::try_from(back.entries()).unwrap()).collect();
        back.insert(missing, &mut tarazy_registry::read_back).unwrap();
        drop(back);
        let registry = Registry::new(self.setup(law()));
        tarazy_store::rebuild::rebuild(&database, &self.vault(), &registry, &mut |_, _| {}).unwrap();
        self.writer = Some(self.open(law()));
    }

    /// When a round speaks, ms UTC.
    pub(crate) fn spoken(&self, due: DueRound) -> i64 {
        let network = self.network.as_ref().filter(|n| *n.beacon.id() == due.beacon);
        network.map_or_else(|| self.beacon.time(due.round), |n| n.beacon.time(due.round)) * 1000
    }

    /// What the beacon says at a round.
    pub(crate) fn said(&self, due: DueRound) -> Evidence {
        let network = self.network.as_ref().filter(|n| *n.beacon.id() == due.beacon);
        network.map_or_else(|| self.evidence(due.round), |n| n.evidence(due.round))
    }

    /// The network's present round is heard.
    pub(crate) fn hear(&mut self) {
        let network = self.network.as_ref().unwrap();
        let evidence = network.evidence(network.beacon.round_at_or_after(self.now() / 1000 - 1));
        self.run("system", "beacon.heard", &BeaconHeard { evidence }).unwrap();
    }

    /// A network is taken into the configuration.
    pub(crate) fn take_network(&mut self) {
        self.writer = None;
        self.network = Some(Network::new());
        self.writer = Some(self.open(tarazy_law::kazakhstan().unwrap()));
    }

    /// The configuration and the law of today become the rules.
    pub(crate) fn renew_rules(&mut self) {
        self.run("admin", "rules.put", &RulesPut { court: "7119".into() }).unwrap();
    }

    /// The court shows its contributions to all open draws.
    pub(crate) fn reveal(&mut self) -> Result<Answer, Refusal> {
        let commits = models::open_draws(self.reader().as_mut()).unwrap().iter().map(|d| d.leaf).collect();
        self.run("system", "draw.reveal", &DrawReveals { commits, parts: Vec::new() })
    }

    pub(crate) fn evidence(&self, round: u64) -> Evidence {
        let proof = |(id, key): &(BodyId, SecretKey)| Proof {
            id: id.clone(),
            pi: Bytes::from(local::prove(key, self.beacon.id(), round).unwrap().as_slice()),
        };
        let proofs = self.keys.iter().map(proof).collect();
        Evidence::Local { beacon: *self.beacon.id(), round, proofs }
    }

    /// Waits for the rounds of all open draws and writes their results.
    pub(crate) fn resolve(&mut self) -> u32 {
        self.resolve_at(None)
    }

    pub(crate) fn resolve_at(&mut self, at: Option<i64>) -> u32 {
        let order = self.checkpoint();
        let is_witnessed = self.witness.is_some() && self.network.is_some();
        let mut count = 0;
        for due in models::due_rounds(self.reader().as_mut()).unwrap() {
            let spoken = self.spoken(due);
            if at.is_none() {
                self.wait((spoken - self.now()).max(0) + 1000);
            }
            let commits = models::open_commits(self.reader().as_mut(), due).unwrap();
            let noted =
                |note: &String| commits.iter().map(|(commit, _)| (*commit, note.clone())).collect::<Vec<_>>();
            let orders = noted(&order);
            let reveal_orders = if is_witnessed {
                self.reveal().unwrap();
                noted(&self.checkpoint())
            } else {
                Vec::new()
            };
            let body =
                DrawResults { evidence: self.said(due), orders, reveal_orders, by: by("registrar:r1") };
            let at = at.map(|at| at.max(spoken + 1000));
            let answer = self.run_at("system", "draw.results", &body, at).unwrap();
            count += u32::try_from(answer.body.get("results").unwrap().as_int().unwrap()).unwrap();
        }
        count
    }

    pub(crate) fn row(&self, case: &StreamId) -> CaseRow {
        models::case_by_stream(self.reader().as_mut(), case).unwrap().unwrap()
    }

    pub(crate) fn docket(&self, case: &StreamId) -> Vec<Record> {
        truth::stream(self.reader().as_mut(), &self.vault(), case).unwrap()
    }

    pub(crate) fn ledger(&self) -> Vec<Record> {
        truth::stream(self.reader().as_mut(), &self.vault(), &"draw/7119.civil".parse().unwrap()).unwrap()
    }

    /// The installation is started anew with a witness, or without one.
    pub(crate) fn restart(&mut self, witness: Option<Cosigner>) {
        self.writer = None;
        self.witness = witness;
        self.writer = Some(self.open(tarazy_law::kazakhstan().unwrap()));
    }

    pub(crate) fn close_writer(&mut self) {
        self.writer = None;
    }
}

pub(crate) fn witness() -> Cosigner {
    Cosigner::from_seed("bar.example/witness".parse().unwrap(), &[8; 32]).unwrap()
}

/// A network of the drand scheme whose key the test holds: it signs any round.
pub(crate) struct Network {
    key: blst::min_sig::SecretKey,
    pub(crate) info: BeaconInfo,
    pub(crate) beacon: Drand,
}

impl Network {
    fn new() -> Self {
        let key = blst::min_sig::SecretKey::key_gen(&[3; 32], &[]).unwrap();
        let pk = Bytes::from(key.sk_to_pk().compress().as_slice());
        let info = BeaconInfo::Drand { genesis: 1_700_000_000, period: 3, pk, v: 1 };
        let beacon = Drand::new(Hash([6; 32]), &info).unwrap();
        Self { key, info, beacon }
    }

    fn rule(&self) -> BeaconRule {
        let info = Some(self.info.clone());
        BeaconRule {
            id: *self.beacon.id(),
            kind: BeaconKind::Drand,
            info,
            import: false,
            operators: Vec::new(),
        }
    }

    pub(crate) fn evidence(&self, round: u64) -> Evidence {
        let message = sha256(&[&round.to_be_bytes()]);
        let sig = self.key.sign(message.as_bytes(), b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", &[]);
        let sig = Bytes::from(sig.compress().as_slice());
        Evidence::Drand { beacon: *self.beacon.id(), round, sig }
    }
}

/// The key of the court's contribution.
pub(crate) fn contribution() -> SecretKey {
    SecretKey::from_bytes(Suite::Tai, &[4; 32]).unwrap()
}

fn info(keys: &[(BodyId, SecretKey)]) -> BeaconInfo {
    let member = |(id, key): &(BodyId, SecretKey)| Member {
        id: id.clone(),
        pk: Bytes::from(key.public_bytes().as_slice()),
    };
    let members = keys.iter().map(member).collect();
    BeaconInfo::Local { genesis: 631_152_000, members, period: 10, suite: 3, v: 1 }
}

pub(crate) fn kinds(records: &[Record]) -> Vec<&str> {
    records.iter().map(|r| r.kind().unwrap()).collect()
}

pub(crate) fn party(role: PartyRole, name: &str) -> Party {
    Party::named(role, name)
}

pub(crate) fn by(text: &str) -> By {
    let (role, id) = text.split_once(':').unwrap();
    By { role: role.parse().unwrap(), id: id.parse().unwrap() }
}
