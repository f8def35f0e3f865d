//! A liar changes one member of one record. It is refused at once, unless the member is one that nobody could know.

use super::life::Life;
use super::plan::any_plan;
use super::world::{Facts, Line};
use crate::pool::Place;
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::BTreeSet;
use tarazy_docket::{Hash, Object, Value};

/// What a reader cannot check when the record comes, with what catches a lie later, if anything can.
const FREE: [(&str, &str); 31] = [
    ("draw.rules", "the law and the court's choices: signed, public, and in force from their entry on"),
    ("pool.act", "the personnel office's word: signed and public"),
    ("pool.conflict", "likewise"),
    ("draw.alarm.code", "of another code it says nothing to a ledger; then the case does not wait"),
    ("draw.alarm.sought.late", "an absence of somebody who could not be drawn anyway"),
    ("draw.alarm.cause.code", "the class of an order that is not public"),
    ("draw.reveal.id", "the result says whose part is missing"),
    ("draw.reveal.pi", "the result's proof must be the logged one"),
    ("draw.commit.contributors[].beta_hash", "the result's proof"),
    ("draw.commit.contributors", "one fewer where none is mandatory; the seed then holds fewer parts"),
    ("draw.commit.contributors[]", "likewise"),
    ("draw.commit.fingerprints[]", "keyed: auditors under oath recompute them"),
    ("draw.commit.fingerprints", "likewise"),
    ("draw.commit.matches[].how", "whether there is a subject is known to the registry"),
    ("draw.commit.flags", "`category-changed` alone: the filing's category is not public"),
    ("assign.nonrandom.weak", "`category-changed` alone, likewise"),
    ("draw.commit.reserves", "another bench of the rules: the procedure is not public"),
    ("draw.commit.late", "an absence of somebody who is not in the pool at all"),
    ("ledger.adjust.judge", "without it all seats are meant, which is lawful too"),
    ("draw.overdue.missing", "which parts were witnessed in time: the witnesses' memory"),
    ("draw.commit.at", "within the same round and five seconds"),
    ("draw.result.order", "the words that stand for notes here are not signed"),
    ("draw.result.reveal_order", "likewise"),
    ("draw.commit.cause.code", "the class of an order that is not public"),
    ("draw.void.cause", "another cause of the rules"),
    ("draw.void.by[].role", "who signs"),
    ("draw.void.by[].id", "who signs: two still differ"),
    ("by.role", "who signs"),
    ("by.id", "who signs"),
    ("assign.nonrandom.fingerprints[]", "keyed"),
    ("assign.nonrandom.fingerprints", "keyed"),
];

fn is_free(path: &str) -> bool {
    FREE.iter().any(|(free, _)| {
        path == *free || path.ends_with(&format!(".{free}")) || {
            let kind_alone = free.matches('.').count() == 1 && path.starts_with(&format!("{free}."));
            kind_alone && !free.starts_with("draw.commit") && !free.starts_with("by.")
        }
    })
}

/// Each body that differs in one place, with the path of the place.
fn changes(path: &str, value: &Value) -> Vec<(String, Value)> {
    let here = |v: Value| (path.to_owned(), v);
    match value {
        Value::Bool(b) => vec![here(Value::Bool(!b))],
        Value::Int(n) => vec![here(Value::Int(n + 1)), here(Value::Int(n - 1)), here(Value::Int(-n - 7))],
        Value::Text(t) => vec![here(Value::Text(other_text(t))), here(Value::Text(String::new()))],
        Value::Array(items) => {
            let mut out = Vec::new();
            for k in 0..items.len() {
                let mut fewer = items.clone();
                let item = fewer.remove(k);
                out.push(here(Value::Array(fewer)));
                let mut twice = items.clone();
                twice.insert(k, item);
                out.push(here(Value::Array(twice)));
                for (at, changed) in changes(&format!("{path}[]"), &items[k]) {
                    let mut all = items.clone();
                    all[k] = changed;
                    out.push((at, Value::Array(all)));
                }
            }
            out
        }
        Value::Object(o) => {
            let mut out = Vec::new();
            for (name, member) in o.iter() {
                let at = format!("{path}.{name}");
                let mut fewer = o.clone();
                fewer.remove(name);
                out.push((at.clone(), Value::Object(fewer)));
                for (deeper, changed) in changes(&at, member) {
                    out.push((deeper, Value::Object(o.clone().with(name, changed))));
                }
            }
            out
        }
    }
}

fn other_text(text: &str) -> String {
    let last = text.chars().last();
    let other = match last {
        Some('0') => '1',
        Some('a') => 'b',
        Some(_) => '0',
        None => 'x',
    };
    let mut changed: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    changed.push(other);
    changed
}

/// Folds the lines; before each record tries every change of it.
pub(super) fn accepted_lies(
    lines: &[Line],
    quorum: bool,
    mut tried: impl FnMut(&Line, &str, &Object, &str),
) -> BTreeSet<String> {
    let mut facts = Facts::new(quorum);
    let mut accepted = BTreeSet::new();
    for line in lines {
        if let (Some(body), true) = (&line.body, line.stream.as_str().starts_with("draw/")) {
            for (path, changed) in changes(&line.kind, &Value::Object(body.clone())) {
                let Value::Object(changed) = changed else { continue };
                let place = Place { leaf: Hash([0xee; 32]), ..line.place };
                let lie = Line { place, body: Some(changed.clone()), ..line.clone() };
                let owed =
                    |f: &Facts| f.ledgers.get(&line.stream).map(|l| l.balances().clone()).unwrap_or_default();
                let mut trial = facts.clone();
                match trial.take(&lie) {
                    Ok(()) => {
                        tried(line, &path, &changed, "ok");
                        accepted.insert(path);
                    }
                    Err(fault) => {
                        assert_eq!(owed(&trial), owed(&facts), "a refused record changes nothing");
                        tried(line, &path, &changed, &fault.verdict());
                    }
                }
            }
        }
        facts.take(line).unwrap();
    }
    accepted
}

proptest! {
    #![proptest_config(Config { cases: 12, max_shrink_iters: 40, ..Config::default() })]
    #[test]
    fn one_changed_member_is_refused_unless_nobody_could_know(plan in any_plan(10..50)) {
        let life = Life::live(&plan);
        let mut count = 0;
        let accepted = accepted_lies(&life.world.lines, plan.quorum, |_, _, _, _| count += 1);
        let lies: Vec<&String> = accepted.iter().filter(|path| !is_free(path)).collect();
        prop_assert!(lies.is_empty(), "{lies:?} of {count}");
    }
}
