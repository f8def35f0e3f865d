//! What a witness remembers of two years.

use crate::model_disk::{Failure, ModelDisk, Unsynced};
use crate::rig::{ORIGIN, Twin, cosigner, files, signer, witness};
use proptest::prelude::*;
use std::sync::Arc;
use tarazy_docket::merkle::{Leaves, consistency_proof, root_of};
use tarazy_docket::{Checkpoint, Hash, SignedCheckpoint, sha256};
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::witness::{History, KEEP_SECONDS, SEGMENT, Witness, WitnessError};

const NAME: &str = "bar.example";
const TIME: u64 = 1_763_802_000;
const LENGTH: u64 = 2 * SEGMENT as u64 + 20;

/// A log that grows by one entry, and how it asks its witness.
struct Growing {
    leaves: Vec<Hash>,
}

impl Growing {
    fn new() -> Self {
        Self { leaves: Twin::of(LENGTH).leaves() }
    }

    fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        let root = root_of(&self.leaves[..usize::try_from(size).unwrap()]);
        let unsigned = SignedCheckpoint::unsigned(Checkpoint::new(ORIGIN, size, root).unwrap()).unwrap();
        let line = signer().sign(unsigned.note().text());
        unsigned.with(line)
    }

    fn request(&self, old: u64, new: u64) -> Vec<u8> {
        use base64::Engine as _;
        let proof = if old == 0 || old == new {
            Vec::new()
        } else {
            consistency_proof(&mut Leaves(&self.leaves), old, new).unwrap()
        };
        let encode = |hash: &Hash| base64::prelude::BASE64_STANDARD.encode(hash.0) + "\n";
        let lines: String = proof.iter().map(encode).collect();
        format!("old {old}\n{lines}\n{}", self.checkpoint(new)).into_bytes()
    }

    /// Has the sizes from `from` to `to` cosigned, each at its own time.
    fn grow(&self, witness: &Witness, from: u64, to: u64, time: impl Fn(u64) -> u64) {
        for size in from..=to {
            let reply = witness.add_checkpoint(&self.request(size - 1, size), time(size)).unwrap();
            assert_eq!(reply.status, 200, "{size}: {}", reply.body);
        }
    }
}

fn history(disk: &ModelDisk) -> History {
    History::new(files(disk), cosigner(NAME).verifier().clone())
}

/// Time and size of what was cosigned within these times.
fn between(disk: &ModelDisk, from: u64, to: u64) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    history(disk).between(ORIGIN, from, to, &mut |c| found.push((c.time, c.tree.size))).unwrap();
    found
}

fn origin_hash() -> String {
    sha256(&[ORIGIN.as_bytes()]).to_hex()
}

#[test]
fn all_that_was_cosigned_is_found_by_time_and_by_entry_while_the_witness_runs() {
    let (disk, log) = (ModelDisk::default(), Growing::new());
    let w = witness(&disk, NAME).unwrap();
    let time = |size| TIME + 10 * size;
    log.grow(&w, 1, LENGTH, time);
    let all: Vec<(u64, u64)> = (1..=LENGTH).map(|size| (time(size), size)).collect();
    assert_eq!(between(&disk, 0, u64::MAX), all);
    for (from, to) in [(0, 0), (time(1), time(1)), (time(100), time(200)), (time(129) - 5, time(256) + 5)] {
        let wanted: Vec<_> = all.iter().copied().filter(|(t, _)| (from..=to).contains(t)).collect();
        assert_eq!(between(&disk, from, to), wanted, "{from} to {to}");
    }
    for index in (0..LENGTH).step_by(13).chain([126, 127, 128, 254, 255, 256, LENGTH - 1]) {
        let first = history(&disk).covering(ORIGIN, index).unwrap().unwrap();
        assert_eq!((first.tree.size, first.time), (index + 1, time(index + 1)));
        assert!(first.note.signed_by(signer().verifier()).unwrap(), "the log's own line is evidence too");
    }
    assert_eq!(history(&disk).covering(ORIGIN, LENGTH).unwrap(), None);
    assert_eq!(history(&disk).covering("other.example/log", 0).unwrap(), None);
    let served = w.covering(&origin_hash(), 199).unwrap();
    assert_eq!(
        (served.status, served.body),
        (200, history(&disk).covering(ORIGIN, 199).unwrap().unwrap().note.to_string())
    );
    assert_eq!(w.covering(&origin_hash(), LENGTH).unwrap().status, 404);
    assert_eq!(w.covering("00", 0).unwrap().status, 404);
}

#[test]
fn an_entry_that_several_checkpoints_cover_is_shown_with_the_first() {
    let (disk, log) = (ModelDisk::default(), Growing::new());
    let w = witness(&disk, NAME).unwrap();
    log.grow(&w, 1, 5, |size| TIME + size);
    // An idle log has the same tree cosigned again, through several files.
    for again in 0..LENGTH {
        assert_eq!(w.add_checkpoint(&log.request(5, 5), TIME + 100 + 600 * again).unwrap().status, 200);
    }
    log.grow(&w, 6, 7, |size| TIME + 10_000_000 + size);
    let first = |index| history(&disk).covering(ORIGIN, index).unwrap().unwrap();
    assert_eq!((first(4).tree.size, first(4).time), (5, TIME + 5));
    assert_eq!((first(5).tree.size, first(5).time), (6, TIME + 10_000_006));
    assert_eq!(between(&disk, 0, u64::MAX).len(), usize::try_from(LENGTH).unwrap() + 7);
}

