//! The grammar of a policy, and what it says about checkpoints.

use super::*;
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::hash::Hash;
use crate::note::{Cosigner, Signer};
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use proptest::prelude::*;

const ORIGIN: &str = "log.example/tarazy";

fn log() -> Signer {
    Signer::from_seed(ORIGIN.parse().unwrap(), &[1; 32]).unwrap()
}

fn witness(n: u8) -> Cosigner {
    Cosigner::from_seed(format!("w{n}.example").parse().unwrap(), &[100 + n; 32]).unwrap()
}

/// The example of the C2SP document, with keys.
fn two_levels() -> String {
    let w = |n| witness(n).verifier().to_string();
    format!(
        "# trust\nlog {}\n\nwitness X1 {}\nwitness X2 {}\t\n  witness X3 {} https://x3.example\ngroup X-witnesses 2 X1 X2 X3\n\
         witness Y1 {}\nwitness Y2 {}\nwitness Y3 {}\ngroup Y-witnesses any Y1 Y2 Y3\n\
         group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
        log().verifier(),
        w(1),
        w(2),
        w(3),
        w(4),
        w(5),
        w(6)
    )
}

fn policy(text: &str) -> Policy {
    Policy::parse(text.as_bytes()).unwrap()
}

fn checkpoint() -> SignedCheckpoint {
    let unsigned = SignedCheckpoint::unsigned(Checkpoint::new(ORIGIN, 7, Hash([7; 32])).unwrap()).unwrap();
    let signature = log().sign(unsigned.note().text());
    unsigned.with(signature)
}

fn cosigned(times: &[(u8, u64)]) -> SignedCheckpoint {
    times.iter().fold(checkpoint(), |c, (n, time)| {
        let signature = witness(*n).cosign(c.note().text(), *time).unwrap();
        c.with(signature)
    })
}

#[test]
fn the_example_of_the_c2sp_document_asks_for_two_of_x_and_one_of_y() {
    let text = two_levels();
    let policy = policy(&text);
    assert_eq!(policy.fewest(), 3);
    let with = |names: &[&str]| policy.would_be_met(|w| names.contains(&w.name.to_string().as_str()));
    assert!(with(&["X1", "X3", "Y2"]) && !with(&["X1", "X2", "X3"]) && !with(&["X1", "Y1", "Y2", "Y3"]));
    assert_eq!(policy.logs().len(), 1);
    let names: Vec<String> = policy.witnesses().map(|w| w.name.to_string()).collect();
    assert_eq!(names, ["X1", "X2", "X3", "Y1", "Y2", "Y3"]);
    assert_eq!(policy.witnesses().nth(2).unwrap().url.as_deref(), Some("https://x3.example"));
    for (who, met) in [
        (vec![], false),
        (vec![1, 2], false),
        (vec![1, 4], false),
        (vec![4, 5, 6], false),
        (vec![1, 3, 5], true),
        (vec![1, 2, 3, 4, 5, 6], true),
    ] {
        let times: Vec<_> = who.iter().map(|n| (*n, 50)).collect();
        let cosigned = cosigned(&times);
        let standing = policy.evaluate(&cosigned).unwrap();
        assert_eq!(standing.has_quorum(), met, "{who:?}");
        assert_eq!(standing.cosignatures().count(), who.len());
        let checked = policy.check(&cosigned, 60_000).map(|_| ());
        assert_eq!(checked, if met { Ok(()) } else { Err(Distrust::NoQuorum(who.len())) });
    }
}

#[test]
fn the_quorum_is_met_when_its_last_needed_cosignature_was_made() {
    let text = two_levels();
    let policy = policy(&text);
    let cosigned = cosigned(&[(1, 100), (2, 300), (3, 200), (4, 150), (5, 999)]);
    let standing = policy.evaluate(&cosigned).unwrap();
    assert_eq!(standing.met_at(), Some(200));
    assert!(!standing.met_by(199));
    assert!(standing.met_by(200));
    assert!(!standing.met_by(-1));
}

