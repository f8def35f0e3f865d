//! The guard only moves forward.

use crate::model_disk::{ModelDisk, Unsynced};
use proptest::prelude::*;
use std::sync::Arc;
use tarazy_docket::Hash;
use tarazy_log::durable::Durable;
use tarazy_log::guard::{Guard, GuardError, GuardState, read};

const ORIGIN: &str = "log.example/tarazy";

fn state(size: u64, root: u8, epoch: u64) -> GuardState {
    GuardState { size, root: Hash([root; 32]), epoch }
}

fn open(disk: &ModelDisk) -> Result<Guard, GuardError> {
    Guard::open(Arc::new(Durable::new(Arc::new(disk.clone()))), "guard", ORIGIN)
}

#[test]
fn a_step_back_is_refused() {
    let disk = ModelDisk::default();
    let mut guard = open(&disk).unwrap();
    assert_eq!(guard.state(), None);
    guard.advance(state(10, 1, 2)).unwrap();
    guard.advance(state(10, 1, 2)).unwrap();
    guard.advance(state(10, 1, 3)).unwrap();
    assert!(matches!(guard.advance(state(9, 1, 3)), Err(GuardError::Smaller { held: 10, new: 9 })));
    assert!(matches!(guard.advance(state(10, 2, 3)), Err(GuardError::OtherRoot { size: 10 })));
    assert!(matches!(guard.advance(state(11, 2, 2)), Err(GuardError::OldEpoch { held: 3, new: 2 })));
    drop(guard);
    assert_eq!(open(&disk).unwrap().state(), Some(state(10, 1, 3)));
}

#[test]
fn only_one_process_holds_it_and_it_sees_changes_of_others() {
    let disk = ModelDisk::default();
    let mut guard = open(&disk).unwrap();
    assert!(matches!(open(&disk), Err(GuardError::Held)));
    guard.advance(state(10, 1, 1)).unwrap();
    let mut text = String::from_utf8(disk.contents()["guard"].clone()).unwrap();
    assert_eq!(text, format!("tarazy/guard/1\n{ORIGIN}\n10\n{}\n1\n", "01".repeat(32)));
    text = text.replace("\n10\n", "\n12\n");
    disk.tamper("guard", text.as_bytes());
    assert!(matches!(guard.advance(state(11, 1, 1)), Err(GuardError::Changed)));
}

#[test]
fn a_guard_of_another_log_is_not_taken() {
    let disk = ModelDisk::default();
    open(&disk).unwrap().advance(state(1, 1, 1)).unwrap();
    let files = Durable::new(Arc::new(disk));
    assert!(matches!(read(&files, "guard", "log.example/other"), Err(GuardError::Damaged)));
    assert_eq!(read(&files, "none", ORIGIN).unwrap(), None);
}

#[test]
fn an_acknowledged_step_survives_a_power_cut() {
    let disk = ModelDisk::default();
    let mut guard = open(&disk).unwrap();
    let mut marks = Vec::new();
    for size in 1..6 {
        guard.advance(state(size, 1, 1)).unwrap();
        marks.push((disk.ops().len(), size));
    }
    let ops = disk.ops();
    for at in 0..=ops.len() {
        let acknowledged = marks.iter().filter(|(mark, _)| *mark <= at).map(|(_, size)| *size).max();
        for way in
            [Unsynced::Lost, Unsynced::Kept, Unsynced::Mixed(1), Unsynced::Mixed(2), Unsynced::Mixed(3)]
        {
            let held = open(&ModelDisk::after_power_cut(&ops, at, way)).unwrap().state().map(|s| s.size);
            assert!(held >= acknowledged, "cut at {at} {way:?}: {held:?} < {acknowledged:?}");
            assert!(held <= acknowledged.max(Some(0)).map(|s| s + 1));
        }
    }
}

proptest! {
    #[test]
    fn a_damaged_file_is_refused_and_never_read_as_another_state(at in 0usize..200, byte in any::<u8>()) {
        let disk = ModelDisk::default();
        open(&disk).unwrap().advance(state(10, 1, 2)).unwrap();
        let whole = disk.contents()["guard"].clone();
        let mut damaged = whole.clone();
        let at = at % whole.len();
        damaged[at] = byte;
        disk.tamper("guard", &damaged);
        match open(&disk) {
            Ok(guard) => {
                // Another digit is another number: the file has no checksum, the tree has.
                let GuardState { size, root, epoch } = guard.state().unwrap();
                let text = format!("tarazy/guard/1\n{ORIGIN}\n{size}\n{root}\n{epoch}\n");
                prop_assert_eq!(text.as_bytes(), &damaged[..]);
            }
            Err(e) => prop_assert!(matches!(e, GuardError::Damaged)),
        }
    }
}
