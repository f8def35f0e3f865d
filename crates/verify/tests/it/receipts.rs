//! Receipts: each step of docket.md section 14, and a changed byte.

use crate::log::{CASE, Hands, Log, NOW, ORIGIN, T0, log_key, policy, witness};
use proptest::prelude::*;
use tarazy_docket::checkpoint::Checkpoint;
use tarazy_docket::note::{Signature, Signer};
use tarazy_docket::{Policy, TlogProof, Value, Visibility};
use tarazy_verify::{ReceiptReport, verify_receipt};

fn word(file: impl AsRef<[u8]>) -> String {
    word_with(file, &policy(2), NOW)
}

fn word_with(file: impl AsRef<[u8]>, trust: &Policy, now: i64) -> String {
    match verify_receipt(file.as_ref(), trust, now) {
        Ok(_) => "ok".into(),
        Err(fault) => fault.verdict.word(),
    }
}

fn shown(file: &TlogProof) -> ReceiptReport {
    verify_receipt(file.to_string().as_bytes(), &policy(2), NOW).unwrap()
}

/// The text of a receipt with one piece replaced.
fn with(proof: &TlogProof, from: &str, to: &str) -> String {
    let text = proof.to_string();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// The word for a receipt of the filing whose `extra` has one piece replaced.
fn extra_word(from: &str, to: &str) -> String {
    let log = Log::small(5);
    let extra = String::from_utf8(log.extra(1, true).to_bytes().unwrap()).unwrap();
    assert!(extra.contains(from), "{from}");
    word(log.proof(1, Some(extra.replacen(from, to, 1).into_bytes())).to_string())
}

#[test]
fn a_receipt_holds_and_shows_what_when_and_who_witnessed() {
    let log = Log::small(5);
    let report = shown(&log.receipt(1, true));
    assert_eq!((report.origin.as_str(), report.index, report.size), (ORIGIN, 1, 7));
    assert_eq!(report.leaf, log.leaves()[1]);
    assert_eq!(report.receipt.entry.stream.as_str(), CASE);
    assert_eq!(report.receipt.entry.time, T0 + 2000);
    let court = report.receipt.body().and_then(|b| b.get("court")).and_then(Value::as_text);
    assert_eq!(court, Some("7119"));
    assert_eq!(report.receipt.files.map(|files| files.len()), Some(2));
    let names: Vec<_> = report.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["w0", "w1", "w2"]);
    assert!(report.witnessed);
}

#[test]
fn a_receipt_holds_with_less_opened_and_for_entries_in_clear() {
    let log = Log::small(5);
    let closed = shown(&log.receipt(1, false));
    assert_eq!((closed.receipt.body(), closed.receipt.files.as_ref()), (None, None));
    let public = shown(&log.receipt(0, true));
    assert!(public.receipt.body().is_some());
    for index in 0..log.len() {
        assert_eq!(word(log.receipt(index, true).to_string()), "ok");
    }
}

