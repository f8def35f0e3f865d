//! Read models: the list of cases and the list of draws. Both follow from entries alone and are made again at will.

mod contributors;
mod desk;
mod hearings;
mod query;
mod tables;
mod waiting;

pub use contributors::{ContributorRecord, contributors};
pub use desk::{
    WaitingRecusal, inbox_of_court, load_of_court, open_cases_of_court, open_cases_of_judge, waiting_recusals,
};
pub use hearings::{HearingRow, hearings};
pub use query::{
    CaseRow, DrawRow, DueRound, case_by_number, case_by_stream, cases, draw_by_leaf, draw_counts, draws_of,
    due_rounds, open_commits, result_of,
};
pub use tables::TABLES;
pub use waiting::{OpenDraw, Outage, WaitingCase, appealable_since, open_draws, outages, waiting_cases};

use tarazy_docket::{Hash, Object, StreamId, StreamKind, Value};
use tarazy_procedure::{Event, Stage};
use tarazy_store::{Expect, Record, Refusal, SqlValue, Step, Stmt};

const OPEN_CASE: Stmt = Stmt {
    name: "case_row_open",
    sql: "INSERT INTO case_row (stream, court, division, category, received, filed, stage, before_closing, judges, waits, \
          kind, in_force) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, '', 0, $8, 0)",
};
const REGISTER: Stmt = Stmt {
    name: "case_row_register",
    sql: "UPDATE case_row SET stage = $1, category = $2, court = $3, division = $4 WHERE stream = $5",
};
const NUMBER: Stmt =
    Stmt { name: "case_row_number", sql: "UPDATE case_row SET number = $1 WHERE stream = $2" };
const ASSIGN: Stmt = Stmt {
    name: "case_row_assign",
    sql: "UPDATE case_row SET stage = CASE WHEN stage = 'registered' THEN $1 ELSE stage END, judges = $2, \
          assigned_by = $3 WHERE stream = $4",
};
const CORRECT: Stmt =
    Stmt { name: "case_row_correct", sql: "UPDATE case_row SET category = $1 WHERE stream = $2" };
const STAGE: Stmt = Stmt { name: "case_row_stage", sql: "UPDATE case_row SET stage = $1 WHERE stream = $2" };
const COMPLETE: Stmt = Stmt {
    name: "case_row_complete",
    sql: "UPDATE case_row SET stage = CASE WHEN in_force = 1 THEN 'in-force' ELSE 'final' END, completed = $1 \
          WHERE stream = $2",
};
const ENFORCE: Stmt = Stmt {
    name: "case_row_enforce",
    sql: "UPDATE case_row SET in_force = 1, stage = CASE WHEN stage = 'final' THEN 'in-force' ELSE stage END \
          WHERE stream = $1",
};
const RESTORE: Stmt = Stmt {
    name: "case_row_restore",
    sql: "UPDATE case_row SET in_force = 0, stage = CASE WHEN stage = 'in-force' THEN 'final' ELSE stage END \
          WHERE stream = $1",
};
const CLOSE: Stmt = Stmt {
    name: "case_row_close",
    sql: "UPDATE case_row SET before_closing = stage, stage = $1 WHERE stream = $2",
};
const REOPEN: Stmt =
    Stmt { name: "case_row_reopen", sql: "UPDATE case_row SET stage = before_closing WHERE stream = $1" };
const COMMIT: Stmt = Stmt {
    name: "draw_row_commit",
    sql: "INSERT INTO draw_row (leaf, idx, ledger, case_stream, kind, beacon, round, state, promised, reveals, overdue) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)",
};
const REVEAL: Stmt = Stmt {
    name: "draw_row_reveal",
    sql: "UPDATE draw_row SET reveals = reveals + 1, revealed = $1 WHERE leaf = $2",
};
const OVERDUE: Stmt =
    Stmt { name: "draw_row_overdue", sql: "UPDATE draw_row SET overdue = 1, fallback = $1 WHERE leaf = $2" };
const WAIT: Stmt = Stmt { name: "case_row_wait", sql: "UPDATE case_row SET waits = $1 WHERE stream = $2" };
const WAIT_VOID: Stmt = Stmt {
    name: "case_row_wait_void",
    sql: "UPDATE case_row SET waits = $1 WHERE stream IN \
          (SELECT case_stream FROM draw_row WHERE draw_row.leaf = $2 OR draw_row.result = $2)",
};
const OUTAGE: Stmt = Stmt {
    name: "outage_row_put",
    sql: "INSERT INTO outage_row (idx, beacon, round, time) VALUES ($1, $2, $3, $4)",
};
const RESULT: Stmt =
    Stmt { name: "draw_row_result", sql: "UPDATE draw_row SET state = $1, result = $2 WHERE leaf = $3" };
