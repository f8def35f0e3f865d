//! Draws by a network: which beacon a commit names, the court's contribution, and what happens when either is missing.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, contribution, kinds};
use tarazy_docket::{Hash, StreamId, Value};
use tarazy_draw::Weak;
use tarazy_draw::beacon::Beacon as _;
use tarazy_draw::record::{Body as _, DrawCommit, DrawOverdue, DrawResult};
use tarazy_registry::bodies::{BeaconHeard, BeaconOutagePut, DrawOverduePut, DrawResults};
use tarazy_registry::models::{self, DueRound};
use tarazy_store::{Answer, Refusal};

const MINUTE: i64 = 60_000;

fn commit(court: &mut Court) -> (Hash, DrawCommit) {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    let ledger = court.ledger();
    let record = ledger.iter().rev().find(|r| r.kind() == Some("draw.commit")).unwrap();
    (record.leaf, DrawCommit::from_object(record.body().unwrap()).unwrap())
}

fn last<T: tarazy_draw::record::Body>(court: &Court) -> T {
    let ledger = court.ledger();
    T::from_object(ledger.iter().rev().find(|r| r.kind() == Some(T::TYPE)).unwrap().body().unwrap()).unwrap()
}

fn results(court: &mut Court, due: DueRound, orders: Vec<(Hash, String)>) -> Result<Answer, Refusal> {
    let body =
        DrawResults { evidence: court.said(due), orders, reveal_orders: Vec::new(), by: by("registrar:r1") };
    court.run("system", "draw.results", &body)
}

fn overdue(court: &mut Court) -> Result<Answer, Refusal> {
    let ledger: StreamId = "draw/7119.civil".parse().unwrap();
    court.run("system", "draw.overdue", &DrawOverduePut { ledger, unwitnessed: Vec::new() })
}

#[test]
fn a_commit_names_the_network_while_it_was_heard_in_the_last_ten_minutes() {
    let mut court = Court::with_a_network(4, false);
    let network = *court.network.as_ref().unwrap().beacon.id();
    let (_, unheard) = commit(&mut court);
    assert_ne!(unheard.beacon, network);
    assert!(unheard.flags.contains(&Weak::BeaconSwitched) && unheard.contributors.is_empty());
    court.hear();
    let (leaf, heard) = commit(&mut court);
    assert_eq!(heard.beacon, network);
    assert!(!heard.flags.contains(&Weak::BeaconSwitched));
    // The promise is the one that the key of the rules opens, over this commit.
    let alpha =
        tarazy_draw::protocol::alpha(&DrawCommit { contributors: Vec::new(), ..heard.clone() }).unwrap();
    let (_, beta) = contribution().prove(alpha.as_bytes()).unwrap();
    assert_eq!(heard.contributors.len(), 1);
    assert_eq!((heard.contributors[0].id.as_str(), heard.contributors[0].beta_hash), ("court", beta.hash()));
    court.wait(10 * MINUTE);
    assert_eq!(commit(&mut court).1.beacon, network);
    court.wait(1);
    assert_ne!(commit(&mut court).1.beacon, network, "it was not heard for longer");
    // A result by the network shows too that it speaks; the draw of `leaf` has been overdue meanwhile.
    overdue(&mut court).unwrap();
    let fallback = last::<DrawOverdue>(&court);
    assert_eq!((fallback.commit, fallback.missing.len()), (leaf, 1));
}

#[test]
fn a_number_that_is_old_or_not_signed_by_the_network_is_no_sign_that_it_speaks() {
    let mut court = Court::with_a_network(4, false);
    let network = court.network.as_ref().unwrap();
    let now = network.beacon.round_at_or_after(court.now() / 1000);
    let mut forged = network.evidence(now);
    if let tarazy_draw::beacon::Evidence::Drand { round, .. } = &mut forged {
        *round += 1;
    }
    let bad = [
        (forged, "draw"),
        (network.evidence(now - 201), "nothing-due"),
        (network.evidence(now + 202), "nothing-due"),
    ];
    let own = court.evidence(7);
    for (evidence, code) in bad {
        let refused = court.run("system", "beacon.heard", &BeaconHeard { evidence }).unwrap_err();
        assert_eq!(refused.code, code);
    }
    court.run("system", "beacon.heard", &BeaconHeard { evidence: own }).unwrap_err();
    assert!(commit(&mut court).1.flags.contains(&Weak::BeaconSwitched));
}

