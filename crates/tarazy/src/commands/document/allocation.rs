//! `tarazy document allocation`: the record of a case's automatic allocation, in the words of `tarazy draw show`.

use super::keep;
use super::of_case::OnCase;
use crate::cli::{Cli, OfCase};
use crate::commands::draw::show::{beacon_line, pool_row, seat_lines};
use crate::failure::Failure;
use crate::texts::Texts;
use tarazy_docket::Hash;
use tarazy_document::paper::Body;
use tarazy_document::paper::case::{Allocation, DrawRecord, PoolLine};
use tarazy_document::render::render;
use tarazy_draw::Weak;
use tarazy_draw::record::{AssignNonrandom, DrawCommit, DrawResult, DrawRules, PoolRow};
use tarazy_registry::models::{self, DrawRow};
use tarazy_store::{Record, truth};

/// Runs the command.
///
/// # Errors
/// The refusal if there is no such case.
pub(super) fn run(cli: &Cli, args: &OfCase) -> Result<(), Failure> {
    let mut case = OnCase::open(cli, &args.case)?;
    let rows = models::draws_of(case.reader.as_mut(), &case.row.stream)?;
    let mut draws = Vec::new();
    for row in &rows {
        draws.push(match row.kind.as_str() {
            "draw.commit" => drawn(&mut case, row)?,
            _ => assigned(&mut case, row)?,
        });
    }
    let body = Allocation { stream: case.row.stream.to_string(), draws, officer: None };
    let paper = case.paper(case.row.stream.as_str(), None, Body::Allocation(body))?;
    keep(cli, &render(&paper).map_err(Failure::not_done)?, args.out.as_deref())
}

fn drawn(case: &mut OnCase, row: &DrawRow) -> Result<DrawRecord, Failure> {
    let texts = case.texts();
    let (record, commit) = read::<DrawCommit>(case, row.leaf)?;
    let (_, rules) = read::<DrawRules>(case, commit.rules)?;
    let result = row.result.map(|leaf| read::<DrawResult>(case, leaf)).transpose()?.map(|(_, result)| result);
    let line = |row: &PoolRow| PoolLine {
        judge: row.id.to_string(),
        state: pool_row(&texts, row, result.as_ref()),
        eligible: row.why.is_empty(),
    };
    let mut course = vec![texts.say("draw-rule")];
    match &result {
        Some(result) => {
            course.push(beacon_line(&texts, case.zone, case.tongue.lang(), &rules, result)?);
            for (n, seat) in (1_u32..).zip(&result.seats) {
                course.extend(seat_lines(&texts, n, seat, rules.beta256));
            }
        }
        None => course.push(texts.with("draw-open", &[("round", commit.round.to_string())])),
    }
    if row.state == "void" {
        course.push(texts.say("draw-void"));
    }
    let winners = result.iter().flat_map(|result| &result.seats).map(|seat| seat.winner.to_string());
    let weak = result.as_ref().map_or(&commit.flags, |result| &result.weak);
    Ok(DrawRecord {
        fixed: case.moment(record.entry.time)?,
        leaf: row.leaf.to_hex(),
        pool: commit.pool.iter().map(line).collect(),
        course,
        seed: result.as_ref().map(|result| result.seed.to_string()),
        winners: winners.collect(),
        weak: weak_lines(&texts, weak),
    })
}

/// The only judge, a joinder: given without a draw, for a reason that is named.
fn assigned(case: &mut OnCase, row: &DrawRow) -> Result<DrawRecord, Failure> {
    let texts = case.texts();
    let (record, assignment) = read::<AssignNonrandom>(case, row.leaf)?;
    let cause = texts.say(&format!("cause-{}", assignment.cause.as_str()));
    let args = [("cause", cause), ("judge", assignment.judge.to_string())];
    Ok(DrawRecord {
        fixed: case.moment(record.entry.time)?,
        leaf: row.leaf.to_hex(),
        pool: Vec::new(),
        course: vec![texts.with("draw-nonrandom", &args)],
        seed: None,
        winners: vec![assignment.judge.to_string()],
        weak: weak_lines(&texts, &assignment.weak),
    })
}

fn weak_lines(texts: &Texts, codes: &[Weak]) -> Vec<String> {
    codes.iter().map(|code| texts.say(code.message_key())).collect()
}

fn read<T: tarazy_draw::record::Body>(case: &mut OnCase, leaf: Hash) -> Result<(Record, T), Failure> {
    let record = truth::record(case.reader.as_mut(), &case.installation.vault()?, leaf)?;
    let record = record.ok_or_else(|| Failure::not_done(format!("entry {leaf} is not in the log")))?;
    let body = record.body().ok_or_else(|| Failure::not_done(format!("entry {leaf} has no public body")))?;
    let read = T::from_object(body).map_err(Failure::not_done)?;
    Ok((record, read))
}
