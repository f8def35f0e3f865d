//! The writer's rules (docket.md section 8).

use crate::bed::{Bed, ORIGIN, START, vault};
use crate::office::{claim, command, leaf_of, note, stream};
use tarazy_docket::{Object, Value, leaf_hash};
use tarazy_store::writer::{BEHIND_MS, MAX_ENTRIES};
use tarazy_store::{Record, backup, truth};

pub(crate) fn records(bed: &Bed) -> Vec<Record> {
    let mut reader = bed.reader();
    backup::check(reader.as_mut()).unwrap();
    truth::range(reader.as_mut(), &vault(), 0, u64::MAX >> 1).unwrap()
}

pub(crate) fn entries_are_dense_chained_and_open_their_commitments(bed: &Bed) {
    let mut writer = bed.writer();
    let pair = command("k1", "pair", Object::new().with("text", "first").with("stream", stream(1).as_str()));
    let answers = writer.run_batch(vec![pair, note("k2", 1, "second"), note("k3", 9, "third")]);
    let indexes: Vec<Vec<u64>> =
        answers.iter().map(|a| a.as_ref().unwrap().entries.iter().map(|e| e.0).collect()).collect();
    assert_eq!(indexes, [vec![0, 1], vec![2], vec![3]]);
    let found = records(bed);
    assert_eq!(found.len(), 4);
    let mut heads = std::collections::HashMap::new();
    for (index, r) in (0..).zip(&found) {
        assert_eq!((r.index, r.leaf), (index, leaf_hash(&r.bytes)));
        assert_eq!(r.entry.to_bytes(), r.bytes);
        let before = heads.insert(r.entry.stream.clone(), (r.entry.seq, r.leaf));
        let (seq, prev) = before.unwrap_or_else(|| (0, r.entry.stream.genesis(ORIGIN)));
        assert_eq!((r.entry.seq, r.entry.prev, r.entry.time), (seq + 1, prev, START));
        let opening = r.opening.as_ref().unwrap();
        assert!(r.entry.is_opened_by(&opening.salt, &opening.body));
    }
    assert_eq!(found[1].kind(), Some("note.made"));
    assert_eq!(found[1].entry.kind.as_str(), "court.internal");
    let first = leaf_of(&answers[0].as_ref().unwrap().body, "first");
    assert_eq!(found[1].body().unwrap().get("text"), Some(&Value::Text(first.to_hex())));
    assert_eq!(writer.end().next_index, 4);
}

pub(crate) fn a_refused_command_leaves_nothing(bed: &Bed) {
    let mut writer = bed.writer();
    let refuse = command("k1", "refuse", Object::new().with("text", "x").with("stream", stream(1).as_str()));
    let outcomes = writer.run_batch(vec![refuse.clone(), note("k2", 1, "kept"), refuse]);
    assert_eq!(outcomes[0].as_ref().unwrap_err().code, "stream-closed");
    assert_eq!(outcomes[1].as_ref().unwrap().entries[0].0, 0);
    assert_eq!(outcomes[2], outcomes[0]);
    let found = records(bed);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].entry.prev, stream(1).genesis(ORIGIN));
    let mut reader = bed.reader();
    assert_eq!(truth::reference(reader.as_mut(), "judge", "refused").unwrap(), None);
    assert_eq!(truth::answered(reader.as_mut(), "k1", START).unwrap(), None);
}

