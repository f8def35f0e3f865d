//! An export: a copy of tile tree, checkpoint and policy that anybody can replay (docket.md section 14).

use crate::disk::LocalDisk;
use crate::durable::{Durable, DurableError};
use crate::objects::{LocalObjects, Objects};
use crate::published::{self, LATEST, PublishedError};
use crate::tiles::{TileFault, Tiles};
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::tile::tiles_between;
use tarazy_docket::{SignedCheckpoint, Tile};

/// Name of the policy file in an export.
pub const POLICY: &str = "policy";
/// Files that are written together.
const BATCH: usize = 128;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Nothing was published yet.
    #[error("the log has no published checkpoint yet")]
    Empty,
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A tile cannot be read.
    #[error(transparent)]
    Tile(#[from] TileFault),
    /// The copy cannot be written; an earlier export of another log may be there.
    #[error("cannot write the export: {0}")]
    Write(#[source] DurableError),
}

/// Copies what the latest published checkpoint covers into the folder `to`, which is made if it is missing; an older
/// export of the same log is brought up to date. `policy` is the bytes of the policy file. `progress` gets files done and files in all.
///
/// # Errors
/// [`ExportError`]. The checkpoint is written last, so an export without one is not complete.
pub fn export(
    objects: &dyn Objects,
    policy: &[u8],
    to: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<SignedCheckpoint, ExportError> {
    let checkpoint = published::latest(objects)?.ok_or(ExportError::Empty)?;
    std::fs::create_dir_all(to).map_err(|source| {
        ExportError::Write(DurableError::Io {
            what: "make the folder",
            name: to.display().to_string(),
            source,
        })
    })?;
    let copy = Arc::new(Durable::new(Arc::new(LocalDisk::new(to))));
    let tiles = Tiles::new(objects);
    let wanted: Vec<_> = tiles_between(0, checkpoint.checkpoint().size()).collect();
    let (mut done, all) = (0, wanted.len() as u64);
    for batch in wanted.chunks(BATCH) {
        let files = batch.iter().map(|tile| Ok((tile.path(), tiles.fetch(*tile)?)));
        copy.put_new(&files.collect::<Result<Vec<_>, TileFault>>()?).map_err(ExportError::Write)?;
        done += batch.len() as u64;
        progress(done, all);
    }
    copy.replace(POLICY, policy).map_err(ExportError::Write)?;
    copy.replace(LATEST, checkpoint.to_string().as_bytes()).map_err(ExportError::Write)?;
    remove_outgrown(&copy, &wanted).map_err(ExportError::Write)?;
    Ok(checkpoint)
}

/// Removes the partial tiles of an older export, so that one that was brought up to date is as a new one.
fn remove_outgrown(copy: &Arc<Durable>, wanted: &[Tile]) -> Result<(), DurableError> {
    let objects = LocalObjects::new(Arc::clone(copy), "");
    for name in objects.list("tile")? {
        let outgrown = |tile: &Tile| tile.is_partial() && !wanted.contains(tile);
        if name.parse().as_ref().is_ok_and(outgrown) {
            copy.remove(&name)?;
        }
    }
    copy.remove_temporary()
}