const VOID: Stmt =
    Stmt { name: "draw_row_void", sql: "UPDATE draw_row SET state = $1 WHERE leaf = $2 OR result = $2" };

/// Statements of this file and of the queries.
pub(crate) const STATEMENTS: &[&Stmt] = &[
    &OPEN_CASE,
    &REGISTER,
    &NUMBER,
    &ASSIGN,
    &CORRECT,
    &STAGE,
    &COMPLETE,
    &ENFORCE,
    &RESTORE,
    &CLOSE,
    &REOPEN,
    &COMMIT,
    &RESULT,
    &VOID,
    &REVEAL,
    &OVERDUE,
    &WAIT,
    &WAIT_VOID,
    &OUTAGE,
    &query::BY_NUMBER,
    &query::BY_STREAM,
    &query::ALL,
    &query::DRAWS,
    &query::DRAW,
    &query::DUE,
    &query::OPEN,
    &query::RESULT_OF,
    &query::COUNTS,
    &waiting::OPEN_DRAWS,
    &waiting::WAITING,
    &waiting::APPEALABLE,
    &waiting::OUTAGES,
    &desk::LEAVE,
    &desk::SIT,
    &desk::OF_COURT,
    &desk::OF_JUDGE,
    &desk::LOAD,
    &desk::INBOX,
    &desk::ASK,
    &desk::ANSWER,
    &desk::ASKED,
    &hearings::SET,
    &hearings::MOVE,
    &hearings::STATE,
    &hearings::CANCEL_DUE,
    &hearings::BETWEEN,
    &contributors::NAME,
    &contributors::ASK,
    &contributors::PROMISE,
    &contributors::MISS,
    &contributors::RECORDS,
];

/// What a record means for the read models.
///
/// # Errors
/// 500 if a public record lacks a member.
pub fn project_record(record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    project(record, crate::docket::event(record)?.as_ref(), steps)
}

fn project(record: &Record, event: Option<&Event>, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    let stream = &record.entry.stream;
    match stream.kind() {
        StreamKind::Case => {
            if let Some(event) = event {
                steps.extend(of_case(stream, record.entry.time, event));
                desk::of_case(stream, record.entry.time, event, steps);
                hearings::of_case(stream, event, steps);
            }
            Ok(())
        }
        StreamKind::Draw => of_ledger(record, steps),
        StreamKind::Beacon => of_beacon(record, steps),
        StreamKind::Card | StreamKind::Jury | StreamKind::Sys => Ok(()),
    }
}

fn of_case(stream: &StreamId, time: i64, event: &Event) -> Option<Step> {
    let id = SqlValue::from(stream.as_str());
    let stage = |stage: Stage| SqlValue::from(stage.as_str());
    let (stmt, values) = match event {
        Event::Received(e) => {
            let (court, division) = (e.court.as_str().into(), e.division.as_str().into());
            let (category, received) = (e.category.as_str().into(), e.received.into());
            let (stage, kind) = (stage(Stage::Received), e.kind.as_str().into());
            (&OPEN_CASE, vec![id, court, division, category, received, time.into(), stage, kind])
        }
        Event::Registered(e) => {
            let (court, division) = (e.court.as_str().into(), e.division.as_str().into());
            (&REGISTER, vec![stage(Stage::Registered), e.category.as_str().into(), court, division, id])
        }
        Event::Numbered(e) => (&NUMBER, vec![e.number.as_str().into(), id]),
        Event::Assigned(e) => {
            let by = SqlValue::Bytes(e.by.0.to_vec());
            (&ASSIGN, vec![stage(Stage::Assigned), e.judges.join(" ").into(), by, id])
        }
        Event::Corrected(e) => (&CORRECT, vec![e.category.as_str().into(), id]),
        Event::Accepted(_) | Event::PartyReplaced(_) => (&STAGE, vec![stage(Stage::Preparation), id]),
        Event::PreparationEnded(_) => (&STAGE, vec![stage(Stage::Trial), id]),
        Event::ActIssued(_) => (&STAGE, vec![stage(Stage::Decided), id]),
        Event::ActCompleted(e) => (&COMPLETE, vec![e.date.as_str().into(), id]),
        Event::ActInForce(_) => (&ENFORCE, vec![id]),
        Event::AppealRestored(_) => (&RESTORE, vec![id]),
        Event::Closed(_) => (&CLOSE, vec![stage(Stage::Closed), id]),
        Event::Reopened(_) => (&REOPEN, vec![id]),
        _ => return None,
    };
    Some(Step::new(stmt, values, Expect::Rows(1)))
}

