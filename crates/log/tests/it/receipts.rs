//! Receipts and exports hold by themselves, without the log.

use crate::model_disk::ModelDisk;
use crate::rig::{NOW, ORIGIN, Twin, latest, no_quorum, objects, open, signer};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tarazy_docket::commit::{commitment, files_hash};
use tarazy_docket::merkle::root_at;
use tarazy_docket::receipt::FileProof;
use tarazy_docket::tile::{TileReader, decode_bundle, tiles_between};
use tarazy_docket::{
    Ack, Actor, Draft, Hash, Object, Opening, Receipt, Salt, SignedCheckpoint, Signer, StreamId, Tile,
    TileKind, TlogProof, Visibility, leaf_hash,
};
use tarazy_log::Tiles;
use tarazy_log::cache::TileCache;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::export::{ExportError, export};
use tarazy_log::objects::{LocalObjects, Objects as _};
use tarazy_log::receipt::{self, ReceiptFault};

/// A filing among other entries, and what its receipt shows.
fn filing() -> (Twin, u64, Receipt) {
    let salt = Salt::new([9; 32]);
    let document = commitment(&salt, "Талап арыз".as_bytes());
    let stream = StreamId::case([1; 16]);
    let body = Object::new().with("kind", "claim").with("files_hash", files_hash(&[document]).to_hex());
    let draft = Draft {
        stream: stream.clone(),
        kind: "filing.received".parse().unwrap(),
        actor: Actor::role("party").unwrap(),
        vis: Visibility::Parties,
        body,
    };
    let (entry, opening) = draft.into_entry(1, stream.genesis(ORIGIN), NOW, || Salt::new([8; 32])).unwrap();
    let mut twin = Twin::of(300);
    twin.0.insert(123, entry.to_bytes());
    let files = vec![FileProof { name: "claim.pdf".to_owned(), salt, commit: document }];
    (twin, 123, Receipt { entry, opening, files: Some(files) })
}

#[test]
fn a_receipt_is_accepted_by_who_has_only_the_file_and_the_trust() {
    let (mut twin, index, shown) = filing();
    let disk = ModelDisk::default();
    open(&disk).unwrap().round(&mut twin, NOW).unwrap();
    let file = receipt::latest(objects(&disk).as_ref(), index, Some(&shown)).unwrap().to_string();

    let proof = TlogProof::from_bytes(file.as_bytes()).unwrap();
    let carried = Receipt::parse(&proof.extra.clone().unwrap()).unwrap();
    carried.check().unwrap();
    assert_eq!(carried, shown);
    proof.check_inclusion(leaf_hash(&carried.entry.to_bytes())).unwrap();
    let trust = no_quorum().with_log(signer().verifier().clone());
    trust.check(&proof.checkpoint, NOW).unwrap();
}

#[test]
fn any_entry_can_be_proven_without_being_shown_under_the_latest_or_an_earlier_checkpoint() {
    let disk = ModelDisk::default();
    let mut sealer = open(&disk).unwrap();
    sealer.round(&mut Twin::of(100), NOW).unwrap();
    let earlier = latest(&disk).unwrap();
    sealer.round(&mut Twin::of(600), NOW).unwrap();
    let objects = objects(&disk);
    let leaves = Twin::of(600).leaves();
    for (index, leaf) in (0..600).zip(&leaves) {
        let proof = receipt::latest(objects.as_ref(), index, None).unwrap();
        proof.check_inclusion(*leaf).unwrap();
        if index < 100 {
            let proof = receipt::under(objects.as_ref(), earlier.clone(), index, None).unwrap();
            proof.check_inclusion(*leaf).unwrap();
            assert_eq!(proof.checkpoint, earlier);
        }
    }
    let early = receipt::under(objects.as_ref(), earlier, 100, None);
    assert!(matches!(early, Err(ReceiptFault::NotYet { index: 100, size: 100 })));
    let early = receipt::latest(objects.as_ref(), 600, None);
    assert!(matches!(early, Err(ReceiptFault::NotYet { index: 600, size: 600 })));
}

#[test]
fn a_receipt_shows_nothing_that_does_not_fit() {
    let (mut twin, index, shown) = filing();
    let disk = ModelDisk::default();
    let none = receipt::latest(objects(&disk).as_ref(), index, Some(&shown));
    assert!(matches!(none, Err(ReceiptFault::NotYet { size: 0, .. })));
    open(&disk).unwrap().round(&mut twin, NOW).unwrap();
    let objects = objects(&disk);
    let other_place = receipt::latest(objects.as_ref(), index + 1, Some(&shown));
    assert!(matches!(other_place, Err(ReceiptFault::OtherEntry(124))));
    let wrong = Opening { salt: Salt::new([7; 32]), body: shown.opening.clone().unwrap().body };
    let wrong_salt = Receipt { opening: Some(wrong), ..shown.clone() };
    let fault = receipt::latest(objects.as_ref(), index, Some(&wrong_salt));
    assert!(matches!(fault, Err(ReceiptFault::Content(_))));
    let mut files = shown.files.clone().unwrap();
    files[0].commit = Hash([0; 32]);
    let fault = receipt::latest(objects.as_ref(), index, Some(&Receipt { files: Some(files), ..shown }));
    assert!(matches!(fault, Err(ReceiptFault::Content(_))));
}

