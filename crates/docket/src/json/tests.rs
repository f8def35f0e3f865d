//! Canonical forms, refusals, and mutation of every byte.

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
    for s in [" {}", "{} ", r#"{"b":1,"a":2}"#, r#""\u0041""#, r#""\/""#, "[1, 2]", r#""\u001F""#] {
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

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (-MAX_INT..=MAX_INT).prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec(("[a-z][a-z0-9_]{0,31}", inner), 0..6).prop_map(|m| {
                let mut o = Object::new();
                for (k, v) in m {
                    o.insert(&k, v);
                }
                Value::Object(o)
            }),
        ]
    })
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
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(v) = Value::from_canonical(&bytes) {
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