#[test]
fn what_is_older_than_two_years_is_forgotten_and_nothing_younger() {
    let (disk, log) = (ModelDisk::default(), Growing::new());
    let w = witness(&disk, NAME).unwrap();
    let full = u64::try_from(SEGMENT).unwrap();
    log.grow(&w, 1, full + 1, |size| TIME + size);
    let files_of = |disk: &ModelDisk| disk.contents().keys().filter(|n| n.starts_with("history/")).count();
    assert_eq!((files_of(&disk), between(&disk, 0, 0).len()), (1, 0));
    // Not a second too early.
    let kept = TIME + full + KEEP_SECONDS;
    log.grow(&w, full + 2, 2 * full, |_| kept);
    log.grow(&w, 2 * full + 1, 2 * full + 1, |_| kept);
    assert_eq!((files_of(&disk), between(&disk, 0, TIME + full).len()), (2, SEGMENT));
    for _ in 0..SEGMENT {
        w.add_checkpoint(&log.request(2 * full + 1, 2 * full + 1), kept + 1).unwrap();
    }
    assert_eq!(files_of(&disk), 2, "one came, one went");
    assert_eq!(between(&disk, 0, u64::MAX).first(), Some(&(TIME + full + 1, full + 1)));
    assert_eq!(history(&disk).covering(ORIGIN, 0).unwrap().unwrap().tree.size, full + 1);
}

#[test]
fn what_was_answered_is_in_the_history_after_a_power_cut_or_failure_where_a_file_becomes_full() {
    let log = Growing::new();
    let full = u64::try_from(SEGMENT).unwrap();
    let start = ModelDisk::default();
    log.grow(&witness(&start, NAME).unwrap(), 1, full - 1, |size| TIME + size);
    let run = |disk: &ModelDisk| {
        let mut answered = Vec::new();
        let Ok(w) = witness(disk, NAME) else { return answered };
        for size in full..=full + 2 {
            let reply = w.add_checkpoint(&log.request(size - 1, size), TIME + size);
            if reply.is_ok_and(|reply| reply.status == 200) {
                answered.push((disk.ops().len(), size));
            }
        }
        answered
    };
    let holds = |disk: &ModelDisk, size: u64| {
        for known in [1, full - 1, size] {
            let found = history(disk).covering(ORIGIN, known - 1).unwrap();
            assert_eq!(found.map(|c| c.tree.size), Some(known), "answered up to {size}");
        }
    };
    let before = start.ops().len();
    let killed = start.after_kill();
    let (disk, start) = (start, killed);
    let answered = run(&disk);
    assert_eq!(answered.len(), 3);
    for at in before..=disk.ops().len() {
        let size = answered.iter().filter(|(mark, _)| *mark <= at).map(|(_, size)| *size).max();
        for way in [Unsynced::Lost, Unsynced::Kept, Unsynced::Mixed(1)] {
            holds(&ModelDisk::after_power_cut(&disk.ops(), at, way), size.unwrap_or(full - 1));
        }
    }
    for call in 0..disk.calls() {
        for takes_effect in [false, true] {
            let disk = start.after_kill();
            disk.fail(Failure { call, takes_effect });
            let size = run(&disk).iter().map(|(_, size)| *size).max().unwrap_or(full - 1);
            holds(&disk.after_kill(), size);
        }
    }
}

#[test]
fn a_damaged_file_is_told_and_not_passed_over() {
    let (disk, log) = (ModelDisk::default(), Growing::new());
    let full = u64::try_from(SEGMENT).unwrap();
    log.grow(&witness(&disk, NAME).unwrap(), 1, full + 1, |size| TIME + size);
    let (name, good) = disk.contents().into_iter().find(|(name, _)| name.starts_with("history/")).unwrap();
    let text = String::from_utf8(good.clone()).unwrap();
    let other = text.replacen("\n2\n", "\n3\n", 1).into_bytes();
    for damaged in [b"".to_vec(), good[..good.len() / 2].to_vec(), other] {
        disk.tamper(&name, &damaged);
        let read = history(&disk).between(ORIGIN, 0, u64::MAX, &mut |_| ());
        assert!(matches!(read, Err(WitnessError::Damaged(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn removing_what_comes_before_a_name_removes_that_and_the_folders_that_are_empty_then(
        sizes in prop::collection::btree_set(0u32..3_000, 0..40),
        bound in 0u32..3_100,
    ) {
        let disk = ModelDisk::default();
        let objects = LocalObjects::new(files(&disk), "public");
        let name = |n: u32| format!("kept/{:03}/{:03}", n / 1000, n % 1000);
        let all: Vec<(String, Vec<u8>)> = sizes.iter().map(|n| (name(*n), vec![1])).collect();
        objects.put_new(&all).unwrap();
        objects.remove_before("kept", &name(bound)).unwrap();
        let left: Vec<String> = sizes.iter().filter(|n| **n >= bound).map(|n| name(*n)).collect();
        prop_assert_eq!(objects.list("kept").unwrap(), left.clone());
        let folders = Arc::clone(&files(&disk)).list("public/kept").unwrap().len();
        let wanted = left.iter().map(|name| &name[..8]).collect::<std::collections::BTreeSet<_>>().len();
        prop_assert_eq!(folders, wanted);
        // What was removed can be made again.
        objects.put_new(&all).unwrap();
        prop_assert_eq!(objects.list("kept").unwrap().len(), sizes.len());
    }
}
