//! The notes that results carry: checkpoints of this very log that cover an entry in time (draw.md section 8, steps 4
//! and 5).

use super::export::Export;
use crate::source::Failure;
use crate::verdict::Fault;
use alloc::string::String;
use alloc::vec::Vec;
use tarazy_docket::policy::Standing;
use tarazy_docket::{Checkpoint, Policy, SignedCheckpoint};
use tarazy_draw::{DrawFault, NoteClaim};

/// How many notes are remembered: the results of a batch carry the same two.
const REMEMBERED: usize = 4;

/// What the notes of the last results show.
pub(super) struct Notes<'p> {
    newest: Checkpoint,
    policy: &'p Policy,
    known: Vec<(String, Result<Shown<'p>, DrawFault>)>,
}

/// A note that is a signed checkpoint of this log.
struct Shown<'p> {
    size: u64,
    standing: Standing<'p>,
}

impl<'p> Notes<'p> {
    pub(super) fn new(newest: &Checkpoint, policy: &'p Policy) -> Self {
        Self { newest: newest.clone(), policy, known: Vec::new() }
    }

    /// Reads a note before it is asked for: its signatures, and its root against the export's.
    ///
    /// # Errors
    /// If the export cannot be read. What is wrong with the note itself is told when it is asked for.
    pub(super) fn look_at(&mut self, text: &str, export: &mut Export<'_>) -> Result<(), Failure> {
        if self.known.iter().any(|(known, _)| known == text) {
            return Ok(());
        }
        let shown = match self.read(text) {
            Ok((checkpoint, standing)) => {
                let same_root = checkpoint.origin() == self.newest.origin()
                    && checkpoint.size() <= self.newest.size()
                    && export.root_at(checkpoint.size())? == checkpoint.root();
                if same_root {
                    Ok(Shown { size: checkpoint.size(), standing })
                } else {
                    Err(DrawFault::new(1, "order", "not a checkpoint of this log"))
                }
            }
            Err(fault) => Err(fault),
        };
        self.known.truncate(REMEMBERED - 1);
        self.known.insert(0, (text.into(), shown));
        Ok(())
    }

    fn read(&self, text: &str) -> Result<(Checkpoint, Standing<'p>), DrawFault> {
        let signed: SignedCheckpoint = text.parse().map_err(|e| step_2(Fault::from(e)))?;
        let standing = self.policy.evaluate(&signed).map_err(|e| step_2(Fault::from(e)))?;
        Ok((signed.checkpoint().clone(), standing))
    }

    /// Does a note that was looked at show what is claimed?
    ///
    /// # Errors
    /// The fault of step 1, 2 or 3.
    pub(super) fn check(&self, text: &str, claim: NoteClaim) -> Result<(), DrawFault> {
        let known = self.known.iter().find(|(known, _)| known == text);
        let (_, shown) = known.ok_or_else(|| DrawFault::new(1, "order", "no such note"))?;
        let shown = shown.as_ref().map_err(Clone::clone)?;
        let covers = claim.covers < shown.size && shown.size <= claim.carried_by;
        let Some(latest) = claim.latest.filter(|_| covers) else {
            let detail = "the checkpoint does not cover the entry, or is later than the result";
            return if covers { Ok(()) } else { Err(DrawFault::new(1, "order", detail)) };
        };
        if !shown.standing.has_quorum() {
            return Err(DrawFault::new(2, "no-quorum", "too few cosignatures"));
        }
        let in_time = shown.standing.met_by(latest);
        if in_time { Ok(()) } else { Err(DrawFault::new(3, "unwitnessed", "too few cosignatures in time")) }
    }
}

/// A fault of signatures inside a draw: step 2.
fn step_2(fault: Fault) -> DrawFault {
    use crate::verdict::Verdict;
    let reason = match fault.verdict {
        Verdict::UnknownLog => "unknown-log",
        Verdict::BadSignature => "bad-signature",
        Verdict::NoQuorum => "no-quorum",
        Verdict::FutureTime => "future-time",
        _ => "bad-format",
    };
    DrawFault::new(2, reason, fault.detail)
}
