//! The pool as most draws see it: between two acts every draw of a category that has no exclusion of its own sees the same
//! rows, so they are worked out once.

use super::Ledger;
use crate::pool::{Query, Rows, rows};
use crate::rules::Rules;
use crate::steps::People;

/// What every draw of a category sees from one act to the next.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// In force from this moment on, and until that one, in milliseconds.
    stretch: (i64, i64),
    pub(super) seen: Rows,
    eligible: usize,
    pub(super) people: People,
}

impl Ledger {
    /// What a draw sees, if that is known.
    pub(super) fn known(&self, rules: &Rules, query: &Query<'_>) -> Option<&Known> {
        let known = self.standing(query)?;
        // With too few of its own a division sees its neighbours' judges too.
        (known.eligible >= rules.pool_min() || rules.neighbour().is_empty()).then_some(known)
    }

    /// Remembers what a draw without exclusions of its own sees.
    pub(super) fn learn(&mut self, query: &Query<'_>) {
        if !self.is_plain(query) || self.standing(query).is_some() {
            return;
        }
        let Some(stretch) = self.pool.stretch(query.moment) else { return };
        let seen = rows(&[&self.pool], query);
        let Ok(people) = People::new(&seen.rows) else { return };
        let eligible = seen.eligible().count();
        self.known.insert(query.category.clone(), Known { stretch, seen, eligible, people });
    }

    fn standing(&self, query: &Query<'_>) -> Option<&Known> {
        let known = self.known.get(query.category)?;
        let (from, until) = known.stretch;
        let in_force = (from..until).contains(&query.moment.time);
        (in_force && self.is_plain(query) && self.pool.stretch(query.moment).is_some()).then_some(known)
    }

    fn is_plain(&self, query: &Query<'_>) -> bool {
        query.late.is_empty() && query.replaced.is_empty() && !self.pool.has_conflict(query.case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Moment, Place, Pool};
    use crate::record::{ActKind, ActValue, By, JudgeId, PoolAct};
    use crate::testing::id;
    use proptest::prelude::*;
    use tarazy_docket::{StreamId, sha256};

    fn act(n: u64, what: usize, judge: JudgeId, from: i64, length: i64) -> (Place, PoolAct) {
        let (act, value, to) = match what {
            0 => (ActKind::Appoint, Some(ActValue::Capacity(700)), None),
            1 => (ActKind::Leave, None, None),
            2 => (ActKind::Capacity, Some(ActValue::Capacity(500)), Some(from + length)),
            3 => (
                ActKind::Specialise,
                Some(ActValue::Categories(vec!["01".parse().unwrap()])),
                Some(from + length),
            ),
            4 => (ActKind::Return, None, None),
            _ => (ActKind::Absent, None, Some(from + length)),
        };
        let by = By { role: "chair".parse().unwrap(), id: "C1".parse().unwrap() };
        let place = Place { index: n, leaf: sha256(&[&n.to_be_bytes()]), time: from };
        let act = PoolAct {
            judge,
            act,
            value,
            from: Some(from),
            to,
            class: None,
            ground_commit: None,
            doc: None,
            by,
        };
        (place, act)
    }

    proptest! {
        #[test]
        fn between_two_edges_of_acts_every_draw_sees_the_same(
            acts in prop::collection::vec((0usize..8, 0u8..4, 0i64..40, 1i64..20), 0..25),
            time in 0i64..60, limit in 0u64..30,
        ) {
            let mut pool = Pool::default();
            for n in 0..4 {
                let (place, act) = act(0, 0, id(&format!("J{n}")), 0, 1);
                pool.apply_act(place, &act).unwrap();
            }
            for (n, (what, judge, from, length)) in (1..).zip(&acts) {
                let (place, act) = act(n, *what, id(&format!("J{judge}")), *from, *length);
                pool.apply_act(place, &act).unwrap();
            }
            let (case, category) = (StreamId::case([1; 16]), "02".parse().unwrap());
            let at = |time, limit| {
                let moment = Moment { limit, time };
                rows(&[&pool], &Query { moment, case: &case, category: &category, replaced: &[], late: &[] })
            };
            let stretch = pool.stretch(Moment { limit, time });
            prop_assert_eq!(stretch.is_some(), u64::try_from(acts.len()).unwrap() < limit);
            let Some((from, until)) = stretch else { return Ok(()) };
            prop_assert!(from <= time && time < until);
            for other in from.max(-1)..until.min(70) {
                prop_assert_eq!(at(other, limit), at(time, limit));
                prop_assert_eq!(at(other, limit + 5), at(time, limit));
            }
        }
    }
}
