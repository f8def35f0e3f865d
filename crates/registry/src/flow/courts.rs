//! Courts and judges of a flow.
//!
//! The written rule, where no file of courts is given: every courthouse of the flow is a court; courts are numbered 9001,
//! 9002, … in the order of the bytes of their names (codes from 90 on belong to no region); each chamber of a
//! courthouse, in the order of the bytes of its name, is a full-time judge `9001-J01`, `9001-J02`, …; all of them form
//! one division `civil`, whose pool is open from the first day of the flow.

use super::rows::{Flow, Reason, Reject, Row};
use std::collections::{BTreeMap, BTreeSet};
use tarazy_base::CourtCode;

/// The division of every court of a flow.
pub const DIVISION: &str = "civil";
const FIRST_CODE: usize = 9001;
const LAST_CODE: usize = 9999;
/// The header of a file of courts: a line for each judge.
pub const COLUMNS: [&str; 5] = ["courthouse", "code", "judge", "name", "capacity"];

/// A judge of a court.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judge {
    /// Public id.
    pub id: String,
    /// What the court calls him or his chamber.
    pub name: String,
    /// In ‰ of full time.
    pub capacity: u32,
}

/// A court.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Court {
    /// Its name in the flow.
    pub courthouse: String,
    /// Its code.
    pub code: CourtCode,
    /// Its judges by id.
    pub judges: Vec<Judge>,
}

/// The courts of a flow, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Courts(Vec<Court>);

/// The courts cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourtsError {
    /// More courthouses than codes.
    #[error("the flow has {0} courthouses, the rule has codes for 999: give a file with --courts")]
    TooMany(usize),
    /// A line of the file of courts does not fit.
    #[error("courts, line {line}: {what}")]
    Line {
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        what: &'static str,
    },
}

impl Courts {
    /// Courts and judges by the written rule.
    ///
    /// # Errors
    /// [`CourtsError::TooMany`].
    pub fn derive(rows: &[Row]) -> Result<Self, CourtsError> {
        let mut chambers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in rows {
            chambers.entry(&row.courthouse).or_default().insert(&row.chamber);
        }
        let too_many = || CourtsError::TooMany(chambers.len());
        let mut courts = Vec::with_capacity(chambers.len());
        for (code, (courthouse, chambers)) in (FIRST_CODE..=LAST_CODE).zip(&chambers) {
            let code = CourtCode::parse(&code.to_string()).map_err(|_| too_many())?;
            let judges = (1..).zip(chambers).map(|(n, chamber)| Judge {
                id: format!("{code}-J{n:02}"),
                name: (*chamber).to_owned(),
                capacity: 1000,
            });
            courts.push(Court { courthouse: (*courthouse).to_owned(), judges: judges.collect(), code });
        }
        if courts.len() < chambers.len() { Err(too_many()) } else { Ok(Self(courts)) }
    }

    /// Reads a file of courts: a line for each judge.
    ///
    /// # Errors
    /// [`CourtsError::Line`] with the first line that does not fit.
    pub fn read(bytes: &[u8]) -> Result<Self, CourtsError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut courts: BTreeMap<String, Court> = BTreeMap::new();
        for (line, record) in (1u64..).zip(reader.records()) {
            let fault = |what| CourtsError::Line { line, what };
            let record = record.map_err(|_| fault("not a line of five fields"))?;
            let fields: Vec<&str> = record.iter().map(str::trim).collect();
            let [courthouse, code, judge, name, capacity] = fields[..] else {
                return Err(fault("not a line of five fields"));
            };
            if line == 1 {
                if fields != COLUMNS {
                    return Err(fault("the first line must be: courthouse,code,judge,name,capacity"));
                }
                continue;
            }
            let code = CourtCode::parse(code).map_err(|_| fault("the code is not four digits"))?;
            let capacity = capacity.parse().ok().filter(|c| (1..=1000).contains(c));
            let capacity = capacity.ok_or_else(|| fault("the capacity is not within 1 to 1000"))?;
            if judge.parse::<tarazy_draw::record::JudgeId>().is_err() {
                return Err(fault("not a public id of a judge"));
            }
            let court = courts.entry(courthouse.to_owned()).or_insert_with(|| Court {
                courthouse: courthouse.to_owned(),
                code: code.clone(),
                judges: Vec::new(),
            });
            if court.code != code {
                return Err(fault("the court has another code above"));
            }
            court.judges.push(Judge { id: judge.to_owned(), name: name.to_owned(), capacity });
        }
        let mut courts: Vec<Court> = courts.into_values().collect();
        let mut codes = BTreeSet::new();
        let mut judges = BTreeSet::new();
        for court in &mut courts {
            court.judges.sort_by(|a, b| a.id.cmp(&b.id));
            let fresh =
                codes.insert(court.code.clone()) && court.judges.iter().all(|j| judges.insert(j.id.clone()));
            if !fresh {
                return Err(CourtsError::Line { line: 0, what: "a code or a judge stands twice" });
            }
        }
        Ok(Self(courts))
    }

    /// Moves the rows of unknown courts to the rejects.
    pub fn reject_strangers(&self, flow: &mut Flow) {
        let (known, strange): (Vec<Row>, Vec<Row>) =
            std::mem::take(&mut flow.rows).into_iter().partition(|row| self.of(row).is_some());
        flow.rows = known;
        flow.rejects.extend(strange.into_iter().map(|row| Reject {
            line: row.line,
            column: "courthouse",
            reason: Reason::UnknownCourt,
        }));
        flow.rejects.sort_by_key(|r| r.line);
    }

    /// The court of a row.
    pub fn of(&self, row: &Row) -> Option<&Court> {
        let at = self.0.binary_search_by(|c| c.courthouse.as_str().cmp(&row.courthouse)).ok()?;
        self.0.get(at)
    }

    /// All courts, by name.
    pub fn all(&self) -> &[Court] {
        &self.0
    }
}
