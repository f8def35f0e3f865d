//! The known answers of the reference program.

use super::*;

fn file() -> Vec<u8> {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../independent/python/draw_kat.json");
    std::fs::read(path).unwrap()
}

#[test]
fn all_known_answers_come_out() {
    let report = check(&file()).unwrap();
    assert_eq!(report.differences, []);
    assert_eq!(report.items, 31);
    let text: Value = serde_json::from_slice(&file()).unwrap();
    for (section, _) in SECTIONS {
        assert!(text[section].as_array().is_some_and(|items| !items.is_empty()), "{section}");
    }
}

/// Every number and text of a value, changed.
fn changed(value: &Value) -> Option<Value> {
    match value {
        Value::Number(n) => n.as_i64().map(|n| Value::from(n + 1)),
        Value::String(s) if s.is_empty() => Some("x".into()),
        Value::String(s) => {
            let last = if s.ends_with('0') { "1" } else { "0" };
            Some(format!("{}{last}", s.chars().take(s.chars().count() - 1).collect::<String>()).into())
        }
        Value::Array(items) => items.iter().enumerate().find_map(|(k, item)| {
            let mut all = items.clone();
            all[k] = changed(item)?;
            Some(all.into())
        }),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let mut all = members.clone();
            all.insert(name.clone(), changed(member)?);
            Some(all.into())
        }),
        Value::Null | Value::Bool(_) => None,
    }
}

#[test]
fn a_changed_answer_is_named() {
    let text: Value = serde_json::from_slice(&file()).unwrap();
    let mut changes = 0;
    for (section, answer) in SECTIONS {
        for (item, given) in text[section].as_array().unwrap().iter().enumerate() {
            for member in answer(given).unwrap().keys() {
                let mut lie = text.clone();
                lie[section][item][member] = changed(&given[member]).unwrap();
                changes += 1;
                // What is given and proved besides may leave the rest without an outcome.
                let Ok(report) = check(lie.to_string().as_bytes()) else {
                    assert_eq!((section, member.as_str()), ("record", "betas"));
                    continue;
                };
                let named = |d: &Difference| d.section == section && d.item == item && d.member == *member;
                assert!(report.differences.iter().any(named), "{section}[{item}].{member}");
            }
        }
    }
    assert!(changes > 60, "{changes}");
}

#[test]
fn what_is_no_such_file_is_told_apart() {
    for bad in ["", "[]", "{}", r#"{"format":"tarazy-draw-kat/2"}"#, r#"{"format":"tarazy-draw-kat/1"}"#] {
        assert!(matches!(check(bad.as_bytes()), Err(KatError::Format(_))), "{bad}");
    }
    let bad = r#"{"format":"tarazy-draw-kat/1","uniform":[{"seed":"00"}]}"#;
    assert!(matches!(check(bad.as_bytes()), Err(KatError::Item { item: 0, .. })));
}
