//! Schemas of entry types (docket.md section 7): the published documents are those of the Rust types, say of every body what
//! its reader says, and are logged once.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::commands::every_command;
use crate::office::{Court, DEBT};
use jsonschema::Validator;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tarazy_docket::notice::SchemaSet;
use tarazy_docket::schema::Described;
use tarazy_docket::{Body as _, Object, Value};
use tarazy_registry::schemas::schemas;
use tarazy_store::{Record, truth};

fn described() -> Vec<Described> {
    let mut all = tarazy_docket::notice::described();
    all.extend(tarazy_draw::record::described());
    all.extend(tarazy_procedure::Event::described());
    all
}

fn all(court: &Court) -> Vec<Record> {
    let mut reader = court.reader();
    let end = truth::end(reader.as_mut()).unwrap().next_index;
    truth::range(reader.as_mut(), &court.vault(), 0, end).unwrap()
}

/// Bodies that no command of [`every_command`] writes.
fn rare() -> Vec<(&'static str, Object)> {
    let hash = "0a".repeat(32);
    let body = |text: &str| match Value::from_canonical(text.replace('#', &hash).as_bytes()) {
        Ok(Value::Object(body)) => body,
        other => unreachable!("{text}: {other:?}"),
    };
    vec![
        ("import.done", body(r##"{"cases":1,"file":"#","imported":true,"rejects":0,"seed":1}"##)),
        ("body.lost", body(r##"{"target":"#"}"##)),
        ("alarm.raised", body(r##"{"behind":1,"code":"no-quorum","size":7,"witnesses":2}"##)),
        ("alarm.cleared", body(r##"{"code":"clock-behind","target":"#"}"##)),
        ("draw.overdue", body(r##"{"commit":"#","fallback_round":7,"missing":["bar"]}"##)),
        (
            "draw.alarm",
            body(
                r##"{"case":"case/0123456789abcdef0123456789abcdef","code":"no-candidate","figures":[["eligible",0]],"window":[1,2]}"##,
            ),
        ),
        ("beacon.round", body(r##"{"beacon":"#","kind":"drand","round":1000,"sig":"00ff"}"##)),
        (
            "beacon.outage",
            body(
                r##"{"beacon":"#","by":{"id":"c1","role":"chair"},"confirmed":["bar","ombudsman"],"round":7}"##,
            ),
        ),
        ("draw.reveal", body(r##"{"commit":"#","id":"court","pi":"00ff"}"##)),
        ("key.retired", body(r##"{"kind":"log","vkey":"log.example/tarazy+00000000+AA=="}"##)),
        ("key.compromised", body(r##"{"kind":"ack","vkey":"log.example/tarazy+00000000+AA=="}"##)),
        ("beacon.chain", body(r##"{"genesis":1,"kind":"drand","period":3,"pk":"00","v":1}"##)),
        (
            "pool.act",
            body(
                r##"{"act":"specialise","by":{"id":"c1","role":"chair"},"judge":"J1","value":["14","15"]}"##,
            ),
        ),
        (
            "pool.act",
            body(
                r##"{"act":"incompatible","by":{"id":"c1","role":"chair"},"class":"excluded-by-law","from":1,"judge":"J1","to":2,"value":"J2"}"##,
            ),
        ),
    ]
}

/// Each type with its validator, its reader and true bodies.
struct Known {
    validator: Validator,
    reads: fn(&Object) -> bool,
    bodies: Vec<Object>,
}

fn known() -> BTreeMap<&'static str, Known> {
    let mut court = Court::with_judges(5);
    every_command(&mut court);
    let mut bodies: BTreeMap<String, Vec<Object>> = BTreeMap::new();
    for record in all(&court) {
        bodies.entry(record.kind().unwrap().to_owned()).or_default().push(record.body().unwrap().clone());
    }
    for (kind, body) in rare() {
        bodies.entry(kind.to_owned()).or_default().push(body);
    }
    let mut known = BTreeMap::new();
    for d in described() {
        let validator = jsonschema::validator_for(&serde_json::from_str(&d.document).unwrap()).unwrap();
        let bodies = bodies.remove(d.kind).unwrap_or_else(|| unreachable!("no body of {}", d.kind));
        known.insert(d.kind, Known { validator, reads: d.reads, bodies });
    }
    assert!(bodies.is_empty(), "written without a schema: {:?}", bodies.keys());
    known
}

fn json(body: &Object) -> serde_json::Value {
    serde_json::from_str(&Value::Object(body.clone()).to_text()).unwrap()
}

#[test]
fn the_published_documents_are_those_of_the_rust_types() {
    let published: BTreeMap<&str, &str> = schemas().map(|s| (s.kind, s.document)).collect();
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemas");
    std::fs::create_dir_all(&made).unwrap();
    let mut differ = Vec::new();
    for d in described() {
        if published.get(d.kind) != Some(&d.document.as_str()) {
            std::fs::write(made.join(format!("{}.json", d.kind)), &d.document).unwrap();
            differ.push(d.kind);
        }
    }
    assert!(
        differ.is_empty(),
        "the types no longer have their published schemas: {differ:?}. A type of entries is a contract: members may only be \
         added, and only optional ones. If that is what was done, take the new documents from {}",
        made.display()
    );
    let types: BTreeSet<&str> = described().iter().map(|d| d.kind).collect();
    let unknown: Vec<&&str> = published.keys().filter(|kind| !types.contains(**kind)).collect();
    assert!(unknown.is_empty(), "documents without a type: {unknown:?}");
}

#[test]
fn what_the_program_writes_has_a_schema_and_holds_to_it() {
    for (kind, known) in known() {
        for body in &known.bodies {
            let fault = known.validator.iter_errors(&json(body)).next().map(|e| e.to_string());
            assert_eq!(fault, None, "{kind}: {}", Value::Object(body.clone()).to_text());
            assert!((known.reads)(body), "{kind}");
        }
    }
}

#[test]
fn a_schema_says_of_every_body_what_its_reader_says() {
    let known = known();
    let kinds: Vec<&str> = known.keys().copied().collect();
    let strategy = (
        prop::sample::select(kinds),
        any::<prop::sample::Index>(),
        prop::collection::vec((any::<u32>(), any::<u8>(), any::<u8>()), 0..4),
    );
    let (mut taken, mut refused) = (0u32, 0u32);
    let config = ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() };
    let done = proptest::test_runner::TestRunner::new(config).run(&strategy, |(kind, which, changes)| {
        let known = &known[kind];
        let mut body = Value::Object(which.get(&known.bodies).clone());
        for (place, how, with) in changes {
            change(&mut body, place, how, with);
        }
        let Value::Object(body) = body else { return Ok(()) };
        let text = Value::Object(body.clone()).to_text();
        let valid = known.validator.is_valid(&json(&body));
        prop_assert_eq!(valid, (known.reads)(&body), "{}: {}", kind, text);
        Ok(())
    });
    done.unwrap_or_else(|e| panic!("{e}"));
    for known in known.values() {
        for body in &known.bodies {
            for place in 0..40u32 {
                let mut changed = Value::Object(body.clone());
                change(&mut changed, place, 0, 0);
                let Value::Object(changed) = changed else { continue };
                if (known.reads)(&changed) { taken += 1 } else { refused += 1 }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "the changes tell nothing: {taken} taken, {refused} refused");
}

/// Changes one place of a value: `place` says which, counted in the order of reading.
fn change(value: &mut Value, place: u32, how: u8, with: u8) {
    let mut count = 0;
    walk(value, &mut count, u32::MAX, &mut |_| {});
    let at = place % count.max(1);
    let mut counted = 0;
    walk(value, &mut counted, at, &mut |value| replace(value, how, with));
}

fn walk(value: &mut Value, count: &mut u32, at: u32, act: &mut dyn FnMut(&mut Value)) {
    let here = *count;
    *count += 1;
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, count, at, act)),
        Value::Object(members) => {
            let names: Vec<String> = members.iter().map(|(name, _)| name.to_owned()).collect();
            for name in names {
                let mut member = members.remove(&name).unwrap();
                walk(&mut member, count, at, act);
                members.insert(&name, member);
            }
        }
        Value::Bool(_) | Value::Int(_) | Value::Text(_) => {}
    }
    if here == at {
        act(value);
    }
}

fn replace(value: &mut Value, how: u8, with: u8) {
    const MAX: i64 = (1 << 53) - 1;
    let with = usize::from(with);
    match (how % 8, &mut *value) {
        (0 | 1, Value::Object(members)) => {
            let names: Vec<String> = members.iter().map(|(name, _)| name.to_owned()).collect();
            if let Some(name) = names.get(with % names.len().max(1)) {
                members.remove(name);
            }
        }
        (2, Value::Object(members)) => {
            let names = ["surplus", "kind", "prior", "act", "to", "value", "doc", "sig", "proofs"];
            members.insert(names[with % names.len()], "x");
        }
        // The same record by position instead of by name.
        (3, Value::Object(members)) => {
            *value = Value::Array(members.iter().map(|(_, v)| v.clone()).collect());
        }
        (0, Value::Array(items)) => drop(items.pop()),
        (1, Value::Array(items)) => items.push(items.first().cloned().unwrap_or(Value::Int(1))),
        (0..4, Value::Int(n)) => {
            let near = [*n + 1, -*n, 0, 1, -1, 255, 256, 1 << 31, (1 << 32) - 1, 1 << 32, MAX, -MAX, 1000];
            *n = near[with % near.len()].clamp(-MAX, MAX);
        }
        (0..5, Value::Text(text)) => {
            let words = [
                "",
                "x",
                "unwitnessed",
                "absent",
                "initial",
                "local",
                "drand",
                "void",
                "pilot",
                "case",
                "Ж",
                "a b",
                "00",
                "0",
                "FF",
                "case/0123456789abcdef0123456789abcdef",
                "draw/7119.civil",
                "draw/7119",
                "sys/rules",
                "sys/x",
                "no-candidate",
                "late-void",
                "draw/a.b\n",
            ];
            match words.get(with % (2 * words.len())) {
                Some(word) => *text = (*word).to_owned(),
                None if with % 2 == 0 => text.push('0'),
                None => drop(text.pop()),
            }
        }
        _ => {
            let values =
                [Value::Int(1), Value::Bool(true), Value::Text("x".into()), Value::Array(Vec::new())];
            *value = values.get(with % 5).cloned().unwrap_or_else(|| Value::Object(Object::new()));
        }
    }
}

fn logged(court: &Court) -> Vec<SchemaSet> {
    let records = all(court).into_iter().filter(|r| r.kind() == Some(SchemaSet::TYPE));
    records.map(|r| SchemaSet::from_object(r.body().unwrap()).unwrap()).collect()
}

#[test]
fn every_schema_is_logged_with_the_set_up_and_once() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.reopen(tarazy_law::kazakhstan().unwrap());
    court.register(&case);
    let want: Vec<(String, _)> = schemas().map(|s| (s.kind.to_owned(), s.sha256)).collect();
    let got: Vec<(String, _)> = logged(&court).into_iter().map(|s| (s.kind, s.sha256)).collect();
    assert_eq!(got, want);
}

#[test]
fn a_program_that_brings_schemas_to_an_older_log_logs_them_with_its_first_command() {
    let mut court = Court::begun_by_an_older_program(tarazy_law::kazakhstan().unwrap());
    assert_eq!(logged(&court).len(), 0);
    court.put_court("7119", None);
    assert_eq!(logged(&court).len(), schemas().count());
}

#[test]
fn schemas_of_a_refused_command_are_logged_with_the_next() {
    let mut court = Court::begun_by_an_older_program(tarazy_law::kazakhstan().unwrap());
    let claim = court.claim(DEBT);
    assert_eq!(court.run("party", "filing.receive", &claim).unwrap_err().code, "no-ledger");
    assert_eq!(logged(&court).len(), 0);
    court.put_court("7119", None);
    assert_eq!(logged(&court).len(), schemas().count());
}
