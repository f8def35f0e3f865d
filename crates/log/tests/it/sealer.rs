//! What sealing promises, whatever happens to process, disk and power.

use crate::model_disk::{Failure, ModelDisk, Op, Unsynced};
use crate::rig::{NOW, ORIGIN, Twin, entry, files, latest, objects, open, signer, tile_tree};
use proptest::prelude::*;
use tarazy_docket::merkle::{root_of, verify_consistency};
use tarazy_docket::tile::{decode_hashes, tiles_between};
use tarazy_docket::{Hash, SignedCheckpoint, Tile, TileKind, sha256};
use tarazy_log::guard::{self, GuardError};
use tarazy_log::{SealError, Tiles, published};

/// Sizes of the log at the rounds of the crash tests: they cross the edges of bundles and tiles.
const SCHEDULE: [u64; 5] = [1, 3, 255, 257, 520];

/// Runs the rounds from `from` on; gives how many calls had been made on the disk when each was acknowledged.
fn run(disk: &ModelDisk, from: usize) -> (Vec<usize>, Result<(), SealError>) {
    let mut acknowledged = Vec::new();
    let mut go = || {
        let mut sealer = open(disk)?;
        for size in &SCHEDULE[from..] {
            let sealed = sealer.round(&mut Twin::of(*size), NOW)?;
            assert_eq!((sealed.size, sealed.more), (*size, false));
            acknowledged.push(disk.ops().len());
        }
        Ok(())
    };
    let done = go();
    (acknowledged, done)
}

/// Everything that readers may rely on fits together on this disk.
fn assert_consistent(disk: &ModelDisk, whole: &Twin) {
    let held = guard::read(&files(disk), "guard", ORIGIN).unwrap();
    let leaves = whole.leaves();
    let root = |size: u64| root_of(&leaves[..usize::try_from(size).unwrap()]);
    if let Some(held) = held {
        assert_eq!(held.root, root(held.size));
    }
    let Some(checkpoint) = latest(disk) else { return };
    let (size, own_root) = (checkpoint.checkpoint().size(), checkpoint.checkpoint().root());
    assert!(checkpoint.note().signed_by(signer().verifier()).unwrap());
    assert!(held.is_some_and(|held| size <= held.size), "signed beyond the guard");
    assert_eq!(own_root, root(size));
    let objects = objects(disk);
    let tiles = Tiles::new(objects.as_ref());
    for tile in tiles_between(0, size) {
        tiles.fetch(tile).unwrap();
    }
    assert_eq!(tiles.root(size).unwrap(), own_root);
    for index in [0, 2, 254, 256, size - 1].into_iter().filter(|index| *index < size) {
        let covering = published::first_covering(objects.as_ref(), index).unwrap().unwrap();
        assert_eq!(covering.checkpoint().root(), root(covering.checkpoint().size()));
    }
}

#[test]
fn golden_log() {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    for size in [1, 200, 256, 700, 66_000] {
        let mut twin = Twin::of(size);
        while sealer.round(&mut twin, NOW).unwrap().more {}
    }
    let lines: Vec<String> = disk
        .contents()
        .iter()
        .filter(|(name, _)| name.starts_with("public/") || *name == "guard")
        .map(|(name, bytes)| format!("{} {name}\n", sha256(&[bytes])))
        .collect();
    // The many full tiles of one level are one hash, so that a person can read the file.
    let is_full = |line: &&String| line.contains("/tile/") && !line.contains(".p/");
    let full: String = lines.iter().filter(is_full).map(String::as_str).collect();
    let rest: String = lines.iter().filter(|line| !is_full(line)).map(String::as_str).collect();
    let summary = format!("{} all {} full tiles\n{rest}", sha256(&[full.as_bytes()]), full.lines().count());
    insta::assert_snapshot!(summary);
    insta::assert_snapshot!(latest(&disk).unwrap().to_string());
}

