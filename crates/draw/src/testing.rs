//! Short ways to write judges in tests.

use crate::seat::{Capacity, JudgeId, Judges};
use proptest::collection::btree_map;
use proptest::prelude::*;

pub(crate) fn id(text: &str) -> JudgeId {
    text.parse().unwrap()
}

pub(crate) fn judges(rows: &[(&str, u32)]) -> Judges {
    let row = |(name, alpha): &(&str, u32)| (id(name), Capacity::try_from(*alpha).unwrap());
    Judges::new(rows.iter().map(row).collect()).unwrap()
}

/// Lists of 1…`most` judges with capacities of every kind.
pub(crate) fn any_judges(most: usize) -> impl Strategy<Value = Judges> {
    let alpha = prop_oneof![Just(1000), Just(500), Just(1), 1u32..=1000];
    btree_map("[A-Z][0-9a-z]{0,2}", alpha, 1..=most).prop_map(|rows| {
        let rows: Vec<(&str, u32)> = rows.iter().map(|(name, alpha)| (name.as_str(), *alpha)).collect();
        judges(&rows)
    })
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
        println!("skipped: no published vectors {name}");
    }
    text
}
