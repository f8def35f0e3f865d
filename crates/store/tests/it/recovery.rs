//! Faults of the storage and the way to it (docket.md section 18).

use crate::bed::Bed;
use crate::faults::{Fault, FaultySource, Plan};
use crate::office::note;
use crate::writer::records;
use tarazy_store::{Database, Sequencer, StoreError, Writer};

fn faulty(bed: &Bed) -> (Writer, Plan) {
    let plan = Plan::default();
    let source = FaultySource { database: bed.database.clone(), plan: plan.clone() };
    (bed.writer_on(source), plan)
}

fn lost() -> StoreError {
    StoreError::ConnectionLost("test".to_owned())
}

fn in_doubt() -> StoreError {
    StoreError::Unknown("test".to_owned())
}

pub(crate) fn a_lost_connection_is_opened_anew_and_the_commands_are_retried(bed: &Bed) {
    let (mut writer, plan) = faulty(bed);
    plan.fail(&[Fault::Before(lost()), Fault::Before(lost())]);
    let outcomes = writer.run_batch(vec![note("k1", 1, "a"), note("k2", 1, "b"), note("k3", 2, "c")]);
    assert!(plan.clear());
    let firsts: Vec<_> = outcomes.iter().map(|o| o.as_ref().unwrap().first_index()).collect();
    assert_eq!(firsts, [Some(0), Some(1), Some(2)]);
    assert!(outcomes.iter().all(|o| !o.as_ref().unwrap().replayed));
    assert_eq!(records(bed).len(), 3);
}

pub(crate) fn after_a_commit_in_doubt_each_command_is_carried_out_once(bed: &Bed) {
    let (mut writer, plan) = faulty(bed);
    plan.fail(&[Fault::After(in_doubt())]);
    let committed = writer.run_batch(vec![note("k1", 1, "a"), note("k2", 1, "b")]);
    assert!(plan.clear());
    plan.fail(&[Fault::Before(in_doubt())]);
    let not_committed = writer.run_batch(vec![note("k3", 1, "c"), note("k4", 1, "d")]);
    assert!(plan.clear());
    let replayed = |outcomes: Vec<tarazy_store::writer::Outcome>| {
        outcomes.into_iter().map(|o| o.unwrap().replayed).collect::<Vec<_>>()
    };
    assert_eq!(replayed(committed), [true, true]);
    assert_eq!(replayed(not_committed), [false, false]);
    assert_eq!(records(bed).len(), 4);
}

pub(crate) fn a_full_disk_refuses_the_round_and_the_writer_goes_on(bed: &Bed) {
    let (mut writer, plan) = faulty(bed);
    writer.run(note("k1", 1, "a")).unwrap();
    plan.fail(&[Fault::Before(StoreError::DiskFull)]);
    let outcomes = writer.run_batch(vec![note("k2", 1, "b"), note("k3", 1, "c"), note("k1", 1, "a")]);
    for outcome in &outcomes {
        let refused = outcome.as_ref().unwrap_err();
        assert_eq!((refused.status, refused.code.as_ref()), (503, "read-only"));
    }
    assert_eq!(writer.end().next_index, 1);
    assert_eq!(writer.run(note("k2", 1, "b")).unwrap().first_index(), Some(1));
    assert_eq!(records(bed).len(), 2);
}

pub(crate) fn after_a_failed_sync_nothing_more_is_written(bed: &Bed) {
    let (mut writer, plan) = faulty(bed);
    plan.fail(&[Fault::Before(StoreError::SyncFailed("test".to_owned()))]);
    let outcomes = writer.run_batch(vec![note("k1", 1, "a"), note("k2", 1, "b")]);
    assert!(outcomes.iter().all(|o| o.as_ref().unwrap_err().code == "recovering"));
    let refused = writer.run(note("k3", 1, "c")).unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (503, "recovering"));
    assert_eq!(writer.fault(), Some(&StoreError::SyncFailed("test".to_owned())));
    assert_eq!(records(bed).len(), 0);
}

pub(crate) fn a_retry_after_a_crash_before_the_answer_finds_it(bed: &Bed) {
    let (mut writer, plan) = faulty(bed);
    plan.fail(&[Fault::After(StoreError::SyncFailed("crash".to_owned()))]);
    assert!(writer.run(note("k1", 1, "a")).is_err());
    drop(writer);
    let answer = bed.writer().run(note("k1", 1, "a")).unwrap();
    assert!(answer.replayed);
    assert_eq!(answer.first_index(), Some(0));
    assert_eq!(records(bed).len(), 1);
}

/// Opens one database first and another, shorter one afterwards.
struct Swapped {
    first: Option<FaultySource>,
    then: Database,
}

impl tarazy_store::writer::Source for Swapped {
    fn sequencer(&mut self) -> Result<Sequencer, StoreError> {
        match self.first.take() {
            Some(mut first) => first.sequencer(),
            None => self.then.sequencer(),
        }
    }
}

pub(crate) fn a_database_that_lost_answered_entries_is_not_written(bed: &Bed) {
    let older = Bed::sqlite();
    older.writer().run(note("other", 1, "another first entry")).unwrap();
    for before in [1, 2] {
        let plan = Plan::default();
        let fresh = Bed::sqlite();
        let database = if before == 1 { &bed.database } else { &fresh.database };
        let first = FaultySource { database: database.clone(), plan: plan.clone() };
        let mut writer = bed.writer_on(Swapped { first: Some(first), then: older.database.clone() });
        for i in 0..before {
            writer.run(note(format!("k{i}"), 1, "a")).unwrap();
        }
        plan.fail(&[Fault::Before(lost())]);
        assert_eq!(writer.run(note("k9", 1, "b")).unwrap_err().code, "recovering");
        assert!(matches!(writer.fault(), Some(StoreError::Corrupt(_))));
        assert_eq!(records(&older).len(), 1);
    }
}
