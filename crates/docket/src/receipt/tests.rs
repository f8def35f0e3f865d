//! Receipts' `extra` objects: what they open, what they refuse, and mutation of every byte.

use super::*;
use crate::commit::{body_commitment, commitment};
use crate::entry::{Actor, Draft, Visibility, leaf_hash};
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use proptest::prelude::*;

fn salt(n: u8) -> Salt {
    Salt::new([n; 32])
}

fn files() -> Vec<FileProof> {
    let file = |n: u8, name: &str| FileProof {
        name: name.into(),
        salt: salt(n),
        commit: commitment(&salt(n), name.as_bytes()),
    };
    vec![file(1, "Талап арыз.pdf"), file(2, "доказательства.zip")]
}

fn draft(vis: Visibility) -> Draft {
    let commits: Vec<Hash> = files().iter().map(|f| f.commit).collect();
    let body = Object::new()
        .with("kind", "claim")
        .with("files", 2_u32)
        .with("files_hash", files_hash(&commits).to_hex());
    Draft {
        stream: "case/0123456789abcdef0123456789abcdef".parse().unwrap(),
        kind: "filing.received".parse().unwrap(),
        actor: Actor::role("party").unwrap(),
        vis,
        body,
    }
}

fn receipt(vis: Visibility) -> Receipt {
    let (entry, opening) = draft(vis).into_entry(1, Hash([3; 32]), 5, || salt(9)).unwrap();
    Receipt { entry, opening, files: Some(files()) }
}

#[test]
fn a_receipt_opens_body_and_files_of_its_entry() {
    for vis in [Visibility::Public, Visibility::Parties, Visibility::Court, Visibility::Sealed] {
        let receipt = receipt(vis);
        assert_eq!(receipt.check(), Ok(()), "{vis:?}");
        assert_eq!(receipt.body().and_then(|b| b.get("kind")).and_then(Value::as_text), Some("claim"));
        assert_eq!(Receipt::parse(&receipt.to_bytes().unwrap()), Ok(receipt));
    }
}

#[test]
fn a_receipt_may_show_less() {
    let full = receipt(Visibility::Parties);
    let no_files = Receipt { files: None, ..full.clone() };
    let entry_only = Receipt { opening: None, files: None, ..full.clone() };
    for less in [no_files, entry_only] {
        assert_eq!(less.check(), Ok(()));
        assert_eq!(Receipt::parse(&less.to_bytes().unwrap()), Ok(less));
    }
    let files_alone = Receipt { opening: None, ..full };
    assert_eq!(files_alone.check(), Err(WrongContent::Files));
}

#[test]
fn another_body_salt_or_file_does_not_open_the_entry() {
    let good = receipt(Visibility::Parties);
    let body_with = |name: &str, value: &str| {
        let mut changed = good.clone();
        if let Some(opening) = &mut changed.opening {
            opening.body.insert(name, value);
        }
        changed.check()
    };
    assert_eq!(body_with("kind", "appeal"), Err(WrongContent::Body));
    let mut other_salt = good.clone();
    other_salt.opening.as_mut().unwrap().salt = salt(8);
    assert_eq!(other_salt.check(), Err(WrongContent::Body));
    let mut swapped = good.clone();
    swapped.files.as_mut().unwrap().reverse();
    assert_eq!(swapped.check(), Err(WrongContent::Files));
    let mut fewer = good.clone();
    fewer.files.as_mut().unwrap().pop();
    assert_eq!(fewer.check(), Err(WrongContent::Files));
    let mut opened_in_clear = receipt(Visibility::Public);
    opened_in_clear.opening = Some(Opening { salt: salt(9), body: Object::new() });
    assert_eq!(opened_in_clear.check(), Err(WrongContent::Body));
}

#[test]
fn the_commitment_is_to_the_body_alone() {
    let good = receipt(Visibility::Parties);
    let opening = good.opening.clone().unwrap();
    let want = body_commitment(&opening.salt, &opening.body).to_hex();
    assert!(String::from_utf8(good.entry.to_bytes()).unwrap().contains(&want));
}

#[test]
fn surplus_missing_and_malformed_members_are_refused() {
    let good = String::from_utf8(receipt(Visibility::Parties).to_bytes().unwrap()).unwrap();
    let with = |from: &str, to: &str| {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{from}");
        Receipt::parse(changed.as_bytes()).unwrap_err()
    };
    let outer = |to: &str| {
        let at = good.rfind(r#""v":1"#).unwrap();
        Receipt::parse(format!("{}{to}{}", &good[..at], &good[at + 5..]).as_bytes()).unwrap_err()
    };
    assert_eq!(outer(r#""v":2"#), ReceiptError::Version(2));
    assert_eq!(outer(r#""v":"1""#), ReceiptError::Member("v"));
    assert_eq!(outer(r#""v":1,"x":1"#), ReceiptError::Member("(surplus)"));
    assert_eq!(with(r#","salt":"0909"#, r#","salt":"090"#), ReceiptError::Member("salt"));
    assert_eq!(with(r#""body":{"#, r#""body":[],"bodz":{"#), ReceiptError::Member("(surplus)"));
    assert_eq!(with(r#""files":[{"#, r#""files":[{"x":1},{"#), ReceiptError::Member("files"));
    assert_eq!(with(r#"{"body""#, r#"{ "body""#), ReceiptError::Json(JsonError::NotCanonical));
    assert_eq!(Receipt::parse(b"[]"), Err(ReceiptError::Member("v")));
    assert_eq!(Receipt::parse(br#"{"v":1}"#), Err(ReceiptError::Member("entry")));
    let entry_alone = receipt(Visibility::Parties);
    let entry = String::from_utf8(entry_alone.entry.to_bytes()).unwrap();
    let salt_alone = format!(r#"{{"entry":{entry},"salt":"{}","v":1}}"#, "09".repeat(32));
    assert_eq!(Receipt::parse(salt_alone.as_bytes()), Err(ReceiptError::Member("body")));
    let body_alone = format!(r#"{{"body":{{}},"entry":{entry},"v":1}}"#);
    assert_eq!(Receipt::parse(body_alone.as_bytes()), Err(ReceiptError::Member("salt")));
    let other_entry = format!(r#"{{"entry":{},"v":1}}"#, entry.replace(r#""v":1"#, r#""v":7"#));
    assert_eq!(Receipt::parse(other_entry.as_bytes()), Err(ReceiptError::Entry(EntryError::Version(7))));
    let large = format!(r#"{{"entry":{{"body":{{"x":"{}"}}}},"v":1}}"#, "x".repeat(MAX_ENTRY));
    assert!(matches!(Receipt::parse(large.as_bytes()), Err(ReceiptError::Entry(EntryError::TooLarge(_)))));
    assert_eq!(ReceiptError::Version(2).to_string(), "receipt version 2 is not supported");
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused_or_changes_the_leaf_or_only_what_nothing_binds(
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let good = receipt(Visibility::Parties);
        let mut bytes = good.to_bytes().unwrap();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = Receipt::parse(&bytes) {
            prop_assert_eq!(read.to_bytes().unwrap(), bytes);
            let same_leaf = leaf_hash(&read.entry.to_bytes()) == leaf_hash(&good.entry.to_bytes());
            if same_leaf && read.check().is_ok() {
                prop_assert_eq!(&read.opening, &good.opening);
                let commits = |r: &Receipt| r.files.iter().flatten().map(|f| f.commit).collect::<Vec<_>>();
                prop_assert_eq!(commits(&read), commits(&good));
            }
        }
    }
}