#[test]
fn old_published_checkpoints_are_forgotten_and_what_later_entries_need_stays() {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    for size in [3, 10, 999, 1_000, 1_200, 2_500] {
        sealer.round(&mut Twin::of(size), NOW).unwrap();
    }
    let objects = objects(&disk);
    let covering = |index| published::first_covering(objects.as_ref(), index).unwrap();
    let before: Vec<_> = (0..2_600).map(covering).collect();
    sealer.forget_published(998).unwrap();
    assert!((998..2_600).all(|index| covering(index) == before[usize::try_from(index).unwrap()]));
    assert_eq!(covering(0), before[998], "the earlier ones are gone");
    sealer.forget_published(u64::MAX).unwrap();
    assert_eq!(covering(0), latest(&disk), "the latest stays");
    sealer.round(&mut Twin::of(2_600), NOW).unwrap();
    drop(sealer);
    let mut sealer = open(&disk).unwrap();
    assert_eq!(sealer.round(&mut Twin::of(2_600), NOW).unwrap().size, 2_600);
    assert_consistent(&disk, &Twin::of(2_600));
}

#[test]
fn a_round_takes_so_much_and_says_when_more_waits() {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    let mut twin = Twin::of(16_384 + 10);
    let first = sealer.round(&mut twin, NOW).unwrap();
    assert_eq!((first.size, first.added, first.published, first.more), (16_384, 16_384, true, true));
    let second = sealer.round(&mut twin, NOW).unwrap();
    assert_eq!((second.size, second.added, second.more), (16_394, 10, false));
    let third = sealer.round(&mut twin, NOW).unwrap();
    assert_eq!((third.size, third.added, third.published, third.witnessed), (16_394, 0, false, false));
}

#[test]
fn nothing_is_published_before_the_first_entry() {
    let disk = ModelDisk::default();
    let sealed = open(&disk).unwrap().round(&mut Twin::default(), NOW).unwrap();
    assert_eq!((sealed.size, sealed.published), (0, false));
    assert_eq!(latest(&disk), None);
}

#[test]
fn a_killed_or_failed_process_loses_nothing_whichever_call_was_the_last() {
    let plain = ModelDisk::default();
    run(&plain, 0).1.unwrap();
    let calls = plain.calls();
    let whole = Twin::of(SCHEDULE[4]);
    assert_consistent(&plain, &whole);
    for call in 0..calls {
        for takes_effect in [false, true] {
            let disk = ModelDisk::default();
            disk.fail(Failure { call, takes_effect });
            let (acknowledged, failed) = run(&disk, 0);
            assert!(failed.is_err(), "the failure of call {call} was swallowed");
            let after = disk.after_kill();
            assert_consistent(&after, &whole);
            // The database was at least where the failed round found it.
            run(&after, acknowledged.len().min(SCHEDULE.len() - 1)).1.unwrap();
            assert_consistent(&after, &whole);
            assert_eq!(latest(&after), latest(&plain));
            let (made, wanted) = (tile_tree(&after, true), tile_tree(&plain, true));
            assert_eq!(made, wanted, "after call {call}");
        }
    }
}

#[test]
fn after_a_failure_that_left_the_disk_in_a_known_state_the_same_sealer_goes_on() {
    let plain = ModelDisk::default();
    run(&plain, 0).1.unwrap();
    let mut went_on = 0;
    for call in 0..plain.calls() {
        let disk = ModelDisk::default();
        let Ok(mut sealer) = open(&disk) else { continue };
        disk.fail(Failure { call, takes_effect: false });
        let mut outcomes = Vec::new();
        for size in SCHEDULE {
            outcomes.push(sealer.round(&mut Twin::of(size), NOW));
        }
        let Some(failed) = outcomes.iter().position(Result::is_err) else { continue };
        let must_stop = outcomes[failed].as_ref().is_err_and(SealError::must_stop);
        for later in &outcomes[failed + 1..] {
            assert_eq!(matches!(later, Err(SealError::Stopped)), must_stop);
        }
        if !must_stop && failed + 1 < SCHEDULE.len() {
            assert_eq!(latest(&disk), latest(&plain));
            went_on += 1;
        }
    }
    assert!(went_on > 20);
}