#[test]
fn without_a_quorum_the_result_carries_the_contribution() {
    let mut court = Court::with_a_network(4, false);
    court.hear();
    commit(&mut court);
    assert_eq!(court.resolve(), 1);
    assert!(kinds(&court.ledger()).ends_with(&["draw.commit", "draw.result"]));
    let result: DrawResult = last(&court);
    assert_eq!(result.reveals.len(), 1);
    assert!(result.reveal_order.is_none() && !result.weak.contains(&Weak::Fallback));
}

#[test]
fn with_a_quorum_the_contribution_is_logged_and_witnessed_before_the_result() {
    let mut court = Court::with_a_network(4, true);
    court.hear();
    let (leaf, fixed) = commit(&mut court);
    let due = DueRound { beacon: fixed.beacon, round: fixed.round };
    let order = court.checkpoint();
    assert_eq!(court.reveal().unwrap_err().code, "nothing-due", "its round has not come");
    court.wait(court.spoken(due) - court.now());
    let refused = results(&mut court, due, vec![(leaf, order.clone())]).unwrap_err();
    assert!(refused.to_string().contains("waits for the proof of court"), "{refused}");
    assert_eq!(court.reveal().unwrap().body.get("reveals").and_then(Value::as_int), Some(1));
    assert_eq!(court.reveal().unwrap_err().code, "nothing-due", "it is shown once");
    let refused = results(&mut court, due, vec![(leaf, order)]).unwrap_err();
    assert!(refused.to_string().contains("draw-5-reveal-order"), "{refused}");
    let open = models::open_draws(court.reader().as_mut()).unwrap();
    assert_eq!((open[0].promised, open[0].reveals, open[0].revealed.is_some()), (1, 1, true));
    let reveal_order = court.checkpoint();
    let body = DrawResults {
        evidence: court.said(due),
        orders: vec![(leaf, reveal_order.clone())],
        reveal_orders: vec![(leaf, reveal_order.clone())],
        by: by("registrar:r1"),
    };
    let refused = court.run("system", "draw.results", &body).unwrap_err();
    assert!(
        refused.to_string().contains("draw-3-unwitnessed"),
        "the commit was witnessed too late: {refused}"
    );
}

#[test]
fn a_witnessed_draw_by_the_network_carries_the_note_over_its_contributions() {
    let mut court = Court::with_a_network(4, true);
    court.hear();
    commit(&mut court);
    assert_eq!(court.resolve(), 1);
    assert!(kinds(&court.ledger()).ends_with(&["draw.commit", "draw.reveal", "draw.result"]));
    let result: DrawResult = last(&court);
    assert!(result.reveal_order.is_some_and(|note| note.contains("bar.example/witness")));
}

#[test]
fn a_contribution_that_comes_too_late_costs_a_later_round_and_the_record_says_who() {
    let mut court = Court::with_a_network(4, false);
    court.hear();
    let (leaf, fixed) = commit(&mut court);
    let due = DueRound { beacon: fixed.beacon, round: fixed.round };
    let order = court.checkpoint();
    court.wait(court.spoken(due) - court.now() + 2 * MINUTE + 1);
    assert_eq!(court.reveal().unwrap_err().code, "nothing-due", "REVEAL_MAX is over");
    assert!(results(&mut court, due, vec![(leaf, order.clone())]).is_err());
    overdue(&mut court).unwrap();
    let told: DrawOverdue = last(&court);
    assert_eq!(told.missing.iter().map(ToString::to_string).collect::<Vec<_>>(), ["court"]);
    assert_eq!(told.fallback_round, Some(fixed.round + 100));
    let open = models::open_draws(court.reader().as_mut()).unwrap();
    assert_eq!((open[0].overdue, open[0].fallback), (true, told.fallback_round));
    let fallback = DueRound { round: fixed.round + 100, ..due };
    court.wait(3 * MINUTE);
    assert!(results(&mut court, due, vec![(leaf, order.clone())]).is_err(), "its own round decides no more");
    results(&mut court, fallback, vec![(leaf, order)]).unwrap();
    let result: DrawResult = last(&court);
    assert!(result.weak.contains(&Weak::Fallback) && result.reveals.is_empty());
}

