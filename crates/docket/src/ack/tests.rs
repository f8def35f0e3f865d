//! Acknowledgements: what is signed, by whom, and mutation of every byte.

use super::*;
use crate::json::MAX_INT;
use alloc::string::ToString;
use proptest::prelude::*;

fn signer(name: &str) -> Signer {
    Signer::from_seed(name.parse().unwrap(), &[5; 32]).unwrap()
}

fn ack() -> Ack {
    Ack { origin: "log.example/tarazy".into(), index: 41, leaf: Hash([7; 32]), time: 1_763_802_000_123 }
}

#[test]
fn the_five_lines_of_the_specification() {
    let lines =
        "tarazy/ack/1\nlog.example/tarazy\n41\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n1763802000123\n";
    assert_eq!(ack().text(), lines);
    let note = ack().sign(&signer("log.example/tarazy/ack")).unwrap();
    let key = signer("log.example/tarazy/ack").verifier().clone();
    assert_eq!(Ack::open(note.to_string().as_bytes(), &key), Ok(ack()));
    assert_eq!(Ack::key_name("log.example/tarazy").unwrap(), *key.name());
}

#[test]
fn only_the_acknowledgement_key_of_the_same_log_counts() {
    let other = Err(AckError::OtherKey("log.example/tarazy".into()));
    assert_eq!(ack().sign(&signer("log.example/tarazy")).map(|_| ()), other);
    assert_eq!(ack().sign(&signer("other.example/ack")).map(|_| ()), other);
    let unsigned = Note::new(ack().text()).unwrap();
    let log = signer("log.example/tarazy");
    let by_log = unsigned.clone().with(log.sign(unsigned.text())).to_string();
    let key = signer("log.example/tarazy/ack").verifier().clone();
    assert_eq!(Ack::open(by_log.as_bytes(), &key), Err(AckError::NotSigned));
    assert_eq!(Ack::open(by_log.as_bytes(), log.verifier()).map(|_| ()), other);
}

#[test]
fn other_lines_are_refused() {
    let good = ack().text();
    for (from, to) in [
        ("ack/1", "ack/2"),
        ("log.example/tarazy", ""),
        ("\n41\n", "\n041\n"),
        ("\n41\n", "\n-1\n"),
        ("Bwc=", "Bwd="),
        ("123\n", "123"),
        ("123\n", "123\n\n"),
        ("1763802000123", "9007199254740992"),
    ] {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good);
        assert_eq!(changed.parse::<Ack>(), Err(AckError::Lines), "{changed:?}");
    }
    let latest = good.replace("1763802000123", &MAX_INT.to_string());
    assert!(latest.parse::<Ack>().is_ok());
}

proptest! {
    #[test]
    fn a_changed_byte_never_acknowledges_something_else(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let signer = signer("log.example/tarazy/ack");
        let mut bytes = ack().sign(&signer).unwrap().to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = Ack::open(&bytes, signer.verifier()) {
            prop_assert_eq!(read, ack());
        }
    }
}