#[test]
fn an_acknowledgement_names_place_and_leaf_before_anything_is_sealed() {
    let (twin, index, _) = filing();
    let leaf = twin.leaves()[123];
    let key = Signer::from_seed(Ack::key_name(ORIGIN).unwrap(), &[5; 32]).unwrap();
    let note = Ack { origin: ORIGIN.to_owned(), index, leaf, time: NOW }.sign(&key).unwrap();
    let read = Ack::open(note.to_string().as_bytes(), key.verifier()).unwrap();
    assert_eq!((read.index, read.leaf), (index, leaf));
}

#[test]
fn an_export_is_all_that_a_replay_needs_and_can_be_brought_up_to_date() {
    let disk = ModelDisk::default();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("export");
    let empty = export(objects(&disk).as_ref(), b"quorum none\n", &to, &mut |_, _| ());
    assert!(matches!(empty, Err(ExportError::Empty)));
    let mut sealer = open(&disk).unwrap();
    for size in [300, 70_000] {
        let twin = Twin::of(size);
        while sealer.round(&mut twin.clone(), NOW).unwrap().more {}
        let mut steps = Vec::new();
        export(objects(&disk).as_ref(), b"quorum none\n", &to, &mut |done, all| steps.push((done, all)))
            .unwrap();
        let all = u64::try_from(tiles_between(0, size).count()).unwrap();
        assert_eq!(steps.last(), Some(&(all, all)));

        let read = |name: &str| std::fs::read(to.join(name)).unwrap();
        let checkpoint = SignedCheckpoint::from_bytes(&read("checkpoint")).unwrap();
        assert_eq!(checkpoint.checkpoint().size(), size);
        let mut hashes = TileReader::new(size, |tile| std::fs::read(to.join(tile.path())));
        assert_eq!(root_at(&mut hashes, size).unwrap(), checkpoint.checkpoint().root());
        let bundles = tiles_between(0, size).filter(|tile| tile.kind() == TileKind::Entries);
        let entries: Vec<Vec<u8>> = bundles
            .flat_map(|t| {
                decode_bundle(&read(&t.path()), t.width())
                    .unwrap()
                    .into_iter()
                    .map(<[u8]>::to_vec)
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(entries, twin.0);
        let names: BTreeSet<String> =
            std::fs::read_dir(&to).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names, ["checkpoint", "policy", "tile"].map(String::from).into());
        let copied = LocalObjects::new(Arc::new(Durable::new(Arc::new(LocalDisk::new(&to)))), "");
        let mut all: Vec<String> = tiles_between(0, size).map(Tile::path).collect();
        all.sort_unstable();
        assert_eq!(copied.list("tile").unwrap(), all);
    }
}

#[test]
fn an_export_never_mixes_two_logs() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = Twin::of(300);
    other.0[3] = b"another filing".to_vec();
    for (twin, fits) in [(Twin::of(300), true), (other, false)] {
        let disk = ModelDisk::default();
        open(&disk).unwrap().round(&mut twin.clone(), NOW).unwrap();
        let done = export(objects(&disk).as_ref(), b"quorum none\n", folder.path(), &mut |_, _| ());
        assert_eq!(done.is_ok(), fits);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn proofs_from_tiles_in_memory_are_those_from_the_disk_however_the_log_grows_and_is_asked(
        grows in prop::collection::vec(1u64..400, 1..6),
        asked in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..20),
    ) {
        let disk = ModelDisk::default();
        let mut sealer = open(&disk).unwrap();
        let objects = objects(&disk);
        let cache = TileCache::default();
        let (slow, fast) = (Tiles::new(objects.as_ref()), Tiles::cached(objects.as_ref(), &cache));
        let mut size = 0;
        for grow in grows {
            size += grow;
            sealer.round(&mut Twin::of(size), NOW).unwrap();
            let number = |at: &prop::sample::Index, most: u64| {
                u64::try_from(at.index(usize::try_from(most).unwrap())).unwrap()
            };
            for (of, old, index) in &asked {
                // Only what the present tiles can prove: partial ones of smaller trees are gone.
                let (index, new) = (number(index, size), number(of, size) + 1);
                let old = number(old, new) + 1;
                prop_assert_eq!(fast.inclusion(index, size).unwrap(), slow.inclusion(index, size).unwrap());
                prop_assert_eq!(fast.leaf(index, size).unwrap(), slow.leaf(index, size).unwrap());
                let proof = |tiles: Tiles<'_>| tiles.consistency_within(old, new, size).unwrap();
                prop_assert_eq!(proof(fast), proof(slow));
            }
            prop_assert!(fast.inclusion(size, size).is_err());
            prop_assert_eq!(fast.leaf(size, size).unwrap(), None);
        }
    }
}
