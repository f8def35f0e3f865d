//! A random life of a division: what happens, and a court that does what the protocol asks of it.

use super::plan::{Op, Plan};
use super::world::{Filed, Source, World, by, judge, ledger_id, text};
use crate::context::Context as _;
use crate::fingerprint::{Fingerprint, FingerprintKey, fingerprints};
use crate::ledger::{Waiting, Wants};
use crate::pool::Place;
use crate::protocol::{Due, Follow, Followed, Part, PrepareError, Prepared};
use crate::record::{
    ActKind, ActValue, BeaconOutage, By, Cause, Code, Exclusion, JudgeId, Proof, RedrawCode, Timing,
};
use crate::rules::Seats;
use std::collections::{BTreeMap, HashMap, HashSet};
use tarazy_docket::{Hash, StreamId};

const CATEGORIES: [&str; 3] = ["0121", "0122", "0130"];
const CODES: [RedrawCode; 4] =
    [RedrawCode::ExcludedByLaw, RedrawCode::Absent, RedrawCode::Ended, RedrawCode::Remand];

/// A life as it goes.
pub(super) struct Life {
    pub(super) world: World,
    plan: Plan,
    filed: Vec<Filed>,
    /// Leaves that were logged.
    leaves: Vec<Hash>,
    absences: Vec<Hash>,
    /// The note that witnesses each commit; none where it got none.
    orders: HashMap<Hash, Option<String>>,
    reveal_notes: HashMap<Hash, String>,
    withheld: HashSet<Hash>,
    /// The first proof of a commit that nobody witnessed in time.
    unseen: HashMap<Hash, u64>,
    withhold: bool,
    lose_witnesses: bool,
    down: bool,
    /// How often each kind of thing happened.
    pub(super) seen: BTreeMap<&'static str, usize>,
}

impl Life {
    pub(super) fn live(plan: &Plan) -> Self {
        let mut world = World::empty(plan.quorum);
        world.contributors = ["court", "ombudsman"][..plan.contributors].to_vec();
        if let Some(k) = plan.network {
            world.sources[k] = Source::network("network");
        }
        let mut life = Self {
            world,
            plan: plan.clone(),
            filed: Vec::new(),
            leaves: Vec::new(),
            absences: Vec::new(),
            orders: HashMap::new(),
            reveal_notes: HashMap::new(),
            withheld: HashSet::new(),
            unseen: HashMap::new(),
            withhold: false,
            lose_witnesses: false,
            down: false,
            seen: BTreeMap::new(),
        };
        life.rules(0);
        for n in 0..plan.judges {
            life.world.appoint(n);
        }
        for op in &plan.ops {
            life.happen(op);
        }
        life.happen(&Op::Withhold(false));
        life.happen(&Op::BeaconDown(false));
        life.wait(1200);
        life
    }

    fn rules(&mut self, variant: u8) {
        let Plan { import, neighbour, .. } = self.plan;
        self.world.rules(|r| {
            r.beacons.iter_mut().for_each(|b| b.import = import);
            if neighbour {
                r.neighbour = vec![ledger_id("criminal")];
            }
            r.adopted = (variant & 1 == 1).then(|| "№ 21".into());
            r.beta256 = if variant & 2 == 0 { 128 } else { 192 };
            r.mean_weight = if variant & 4 == 0 { 2_500_000 } else { 100_000 };
            if variant & 8 != 0 {
                r.weights[0].1 = 3_000_000;
            }
        });
    }