pub(crate) fn later_commands_of_a_batch_see_what_earlier_ones_decided(bed: &Bed) {
    let mut writer = bed.writer();
    let judge = |key: &str, id: &str, name: &str| {
        command(key, "judge.put", Object::new().with("id", id).with("name", name))
    };
    let count = |key: &str| command(key, "count", Object::new().with("stream", stream(1).as_str()));
    writer.run_batch(vec![note("k1", 1, "committed"), judge("k2", "b", "old"), judge("k3", "c", "C")]);
    let outcomes = writer.run_batch(vec![
        note("k4", 1, "pending"),
        note("k5", 1, "pending too"),
        count("k6"),
        judge("k7", "b", "new"),
        judge("k8", "a", "A"),
        command("k9", "judges", Object::new()),
    ]);
    let body = |i: usize| &outcomes[i].as_ref().unwrap().body;
    assert_eq!(body(1).get("before"), Some(&Value::Int(2)));
    assert_eq!(*body(2), Object::new().with("committed", Value::Int(1)).with("seen", Value::Int(3)));
    let judges = Value::Object(body(5).clone()).to_text();
    assert_eq!(judges, r#"{"judges":[["a","A"],["b","new"],["c","C"]]}"#);
}

pub(crate) fn one_commands_failing_sql_does_not_undo_the_others(bed: &Bed) {
    let mut writer = bed.writer();
    let outcomes = writer.run_batch(vec![
        note("k1", 1, "before"),
        claim("k2", 1, "name"),
        claim("k3", 2, "name"),
        note("k4", 2, "after"),
    ]);
    let refused = outcomes[2].as_ref().unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (409, "name-taken"));
    let indexes = [0, 1, 3].map(|i| outcomes[i].as_ref().unwrap().first_index());
    assert_eq!(indexes, [Some(0), Some(1), Some(2)]);
    let found = records(bed);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2].entry.seq, 1, "the refused claim is not in the stream of the last note");
}

pub(crate) fn a_failed_expectation_refuses_its_command_by_name(bed: &Bed) {
    let mut writer = bed.writer();
    let moved = |key: &str| command(key, "move", Object::new().with("n", Value::Int(5)));
    let outcomes = writer.run_batch(vec![moved("k1"), note("k2", 0, "x")]);
    assert_eq!(outcomes[0].as_ref().unwrap_err().code, "no-tally");
    assert!(outcomes[1].is_ok());
    assert!(writer.run(moved("k3")).is_ok());
}

pub(crate) fn a_batch_longer_than_a_round_is_carried_out_whole(bed: &Bed) {
    let mut writer = bed.writer();
    let many = |key: &str, n: i64| command(key, "many", Object::new().with("n", Value::Int(n)));
    let outcomes = writer.run_batch(vec![many("k1", 1_500), many("k2", 700), many("k3", 700), many("k4", 1)]);
    let firsts: Vec<_> = outcomes.iter().map(|o| o.as_ref().unwrap().first_index()).collect();
    assert_eq!(firsts, [Some(0), Some(1_500), Some(2_200), Some(2_900)]);
    const { assert!(MAX_ENTRIES < 1_500, "the first command alone is longer than a round") };
    assert_eq!(records(bed).len(), 2_901);
}

pub(crate) fn a_clock_that_runs_behind_is_alarmed_once_until_it_catches_up(bed: &Bed) {
    let mut writer = bed.writer();
    let mut at = |ms: i64, key: &str| {
        bed.clock.set(ms);
        writer.run(note(key, 1, "x")).unwrap();
    };
    at(START + 5_000, "k1");
    at(START + 5_000 - BEHIND_MS, "k2");
    at(START + 5_000 - BEHIND_MS - 1, "k3");
    at(START, "k4");
    at(START + 6_000, "k5");
    at(START + 3_000, "k6");
    let found = records(bed);
    let kinds: Vec<&str> = found.iter().map(|r| r.entry.kind.as_str()).collect();
    let note = "note.made";
    assert_eq!(kinds, [note, note, "alarm.raised", note, note, note, "alarm.raised", note]);
    let offsets: Vec<i64> = found.iter().map(|r| r.entry.time - START).collect();
    assert_eq!(offsets, [5_000, 5_000, 5_000, 5_000, 5_000, 6_000, 6_000, 6_000]);
    assert_eq!(found[2].entry.stream.as_str(), "sys/alarm");
    let body = Value::Object(found[2].body().unwrap().clone()).to_text();
    assert_eq!(body, r#"{"behind":2001,"code":"clock-behind"}"#);
}

pub(crate) fn a_job_is_there_once(bed: &Bed) {
    let mut writer = bed.writer();
    let job = |key: &str| command(key, "job", Object::new().with("key", "send-1"));
    assert!(writer.run(job("k1")).is_ok());
    assert_eq!(writer.run(job("k2")).unwrap_err().code, "job-exists");
}
