//! What waits for the writer: rounds that have spoken, draws that are overdue.

use crate::ledger::{Ledger, OpenDraw};
use crate::record::{BodyId, DrawOverdue};
use std::collections::BTreeMap;
use tarazy_docket::Hash;

/// A round that has spoken, and the draws that it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRound {
    /// The beacon.
    pub beacon: Hash,
    /// The round.
    pub round: u64,
    /// Leaf hashes of the commits that it decides, in the order of the log. A fallback round may stand here for one
    /// commit, beside or instead of those for whom it is the first.
    pub commits: Vec<Hash>,
    /// Proofs that are still to be logged: commit and contributor. Until then the batch waits; with `quorum none` they
    /// may be given to [`Ledger::results`] instead.
    pub reveals: Vec<(Hash, BodyId)>,
}

/// What there is to do at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Commits whose last moment for cosignatures has passed and whose round has not spoken: leaf hashes. One that no
    /// published checkpoint with the quorum covers is void ([`Ledger::void_unwitnessed`]), before its round speaks.
    pub guarded: Vec<Hash>,
    /// Rounds that have spoken.
    pub rounds: Vec<DueRound>,
    /// Records to be written now.
    pub overdue: Vec<DrawOverdue>,
    /// Commits for which another beacon may be used once `beacon.outage` is logged: leaf hashes.
    pub down: Vec<Hash>,
    /// When to look again, in milliseconds; none if no draw is open.
    pub next: Option<i64>,
}

impl Ledger {
    /// What there is to do at `now`, in milliseconds since 1970 UTC.
    pub fn due(&self, now: i64) -> Due {
        let mut due = Due::default();
        let mut rounds: BTreeMap<(Hash, u64), DueRound> = BTreeMap::new();
        let mut next = None;
        for draw in self.open_draws() {
            look(&draw, now, &mut due);
            if let Some(key) = speaks(&draw, now) {
                let (beacon, round) = key;
                let entry = rounds.entry(key);
                let entry =
                    entry.or_insert(DueRound { beacon, round, commits: Vec::new(), reveals: Vec::new() });
                entry.commits.push(draw.leaf());
                if !draw.has_left() {
                    entry.reveals.extend(draw.missing().into_iter().map(|id| (draw.leaf(), id)));
                }
            }
            next = moments(&draw).into_iter().filter(|t| *t > now).chain(next).min();
        }
        due.rounds = rounds.into_values().collect();
        due.next = next;
        due
    }

    /// The record for a draw of whose reveals none was witnessed in time that was logged from index `from` on: they count
    /// as missing, and the fallback round decides (draw.md section 8, steps 5 and 6). None if that is not so at `now`, in
    /// milliseconds since 1970 UTC, or was recorded.
    pub fn overdue_unwitnessed(&self, commit: &Hash, from: u64, now: i64) -> Option<DrawOverdue> {
        let draw = self.open_draw(commit)?;
        let (missing, times) = (draw.open.left_out(Some(from)), draw.times());
        let is_new = missing != draw.open.left_out(None);
        (is_new && now >= times.reveal_unwitnessed()).then_some(DrawOverdue {
            commit: *commit,
            missing,
            fallback_round: Some(times.fallback_round),
        })
    }
}

fn look(draw: &OpenDraw<'_>, now: i64, due: &mut Due) {
    let times = draw.times();
    let is_guarded = crate::rules::millis(times.witnessed) < now && now < times.speaks_millis();
    if is_guarded && !draw.speaker().import {
        due.guarded.push(draw.leaf());
    }
    let missing = draw.missing();
    let since = if missing.is_empty() { times.result } else { times.reveal };
    if now > since && !draw.is_overdue() {
        let fallback_round = (!missing.is_empty()).then_some(times.fallback_round);
        due.overdue.push(DrawOverdue { commit: draw.leaf(), missing, fallback_round });
    }
    if now >= crate::rules::millis(times.beacon_down) {
        due.down.push(draw.leaf());
    }
}

/// The round that decides a draw, if it has spoken.
fn speaks(draw: &OpenDraw<'_>, now: i64) -> Option<(Hash, u64)> {
    let record = draw.record();
    let round = if draw.has_left() { draw.times().fallback_round } else { record.round };
    let at = crate::rules::millis(draw.speaker().beacon.time(round));
    (at <= now).then_some((record.beacon, round))
}

/// When something of a draw may become due, in milliseconds.
fn moments(draw: &OpenDraw<'_>) -> [i64; 7] {
    let times = draw.times();
    let after = |t: i64| t.saturating_add(1);
    [
        after(crate::rules::millis(times.witnessed)),
        times.speaks_millis(),
        after(times.reveal),
        times.reveal_unwitnessed(),
        after(times.result),
        crate::rules::millis(draw.speaker().beacon.time(times.fallback_round)),
        crate::rules::millis(times.beacon_down),
    ]
}
