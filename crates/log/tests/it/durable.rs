//! Files are whole or absent, whatever happens.

use crate::model_disk::{Failure, ModelDisk, Op, Unsynced};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::{Durable, DurableError};
use tarazy_log::objects::{LocalObjects, Objects};

fn files(of: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    of.iter().map(|(n, b)| ((*n).to_owned(), b.as_bytes().to_vec())).collect()
}

fn batch() -> Vec<(String, Vec<u8>)> {
    files(&[("a/x000/001", "one"), ("a/x000/002", "two"), ("b", "three")])
}

/// Two batches and two versions of the latest; gives how many calls had been made after each.
fn write_some(disk: &ModelDisk) -> Result<Vec<usize>, DurableError> {
    let files_on = Durable::new(Arc::new(disk.clone()));
    files_on.clear_leftovers()?;
    let mut marks = Vec::new();
    files_on.put_new(&batch())?;
    marks.push(disk.ops().len());
    files_on.replace("latest", b"first")?;
    marks.push(disk.ops().len());
    files_on.put_new(&files(&[("a/x001/003", "four")]))?;
    marks.push(disk.ops().len());
    files_on.replace("latest", b"second")?;
    marks.push(disk.ops().len());
    Ok(marks)
}

fn named(disk: &ModelDisk) -> BTreeMap<String, Vec<u8>> {
    disk.contents().into_iter().filter(|(name, _)| !name.starts_with("tmp/")).collect()
}

#[test]
fn what_was_acknowledged_survives_a_power_cut_at_every_point_and_the_rest_is_whole_or_absent() {
    let disk = ModelDisk::default();
    let marks = write_some(&disk).unwrap();
    let whole = named(&disk);
    let ops = disk.ops();
    for at in 0..=ops.len() {
        let mut ways = vec![Unsynced::Lost, Unsynced::Kept];
        ways.extend((0..20).map(Unsynced::Mixed));
        for way in ways {
            let after = ModelDisk::after_power_cut(&ops, at, way);
            let found = named(&after);
            for (name, bytes) in &found {
                let fits = bytes == &whole[name] || (name == "latest" && bytes == b"first");
                assert!(fits, "{name} is torn after a cut at {at} {way:?}");
            }
            let have = |names: &[&str]| names.iter().all(|n| found.contains_key(*n));
            if at >= marks[0] {
                assert!(have(&["a/x000/001", "a/x000/002", "b"]), "cut at {at} {way:?}");
            }
            if at >= marks[1] {
                assert!(have(&["latest"]), "cut at {at} {way:?}");
            }
            if at >= marks[2] {
                assert!(have(&["a/x001/003"]), "cut at {at} {way:?}");
            }
            if at >= marks[3] {
                assert_eq!(found["latest"], b"second", "cut at {at} {way:?}");
            }
            write_some(&after).unwrap();
            assert_eq!(named(&after), whole);
        }
    }
}

#[test]
fn each_call_may_fail_and_a_second_try_completes_the_work() {
    let plain = ModelDisk::default();
    write_some(&plain).unwrap();
    for call in 0..plain.calls() {
        for takes_effect in [false, true] {
            let disk = ModelDisk::default();
            disk.fail(Failure { call, takes_effect });
            assert!(write_some(&disk).is_err(), "the failure of call {call} was swallowed");
            let again = disk.after_kill();
            write_some(&again).unwrap();
            assert_eq!(named(&again), named(&plain));
        }
    }
}

#[test]
fn a_failed_sync_is_told_apart_because_the_process_must_stop() {
    let plain = ModelDisk::default();
    Durable::new(Arc::new(plain.clone())).put_new(&batch()).unwrap();
    let mut stops = 0;
    for call in 0..plain.calls() {
        let disk = ModelDisk::default();
        disk.fail(Failure { call, takes_effect: false });
        let error = Durable::new(Arc::new(disk)).put_new(&batch()).unwrap_err();
        assert_eq!(error.must_stop(), matches!(error, DurableError::Sync { .. }));
        stops += usize::from(error.must_stop());
    }
    let syncs = plain.ops().iter().filter(|op| matches!(op, Op::Sync { .. } | Op::SyncDir { .. })).count();
    assert_eq!(stops, syncs);
}

#[test]
fn what_is_there_is_never_written_over() {
    let disk = ModelDisk::default();
    let files_on = Durable::new(Arc::new(disk.clone()));
    files_on.put_new(&batch()).unwrap();
    files_on.put_new(&batch()).unwrap();
    let other = files_on.put_new(&files(&[("c", "new"), ("b", "other")]));
    assert!(matches!(other, Err(DurableError::Differs { name }) if name == "b"));
    assert_eq!(disk.contents()["b"], b"three");
}

#[test]
fn a_leftover_that_is_a_second_name_of_a_finished_file_is_not_written_into() {
    let disk = ModelDisk::default();
    Durable::new(Arc::new(disk.clone())).put_new(&files(&[("a", "first")])).unwrap();
    // As if the process had been killed between link and remove.
    tarazy_log::disk::Disk::link(&disk, "a", "tmp/0").unwrap();
    let restarted = disk.after_kill();
    Durable::new(Arc::new(restarted.clone())).put_new(&files(&[("b", "second")])).unwrap();
    assert_eq!(restarted.contents()["a"], b"first");
}

#[test]
fn a_local_folder_behaves_as_the_model_does() {
    let folder = tempfile::tempdir().unwrap();
    let files_on = Arc::new(Durable::new(Arc::new(LocalDisk::new(folder.path()))));
    let objects = LocalObjects::new(Arc::clone(&files_on), "public");
    objects.put_new(&batch()).unwrap();
    objects.put_new(&batch()).unwrap();
    assert!(matches!(objects.put_new(&files(&[("b", "other")])), Err(DurableError::Differs { .. })));
    objects.put_latest("latest", b"first").unwrap();
    objects.put_latest("latest", b"second").unwrap();
    assert_eq!(objects.get("latest").unwrap().unwrap(), b"second");
    assert_eq!(objects.get("nothing/here").unwrap(), None);
    assert_eq!(objects.list("a").unwrap(), ["a/x000/001", "a/x000/002"]);
    objects.remove("a/x000/001").unwrap();
    assert_eq!(objects.list("a").unwrap(), ["a/x000/002"]);
    assert_eq!(objects.list("nothing").unwrap(), Vec::<String>::new());
    files_on.clear_leftovers().unwrap();
    assert_eq!(files_on.list("tmp").unwrap(), Vec::new());
    let lock = files_on.disk().lock("lock").unwrap();
    assert!(files_on.disk().lock("lock").is_err());
    drop(lock);
    files_on.disk().lock("lock").unwrap();
}

proptest! {
    #[test]
    fn the_first_name_from_a_name_on_is_found(
        numbers in prop::collection::btree_set(0u32..2_000_000, 0..40), wanted in 0u32..2_000_000,
    ) {
        let name = |n: &u32| format!("p/{:03}/{:03}/{:03}", n / 1_000_000, n / 1_000 % 1_000, n % 1_000);
        let objects = LocalObjects::new(Arc::new(Durable::new(Arc::new(ModelDisk::default()))), "o");
        let batch: Vec<_> = numbers.iter().map(|n| (name(n), Vec::new())).collect();
        objects.put_new(&batch).unwrap();
        prop_assert_eq!(objects.list("p").unwrap(), numbers.iter().map(&name).collect::<Vec<_>>());
        let found = objects.first_from("p", &name(&wanted)).unwrap();
        prop_assert_eq!(found, numbers.range(wanted..).next().map(name));
    }
}
