//! What lies on a desk: the open cases of a court or of a judge, how many each judge has, and the recusals that wait for an answer.

use super::query::{CaseRow, case_row};
use tarazy_docket::StreamId;
use tarazy_procedure::Event;
use tarazy_store::{Expect, Reader, Refusal, SqlValue, Step, Stmt};

pub(super) const LEAVE: Stmt =
    Stmt { name: "bench_row_leave", sql: "DELETE FROM bench_row WHERE case_stream = $1" };
pub(super) const SIT: Stmt =
    Stmt { name: "bench_row_sit", sql: "INSERT INTO bench_row (judge, case_stream) VALUES ($1, $2)" };
pub(super) const OF_COURT: Stmt = Stmt {
    name: "case_row_desk",
    sql: "SELECT stream, number, court, division, category, filed, stage, judges, waits FROM case_row \
          WHERE court = $1 AND stage <> 'closed' ORDER BY filed, stream LIMIT $2",
};
pub(super) const OF_JUDGE: Stmt = Stmt {
    name: "bench_row_desk",
    sql: "SELECT c.stream, c.number, c.court, c.division, c.category, c.filed, c.stage, c.judges, c.waits \
          FROM bench_row b JOIN case_row c ON c.stream = b.case_stream \
          WHERE b.judge = $1 AND c.stage <> 'closed' ORDER BY c.filed, c.stream LIMIT $2",
};
pub(super) const LOAD: Stmt = Stmt {
    name: "bench_row_load",
    sql: "SELECT b.judge, COUNT(*) FROM bench_row b JOIN case_row c ON c.stream = b.case_stream \
          WHERE c.court = $1 AND c.stage <> 'closed' GROUP BY b.judge ORDER BY b.judge",
};

pub(super) const INBOX: Stmt = Stmt {
    name: "case_row_inbox",
    sql: "SELECT stream, number, court, division, category, filed, stage, judges, waits FROM case_row \
          WHERE court = $1 AND stage = 'received' ORDER BY filed, stream LIMIT $2",
};
pub(super) const ASK: Stmt = Stmt {
    name: "recusal_row_ask",
    sql: "INSERT INTO recusal_row (case_stream, judge, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
};
pub(super) const ANSWER: Stmt =
    Stmt { name: "recusal_row_answer", sql: "DELETE FROM recusal_row WHERE case_stream = $1 AND judge = $2" };
pub(super) const ASKED: Stmt = Stmt {
    name: "recusal_row_asked",
    sql: "SELECT c.stream, c.number, c.court, c.division, c.category, c.filed, c.stage, c.judges, c.waits, r.judge, r.since \
          FROM recusal_row r JOIN case_row c ON c.stream = r.case_stream \
          WHERE c.court = $1 AND c.stage <> 'closed' ORDER BY r.since, c.stream, r.judge",
};

/// A recusal that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRecusal {
    /// The case.
    pub case: CaseRow,
    /// Public id of the judge.
    pub judge: String,
    /// When it was asked for, ms UTC.
    pub since: i64,
}

/// What an entry of a case, made at a time, changes on desks.
pub(super) fn of_case(stream: &StreamId, time: i64, event: &Event, steps: &mut Vec<Step>) {
    let id = || SqlValue::from(stream.as_str());
    match event {
        Event::Assigned(e) => {
            steps.push(Step::new(&LEAVE, vec![id()], Expect::Any));
            for judge in &e.judges {
                steps.push(Step::new(&SIT, vec![judge.as_str().into(), id()], Expect::Rows(1)));
            }
        }
        Event::RecusalDeclared(e) => {
            steps.push(Step::new(&ASK, vec![id(), e.judge.as_str().into(), time.into()], Expect::Any));
        }
        Event::RecusalDecided(e) => {
            steps.push(Step::new(&ANSWER, vec![id(), e.judge.as_str().into()], Expect::Any));
        }
        _ => {}
    }
}

/// What a court has received and not registered yet, the oldest first.
///
/// # Errors
/// As [`open_cases_of_court`].
pub fn inbox_of_court<R: Reader + ?Sized>(
    reader: &mut R,
    court: &str,
    most: u32,
) -> Result<Vec<CaseRow>, Refusal> {
    let rows = reader.query(&INBOX, &[court.into(), SqlValue::Int(most.into())])?;
    rows.iter().map(case_row).collect()
}

/// The recusals of a court that wait for an answer, the oldest first.
///
/// # Errors
/// As [`open_cases_of_court`].
pub fn waiting_recusals<R: Reader + ?Sized>(
    reader: &mut R,
    court: &str,
) -> Result<Vec<WaitingRecusal>, Refusal> {
    let rows = reader.query(&ASKED, &[court.into()])?;
    let line = |row: &tarazy_store::Row| {
        Ok(WaitingRecusal { case: case_row(row)?, judge: row.text(9)?.to_owned(), since: row.int(10)? })
    };
    rows.iter().map(line).collect()
}

/// The open cases of a court, the oldest first.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn open_cases_of_court<R: Reader + ?Sized>(
    reader: &mut R,
    court: &str,
    most: u32,
) -> Result<Vec<CaseRow>, Refusal> {
    let rows = reader.query(&OF_COURT, &[court.into(), SqlValue::Int(most.into())])?;
    rows.iter().map(case_row).collect()
}

/// The open cases of a judge, the oldest first.
///
/// # Errors
/// As [`open_cases_of_court`].
pub fn open_cases_of_judge<R: Reader + ?Sized>(
    reader: &mut R,
    judge: &str,
    most: u32,
) -> Result<Vec<CaseRow>, Refusal> {
    let rows = reader.query(&OF_JUDGE, &[judge.into(), SqlValue::Int(most.into())])?;
    rows.iter().map(case_row).collect()
}

/// How many open cases each judge of a court has, by his id. Who has none is not named.
///
/// # Errors
/// As [`open_cases_of_court`].
pub fn load_of_court<R: Reader + ?Sized>(reader: &mut R, court: &str) -> Result<Vec<(String, u64)>, Refusal> {
    let rows = reader.query(&LOAD, &[court.into()])?;
    let load = |row: &tarazy_store::Row| {
        Ok((row.text(0)?.to_owned(), u64::try_from(row.int(1)?).map_err(Refusal::internal)?))
    };
    rows.iter().map(load).collect()
}
