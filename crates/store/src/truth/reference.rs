//! Reference data (courts, divisions, judges, rosters), settings, and the audit rows about their changes.

use super::corrupt;
use crate::batch::{Expect, Step, Stmt};
use crate::engine::Reader;
use crate::error::StoreError;
use tarazy_docket::Value;

const INSERT_AUDIT: Stmt = Stmt {
    name: "audit_insert",
    sql: "INSERT INTO audit (at, actor, action, detail) VALUES ($1, $2, $3, $4)",
};
const PUT_REFERENCE: Stmt = Stmt {
    name: "reference_put",
    sql: "INSERT INTO reference (kind, id, body) VALUES ($1, $2, $3) \
          ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
};
const GET_REFERENCE: Stmt =
    Stmt { name: "reference_get", sql: "SELECT body FROM reference WHERE kind = $1 AND id = $2" };
const LIST_REFERENCE: Stmt =
    Stmt { name: "reference_list", sql: "SELECT id, body FROM reference WHERE kind = $1 ORDER BY id" };
const PUT_SETTING: Stmt = Stmt {
    name: "setting_put",
    sql: "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
};
const GET_SETTING: Stmt = Stmt { name: "setting_get", sql: "SELECT value FROM setting WHERE key = $1" };

pub(super) const STATEMENTS: &[&Stmt] =
    &[&INSERT_AUDIT, &PUT_REFERENCE, &GET_REFERENCE, &LIST_REFERENCE, &PUT_SETTING, &GET_SETTING];

/// The step that leaves an audit row. `at` is the wall clock, ms UTC.
pub fn audit(at: i64, actor: &str, action: &str, detail: &str) -> Step {
    Step::new(&INSERT_AUDIT, vec![at.into(), actor.into(), action.into(), detail.into()], Expect::Rows(1))
}

/// The step that sets a row of reference data.
pub fn put_reference(kind: &str, id: &str, body: &Value) -> Step {
    Step::new(&PUT_REFERENCE, vec![kind.into(), id.into(), body.to_text().into()], Expect::Rows(1))
}

/// One row of reference data.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or the row is not canonical.
pub fn reference(
    reader: &mut (impl Reader + ?Sized),
    kind: &str,
    id: &str,
) -> Result<Option<Value>, StoreError> {
    let rows = reader.query(&GET_REFERENCE, &[kind.into(), id.into()])?;
    rows.first().map(|r| parse(r.text(0)?)).transpose()
}

/// All rows of reference data of a kind, in the order of the bytes of their ids.
///
/// # Errors
/// As [`reference()`].
pub fn references(
    reader: &mut (impl Reader + ?Sized),
    kind: &str,
) -> Result<Vec<(String, Value)>, StoreError> {
    let rows = reader.query(&LIST_REFERENCE, &[kind.into()])?;
    let mut found: Vec<(String, Value)> = rows
        .iter()
        .map(|r| Ok((r.text(0)?.to_owned(), parse(r.text(1)?)?)))
        .collect::<Result<_, StoreError>>()?;
    // A PostgreSQL database may have a collation of its own; the order must not depend on it.
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// The step that sets a setting of the installation.
pub fn put_setting(key: &str, value: &str) -> Step {
    Step::new(&PUT_SETTING, vec![key.into(), value.into()], Expect::Rows(1))
}

/// A setting of the installation.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn setting(reader: &mut (impl Reader + ?Sized), key: &str) -> Result<Option<String>, StoreError> {
    let rows = reader.query(&GET_SETTING, &[key.into()])?;
    rows.first().map(|r| Ok(r.text(0)?.to_owned())).transpose()
}

fn parse(text: &str) -> Result<Value, StoreError> {
    Value::from_canonical(text.as_bytes()).map_err(|e| corrupt(&format!("a row of reference data: {e}")))
}
