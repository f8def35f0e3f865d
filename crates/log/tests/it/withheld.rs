//! Entries that are withheld: an empty place in every bundle once the notice is published, and nothing else changes.

use crate::model_disk::ModelDisk;
use crate::rig::{NOW, Twin, files, objects, open, signer};
use tarazy_docket::tile::{decode_bundle, encode_bundle};
use tarazy_docket::{Entry, Hash, leaf_hash};
use tarazy_log::export::export;
use tarazy_log::fsck::{Checked, Fault, Report, fsck};
use tarazy_log::tiles::Tiles;

/// The notice that withholds an entry.
fn notice(target: u64, leaf: Hash) -> Vec<u8> {
    let (prev, case) = ("00".repeat(32), "0123456789abcdef".repeat(2));
    let text = format!(
        "{{\"actor\":\"chair:c1\",\"body\":{{\"ground\":\"mistake\",\"index\":{target},\"target\":\"{leaf}\",\"withheld\":true}},\
         \"prev\":\"{prev}\",\"seq\":2,\"stream\":\"case/{case}\",\"time\":1,\"type\":\"entry.closed\",\"v\":1,\"vis\":\"public\"}}"
    );
    assert!(Entry::parse(text.as_bytes()).is_ok(), "{text}");
    text.into_bytes()
}

/// 300 entries, then notices about these, then some more.
fn log(targets: &[u64]) -> Twin {
    let mut twin = Twin::of(300);
    for target in targets {
        let leaf = leaf_hash(&twin.0[usize::try_from(*target).unwrap()]);
        twin.0.push(notice(*target, leaf));
    }
    twin.0.extend((400..420).map(crate::rig::entry));
    twin
}

fn first(twin: &Twin, size: usize) -> Twin {
    Twin(twin.0[..size].to_vec())
}

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

fn served(disk: &ModelDisk, size: u64) -> Vec<Vec<u8>> {
    let objects = objects(disk);
    let tiles = Tiles::new(objects.as_ref());
    (0..size.div_ceil(256)).flat_map(|n| tiles.bundle(n, size).unwrap()).collect()
}

#[test]
fn what_a_notice_withholds_is_an_empty_place_in_full_and_partial_bundles_and_the_tree_stays() {
    let twin = log(&[5, 290]);
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut first(&twin, 300), NOW).unwrap();
    assert_eq!(served(&disk, 300), twin.0[..300], "before the notice all is served");
    sealer.round(&mut first(&twin, 302), NOW).unwrap();
    let root = sealer.root();
    let empty = |size: u64| {
        let served = served(&disk, size);
        served
            .iter()
            .zip(&twin.0)
            .enumerate()
            .filter(|(_, (now, was))| now != was)
            .map(|(n, _)| n)
            .collect::<Vec<_>>()
    };
    assert_eq!(empty(302), [5, 290]);
    assert!(served(&disk, 302)[5].is_empty() && served(&disk, 302)[290].is_empty());
    // The edge goes on without the entry, also after a restart.
    drop(sealer);
    let mut sealer = open(&disk).unwrap();
    assert_eq!(sealer.root(), root);
    sealer.round(&mut twin.clone(), NOW).unwrap();
    assert_eq!(empty(322), [5, 290]);
    assert_eq!(check(&disk, &twin).unwrap().sealed, 322);
}

#[test]
fn a_process_killed_before_it_emptied_the_place_finds_what_is_left_to_do() {
    let twin = log(&[5]);
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut twin.clone(), NOW).unwrap();
    drop(sealer);
    // As it was before: the full bundle still holds the entry.
    let name = "tile/entries/000";
    objects(&disk).put_latest(name, &encode_bundle(&twin.0[..256]).unwrap()).unwrap();
    assert!(matches!(check(&disk, &twin), Err(Fault::StillServed(5))));
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut twin.clone(), NOW).unwrap();
    let bundle = objects(&disk).get(name).unwrap().unwrap();
    assert!(decode_bundle(&bundle, 256).unwrap()[5].is_empty());
    assert!(check(&disk, &twin).is_ok());
}

#[test]
fn a_log_that_was_put_back_from_before_the_emptying_is_emptied_again() {
    let twin = log(&[5, 290]);
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut twin.clone(), NOW).unwrap();
    drop(sealer);
    // A backup has neither the places nor what the sealer wrote down of them.
    let objects = objects(&disk);
    objects.put_latest("tile/entries/000", &encode_bundle(&twin.0[..256]).unwrap()).unwrap();
    objects.put_latest("tile/entries/001.p/66", &encode_bundle(&twin.0[256..322]).unwrap()).unwrap();
    for target in [5, 290] {
        files(&disk).remove(&format!("withheld/{target}")).unwrap();
    }
    let again = |to: usize| {
        tarazy_log::withhold_again(files(&disk), objects.as_ref(), &mut first(&twin, to)).unwrap()
    };
    assert_eq!(again(300), 0, "the database is older than the notices");
    assert!(matches!(check(&disk, &twin), Err(Fault::StillServed(5))));
    assert_eq!(again(322), 2);
    assert!(check(&disk, &twin).is_ok());
    assert!(decode_bundle(&objects.get("tile/entries/000").unwrap().unwrap(), 256).unwrap()[5].is_empty());
    // The sealer goes on from there, and what it finds written down is done.
    let mut longer = twin.clone();
    longer.0.extend((500..520).map(crate::rig::entry));
    open(&disk).unwrap().round(&mut longer.clone(), NOW).unwrap();
    assert!(check(&disk, &longer).is_ok());
}

#[test]
fn an_empty_place_that_no_notice_explains_is_a_fault() {
    let twin = log(&[5]);
    let disk = ModelDisk::default();
    open(&disk).unwrap().round(&mut twin.clone(), NOW).unwrap();
    let name = "tile/entries/000";
    let bundle = objects(&disk).get(name).unwrap().unwrap();
    let mut entries = decode_bundle(&bundle, 256).unwrap();
    entries[7] = &[];
    objects(&disk).put_latest(name, &encode_bundle(&entries).unwrap()).unwrap();
    assert!(matches!(check(&disk, &twin), Err(Fault::Unexcused(7))));
}

#[test]
fn an_older_export_that_is_brought_up_to_date_no_longer_holds_the_entry() {
    let twin = log(&[5]);
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut first(&twin, 300), NOW).unwrap();
    let copy = tempfile::tempdir().unwrap();
    let take = || export(objects(&disk).as_ref(), b"quorum none\n", copy.path(), &mut |_, _| ()).unwrap();
    take();
    sealer.round(&mut twin.clone(), NOW).unwrap();
    take();
    let bundle = std::fs::read(copy.path().join("tile/entries/000")).unwrap();
    assert!(decode_bundle(&bundle, 256).unwrap()[5].is_empty());
}
