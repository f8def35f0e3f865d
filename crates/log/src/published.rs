//! Published checkpoints, kept so that they can be found afterwards.
//!
//! A draw's result carries the first published checkpoint that covers its commit (draw.md section 6, `order`), so each
//! is written down, durable, before it is published: `published/sealed/<size>` when it went out without the quorum (or
//! the policy has none), `published/witnessed/<size>` when it went out with it. The size has 15 digits in groups of
//! three, so that the order of names is the order of sizes and no folder has more than a thousand items.

use crate::durable::DurableError;
use crate::objects::Objects;
use tarazy_docket::checkpoint::CheckpointError;
use tarazy_docket::note::Algorithm;
use tarazy_docket::{Policy, SignedCheckpoint, VerifierKey};

/// Name of the latest checkpoint in the object store.
pub const LATEST: &str = "checkpoint";
const SEALED: &str = "published/sealed";
const WITNESSED: &str = "published/witnessed";

/// Why a published checkpoint cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// The object is not a checkpoint.
    #[error("{name} is damaged: {source}")]
    Damaged {
        /// The object's name.
        name: String,
        /// What is wrong.
        source: CheckpointError,
    },
    /// The object store failed.
    #[error(transparent)]
    Store(#[from] DurableError),
}

/// Where a published checkpoint is kept.
pub(crate) fn name(size: u64, with_quorum: bool) -> String {
    format!("{}/{}", if with_quorum { WITNESSED } else { SEALED }, grouped(size))
}

/// A size as a path: 15 digits in groups of three.
pub(crate) fn grouped(size: u64) -> String {
    let digits = format!("{size:015}");
    let groups: Vec<&str> =
        (0..digits.len()).step_by(3).filter_map(|at| digits.get(at..(at + 3).min(digits.len()))).collect();
    groups.join("/")
}

/// Forgets the published checkpoints that cover none of the entries from `index` on. The latest is never forgotten.
/// Tiles and entries stay, so a proof under any later checkpoint is not touched.
///
/// # Errors
/// [`PublishedError`]; then some may be forgotten already.
pub(crate) fn forget_before(objects: &dyn Objects, index: u64) -> Result<(), PublishedError> {
    let Some(latest) = latest(objects)? else { return Ok(()) };
    let size = latest.checkpoint().size().min(index.saturating_add(1));
    objects.remove_before(SEALED, &name(size, false))?;
    Ok(objects.remove_before(WITNESSED, &name(size, true))?)
}

/// The latest checkpoint; `None` if nothing was published yet.
///
/// # Errors
/// [`PublishedError`].
pub fn latest(objects: &dyn Objects) -> Result<Option<SignedCheckpoint>, PublishedError> {
    read(objects, LATEST)
}

/// The first published checkpoint that covers the entry `index` and carried its quorum when it was published, with the
/// lines of all who had cosigned by then.
///
/// # Errors
/// [`PublishedError`].
pub fn first_witnessed(
    objects: &dyn Objects,
    index: u64,
) -> Result<Option<SignedCheckpoint>, PublishedError> {
    first(objects, WITNESSED, index, true)
}

/// The first published checkpoint that covers the entry `index`, whoever had cosigned it.
///
/// # Errors
/// [`PublishedError`].
pub fn first_covering(objects: &dyn Objects, index: u64) -> Result<Option<SignedCheckpoint>, PublishedError> {
    let sealed = first(objects, SEALED, index, false)?;
    let witnessed = first_witnessed(objects, index)?;
    let size = |c: &Option<SignedCheckpoint>| c.as_ref().map_or(u64::MAX, |c| c.checkpoint().size());
    Ok(if size(&sealed) <= size(&witnessed) { sealed } else { witnessed })
}

/// The published checkpoint of exactly this size, with its quorum if it had it; `None` if none was published.
///
/// # Errors
/// [`PublishedError`].
pub fn of_size(objects: &dyn Objects, size: u64) -> Result<Option<SignedCheckpoint>, PublishedError> {
    match at(objects, size, true)? {
        Some(witnessed) => Ok(Some(witnessed)),
        None => at(objects, size, false),
    }
}

