//! Short ways to write hashes and find published vectors in tests.

use crate::hash::{Hash, sha256};
use alloc::string::String;
use alloc::vec::Vec;

extern crate std;

/// Distinct leaf hashes.
pub(crate) fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|i| sha256(&[&i.to_be_bytes()])).collect()
}

/// A published vector file; `None`, with a printed word, where the folder is not there.
pub(crate) fn vector_file(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "tests are told where published vectors are")]
    let folder = std::env::var("TARAZY_REAL_DATA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let text = std::fs::read_to_string(folder.join("vectors").join(name)).ok();
    if text.is_none() {
        std::println!("skipped: no published vectors {name}");
    }
    text
}
