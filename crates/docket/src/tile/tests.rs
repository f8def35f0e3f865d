//! Paths, contents, and proofs read from tiles.

use super::*;
use crate::hash::Hash;
use crate::merkle::{Leaves, NoSuchNode, Tree, consistency_proof, inclusion_proof, root_at, root_of};
use crate::testing::leaves;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

fn tile(path: &str) -> Tile {
    path.parse().unwrap()
}

#[test]
fn paths_of_the_c2sp_document() {
    let hashes = |level, index, width| Tile::new(TileKind::Hashes(level), index, width).unwrap();
    assert_eq!(hashes(0, 1_234_067, 256).path(), "tile/0/x001/x234/067");
    assert_eq!(hashes(63, 0, 1).path(), "tile/63/000.p/1");
    assert_eq!(Tile::new(TileKind::Entries, 1000, 112).unwrap().path(), "tile/entries/x001/000.p/112");
    let largest = Tile::new(TileKind::Entries, u64::MAX, 256).unwrap();
    assert_eq!(largest.path(), "tile/entries/x018/x446/x744/x073/x709/x551/615");
    assert_eq!(tile(&largest.path()), largest);
}

#[test]
fn other_spellings_of_a_path_are_refused() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/x002",
        "tile/0/+12",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000/",
        "tile/entries/",
        "tile/Entries/000",
        "tile/entries/x018/x446/x744/x073/x709/x551/616",
        "tile/entries/x001/x018/x446/x744/x073/x709/x551/615",
    ] {
        assert_eq!(path.parse::<Tile>(), Err(TileError::Path), "{path}");
    }
    assert_eq!(Tile::new(TileKind::Hashes(64), 0, 1), Err(TileError::OutOfRange));
    assert_eq!(Tile::new(TileKind::Entries, 0, 0), Err(TileError::OutOfRange));
    assert_eq!(Tile::new(TileKind::Entries, 0, 257), Err(TileError::OutOfRange));
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_c2sp_document_counts() {
    let all: Vec<Tile> = tiles_between(0, 70_000).collect();
    let of = |kind| all.iter().filter(move |t| t.kind() == kind);
    assert_eq!(of(TileKind::Hashes(0)).filter(|t| !t.is_partial()).count(), 273);
    let partial: Vec<String> = all.iter().filter(|t| t.is_partial()).map(|t| t.path()).collect();
    let want =
        ["tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"].map(String::from);
    assert_eq!(partial, want);
    assert_eq!(of(TileKind::Hashes(1)).filter(|t| !t.is_partial()).count(), 1);
    let at_256: Vec<String> = tiles_between(0, 256).map(Tile::path).collect();
    assert_eq!(at_256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"].map(String::from));
}

/// What a log keeps: every file of every tree size that was sealed.
#[derive(Default)]
struct Stored(BTreeMap<String, Vec<u8>>);

impl Stored {
    fn seal(&mut self, all: &[Hash], old: u64, new: u64) {
        for tile in tiles_between(old, new) {
            let TileKind::Hashes(level) = tile.kind() else { continue };
            let span = 256_usize.pow(level.into());
            let first = usize::try_from(tile.index()).unwrap() * 256;
            let hash = |i: usize| root_of(&all[(first + i) * span..(first + i + 1) * span]);
            let hashes: Vec<Hash> = (0..tile.width().into()).map(hash).collect();
            let replaced = self.0.insert(tile.path(), encode_hashes(&hashes));
            assert_eq!(replaced, None, "{tile} was written before");
        }
    }

    fn reader(&self, size: u64) -> TileReader<impl FnMut(Tile) -> Result<Vec<u8>, ()> + '_> {
        TileReader::new(size, |tile| self.0.get(&tile.path()).cloned().ok_or(()))
    }
}

#[test]
fn proofs_read_from_tiles_equal_those_from_leaves_at_every_sealed_size() {
    let all = leaves(66_000);
    let sizes = [1, 2, 255, 256, 257, 300, 511, 512, 1000, 65_535, 65_536, 65_537, 66_000];
    let mut stored = Stored::default();
    let mut old = 0;
    for size in sizes {
        stored.seal(&all, old, size);
        let mut reader = stored.reader(size);
        let mut in_memory = Leaves(&all[..usize::try_from(size).unwrap()]);
        let root = root_at(&mut in_memory, size).unwrap();
        assert_eq!(root_at(&mut reader, size), Ok(root));
        assert_eq!(Tree::load(size, &mut reader).unwrap().root(), root);
        for index in [0, size / 3, size / 2, size - 1] {
            let want = inclusion_proof(&mut in_memory, index, size).unwrap();
            assert_eq!(inclusion_proof(&mut reader, index, size), Ok(want));
        }
        for older in [1, old.max(1), size / 2 + 1] {
            let want = consistency_proof(&mut in_memory, older, size).unwrap();
            assert_eq!(consistency_proof(&mut reader, older, size), Ok(want));
        }
        old = size;
    }
}

