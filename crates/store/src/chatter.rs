//! Chatter: sessions, counters and what else may be lost, in a SQLite file of its own, on every installation, so that the
//! docket's flushes do not wait for it. It is no truth: no backup holds it, and its tables are made where they are missing.

use crate::batch::Part;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::sqlite::{Mode, SqliteEngine};
use std::borrow::Cow;
use std::path::Path;

/// Opens the file, which is made if it is missing. `schema` makes what is not there yet.
///
/// # Errors
/// [`StoreError`] if it cannot be opened or written.
pub fn open(path: &Path, schema: &'static str) -> Result<Box<dyn Engine>, StoreError> {
    let mut engine: Box<dyn Engine> = Box::new(SqliteEngine::open(path, Mode::Create)?);
    engine.run_all(vec![Part::Script(Cow::Borrowed(schema))])?;
    Ok(engine)
}
