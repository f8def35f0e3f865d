//! An import of a made-up flow, on SQLite, sealed each day.

use super::{Figure, Scratch};
use crate::cli::Init;
use crate::commands::import::{plan, read_bytes, replay};
use crate::commands::init::{Extras, create};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use std::path::Path;
use tarazy_registry::flow::{Corrections, synthetic};

/// Measures a flow of so many cases.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("import")?;
    let (_, done) = flow(&scratch.0, count)?;
    Ok(vec![
        Figure::rate("import: cases filed, drawn and decided", done.cases, done.seconds, "cases/s"),
        Figure::rate("import: entries, sealed", done.entries, done.seconds, "entries/s"),
        Figure::rate("import: draws", done.draws, done.seconds, "draws/s"),
    ])
}

/// Imports a made-up flow into a new installation below a folder.
pub(super) fn flow(folder: &Path, count: u64) -> Result<(Installation, replay::Done), Failure> {
    let init = Init {
        origin: "bench.example/log".to_owned(),
        law: "br-sp".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        database: "sqlite:".to_owned(),
        seal: false,
        token: None,
    };
    let installation = create(&folder.join("court"), &init, Extras::default())?;
    let bytes = synthetic::file(1, u32::try_from(count).map_err(Failure::usage)?);
    let source = read_bytes(&installation, &bytes, &Corrections::default(), None, Vec::new(), 1);
    let source = source.map_err(Failure::not_done)?;
    let plan = plan(&installation, &source)?;
    let mut node = Node::open(&installation)?;
    let done = replay::Replay::new(&mut node, &plan, &source).run(None)?;
    Ok((installation, done))
}
