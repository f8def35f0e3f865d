//! Paths of tiles, which tiles are new, and what stands in them, against `tlog_tiles`.

use crate::merkle::both;
use proptest::prelude::*;
use tarazy_docket::merkle::{Leaves, root_at};
use tarazy_docket::tile::{TileReader, tiles_between};
use tarazy_docket::{Tile, TileKind};
use tlog_tiles::tile;

/// Their path has the height of a tile in it and calls bundles data.
fn our_path(theirs: &tile::Tile) -> String {
    theirs.path().replacen("tile/8/", "tile/", 1).replacen("tile/data/", "tile/entries/", 1)
}

fn their_path(ours: &str) -> String {
    ours.replacen("tile/", "tile/8/", 1).replacen("/entries/", "/data/", 1)
}

fn their_tile(ours: Tile) -> tile::Tile {
    let (level, is_data) = match ours.kind() {
        TileKind::Hashes(level) => (level, false),
        TileKind::Entries => (0, true),
    };
    tile::Tile::new(8, level, ours.index(), ours.width().into(), is_data)
}

fn any_tile() -> impl Strategy<Value = Tile> {
    (0_u8..=64, any::<u64>(), 0_u32..64, 1_u16..=256).prop_map(|(level, index, shift, width)| {
        let kind = if level == 64 { TileKind::Entries } else { TileKind::Hashes(level) };
        Tile::new(kind, index >> shift, width).unwrap()
    })
}

proptest! {
    #[test]
    fn paths_are_the_same_and_read_back(tile in any_tile()) {
        prop_assert_eq!(our_path(&their_tile(tile)), tile.path());
        prop_assert_eq!(tile::Tile::from_path(&their_path(&tile.path())).unwrap(), their_tile(tile));
    }

    #[test]
    fn a_path_that_we_read_is_one_for_them_too(
        tile in any_tile(),
        at in any::<prop::sample::Index>(),
        with in "[0-9x/.pe]{0,2}",
        cut in 0_usize..3,
    ) {
        let path = tile.path();
        let at = 5 + at.index(path.len() - 5);
        let path = format!("{}{with}{}", &path[..at], &path[(at + cut).min(path.len())..]);
        // Theirs panics at a level above 63, so it is asked only about what we read.
        if let Ok(we) = path.parse::<Tile>() {
            prop_assert_eq!(tile::Tile::from_path(&their_path(&path)).unwrap(), their_tile(we));
        }
    }

    #[test]
    fn the_new_tiles_between_two_sizes_are_the_same(old in 0_u64..100_000, more in 0_u64..300_000) {
        let mut we: Vec<String> = tiles_between(old, old + more)
            .filter(|t| t.kind() != TileKind::Entries)
            .map(Tile::path)
            .collect();
        let mut they: Vec<String> = tile::Tile::new_tiles(8, old, old + more).iter().map(our_path).collect();
        we.sort();
        they.sort();
        prop_assert_eq!(we, they);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_content_of_their_tiles_gives_our_roots(count in 1_usize..1200, older in any::<prop::sample::Index>()) {
        let entries: Vec<Vec<u8>> = (0..count).map(|i| i.to_be_bytes().to_vec()).collect();
        let (tree, leaves) = both(&entries);
        let older = older.index(count) as u64;
        let read = |tile: Tile| their_tile(tile).read_data(&tree);
        let root = root_at(&mut TileReader::new(count as u64, read), older).unwrap();
        prop_assert_eq!(Ok(root), root_at(&mut Leaves(&leaves), older));
    }
}
