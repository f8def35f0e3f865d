//! The steps of a bundle.

use super::{Bundle, BundleError};
use crate::context::Proofs;
use crate::fault::{DrawFault, hold};
use crate::record::{Body, DrawCommit, DrawResult, DrawRules};
use crate::rules::{Deadlines, Rules, Speaker};
use crate::steps::{Committed, People, check_round};
use std::sync::Arc;
use tarazy_docket::policy::{Distrust, Standing};
use tarazy_docket::{Entry, Hash, Policy, TlogProof, Visibility, leaf_hash};

/// How a step of the check-list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It held.
    Held,
    /// It did not.
    Failed,
    /// It needs the whole log.
    NeedsLog,
    /// Nobody's signature was checked, because the reader brought no trust file.
    NoTrust,
    /// A step before it did not hold.
    NotReached,
}

/// What a bundle shows.
#[derive(Debug, Clone)]
pub struct BundleReport {
    /// The outcome of the steps 1…12, in order.
    pub steps: [Outcome; 12],
    /// The first step that does not hold.
    pub fault: Option<DrawFault>,
    /// The commit.
    pub commit: DrawCommit,
    /// The result.
    pub result: DrawResult,
    /// The rules.
    pub rules: Arc<Rules>,
    /// The beacon, where the rules describe it.
    pub speaker: Option<Speaker>,
}

/// The steps that a bundle can show, in the order in which they are taken.
const SHOWN: [usize; 7] = [1, 2, 3, 4, 5, 9, 10];

impl Bundle {
    /// Checks what a bundle can show. `trust` is the reader's own policy, `now_ms` his clock in milliseconds since 1970
    /// UTC. Without a policy nobody's signature is checked.
    ///
    /// # Errors
    /// [`BundleError`] if an entry is not the record that it should be. A step that does not hold is in the report.
    pub fn check(&self, trust: Option<&Policy>, now_ms: i64) -> Result<BundleReport, BundleError> {
        let commit: DrawCommit = record(&self.commit)?;
        let result: DrawResult = record(&self.result)?;
        let rules: DrawRules = record(&self.rules)?;
        let rules = Rules::new(rules).map(Arc::new).map_err(|e| BundleError::Format(e.to_string()))?;
        let speaker = rules.speaker(&commit.beacon, |_| None);
        let mut report = BundleReport {
            steps: [Outcome::NeedsLog; 12],
            fault: None,
            commit,
            result,
            rules,
            speaker: speaker.as_ref().ok().cloned(),
        };
        let fault = self.steps(&report, speaker, trust, now_ms).err();
        let failed = fault.as_ref().map(|f| usize::from(f.step().unwrap_or(4)));
        for step in SHOWN {
            report.steps[step - 1] = match failed {
                Some(failed) if step == failed => Outcome::Failed,
                // The result's inclusion is looked at with the commit's.
                Some(failed) if step > failed || failed == 12 => Outcome::NotReached,
                _ if trust.is_none() && (step == 2 || step == 3) => Outcome::NoTrust,
                _ => Outcome::Held,
            };
        }
        if failed == Some(12) {
            report.steps[11] = Outcome::Failed;
        }
        report.fault = fault;
        Ok(report)
    }

    fn steps(
        &self,
        shown: &BundleReport,
        speaker: Result<Speaker, DrawFault>,
        trust: Option<&Policy>,
        now_ms: i64,
    ) -> Result<(), DrawFault> {
        let BundleReport { commit, result, rules, .. } = shown;
        let leaf = leaf_hash(&self.commit.to_bytes());
        let one_stream = self.commit.stream == self.result.stream && self.commit.stream == self.rules.stream;
        hold(one_stream, 1, "stream", "entries of different streams")?;
        let is_named = commit.rules == leaf_hash(&self.rules.to_bytes());
        hold(is_named, 1, "rules", "not the rules that the commit names")?;
        hold(result.commit == leaf, 1, "commit", "the result is of another commit")?;
        included(&self.commit_proof, leaf, 1)?;
        included(&self.result_proof, leaf_hash(&self.result.to_bytes()), 12)?;
        let witnessed = match trust {
            Some(policy) => {
                let witnessed = signed(policy, &self.commit_proof, now_ms)?;
                signed(policy, &self.result_proof, now_ms)?;
                Some(witnessed)
            }
            None => None,
        };
        let speaker = speaker?;
        check_round(commit, self.commit.time, rules, &*speaker.beacon)?;
        let times = Deadlines::new(rules.timing(), &*speaker.beacon, commit.round);
        if let Some(witnessed) = witnessed.filter(|_| !speaker.import) {
            hold(witnessed.met_by(times.witnessed), 3, "unwitnessed", "too few cosignatures in time")?;
        }
        let alpha = self.commit.body().filter(|_| !commit.contributors.is_empty()).map(crate::seed::alpha);
        let committed = Committed {
            leaf,
            record: commit.clone(),
            alpha,
            people: People::new(&commit.pool)?,
            rules: Arc::clone(rules),
            speaker,
            times,
        };
        let voice = committed.voice(result, |_| None)?;
        committed.check(result, &voice, Proofs::Check, |b, round, evidence| b.verify(round, evidence))?;
        Ok(())
    }
}

/// The record of a public entry of its type.
fn record<T: Body>(entry: &Entry) -> Result<T, BundleError> {
    let kind = T::TYPE;
    let other = || BundleError::Format(format!("not a {kind}"));
    let is_it = entry.kind.as_str() == kind && entry.vis == Visibility::Public;
    let body = entry.body().filter(|_| is_it).ok_or_else(other)?;
    T::from_object(body).map_err(|e| BundleError::Format(format!("{kind}: {e}")))
}

/// Steps 1 and 12: the entry is in the tree of its checkpoint.
fn included(proof: &TlogProof, leaf: Hash, step: u8) -> Result<(), DrawFault> {
    proof.check_inclusion(leaf).map_err(|e| DrawFault::new(step, "bad-inclusion", e.to_string()))
}

/// Step 2: the checkpoint is one that the reader trusts.
fn signed<'p>(policy: &'p Policy, proof: &TlogProof, now_ms: i64) -> Result<Standing<'p>, DrawFault> {
    policy.check(&proof.checkpoint, now_ms).map_err(|e| {
        let word = match &e {
            Distrust::UnknownLog(_) => "unknown-log",
            Distrust::BadSignature(_) => "bad-signature",
            Distrust::NoQuorum(_) => "no-quorum",
            Distrust::FutureTime(_) => "future-time",
        };
        DrawFault::new(2, word, e.to_string())
    })
}
