//! A contributor to draws over HTTP.

use crate::rig::{NOW, clock, get, post, start, throttle};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tarazy_docket::{Draft, Hash, Object, StreamId, Value, leaf_hash};
use tarazy_draw::beacon::{Beacon as _, BeaconInfo, BeaconKind, Local};
use tarazy_draw::record::{
    BeaconRule, Body as _, Bytes, Cause, CommitKind, DrawCommit, DrawRules, KeyRule, Member, Timing,
};
use tarazy_draw::vrf::{PublicKey, SecretKey, Suite};
use tarazy_draw::{seed, weak::Weak};
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::promises::{Promises, PromisesError};
use tarazy_web::contributor::{Contributor, router};
use tarazy_web::{Rate, Server};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes(Suite::Tai, &[seed; 32]).unwrap()
}

fn pk(seed: u8) -> Bytes {
    Bytes(key(seed).public_bytes().to_vec())
}

fn info() -> BeaconInfo {
    let members = vec![Member { id: "court".parse().unwrap(), pk: pk(2) }];
    BeaconInfo::Local { genesis: NOW / 1000 - 1000, members, period: 10, suite: 3, v: 1 }
}

fn beacon() -> Local {
    Local::new(&info()).unwrap()
}

/// The entry of rules that name the bar as a contributor, by a key.
fn rules(seed: u8) -> Vec<u8> {
    let beacon = BeaconRule {
        id: *beacon().id(),
        kind: BeaconKind::Local,
        info: Some(info()),
        import: false,
        operators: Vec::new(),
    };
    let rules = DrawRules {
        spec_hash: Hash([0; 32]),
        code_hash: Hash([0; 32]),
        beta256: 128,
        mean_weight: 0,
        weights: Vec::new(),
        panel_share: 1000,
        heavy_factor: 8,
        timing: Timing::default(),
        pool_min: 3,
        refile_months: 24,
        beacons: vec![beacon],
        refund: Vec::new(),
        benches: Vec::new(),
        contributors: vec![KeyRule { id: "bar".parse().unwrap(), pk: pk(seed), suite: 3 }],
        policy_hash: Hash([0; 32]),
        adopted: None,
        late_causes: Vec::new(),
        redraw_causes: Vec::new(),
        void_causes: Vec::new(),
        nonrandom_causes: Vec::new(),
        neighbour: Vec::new(),
        from: 0,
        doc: None,
    };
    let draft = Draft {
        stream: "draw/7119.civil".parse().unwrap(),
        kind: DrawRules::TYPE.parse().unwrap(),
        actor: "chair".parse().unwrap(),
        vis: tarazy_docket::Visibility::Public,
        body: rules.to_object().unwrap(),
    };
    let (entry, _) = draft.into_entry(1, Hash([0; 32]), NOW, || unreachable!("public")).unwrap();
    entry.to_bytes()
}

/// The draft of a commit whose `at` lies so many seconds after the tests begin.
fn commit(rules: &[u8], at: i64) -> Object {
    let beacon = beacon();
    let at = NOW / 1000 + at;
    let commit = DrawCommit {
        kind: CommitKind::Case,
        case: StreamId::case([1; 16]),
        filing: Hash([5; 32]),
        filing_index: 1,
        category: "01".parse().unwrap(),
        weight: 1,
        cause: Cause::Initial,
        fingerprints: Vec::new(),
        matches: Vec::new(),
        pool: Vec::new(),
        incompatible: Vec::new(),
        seats: 1,
        reserves: 0,
        rules: leaf_hash(rules),
        beacon: *beacon.id(),
        round: beacon.round_at_or_after(at + 60),
        at,
        late: Vec::new(),
        flags: vec![Weak::Pilot],
        contributors: Vec::new(),
    };
    let mut body = commit.to_object().unwrap();
    body.remove("contributors");
    body
}

fn question(commit: &Object, rules: &[u8]) -> Vec<u8> {
    let rules = Value::from_canonical(rules).unwrap();
    Value::Object(Object::new().with("commit", commit.clone()).with("rules", rules)).to_bytes()
}

