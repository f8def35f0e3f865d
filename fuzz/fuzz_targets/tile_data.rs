//! Tiles of hashes and bundles of entries (C2SP tlog-tiles): one encoding for each width.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::tile::{decode_bundle, decode_hashes, encode_bundle, encode_hashes};

fuzz_target!(|input: &[u8]| {
    // The width of the tile, then its bytes.
    let Some((width, bytes)) = input.split_first_chunk() else { return };
    let width = u16::from_be_bytes(*width);
    if let Ok(hashes) = decode_hashes(bytes, width) {
        assert_eq!(encode_hashes(&hashes), bytes);
        assert_eq!(hashes.len(), usize::from(width));
    }
    if let Ok(entries) = decode_bundle(bytes, width) {
        assert_eq!(encode_bundle(&entries).unwrap(), bytes);
        assert_eq!(entries.len(), usize::from(width));
    }
});
