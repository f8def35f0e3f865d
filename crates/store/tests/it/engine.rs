//! What both engines must do alike.

use crate::bed::Bed;
use crate::office::{Notes, note};
use std::borrow::Cow;
use tarazy_store::batch::Part;
use tarazy_store::engine::Select;
use tarazy_store::error::Rule;
use tarazy_store::numbering::placeholders;
use tarazy_store::{
    Batch, Database, Engine, Expect, Office, Reader, Row, Sequencer, SqlValue, Step, Stmt, StoreError, truth,
};

const PUT: Stmt = Stmt { name: "put", sql: "INSERT INTO setting (key, value) VALUES ($1, $2)" };
const ALL: Stmt =
    Stmt { name: "all", sql: "SELECT key, value FROM setting WHERE key <> 'derived_tables' ORDER BY key" };

fn put(key: &str, value: &str) -> Step {
    Step::new(&PUT, vec![key.into(), value.into()], Expect::Rows(1))
}

fn settings(reader: &mut (impl Reader + ?Sized)) -> Vec<Row> {
    reader.query(&ALL, &[]).unwrap()
}

fn script(engine: &mut dyn Engine, sql: &'static str) -> Result<(), StoreError> {
    engine.run_all(vec![Part::Script(Cow::Borrowed(sql))])
}

