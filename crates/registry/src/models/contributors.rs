//! How other bodies keep up with the draws that rules name them for: who was left out, who did not keep a promise.

use super::hash;
use crate::contribution::COURT;
use tarazy_docket::{Object, Value};
use tarazy_store::{Expect, Reader, Refusal, Row, SqlValue, Step, Stmt};

pub(super) const NAME: Stmt = Stmt {
    name: "contributor_row_name",
    sql: "INSERT INTO contributor_row (rules, id, asked, promised) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING",
};
pub(super) const ASK: Stmt = Stmt {
    name: "contributor_row_ask",
    sql: "UPDATE contributor_row SET asked = asked + 1 WHERE rules = $1",
};
pub(super) const PROMISE: Stmt = Stmt {
    name: "contributor_row_promise",
    sql: "UPDATE contributor_row SET promised = promised + 1 WHERE rules = $1 AND id = $2",
};
pub(super) const MISS: Stmt = Stmt {
    name: "missing_row_put",
    sql: "INSERT INTO missing_row (leaf, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
};
pub(super) const RECORDS: Stmt = Stmt {
    name: "contributor_row_records",
    sql: "SELECT id, CAST(SUM(asked) AS BIGINT), CAST(SUM(promised) AS BIGINT), \
          (SELECT COUNT(*) FROM missing_row WHERE missing_row.id = contributor_row.id) \
          FROM contributor_row GROUP BY id ORDER BY id",
};

/// How often a body other than the court took part in draws. Draws of imported history ask nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributorRecord {
    /// Its id.
    pub id: String,
    /// Draws that were fixed under rules that name it.
    pub asked: u64,
    /// Those of them that were fixed without it, because it promised no part in time.
    pub left_out: u64,
    /// Draws in which it did not show the part that it had promised in time.
    pub unkept: u64,
}

/// All bodies that any rules of the installation name or named, by id.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn contributors<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<ContributorRecord>, Refusal> {
    let number = |n: i64| u64::try_from(n).map_err(Refusal::internal);
    let record = |row: &Row| {
        let (asked, promised) = (number(row.int(1)?)?, number(row.int(2)?)?);
        let left_out = asked.saturating_sub(promised);
        Ok(ContributorRecord { id: row.text(0)?.to_owned(), asked, left_out, unkept: number(row.int(3)?)? })
    };
    reader.query(&RECORDS, &[])?.iter().map(record).collect()
}

fn list<'a>(body: &'a Object, member: &str) -> &'a [Value] {
    body.get(member).and_then(Value::as_array).unwrap_or_default()
}

/// The other bodies of a list of objects with ids.
fn others<'a>(body: &'a Object, member: &str) -> impl Iterator<Item = &'a str> {
    let id = |item: &'a Value| item.as_object()?.get("id")?.as_text();
    list(body, member).iter().filter_map(id).filter(|id| *id != COURT)
}

/// `draw.rules` names who may contribute.
pub(super) fn of_rules(leaf: &SqlValue, body: &Object, steps: &mut Vec<Step>) {
    let name = |id: &str| Step::new(&NAME, vec![leaf.clone(), id.into()], Expect::Any);
    steps.extend(others(body, "contributors").map(name));
}

/// `draw.commit` shows who promised in time.
pub(super) fn of_commit(body: &Object, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    if list(body, "flags").iter().any(|flag| flag.as_text() == Some("imported")) {
        return Ok(());
    }
    let rules = hash(body, "rules")?;
    steps.push(Step::new(&ASK, vec![rules.clone()], Expect::Any));
    let promise = |id: &str| Step::new(&PROMISE, vec![rules.clone(), id.into()], Expect::Rows(1));
    steps.extend(others(body, "contributors").map(promise));
    Ok(())
}

/// `draw.overdue` names whose part is missing.
pub(super) fn of_overdue(body: &Object, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    let commit = hash(body, "commit")?;
    let miss = |id: &str| Step::new(&MISS, vec![commit.clone(), id.into()], Expect::Any);
    steps.extend(list(body, "missing").iter().filter_map(Value::as_text).map(miss));
    Ok(())
}
