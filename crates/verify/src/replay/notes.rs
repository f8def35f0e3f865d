//! The notes that results carry: checkpoints of this very log that cover an entry in time (draw.md section 8, steps 4
//! and 5). Each is judged by the trust policy in force at the draw's commit, as the log's own `policy.set` entries have it.

use super::Checks;
use super::export::Export;
use crate::source::Failure;
use crate::verdict::{Fault, Verdict};
use alloc::string::String;
use alloc::vec::Vec;
use tarazy_docket::policy::{PolicyHistory, Standing};
use tarazy_docket::{Checkpoint, Object, Policy, SignedCheckpoint, Value};
use tarazy_draw::{DrawFault, NoteClaim};

/// How many notes are remembered: the results of a batch carry the same two.
const REMEMBERED: usize = 4;

/// The policies of the log, and what the notes of the last results show.
pub(super) struct Notes<'p> {
    newest: Checkpoint,
    /// The reader's own policy.
    trust: &'p Policy,
    policies: PolicyHistory,
    checks: Checks,
    known: Vec<(Key, Result<Shown, DrawFault>)>,
}

/// A note, and how many policies were set before the commit that it is for.
type Key = (String, usize);

/// A note that is a signed checkpoint of this log.
#[derive(Debug, Clone, Copy)]
struct Shown {
    size: u64,
    cosigned: Cosigned,
    /// The reader's own policy asks for no witness, or for those who cosigned.
    is_trusted: bool,
}

/// What the policy of the time says to the cosignatures.
#[derive(Debug, Clone, Copy)]
enum Cosigned {
    /// It asks for none, or signatures are not checked.
    NotAsked,
    /// Too few.
    TooFew,
    /// Enough since this moment, in seconds.
    Since(u64),
}

impl Cosigned {
    fn of(policy: &Policy, standing: &Standing<'_>) -> Self {
        match standing.met_at() {
            _ if !policy.has_quorum() => Self::NotAsked,
            Some(seconds) => Self::Since(seconds),
            None => Self::TooFew,
        }
    }
}

impl<'p> Notes<'p> {
    pub(super) fn new(newest: &Checkpoint, trust: &'p Policy, checks: Checks) -> Self {
        let policies = PolicyHistory::new(trust.clone());
        Self { newest: newest.clone(), trust, policies, checks, known: Vec::new() }
    }

    /// A `policy.set` entry. Where it names no log, it is the one that the reader knows.
    ///
    /// # Errors
    /// `bad-format` if its text is no policy.
    pub(super) fn policy_set(&mut self, index: u64, body: &Object) -> Result<(), Fault> {
        let text = body.get("policy").and_then(Value::as_text);
        let policy = text.and_then(|text| Policy::parse(text.as_bytes()).ok());
        let policy = policy.ok_or_else(|| Fault::new(Verdict::BadFormat, "not a trust policy"))?;
        self.policies.set(index, policy.with_logs_of(self.trust));
        Ok(())
    }

    /// True if the policy in force at an index has a quorum.
    pub(super) fn has_quorum(&self, index: u64) -> bool {
        self.policies.at(index).has_quorum()
    }

    /// True unless a note that was looked at lacks the cosignatures that the reader's own policy asks for.
    pub(super) fn is_trusted(&self, text: &str, commit: u64) -> bool {
        let shown = self.shown(text, commit);
        shown.is_none_or(|shown| shown.as_ref().is_ok_and(|shown| shown.is_trusted))
    }

    /// Reads a note of a draw's result before it is asked for: its signatures, and its root against the export's.
    ///
    /// # Errors
    /// If the export cannot be read. What is wrong with the note itself is told when it is asked for.
    pub(super) fn look_at(
        &mut self,
        text: &str,
        commit: u64,
        export: &mut Export<'_>,
    ) -> Result<(), Failure> {
        if self.shown(text, commit).is_some() {
            return Ok(());
        }
        let shown = match self.read(text, commit) {
            Ok((checkpoint, cosigned, is_trusted)) => {
                let same_root = checkpoint.origin() == self.newest.origin()
                    && checkpoint.size() <= self.newest.size()
                    && export.root_at(checkpoint.size())? == checkpoint.root();
                if same_root {
                    Ok(Shown { size: checkpoint.size(), cosigned, is_trusted })
                } else {
                    Err(DrawFault::new(1, "order", "not a checkpoint of this log"))
                }
            }
            Err(fault) => Err(fault),
        };
        self.known.truncate(REMEMBERED - 1);
        self.known.insert(0, ((text.into(), self.policies.before(commit)), shown));
        Ok(())
    }

    fn shown(&self, text: &str, commit: u64) -> Option<&Result<Shown, DrawFault>> {
        let under = self.policies.before(commit);
        self.known
            .iter()
            .find(|((known, policy), _)| known == text && *policy == under)
            .map(|(_, shown)| shown)
    }

    fn read(&self, text: &str, commit: u64) -> Result<(Checkpoint, Cosigned, bool), DrawFault> {
        let signed: SignedCheckpoint = text.parse().map_err(|e| step_2(Fault::from(e)))?;
        if self.checks == Checks::NoSignatures {
            return Ok((signed.checkpoint().clone(), Cosigned::NotAsked, true));
        }
        let policy = self.policies.at(commit);
        let standing = policy.evaluate(&signed).map_err(|e| step_2(Fault::from(e)))?;
        let is_trusted = self.trust.evaluate(&signed).is_ok_and(|own| own.has_quorum());
        Ok((signed.checkpoint().clone(), Cosigned::of(policy, &standing), is_trusted))
    }

    /// Does a note that was looked at show what is claimed?
    ///
    /// # Errors
    /// The fault of step 1, 2 or 3.
    pub(super) fn check(&self, text: &str, claim: NoteClaim) -> Result<(), DrawFault> {
        let shown = self.shown(text, claim.commit);
        let shown = shown.ok_or_else(|| DrawFault::new(1, "order", "no such note"))?;
        let shown = shown.as_ref().map_err(Clone::clone)?;
        let covers = claim.covers < shown.size && shown.size <= claim.carried_by;
        let Some(latest) = claim.latest.filter(|_| covers) else {
            let detail = "the checkpoint does not cover the entry, or is later than the result";
            return if covers { Ok(()) } else { Err(DrawFault::new(1, "order", detail)) };
        };
        match shown.cosigned {
            Cosigned::NotAsked => Ok(()),
            Cosigned::TooFew => Err(DrawFault::new(2, "no-quorum", "too few cosignatures")),
            Cosigned::Since(seconds) if i64::try_from(seconds).is_ok_and(|seconds| seconds <= latest) => {
                Ok(())
            }
            Cosigned::Since(_) => Err(DrawFault::new(3, "unwitnessed", "too few cosignatures in time")),
        }
    }
}

/// A fault of signatures inside a draw: step 2.
fn step_2(fault: Fault) -> DrawFault {
    let reason = match fault.verdict {
        Verdict::UnknownLog => "unknown-log",
        Verdict::BadSignature => "bad-signature",
        Verdict::NoQuorum => "no-quorum",
        Verdict::FutureTime => "future-time",
        _ => "bad-format",
    };
    DrawFault::new(2, reason, fault.detail)
}
