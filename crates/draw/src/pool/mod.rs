//! The pool of a division as a fold of the personnel office's acts (draw.md sections 6 and 8.1).
//!
//! Acts are kept by judge, so that a question looks only at the few acts that can matter: who could be drawn for a
//! filing at a place in the log is answered without reading the log again.

mod timeline;
mod view;

pub use timeline::Moment;
pub use view::{LateWindow, MAX_ROWS, Query, Rows, ViewError, pairs, rows};
pub(crate) use view::{check_late, late};

use crate::record::{ActKind, ActValue, Code, Exclusion, JudgeId, Late, PoolAct, PoolConflict};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use tarazy_docket::{Hash, StreamId};
use timeline::{Absences, Span, Timeline};

/// Full time, in ‰.
pub const FULL_TIME: u32 = 1000;

/// Where an entry stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Its time in milliseconds since 1970 UTC.
    pub time: i64,
}

/// Why an act cannot stand in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// `value` is missing, surplus, or of another form than the act asks for.
    #[error("value does not fit the act")]
    Value,
    /// A capacity outside 1…1000.
    #[error("capacity is not within 1…1000")]
    Capacity,
    /// `to` is not after `from`.
    #[error("`to` is not after `from`")]
    Window,
    /// The class does not fit the act.
    #[error("class does not fit the act")]
    Class,
    /// A judge paired with himself.
    #[error("a judge cannot be incompatible with himself")]
    Self_,
}

#[derive(Debug, Clone, Default)]
struct Judge {
    member: Timeline<bool>,
    capacity: Timeline<u32>,
    categories: Timeline<Vec<Code>>,
    absences: Absences<Exclusion>,
}

/// An act that may come after a filing and still exclude a judge.
#[derive(Debug, Clone)]
pub(crate) struct Excluding {
    pub(crate) judge: JudgeId,
    pub(crate) class: Exclusion,
    pub(crate) span: Span,
    /// The one case that it concerns; `None` for every case.
    pub(crate) case: Option<StreamId>,
    pub(crate) is_leave: bool,
}

impl Excluding {
    fn late(&self) -> Late {
        Late { judge: self.judge.clone(), code: self.class, act: self.span.leaf, index: self.span.index }
    }
}

/// The judges of a division and what the acts say of them.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    judges: BTreeMap<JudgeId, Judge>,
    pairs: BTreeMap<(JudgeId, JudgeId), Timeline<()>>,
    conflicts: BTreeMap<StreamId, Vec<Excluding>>,
    excluding: BTreeMap<Hash, Excluding>,
    /// Leaves in the order of the log, for the search of late ones.
    leaves: Vec<Excluding>,
    /// Index of the last act.
    last: Option<u64>,
    /// Every moment at which an act begins or ends to be in force.
    edges: BTreeSet<i64>,
}

impl Pool {
    /// Takes an act at its place in the log.
    ///
    /// # Errors
    /// [`ActError`] if its members do not fit together; the pool is then unchanged.
    pub fn apply_act(&mut self, place: Place, act: &PoolAct) -> Result<(), ActError> {
        let span = Span {
            index: place.index,
            leaf: place.leaf,
            from: act.from.unwrap_or(place.time),
            to: act.to.unwrap_or(i64::MAX),
            signed: act.doc.is_some(),
        };
        if span.from >= span.to {
            return Err(ActError::Window);
        }
        check_class(act)?;
        match (act.act, &act.value) {
            (ActKind::Appoint, value) => {
                let capacity = value.as_ref().map(capacity).transpose()?;
                let judge = self.judge(&act.judge);
                judge.member.push(span, true);
                if let Some(alpha) = capacity {
                    judge.capacity.push(span, alpha);
                }
            }
            (ActKind::Leave, None) => {
                self.judge(&act.judge).member.push(span, false);
                let leave = self.exclude(act, span, Exclusion::Ended);
                self.leaves.push(leave);
            }
            (ActKind::Capacity, Some(value)) => {
                let alpha = capacity(value)?;
                self.judge(&act.judge).capacity.push(span, alpha);
            }
            (ActKind::Specialise, Some(ActValue::Categories(list))) => {
                self.judge(&act.judge).categories.push(span, list.clone());
            }
            (ActKind::Absent, None) => {
                let class = act.class.unwrap_or(Exclusion::Absent);
                self.judge(&act.judge).absences.push(span, class);
                self.exclude(act, span, class);
            }
            (ActKind::Return, None) => self.judge(&act.judge).absences.end(place.index, span.from),
            (ActKind::Incompatible, Some(ActValue::Judge(other))) => {
                let pair = ordered(act.judge.clone(), other.clone()).ok_or(ActError::Self_)?;
                self.pairs.entry(pair).or_default().push(span, ());
            }
            (ActKind::Leave | ActKind::Absent | ActKind::Return, Some(_))
            | (ActKind::Capacity | ActKind::Specialise | ActKind::Incompatible, _) => {
                return Err(ActError::Value);
            }
        }
        self.last = Some(place.index);
        self.edges.extend([span.from, span.to]);
        Ok(())
    }