fn reveal(commit: &Object) -> Vec<u8> {
    let filing = Hash([5; 32]).to_hex();
    format!(r#"{{"alpha":"{}","filing":"{filing}"}}"#, seed::alpha(commit)).into_bytes()
}

fn open(folder: &std::path::Path) -> Result<Promises, PromisesError> {
    Promises::open(Arc::new(Durable::new(Arc::new(LocalDisk::new(folder)))))
}

struct Bar {
    folder: tempfile::TempDir,
    time: Arc<std::sync::atomic::AtomicI64>,
    server: Server,
}

fn bar() -> Bar {
    let folder = tempfile::tempdir().unwrap();
    let (time, clock) = clock();
    let contributor = Contributor::new("bar".parse().unwrap(), key(1), open(folder.path()).unwrap());
    let server = start(router(Arc::new(contributor), clock, throttle(Rate::default())));
    Bar { folder, time, server }
}

fn member(body: &[u8], name: &str) -> Value {
    Value::from_json(body).unwrap().get(name).unwrap().clone()
}

#[test]
fn what_was_promised_is_proven_when_the_round_has_spoken_and_not_before() {
    let bar = bar();
    let rules = rules(1);
    let commit = commit(&rules, 0);
    assert_eq!(post(&bar.server, "/reveal", &reveal(&commit)).error(), (404, "not-found".to_owned()));
    let promised = post(&bar.server, "/promise", &question(&commit, &rules));
    assert_eq!((promised.status, promised.header("cache-control")), (200, "no-store"));
    let beta_hash = member(&promised.body, "beta_hash");
    let speaks = beacon().time(commit.get("round").unwrap().as_int().unwrap().try_into().unwrap());
    bar.time.store(speaks * 1000 - 1, Ordering::Relaxed);
    let early = post(&bar.server, "/reveal", &reveal(&commit));
    assert_eq!(early.error(), (425, "too-early".to_owned()));
    bar.time.store(speaks * 1000, Ordering::Relaxed);
    let shown = post(&bar.server, "/reveal", &reveal(&commit));
    let pi: Bytes = member(&shown.body, "pi").as_text().unwrap().parse().unwrap();
    let key = PublicKey::from_bytes(Suite::Tai, key(1).public_bytes()).unwrap();
    let beta = key.verify(seed::alpha(&commit).as_bytes(), &pi.0).unwrap();
    assert_eq!(Value::from(beta.hash().to_hex()), beta_hash);
    // For a round that has spoken nothing is promised: the court could choose whether it wants the part.
    let late = post(&bar.server, "/promise", &question(&commit, &rules));
    assert_eq!(late.error(), (409, "too-late".to_owned()));
}

#[test]
fn every_draft_of_a_filing_that_the_court_showed_stays_written_down() {
    let bar = bar();
    let rules = rules(1);
    for (at, draft) in [(0, 1), (1, 2), (0, 1), (2, 3)] {
        let promised = post(&bar.server, "/promise", &question(&commit(&rules, at), &rules));
        assert_eq!(member(&promised.body, "draft"), Value::Int(draft), "the same draft counts once");
    }
    let seen = |server: &Server| get(server, &format!("/filing/{}", Hash([5; 32]))).body;
    let before = seen(&bar.server);
    let drafts = member(&before, "drafts");
    let alphas: Vec<&str> =
        drafts.as_array().unwrap().iter().map(|d| d.get("alpha").unwrap().as_text().unwrap()).collect();
    let shown: Vec<String> = [0, 1, 2].map(|at| seed::alpha(&commit(&rules, at)).to_hex()).to_vec();
    assert_eq!(alphas, shown);
    assert_eq!(
        member(&get(&bar.server, &format!("/filing/{}", Hash([6; 32]))).body, "drafts"),
        Value::from(vec![])
    );
    assert!(matches!(open(bar.folder.path()), Err(PromisesError::Held)), "one process has this memory");
    // A restart forgets nothing.
    let Bar { folder, time: _, server } = bar;
    server.stop().unwrap();
    let (_, clock) = clock();
    let contributor = Contributor::new("bar".parse().unwrap(), key(1), open(folder.path()).unwrap());
    let server = start(router(Arc::new(contributor), clock, throttle(Rate::default())));
    assert_eq!(seen(&server), before);
}

#[test]
fn a_draft_that_does_not_fit_the_rules_that_it_names_gets_no_part() {
    let bar = bar();
    let (rules, others) = (rules(1), rules(3));
    let good = commit(&rules, 0);
    let with = |name: &str, value: Value| question(&good.clone().with(name, value), &rules);
    let no_part = [
        question(&good, &others),
        question(&commit(&others, 0), &others),
        with("round", Value::Int(good.get("round").unwrap().as_int().unwrap() + 1)),
        with("contributors", Value::from(vec![])),
        with("case", Value::from("sys/keys/no")),
        with("beacon", Value::from(Hash([7; 32]).to_hex())),
    ];
    for (n, question) in no_part.iter().enumerate() {
        assert_eq!(post(&bar.server, "/promise", question).error(), (422, "no-part".to_owned()), "{n}");
    }
    for bad in ["", "{}", "[]", r#"{"commit":{},"rules":{},"x":1}"#, r#"{"commit":1,"rules":{}}"#] {
        assert_eq!(
            post(&bar.server, "/promise", bad.as_bytes()).error(),
            (400, "bad-json".to_owned()),
            "{bad}"
        );
    }
    for bad in ["", "{}", r#"{"alpha":"1","filing":"2"}"#] {
        assert_eq!(
            post(&bar.server, "/reveal", bad.as_bytes()).error(),
            (400, "bad-json".to_owned()),
            "{bad}"
        );
    }
    let seen = get(&bar.server, &format!("/filing/{}", Hash([5; 32])));
    assert_eq!(member(&seen.body, "drafts"), Value::from(vec![]), "nothing was promised");
    assert_eq!(get(&bar.server, "/filing/x").error(), (404, "not-found".to_owned()));
}
