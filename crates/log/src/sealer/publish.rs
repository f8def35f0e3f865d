//! Signing, asking the witnesses, publishing (docket.md section 9, points 4 to 6).

use super::{SealError, Sealer};
use crate::published::{self, LATEST};
use crate::witnesses::Progress;
use std::time::Duration;
use tarazy_docket::note::Signature;
use tarazy_docket::{Checkpoint, Policy, SignedCheckpoint};

/// How long a checkpoint waits for the quorum before it is published without.
const PATIENCE: Duration = Duration::from_secs(1);
/// After this time a checkpoint is cosigned again, so that its age can be seen, ms.
const RENEW: u64 = 600_000;
/// While the quorum is missing, the witnesses are asked again after this time, ms.
const RETRY: u64 = 1_000;

/// The checkpoint that is published, or about to be.
pub(super) struct Current {
    /// With the log's line and those cosignatures that are published.
    note: SignedCheckpoint,
    /// Entries under the published one: that of `note`, or the one before while `note` is not out yet.
    published: u64,
    /// Whether `note` carries the policy's quorum.
    witnessed: bool,
    /// When the witnesses were last asked about it, ms UTC; `None` since the start of the process.
    asked: Option<i64>,
}

impl Current {
    /// A checkpoint that an earlier process published.
    pub(super) fn resumed(note: SignedCheckpoint, witnessed: bool) -> Self {
        Self { published: note.checkpoint().size(), note, witnessed, asked: None }
    }

    pub(super) fn published_size(&self) -> u64 {
        self.published
    }

    pub(super) fn is_witnessed(&self) -> bool {
        self.witnessed
    }

    fn is_out(&self) -> bool {
        self.published == self.note.checkpoint().size()
    }
}

impl Sealer {
    /// Publishes what is due; true if something was.
    pub(super) fn publish(&mut self, now_ms: i64) -> Result<bool, SealError> {
        let Some(held) = self.guard.state() else { return Ok(false) };
        let is_new = self.current.as_ref().is_none_or(|c| c.note.checkpoint().size() != held.size);
        if is_new {
            let note = self.sign()?;
            let published = self.published_size();
            self.current = Some(Current { note, published, witnessed: false, asked: None });
        }
        let Some(mut current) = self.current.take() else { return Ok(false) };
        let done = self.bring_out(&mut current, now_ms);
        self.current = Some(current);
        done
    }

    fn bring_out(&self, current: &mut Current, now_ms: i64) -> Result<bool, SealError> {
        if current.asked.is_none() && !current.is_out() && self.bring_out_kept(current)? {
            return Ok(true);
        }
        if current.asked.is_some() && current.is_out() {
            // Before they are asked again, which drops what came back late.
            let merged = merge(&current.note, &self.witnesses.progress());
            if merged != current.note {
                self.put_out(current, merged)?;
                return Ok(true);
            }
        }
        let missing = self.policy.has_quorum() && !current.witnessed;
        let interval = if current.is_out() && missing { RETRY } else { RENEW };
        let due = current.asked.is_none_or(|asked| now_ms.abs_diff(asked) >= interval);
        if due && !self.witnesses.is_empty() {
            self.witnesses.submit(current.note.clone(), now_ms);
            current.asked = Some(now_ms);
        }
        let progress = if due && !current.is_out() && self.policy.has_quorum() {
            let note = current.note.clone();
            self.witnesses.wait(PATIENCE, |so_far| is_witnessed(&merge(&note, so_far), &self.policy))
        } else {
            self.witnesses.progress()
        };
        let merged = merge(&current.note, &progress);
        if current.is_out() && merged == current.note {
            return Ok(false);
        }
        self.put_out(current, merged)?;
        Ok(true)
    }

    /// After a crash between writing a witnessed checkpoint down and publishing it, that one is published.
    fn bring_out_kept(&self, current: &mut Current) -> Result<bool, SealError> {
        let size = current.note.checkpoint().size();
        let Some(kept) = published::at(self.objects.as_ref(), size, true)? else { return Ok(false) };
        if kept.checkpoint() != current.note.checkpoint() {
            return Err(SealError::Mismatch("a checkpoint that was written down is not that of the guard"));
        }
        self.put_out(current, kept)?;
        Ok(true)
    }

    /// Writes a checkpoint down and publishes it.
    fn put_out(&self, current: &mut Current, note: SignedCheckpoint) -> Result<(), SealError> {
        let witnessed = is_witnessed(&note, &self.policy);
        published::keep(self.objects.as_ref(), &note, witnessed)?;
        self.objects.put_latest(LATEST, note.to_string().as_bytes())?;
        *current = Current { published: note.checkpoint().size(), note, witnessed, asked: current.asked };
        Ok(())
    }

    /// Signs for the tree that the guard holds, and for no other.
    fn sign(&mut self) -> Result<SignedCheckpoint, SealError> {
        let held = self.guard.state().ok_or(SealError::NoGuard)?;
        let checkpoint = Checkpoint::new(self.origin.clone(), held.size, held.root)?;
        let unsigned = SignedCheckpoint::unsigned(checkpoint)?;
        let text = unsigned.note().text();
        let lines: Result<Vec<Signature>, _> = self.signers.iter_mut().map(|s| s.sign(text)).collect();
        Ok(lines?.into_iter().fold(unsigned, SignedCheckpoint::with))
    }
}

fn is_witnessed(note: &SignedCheckpoint, policy: &Policy) -> bool {
    policy.has_quorum() && policy.evaluate(note).is_ok_and(|standing| standing.has_quorum())
}

/// The checkpoint with what the witnesses gave; a newer line of a witness takes the place of its older ones.
fn merge(note: &SignedCheckpoint, progress: &Progress) -> SignedCheckpoint {
    let mut merged = note.clone();
    for cosigned in progress.iter().flatten().flatten() {
        let is_theirs = |old: &Signature| cosigned.lines.iter().any(|l| l.name == old.name && l.id == old.id);
        merged = merged.retain(|old| !is_theirs(old));
        for line in &cosigned.lines {
            merged = merged.with(line.clone());
        }
    }
    merged
}
