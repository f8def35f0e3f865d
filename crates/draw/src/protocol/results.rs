//! The results of a round: all draws that it decides at once, in the order of the batch.

use crate::balance::Balances;
use crate::beacon::Evidence;
use crate::context::{Context, Proofs};
use crate::fault::DrawFault;
use crate::ledger::{Batch, Ledger, Open, OpenDraw, result_weaknesses, settled, turn_hash};
use crate::record::{BodyId, By, Bytes, DrawResult, DrawReveal, Proof, SeatRecord};
use crate::seat::Candidates;
use std::sync::Arc;
use tarazy_docket::Hash;

/// What the writer adds to one draw's result.
#[derive(Debug, Clone)]
pub struct Part {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// Proofs that are not logged: with `quorum none` they may stand in the result alone.
    pub reveals: Vec<Proof>,
    /// The signed note of the first published checkpoint that covers the commit with its quorum, Ed25519 lines only.
    pub order: String,
    /// The signed note that covers the reveals; with a quorum and contributors.
    pub reveal_order: Option<String>,
    /// Commitment to the officer's signature over the result without `by` and `doc`, if there is one.
    pub doc: Option<Hash>,
}

/// Why a round's results cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResultsError {
    /// Evidence, a proof or the ledger does not fit.
    #[error(transparent)]
    Fault(#[from] DrawFault),
    /// No open draw is decided by this round.
    #[error("no open draw is decided by this round")]
    NoDraw,
    /// A draw of the batch is not among those given; a batch has its results in one transaction.
    #[error("the draw of commit {0} is of the same batch")]
    Incomplete(Hash),
    /// A contributor's proof is missing; the batch waits for it until its time is over and `draw.overdue` is written.
    #[error("the batch waits for the proof of {1} over commit {0}")]
    Waits(Hash, BodyId),
}

/// A draw with its part and its turn.
struct Ready<'a> {
    draw: OpenDraw<'a>,
    part: &'a Part,
    reveals: Vec<Proof>,
    seed: Hash,
    turn: Hash,
}

impl Ledger {
    /// Checks a contributor's proof over an open draw, so that only a good one is logged.
    ///
    /// # Errors
    /// [`DrawFault`] of step 5 if it is not the one that he promised.
    pub fn check_reveal(&self, commit: &Hash, id: &BodyId, pi: Bytes) -> Result<DrawReveal, DrawFault> {
        let draw = self.open_draw(commit);
        let draw = draw.ok_or_else(|| DrawFault::new(5, "reveals", "of no open commit"))?;
        let proof = Proof { id: id.clone(), pi };
        draw.open.committed.beta(&proof, Proofs::Check)?;
        Ok(DrawReveal { commit: *commit, id: proof.id, pi: proof.pi })
    }

    /// The results of all draws that this evidence decides, to be written in this order in one transaction. `parts` name
    /// them: of a batch all, in any order. Evidence of the round that a commit names, of the fallback round of one that
    /// left its batch, or of another beacon while the commit's own is down.
    ///
    /// # Errors
    /// [`ResultsError`] says what is missing or does not hold. Proofs are always checked here.
    pub fn results(
        &self,
        evidence: &Evidence,
        parts: &[Part],
        by: &By,
        ctx: &dyn Context,
    ) -> Result<Vec<DrawResult>, ResultsError> {
        let mut ready = Vec::with_capacity(parts.len());
        for part in parts {
            let draw = self.open_draw(&part.commit).ok_or(ResultsError::NoDraw)?;
            ready.push(ready_draw(draw, part, evidence, ctx)?);
        }
        // Those of a batch together, in its order; who left his batch comes after, in the order of the log.
        ready.sort_by_key(|r| {
            if r.draw.has_left() {
                (true, Hash([0; 32]), 0, r.draw.index())
            } else {
                let (beacon, round) = r.draw.open.key();
                (false, beacon, round, 0)
            }
        });
        let mut owed = Arc::clone(self.shared_balances());
        let mut results = Vec::with_capacity(ready.len());
        for group in ready.chunk_by_mut(|a, b| {
            !a.draw.has_left() && !b.draw.has_left() && a.draw.open.key() == b.draw.open.key()
        }) {
            group.sort_by_key(|r| r.turn);
            let first = group.first().ok_or(ResultsError::NoDraw)?;
            let mut batch = self.batch(first.draw.open);
            self.check_whole(&batch, group)?;
            for one in &*group {
                results.push(result(one, evidence, by, &mut batch, &mut owed, ctx)?);
            }
        }
        if results.is_empty() { Err(ResultsError::NoDraw) } else { Ok(results) }
    }