/// Published checkpoints with the quorum before one of this size, the newest first: those of the same thousand of sizes, which lie in one
/// folder, however large the log is.
///
/// # Errors
/// [`PublishedError`].
pub fn witnessed_lately(
    objects: &dyn Objects,
    size: u64,
    most: usize,
) -> Result<Vec<SignedCheckpoint>, PublishedError> {
    let own = name(size, true);
    let folder = own.rsplit_once('/').map_or(WITNESSED, |(folder, _)| folder);
    let names = objects.list(folder)?;
    let before = names.iter().rev().filter(|name| **name < own).take(most);
    before.filter_map(|name| read(objects, name).transpose()).collect()
}

/// The text that a draw's result carries as `order` (draw.md section 6): with a quorum the first checkpoint that carried
/// it, Ed25519 lines of the log's keys `log` and of the policy's witnesses only; without one, or if `log_alone` (a beacon marked
/// `import`), the first that was published, the log's lines alone. `None` while there is none.
///
/// # Errors
/// [`PublishedError`].
pub fn order_note(
    objects: &dyn Objects,
    log: &[VerifierKey],
    policy: &Policy,
    log_alone: bool,
    index: u64,
) -> Result<Option<String>, PublishedError> {
    let with_quorum = policy.has_quorum() && !log_alone;
    let found = if with_quorum { first_witnessed(objects, index)? } else { first_covering(objects, index)? };
    let kept = found.map(|checkpoint| {
        checkpoint.retain(|line| {
            let is_log = log.iter().any(|key| line.name == *key.name() && line.id == key.id());
            let witness = policy.witness_of(&line.name, line.id);
            is_log || (with_quorum && witness.is_some_and(|w| w.key.algorithm() == Algorithm::CosignatureV1))
        })
    });
    Ok(kept.map(|checkpoint| checkpoint.to_string()))
}

/// The checkpoint of this size that was written down.
pub(crate) fn at(
    objects: &dyn Objects,
    size: u64,
    with_quorum: bool,
) -> Result<Option<SignedCheckpoint>, PublishedError> {
    read(objects, &name(size, with_quorum))
}

/// Writes a checkpoint down that is about to be published. The first one of a size stays: the same tree cosigned again
/// later is no other.
pub(crate) fn keep(
    objects: &dyn Objects,
    checkpoint: &SignedCheckpoint,
    with_quorum: bool,
) -> Result<(), PublishedError> {
    let name = name(checkpoint.checkpoint().size(), with_quorum);
    match read(objects, &name)? {
        Some(kept) if kept.checkpoint() == checkpoint.checkpoint() => Ok(()),
        Some(_) => Err(DurableError::Differs { name }.into()),
        None => Ok(objects.put_new(&[(name, checkpoint.to_string().into_bytes())])?),
    }
}

fn first(
    objects: &dyn Objects,
    folder: &str,
    index: u64,
    with_quorum: bool,
) -> Result<Option<SignedCheckpoint>, PublishedError> {
    let from = name(index.saturating_add(1), with_quorum);
    match objects.first_from(folder, &from)? {
        Some(found) => read(objects, &found),
        None => Ok(None),
    }
}

/// The names of all published checkpoints that were written down.
pub(crate) fn names(objects: &dyn Objects) -> Result<Vec<String>, PublishedError> {
    let mut names = objects.list(SEALED)?;
    names.extend(objects.list(WITNESSED)?);
    Ok(names)
}

pub(crate) fn read(objects: &dyn Objects, name: &str) -> Result<Option<SignedCheckpoint>, PublishedError> {
    match objects.get(name)? {
        None => Ok(None),
        Some(bytes) => SignedCheckpoint::from_bytes(&bytes)
            .map(Some)
            .map_err(|source| PublishedError::Damaged { name: name.to_owned(), source }),
    }
}
