//! What waits: draws for their results, cases for a draw.

use super::query::hash;
use tarazy_docket::{Hash, StreamId};
use tarazy_store::{Reader, Refusal, Row, Stmt};

pub(super) const OPEN_DRAWS: Stmt = Stmt {
    name: "draw_row_all_open",
    sql: "SELECT leaf, idx, ledger, beacon, round, promised, reveals, revealed, overdue, fallback FROM draw_row WHERE state = 'open' ORDER BY idx",
};
pub(super) const WAITING: Stmt = Stmt {
    name: "case_row_waiting",
    sql: "SELECT stream, court, division FROM case_row \
          WHERE (stage = 'registered' OR (stage IN ('assigned', 'preparation', 'trial') AND waits = 1)) AND NOT EXISTS \
          (SELECT 1 FROM draw_row WHERE draw_row.case_stream = case_row.stream AND draw_row.state = 'open') \
          ORDER BY filed, stream",
};

pub(super) const APPEALABLE: Stmt = Stmt {
    name: "case_row_appealable",
    sql: "SELECT stream FROM case_row WHERE stage = 'final' AND completed <= $1 ORDER BY completed, stream",
};

pub(super) const OUTAGES: Stmt =
    Stmt { name: "outage_row_all", sql: "SELECT beacon, round, time FROM outage_row ORDER BY idx" };

/// A draw that was fixed and has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDraw {
    /// Leaf hash of its commit.
    pub leaf: Hash,
    /// Index of its commit in the log.
    pub index: u64,
    /// The ledger.
    pub ledger: StreamId,
    /// The beacon.
    pub beacon: Hash,
    /// Its round.
    pub round: u64,
    /// How many contributions it promises.
    pub promised: u64,
    /// How many of them are logged.
    pub reveals: u64,
    /// Index of the last one.
    pub revealed: Option<u64>,
    /// `draw.overdue` is written.
    pub overdue: bool,
    /// The round that decides it instead, since a contribution was missing.
    pub fallback: Option<u64>,
}

/// Cases whose decision was there in its final form on a day, `YYYY-MM-DD`, or before, and is not in force.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn appealable_since<R: Reader + ?Sized>(reader: &mut R, day: &str) -> Result<Vec<StreamId>, Refusal> {
    let rows = reader.query(&APPEALABLE, &[day.into()])?;
    rows.iter().map(|row| row.text(0)?.parse().map_err(Refusal::internal)).collect()
}

/// An outage of a beacon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// The beacon.
    pub beacon: Hash,
    /// The first round that is missing.
    pub round: u64,
    /// When it was logged, ms UTC.
    pub time: i64,
}

/// A case that waits for a judge, its first or another one, and has no draw that would give it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCase {
    /// The case.
    pub case: StreamId,
    /// The ledger of its division.
    pub ledger: StreamId,
}

/// All draws that have no result, in the order of the log.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn open_draws<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<OpenDraw>, Refusal> {
    let number = |n: i64| u64::try_from(n).map_err(Refusal::internal);
    let draw = |row: &Row| {
        Ok(OpenDraw {
            leaf: hash(row.bytes(0)?)?,
            index: number(row.int(1)?)?,
            ledger: row.text(2)?.parse().map_err(Refusal::internal)?,
            beacon: hash(row.bytes(3)?)?,
            round: number(row.int(4)?)?,
            promised: number(row.int(5)?)?,
            reveals: number(row.int(6)?)?,
            revealed: row.opt_int(7)?.map(number).transpose()?,
            overdue: row.int(8)? != 0,
            fallback: row.opt_int(9)?.map(number).transpose()?,
        })
    };
    reader.query(&OPEN_DRAWS, &[])?.iter().map(draw).collect()
}

/// All outages, in the order of the log.
///
/// # Errors
/// As [`open_draws`].
pub fn outages<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<Outage>, Refusal> {
    let outage = |row: &Row| {
        let round = u64::try_from(row.int(1)?).map_err(Refusal::internal)?;
        Ok(Outage { beacon: hash(row.bytes(0)?)?, round, time: row.int(2)? })
    };
    reader.query(&OUTAGES, &[])?.iter().map(outage).collect()
}

/// All cases that wait for a draw, the earliest first.
///
/// # Errors
/// As [`open_draws`].
pub fn waiting_cases<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<WaitingCase>, Refusal> {
    let case = |row: &Row| {
        Ok(WaitingCase {
            case: row.text(0)?.parse().map_err(Refusal::internal)?,
            ledger: StreamId::ledger(row.text(1)?, row.text(2)?).map_err(Refusal::internal)?,
        })
    };
    reader.query(&WAITING, &[])?.iter().map(case).collect()
}