pub(crate) fn every_statement_prepares_and_numbers_its_values_in_order(bed: &Bed) {
    drop(bed.writer());
    let mut reader = bed.reader();
    let all = tarazy_store::statements().into_iter().chain(Notes.statements());
    let mut names = Vec::new();
    for stmt in all {
        let wanted = placeholders(stmt.sql).unwrap_or_else(|e| panic!("{}: {e}", stmt.name));
        assert_eq!(reader.prepare(stmt), Ok(wanted), "{}", stmt.name);
        names.push(stmt.name);
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a name is used twice");
    assert!(reader.prepare(&Stmt { name: "bad", sql: "SELECT nothing FROM nowhere" }).is_err());
}

pub(crate) fn entries_can_be_neither_changed_nor_deleted(bed: &Bed) {
    let mut writer = bed.writer();
    writer.run(note("k", 1, "text")).unwrap();
    drop(writer);
    let before = truth::raw_range(bed.reader().as_mut(), 0, 9).unwrap();
    let mut owner = bed.owner();
    for sql in [
        "UPDATE entry SET time = 0",
        "DELETE FROM entry",
        "DELETE FROM body; DELETE FROM entry WHERE idx = 0",
        "INSERT INTO entry (idx, stream, seq, leaf, time, type, bytes) SELECT idx, stream, seq, leaf, time, type, bytes \
         FROM entry WHERE true ON CONFLICT (idx) DO UPDATE SET time = 0",
    ] {
        let refused = script(owner.engine.as_mut(), sql).unwrap_err();
        assert!(matches!(refused, StoreError::Constraint { kind: Rule::Forbidden, .. }), "{sql}: {refused}");
    }
    assert_eq!(before.len(), 1);
    assert_eq!(truth::raw_range(bed.reader().as_mut(), 0, 9).unwrap(), before);
}

pub(crate) fn a_batch_that_fails_in_the_middle_leaves_nothing(bed: &Bed) {
    let Sequencer { mut engine, .. } = bed.database.sequencer().unwrap();
    let batch = Batch::new(vec![put("a", "1"), put("b", "1"), put("a", "2").or("taken"), put("c", "1")]);
    let refused = engine.apply(&batch).unwrap_err();
    assert_eq!(refused.conflict(), Some("taken"));
    assert!(matches!(refused, StoreError::Constraint { kind: Rule::Unique, .. }), "{refused}");
    assert_eq!(settings(engine.as_mut()), []);
    engine.apply(&Batch::new(vec![put("a", "1"), put("b", "1")])).unwrap();
    assert_eq!(settings(bed.reader().as_mut()).len(), 2);
}

pub(crate) fn rules_of_the_schema_are_named(bed: &Bed) {
    const MOVE: Stmt = Stmt { name: "move", sql: "UPDATE setting SET value = $1 WHERE key = $2" };
    const BODY: Stmt = Stmt { name: "body", sql: "INSERT INTO body (idx, salt, bytes) VALUES ($1, $2, $2)" };
    const NOTHING: Stmt = Stmt { name: "nothing", sql: "INSERT INTO setting (key, value) VALUES ($1, NULL)" };
    const WRONG: Stmt = Stmt { name: "wrong", sql: "INSERT INTO setting (key) SELECT 1 FROM nowhere" };
    let Sequencer { mut engine, .. } = bed.database.sequencer().unwrap();
    let mut fail = |step: Step| engine.apply(&Batch::new(vec![put("x", "1"), step])).unwrap_err();
    let kind = |e: StoreError| match e {
        StoreError::Constraint { kind, step, .. } => (kind, step),
        other => panic!("{other}"),
    };
    let moved = Step::new(&MOVE, vec!["1".into(), "none".into()], Expect::Rows(1)).or("gone");
    assert_eq!(fail(moved).to_string(), "move: expected 1 rows, found 0 [gone]");
    let bytes = |n: usize| SqlValue::Bytes(vec![1; n]);
    let orphan = Step::new(&BODY, vec![99.into(), bytes(32)], Expect::Any);
    assert_eq!(kind(fail(orphan)).0, Rule::Reference);
    let short = Step::new(&BODY, vec![99.into(), bytes(3)], Expect::Any);
    assert_eq!(kind(fail(short)), (Rule::Check, "body".to_owned()));
    let nothing = Step::new(&NOTHING, vec!["y".into()], Expect::Any);
    assert_eq!(kind(fail(nothing)), (Rule::NotNull, "nothing".to_owned()));
    assert!(matches!(fail(Step::new(&WRONG, vec![], Expect::Any)), StoreError::Statement { .. }));
    assert_eq!(settings(engine.as_mut()), []);
}

pub(crate) fn text_with_a_zero_character_is_refused(bed: &Bed) {
    let Sequencer { mut engine, .. } = bed.database.sequencer().unwrap();
    let refused = engine.apply(&Batch::new(vec![put("a\0b", "1")])).unwrap_err();
    assert!(matches!(refused, StoreError::Statement { .. }), "{refused}");
    assert_eq!(settings(engine.as_mut()), []);
}

pub(crate) fn a_reader_sees_one_moment_and_cannot_write(bed: &Bed) {
    const WRITE: Stmt = Stmt { name: "write", sql: "DELETE FROM setting RETURNING key" };
    let Sequencer { mut engine, .. } = bed.database.sequencer().unwrap();
    engine.apply(&Batch::new(vec![put("a", "1"), put("b", "1")])).unwrap();
    let mut reader = bed.reader();
    assert!(reader.query(&WRITE, &[]).is_err());
    let select = Select {
        sql: "SELECT key FROM setting WHERE value = $1 ORDER BY key".into(),
        values: vec!["1".into()],
    };
    let mut seen = Vec::new();
    reader
        .snapshot(&[select.clone(), select], &mut |select, row| {
            if seen.is_empty() {
                engine.apply(&Batch::new(vec![put("c", "1")])).unwrap();
            }
            seen.push((select, row.text(0)?.to_owned()));
            Ok(())
        })
        .unwrap();
    let want = [(0, "a"), (0, "b"), (1, "a"), (1, "b")].map(|(s, k)| (s, k.to_owned()));
    assert_eq!(seen, want);
    assert_eq!(settings(reader.as_mut()).len(), 3);
}

pub(crate) fn only_one_sequencer_holds_the_lock(bed: &Bed) {
    let first = bed.database.sequencer().unwrap();
    assert_eq!(bed.database.sequencer().err(), Some(StoreError::Locked));
    assert_eq!(bed.database.migrate(0).err(), Some(StoreError::Locked));
    let epoch = first.fence.epoch;
    drop(first);
    assert_eq!(bed.database.sequencer().unwrap().fence.epoch, epoch + 1);
}

/// A sequencer that has lost its lock without knowing it.
struct Unlocked(Database, Database);

impl tarazy_store::writer::Source for Unlocked {
    fn sequencer(&mut self) -> Result<Sequencer, StoreError> {
        let Sequencer { mut engine, fence, lock } = self.0.sequencer()?;
        Bed::unlock(engine.as_mut());
        drop(lock);
        // The lock of an unrelated database stands in for the one that is gone.
        Ok(Sequencer { engine, fence, lock: self.1.sequencer()?.lock })
    }
}

pub(crate) fn of_two_sequencers_only_the_later_can_commit(bed: &Bed) {
    let elsewhere = Bed::sqlite();
    let mut old = bed.writer_on(Unlocked(bed.database.clone(), elsewhere.database.clone()));
    old.run(note("k1", 1, "before")).unwrap();
    let mut new = bed.writer();
    let refused = old.run(note("k2", 1, "by the old one")).unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (503, "not-leader"));
    new.run(note("k3", 1, "by the new one")).unwrap();
    assert_eq!(old.run(note("k4", 1, "again")).unwrap_err().code, "not-leader");
    assert!(old.fault().is_some());
    let records = truth::range(bed.reader().as_mut(), &crate::bed::vault(), 0, 9).unwrap();
    let texts: Vec<_> =
        records.iter().map(|r| r.body().unwrap().get("text").unwrap().as_text().unwrap()).collect();
    assert_eq!(texts, ["before", "by the new one"]);
}