#[test]
fn one_proof_reads_each_tile_once() {
    let all = leaves(66_000);
    let mut stored = Stored::default();
    stored.seal(&all, 0, 66_000);
    let mut read = BTreeMap::new();
    let mut reader = TileReader::new(66_000, |tile: Tile| {
        *read.entry(tile).or_insert(0) += 1;
        stored.0.get(&tile.path()).cloned().ok_or(())
    });
    inclusion_proof(&mut reader, 70, 66_000).unwrap();
    assert!(read.values().all(|times| *times == 1), "{read:?}");
    assert!(read.len() <= 4, "{read:?}");
}

#[test]
fn a_missing_or_cut_tile_is_an_error_with_its_path() {
    let all = leaves(300);
    let mut stored = Stored::default();
    stored.seal(&all, 0, 300);
    let cut = tile("tile/0/001.p/44");
    stored.0.get_mut("tile/0/001.p/44").unwrap().pop();
    let got = root_at(&mut stored.reader(300), 300);
    assert_eq!(got, Err(TileReadError::Tile(cut, TileError::Length)));
    assert_eq!(got.unwrap_err().to_string(), alloc::format!("{cut}: {}", TileError::Length));
    stored.0.remove("tile/0/001.p/44");
    assert_eq!(root_at(&mut stored.reader(300), 300), Err(TileReadError::Fetch(cut, ())));
    let outside = NoSuchNode { height: 8, index: 1 };
    let got = crate::merkle::HashReader::node(&mut stored.reader(300), 8, 1);
    assert_eq!(got, Err(TileReadError::NoSuchNode(outside)));
}

#[test]
fn a_withheld_entry_is_an_empty_place_of_its_bundle() {
    let entries: [&[u8]; 3] = [b"one", b"", b"three"];
    let bytes = encode_bundle(&entries).unwrap();
    assert_eq!(bytes, b"\0\x03one\0\0\0\x05three");
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), entries);
    assert_eq!(decode_bundle(&bytes, 2), Err(TileError::Length));
    assert_eq!(decode_bundle(&bytes, 4), Err(TileError::Length));
    assert_eq!(encode_bundle(&[alloc::vec![0; 65_536]]), Err(TileError::EntryTooLong));
}

/// Texts near to paths of tiles.
fn near_paths() -> impl Strategy<Value = String> {
    let tile = (0_u8..70, any::<u64>(), 0_u32..64, 0_u16..300).prop_map(|(level, index, shift, width)| {
        let kind = if level > 63 { TileKind::Entries } else { TileKind::Hashes(level) };
        Tile::new(kind, index >> shift, width.clamp(1, 256)).unwrap().path()
    });
    (tile, any::<prop::sample::Index>(), "[0-9x/.pe]{0,1}", 0_usize..3).prop_map(|(path, at, with, cut)| {
        let at = at.index(path.len());
        let end = (at + cut).min(path.len());
        alloc::format!("{}{with}{}", &path[..at], &path[end..])
    })
}

proptest! {
    #[test]
    fn what_is_read_as_a_path_is_written_the_same(path in near_paths()) {
        if let Ok(tile) = path.parse::<Tile>() {
            prop_assert_eq!(tile.path(), path);
        }
    }

    #[test]
    fn what_changed_between_two_sizes_is_what_the_larger_has_and_the_smaller_lacks(old in 0_u64..200_000, more in 0_u64..70_000) {
        let had: Vec<Tile> = tiles_between(0, old).collect();
        let want: Vec<Tile> = tiles_between(0, old + more).filter(|t| !had.contains(t)).collect();
        prop_assert_eq!(tiles_between(old, old + more).collect::<Vec<_>>(), want);
    }

    #[test]
    fn bundles_survive_their_bytes_and_any_bytes_are_read_or_refused(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..8),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let width = u16::try_from(entries.len()).unwrap();
        let mut bytes = encode_bundle(&entries).unwrap();
        prop_assert_eq!(decode_bundle(&bytes, width).unwrap(), entries);
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = decode_bundle(&bytes, width) {
            prop_assert_eq!(encode_bundle(&read).unwrap(), bytes);
        }
    }
}
