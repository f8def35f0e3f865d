//! Paths of tiles (C2SP tlog-tiles): only what would be written is taken.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::Tile;

fuzz_target!(|path: &str| {
    if let Ok(tile) = path.parse::<Tile>() {
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::new(tile.kind(), tile.index(), tile.width()), Ok(tile));
    }
});
