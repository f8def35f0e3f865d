//! The known answer, classes, limits, and mutation of every byte.

use super::*;
use proptest::prelude::*;

const KNOWN: &str = r#"{"actor":"party","body_commit":"1de630a1764b9cc2a8071b8b17936dc5f054e2e3efae87c0960ce0fecc891b05","prev":"18b08fdc5eeef29a0b472b2732472f1d2eeee643554ce32979877df5a70cb0a2","seq":1,"stream":"case/0123456789abcdef0123456789abcdef","time":1763802000123,"type":"filing.received","v":1,"vis":"parties"}"#;

fn known_draft() -> Draft {
    Draft {
        stream: "case/0123456789abcdef0123456789abcdef".parse().unwrap(),
        kind: "filing.received".parse().unwrap(),
        actor: Actor::role("party").unwrap(),
        vis: Visibility::Parties,
        body: Object::new()
            .with("case_no", "7119-25-00-2/12345")
            .with("court", "7119")
            .with("files", 1u32)
            .with("kind", "claim")
            .with("received", Value::Int(1_763_802_000_042)),
    }
}

fn salt() -> Salt {
    Salt::new(core::array::from_fn(|i| u8::try_from(i).unwrap()))
}

#[test]
fn the_known_answer_of_the_specification() {
    let draft = known_draft();
    let prev = draft.stream.genesis("log.example/tarazy");
    let (entry, opening) = draft.into_entry(1, prev, 1_763_802_000_123, salt).unwrap();
    let bytes = entry.to_bytes();
    assert_eq!(core::str::from_utf8(&bytes).unwrap(), KNOWN);
    assert_eq!(bytes.len(), 297);
    assert_eq!(
        leaf_hash(&bytes).to_hex(),
        "86af2b9677d4ce168110be91e19ad6fa3c829d31fe212c271b70fef545454034"
    );
    assert_eq!(Entry::parse(&bytes).unwrap(), entry);
    let opening = opening.unwrap();
    assert!(entry.is_opened_by(&opening.salt, &opening.body));
    assert!(!entry.is_opened_by(&opening.salt, &opening.body.with("files", 2u32)));
}

#[test]
fn the_outer_part_is_read_as_the_whole_and_leaves_the_body_as_text() {
    let mut draft = known_draft();
    draft.vis = Visibility::Public;
    draft.body.insert("note", "Талап \"x\"\n");
    let (entry, _) = draft.into_entry(2, Hash([3; 32]), 5, salt).unwrap();
    let bytes = entry.to_bytes();
    let (outer, body) = Outline::of(&bytes).unwrap().read(&bytes).unwrap();
    let text = Value::Object(entry.body().unwrap().clone()).to_text();
    assert_eq!(body.unwrap().as_str(), text);
    assert_eq!(Entry { content: entry.content.clone(), ..outer }, entry);
    assert_eq!(Entry::parse(&bytes).unwrap(), entry);
}

fn changed(edit: impl FnOnce(&mut Object)) -> Result<Entry, EntryError> {
    let Value::Object(mut o) = Value::from_canonical(KNOWN.as_bytes()).unwrap() else { panic!() };
    edit(&mut o);
    Entry::parse(&Value::Object(o).to_bytes())
}

#[test]
fn members_must_fit_the_class() {
    let put = |name: &'static str, v: &'static str| changed(move |o| drop(o.insert(name, v)));
    let names = |r: Result<Entry, EntryError>| match r {
        Err(EntryError::Member(m)) => m,
        other => panic!("{other:?}"),
    };
    assert_eq!(names(changed(|o| drop(o.remove("actor")))), "actor");
    assert_eq!(names(changed(|o| drop(o.remove("prev")))), "prev");
    assert_eq!(names(put("surplus", "x")), "(surplus)");
    assert_eq!(names(put("actor", "party:123")), "actor");
    assert_eq!(names(put("vis", "public")), "body_commit");
    assert_eq!(names(put("vis", "court")), "type");
    assert_eq!(names(put("vis", "sealed")), "type");
    assert_eq!(names(put("vis", "other")), "vis");
    assert_eq!(names(put("type", "Filing")), "type");
    assert_eq!(names(put("type", "sealed")), "type");
    assert_eq!(names(put("stream", "case/1")), "stream");
    assert_eq!(names(changed(|o| drop(o.insert("body", Object::new())))), "body");
    assert_eq!(names(changed(|o| drop(o.insert("seq", Value::Int(0))))), "seq");
    assert_eq!(names(changed(|o| drop(o.insert("time", Value::Int(-1))))), "time");
    assert_eq!(changed(|o| drop(o.insert("v", Value::Int(2)))), Err(EntryError::Version(2)));
}

#[test]
fn court_and_sealed_entries_hide_type_and_actor() {
    for (vis, shown) in [(Visibility::Court, "court.internal"), (Visibility::Sealed, "sealed")] {
        let draft = Draft { vis, ..known_draft() };
        let (entry, opening) = draft.into_entry(1, Hash([0; 32]), 5, salt).unwrap();
        assert_eq!(entry.kind.as_str(), shown);
        assert_eq!(opening.unwrap().body.get("type"), Some(&Value::Text("filing.received".into())));
        assert_eq!(Entry::parse(&entry.to_bytes()).unwrap(), entry);
    }
}

#[test]
fn too_large_and_not_normalised_are_refused() {
    assert_eq!(Entry::parse(&[b' '; MAX_ENTRY + 1]), Err(EntryError::TooLarge(MAX_ENTRY + 1)));
    let draft = Draft { body: Object::new().with("note", "и\u{306}"), ..known_draft() };
    assert_eq!(draft.into_entry(1, Hash([0; 32]), 5, salt), Err(EntryError::NotNfc));
}

proptest! {
    #[test]
    fn any_change_of_a_byte_changes_the_leaf_or_is_refused(at in 0..KNOWN.len(), to in any::<u8>()) {
        let mut bytes = KNOWN.as_bytes().to_vec();
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let read = Entry::parse(&bytes);
        prop_assert_eq!(&read, &Entry::parse_values(&bytes));
        if let Ok(entry) = read {
            prop_assert_eq!(entry.to_bytes(), bytes.clone());
            prop_assert_ne!(leaf_hash(&bytes), leaf_hash(KNOWN.as_bytes()));
        }
    }
}
