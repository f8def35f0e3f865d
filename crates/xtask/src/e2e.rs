//! `cargo xtask e2e`: the pages in a real browser, against a server that the tests start. Pictures of the pages come out in
//! the target folder, under `e2e/`.

use crate::{assets, run_in};
use std::path::Path;

/// Where the tests lie.
pub(crate) const FOLDER: &str = "e2e";

/// Runs all of them; the program must be built.
pub(crate) fn run() -> Result<(), String> {
    let folder = Path::new(FOLDER);
    if !folder.join("node_modules").exists() {
        assets::install(folder)?;
    }
    run_in(folder, "node", &["--test", "--test-concurrency=1"])
}
