//! What a witness remembers: every checkpoint that it cosigned in two years (draw.md section 8, point 4), so that a court which
//! says that a commit was not witnessed in time can be shown the contrary.
//!
//! The newest notes of a log lie in `state/<hash of origin>`; the last of them is the tree that was cosigned last. A cosignature
//! replaces that file whole, so memory and history are one step. A full file moves to
//! `history/<hash of origin>/<size>.<time>.<hash>` (size and time of its last note), where it is never changed.

use super::segment::{Cosigned, Segment};
use super::server::WitnessError;
use crate::durable::Durable;
use crate::objects::{LocalObjects, Objects as _};
use crate::published::grouped;
use std::sync::Arc;
use tarazy_docket::{Hash, Note, VerifierKey, sha256};

/// Folder of the newest notes.
pub(super) const STATE: &str = "state";
/// Folder of full files.
const HISTORY: &str = "history";
/// How long a cosigned checkpoint is remembered, in seconds: two years, of which one is a leap year.
pub const KEEP_SECONDS: u64 = 731 * 24 * 60 * 60;

/// The memory of a witness. Reading needs no lock: what is written is whole at every moment.
pub struct History {
    files: Arc<Durable>,
    full: LocalObjects,
    key: VerifierKey,
}

impl History {
    /// The memory in the folder of `files` of the witness with this key.
    pub fn new(files: Arc<Durable>, key: VerifierKey) -> Self {
        let full = LocalObjects::new(Arc::clone(&files), HISTORY);
        Self { files, full, key }
    }

    /// The witness's key.
    pub(super) fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Tells of every checkpoint of a log that was cosigned from `from` to `to`, both included, in seconds since 1970; in the
    /// order of cosigning.
    ///
    /// # Errors
    /// [`WitnessError::Damaged`], or a failure of the disk.
    pub fn between(
        &self,
        origin: &str,
        from: u64,
        to: u64,
        tell: &mut dyn FnMut(Cosigned),
    ) -> Result<(), WitnessError> {
        // The newest first: if its file becomes full meanwhile, it is found twice and not missed.
        let newest = self.newest(origin)?;
        let folder = folder_of(origin);
        let mut last = None;
        for name in self.full.list(&folder)? {
            // A file whose last note is too old holds no other.
            if time_of(&name).is_some_and(|time| time < from) {
                continue;
            }
            let Some(segment) = self.read(origin, &name)? else { continue };
            self.tell(origin, &segment, from, to, tell)?;
            last = Some(segment);
        }
        match newest {
            Some(newest) if Some(&newest) != last.as_ref() => self.tell(origin, &newest, from, to, tell),
            Some(_) | None => Ok(()),
        }
    }

    /// The first checkpoint of a log that was cosigned and covers the entry `index`; `None` if there is none (any more).
    ///
    /// # Errors
    /// As [`History::between`].
    pub fn covering(&self, origin: &str, index: u64) -> Result<Option<Cosigned>, WitnessError> {
        let newest = self.newest(origin)?;
        let folder = folder_of(origin);
        let from = format!("{folder}/{}", grouped(index.saturating_add(1)));
        let full = match self.full.first_from(&folder, &from)? {
            Some(name) => self.read(origin, &name)?,
            None => None,
        };
        for segment in [full, newest].iter().flatten() {
            let found = segment.covering(origin, &self.key, index).map_err(|_| damaged(origin))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The newest notes of a log; `None` if nothing was cosigned yet.
    pub(super) fn newest(&self, origin: &str) -> Result<Option<Segment>, WitnessError> {
        let Some(bytes) = self.files.read(&state_of(origin))? else { return Ok(None) };
        let segment = Segment::parse(&bytes);
        let is_own = |segment: &Segment| segment.last(origin, &self.key).is_some();
        segment.filter(is_own).map(Some).ok_or_else(|| damaged(origin))
    }

    /// Adds a note to the newest ones. It is durable when this returns.
    pub(super) fn add(
        &self,
        origin: &str,
        mut newest: Segment,
        note: &Note,
        seconds: u64,
    ) -> Result<(), WitnessError> {
        if newest.is_full() {
            let last = newest.last(origin, &self.key).ok_or_else(|| damaged(origin))?;
            let bytes = newest.to_bytes();
            self.full.put_new(&[(name_of(origin, &last, sha256(&[&bytes])), bytes)])?;
            newest = Segment::default();
            self.forget(origin, seconds.saturating_sub(KEEP_SECONDS))?;
        }
        newest.push(note);
        Ok(self.files.replace(&state_of(origin), &newest.to_bytes())?)
    }

    /// Removes the full files whose notes are all older than `before`, from the oldest on.
    fn forget(&self, origin: &str, before: u64) -> Result<(), WitnessError> {
        let folder = folder_of(origin);
        let mut next = format!("{folder}/{}", grouped(0));
        let mut old = false;
        while let Some(name) = self.full.first_from(&folder, &next)? {
            // A name that is none of ours is left to people.
            if time_of(&name).is_none_or(|time| time >= before) {
                next = name;
                break;
            }
            (next, old) = (name + "~", true);
        }
        if old {
            self.full.remove_before(&folder, &next)?;
        }
        Ok(())
    }

    fn read(&self, origin: &str, name: &str) -> Result<Option<Segment>, WitnessError> {
        // It may have become too old since its name was read.
        let Some(bytes) = self.full.get(name)? else { return Ok(None) };
        Segment::parse(&bytes).map(Some).ok_or_else(|| damaged(origin))
    }

    fn tell(
        &self,
        origin: &str,
        segment: &Segment,
        from: u64,
        to: u64,
        tell: &mut dyn FnMut(Cosigned),
    ) -> Result<(), WitnessError> {
        for cosigned in segment.all(origin, &self.key) {
            let cosigned = cosigned.ok_or_else(|| damaged(origin))?;
            if (from..=to).contains(&cosigned.time) {
                tell(cosigned);
            }
        }
        Ok(())
    }
}

fn damaged(origin: &str) -> WitnessError {
    WitnessError::Damaged(origin.to_owned())
}

/// An origin can hold any character, so its hash names its files.
fn folder_of(origin: &str) -> String {
    sha256(&[origin.as_bytes()]).to_hex()
}

fn state_of(origin: &str) -> String {
    format!("{STATE}/{}", folder_of(origin))
}

/// Ordered by size; the hash is of the file's bytes, so that two files never have one name.
fn name_of(origin: &str, last: &Cosigned, hash: Hash) -> String {
    let hash: String = hash.to_hex().chars().take(16).collect();
    format!("{}/{}.{}.{hash}", folder_of(origin), grouped(last.tree.size), last.time)
}

/// When the last note of a full file was cosigned.
fn time_of(name: &str) -> Option<u64> {
    name.rsplit('/').next()?.split('.').nth(1)?.parse().ok()
}
