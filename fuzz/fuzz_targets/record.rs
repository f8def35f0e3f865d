//! Records of a ledger (draw.md section 5), each read by the type that its entry names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::{Entry, Value};
use tarazy_draw::record::Record;

const KINDS: [&str; 13] = [
    "draw.rules",
    "pool.act",
    "pool.conflict",
    "draw.commit",
    "draw.reveal",
    "draw.result",
    "draw.overdue",
    "draw.void",
    "assign.nonrandom",
    "ledger.adjust",
    "draw.alarm",
    "ledger.closed",
    "draw.later",
];

fuzz_target!(|bytes: &[u8]| {
    let body = match Entry::parse(bytes) {
        Ok(entry) => entry.body().cloned(),
        Err(_) => match Value::from_canonical(bytes) {
            Ok(Value::Object(body)) => Some(body),
            _ => None,
        },
    };
    let Some(body) = body else { return };
    for kind in KINDS {
        let once = Record::read(kind, body.clone());
        assert_eq!(once, Record::read(kind, body.clone()));
    }
});