#[test]
fn a_power_cut_at_every_point_loses_nothing_that_was_acknowledged() {
    let disk = ModelDisk::default();
    let (acknowledged, done) = run(&disk, 0);
    done.unwrap();
    let whole = Twin::of(SCHEDULE[4]);
    let ops = disk.ops();
    for at in 0..=ops.len() {
        let rounds = acknowledged.iter().filter(|mark| **mark <= at).count();
        for way in
            [Unsynced::Lost, Unsynced::Kept, Unsynced::Mixed(1), Unsynced::Mixed(2), Unsynced::Mixed(3)]
        {
            let after = ModelDisk::after_power_cut(&ops, at, way);
            assert_consistent(&after, &whole);
            let size = latest(&after).map_or(0, |c| c.checkpoint().size());
            let promised = rounds.checked_sub(1).map_or(0, |last| SCHEDULE[last]);
            assert!(size >= promised, "cut at {at} {way:?}: {size} of {promised} published entries are left");
            run(&after, rounds.min(SCHEDULE.len() - 1)).1.unwrap();
            assert_eq!(latest(&after), latest(&disk));
            assert_eq!(tile_tree(&after, true), tile_tree(&disk, true));
            assert_consistent(&after, &whole);
        }
    }
}

#[test]
fn no_checkpoint_is_written_before_guard_and_tiles_that_hold_it_are_durable() {
    let disk = ModelDisk::default();
    run(&disk, 0).1.unwrap();
    let whole = Twin::of(SCHEDULE[4]);
    let ops = disk.ops();
    let mut seen = 0;
    for (at, op) in ops.iter().enumerate() {
        let Op::Write { bytes, .. } = op else { continue };
        let Ok(checkpoint) = SignedCheckpoint::from_bytes(bytes) else { continue };
        seen += 1;
        let durable = ModelDisk::after_power_cut(&ops, at, Unsynced::Lost);
        let held = guard::read(&files(&durable), "guard", ORIGIN).unwrap().unwrap();
        assert!(held.size >= checkpoint.checkpoint().size());
        let objects = objects(&durable);
        let root = Tiles::new(objects.as_ref()).root(checkpoint.checkpoint().size()).unwrap();
        assert_eq!(root, checkpoint.checkpoint().root());
        assert_consistent(&durable, &whole);
    }
    // Each is written twice: to be found again, and as the latest.
    assert_eq!(seen, 2 * SCHEDULE.len());
}

#[test]
fn a_published_checkpoint_is_found_by_any_index_that_it_was_the_first_to_cover() {
    let disk = ModelDisk::default();
    run(&disk, 0).1.unwrap();
    let objects = objects(&disk);
    let key = signer().verifier().clone();
    for index in 0..SCHEDULE[4] {
        let first = SCHEDULE.into_iter().find(|size| *size > index).unwrap();
        let found = published::first_covering(objects.as_ref(), index).unwrap().unwrap();
        assert_eq!(found.checkpoint().size(), first);
        let policy = crate::rig::no_quorum();
        let order =
            published::order_note(objects.as_ref(), std::slice::from_ref(&key), &policy, false, index)
                .unwrap()
                .unwrap();
        assert_eq!(order, found.to_string());
        assert_eq!(published::first_witnessed(objects.as_ref(), index).unwrap(), None);
    }
    assert_eq!(published::first_covering(objects.as_ref(), SCHEDULE[4]).unwrap(), None);
}

#[test]
fn partial_tiles_go_when_the_full_one_is_there_and_older_trees_are_still_readable() {
    let disk = ModelDisk::default();
    run(&disk, 0).1.unwrap();
    let partial: Vec<String> = tile_tree(&disk, false).into_keys().filter(|n| n.contains(".p/")).collect();
    assert_eq!(
        partial,
        [
            "public/tile/0/002.p/8",
            "public/tile/1/000.p/1",
            "public/tile/1/000.p/2",
            "public/tile/entries/002.p/8"
        ]
    );
    let whole = Twin::of(SCHEDULE[4]);
    let leaves = whole.leaves();
    let objects = objects(&disk);
    let tiles = Tiles::new(objects.as_ref());
    for size in (1..=512).chain([SCHEDULE[4]]) {
        let expected: Vec<Vec<u8>> = (size / 256 * 256..size).map(entry).collect();
        assert_eq!(tiles.bundle(size / 256, size).unwrap(), expected);
        assert_eq!(tiles.root(size).unwrap(), root_of(&leaves[..usize::try_from(size).unwrap()]));
    }
}

#[test]
fn a_database_that_is_older_than_the_log_is_not_sealed() {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    let behind = sealer.round(&mut Twin::of(9), NOW);
    assert!(matches!(behind, Err(SealError::Behind { committed: 9, sealed: 10 })));
    assert!(matches!(sealer.round(&mut Twin::of(10), NOW), Err(SealError::Stopped)));
}