#[test]
fn without_a_quorum_nothing_is_asked_of_witnesses_and_nothing_is_claimed() {
    let text = format!("log {}\nquorum none\n", log().verifier());
    let policy = policy(&text);
    let checkpoint = checkpoint();
    let standing = policy.check(&checkpoint, 0).unwrap();
    assert!(!policy.has_quorum());
    assert!(standing.has_quorum() && standing.met_by(0));
    assert_eq!(standing.met_at(), None);
}

#[test]
fn a_cosignature_up_to_five_minutes_ahead_is_taken_and_a_later_one_is_not() {
    let text = format!("log {}\nwitness w {}\nquorum w\n", log().verifier(), witness(1).verifier());
    let policy = policy(&text);
    let cosigned = cosigned(&[(1, 1300)]);
    assert!(policy.check(&cosigned, 1_000_000).is_ok());
    let name = policy.witnesses().next().unwrap().name.clone();
    assert_eq!(policy.check(&cosigned, 999_999).unwrap_err(), Distrust::FutureTime(name));
    assert!(policy.check(&cosigned, i64::MAX).is_ok());
    assert!(policy.check(&cosigned, i64::MIN).is_err());
}

#[test]
fn only_a_key_of_the_origin_signs_for_a_log() {
    let text = format!("log {}\nquorum none\n", log().verifier());
    let unknown = Err(Distrust::UnknownLog(ORIGIN.into()));
    let nobody = checkpoint().retain(|_| false);
    assert_eq!(policy(&text).check(&nobody, 0).map(|_| ()), unknown);
    let other = Signer::from_seed("other.example".parse().unwrap(), &[9; 32]).unwrap();
    let signed = nobody.with(other.sign(checkpoint().note().text()));
    let with_other = format!("log {}\n{text}", other.verifier());
    assert_eq!(policy(&with_other).check(&signed, 0).map(|_| ()), unknown);
    let only_other = format!("log {}\nquorum none\n", other.verifier());
    assert_eq!(policy(&only_other).check(&checkpoint(), 0).map(|_| ()), unknown);
    let completed = policy("quorum none").with_log(log().verifier().clone());
    assert!(completed.check(&checkpoint(), 0).is_ok());
}

#[test]
fn a_known_witness_with_a_bad_cosignature_rejects_the_checkpoint_even_above_the_quorum() {
    let w = |n| witness(n).verifier().to_string();
    let text = format!(
        "log {}\nwitness a {}\nwitness b {}\ngroup g 1 a b\nquorum g\n",
        log().verifier(),
        w(1),
        w(2)
    );
    let mut bad = witness(2).cosign("another text\n", 5).unwrap();
    bad.bytes[0] = 0;
    let checkpoint = cosigned(&[(1, 5)]).with(bad);
    assert!(matches!(policy(&text).check(&checkpoint, 9_999), Err(Distrust::BadSignature(_))));
    let without_b = format!("log {}\nwitness a {}\nquorum a\n", log().verifier(), w(1));
    assert!(policy(&without_b).check(&checkpoint, 9_999).is_ok());
}

