//! fsck and recovery: what is whole is found whole, each damage is found, and what is lost comes back from the bundles.

use crate::model_disk::ModelDisk;
use crate::rig::{
    NOW, ORIGIN, Twin, Wire, files, latest, objects, open, open_with, policy, signer, tile_tree, witness,
};
use proptest::prelude::*;
use tarazy_docket::{Entry, sha256};
use tarazy_log::disk::Disk as _;
use tarazy_log::export::export;
use tarazy_log::fsck::{Checked, Fault, Report, fsck};
use tarazy_log::guard;
use tarazy_log::recover::{Examined, Memory, RecoverError, Remembered, Sides, State, examine, read_back};
use tarazy_log::schemas;
use tarazy_log::witnesses::{Ask, WitnessFault};

fn check(disk: &ModelDisk, twin: &Twin) -> Result<Report, Fault> {
    let (files, objects, signer) = (files(disk), objects(disk), signer());
    let checked = Checked {
        entries: &mut twin.clone(),
        files: &files,
        guard: "guard",
        objects: objects.as_ref(),
        log: &signer.verifier().clone().into(),
    };
    fsck(checked, &mut |_, _| ())
}

fn look(disk: &ModelDisk, twin: &Twin, witnesses: &[Ask]) -> Result<Examined, RecoverError> {
    let (files, objects, signer) = (files(disk), objects(disk), signer());
    let sides = Sides {
        entries: &mut twin.clone(),
        files: &files,
        guard: "guard",
        objects: objects.as_ref(),
        witnesses,
        log: &signer.verifier().clone().into(),
    };
    examine(sides, &mut |_, _| ())
}

fn sealed(sizes: &[u64]) -> ModelDisk {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    for size in sizes {
        sealer.round(&mut Twin::of(*size), NOW).unwrap();
    }
    disk
}

#[test]
fn a_whole_log_is_found_whole_and_entries_that_wait_for_the_sealer_are_no_fault() {
    let disk = sealed(&[3, 300, 700]);
    let report = check(&disk, &Twin::of(700)).unwrap();
    let wanted = Report { entries: 700, sealed: 700, published: 700, objects: 0, checkpoints: 4, schemas: 0 };
    assert_eq!(Report { objects: 0, ..report }, wanted);
    // Two full and one partial of tiles and bundles, and two widths of the level above; the partial ones of 300 went.
    assert_eq!(report.objects, 3 + 3 + 2);
    assert_eq!(check(&disk, &Twin::of(900)).unwrap().entries, 900);
    assert_eq!(check(&ModelDisk::default(), &Twin::of(5)).unwrap().sealed, 0);
}

#[test]
fn a_round_that_was_cut_off_is_no_fault() {
    let disk = sealed(&[3, 100]);
    let ops = disk.ops();
    for at in 0..=ops.len() {
        let cut = ModelDisk::after_power_cut(&ops, at, crate::model_disk::Unsynced::Kept);
        check(&cut, &Twin::of(100)).unwrap();
    }
}

#[test]
fn a_rewritten_lost_or_surplus_entry_is_named() {
    let disk = sealed(&[700]);
    let mut rewritten = Twin::of(700);
    rewritten.0[300] = b"another filing".to_vec();
    let fault = check(&disk, &rewritten).unwrap_err();
    assert!(matches!(&fault, Fault::Object(name) if name == "tile/entries/001"), "{fault}");
    let fault = check(&disk, &Twin::of(699)).unwrap_err();
    assert!(matches!(fault, Fault::Behind { committed: 699, sealed: 700 }));
    let mut surplus = Twin::of(700);
    surplus.0.insert(699, b"slipped in".to_vec());
    assert!(matches!(check(&disk, &surplus), Err(Fault::Root { size: 700, .. } | Fault::GuardRoot(700))));
}