    fn count(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    /// One of the judges who ever were.
    fn judge(&self, n: u8) -> u8 {
        n % (self.plan.judges + 2)
    }

    fn case(&self, n: u8) -> Option<Filed> {
        let all = self.filed.len();
        (all > 0).then(|| self.filed[usize::from(n) % all].clone())
    }

    fn happen(&mut self, op: &Op) {
        let world = &mut self.world;
        match *op {
            Op::Appoint(n) => drop(world.appoint(n % (self.plan.judges + 2))),
            Op::AppointNeighbour(n) => self.neighbour(n),
            Op::Leave(n) => {
                let n = self.judge(n);
                let place = self.world.act(n, ActKind::Leave, |_| {});
                self.leaves.push(place.leaf);
            }
            Op::SettleLeave(n) => self.settle_leave(n),
            Op::Absent { judge, starts, lasts, ended } => self.absent(judge, starts, lasts, ended),
            Op::Return(n) => drop(self.world.act(self.judge(n), ActKind::Return, |_| {})),
            Op::Capacity(n, alpha) => {
                let value = ActValue::Capacity(alpha);
                self.world.act(self.judge(n), ActKind::Capacity, |a| a.value = Some(value));
            }
            Op::Specialise(n, which) => {
                let lists: [&[&str]; 3] = [&["01"], &["0121"], &["0122", "013"]];
                let list = lists[usize::from(which) % 3].iter().map(|c| text::<Code>(c)).collect();
                let value = ActValue::Categories(list);
                self.world.act(self.judge(n), ActKind::Specialise, |a| a.value = Some(value));
            }
            Op::Incompatible(a, b) => {
                let (a, b) = (self.judge(a), self.judge(b));
                if a != b {
                    let value = ActValue::Judge(judge(b));
                    self.world.act(a, ActKind::Incompatible, |act| act.value = Some(value));
                }
            }
            Op::Conflict(n, case) => {
                if let Some(filed) = self.case(case) {
                    self.world.conflict(self.judge(n), &filed.case);
                }
            }
            Op::Rules(variant) => self.rules(variant),
            Op::File => {
                let filed = self.world.file();
                self.filed.push(filed);
            }
            Op::Draw { case, category, bench, party, subject, late, second_beacon } => {
                let prints = prints(party, subject, category);
                self.draw(case, category, bench, prints, late, second_beacon);
            }
            Op::Wait(seconds) => self.wait(seconds),
            Op::Withhold(on) => self.withhold = on,
            Op::LoseWitnesses(on) => self.lose_witnesses = on,
            Op::BeaconDown(on) => self.down = on,
            Op::Redraw { case, code } => self.redraw(case, CODES[usize::from(code) % 4]),
            Op::Follow { case, other, bound } => self.follow(case, other, bound),
            Op::Recategorise(case, to) => self.recategorise(case, to),
            Op::Refund { case, stage, one } => self.refund(case, stage, one),
            Op::VoidCommit(case) => self.void_commit(case),
            Op::VoidResult(case) => self.void_result(case),
        }
    }

    fn neighbour(&mut self, n: u8) {
        let home = core::mem::replace(&mut self.world.home, ledger_id("criminal"));
        // Some sit in both divisions.
        self.world.appoint(if n & 1 == 0 { 10 + n % 4 } else { n % self.plan.judges });
        if n & 6 == 6 {
            self.world.act(10 + n % 4, ActKind::Leave, |_| {});
        }
        self.world.home = home;
    }

    fn settle_leave(&mut self, n: u8) {
        let Some(act) = self.leaves.get(usize::from(n) % self.leaves.len().max(1)).copied() else { return };
        let record = self.world.ledger().settle_leave(&act, self.world.now + 1).unwrap();
        self.world.write(&record);
        self.count("leave");
    }

    fn absent(&mut self, n: u8, starts: i64, lasts: Option<i64>, ended: bool) {
        let n = self.judge(n);
        let from = self.world.now + 1000 * starts;
        let place = self.world.act(n, ActKind::Absent, |a| {
            a.from = Some(from);
            a.to = lasts.map(|s| from + 1000 * s);
            a.class = Some(if ended { Exclusion::Ended } else { Exclusion::Absent });
        });
        self.absences.push(place.leaf);
    }

    fn draw(
        &mut self,
        case: u8,
        category: u8,
        bench: u8,
        prints: Vec<Fingerprint>,
        late: bool,
        second_beacon: bool,
    ) {
        let Some(filed) = self.case(case) else { return };
        let mut request = self.world.request(&filed);
        request.category = text(CATEGORIES[usize::from(category) % 3]);
        request.category_changed = category > 200;
        request.bench = [(1, 0), (1, 0), (3, 0), (3, 1)].map(|(seats, reserves)| Seats { seats, reserves })
            [usize::from(bench) % 4];
        request.fingerprints = prints;
        if late {
            request.late_absences.clone_from(&self.absences);
        }
        request.beacon = self.world.sources[usize::from(second_beacon)].id();
        if let Some(waits) = self.world.ledger().waits(&filed.case) {
            request.cause = self.cause_now(waits);
        }
        self.request(&request);
    }

    /// Why a waiting case is drawn: where it waited for judges, the last act since, or the alarm itself.
    fn cause_now(&self, waits: Waiting) -> Cause {
        if waits.wants != Wants::Judge {
            return waits.cause;
        }
        let since = self.world.lines.iter().filter(|l| l.place.index >= waits.index);
        let helps = since.clone().rev().find(|l| l.kind == "pool.act").or_else(|| since.clone().next());
        waits.cause.frozen_by(helps.unwrap().place.leaf)
    }

    fn request(&mut self, request: &crate::protocol::Request) -> Option<Place> {
        let (place, prepared) = match self.world.draw(request) {
            Ok(done) => done,
            Err(PrepareError::Fault(f)) => panic!("{f}"),
            Err(_) => {
                self.count("refused");
                return None;
            }
        };
        match prepared {
            Prepared::Commit(commit) => {
                self.count(if commit.seats == 1 { "commit" } else { "panel" });
                let unwitnessed = self.lose_witnesses && self.plan.quorum && !self.plan.import;
                self.lose_witnesses = false;
                self.orders.insert(place.leaf, (!unwitnessed).then(|| self.world.note()));
                if self.withhold {
                    self.withheld.insert(place.leaf);
                }
            }
            Prepared::Assign(record) => self.count(record.cause.as_str()),
            Prepared::NoCandidate(_) => self.count("no-candidate"),
        }
        Some(place)
    }

    fn redraw(&mut self, case: u8, code: RedrawCode) {
        let Some(filed) = self.case(case) else { return };
        if self.world.ledger().is_open(&filed.case) {
            return;
        }
        let Some((target, _)) = self.world.ledger().seated(&filed.case) else { return };
        let order = self.world.order(&filed.case);
        let mut request = self.world.request(&filed);
        request.cause = self.world.ledger().redraw(&filed.case, code, order.leaf).unwrap();
        if self.request(&request).is_some() {
            self.count("redraw");
            if let Ok(refund) = self.world.ledger().refund(&target, &text("heard"), None) {
                self.world.write(&refund);
            }
        }
    }

    fn follow(&mut self, case: u8, other: u8, bound: bool) {
        let (Some(filed), Some(other)) = (self.case(case), self.case(other)) else { return };
        let Some(prior) = self.world.ledger().last_of(&other.case) else { return };
        let request = Follow {
            case: filed.case.clone(),
            filing: filed.filing,
            category: text("0121"),
            category_changed: false,
            cause: if bound { Followed::Bound } else { Followed::Joinder },
            act: None,
            prior,
            fingerprints: Vec::new(),
            index: self.world.next_index(),
            now: self.world.now + 1,
            by: by(),
        };
        if let Ok(record) = self.world.ledger().follow(&request, &self.world.facts) {
            let before = self.world.ledger().seated(&filed.case).map(|(leaf, _)| leaf);
            if let Some(refund) =
                before.and_then(|b| self.world.ledger().refund(&b, &text("heard"), None).ok())
            {
                self.world.write(&refund);
            }
            self.world.write(&record);
            self.count(record.cause.as_str());
        }
    }

    fn recategorise(&mut self, case: u8, to: u8) {
        let Some((target, _)) = self.case(case).and_then(|f| self.world.ledger().seated(&f.case)) else {
            return;
        };
        let category = text(CATEGORIES[usize::from(to) % 3]);
        if let Some(record) = self.world.ledger().recategorise(&target, &category, self.world.now).unwrap() {
            self.world.write(&record);
            self.count("category");
        }
    }

    fn refund(&mut self, case: u8, stage: u8, one: bool) {
        let Some((target, settled)) = self.case(case).and_then(|f| self.world.ledger().seated(&f.case))
        else {
            return;
        };
        let judge: Option<JudgeId> = one.then(|| settled.seats().last().unwrap().judge.clone());
        let stage = text(["filed", "prepared", "heard"][usize::from(stage) % 3]);
        if let Ok(record) = self.world.ledger().refund(&target, &stage, judge.as_ref()) {
            self.world.write(&record);
            self.count("refund");
        }
    }

    fn two() -> [By; 2] {
        [by(), By { role: text("inspector"), id: text("9000-O01") }]
    }

    fn void_commit(&mut self, case: u8) {
        let Some(filed) = self.case(case) else { return };
        let draw = self.world.ledger().open_draws().find(|d| d.record().case == filed.case);
        let Some(commit) = draw.map(|d| d.leaf()) else { return };
        let cause = text("wrong-facts");
        let void = self.world.ledger().void_commit(&commit, &cause, &Self::two(), None, self.world.now + 1);
        if let Ok(void) = void {
            let place = self.world.write(&void);
            self.count("void commit");
            self.anew(&filed, place.leaf);
        }
    }

    fn void_result(&mut self, case: u8) {
        let Some(filed) = self.case(case) else { return };
        let Some((result, _)) = self.world.ledger().seated(&filed.case) else { return };
        let void = self.world.ledger().void_result(&result, &text("wrong-facts"), &Self::two(), None);
        if let (Ok(void), false) = (void, self.world.ledger().is_open(&filed.case)) {
            let place = self.world.write(&void);
            self.count("void result");
            self.anew(&filed, place.leaf);
        }
    }

    /// Drawn again after something was void.
    fn anew(&mut self, filed: &Filed, act: Hash) {
        let mut request = self.world.request(filed);
        request.cause = self.world.ledger().redraw(&filed.case, RedrawCode::Void, act).unwrap();
        self.request(&request);
    }

    /// Time goes by, and the court does what is due.
    fn wait(&mut self, seconds: i64) {
        let until = self.world.now + 1000 * seconds;
        loop {
            let due = self.world.ledger().due(self.world.now);
            self.work(&due);
            let next = self.world.ledger().due(self.world.now).next.unwrap_or(until).min(until);
            if self.world.now >= until {
                break;
            }
            self.world.now = self.world.now.max(next);
        }
    }

    fn work(&mut self, due: &Due) {
        for commit in &due.guarded {
            if self.orders[commit].is_none() {
                let (void, alarm) = self.world.ledger().void_unwitnessed(commit, self.world.now).unwrap();
                assert!(alarm.is_none());
                let case = self.world.ledger().open_draw(commit).unwrap().record().case.clone();
                let place = self.world.write(&void);
                self.count("unwitnessed");
                let filed = self.filed.iter().find(|f| f.case == case).unwrap().clone();
                self.anew(&filed, place.leaf);
            }
        }
        let now = self.world.now;
        for (commit, from) in self.unseen.clone() {
            if let Some(record) = self.world.ledger().overdue_unwitnessed(&commit, from, now) {
                self.world.write(&record);
                self.count("unseen");
            }
        }
        for record in self.world.ledger().due(now).overdue.iter().filter(|r| due.overdue.contains(r)) {
            self.world.write(record);
            self.count(if record.fallback_round.is_some() { "left" } else { "overdue" });
        }
        // What was written above may have changed what is due.
        for round in self.world.ledger().due(self.world.now).rounds {
            let source = self.source(round.beacon);
            if !(self.down && round.beacon == self.world.sources[0].id()) {
                self.round(&source, round.round, &round.commits);
            }
        }
        let down = self.world.ledger().due(self.world.now).down;
        for commit in down {
            self.switch(&commit);
        }
    }

    fn source(&self, id: Hash) -> Source {
        self.world.sources.iter().find(|s| s.id() == id).unwrap().clone()
    }

    /// Logs proofs, and writes the results of a round if nothing is missing.
    fn round(&mut self, source: &Source, round: u64, commits: &[Hash]) {
        let inside = !self.plan.quorum && round.is_multiple_of(2);
        let mut added: HashMap<Hash, Vec<Proof>> = HashMap::new();
        let mut waits = false;
        for commit in commits {
            let draw = self.world.ledger().open_draw(commit).unwrap();
            if draw.has_left() {
                continue;
            }
            for id in draw.missing() {
                let is_held = self.withheld.contains(commit) && id.as_str() == "court";
                if is_held || self.world.now > self.world.ledger().open_draw(commit).unwrap().times().reveal {
                    waits = true;
                    continue;
                }
                let pi = self.world.proof(commit, &id);
                if inside {
                    added.entry(*commit).or_default().push(Proof { id, pi });
                } else {
                    let reveal = self.world.ledger().check_reveal(commit, &id, pi).unwrap();
                    let is_asked = self.plan.quorum && !self.plan.import;
                    let place = self.world.write(&reveal);
                    if self.lose_witnesses && is_asked {
                        self.unseen.entry(*commit).or_insert(place.index);
                    }
                    // The witnesses may be lost between two of them.
                    self.lose_witnesses ^= id.as_str() == "court" && round.is_multiple_of(3);
                }
                if !self.unseen.contains_key(commit) {
                    self.reveal_notes.insert(*commit, self.world.note());
                }
            }
            waits |= self.unseen.contains_key(commit);
        }
        if waits || commits.iter().any(|c| self.orders[c].is_none()) {
            return;
        }
        let home: Vec<Part> = commits
            .iter()
            .map(|c| {
                let mut part = self.part(c);
                part.reveals = added.remove(c).unwrap_or_default();
                part
            })
            .collect();
        self.world.results(&source.evidence(round), &home);
        self.count("results");
    }

    fn part(&self, commit: &Hash) -> Part {
        let order = self.orders[commit].clone().unwrap();
        Part { reveal_order: self.reveal_notes.get(commit).cloned(), ..self.world.part(*commit, &order) }
    }

    /// The first beacon is down for long: all draws that wait with this one are decided by the second.
    fn switch(&mut self, commit: &Hash) {
        let Some(draw) = self.world.ledger().open_draw(commit) else { return };
        let (record, second) = (draw.record().clone(), self.world.sources[1].clone());
        let since = draw.times().speaks_millis();
        let round = draw.times().round_of(&*second.beacon, &Timing::default());
        if record.beacon == second.id() || self.world.now < 1000 * second.beacon.time(round) {
            return;
        }
        let same = |d: &super::super::OpenDraw<'_>| {
            let key = (d.record().beacon, d.record().round);
            key == (record.beacon, record.round) && (d.has_left() || d.missing().is_empty())
        };
        let commits: Vec<Hash> = self.world.ledger().open_draws().filter(same).map(|d| d.leaf()).collect();
        // A commit that was not witnessed in time gets no result; it is void by rule.
        if commits.iter().any(|c| self.orders[c].is_none()) {
            return;
        }
        if !self.world.facts.outage(&record.beacon, record.round, since) {
            let confirmed = vec![text("bar"), text("ombudsman")];
            let (beacon, round) = (record.beacon, record.round);
            let outage = BeaconOutage { beacon, round, confirmed, doc: None, by: by() };
            self.world.try_write(&StreamId::beacon([1; 16]), &outage).unwrap();
        }
        let parts: Vec<Part> = commits.iter().map(|c| self.part(c)).collect();
        self.world.results(&second.evidence(round), &parts);
        self.count("switched");
    }
}

fn prints(party: u8, subject: bool, category: u8) -> Vec<Fingerprint> {
    if party.is_multiple_of(3) {
        return Vec::new();
    }
    let key = FingerprintKey::new([1; 32]);
    let parties = ["a", "b", "c"];
    let claimants = &parties[..1 + usize::from(party) % 2];
    let category = text(CATEGORIES[usize::from(category) % 3]);
    fingerprints(&key, claimants, &["x"], &category, if subject { "contract" } else { "" })
}