    /// Around a moment at which all acts of the log so far count: from when and until when the same ones are in force, in
    /// milliseconds. `None` if a later act does not count.
    pub(crate) fn stretch(&self, moment: Moment) -> Option<(i64, i64)> {
        let all_count = self.last.is_none_or(|last| last < moment.limit);
        let from = self.edges.range(..=moment.time).next_back().copied().unwrap_or(i64::MIN);
        let until = self.edges.range(moment.time.saturating_add(1)..).next().copied().unwrap_or(i64::MAX);
        all_count.then_some((from, until))
    }

    /// True if a conflict names the case.
    pub(crate) fn has_conflict(&self, case: &StreamId) -> bool {
        self.conflicts.contains_key(case)
    }

    /// Takes a conflict of one judge with one case.
    ///
    /// # Errors
    /// [`ActError::Class`] if the class is not `excluded-by-law`.
    pub fn apply_conflict(&mut self, place: Place, conflict: &PoolConflict) -> Result<(), ActError> {
        if conflict.class != Exclusion::ExcludedByLaw {
            return Err(ActError::Class);
        }
        let span = Span {
            index: place.index,
            leaf: place.leaf,
            from: i64::MIN,
            to: i64::MAX,
            signed: conflict.doc.is_some(),
        };
        let excluding = Excluding {
            judge: conflict.judge.clone(),
            class: conflict.class,
            span,
            case: Some(conflict.case.clone()),
            is_leave: false,
        };
        self.excluding.insert(place.leaf, excluding.clone());
        self.conflicts.entry(conflict.case.clone()).or_default().push(excluding);
        Ok(())
    }

    /// True if the judge belongs to the division at this moment, whatever categories he takes.
    pub fn is_member(&self, judge: &JudgeId, moment: Moment) -> bool {
        self.judges.get(judge).and_then(|j| j.member.at(moment)).is_some_and(|(_, member)| *member)
    }

    /// The judge whose leave this act is, once it is in force at `time`, in milliseconds.
    pub fn leaver(&self, act: &Hash, time: i64) -> Option<&JudgeId> {
        self.excluding.get(act).filter(|e| e.is_leave && e.span.from <= time).map(|e| &e.judge)
    }

    fn judge(&mut self, id: &JudgeId) -> &mut Judge {
        self.judges.entry(id.clone()).or_default()
    }

    fn exclude(&mut self, act: &PoolAct, span: Span, class: Exclusion) -> Excluding {
        let is_leave = act.act == ActKind::Leave;
        let excluding = Excluding { judge: act.judge.clone(), class, span, case: None, is_leave };
        self.excluding.insert(span.leaf, excluding.clone());
        excluding
    }

    fn conflicts(&self, case: &StreamId) -> &[Excluding] {
        self.conflicts.get(case).map_or(&[], Vec::as_slice)
    }
}

fn capacity(value: &ActValue) -> Result<u32, ActError> {
    match value {
        ActValue::Capacity(alpha) if (1..=FULL_TIME).contains(alpha) => Ok(*alpha),
        ActValue::Capacity(_) => Err(ActError::Capacity),
        ActValue::Judge(_) | ActValue::Categories(_) => Err(ActError::Value),
    }
}

fn check_class(act: &PoolAct) -> Result<(), ActError> {
    let fits = match (act.act, act.class) {
        (_, None)
        | (ActKind::Absent, Some(Exclusion::Absent | Exclusion::Ended))
        | (ActKind::Leave, Some(Exclusion::Ended))
        | (ActKind::Incompatible, Some(Exclusion::ExcludedByLaw)) => true,
        (_, Some(_)) => false,
    };
    if fits { Ok(()) } else { Err(ActError::Class) }
}

/// The pair in the order of ids.
fn ordered(a: JudgeId, b: JudgeId) -> Option<(JudgeId, JudgeId)> {
    match a.cmp(&b) {
        core::cmp::Ordering::Less => Some((a, b)),
        core::cmp::Ordering::Equal => None,
        core::cmp::Ordering::Greater => Some((b, a)),
    }
}
