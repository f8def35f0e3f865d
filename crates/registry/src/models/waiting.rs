//! What waits: draws for their results, cases for a draw.

use super::query::hash;
use tarazy_docket::{Hash, StreamId};
use tarazy_store::{Reader, Refusal, Row, Stmt};

pub(super) const OPEN_DRAWS: Stmt = Stmt {
    name: "draw_row_all_open",
    sql: "SELECT leaf, idx, ledger, beacon, round FROM draw_row WHERE state = 'open' ORDER BY idx",
};
pub(super) const WAITING: Stmt = Stmt {
    name: "case_row_waiting",
    sql: "SELECT stream, court, division FROM case_row WHERE stage = 'registered' AND NOT EXISTS \
          (SELECT 1 FROM draw_row WHERE draw_row.case_stream = case_row.stream AND draw_row.state = 'open') \
          ORDER BY filed, stream",
};

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
}

/// A registered case that has no judge, and no draw that would give it one.
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
        })
    };
    reader.query(&OPEN_DRAWS, &[])?.iter().map(draw).collect()
}

/// All registered cases that wait for a draw, the earliest first.
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
