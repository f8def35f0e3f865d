//! Published notes and keys, strictness, cosignatures, and mutation of every byte.

use super::*;
use crate::testing::vector_file;
use alloc::format;
use alloc::string::ToString;
use proptest::prelude::*;

const C2SP_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const C2SP_NOTE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const TEXT: &str = "log.example/tarazy\n3\nrrzyvidLlwChT7Z6peVXgmTbD6m1GvXgoVkVjynga3c=\n";

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name.parse().unwrap(), &[seed; 32]).unwrap()
}

fn cosigner(name: &str, seed: u8) -> Cosigner {
    Cosigner::from_seed(name.parse().unwrap(), &[seed; 32]).unwrap()
}

#[test]
fn the_example_of_the_c2sp_document_holds_and_is_written_back_the_same() {
    let note: Note = C2SP_NOTE.parse().unwrap();
    assert_eq!(note.signed_by(&key(C2SP_KEY)), Ok(true));
    assert_eq!(note.to_string(), C2SP_NOTE);
    assert_eq!(key(C2SP_KEY).to_string(), C2SP_KEY);
    let other = C2SP_NOTE.replace("example message", "exomple message").parse::<Note>().unwrap();
    assert_eq!(other.signed_by(&key(C2SP_KEY)), Err(BadSignature("example.com/foo".parse().unwrap())));
}

#[test]
fn published_keys_sign_and_verify_as_published() {
    let Some(file) = vector_file("signed_note.json") else { return };
    let all: serde_json::Value = serde_json::from_str(&file).unwrap();
    let (example, neumann) = (&all["c2sp_example"], &all["peterneumann"]);
    let note: Note = example["note"].as_str().unwrap().parse().unwrap();
    assert_eq!(note.signed_by(&key(example["vkey"].as_str().unwrap())), Ok(true));
    let signer = Signer::from_text(neumann["skey"].as_str().unwrap()).unwrap();
    assert_eq!(signer.reveal(), neumann["skey"].as_str().unwrap());
    let text = neumann["text"].as_str().unwrap();
    assert_eq!(signer.sign(text).to_string(), neumann["sigline"].as_str().unwrap());
}

