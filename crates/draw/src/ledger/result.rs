//! `draw.result`: what the bytes decided (steps 1 to 5 and 9 to 12).

use super::Ledger;
use super::batch::Turn;
use super::state::{Commit, Open, Seated, Settled, State};
use crate::beacon::Evidence;
use crate::context::{Context, NoteClaim};
use crate::fault::{DrawFault, hold};
use crate::pool::Place;
use crate::record::DrawResult;
use crate::weak::Weak;
use std::sync::Arc;

impl Ledger {
    pub(super) fn result(
        &mut self,
        place: Place,
        record: &DrawResult,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let commit = self.commits.get(&record.commit);
        let Some(commit @ Commit { state: State::Open(open), .. }) = commit else {
            return Err(DrawFault::new(12, "result", "of no open commit"));
        };
        check_order(commit.index, open, place, record, ctx)?;
        let is_fallback = record.weak.contains(&Weak::Fallback);
        hold(is_fallback == open.has_left(), 4, "fallback", "the fallback round has no ground")?;
        check_reveals(commit.index, open, place, record, ctx)?;
        let seed = check_draw(open, record, ctx)?;
        let turn = self.turn(open, record, &seed)?;
        let settled = settle(place, commit, open, record);
        let after = self.after(open, record, &turn)?;
        let is_late = place.time > open.committed.times.result;
        hold(open.overdue.is_some() || !is_late, 12, "overdue", "late without `draw.overdue`")?;
        let weak = weaknesses(open, &record.evidence, record.doc.is_some());
        hold(record.weak == weak, 12, "weak", "other codes follow from the record")?;
        self.resolve(record, place, turn, after, settled);
        Ok(())
    }

    fn resolve(
        &mut self,
        record: &DrawResult,
        place: Place,
        turn: Turn,
        after: super::batch::After,
        settled: Settled,
    ) {
        self.owed = after.owed;
        self.advance(turn, after.seen);
        if let Some(commit) = self.commits.get_mut(&record.commit) {
            commit.state = State::Resolved { result: place.leaf, void: false };
            self.open.remove(&commit.index);
        }
        let case = self.case(&settled.case.clone());
        case.open = None;
        case.settled = Some(place.leaf);
        self.settled.insert(place.leaf, settled);
    }
}

/// Steps 1 to 3: a note that covers the commit in time.
fn check_order(
    index: u64,
    open: &Open,
    place: Place,
    record: &DrawResult,
    ctx: &dyn Context,
) -> Result<(), DrawFault> {
    let latest = (!open.committed.speaker.import).then_some(open.committed.times.witnessed);
    ctx.note(&record.order, NoteClaim { covers: index, carried_by: place.index, commit: index, latest })
}

/// Step 5: with a quorum a reveal counts only if it was logged, and witnessed, in time; without one it may stand in the
/// result alone, which then must be in time. A fallback draw has exactly the parts that were in time.
fn check_reveals(
    commit: u64,
    open: &Open,
    place: Place,
    record: &DrawResult,
    ctx: &dyn Context,
) -> Result<(), DrawFault> {
    let times = open.committed.times;
    let late = || DrawFault::new(5, "reveals", "a reveal was not logged in time");
    if let Some(overdue) = open.overdue.as_ref().filter(|_| open.has_left()) {
        let counts = |id| !overdue.missing.contains(id);
        let due = open.committed.record.contributors.iter().map(|c| &c.id).filter(|id| counts(id));
        if !due.eq(record.reveals.iter().map(|r| &r.id)) {
            return Err(late());
        }
    }
    if open.committed.speaker.import {
        return Ok(());
    }
    if !ctx.has_quorum(commit) {
        let in_time = |id| open.revealed(id) || place.time <= times.reveal;
        return if record.reveals.iter().all(|r| in_time(&r.id)) { Ok(()) } else { Err(late()) };
    }
    let mut last = None;
    for reveal in &record.reveals {
        let logged = open.reveals.get(&reveal.id).filter(|r| r.pi == reveal.pi && r.time <= times.reveal);
        last = last.max(Some(logged.ok_or_else(late)?.index));
    }
    let Some(covers) = last else { return Ok(()) };
    let note = record.reveal_order.as_deref();
    let note = note.ok_or_else(|| DrawFault::new(5, "reveal-order", "no note covers the reveals"))?;
    let latest = Some(times.reveal_witnessed);
    ctx.note(note, NoteClaim { covers, carried_by: place.index, commit, latest })
}

/// Steps 4, 5, 9 and 10.
fn check_draw(open: &Open, record: &DrawResult, ctx: &dyn Context) -> Result<tarazy_docket::Hash, DrawFault> {
    let committed = &open.committed;
    let voice = committed.voice(record, |id| ctx.beacon(id))?;
    if record.evidence.beacon() != committed.record.beacon {
        let since = committed.times.speaks_millis();
        let is_down = ctx.outage(&committed.record.beacon, committed.record.round, since);
        hold(is_down, 4, "outage", "no entry says that the commit's beacon is down")?;
    }
    committed.check(record, &voice, ctx.proofs(), |b, round, evidence| ctx.randomness(b, round, evidence))
}

/// Step 12: the codes of the commit and those that came after.
pub(crate) fn weaknesses(open: &Open, evidence: &Evidence, is_signed: bool) -> Vec<Weak> {
    let known = open.committed.record.flags.iter().map(|code| (*code, true));
    let switched = evidence.beacon() != open.committed.record.beacon;
    let later = [
        (Weak::Fallback, open.has_left()),
        (Weak::BeaconSwitched, switched),
        (Weak::UnsignedActs, !is_signed),
    ];
    Weak::list(known.chain(later))
}

/// What the result settles, for later adjustments. Reserves are settled when they serve.
fn settle(place: Place, commit: &Commit, open: &Open, record: &DrawResult) -> Settled {
    let weights = open.committed.weights();
    let seat = |(s, weight): (&crate::record::SeatRecord, &crate::balance::Weight)| Seated {
        judge: s.winner.clone(),
        weight: *weight,
        refunded: false,
    };
    Settled {
        case: commit.case.clone(),
        commit: Some(record.commit),
        index: place.index,
        seats: record.seats.iter().zip(&weights).map(seat).collect(),
        duty: Arc::clone(&open.committed.people.duty),
        rules: Arc::clone(&open.committed.rules),
        weight: weights.first().copied().unwrap_or_default(),
    }
}