#[test]
fn a_contribution_in_time_survives_a_network_that_is_silent_for_hours() {
    let mut court = Court::with_a_network(4, false);
    court.hear();
    let (leaf, fixed) = commit(&mut court);
    let due = DueRound { beacon: fixed.beacon, round: fixed.round };
    let order = court.checkpoint();
    court.wait(court.spoken(due) - court.now() + MINUTE);
    court.reveal().unwrap();
    court.wait(5 * MINUTE);
    overdue(&mut court).unwrap();
    assert_eq!(last::<DrawOverdue>(&court).fallback_round, None, "all reveals are in time");
    court.wait(180 * MINUTE);
    results(&mut court, due, vec![(leaf, order)]).unwrap();
    assert!(!last::<DrawResult>(&court).weak.contains(&Weak::Fallback));
}

#[test]
fn the_next_beacon_speaks_only_after_an_hour_and_an_outage_that_two_bodies_confirm() {
    let mut court = Court::with_a_network(4, true);
    court.hear();
    let (leaf, fixed) = commit(&mut court);
    let order = court.checkpoint();
    let down = DueRound { beacon: fixed.beacon, round: fixed.round };
    let outage = |court: &mut Court, confirmed: &[&str]| {
        let confirmed = confirmed.iter().map(|id| id.parse().unwrap()).collect();
        let body = BeaconOutagePut { beacon: down.beacon, round: down.round, confirmed, by: by("chair:c1") };
        court.run("chair:c1", "beacon.outage", &body)
    };
    let early = outage(&mut court, &["bar", "ombudsman"]).unwrap_err();
    assert_eq!(early.code, "beacon-speaks", "its round has not come");
    court.wait(court.spoken(down) - court.now());
    court.reveal().unwrap();
    let reveal_order = court.checkpoint();
    let local = DueRound {
        beacon: court.evidence(1).beacon(),
        // By the default times: an hour, and DELTA.
        round: (court.spoken(down) / 1000 + 3660 - 631_152_000).div_euclid(10).unsigned_abs() + 2,
    };
    let body = |court: &Court| DrawResults {
        evidence: court.said(local),
        orders: vec![(leaf, order.clone())],
        reveal_orders: vec![(leaf, reveal_order.clone())],
        by: by("registrar:r1"),
    };
    court.wait(60 * MINUTE + MINUTE + 10_000);
    overdue(&mut court).unwrap();
    let answer = body(&court);
    let refused = court.run("system", "draw.results", &answer).unwrap_err();
    assert!(refused.to_string().contains("draw-4-outage"), "{refused}");
    for confirmed in [&[][..], &["bar"], &["bar", "bar"], &["bar", "court"]] {
        assert_eq!(outage(&mut court, confirmed).unwrap_err().code, "two-bodies", "{confirmed:?}");
    }
    outage(&mut court, &["ombudsman", "bar"]).unwrap();
    let told = models::outages(court.reader().as_mut()).unwrap();
    assert_eq!((told.len(), told[0].beacon, told[0].round), (1, down.beacon, down.round));
    court.run("system", "draw.results", &answer).unwrap();
    court.hear();
    assert_eq!(outage(&mut court, &["bar", "ombudsman"]).unwrap_err().code, "beacon-speaks", "it is back");
    let result: DrawResult = last(&court);
    assert_eq!((result.evidence.beacon(), result.round), (local.beacon, local.round));
    assert!(result.weak.contains(&Weak::BeaconSwitched) && result.reveals.len() == 1);
    let rows = crate::life::rebuilt(&mut court).rows;
    assert_eq!(
        rows[..6],
        [
            ("case_row", 1),
            ("draw_row", 1),
            ("bench_row", 1),
            ("recusal_row", 0),
            ("hearing_row", 0),
            ("outage_row", 1)
        ],
        "and all follows from the entries"
    );
}

#[test]
fn rules_that_do_not_name_the_beacons_or_the_key_of_the_installation_refuse_the_draw() {
    let mut court = Court::with_judges(4);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    // The court takes a network into its configuration, but has not put it into the rules of the division.
    court.take_network();
    court.hear();
    court.register(&case);
    assert_eq!(last::<DrawCommit>(&court).beacon, court.evidence(1).beacon(), "the rules in force decide");
    court.renew_rules();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    assert_eq!(last::<DrawCommit>(&court).beacon, *court.network.as_ref().unwrap().beacon.id());
}
