//! The times of one draw: all follow from its round (draw.md section 8).

use crate::beacon::Beacon;
use crate::record::Timing;

/// What is due by when. A time beyond the range of its type is the type's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// When the round speaks, in seconds.
    pub speaks: i64,
    /// The latest cosignature that makes the commit valid, in seconds.
    pub witnessed: i64,
    /// The latest entry of a reveal that counts, in milliseconds.
    pub reveal: i64,
    /// The latest cosignature over the reveals that counts, in seconds.
    pub reveal_witnessed: i64,
    /// The latest entry of a result that is not overdue, in milliseconds.
    pub result: i64,
    /// The round that speaks instead if a reveal is missing.
    pub fallback_round: u64,
    /// From when on another beacon may be used, in seconds.
    pub beacon_down: i64,
}

impl Deadlines {
    /// The times of a draw by `round` of `beacon`.
    pub fn new(timing: &Timing, beacon: &dyn Beacon, round: u64) -> Self {
        let speaks = beacon.time(round);
        let after = |seconds: i64| speaks.saturating_add(seconds);
        let fallback = after(timing.fallback);
        Self {
            speaks,
            witnessed: speaks.saturating_sub(timing.guard),
            reveal: millis(after(timing.reveal_max)),
            reveal_witnessed: fallback.saturating_sub(timing.guard).saturating_sub(1),
            result: millis(after(timing.result_max)),
            fallback_round: beacon.round_at_or_after(fallback),
            beacon_down: after(timing.beacon_down),
        }
    }

    /// From when on a reveal that nobody witnessed counts as missing, in milliseconds: a guard before the fallback round
    /// speaks.
    pub fn reveal_unwitnessed(&self) -> i64 {
        millis(self.reveal_witnessed.saturating_add(1))
    }

    /// When the round speaks, in milliseconds.
    pub fn speaks_millis(&self) -> i64 {
        millis(self.speaks)
    }

    /// The round of another beacon that speaks where this draw's own is down.
    pub fn round_of(&self, other: &dyn Beacon, timing: &Timing) -> u64 {
        other.round_at_or_after(self.beacon_down.saturating_add(timing.delta))
    }
}

/// Milliseconds of a time in seconds.
pub(crate) fn millis(seconds: i64) -> i64 {
    seconds.saturating_mul(1000)
}

/// No time of a protocol is negative.
pub(super) fn is_sane(t: &Timing) -> bool {
    [t.delta, t.guard, t.commit_max, t.reveal_max, t.result_max, t.fallback, t.beacon_down]
        .iter()
        .all(|s| *s >= 0)
}
