//! Read models equal a rebuild from the entries (docket.md section 18, G5).

use crate::bed::{Bed, vault};
use crate::office::{Notes, TABLES, claim, command, note};
use tarazy_docket::{Object, Value};
use tarazy_store::derived::{Derived, DerivedDigest, DerivedTable, create_missing, dump_derived};
use tarazy_store::rebuild::{Comparison, compare, rebuild};
use tarazy_store::{Batch, Expect, Step, Stmt, StoreError, Writer};

pub(crate) fn digest(bed: &Bed) -> DerivedDigest {
    dump_derived(bed.reader().as_mut(), TABLES).unwrap()
}

fn compared(bed: &Bed) -> Comparison {
    let scratch = tempfile::tempdir().unwrap();
    compare(&bed.database, &vault(), &Notes, scratch.path(), &mut |_, _| {}).unwrap()
}

fn fill(writer: &mut Writer) {
    let many = command("many", "many", Object::new().with("n", Value::Int(1_100)));
    writer.run_batch(vec![note("k1", 1, "a"), claim("k2", 2, "n"), note("k3", 1, "ә"), many]);
}

pub(crate) fn rebuilt_read_models_equal_the_live_ones(bed: &Bed) {
    let mut writer = bed.writer();
    fill(&mut writer);
    assert_eq!(rebuild(&bed.database, &vault(), &Notes, &mut |_, _| {}), Err(StoreError::Locked));
    drop(writer);
    let live = digest(bed);
    assert!(compared(bed).holds());
    assert_eq!(live.rows, [("note", 1_103), ("tally", 3), ("claim", 1)]);
    const SPOIL: Stmt = Stmt { name: "spoil", sql: "UPDATE note SET text = 'forged' WHERE seq = 2" };
    let mut seat = bed.database.sequencer().unwrap();
    seat.engine.apply(&Batch::new(vec![Step::new(&SPOIL, vec![], Expect::Any)])).unwrap();
    // Beside a running sequencer.
    let spoiled = compared(bed);
    assert_eq!((spoiled.entries, &spoiled.rebuilt), (1_103, &live));
    assert!(!spoiled.holds());
    drop(seat);
    assert_ne!(digest(bed), live);
    let mut told = Vec::new();
    let count = rebuild(&bed.database, &vault(), &Notes, &mut |done, of| told.push((done, of))).unwrap();
    assert_eq!((count, told.last()), (1_103, Some(&(1_103, 1_103))));
    assert_eq!(digest(bed), live);
}

pub(crate) fn read_models_of_another_program_must_be_rebuilt_first(bed: &Bed) {
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "a")).unwrap();
    drop(writer);
    const OTHER: &[DerivedTable] = &[DerivedTable {
        name: "note",
        create_sqlite: "CREATE TABLE note (old TEXT) STRICT",
        create_postgres: "CREATE TABLE note (old TEXT)",
    }];
    let mut seat = bed.database.sequencer().unwrap();
    assert_eq!(create_missing(seat.engine.as_mut(), OTHER), Ok(Derived::NeedsRebuild));
    tarazy_store::derived::rebuild(seat.engine.as_mut(), OTHER, &mut std::iter::empty()).unwrap();
    drop(seat);
    assert_eq!(Writer::open(bed.database.clone(), bed.tools()).err(), Some(StoreError::StaleReadModels));
    rebuild(&bed.database, &vault(), &Notes, &mut |_, _| {}).unwrap();
    assert!(bed.writer().run(note("k1", 1, "a")).unwrap().replayed);
    assert_eq!(digest(bed).rows, [("note", 1), ("tally", 1), ("claim", 0)]);
}
