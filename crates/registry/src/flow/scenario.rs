//! The invented part of a flow: who is absent when, whom the law keeps from which case, and which judge is recused after
//! the draw. A seed gives the same scenario everywhere.
//!
//! The figures are assumptions, written here and printed with the report. They stay within what the draw can carry: at
//! any time fewer than half of a court's judges are absent, and of a case at most one judge is kept away or recused. Courts
//! with fewer than three judges have neither absences nor recusals: they are the test of the small pool by themselves.

use super::courts::{Court, Courts};
use super::random::Random;
use super::rows::Row;
use std::collections::BTreeMap;
use tarazy_base::Date;

/// Courts with fewer judges have no absences and recusals.
const SMALL: usize = 3;
/// Chance in ‰ that in a year a judge falls ill, once.
const ILLNESS: u64 = 400;
/// Days of an illness, at least and at most.
const ILLNESS_DAYS: (u64, u64) = (3, 20);
/// Days of the yearly leave.
const LEAVE_DAYS: i64 = 30;
/// How many days before its start a leave is known.
const LEAVE_NOTICE: i64 = 14;
/// Chance in ‰ that the law keeps a judge of the pool from a case, found between filing and draw.
const CONFLICT: u64 = 15;
/// Chance in ‰ that the judge is recused after the draw.
const RECUSAL: u64 = 15;
/// Days from the filing to a recusal after the draw.
const RECUSAL_DAYS: i64 = 9;

/// An act about a judge's presence, with the days of which it speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// Day on which the act is logged.
    pub logged: Date,
    /// First day of absence.
    pub from: Date,
    /// First day back.
    pub to: Date,
    /// Code of the court.
    pub court: String,
    /// The judge.
    pub judge: String,
}

/// What happens to the bench of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incident {
    /// This judge of the pool is kept away by law, found after the filing and before the draw.
    Conflict {
        /// The judge.
        judge: String,
    },
    /// The drawn judge is recused on this day, and the case is drawn again.
    Recusal {
        /// The day.
        on: Date,
    },
}

/// The invented part of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenario {
    /// In the order of logging.
    pub absences: Vec<Absence>,
    /// By the row's number.
    pub incidents: BTreeMap<u32, Incident>,
}

impl Scenario {
    /// The scenario of a seed for a flow.
    pub fn invent(rows: &[Row], courts: &Courts, seed: u64) -> Self {
        let mut filed: BTreeMap<&str, (Date, Date)> = BTreeMap::new();
        let mut incidents = BTreeMap::new();
        for row in rows {
            let span = filed.entry(&row.courthouse).or_insert((row.filed, row.filed));
            *span = (span.0.min(row.filed), span.1.max(row.filed));
            let court = courts.of(row).filter(|c| c.judges.len() >= SMALL);
            let incident = court.and_then(|court| incident(row, court, seed));
            incidents.extend(incident.map(|i| (row.id, i)));
        }
        let mut absences: Vec<Absence> = courts
            .all()
            .iter()
            .filter(|court| court.judges.len() >= SMALL)
            .filter_map(|court| Some((court, filed.get(court.courthouse.as_str())?)))
            .flat_map(|(court, (first, last))| of_court(court, *first, *last, seed))
            .collect();
        absences.sort();
        Self { absences, incidents }
    }
}

fn incident(row: &Row, court: &Court, seed: u64) -> Option<Incident> {
    let mut random = Random::new(seed, &format!("incident {}", row.id));
    if random.chance(CONFLICT) {
        let judge = court.judges.get(random.index(court.judges.len()))?;
        return Some(Incident::Conflict { judge: judge.id.clone() });
    }
    let on = days(row.filed, RECUSAL_DAYS);
    (random.chance(RECUSAL) && on < row.judged).then_some(Incident::Recusal { on })
}