#[test]
fn an_entry_whose_bytes_do_not_have_its_leaf_hash_stops_sealing() {
    struct Damaged(Twin);
    impl tarazy_log::Entries for Damaged {
        fn count(&mut self) -> Result<u64, tarazy_log::EntriesError> {
            self.0.count()
        }
        fn range(
            &mut self,
            from: u64,
            to: u64,
        ) -> Result<Vec<tarazy_log::StoredEntry>, tarazy_log::EntriesError> {
            let mut entries = self.0.range(from, to)?;
            for e in entries.iter_mut().filter(|e| e.index == 4) {
                e.bytes[0] ^= 1;
            }
            Ok(entries)
        }
    }
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    let stopped = sealer.round(&mut Damaged(Twin::of(10)), NOW);
    assert!(matches!(stopped, Err(SealError::Entry { index: 4 })));
    assert_eq!(tile_tree(&disk, false).len(), 0);
    assert_eq!(latest(&disk), None);
}

#[test]
fn another_history_in_a_tile_stops_sealing() {
    let disk = ModelDisk::default();
    open(&disk).unwrap().round(&mut Twin::of(255), NOW).unwrap();
    let mut other = Twin::of(300);
    other.0[3] = b"rewritten".to_vec();
    // A sealer without memory of the past, on tiles that have one.
    disk.tamper("guard", b"");
    assert!(matches!(open(&disk), Err(SealError::Guard(GuardError::Damaged))));
    let forged = ModelDisk::default();
    open(&forged).unwrap().round(&mut other, NOW).unwrap();
    disk.tamper("guard", &forged.contents()["guard"]);
    assert!(matches!(open(&disk), Err(SealError::Tile(_) | SealError::Proof(_) | SealError::Mismatch(_))));
}

#[test]
fn a_lost_guard_is_not_made_anew() {
    let disk = ModelDisk::default();
    open(&disk).unwrap().round(&mut Twin::of(5), NOW).unwrap();
    tarazy_log::disk::Disk::remove(&disk, "guard").unwrap();
    assert!(matches!(open(&disk), Err(SealError::NoGuard)));
}

#[test]
fn only_one_sealer_runs() {
    let disk = ModelDisk::default();
    let first = open(&disk).unwrap();
    assert!(matches!(open(&disk), Err(SealError::Guard(GuardError::Held))));
    drop(first);
    open(&disk).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sequence_of_appends_rounds_and_restarts_gives_what_one_round_over_all_gives(
        steps in prop::collection::vec((0u64..400, any::<bool>()), 1..8),
    ) {
        let disk = ModelDisk::default();
        let mut sealer = open(&disk).unwrap();
        let mut size = 0;
        let mut sizes: Vec<(u64, Hash)> = Vec::new();
        for (more, restart) in steps {
            size += more;
            let sealed = sealer.round(&mut Twin::of(size), NOW).unwrap();
            prop_assert_eq!(sealed.size, size);
            if size > 0 {
                sizes.push((size, sealer.root()));
            }
            if restart {
                drop(sealer);
                sealer = open(&disk).unwrap();
            }
        }
        let whole = Twin::of(size);
        let once = ModelDisk::default();
        open(&once).unwrap().round(&mut whole.clone(), NOW).unwrap();
        prop_assert_eq!(tile_tree(&disk, true), tile_tree(&once, true));
        prop_assert_eq!(latest(&disk), latest(&once));
        let made = tile_tree(&disk, false);
        for (name, bytes) in tile_tree(&once, false) {
            prop_assert_eq!(made.get(&name), Some(&bytes));
        }
        let objects = objects(&disk);
        let tiles = Tiles::new(objects.as_ref());
        let leaves = whole.leaves();
        for index in 0..size.div_ceil(256) {
            let tile = Tile::in_tree(TileKind::Hashes(0), index, size).unwrap();
            let hashes = decode_hashes(&tiles.fetch(tile).unwrap(), tile.width()).unwrap();
            let start = usize::try_from(index * 256).unwrap();
            prop_assert_eq!(&hashes[..], &leaves[start..start + hashes.len()]);
        }
        for pair in sizes.windows(2) {
            let [(old, old_root), (new, new_root)] = pair else { unreachable!() };
            let proof = tiles.consistency(*old, *new).unwrap();
            verify_consistency(*old, *old_root, *new, *new_root, &proof).unwrap();
        }
    }
}
