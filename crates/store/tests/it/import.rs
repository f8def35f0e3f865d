//! The import of history (docket.md section 8, point 12).

use crate::bed::{Bed, START};
use crate::office::{command, note};
use crate::writer::records;
use tarazy_docket::{Object, Value};
use tarazy_store::Command;

fn plain(key: &str, kind: &str) -> Command {
    command(key, kind, Object::new())
}

fn at(ms: i64, mut command: Command) -> Command {
    command.at = Some(ms);
    command
}

pub(crate) fn in_import_state_the_clock_is_the_events(bed: &Bed) {
    let mut writer = bed.writer();
    let code = |o: &tarazy_store::writer::Outcome| o.as_ref().unwrap_err().code.to_string();
    assert_eq!(code(&writer.run(at(1_000, note("k0", 1, "x")))), "not-importing");
    assert_eq!(code(&writer.run(plain("k1", "import.end"))), "not-importing");
    let outcomes = writer.run_batch(vec![
        plain("k2", "import.begin"),
        at(1_000, note("k3", 1, "a")),
        at(1_000, note("k4", 2, "b")),
        note("k5", 1, "no time"),
        at(5_000, plain("k6", "time")),
        at(9_000, note("k7", 1, "c")),
        at(500, note("k8", 1, "falls")),
    ]);
    assert_eq!(code(&outcomes[3]), "schema");
    assert_eq!(outcomes[4].as_ref().unwrap().body.get("time"), Some(&Value::Int(5_000)));
    drop(writer);
    let mut writer = bed.writer();
    assert_eq!(code(&writer.run(note("k9", 1, "no time"))), "schema");
    let outcomes = writer.run_batch(vec![
        at(10_000, plain("k10", "import.end")),
        at(11_000, note("k11", 1, "too late")),
        note("k12", 1, "now"),
    ]);
    assert_eq!(code(&outcomes[1]), "not-importing");
    assert!(outcomes[2].is_ok());
    let found = records(bed);
    let times: Vec<i64> = found.iter().map(|r| r.entry.time).collect();
    assert_eq!(times, [1_000, 1_000, 9_000, 9_000, 9_000, 10_000, START]);
    assert_eq!(found[3].entry.kind.as_str(), "alarm.raised");
}

pub(crate) fn a_log_with_entries_takes_no_import(bed: &Bed) {
    let mut writer = bed.writer();
    let outcomes = writer.run_batch(vec![note("k1", 1, "x"), plain("k2", "import.begin")]);
    let refused = outcomes[1].as_ref().unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (409, "not-empty"));
    assert!(writer.run(note("k3", 1, "x")).is_ok());
}