#[test]
fn ids_of_published_keys_follow_from_name_type_and_key() {
    let note_key = key("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6");
    assert_eq!(note_key.algorithm(), Algorithm::Ed25519);
    let witness = key("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
    assert_eq!(
        (witness.algorithm(), witness.id()),
        (Algorithm::CosignatureV1, KeyId([0xda, 0x77, 0xad, 0xe7]))
    );
    let published: Signature = "— x ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==".parse().unwrap();
    assert_eq!(published.bytes[..8], 1_727_964_367_u64.to_be_bytes());
}

#[test]
fn a_key_of_another_form_is_refused() {
    let with = |name: &str, id: &str, material: &[u8]| {
        format!("{name}+{id}+{}", BASE64_STANDARD.encode(material)).parse::<VerifierKey>()
    };
    let good: Vec<u8> = [&[1_u8][..], key(C2SP_KEY).public()].concat();
    assert!(with("example.com/foo", "530d903a", &good).is_ok());
    assert_eq!(with("example.com/foo", "530D903A", &good), Err(KeyError::Id));
    assert_eq!(with("example.com/foo", "530d903b", &good), Err(KeyError::Id));
    assert_eq!(with("example.com/fo", "530d903a", &good), Err(KeyError::Id));
    assert_eq!(with("", "530d903a", &good), Err(KeyError::Layout));
    assert_eq!(with("a b", "530d903a", &good), Err(KeyError::Layout));
    assert_eq!(with("a\u{a0}b", "530d903a", &good), Err(KeyError::Layout));
    assert_eq!(with("x", "00000000", &good[..32]), Err(KeyError::Algorithm));
    assert_eq!(with("x", "00000000", &[]), Err(KeyError::Algorithm));
    for unknown in [0, 2, 3, 5, 6, 255] {
        let material = [&[unknown][..], &good[1..]].concat();
        assert_eq!(with("x", "00000000", &material), Err(KeyError::Algorithm), "{unknown}");
    }
    assert_eq!("a+00000000".parse::<VerifierKey>(), Err(KeyError::Layout));
    assert_eq!("a+00000000+AA=".parse::<VerifierKey>(), Err(KeyError::Layout));
    let not_canonical_base64 = C2SP_KEY.replace("3U2k", "3U2k=");
    assert_eq!(not_canonical_base64.parse::<VerifierKey>(), Err(KeyError::Layout));
}

#[test]
fn keys_of_small_order_and_in_other_encodings_are_refused() {
    let refused = |hex_bytes: &str| {
        let bytes: [u8; 32] = hex::decode(hex_bytes).unwrap().try_into().unwrap();
        let got = VerifierKey::ed25519("x".parse().unwrap(), Algorithm::Ed25519, &bytes);
        assert_eq!(got, Err(KeyError::Weak), "{hex_bytes}");
    };
    // Orders 1, 2, 4, 8 and their non-canonical encodings.
    refused("0100000000000000000000000000000000000000000000000000000000000000");
    refused("0100000000000000000000000000000000000000000000000000000000000080");
    refused("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    refused("0000000000000000000000000000000000000000000000000000000000000000");
    refused("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    refused("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    refused("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    refused("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    // y = 3 + p: a point of large order, but y is not below the field's prime.
    refused("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    // Not on the curve.
    refused("0200000000000000000000000000000000000000000000000000000000000000");
}

#[test]
fn a_signature_with_s_beyond_the_group_order_is_refused() {
    let signer = signer("log.example", 1);
    let mut signature = signer.sign(TEXT);
    // s + L is another encoding of the same s.
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0;
    for (byte, l) in signature.bytes[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(l) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let note = Note::new(TEXT).unwrap().with(signature);
    assert!(note.signed_by(signer.verifier()).is_err());
}

#[test]
fn unknown_keys_are_ignored_even_with_a_known_name_or_id() {
    let known = signer("log.example", 1);
    let (same_name, other_name) = (signer("log.example", 2), signer("other.example", 3));
    let mut same_id = same_name.sign("something else\n");
    same_id.name = "third.example".parse().unwrap();
    same_id.id = known.verifier().id();
    let note =
        Note::new(TEXT).unwrap().with(same_name.sign("x\n")).with(other_name.sign("x\n")).with(same_id);
    assert_eq!(note.signed_by(known.verifier()), Ok(false));
    assert_eq!(note.clone().with(known.sign(TEXT)).signed_by(known.verifier()), Ok(true));
}

#[test]
fn one_bad_signature_of_a_known_key_rejects_the_note_even_beside_a_good_one() {
    let known = signer("log.example", 1);
    let note = Note::new(TEXT).unwrap().with(known.sign(TEXT)).with(known.sign("other\n"));
    assert_eq!(note.signed_by(known.verifier()), Err(BadSignature("log.example".parse().unwrap())));
}

#[test]
fn sixteen_and_sixty_four_signatures_are_read_and_one_more_is_not() {
    let line = signer("log.example", 1).sign(TEXT).to_string() + "\n";
    for (count, want) in [(1, true), (16, true), (64, true), (65, false)] {
        let text = format!("{TEXT}\n{}", line.repeat(count));
        let got = text.parse::<Note>();
        assert_eq!(got.is_ok(), want, "{count}");
        if !want {
            assert_eq!(got, Err(NoteError::TooManySignatures));
        }
    }
}

#[test]
fn other_layouts_are_refused() {
    let line = signer("n", 1).sign("a\n").to_string();
    let layouts: [(String, NoteError); 12] = [
        (String::new(), NoteError::Layout),
        ("a\n".into(), NoteError::Layout),
        ("a\n\n".into(), NoteError::Layout),
        (format!("a\n\n{line}"), NoteError::Layout),
        (format!("a\n{line}\n"), NoteError::Layout),
        (format!("a\n\n{line}\n\n"), NoteError::Layout),
        (format!("a\n\n{line}\nb\n"), NoteError::SignatureLine),
        (format!("a\t\n\n{line}\n"), NoteError::Characters),
        (format!("a\r\n\n{line}\n"), NoteError::Characters),
        ("a\n\n— n AAAAAA==\n".into(), NoteError::SignatureLine),
        ("a\n\n— n+m AAAAAAA=\n".into(), NoteError::SignatureLine),
        ("a\n\n-- n AAAAAAA=\n".into(), NoteError::SignatureLine),
    ];
    for (text, want) in layouts {
        assert_eq!(text.parse::<Note>(), Err(want), "{text:?}");
    }
    assert_eq!(Note::from_bytes(b"\xff\n\n"), Err(NoteError::Characters));
    assert_eq!(Note::new("no line end"), Err(NoteError::Layout));
}

#[test]
fn the_text_ends_at_the_last_empty_line() {
    let text = "verse\n\n\nverse\n";
    let signer = signer("poet.example", 1);
    let note = Note::new(text).unwrap().with(signer.sign(text));
    let read: Note = note.to_string().parse().unwrap();
    assert_eq!(read.text(), text);
    assert_eq!(read.signed_by(signer.verifier()), Ok(true));
}

#[test]
fn a_cosignature_states_its_time_and_signs_it() {
    let witness = cosigner("w.example/1", 7);
    let signature = witness.cosign(TEXT, 1_679_315_147).unwrap();
    assert_eq!(cosigned_message("a\n", 12), "cosignature/v1\ntime 12\na\n");
    let note = Note::new(TEXT).unwrap().with(signature.clone());
    assert_eq!(note.cosigned_by(witness.verifier()), Ok(Some(1_679_315_147)));
    let mut later = signature;
    later.bytes[7] += 1;
    let note = Note::new(TEXT).unwrap().with(later);
    assert!(note.cosigned_by(witness.verifier()).is_err());
    assert_eq!(witness.cosign(TEXT, 1 << 63), Err(SignerError::Time));
    let earliest = Note::new(TEXT).unwrap();
    let earliest = [30, 10, 20].iter().fold(earliest, |n, t| n.with(witness.cosign(TEXT, *t).unwrap()));
    assert_eq!(earliest.cosigned_by(witness.verifier()), Ok(Some(10)));
}

#[test]
fn the_same_secret_gives_different_ids_to_a_signer_and_a_cosigner() {
    let (signer, cosigner) = (signer("a.example", 9), cosigner("a.example", 9));
    assert_eq!(signer.verifier().public(), cosigner.verifier().public());
    assert_ne!(signer.verifier().id(), cosigner.verifier().id());
    let note = Note::new(TEXT).unwrap().with(signer.sign(TEXT));
    assert_eq!(note.cosigned_by(cosigner.verifier()), Ok(None));
    assert_eq!(Cosigner::from_text(&signer.reveal()).unwrap_err(), SignerError::NotASecretKey);
    assert_eq!(Cosigner::from_text(&cosigner.reveal()).unwrap().verifier(), cosigner.verifier());
    assert!(!format!("{signer:?}{cosigner:?}").contains("PRIVATE"));
}

#[test]
fn a_key_of_ml_dsa_is_read_and_its_signatures_are_passed_over() {
    let material = [&[6_u8][..], &[1; 1312]].concat();
    let id = hex::encode(&crate::hash::sha256(&[b"pq.example\n", &material]).0[..4]);
    let key = key(&format!("pq.example+{id}+{}", BASE64_STANDARD.encode(material)));
    assert_eq!(key.algorithm(), Algorithm::MlDsa44);
    let signature = Signature { name: key.name().clone(), id: key.id(), bytes: alloc::vec![0; 2428] };
    let note = Note::new(TEXT).unwrap().with(signature);
    assert_eq!((note.signed_by(&key), note.cosigned_by(&key)), (Ok(false), Ok(None)));
    assert!(key.verify(TEXT, &[0; 2428]).is_err());
}

/// A note with two log signatures and two cosignatures, and the keys.
fn full_note() -> (String, [Signer; 2], [Cosigner; 2]) {
    let signers = [signer("log.example", 1), signer("log.example", 2)];
    let witnesses = [cosigner("w.example/1", 3), cosigner("w.example/2", 4)];
    let mut note = Note::new(TEXT).unwrap();
    for s in &signers {
        note.add(s.sign(TEXT));
    }
    for (w, time) in witnesses.iter().zip([1000, 2000]) {
        note.add(w.cosign(TEXT, time).unwrap());
    }
    (note.to_string(), signers, witnesses)
}

proptest! {
    #[test]
    fn a_changed_byte_never_lets_other_text_or_times_pass(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let (text, signers, witnesses) = full_note();
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(note) = Note::from_bytes(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes.clone());
            for s in &signers {
                prop_assert!(note.signed_by(s.verifier()) != Ok(true) || note.text() == TEXT);
            }
            for (w, time) in witnesses.iter().zip([1000, 2000]) {
                if let Ok(Some(stated)) = note.cosigned_by(w.verifier()) {
                    prop_assert_eq!((note.text(), stated), (TEXT, time));
                }
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_read_text_is_written_back(text in "(\\PC|\n|— n AAAAAAA=\n){0,12}") {
        if let Ok(note) = text.parse::<Note>() {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}
