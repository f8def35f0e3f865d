//! Tests of rules.

use super::*;
use crate::beacon::drand::quicknet_id;
use crate::record::Member;
use crate::record::{Bytes, KeyRule};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn record() -> DrawRules {
    DrawRules {
        spec_hash: Hash([1; 32]),
        code_hash: Hash([2; 32]),
        beta256: 128,
        mean_weight: 2_500_000,
        weights: vec![(code("0121"), 2_000_000), (code("0122"), 3)],
        panel_share: 400,
        heavy_factor: 8,
        timing: Timing::default(),
        pool_min: 3,
        refile_months: 24,
        beacons: vec![row(quicknet_id(), BeaconKind::Drand)],
        refund: vec![(code("filed"), 1000), (code("heard"), 333)],
        benches: vec![(code("first"), 1, 0), (code("appeal"), 3, 1)],
        contributors: Vec::new(),
        policy_hash: Hash([3; 32]),
        adopted: None,
        late_causes: Vec::new(),
        redraw_causes: Vec::new(),
        void_causes: Vec::new(),
        nonrandom_causes: Vec::new(),
        neighbour: Vec::new(),
        from: 0,
        doc: None,
    }
}

fn row(id: Hash, kind: BeaconKind) -> BeaconRule {
    BeaconRule { id, kind, info: None, import: false, operators: Vec::new() }
}

fn refused(change: impl FnOnce(&mut DrawRules)) -> String {
    let mut rules = record();
    change(&mut rules);
    Rules::new(rules).unwrap_err().verdict()
}

#[test]
fn tables_are_looked_up() {
    let rules = Rules::new(record()).unwrap();
    assert_eq!(rules.weight(&code("0121")).map(Weight::get), Some(2_000_000));
    assert_eq!(rules.weight(&code("012")), None);
    let weight = rules.weight(&code("0122")).unwrap();
    assert_eq!(rules.seat_weights(weight, 3).iter().map(|w| w.get()).collect::<Vec<_>>(), [3, 1, 1]);
    assert_eq!(rules.bench(&code("appeal")), Some(Seats { seats: 3, reserves: 1 }));
    assert!(!rules.has_bench(Seats { seats: 3, reserves: 0 }));
    assert_eq!((rules.refund(&code("heard")), rules.refund(&code("never"))), (Some(333), None));
    assert!(rules.is_refund(Weight::try_from(666_000).unwrap(), rules.weight(&code("0121")).unwrap()));
    assert_eq!(rules.mean_weight().map(Weight::get), Some(2_500_000));
    assert!(rules.is_pilot() && rules.is_unsigned());
}

#[test]
fn numbers_have_their_range_and_codes_stand_once() {
    let bad: [fn(&mut DrawRules); 9] = [
        |r| r.beta256 = 257,
        |r| r.mean_weight = -1,
        |r| r.weights[0].1 = -1,
        |r| r.weights[1].0 = r.weights[0].0.clone(),
        |r| r.panel_share = 1001,
        |r| r.refund[0].1 = -1,
        |r| r.refund[1].0 = r.refund[0].0.clone(),
        |r| r.timing.delta = -1,
        |r| r.timing.beacon_down = -1,
    ];
    for change in bad {
        assert_eq!(refused(change), "draw-6-rules");
    }
    let no_cap = Rules::new(DrawRules { mean_weight: 0, ..record() }).unwrap();
    assert_eq!(no_cap.mean_weight(), None);
}

#[test]
fn a_beacon_is_named_described_and_of_its_kind() {
    let nobody = |_: &Hash| None;
    let verdict = |rules: &DrawRules, id: Hash| {
        Rules::new(rules.clone()).unwrap().speaker(&id, nobody).map(|s| s.position).map_err(|f| f.verdict())
    };
    let mut rules = record();
    assert_eq!(verdict(&rules, quicknet_id()), Ok(0));
    assert_eq!(verdict(&rules, Hash([9; 32])), Err("draw-4-beacon".into()));
    rules.beacons[0].kind = BeaconKind::Local;
    assert_eq!(verdict(&rules, quicknet_id()), Err("draw-4-beacon".into()));
    rules.beacons[0].kind = BeaconKind::Dice;
    assert_eq!(verdict(&rules, quicknet_id()), Err("unsupported".into()));
    rules.beacons.push(row(Hash([7; 32]), BeaconKind::Local));
    assert_eq!(verdict(&rules, Hash([7; 32])), Err("draw-4-beacon".into()), "nobody describes it");
}

#[test]
fn members_with_one_operator_are_one_party_however_many() {
    let key = crate::vrf::SecretKey::from_bytes(Suite::Tai, &[1; 32]).unwrap();
    let member = |id: &str| Member { id: id.parse().unwrap(), pk: Bytes(key.public_bytes().to_vec()) };
    let members = vec![member("bar"), member("court"), member("mirror")];
    let info = BeaconInfo::Local { genesis: 0, members, period: 10, suite: 3, v: 1 };
    let id = *beacon::Local::new(&info).unwrap().id();
    let one_party = |operators: &[(&str, &str)]| {
        let mut rules = record();
        let operators = operators.iter().map(|(m, o)| (m.parse().unwrap(), o.parse().unwrap())).collect();
        rules.beacons =
            vec![BeaconRule { info: Some(info.clone()), operators, ..row(id, BeaconKind::Local) }];
        Rules::new(rules).unwrap().speaker(&id, |_| None).unwrap().one_party
    };
    assert!(!one_party(&[]), "without a named operator each is his own");
    assert!(!one_party(&[("mirror", "court")]));
    assert!(one_party(&[("bar", "court"), ("mirror", "court")]));
    assert!(one_party(&[("bar", "x"), ("court", "x"), ("mirror", "x")]));
}

#[test]
fn keys_are_read_once_and_faults_are_told_when_they_are_asked_for() {
    let mut rules = record();
    let row = |id: &str, suite: u32, pk: Vec<u8>| KeyRule { id: id.parse().unwrap(), pk: Bytes(pk), suite };
    let good = crate::vrf::SecretKey::from_bytes(Suite::Tai, &[1; 32]).unwrap();
    let pk = good.public_bytes().to_vec();
    rules.contributors = vec![row("a", 3, pk.clone()), row("b", 9, pk), row("c", 3, vec![0; 32])];
    let rules = Rules::new(rules).unwrap();
    let verdict =
        |id: &str| rules.key(&id.parse().unwrap()).map(|k| k.suite().number()).map_err(|f| f.verdict());
    assert_eq!(verdict("a"), Ok(3));
    assert_eq!(verdict("b"), Err("unsupported".into()));
    assert_eq!(verdict("c"), Err("draw-5-proof".into()));
    assert_eq!(verdict("d"), Err("draw-5-key".into()));
}

#[test]
fn all_times_follow_from_the_round() {
    let rules = Rules::new(record()).unwrap();
    let beacon = rules.speaker(&quicknet_id(), |_| None).unwrap().beacon;
    let t = Deadlines::new(rules.timing(), &*beacon, 1001);
    let speaks = 1_692_803_367 + 3000;
    assert_eq!((t.speaks, t.witnessed, t.reveal), (speaks, speaks - 20, (speaks + 120) * 1000));
    assert_eq!((t.result, t.fallback_round, t.reveal_witnessed), ((speaks + 300) * 1000, 1101, speaks + 279));
    assert_eq!(t.round_of(&*beacon, rules.timing()), 1001 + (3600 + 60) / 3);
    let far = Deadlines::new(rules.timing(), &*beacon, u64::MAX);
    assert_eq!((far.speaks, far.result), (i64::MAX, i64::MAX));
}
