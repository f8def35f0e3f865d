//! Starting to seal: what is on the disk must fit together.

use super::publish::Current;
use super::{SealError, Sealer};
use crate::durable::Durable;
use crate::edge::Edge;
use crate::guard::Guard;
use crate::objects::Objects;
use crate::published;
use crate::signing::SignNotes;
use crate::tiles::Tiles;
use crate::withheld::Withheld;
use crate::witnesses::{Ask, Pool};
use std::sync::Arc;
use tarazy_docket::{Policy, SignedCheckpoint, Tree, VerifierKey};

/// What a sealer needs.
pub struct Setup {
    /// Durable files of the log's folder, where the guard lies.
    pub files: Arc<Durable>,
    /// File of the guard below that folder.
    pub guard: String,
    /// Tiles and checkpoints.
    pub objects: Arc<dyn Objects>,
    /// The log's keys, all of which sign; their name is the origin.
    pub signers: Vec<Box<dyn SignNotes>>,
    /// Who must cosign. The log itself need not stand in it.
    pub policy: Policy,
    /// The witnesses to ask.
    pub witnesses: Vec<Ask>,
    /// Epoch of the sequencer lock (docket.md section 8.6).
    pub epoch: u64,
}

impl Sealer {
    /// Takes the guard and goes on where the last sealer stopped.
    ///
    /// # Errors
    /// [`SealError`]; above all if guard, tiles and checkpoint do not fit together. Then nothing was changed.
    pub fn open(setup: Setup) -> Result<Self, SealError> {
        let keys: Vec<VerifierKey> = setup.signers.iter().map(|s| s.verifier().clone()).collect();
        let origin = keys.first().ok_or(SealError::Key)?.name().as_str().to_owned();
        if keys.iter().any(|key| key.name().as_str() != origin) {
            return Err(SealError::Key);
        }
        let guard = Guard::open(Arc::clone(&setup.files), &setup.guard, &origin)?;
        setup.files.clear_leftovers()?;
        let withheld = Withheld::open(Arc::clone(&setup.files))?;
        let policy = keys.into_iter().fold(setup.policy, |policy, key| {
            let own = policy.logs().iter().any(|log| log.key == key);
            if own { policy } else { policy.with_log(key) }
        });
        let tiles = Tiles::new(setup.objects.as_ref());
        let latest = published::latest(setup.objects.as_ref())?;
        let (tree, edge) = match guard.state() {
            None if latest.is_some() => return Err(SealError::NoGuard),
            None => (Tree::new(), Edge::default()),
            Some(held) => {
                let mut hashes = tiles.hashes(held.size);
                let tree = Tree::load(held.size, &mut hashes).map_err(crate::tiles::read_fault)?;
                if tree.root() != held.root {
                    return Err(SealError::Mismatch("the tiles do not give the guard's root"));
                }
                (tree, Edge::load(tiles, held.size)?)
            }
        };
        let current = match latest {
            None => None,
            Some(checkpoint) => Some(resume(checkpoint, &policy, &origin, &tree, tiles)?),
        };
        let witnesses =
            Pool::start(setup.witnesses, Arc::clone(&setup.objects)).map_err(SealError::Thread)?;
        Ok(Self {
            origin,
            signers: setup.signers,
            policy,
            epoch: setup.epoch,
            objects: setup.objects,
            guard,
            tree,
            edge,
            withheld,
            witnesses,
            current,
            stopped: false,
        })
    }
}

/// The checkpoint that was published last, if it is ours and the tree continues it.
fn resume(
    latest: SignedCheckpoint,
    policy: &Policy,
    origin: &str,
    tree: &Tree,
    tiles: Tiles<'_>,
) -> Result<Current, SealError> {
    let (size, root) = (latest.checkpoint().size(), latest.checkpoint().root());
    if latest.checkpoint().origin() != origin {
        return Err(SealError::Mismatch("the checkpoint is another log's"));
    }
    let Ok(standing) = policy.evaluate(&latest) else {
        return Err(SealError::Mismatch("a signature of the checkpoint does not hold"));
    };
    let witnessed = policy.has_quorum() && standing.has_quorum();
    if size > tree.size() {
        return Err(SealError::Mismatch("the checkpoint is larger than the guard"));
    }
    if tiles.root_within(size, tree.size())? != root {
        return Err(SealError::Mismatch("the tiles do not give the checkpoint's root"));
    }
    Ok(Current::resumed(latest, witnessed))
}