/// Absences of a court in the years in which cases come to it; one that would leave half of the court or less is left out.
fn of_court(court: &Court, first: Date, last: Date, seed: u64) -> Vec<Absence> {
    let mut wished: Vec<Absence> = Vec::new();
    for judge in &court.judges {
        let mut random = Random::new(seed, &format!("absences {}", judge.id));
        for year in first.year()..=last.year() {
            let start = Date::constant(year, 1, 1);
            let absence = |logged, from, to| Absence {
                logged,
                from,
                to,
                court: court.code.as_str().to_owned(),
                judge: judge.id.clone(),
            };
            let leave = days(start, day_of(&mut random, 20, 330));
            wished.push(absence(days(leave, -LEAVE_NOTICE), leave, days(leave, LEAVE_DAYS)));
            if random.chance(ILLNESS) {
                let ill = days(start, day_of(&mut random, 0, 364));
                let length = day_of(&mut random, ILLNESS_DAYS.0, ILLNESS_DAYS.1);
                wished.push(absence(ill, ill, days(ill, length)));
            }
        }
    }
    wished.sort_by(|a, b| (a.from, &a.judge).cmp(&(b.from, &b.judge)));
    let most = (court.judges.len() - 1) / 2;
    let mut kept: Vec<Absence> = Vec::new();
    for a in wished {
        let beside: Vec<&Absence> = kept.iter().filter(|k| k.from < a.to && a.from < k.to).collect();
        if a.from <= last && a.to > first && beside.len() < most && beside.iter().all(|k| k.judge != a.judge)
        {
            kept.push(a);
        }
    }
    kept
}

fn day_of(random: &mut Random, from: u64, to: u64) -> i64 {
    i64::try_from(from + random.below(to - from + 1)).unwrap_or(0)
}

/// The day so many days later; the same day at the end of the calendar.
pub(super) fn days(date: Date, n: i64) -> Date {
    date.checked_add(jiff::Span::new().days(n)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(chambers: usize, cases: u32) -> (Vec<Row>, Courts) {
        let rows: Vec<Row> = (1..=cases)
            .map(|id| Row {
                line: u64::from(id) + 1,
                id,
                filed: days(Date::constant(2018, 1, 3), i64::from(id % 700)),
                judged: days(Date::constant(2018, 1, 3), i64::from(id % 700) + 200),
                category: "marca.comum".to_owned(),
                district: "A".to_owned(),
                courthouse: "Court".to_owned(),
                chamber: format!("{:02}", id as usize % chambers),
                value: None,
            })
            .collect();
        let courts = Courts::derive(&rows).unwrap();
        (rows, courts)
    }

    #[test]
    fn never_half_of_a_court_is_absent_and_nobody_twice_at_once() {
        for chambers in [3, 4, 7, 20] {
            let (rows, courts) = flow(chambers, 900);
            let scenario = Scenario::invent(&rows, &courts, 5);
            assert!(!scenario.absences.is_empty());
            for a in &scenario.absences {
                assert!(a.logged <= a.from && a.from < a.to);
                let beside: Vec<_> =
                    scenario.absences.iter().filter(|b| b.from <= a.from && a.from < b.to).collect();
                assert!(beside.len() * 2 < chambers, "{chambers}: {beside:?}");
                assert_eq!(beside.iter().filter(|b| b.judge == a.judge).count(), 1);
            }
        }
    }

    #[test]
    fn small_courts_have_neither_absences_nor_recusals() {
        let (rows, courts) = flow(2, 900);
        assert_eq!(Scenario::invent(&rows, &courts, 5), Scenario::default());
    }

    #[test]
    fn incidents_are_as_frequent_as_assumed() {
        let (rows, courts) = flow(10, 4000);
        let scenario = Scenario::invent(&rows, &courts, 5);
        let conflicts =
            scenario.incidents.values().filter(|i| matches!(i, Incident::Conflict { .. })).count();
        let recusals = scenario.incidents.len() - conflicts;
        assert!((30..90).contains(&conflicts) && (30..90).contains(&recusals), "{conflicts} {recusals}");
        assert_eq!(scenario, Scenario::invent(&rows, &courts, 5));
        assert_ne!(scenario, Scenario::invent(&rows, &courts, 6));
    }
}
