//! Hearings by court and time: the list that hangs at the door.

use tarazy_docket::StreamId;
use tarazy_procedure::Event;
use tarazy_procedure::events::{HearingKind, HearingNo, HearingOutcome, HearingSet};
use tarazy_store::{Expect, Reader, Refusal, Row, SqlValue, Step, Stmt};

pub(super) const SET: Stmt = Stmt {
    name: "hearing_row_set",
    sql: "INSERT INTO hearing_row (case_stream, n, court, at, minutes, room, kind, remote, state) VALUES ($1, \
          (SELECT COUNT(*) + 1 FROM hearing_row WHERE case_stream = $1), \
          (SELECT court FROM case_row WHERE stream = $1), $2, $3, $4, $5, $6, 'set')",
};
pub(super) const MOVE: Stmt = Stmt {
    name: "hearing_row_move",
    sql: "UPDATE hearing_row SET at = $1, room = $2 WHERE case_stream = $3 AND n = $4",
};
pub(super) const STATE: Stmt = Stmt {
    name: "hearing_row_state",
    sql: "UPDATE hearing_row SET state = $1 WHERE case_stream = $2 AND n = $3",
};
pub(super) const CANCEL_DUE: Stmt = Stmt {
    name: "hearing_row_cancel_due",
    sql: "UPDATE hearing_row SET state = 'cancelled' WHERE case_stream = $1 AND state = 'set'",
};
pub(super) const BETWEEN: Stmt = Stmt {
    name: "hearing_row_between",
    sql: "SELECT h.case_stream, c.number, h.n, h.court, h.at, h.minutes, h.room, h.kind, h.remote, h.state, c.judges, c.category, c.filed \
          FROM hearing_row h JOIN case_row c ON c.stream = h.case_stream \
          WHERE h.court = $1 AND h.at >= $2 AND h.at < $3 ORDER BY h.at, h.room, h.case_stream, h.n",
};

/// A hearing in the list of a court.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HearingRow {
    /// The case.
    pub case: StreamId,
    /// Its number.
    pub number: Option<String>,
    /// Number of the hearing in the case.
    pub n: u32,
    /// Code of the court.
    pub court: String,
    /// When it begins, ms UTC.
    pub at: i64,
    /// How long it is expected to take, in minutes.
    pub minutes: u32,
    /// Code of the room.
    pub room: String,
    /// `preliminary`, `trial`, `appeal` or `question`.
    pub kind: String,
    /// People may take part by video.
    pub remote: bool,
    /// `set`, `cancelled`, `adjourned`, `continues` or `ended`.
    pub state: String,
    /// The judges of the case.
    pub judges: Vec<String>,
    /// Category of the case.
    pub category: String,
    /// When the case was filed, ms UTC.
    pub filed: i64,
}

/// The hearings of a court that begin from one moment on and before another, ms UTC.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn hearings<R: Reader + ?Sized>(
    reader: &mut R,
    court: &str,
    from: i64,
    to: i64,
) -> Result<Vec<HearingRow>, Refusal> {
    reader.query(&BETWEEN, &[court.into(), from.into(), to.into()])?.iter().map(row).collect()
}

fn row(row: &Row) -> Result<HearingRow, Refusal> {
    let text = |i| Ok::<_, Refusal>(row.text(i)?.to_owned());
    let small = |i| u32::try_from(row.int(i)?).map_err(Refusal::internal);
    Ok(HearingRow {
        case: row.text(0)?.parse().map_err(Refusal::internal)?,
        number: row.opt_text(1)?.map(str::to_owned),
        n: small(2)?,
        court: text(3)?,
        at: row.int(4)?,
        minutes: small(5)?,
        room: text(6)?,
        kind: text(7)?,
        remote: row.int(8)? != 0,
        state: text(9)?,
        judges: row.text(10)?.split_whitespace().map(str::to_owned).collect(),
        category: text(11)?,
        filed: row.int(12)?,
    })
}

/// What an event means for the list.
pub(super) fn of_case(stream: &StreamId, event: &Event, steps: &mut Vec<Step>) {
    let case = || SqlValue::from(stream.as_str());
    let state = |number: HearingNo, state: &str| {
        Step::new(&STATE, vec![state.into(), case(), i64::from(number.0).into()], Expect::Rows(1))
    };
    match event {
        Event::HearingSet(e) => steps.push(set(case(), e)),
        Event::HearingMoved(e) => {
            let values = vec![e.at.into(), e.room.as_str().into(), case(), i64::from(e.hearing.0).into()];
            steps.push(Step::new(&MOVE, values, Expect::Rows(1)));
        }
        Event::HearingCancelled(e) => steps.push(state(e.hearing, "cancelled")),
        Event::HearingHeld(e) => {
            let word = match e.outcome {
                HearingOutcome::Continues => "continues",
                HearingOutcome::Ended => "ended",
            };
            steps.push(state(e.hearing, word));
        }
        Event::HearingAdjourned(e) => {
            steps.push(state(e.hearing, "adjourned"));
            steps.push(set(case(), &e.next));
        }
        Event::Assigned(_) | Event::Suspended(_) | Event::PartyReplaced(_) | Event::Closed(_) => {
            steps.push(Step::new(&CANCEL_DUE, vec![case()], Expect::Any));
        }
        _ => {}
    }
}

fn set(case: SqlValue, e: &HearingSet) -> Step {
    let kind = match e.kind {
        HearingKind::Preliminary => "preliminary",
        HearingKind::Trial => "trial",
        HearingKind::Appeal => "appeal",
        HearingKind::Question => "question",
    };
    let (minutes, remote) = (i64::from(e.minutes), i64::from(e.remote));
    let values = vec![case, e.at.into(), minutes.into(), e.room.as_str().into(), kind.into(), remote.into()];
    Step::new(&SET, values, Expect::Rows(1))
}
