//! Whose command is taken, and when.

use super::*;
use ed25519_dalek::{Signer as _, SigningKey};
use tarazy_docket::Object;

const NOW: i64 = 1_763_802_000_000;
const NAME: &str = "gate.example";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn known(must_expire: bool) -> Known {
    let submitter = Submitter {
        name: NAME.to_owned(),
        vkey: None,
        pk: Some(hex::encode(key().verifying_key().to_bytes())),
        actors: vec!["party".to_owned()],
        commands: vec!["filing.receive".to_owned()],
        must_expire,
    };
    Known::new(&[submitter]).unwrap_or_else(|e| panic!("{e}"))
}

/// A command that ends, and its signature.
fn signed(not_after: impl Into<Option<Value>>) -> (String, Vec<u8>) {
    let command = Object::new()
        .with("actor", "party")
        .with("body", Object::new())
        .with("key", "k1")
        .with("kind", "filing.receive");
    let command = match not_after.into() {
        Some(value) => command.with("not_after", value),
        None => command,
    };
    let body = Value::Object(command).to_bytes();
    let signature = key().sign(&sha256(&[CONTEXT, &body]).0).to_bytes();
    (format!("{NAME} {}", BASE64_STANDARD.encode(signature)), body)
}

fn refused(known: &Known, (signature, body): &(String, Vec<u8>), now: i64) -> (u16, String, String) {
    let refusal = known.command(Some(signature), body, now).unwrap_err();
    let what = refusal.arg("what").or(refusal.arg("member")).unwrap_or_default().to_owned();
    (refusal.status, refusal.code.into_owned(), what)
}

#[test]
fn the_known_answer_of_a_signature_over_a_command_without_an_end_holds() {
    // By other programs: OpenSSL, over the SHA-256 that Python's hashlib gives.
    let signature = "gate.example \
                     KYannDR1ok7tRfqt/WRGnB0vmWQky0yAB+0RgZyxnsj8uX8Nh8xG/x5BCTxQo/9dczaKJQvvh5lR2FnezfmRAg==";
    let body = br#"{"actor":"party","body":{},"key":"k1","kind":"filing.receive"}"#;
    assert_eq!(signed(None), (signature.to_owned(), body.to_vec()));
    assert_eq!(known(false).command(Some(signature), body, NOW).unwrap().key, "k1");
}

#[test]
fn a_command_is_taken_until_its_end_and_not_a_moment_later() {
    let known = known(true);
    let command = signed(Value::Int(NOW));
    assert!(known.command(Some(&command.0), &command.1, NOW).is_ok());
    let expired = (403, "bad-signature".to_owned(), "expired".to_owned());
    assert_eq!(refused(&known, &command, NOW + 1), expired);
}

#[test]
fn nobody_but_the_submitter_can_put_off_the_end() {
    let known = known(true);
    let (signature, body) = signed(Value::Int(NOW));
    let later = String::from_utf8(body).unwrap().replace(&NOW.to_string(), &(NOW + 1).to_string());
    let refusal = known.command(Some(&signature), later.as_bytes(), NOW).unwrap_err();
    assert_eq!((refusal.status, refusal.code.as_ref()), (403, "bad-signature"));
    let without = signed(None).1;
    assert_eq!(known.command(Some(&signature), &without, NOW).unwrap_err().code, "bad-signature");
}

#[test]
fn no_end_lies_further_ahead_than_the_keys_of_commands_are_remembered() {
    let known = known(true);
    let longest = signed(Value::Int(NOW + KEEP_ANSWERS_MS));
    assert!(known.command(Some(&longest.0), &longest.1, NOW).is_ok());
    let number = (422, "number".to_owned(), "not_after".to_owned());
    assert_eq!(refused(&known, &longest, NOW - 1), number);
    assert_eq!(refused(&known, &signed(Value::Int(i64::from(i32::MAX) << 20)), NOW), number);
}

#[test]
fn the_same_command_with_a_later_end_is_the_same_command() {
    let known = known(true);
    let digest = |end| {
        let (signature, body) = signed(Value::Int(end));
        known.command(Some(&signature), &body, NOW).unwrap().digest()
    };
    assert_eq!(digest(NOW + 1), digest(NOW + 2));
}

#[test]
fn who_must_name_an_end_is_refused_without_one_and_everybody_with_another_thing_in_its_place() {
    let schema = (422, "schema".to_owned(), "not_after".to_owned());
    assert_eq!(refused(&known(true), &signed(None), NOW), schema);
    for wrong in [Value::Text(NOW.to_string()), Value::Bool(true)] {
        assert_eq!(refused(&known(false), &signed(wrong), NOW), schema);
    }
}
