//! All events of a flow, laid out day by day at fixed local times (docket.md section 8, point 12).

use super::courts::Courts;
use super::rows::Row;
use super::scenario::{Incident, Scenario};
use jiff::civil::Time;
use std::collections::BTreeMap;
use tarazy_base::{Date, Instant, TimeError, Zone};

/// When a day of absence begins.
pub const DAY_STARTS: Time = Time::MIN;
/// When acts of the personnel office are logged.
const ACTS: Time = Time::constant(7, 0, 0, 0);
/// When claims arrive.
const FILINGS: Time = Time::constant(9, 0, 0, 0);
/// When conflicts are found.
const CONFLICTS: Time = Time::constant(10, 0, 0, 0);
/// When the chancery registers, and every draw of the day is fixed.
const DRAWS: Time = Time::constant(11, 0, 0, 0);
/// When judgments are given.
const DECISIONS: Time = Time::constant(16, 0, 0, 0);

/// An event that one command carries out. Rows are named by their place in [`Plan::rows`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A judge will be or is absent.
    Absence(usize),
    /// A claim arrives.
    Filing(usize),
    /// A judge is kept from a case.
    Conflict {
        /// The row.
        row: usize,
        /// The judge.
        judge: String,
    },
    /// The case is registered, and its draw fixed.
    Registration(usize),
    /// The judge is recused, and a new draw fixed.
    Recusal(usize),
    /// The case is decided and closed.
    Decision(usize),
}

/// What happens on a day, in the order in which it is logged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// Acts of the personnel office.
    pub acts: Vec<Event>,
    /// Claims.
    pub filings: Vec<Event>,
    /// Conflicts with cases of the day.
    pub conflicts: Vec<Event>,
    /// Registrations and recusals; all draws of the day have one round.
    pub draws: Vec<Event>,
    /// Judgments.
    pub decisions: Vec<Event>,
}

/// A flow, ready to be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The rows by id.
    pub rows: Vec<Row>,
    /// The courts.
    pub courts: Courts,
    /// The invented part.
    pub scenario: Scenario,
    /// The days on which something happens.
    pub days: BTreeMap<Date, Day>,
    /// The courts' zone.
    pub zone: Zone,
}

/// A moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Acts of the personnel office.
    Acts,
    /// Claims.
    Filings,
    /// Conflicts.
    Conflicts,
    /// Registration and draws.
    Draws,
    /// Judgments.
    Decisions,
}

impl Plan {
    /// Merges a flow with a scenario: events by date, kind of event, and the row's number.
    pub fn new(rows: Vec<Row>, courts: Courts, seed: u64, zone: Zone) -> Self {
        let scenario = Scenario::invent(&rows, &courts, seed);
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        for (i, absence) in scenario.absences.iter().enumerate() {
            days.entry(absence.logged).or_default().acts.push(Event::Absence(i));
        }
        for (i, row) in rows.iter().enumerate() {
            let day = days.entry(row.filed).or_default();
            day.filings.push(Event::Filing(i));
            day.draws.push(Event::Registration(i));
            match scenario.incidents.get(&row.id) {
                Some(Incident::Conflict { judge }) => {
                    day.conflicts.push(Event::Conflict { row: i, judge: judge.clone() });
                }
                Some(Incident::Recusal { on }) => {
                    days.entry(*on).or_default().draws.push(Event::Recusal(i));
                }
                None => {}
            }
            days.entry(row.judged).or_default().decisions.push(Event::Decision(i));
        }
        Self { rows, courts, scenario, days, zone }
    }

    /// The first day; `None` for a flow without rows.
    pub fn first_day(&self) -> Option<Date> {
        self.days.keys().next().copied()
    }

    /// The moment of a phase.
    ///
    /// # Errors
    /// [`TimeError`] at the ends of the calendar.
    pub fn moment(&self, day: Date, phase: Phase) -> Result<i64, TimeError> {
        let time = match phase {
            Phase::Acts => ACTS,
            Phase::Filings => FILINGS,
            Phase::Conflicts => CONFLICTS,
            Phase::Draws => DRAWS,
            Phase::Decisions => DECISIONS,
        };
        Ok(Instant::at(day, time, self.zone)?.ms())
    }
}
