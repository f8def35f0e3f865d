//! What was in force when: spans of acts, answered for a place in the log and a time at once.

use alloc::vec::Vec;
use tarazy_docket::Hash;

/// The place in the log and the time at which a pool is frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The first index that does not count: that of the filing, or one more than that of the entry that causes a redraw.
    pub limit: u64,
    /// Time of that entry in milliseconds since 1970 UTC.
    pub time: i64,
}

/// Where an act stands, when it is in force, and whether it is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) index: u64,
    pub(crate) leaf: Hash,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) signed: bool,
}

impl Span {
    pub(crate) fn counts(&self, m: Moment) -> bool {
        self.index < m.limit && self.covers(m.time)
    }

    pub(crate) fn covers(&self, time: i64) -> bool {
        self.from <= time && time < self.to
    }
}

/// Acts of one kind about one judge, in the order of the log. Of those that count the latest holds.
#[derive(Debug, Clone)]
pub(crate) struct Timeline<T>(Vec<(Span, T)>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Timeline<T> {
    pub(crate) fn push(&mut self, span: Span, value: T) {
        self.0.push((span, value));
    }

    pub(crate) fn at(&self, m: Moment) -> Option<&(Span, T)> {
        self.0.iter().rev().find(|(span, _)| span.counts(m))
    }
}

/// An absence and the returns that may end it.
#[derive(Debug, Clone)]
struct Absence<T> {
    span: Span,
    value: T,
    /// Index and time of each return after it that falls into it.
    returns: Vec<(u64, i64)>,
    /// The latest end of this and all earlier ones: a search from the back stops here.
    reach: i64,
}

/// A judge's absences in the order of the log. They may overlap; each is ended by its `to` or by a return.
#[derive(Debug, Clone)]
pub(crate) struct Absences<T>(Vec<Absence<T>>);

impl<T> Default for Absences<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Absences<T> {
    pub(crate) fn push(&mut self, span: Span, value: T) {
        let before = self.0.last().map_or(i64::MIN, |a| a.reach);
        self.0.push(Absence { span, value, returns: Vec::new(), reach: before.max(span.to) });
    }

    /// A return at `from` ends what has begun by then, not what is planned for later.
    pub(crate) fn end(&mut self, index: u64, from: i64) {
        for absence in self.0.iter_mut().rev() {
            if absence.reach <= from {
                break;
            }
            if absence.span.covers(from) {
                absence.returns.push((index, from));
            }
        }
    }

    /// The absences in force, in the order of the log.
    pub(crate) fn at(&self, m: Moment) -> Vec<(Span, T)> {
        let mut found = Vec::new();
        for absence in self.0.iter().rev() {
            if absence.reach <= m.time {
                break;
            }
            let ended = || absence.returns.iter().any(|(index, from)| *index < m.limit && *from <= m.time);
            if absence.span.counts(m) && !ended() {
                found.push((absence.span, absence.value));
            }
        }
        found.reverse();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(index: u64, from: i64, to: i64) -> Span {
        Span { index, leaf: Hash([0; 32]), from, to, signed: true }
    }

    fn indices(a: &Absences<()>, limit: u64, time: i64) -> Vec<u64> {
        a.at(Moment { limit, time }).iter().map(|(s, ())| s.index).collect()
    }

    #[test]
    fn the_latest_act_that_counts_holds() {
        let mut t = Timeline::default();
        t.push(span(1, 0, i64::MAX), 1000);
        t.push(span(2, 100, 200), 500);
        let at = |limit, time| t.at(Moment { limit, time }).map(|(_, v)| *v);
        assert_eq!(at(1, 150), None);
        assert_eq!(at(2, 150), Some(1000));
        assert_eq!(at(3, 99), Some(1000));
        assert_eq!(at(3, 100), Some(500));
        assert_eq!(at(3, 200), Some(1000));
    }

    #[test]
    fn a_return_ends_what_has_begun_and_leaves_what_is_planned() {
        let mut a = Absences::default();
        a.push(span(1, 600, 700), ());
        a.push(span(2, 100, 200), ());
        a.end(3, 150);
        assert_eq!(indices(&a, 3, 160), [2], "the return does not count before it is logged");
        assert_eq!(indices(&a, 4, 149), [2], "nor before its own time");
        assert_eq!(indices(&a, 4, 160), [] as [u64; 0]);
        assert_eq!(indices(&a, 4, 650), [1]);
    }

    #[test]
    fn a_long_absence_is_found_behind_short_ones() {
        let mut a = Absences::default();
        a.push(span(1, 0, i64::MAX), ());
        a.push(span(2, 10, 20), ());
        a.push(span(3, 30, 40), ());
        assert_eq!(indices(&a, 9, 35), [1, 3]);
        assert_eq!(indices(&a, 9, 50), [1]);
    }
}