#[test]
fn every_file_that_is_lost_is_missed() {
    let disk = sealed(&[3, 300, 700]);
    let twin = Twin::of(700);
    for name in disk.contents().into_keys() {
        // Checkpoints that were published once, and what a wider tile holds, are not needed for the log to be whole.
        let is_checkpoint = name.starts_with("public/published/") || name == "public/checkpoint";
        if is_checkpoint || name == "public/tile/1/000.p/1" {
            continue;
        }
        let copy = disk.after_kill();
        copy.remove(&name).unwrap();
        assert!(check(&copy, &twin).is_err(), "{name}");
    }
    let copy = disk.after_kill();
    copy.create("public/tile/0/note.txt").unwrap();
    assert!(matches!(check(&copy, &twin), Err(Fault::Surplus(name)) if name == "tile/0/note.txt"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_changed_byte_is_found(
        file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), flip in 1u8..=255,
    ) {
        let disk = sealed(&[3, 300]);
        let contents: Vec<(String, Vec<u8>)> = disk.contents().into_iter().collect();
        let (name, mut bytes) = contents[file.index(contents.len())].clone();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let held = guard::read(&files(&disk), "guard", ORIGIN).unwrap();
        disk.tamper(&name, &bytes);
        // Another epoch in the guard is as good as any.
        let same_tree = guard::read(&files(&disk), "guard", ORIGIN)
            .is_ok_and(|now| now.map(|s| (s.size, s.root)) == held.map(|s| (s.size, s.root)));
        let harmless = name == "guard" && same_tree;
        prop_assert_eq!(check(&disk, &Twin::of(300)).is_err(), !harmless, "{} at {}", name, at);
    }
}

#[test]
fn a_start_with_everything_in_place_is_ok() {
    let disk = sealed(&[3, 300]);
    for size in [300, 400] {
        let found = look(&disk, &Twin::of(size), &[]).unwrap();
        assert_eq!((found.state, found.entries, found.memories.len()), (State::Ok, size, 2));
    }
    assert_eq!(look(&ModelDisk::default(), &Twin::of(5), &[]).unwrap().state, State::Ok);
}

#[test]
fn a_database_from_an_old_backup_gets_its_entries_back_from_the_bundles() {
    let whole = Twin::of(700);
    let disk = sealed(&[3, 300, 700]);
    for size in [0, 1, 255, 256, 299, 699] {
        let mut restored = Twin::of(size);
        let State::Recovering { have, want, available } = look(&disk, &restored, &[]).unwrap().state else {
            panic!("{size} entries are enough?")
        };
        assert_eq!((have, want.size, available), (size, 700, 700));
        let mut missing = Vec::new();
        read_back::<RecoverError>(&mut restored.clone(), objects(&disk).as_ref(), &want, &mut |entries| {
            missing.extend(entries.into_iter().map(|e| e.bytes));
            Ok(())
        })
        .unwrap();
        restored.0.extend(missing);
        assert_eq!(restored.0, whole.0);
        assert_eq!(look(&disk, &restored, &[]).unwrap().state, State::Ok);
    }
}

#[test]
fn nothing_is_given_out_from_bundles_that_do_not_give_the_remembered_root() {
    let disk = sealed(&[700]);
    let State::Recovering { want, .. } = look(&disk, &Twin::of(10), &[]).unwrap().state else { panic!() };
    let mut never = |_: Vec<tarazy_log::StoredEntry>| -> Result<(), RecoverError> { panic!("given out") };
    let mut damaged = disk.contents()["public/tile/entries/001"].clone();
    damaged[10] ^= 1;
    disk.tamper("public/tile/entries/001", &damaged);
    let failed = read_back(&mut Twin::of(10), objects(&disk).as_ref(), &want, &mut never);
    assert!(matches!(failed, Err(RecoverError::Entry(256))), "{failed:?}");
    // A forger who also adapts the tile of hashes does not get past the root.
    let mut other = Twin::of(700);
    other.0[300] = b"another filing".to_vec();
    let forged = ModelDisk::default();
    open(&forged).unwrap().round(&mut other, NOW).unwrap();
    for (name, bytes) in tile_tree(&forged, false) {
        disk.tamper(&name, &bytes);
    }
    let failed = read_back(&mut Twin::of(10), objects(&disk).as_ref(), &want, &mut never);
    assert!(matches!(failed, Err(RecoverError::Root { by: Memory::Guard | Memory::ObjectStore, size: 700 })));
}

#[test]
fn another_history_in_the_database_is_a_split_and_never_recovered() {
    let disk = sealed(&[3, 300, 700]);
    for (size, changed) in [(700, 5), (900, 699), (500, 5), (300, 299)] {
        let mut twin = Twin::of(size);
        twin.0[changed] = b"another filing".to_vec();
        let state = look(&disk, &twin, &[]).unwrap().state;
        assert!(matches!(state, State::Split { .. }), "{size} {changed}: {state:?}");
    }
}

#[test]
fn a_witness_remembers_what_every_file_of_the_court_has_forgotten() {
    let name = "bar.example";
    let wire = Wire::to(witness(&ModelDisk::default(), name).unwrap());
    let disk = ModelDisk::default();
    let mut sealer = open_with(&disk, policy(1, &[name]), vec![wire.ask(name)]).unwrap();
    sealer.round(&mut Twin::of(300), NOW).unwrap();
    drop(sealer);
    let old = disk.after_kill();
    let mut sealer = open_with(&disk.after_kill(), policy(1, &[name]), vec![wire.ask(name)]).unwrap();
    sealer.round(&mut Twin::of(500), NOW).unwrap();
    drop(sealer);

    // Database, guard and object store come from the same old backup.
    let found = look(&old, &Twin::of(300), &[wire.ask(name)]).unwrap();
    let State::Recovering { have: 300, want, available: 300 } = found.state else {
        panic!("{:?}", found.state)
    };
    assert!(matches!(&want, Remembered { by: Memory::Witness(by), size: 500, .. } if by == name));
    let failed =
        read_back::<RecoverError>(&mut Twin::of(300), objects(&old).as_ref(), &want, &mut |_| Ok(()));
    assert!(failed.is_err());
    // An insider who writes on from there is found out.
    let mut forged = Twin::of(600);
    forged.0[450] = b"another filing".to_vec();
    let found = look(&old, &forged, &[wire.ask(name)]).unwrap();
    assert!(matches!(found.state, State::Split { memory } if memory.by == Memory::Witness(name.to_owned())));
    assert_eq!(look(&old, &Twin::of(600), &[wire.ask(name)]).unwrap().state, State::Ok);
    // A witness that does not answer is named.
    wire.put(None);
    let found = look(&old, &Twin::of(300), &[wire.ask(name)]).unwrap();
    assert_eq!(found.state, State::Ok);
    assert!(matches!(&found.silent[..], [(by, WitnessFault::NoAnswer(_))] if by == name));
}

#[test]
fn a_checkpoint_of_another_log_in_the_object_store_is_not_taken() {
    let disk = sealed(&[3]);
    let text = latest(&disk).unwrap().to_string().replace(ORIGIN, "log.example/other");
    disk.tamper("public/checkpoint", text.as_bytes());
    assert!(matches!(look(&disk, &Twin::of(3), &[]), Err(RecoverError::NotSigned)));
    assert!(matches!(check(&disk, &Twin::of(3)), Err(Fault::NotSigned(_))));
}

/// An entry that sets the schema with this document.
fn schema_set(document: &str) -> Vec<u8> {
    let (hash, prev) = (sha256(&[document.as_bytes()]), "00".repeat(32));
    let text = format!(
        "{{\"actor\":\"system\",\"body\":{{\"sha256\":\"{hash}\",\"type\":\"draw.commit\"}},\"prev\":\"{prev}\",\"seq\":1,\
         \"stream\":\"sys/rules\",\"time\":1,\"type\":\"schema.set\",\"v\":1,\"vis\":\"public\"}}"
    );
    assert!(Entry::parse(text.as_bytes()).is_ok(), "{text}");
    text.into_bytes()
}

#[test]
fn a_schema_that_an_entry_sets_is_published_and_exported_whole() {
    let disk = ModelDisk::default();
    let twin = Twin(vec![schema_set("{}"), schema_set("{ }")]);
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut twin.clone(), NOW).unwrap();
    let objects = objects(&disk);
    schemas::publish(objects.as_ref(), ["{}"]).unwrap();
    assert!(matches!(check(&disk, &twin), Err(Fault::Schema { index: 1, .. })));
    schemas::publish(objects.as_ref(), ["{}", "{ }"]).unwrap();
    assert_eq!(check(&disk, &twin).unwrap().schemas, 2);
    let copy = tempfile::tempdir().unwrap();
    export(objects.as_ref(), b"quorum none\n", copy.path(), &mut |_, _| ()).unwrap();
    let hash = sha256(&[b"{ }"]);
    assert_eq!(std::fs::read(copy.path().join(schemas::name(&hash))).unwrap(), b"{ }");
    objects.remove(&schemas::name(&hash)).unwrap();
    objects.put_new(&[(schemas::name(&hash), b"{}".to_vec())]).unwrap();
    assert!(matches!(check(&disk, &twin), Err(Fault::Document(name)) if name == schemas::name(&hash)));
}
