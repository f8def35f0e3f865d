//! Receipts: file proofs of single entries (docket.md section 13.2).

use crate::objects::Objects;
use crate::published::{self, PublishedError};
use crate::tiles::{ProofFault, Tiles};
use tarazy_docket::receipt::{ReceiptError, WrongContent};
use tarazy_docket::{Receipt, SignedCheckpoint, TlogProof, leaf_hash};

/// Why there is no receipt.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptFault {
    /// The entry is not under a published checkpoint yet; ask again in a second.
    #[error("entry {index} is not sealed yet; the log's checkpoint has {size} entries")]
    NotYet {
        /// Its index.
        index: u64,
        /// Entries under the checkpoint.
        size: u64,
    },
    /// The entry is not the one that the log holds at this index.
    #[error("the log holds another entry at index {0}")]
    OtherEntry(u64),
    /// What is to be shown does not open the entry's commitments.
    #[error(transparent)]
    Content(#[from] WrongContent),
    /// What is to be shown cannot be written down.
    #[error(transparent)]
    Extra(#[from] ReceiptError),
    /// A published checkpoint cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The path cannot be computed.
    #[error(transparent)]
    Proof(#[from] ProofFault),
}

/// The proof of the entry `index` under the latest published checkpoint. `shown` is what the holder may see; without it
/// the proof only says that some entry is there.
///
/// # Errors
/// [`ReceiptFault`].
pub fn latest(objects: &dyn Objects, index: u64, shown: Option<&Receipt>) -> Result<TlogProof, ReceiptFault> {
    let checkpoint = published::latest(objects)?.ok_or(ReceiptFault::NotYet { index, size: 0 })?;
    under(objects, checkpoint, index, shown)
}

/// The proof of the entry `index` under a given checkpoint of this log.
///
/// # Errors
/// [`ReceiptFault`].
pub fn under(
    objects: &dyn Objects,
    checkpoint: SignedCheckpoint,
    index: u64,
    shown: Option<&Receipt>,
) -> Result<TlogProof, ReceiptFault> {
    from_tiles(Tiles::new(objects), checkpoint, index, shown)
}

/// As [`under`], from tiles of which some may be in memory.
///
/// # Errors
/// [`ReceiptFault`].
pub fn from_tiles(
    tiles: Tiles<'_>,
    checkpoint: SignedCheckpoint,
    index: u64,
    shown: Option<&Receipt>,
) -> Result<TlogProof, ReceiptFault> {
    let size = checkpoint.checkpoint().size();
    if index >= size {
        return Err(ReceiptFault::NotYet { index, size });
    }
    let extra = match shown {
        None => None,
        Some(receipt) => {
            receipt.check()?;
            if tiles.leaf(index, size)? != Some(leaf_hash(&receipt.entry.to_bytes())) {
                return Err(ReceiptFault::OtherEntry(index));
            }
            Some(receipt.to_bytes()?)
        }
    };
    Ok(TlogProof { extra, index, path: tiles.inclusion(index, size)?, checkpoint })
}