#[test]
fn court_and_sealed_entries_open_their_true_type() {
    let mut log = Log::small(1);
    log.add(CASE, "hearing.set", r#"{"hall":"3"}"#, Visibility::Court);
    log.add(CASE, "seal.ordered", r#"{"n":1}"#, Visibility::Sealed);
    for (index, kind) in [(3, "hearing.set"), (4, "seal.ordered")] {
        let report = shown(&log.receipt(index, true));
        assert_eq!(report.receipt.body().and_then(|b| b.get("type")).and_then(Value::as_text), Some(kind));
    }
}

#[test]
fn what_cannot_be_parsed_is_bad_format() {
    let log = Log::small(5);
    let good = log.receipt(1, true);
    assert_eq!(word(""), "bad-format");
    assert_eq!(word(b"\xff"), "bad-format");
    assert_eq!(word(with(&good, "index 1", "index 01")), "bad-format");
    assert_eq!(word(with(&good, ORIGIN, "")), "bad-format");
    assert_eq!(word(log.proof(1, None).to_string()), "bad-format");
    assert_eq!(extra_word(r#""salt":""#, r#""salu":""#), "bad-format");
    assert_eq!(extra_word(r#""files":[{"#, r#""files":[{"a":1},{"#), "bad-format");
    assert_eq!(extra_word(r#""seq":1"#, r#""seq":0"#), "bad-format");
    assert_eq!(extra_word(r#""vis":"parties""#, r#""vis":"public""#), "bad-format");
}

#[test]
fn another_form_of_the_same_json_is_not_canonical() {
    assert_eq!(extra_word(r#""v":1"#, r#""v": 1"#), "not-canonical");
    assert_eq!(extra_word(r#""claim""#, r#""cl\u0061im""#), "not-canonical");
    assert_eq!(extra_word(r#""received":1763802000042"#, r#""received":1e3"#), "not-canonical");
    assert_eq!(extra_word(r#""received":1763802000042"#, r#""received":null"#), "not-canonical");
}

#[test]
fn other_versions_are_unsupported() {
    let good = Log::small(5).receipt(1, true);
    assert_eq!(word(with(&good, "@v1", "@v2")), "unsupported");
    assert_eq!(extra_word(r#""v":1}"#, r#""v":2}"#), "unsupported");
    assert_eq!(extra_word(r#""v":1,"vis""#, r#""v":2,"vis""#), "unsupported");
}

#[test]
fn another_entry_or_place_is_bad_inclusion() {
    let log = Log::small(5);
    let good = log.receipt(1, true);
    assert_eq!(word(with(&good, "index 1", "index 0")), "bad-inclusion");
    assert_eq!(word(with(&good, "index 1", "index 99")), "bad-inclusion");
    assert_eq!(extra_word(r#""seq":1"#, r#""seq":2"#), "bad-inclusion");
    let other = log.proof(2, good.extra.clone());
    assert_eq!(word(other.to_string()), "bad-inclusion");
    let mut longer = good;
    longer.path.push(log.leaves()[0]);
    assert_eq!(word(longer.to_string()), "bad-inclusion");
}

/// The word for a receipt whose checkpoint these hands signed.
fn signed_by(hands: &Hands) -> String {
    let log = Log::small(5);
    let checkpoint = hands.sign(log.checkpoint(7));
    let extra = log.extra(1, true).to_bytes().unwrap();
    word(log.proof_in(1, Some(extra), checkpoint).to_string())
}

#[test]
fn a_log_that_is_not_in_the_trust_file_is_unknown() {
    let other = Signer::from_seed("log.example/other".parse().unwrap(), &[9; 32]).unwrap();
    let same_name = Signer::from_seed(ORIGIN.parse().unwrap(), &[9; 32]).unwrap();
    for stranger in [other, same_name] {
        let mut hands = Hands::with(&[0, 1], 5);
        hands.logs = vec![stranger];
        assert_eq!(signed_by(&hands), "unknown-log");
        hands.logs.push(log_key());
        assert_eq!(signed_by(&hands), "ok");
    }
    let good = Log::small(5).receipt(1, true).to_string();
    assert_eq!(word_with(&good, &Policy::parse(b"quorum none\n").unwrap(), NOW), "unknown-log");
}

#[test]
fn a_known_keys_bad_signature_is_bad_signature_whoever_else_signed() {
    let log = Log::small(5);
    let text = log.checkpoint(7).text();
    let forged = |mut signature: Signature| {
        let last = signature.bytes.len() - 1;
        signature.bytes[last] ^= 1;
        let checkpoint = log.signed(7).with(signature);
        word(log.proof_in(1, Some(log.extra(1, true).to_bytes().unwrap()), checkpoint).to_string())
    };
    assert_eq!(forged(log_key().sign(&text)), "bad-signature");
    assert_eq!(forged(witness(2).cosign(&text, 5).unwrap()), "bad-signature");
}

#[test]
fn a_checkpoint_of_another_origin_is_not_this_log() {
    let log = Log::small(5);
    let checkpoint = Checkpoint::new("log.example/other", 7, log.checkpoint(7).root()).unwrap();
    let extra = log.extra(1, true).to_bytes().unwrap();
    let proof = log.proof_in(1, Some(extra), Hands::all(5).sign(checkpoint));
    assert_eq!(word(proof.to_string()), "unknown-log");
}

#[test]
fn the_quorum_counts_each_witness_once() {
    assert_eq!(signed_by(&Hands::with(&[0, 2], 5)), "ok");
    assert_eq!(signed_by(&Hands::with(&[1], 5)), "no-quorum");
    let mut twice = Hands::with(&[1], 5);
    twice.witnesses.push((witness(1), 6));
    assert_eq!(signed_by(&twice), "no-quorum");
    let unwitnessed = Log::small(5).receipt(1, true).to_string();
    assert_eq!(word_with(unwitnessed, &policy(0), NOW), "ok");
}

#[test]
fn a_time_more_than_five_minutes_ahead_is_future_time() {
    let now = u64::try_from(NOW / 1000).unwrap();
    assert_eq!(signed_by(&Hands::all(now + 300)), "ok");
    assert_eq!(signed_by(&Hands::all(now + 301)), "future-time");
    assert_eq!(signed_by(&Hands::with(&[1], now + 301)), "no-quorum");
}

#[test]
fn another_body_salt_or_document_is_wrong_content() {
    assert_eq!(extra_word(r#""kind":"claim""#, r#""kind":"plea""#), "wrong-content");
    let log = Log::small(5);
    let word_of =
        |receipt: &tarazy_docket::Receipt| word(log.proof(1, Some(receipt.to_bytes().unwrap())).to_string());
    let mut other_salt = log.extra(1, true);
    other_salt.opening.as_mut().unwrap().salt = tarazy_docket::Salt::new([77; 32]);
    assert_eq!(word_of(&other_salt), "wrong-content");
    let mut fewer = log.extra(1, true);
    fewer.files.as_mut().unwrap().pop();
    assert_eq!(word_of(&fewer), "wrong-content");
    let mut unopened = log.extra(1, true);
    unopened.opening = None;
    assert_eq!(word_of(&unopened), "wrong-content");
}

/// All that a receipt claims, except names and salts of documents: these nothing binds.
fn claims(report: &ReceiptReport) -> impl PartialEq + std::fmt::Debug + use<> {
    let files: Option<Vec<_>> = report.receipt.files.as_ref().map(|f| f.iter().map(|f| f.commit).collect());
    let (entry, opening) = (report.receipt.entry.clone(), report.receipt.opening.clone());
    (report.origin.clone(), report.index, report.size, report.leaf, entry, opening, files)
}

proptest! {
    #[test]
    fn a_changed_byte_never_gives_ok_with_other_content(
        index in 0_usize..7,
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
        inside in any::<bool>(),
    ) {
        let log = Log::small(5);
        let good = log.receipt(index, true);
        let bytes = if inside {
            let mut changed = good.clone();
            let extra = changed.extra.as_mut().unwrap();
            let at = at.index(extra.len());
            extra[at] = to;
            changed.to_string().into_bytes()
        } else {
            let mut bytes = good.to_string().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = to;
            bytes
        };
        if let Ok(report) = verify_receipt(&bytes, &policy(2), NOW) {
            prop_assert_eq!(claims(&report), claims(&shown(&good)));
        }
    }
}