#[test]
fn a_malformed_policy_is_refused_with_its_line() {
    let (l, w1, w2) =
        (log().verifier().to_string(), witness(1).verifier().to_string(), witness(2).verifier().to_string());
    let taken = || PolicyFault::NameTaken;
    let unknown = |name: &str| PolicyFault::Unknown(Name(name.as_bytes().to_vec()));
    let cases: Vec<(String, usize, PolicyFault)> = vec![
        (String::new(), 1, PolicyFault::NoQuorum),
        (format!("log {l}\n"), 2, PolicyFault::NoQuorum),
        ("quorum none\nquorum none".into(), 2, PolicyFault::SecondQuorum),
        ("quorum w".into(), 1, unknown("w")),
        ("quorum".into(), 1, PolicyFault::Words),
        ("quorum none none".into(), 1, PolicyFault::Words),
        ("Quorum none".into(), 1, PolicyFault::Words),
        ("\r\nquorum none".into(), 1, PolicyFault::Characters),
        ("# \u{7f}\nquorum none".into(), 1, PolicyFault::Characters),
        (format!("log {w1}\n"), 1, PolicyFault::KeyType),
        (format!("witness a {l}\n"), 1, PolicyFault::KeyType),
        (format!("log {l}\nlog {l}\n"), 2, PolicyFault::SameKey),
        (format!("witness a {w1}\nwitness b {w1}\n"), 2, PolicyFault::SameKey),
        (format!("witness a {w1}\nwitness a {w2}\n"), 2, taken()),
        (format!("witness none {w1}\n"), 1, taken()),
        (format!("witness a {w1}\ngroup a any a\n"), 2, taken()),
        ("group g any a\n".into(), 1, unknown("a")),
        ("group g any g\n".into(), 1, unknown("g")),
        (format!("witness a {w1}\ngroup g any none\n"), 2, unknown("none")),
        ("group g any\n".into(), 1, PolicyFault::Words),
        (format!("witness a {w1}\ngroup g 2 a\n"), 2, PolicyFault::Threshold),
        (format!("witness a {w1}\ngroup g 0 a\n"), 2, PolicyFault::Threshold),
        (format!("witness a {w1}\ngroup g 01 a\n"), 2, PolicyFault::Threshold),
        (format!("witness a {w1}\ngroup g +1 a\n"), 2, PolicyFault::Threshold),
        (format!("witness a {w1}\ngroup g 99999999999999999999 a\n"), 2, PolicyFault::Threshold),
        (format!("witness a {w1}\ngroup g 1 a a\n"), 2, PolicyFault::SecondGroup(Name(b"a".to_vec()))),
        (
            format!("witness a {w1}\ngroup g 1 a\ngroup h 1 a\n"),
            3,
            PolicyFault::SecondGroup(Name(b"a".to_vec())),
        ),
        ("log x\n".into(), 1, PolicyFault::Key(crate::note::KeyError::Layout)),
        ("\n".repeat(MAX_LINES), MAX_LINES + 1, PolicyFault::TooLong),
    ];
    for (text, line, fault) in cases {
        assert_eq!(Policy::parse(text.as_bytes()), Err(PolicyError { line, fault }), "{text:?}");
    }
}

#[test]
fn names_are_bytes_and_comments_may_hold_any() {
    let w = witness(1).verifier().to_string();
    let file = [b"# \xff\nwitness \xfe\xc3 ", w.as_bytes(), b"\nquorum \xfe\xc3"].concat();
    let policy = Policy::parse(&file).unwrap();
    assert_eq!(policy.witnesses().next().unwrap().name.as_bytes(), b"\xfe\xc3");
    assert!(policy.has_quorum());
}

#[test]
fn the_witness_of_a_signature_is_found_by_name_and_id() {
    let text = two_levels();
    let policy = policy(&text);
    let w4 = witness(4);
    let found = policy.witness_of(w4.verifier().name(), w4.verifier().id());
    assert_eq!(found.map(|w| w.name.to_string()).as_deref(), Some("Y1"));
    assert!(policy.witness_of(w4.verifier().name(), witness(5).verifier().id()).is_none());
}

proptest! {
    #[test]
    fn a_changed_byte_of_a_policy_is_read_or_refused(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut file = two_levels().into_bytes();
        let at = at.index(file.len());
        file[at] = to;
        if let Ok(policy) = Policy::parse(&file) {
            prop_assert!(policy.witnesses().count() <= 6);
        }
    }

    #[test]
    fn any_bytes_are_a_policy_or_not(file in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(policy) = Policy::parse(&file) {
            prop_assert!(!policy.has_quorum() || policy.witnesses().count() > 0);
        }
    }

    #[test]
    fn more_cosignatures_never_break_a_quorum(who in prop::collection::btree_set(1_u8..=6, 0..6), more in 1_u8..=6) {
        let text = two_levels();
        let policy = policy(&text);
        let times: Vec<_> = who.iter().map(|n| (*n, 50)).collect();
        let fewer = cosigned(&times);
        let more = fewer.clone().with(witness(more).cosign(fewer.note().text(), 50).unwrap());
        let met = |c| policy.evaluate(c).unwrap().has_quorum();
        prop_assert!(!met(&fewer) || met(&more));
    }
}
