//! Questions to the read models. They see committed rows.

use tarazy_docket::{Hash, StreamId};
use tarazy_store::{Reader, Refusal, Row, SqlValue, Stmt};

pub(super) const BY_NUMBER: Stmt = Stmt {
    name: "case_row_by_number",
    sql: "SELECT stream, number, court, division, category, filed, stage, judges, waits FROM case_row WHERE number = $1",
};
pub(super) const BY_STREAM: Stmt = Stmt {
    name: "case_row_by_stream",
    sql: "SELECT stream, number, court, division, category, filed, stage, judges, waits FROM case_row WHERE stream = $1",
};
pub(super) const ALL: Stmt = Stmt {
    name: "case_row_all",
    sql: "SELECT stream, number, court, division, category, filed, stage, judges, waits FROM case_row \
          WHERE court >= $1 AND court <= $2 ORDER BY filed DESC, stream LIMIT $3",
};
pub(super) const DRAWS: Stmt = Stmt {
    name: "draw_row_of_case",
    sql: "SELECT leaf, ledger, case_stream, kind, state, result FROM draw_row WHERE case_stream = $1 ORDER BY idx",
};
pub(super) const DRAW: Stmt = Stmt {
    name: "draw_row_by_leaf",
    sql: "SELECT leaf, ledger, case_stream, kind, state, result FROM draw_row WHERE leaf = $1",
};
pub(super) const DUE: Stmt = Stmt {
    name: "draw_row_due",
    sql: "SELECT DISTINCT beacon, round FROM draw_row WHERE state = 'open' ORDER BY round",
};

pub(super) const OPEN: Stmt = Stmt {
    name: "draw_row_open",
    sql: "SELECT leaf, idx FROM draw_row WHERE state = 'open' AND beacon = $1 AND round = $2 ORDER BY idx",
};

pub(super) const RESULT_OF: Stmt =
    Stmt { name: "draw_row_result_of", sql: "SELECT result FROM draw_row WHERE leaf = $1" };

pub(super) const COUNTS: Stmt = Stmt {
    name: "draw_row_counts",
    sql: "SELECT kind, state, COUNT(*) FROM draw_row GROUP BY kind, state ORDER BY kind, state",
};

/// A case in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its stream.
    pub stream: StreamId,
    /// Its number, once given.
    pub number: Option<String>,
    /// Court code.
    pub court: String,
    /// Division.
    pub division: String,
    /// Category in force.
    pub category: String,
    /// When its filing was logged, ms UTC.
    pub filed: i64,
    /// Word of the stage.
    pub stage: String,
    /// Its judges.
    pub judges: Vec<String>,
    /// It is to be drawn, and no draw could be fixed yet.
    pub waits: bool,
}

/// A draw, or an assignment without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRow {
    /// Leaf hash of the commit or assignment.
    pub leaf: Hash,
    /// The ledger.
    pub ledger: StreamId,
    /// The case.
    pub case: StreamId,
    /// `draw.commit` or `assign.nonrandom`.
    pub kind: String,
    /// `open`, `done` or `void`.
    pub state: String,
    /// Leaf hash of the result.
    pub result: Option<Hash>,
}

/// A round for which draws wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRound {
    /// The beacon.
    pub beacon: Hash,
    /// The round.
    pub round: u64,
}

/// The case with a number.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn case_by_number<R: Reader + ?Sized>(reader: &mut R, number: &str) -> Result<Option<CaseRow>, Refusal> {
    reader.query(&BY_NUMBER, &[number.into()])?.first().map(case_row).transpose()
}

/// The case with a stream.
///
/// # Errors
/// As [`case_by_number`].
pub fn case_by_stream<R: Reader + ?Sized>(
    reader: &mut R,
    stream: &StreamId,
) -> Result<Option<CaseRow>, Refusal> {
    reader.query(&BY_STREAM, &[stream.as_str().into()])?.first().map(case_row).transpose()
}

/// The newest cases of a court, or of all.
///
/// # Errors
/// As [`case_by_number`].
pub fn cases<R: Reader + ?Sized>(
    reader: &mut R,
    court: Option<&str>,
    most: u32,
) -> Result<Vec<CaseRow>, Refusal> {
    let (from, to) = court.map_or(("", "~"), |c| (c, c));
    let rows = reader.query(&ALL, &[from.into(), to.into(), SqlValue::Int(most.into())])?;
    rows.iter().map(case_row).collect()
}

