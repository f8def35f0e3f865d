//! A member of the local beacon over HTTP.

use crate::rig::{NOW, clock, get, post, start, throttle};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tarazy_draw::beacon::{Beacon as _, BeaconError, BeaconInfo, Local};
use tarazy_draw::record::{Bytes, Member as Described, Proof};
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_web::Rate;
use tarazy_web::beacon::{Member, MemberError, router};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes(Suite::Tai, &[seed; 32]).unwrap()
}

/// A beacon of two; round 1 is a minute after the tests begin.
fn info() -> BeaconInfo {
    let member = |(id, seed): (&str, u8)| Described {
        id: id.parse().unwrap(),
        pk: Bytes(key(seed).public_bytes().to_vec()),
    };
    let members = [("bar", 1), ("court", 2)].map(member).to_vec();
    BeaconInfo::Local { genesis: NOW / 1000 + 60, members, period: 10, suite: 3, v: 1 }
}

fn member(id: &str, seed: u8) -> Result<Member, MemberError> {
    Member::new(&info(), id.parse().unwrap(), key(seed))
}

#[test]
fn no_round_is_proven_before_its_time_and_each_one_after_it() {
    let (time, clock) = clock();
    let server = start(router(Arc::new(member("court", 2).unwrap()), clock, throttle(Rate::default())));
    let beacon = Local::new(&info()).unwrap();
    for round in [1, 2, 50] {
        let at = beacon.time(round) * 1000;
        let ask = || post(&server, "/prove", format!(r#"{{"round":{round}}}"#).as_bytes());
        time.store(at - 1, Ordering::Relaxed);
        let early = ask();
        assert_eq!(early.error(), (425, "too-early".to_owned()));
        assert!(early.text().contains(&(at / 1000).to_string()));
        time.store(at, Ordering::Relaxed);
        let seen = ask();
        assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"));
        let proof: Proof = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(proof.id.to_string(), "court");
        beacon.verify_member(round, &proof).unwrap();
        assert_eq!(beacon.verify_member(round + 1, &proof), Err(BeaconError::Invalid));
        assert_eq!(ask().body, seen.body);
    }
    let last = post(&server, "/prove", br#"{"round":9007199254740991}"#);
    assert_eq!(last.error(), (425, "too-early".to_owned()));
}

#[test]
fn a_malformed_question_is_refused() {
    let (_, clock) = clock();
    let server = start(router(Arc::new(member("bar", 1).unwrap()), clock, throttle(Rate::default())));
    let bodies =
        ["", "{}", "[1]", r#"{"round":"1"}"#, r#"{"round":-1}"#, r#"{"round":1.5}"#, r#"{"round":1,"x":2}"#];
    for body in bodies {
        assert_eq!(post(&server, "/prove", body.as_bytes()).error(), (400, "bad-json".to_owned()), "{body}");
    }
    assert_eq!(post(&server, "/prove", br#"{"round":1,"round":2}"#).error(), (400, "bad-json".to_owned()));
    assert_eq!(post(&server, "/prove", br#"{"round":0}"#).error(), (422, "number".to_owned()));
    assert_eq!(post(&server, "/prove", &[b' '; 300]).error(), (413, "too-large".to_owned()));
    assert_eq!(get(&server, "/prove").error(), (405, "method".to_owned()));
    assert_eq!(get(&server, "/").error(), (404, "not-found".to_owned()));
}

#[test]
fn a_key_that_the_description_does_not_name_is_not_taken() {
    assert!(matches!(member("court", 1), Err(MemberError::NotMember)));
    assert!(matches!(member("ombudsman", 2), Err(MemberError::NotMember)));
    let BeaconInfo::Local { genesis, members, suite, v, .. } = info() else { unreachable!() };
    let broken = BeaconInfo::Local { genesis, members, period: 0, suite, v };
    let refused = Member::new(&broken, "court".parse().unwrap(), key(2));
    assert!(matches!(refused, Err(MemberError::Beacon(BeaconError::Description("period")))));
}