/// Outages alone are of interest: for their draws another beacon may speak.
fn of_beacon(record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    let (Some("beacon.outage"), Some(body)) = (record.kind(), record.body()) else { return Ok(()) };
    let index = i64::try_from(record.index).map_err(Refusal::internal)?;
    let values =
        vec![index.into(), hash(body, "beacon")?, int(body, "round")?.into(), record.entry.time.into()];
    steps.push(Step::new(&OUTAGE, values, Expect::Rows(1)));
    Ok(())
}

fn of_ledger(record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    let (Some(kind), Some(body)) = (record.kind(), record.body()) else { return Ok(()) };
    let leaf = SqlValue::Bytes(record.leaf.0.to_vec());
    let index = SqlValue::Int(i64::try_from(record.index).map_err(Refusal::internal)?);
    let ledger = SqlValue::from(record.entry.stream.as_str());
    match kind {
        "draw.commit" => {
            let promised = body.get("contributors").and_then(Value::as_array).unwrap_or_default();
            let values = vec![
                leaf,
                index,
                ledger,
                text(body, "case")?.into(),
                kind.into(),
                hash(body, "beacon")?,
                int(body, "round")?.into(),
                "open".into(),
                i64::try_from(promised.len()).map_err(Refusal::internal)?.into(),
            ];
            steps.push(Step::new(&COMMIT, values, Expect::Rows(1)));
            steps.push(wait(body, 0)?);
            contributors::of_commit(body, steps)?;
        }
        "draw.rules" => contributors::of_rules(&leaf, body, steps),
        "assign.nonrandom" => {
            let case = text(body, "case")?.into();
            let none = || SqlValue::Null;
            let values =
                vec![leaf, index, ledger, case, kind.into(), none(), none(), "done".into(), 0i64.into()];
            steps.push(Step::new(&COMMIT, values, Expect::Rows(1)));
            steps.push(wait(body, 0)?);
        }
        "draw.reveal" => {
            steps.push(Step::new(&REVEAL, vec![index, hash(body, "commit")?], Expect::Rows(1)));
        }
        "draw.overdue" => {
            let fallback = body.get("fallback_round").and_then(Value::as_int);
            let values = vec![fallback.map_or(SqlValue::Null, SqlValue::Int), hash(body, "commit")?];
            steps.push(Step::new(&OVERDUE, values, Expect::Rows(1)));
            contributors::of_overdue(body, steps)?;
        }
        "draw.alarm" if matches!(text(body, "code")?, "no-candidate" | "waits") => {
            steps.push(wait(body, 1)?);
        }
        "draw.result" => {
            steps.push(Step::new(&RESULT, vec!["done".into(), leaf, hash(body, "commit")?], Expect::Rows(1)));
        }
        "draw.void" => {
            let of = if body.get("commit").is_some() { "commit" } else { "result" };
            steps.push(Step::new(&VOID, vec!["void".into(), hash(body, of)?], Expect::Rows(1)));
            steps.push(Step::new(&WAIT_VOID, vec![1i64.into(), hash(body, of)?], Expect::Rows(1)));
        }
        _ => {}
    }
    Ok(())
}

/// The case of a record waits for a draw, or no more.
fn wait(body: &Object, waits: i64) -> Result<Step, Refusal> {
    Ok(Step::new(&WAIT, vec![waits.into(), text(body, "case")?.into()], Expect::Rows(1)))
}

fn int(body: &Object, member: &str) -> Result<i64, Refusal> {
    body.get(member).and_then(Value::as_int).ok_or_else(|| missing(member))
}

fn missing(member: &str) -> Refusal {
    Refusal::internal(format!("a record has no member {member}"))
}

fn text<'a>(body: &'a Object, member: &str) -> Result<&'a str, Refusal> {
    body.get(member).and_then(Value::as_text).ok_or_else(|| missing(member))
}

fn hash(body: &Object, member: &str) -> Result<SqlValue, Refusal> {
    let hash = Hash::from_hex(text(body, member)?).map_err(|_| missing(member))?;
    Ok(SqlValue::Bytes(hash.0.to_vec()))
}
