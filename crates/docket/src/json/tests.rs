//! Canonical forms, refusals, and mutation of every byte.

use super::testing::any_value;
use super::*;
use proptest::prelude::*;

fn parse(s: &str) -> Result<Value, JsonError> {
    Value::from_canonical(s.as_bytes())
}

#[test]
fn canonical_forms_are_read_back() {
    for s in ["{}", "[]", "0", "-1", "true", r#""Талап\n\u0001\"""#, r#"{"a":1,"b":[true,{"c":"x"}]}"#] {
        assert_eq!(parse(s).unwrap().to_text(), s);
    }
}

#[test]
fn other_forms_of_the_same_value_are_not_canonical() {
    for s in [
        " {}",
        "{} ",
        r#"{"b":1,"a":2}"#,
        r#""\u0041""#,
        r#""\/""#,
        "[1, 2]",
        r#""\u001F""#,
        r#""\u000a""#,
        r#""\u0008""#,
        r#""\ud83d\ude00""#,
        r#"{"a" :1}"#,
        r#"{"\u0061":1}"#,
        "[\n]",
        r#""\u007f""#,
    ] {
        assert_eq!(parse(s), Err(JsonError::NotCanonical), "{s}");
    }
}

#[test]
fn what_the_restriction_forbids_is_refused() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(parse(&deep(8)).is_ok());
    assert!(matches!(parse(&deep(9)), Err(JsonError::Depth { at: 8 })));
    assert!(matches!(parse(r#"{"a":1,"a":1}"#), Err(JsonError::Duplicate { .. })));
    assert!(matches!(parse(r#"{"A":1}"#), Err(JsonError::Name { at: 1 })));
    for s in ["null", "1.0", "1e3", "-0", "9007199254740992", "-9007199254740992", "99999999999999999999999"]
    {
        assert!(matches!(parse(s), Err(JsonError::Number { .. })), "{s}");
    }
    for s in ["", "01", "-", "{", "[1,]", "\"\\x\"", "\"\\ud800\"", "\"\u{1}\"", "tru", "{}{}", "\"a", "nul"]
    {
        assert!(matches!(parse(s), Err(JsonError::Syntax { .. })), "{s}");
    }
    assert!(parse("9007199254740991").is_ok());
    assert!(Value::from_json(b"\xff").is_err());
}

proptest! {
    #[test]
    fn every_value_survives_its_bytes(v in any_value()) {
        prop_assert_eq!(Value::from_canonical(&v.to_bytes()), Ok(v));
    }

    #[test]
    fn serde_json_reads_what_we_write_as_the_same_value(v in any_value()) {
        let theirs: serde_json::Value = serde_json::from_slice(&v.to_bytes()).unwrap();
        prop_assert_eq!(Value::from_json(serde_json::to_string_pretty(&theirs).unwrap().as_bytes()), Ok(v));
    }

    #[test]
    fn a_text_is_canonical_exactly_if_writing_its_value_gives_it_back(
        v in any_value(), changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..9), 0..4),
    ) {
        let mut text = v.to_text();
        for (at, change) in changes {
            let mut at = at.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, [" ", "\\n", "\\u000a", "\\u001f", "\\u001F", "\\/", "\n", "0", "\\ud83d\\ude00"][change]);
        }
        let read = Value::from_json(text.as_bytes());
        let expected = read.and_then(|v| if v.to_text() == text { Ok(v) } else { Err(JsonError::NotCanonical) });
        prop_assert_eq!(Canonical::new(&text).is_some(), expected.is_ok());
        prop_assert_eq!(Value::from_canonical(text.as_bytes()), expected);
    }

    #[test]
    fn the_members_of_a_canonical_object_are_found_where_they_stand(v in any_value()) {
        let text = v.to_text();
        let found: Vec<Member<'_>> = Canonical::new(&text).unwrap().members().collect();
        let members: Vec<(&str, &Value)> = v.as_object().into_iter().flat_map(Object::iter).collect();
        prop_assert_eq!(found.len(), members.len());
        for (member, (name, value)) in found.iter().zip(members) {
            prop_assert_eq!(member.name, name);
            prop_assert_eq!(member.value.as_str(), &value.to_text());
            prop_assert_eq!(member.value.as_int(), value.as_int());
            prop_assert!(member.value.as_plain_text().is_none_or(|text| value.as_text() == Some(text)));
            let (from, to) = member.span;
            prop_assert_eq!(&text[from..to], &alloc::format!("\"{name}\":{}", value.to_text()));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let text = core::str::from_utf8(&bytes).ok();
        let read = Value::from_canonical(&bytes);
        prop_assert_eq!(text.and_then(Canonical::new).is_some(), read.is_ok());
        if let Ok(v) = read {
            prop_assert_eq!(v.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_changed_byte_never_gives_the_same_value(v in any_value(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = v.to_bytes();
        let i = at.index(bytes.len());
        prop_assume!(bytes[i] != to);
        bytes[i] = to;
        prop_assert_ne!(Value::from_canonical(&bytes), Ok(v));
    }
}

proptest! {
    #[test]
    fn the_plain_part_ends_where_a_walk_byte_by_byte_ends(
        bytes in prop::collection::vec(prop_oneof![5 => Just(b'a'), 2 => any::<u8>(), 1 => 0x1eu8..0x24, 1 => Just(b'\\')], 0..40),
    ) {
        let is_special = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
        prop_assert_eq!(plain_length(&bytes), bytes.iter().position(is_special).unwrap_or(bytes.len()));
    }
}
