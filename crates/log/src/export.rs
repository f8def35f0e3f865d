//! An export: a copy of tile tree, checkpoint, policy and schemas that anybody can replay (docket.md section 14).

use crate::disk::LocalDisk;
use crate::durable::{Durable, DurableError};
use crate::objects::{LocalObjects, Objects};
use crate::published::{self, LATEST, PublishedError};
use crate::schemas;
use crate::tiles::{TileFault, Tiles};
use crate::withheld;
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::tile::tiles_between;
use tarazy_docket::{SignedCheckpoint, Tile, TileKind};

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
    /// A schema cannot be read.
    #[error("cannot read the schemas: {0}")]
    Read(#[source] DurableError),
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
        let files = files.collect::<Result<Vec<_>, TileFault>>()?;
        for (tile, (name, bytes)) in batch.iter().zip(&files) {
            follow_withheld(&copy, *tile, name, bytes).map_err(ExportError::Write)?;
        }
        copy.put_new(&files).map_err(ExportError::Write)?;
        done += batch.len() as u64;
        progress(done, all);
    }
    copy.put_new(&documents(objects).map_err(ExportError::Read)?).map_err(ExportError::Write)?;
    copy.replace(POLICY, policy).map_err(ExportError::Write)?;
    copy.replace(LATEST, checkpoint.to_string().as_bytes()).map_err(ExportError::Write)?;
    remove_outgrown(&copy, &wanted).map_err(ExportError::Write)?;
    Ok(checkpoint)
}

/// The published schemas with their names.
fn documents(objects: &dyn Objects) -> Result<Vec<(String, Vec<u8>)>, DurableError> {
    let names = objects.list(schemas::FOLDER)?.into_iter();
    names.map(|name| objects.get(&name).map(|bytes| (name, bytes.unwrap_or_default()))).collect()
}

/// A bundle of an older export whose entries were withheld since takes the empty places over.
fn follow_withheld(copy: &Durable, tile: Tile, name: &str, bytes: &[u8]) -> Result<(), DurableError> {
    if tile.kind() != TileKind::Entries {
        return Ok(());
    }
    let Some(older) = copy.read(name)? else { return Ok(()) };
    let emptied = withheld::emptied(&older, bytes, tile.width());
    if emptied.is_some_and(|places| !places.is_empty()) { copy.replace(name, bytes) } else { Ok(()) }
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