/// The draws of a case, in the order of the log.
///
/// # Errors
/// As [`case_by_number`].
pub fn draws_of<R: Reader + ?Sized>(reader: &mut R, case: &StreamId) -> Result<Vec<DrawRow>, Refusal> {
    reader.query(&DRAWS, &[case.as_str().into()])?.iter().map(draw_row).collect()
}

/// The draw or assignment whose commit or record has a leaf hash.
///
/// # Errors
/// As [`case_by_number`].
pub fn draw_by_leaf<R: Reader + ?Sized>(reader: &mut R, leaf: &Hash) -> Result<Option<DrawRow>, Refusal> {
    reader.query(&DRAW, &[SqlValue::Bytes(leaf.0.to_vec())])?.first().map(draw_row).transpose()
}

/// The rounds for which draws wait, the earliest first.
///
/// # Errors
/// As [`case_by_number`].
pub fn due_rounds<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<DueRound>, Refusal> {
    let due = |row: &Row| {
        Ok(DueRound {
            beacon: hash(row.bytes(0)?)?,
            round: u64::try_from(row.int(1)?).map_err(Refusal::internal)?,
        })
    };
    reader.query(&DUE, &[])?.iter().map(due).collect()
}

/// The open draws of a round: leaf hash and index of each commit, in the order of the log.
///
/// # Errors
/// As [`case_by_number`].
pub fn open_commits<R: Reader + ?Sized>(reader: &mut R, due: DueRound) -> Result<Vec<(Hash, u64)>, Refusal> {
    let round = SqlValue::Int(i64::try_from(due.round).map_err(Refusal::internal)?);
    let rows = reader.query(&OPEN, &[SqlValue::Bytes(due.beacon.0.to_vec()), round])?;
    let commit =
        |row: &Row| Ok((hash(row.bytes(0)?)?, u64::try_from(row.int(1)?).map_err(Refusal::internal)?));
    rows.iter().map(commit).collect()
}

/// Leaf hash of the result of a commit, if there is one.
///
/// # Errors
/// As [`case_by_number`].
pub fn result_of<R: Reader + ?Sized>(reader: &mut R, commit: &Hash) -> Result<Option<Hash>, Refusal> {
    let rows = reader.query(&RESULT_OF, &[SqlValue::Bytes(commit.0.to_vec())])?;
    rows.first().and_then(|row| row.opt_bytes(0).transpose()).transpose()?.map(hash).transpose()
}

pub(super) fn case_row(row: &Row) -> Result<CaseRow, Refusal> {
    let text = |i| Ok::<_, Refusal>(row.text(i)?.to_owned());
    Ok(CaseRow {
        stream: row.text(0)?.parse().map_err(Refusal::internal)?,
        number: row.opt_text(1)?.map(str::to_owned),
        court: text(2)?,
        division: text(3)?,
        category: text(4)?,
        filed: row.int(5)?,
        stage: text(6)?,
        judges: row.text(7)?.split_whitespace().map(str::to_owned).collect(),
        waits: row.int(8)? != 0,
    })
}

fn draw_row(row: &Row) -> Result<DrawRow, Refusal> {
    Ok(DrawRow {
        leaf: hash(row.bytes(0)?)?,
        ledger: row.text(1)?.parse().map_err(Refusal::internal)?,
        case: row.text(2)?.parse().map_err(Refusal::internal)?,
        kind: row.text(3)?.to_owned(),
        state: row.text(4)?.to_owned(),
        result: row.opt_bytes(5)?.map(hash).transpose()?,
    })
}

pub(super) fn hash(bytes: &[u8]) -> Result<Hash, Refusal> {
    bytes.try_into().map(Hash).map_err(Refusal::internal)
}

/// How many draws and assignments there are: kind, state, number.
///
/// # Errors
/// As [`case_by_number`].
pub fn draw_counts<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<(String, String, u64)>, Refusal> {
    let count = |row: &Row| {
        let n = u64::try_from(row.int(2)?).map_err(Refusal::internal)?;
        Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), n))
    };
    reader.query(&COUNTS, &[])?.iter().map(count).collect()
}