    /// All draws of the batch that are still open are in the group.
    fn check_whole(&self, batch: &Batch, group: &[Ready<'_>]) -> Result<(), ResultsError> {
        for leaf in &*batch.members {
            let Some(draw) = self.open_draw(leaf) else { continue };
            let is_own = group.iter().any(|r| r.draw.leaf() == *leaf);
            if !is_own && !draw.has_left() {
                return Err(ResultsError::Incomplete(*leaf));
            }
        }
        Ok(())
    }
}

/// A draw with the proofs that count and its seed.
fn ready_draw<'a>(
    draw: OpenDraw<'a>,
    part: &'a Part,
    evidence: &Evidence,
    ctx: &dyn Context,
) -> Result<Ready<'a>, ResultsError> {
    let open = draw.open;
    let committed = &open.committed;
    let used = evidence.beacon();
    let voice = if used != committed.record.beacon {
        committed.voice_of(&used, |id| ctx.beacon(id))?
    } else if open.has_left() {
        committed.fallback()
    } else {
        (Arc::clone(&committed.speaker.beacon), committed.record.round)
    };
    if voice.1 != evidence.round() {
        return Err(ResultsError::NoDraw);
    }
    let reveals = counted(open, part)?;
    let randomness = ctx.randomness(&*voice.0, voice.1, evidence);
    let randomness = randomness.map_err(|e| DrawFault::new(4, "evidence", e.to_string()))?;
    let betas = committed.betas(&reveals, open.has_left(), Proofs::Check)?;
    let seed = committed.seed(&voice, &randomness, &betas)?;
    Ok(Ready { draw, part, reveals, seed, turn: turn_hash(&seed) })
}

/// The proofs that count: those logged in time, and those that the writer adds; after `draw.overdue` only the former.
fn counted(open: &Open, part: &Part) -> Result<Vec<Proof>, ResultsError> {
    let mut reveals = Vec::new();
    for promise in &open.committed.record.contributors {
        let logged = open.reveals.get(&promise.id).filter(|_| open.revealed(&promise.id)).map(|r| &r.pi);
        let added = part.reveals.iter().find(|p| p.id == promise.id).map(|p| &p.pi);
        let left = open.overdue.as_ref().filter(|_| open.has_left());
        match (logged, added, left) {
            (_, _, Some(overdue)) if overdue.missing.contains(&promise.id) => {}
            (Some(pi), _, _) | (None, Some(pi), None) => {
                reveals.push(Proof { id: promise.id.clone(), pi: pi.clone() });
            }
            (None, _, _) => {
                return Err(ResultsError::Waits(open.committed.leaf, promise.id.clone()));
            }
        }
    }
    Ok(reveals)
}

/// The next result of a batch; moves batch and ledger on.
fn result(
    ready: &Ready<'_>,
    evidence: &Evidence,
    by: &By,
    batch: &mut Batch,
    owed: &mut Arc<Balances>,
    ctx: &dyn Context,
) -> Result<DrawResult, ResultsError> {
    let open = ready.draw.open;
    let committed = &open.committed;
    let eligible = &committed.people.eligible;
    let candidates = Candidates::from_ledger(eligible, &batch.owed);
    let positions = committed.positions(eligible.len())?;
    let (drawn, guess_ppm) = committed.outcome(&ready.seed, &candidates, positions)?;
    let seats: Vec<SeatRecord> = drawn.iter().filter_map(|seat| seat.record(eligible)).collect();
    let used = candidates.owed();
    let fault = |e: crate::balance::LedgerError| DrawFault::new(11, "owed", e.to_string());
    let after = settled(committed, owed, &seats).map_err(fault)?;
    batch.owed = if Arc::ptr_eq(&batch.owed, owed) {
        Arc::clone(&after)
    } else {
        settled(committed, &batch.owed, &seats).map_err(fault)?
    };
    *owed = after;
    let place = batch.place;
    batch.place += 1;
    let is_witnessed =
        ctx.has_quorum(ready.draw.index()) && !committed.speaker.import && !ready.reveals.is_empty();
    Ok(DrawResult {
        commit: committed.leaf,
        round: evidence.round(),
        evidence: evidence.clone(),
        reveals: ready.reveals.clone(),
        seed: ready.seed,
        seats,
        owed: used,
        base: batch.base,
        place,
        owed_hash: owed.hash(),
        guess_ppm,
        weak: result_weaknesses(open, evidence, ready.part.doc.is_some()),
        order: ready.part.order.clone(),
        reveal_order: ready.part.reveal_order.clone().filter(|_| is_witnessed),
        by: by.clone(),
        doc: ready.part.doc,
    })
}
