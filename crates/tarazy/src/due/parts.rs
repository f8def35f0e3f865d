//! Parts of other bodies in draws: promised for the draft of a commit, shown when the round has come.

use super::watch::Open;
use super::{Done, Due, Submit, give, officer};
use crate::contributors::{Contributors, Draft, Owed};
use crate::failure::Failure;
use crate::node::{SYSTEM, command};
use std::collections::HashMap;
use tarazy_docket::{Hash, StreamId, Value};
use tarazy_draw::record::{Body as _, BodyId, DrawCommit, DrawReveal};
use tarazy_draw::seed;
use tarazy_registry::bodies::{self, DrawDue, DrawReveals, Promised};
use tarazy_registry::contribution::COURT;
use tarazy_registry::to_body;
use tarazy_store::{Reader, Vault, truth};

/// So many drafts are asked about at the same time: their entries are to be written within five seconds of the draft.
pub(super) const DRAFTS: usize = 64;
/// A contributor that showed nothing is asked again after so long, in ms.
const AGAIN: i64 = 5_000;

/// A case whose draft waits for its promises.
pub(super) struct Asked {
    pub(super) case: StreamId,
    pub(super) witnessed: Option<String>,
    pub(super) draft: bodies::Draft,
}

/// What the contributors owe to open draws.
pub(super) struct Parts {
    contributors: Contributors,
    /// By the commit: what is proved, and who has not shown it yet.
    owed: HashMap<Hash, Owing>,
    /// When each gave nothing, ms UTC.
    failed: HashMap<BodyId, i64>,
}

struct Owing {
    filing: Hash,
    alpha: Hash,
    from: Vec<BodyId>,
}

impl Parts {
    /// Nobody was asked yet.
    pub(super) fn new(contributors: Contributors) -> Self {
        Self { contributors, owed: HashMap::new(), failed: HashMap::new() }
    }

    /// True while another body has not shown its part in a draw.
    pub(super) fn are_owed(&self, commit: &Hash) -> bool {
        self.owed.get(commit).is_some_and(|owing| !owing.from.is_empty())
    }

    /// Reads who promised a part in the open draws. What is logged already is asked for once more after a start, and passed
    /// over then.
    fn learn(&mut self, reader: &mut dyn Reader, vault: &Vault, open: &[Open]) -> Result<(), Failure> {
        if self.contributors.is_empty() {
            return Ok(());
        }
        self.owed.retain(|commit, _| open.iter().any(|o| o.row.leaf == *commit));
        for draw in open.iter().filter(|o| o.owes_reveals()) {
            let leaf = draw.row.leaf;
            if self.owed.contains_key(&leaf) {
                continue;
            }
            let record = truth::record(reader, vault, leaf)?;
            let body = record.as_ref().and_then(|r| r.body());
            let body =
                body.ok_or_else(|| Failure::not_done(format!("the draw {leaf} has no public body")))?;
            let commit = DrawCommit::from_object(body).map_err(Failure::not_done)?;
            let others = commit.contributors.into_iter().map(|c| c.id).filter(|id| id.as_str() != COURT);
            let owing = Owing { filing: commit.filing, alpha: seed::alpha(body), from: others.collect() };
            self.owed.insert(leaf, owing);
        }
        Ok(())
    }

    /// What is to be shown now.
    fn due(&self, open: &[Open], now: i64) -> Vec<Owed> {
        let is_time = |o: &&Open| (o.times.speaks_millis()..=o.times.reveal).contains(&now);
        let is_asked = |id: &&BodyId| self.failed.get(*id).is_none_or(|at| now.saturating_sub(*at) >= AGAIN);
        let of = |o: &Open| {
            let owing = self.owed.get(&o.row.leaf);
            let commit = o.row.leaf;
            let one = move |owing: &Owing, id: &BodyId| Owed {
                id: id.clone(),
                commit,
                filing: owing.filing,
                alpha: owing.alpha,
            };
            owing.map_or_else(Vec::new, |owing| {
                owing.from.iter().filter(is_asked).map(|id| one(owing, id)).collect()
            })
        };
        open.iter().filter(|o| o.owes_reveals()).filter(is_time).flat_map(of).collect()
    }
}

impl Due {
    /// The other contributors show their parts. A proof that does not hold is refused by the office, and its contributor
    /// asked again, until the time is over.
    pub(super) fn ask_parts(
        &mut self,
        reader: &mut dyn Reader,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        self.parts.learn(reader, &self.watch.vault, open)?;
        let owed = self.parts.due(open, now);
        if owed.is_empty() {
            return Ok(());
        }
        let answers = self.parts.contributors.reveal(&owed);
        for (place, pi) in answers.given {
            let Some(Owed { commit, id, .. }) = owed.get(place) else { continue };
            let (commit, id) = (*commit, id.clone());
            let part = DrawReveal { commit, id: id.clone(), pi };
            let key = format!("part/{commit}/{id}/{now}");
            let body = DrawReveals { commits: Vec::new(), parts: vec![part] };
            let before = done.failures.len();
            if give(&key, "draw.reveal", &body, submit, done)? {
                done.revealed = true;
                if let Some(owing) = self.parts.owed.get_mut(&commit) {
                    owing.from.retain(|other| *other != id);
                }
            } else {
                for what in done.failures.iter_mut().skip(before) {
                    *what = format!("contributor {id}: {what}");
                }
                self.parts.failed.insert(id, now);
            }
        }
        for (place, id, what) in answers.missing {
            if let Some(Owed { commit, .. }) = owed.get(place) {
                done.failures
                    .push(format!("contributor {id} has not shown its part in the draw {commit}: {what}"));
            }
            self.parts.failed.insert(id, now);
        }
        Ok(())
    }

    /// Asks about drafts, and fixes each draw with the parts that were promised. Who gave none is left out, and told.
    pub(super) fn fix(
        &mut self,
        reader: &mut dyn Reader,
        asked: Vec<Asked>,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let mut drafts = Vec::with_capacity(asked.len());
        for Asked { draft, .. } in &asked {
            let rules = rules_of(reader, &self.watch.vault, draft)?;
            drafts.push(Draft { ask: draft.ask.clone(), commit: draft.commit.clone(), rules });
        }
        let answers = self.parts.contributors.promise(&drafts);
        let mut promises: Vec<Vec<_>> = asked.iter().map(|_| Vec::new()).collect();
        for (place, promise) in answers.given {
            promises.get_mut(place).into_iter().for_each(|all| all.push(promise.clone()));
        }
        for (place, id, what) in answers.missing {
            let case = asked.get(place).map(|asked| asked.case.as_str()).unwrap_or_default();
            done.warnings.push(format!("contributor {id} is left out of the draw of {case}: {what}"));
        }
        for (Asked { case, witnessed, draft }, promises) in asked.into_iter().zip(promises) {
            let at = draft.commit.get("at").and_then(Value::as_int);
            let at = at.ok_or_else(|| Failure::not_done("a draft without its time"))?;
            let alpha = seed::alpha(&draft.commit);
            let promised = Some(Promised { at, alpha, promises });
            let body = DrawDue { case: case.clone(), witnessed, promised, by: officer()? };
            match submit(command(&format!("fix/{case}/{alpha}"), SYSTEM, "draw.due", to_body(&body)?, None)) {
                Ok(answer) => done.changed |= !answer.entries.is_empty(),
                Err(refusal) => {
                    // The ledger has moved on since the draft, or it is too old: there will be another one.
                    self.tried.remove(&case);
                    if refusal.code != "other-draft" {
                        done.failures.push(format!("draw.due: {refusal}"));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The entry of the rules that a draft names.
fn rules_of(reader: &mut dyn Reader, vault: &Vault, draft: &bodies::Draft) -> Result<Value, Failure> {
    let lacks = || Failure::not_done("a draft names no rules");
    let leaf = draft.commit.get("rules").and_then(Value::as_text).ok_or_else(lacks)?;
    let leaf = Hash::from_hex(leaf).map_err(Failure::not_done)?;
    let record = truth::record(reader, vault, leaf)?.ok_or_else(lacks)?;
    Value::from_canonical(&record.bytes).map_err(Failure::not_done)
}
