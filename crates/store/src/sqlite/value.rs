//! Values on their way into SQLite and back.

use crate::batch::{Row, SqlValue};
use crate::error::StoreError;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, ToSql};

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Text(s) => ValueRef::Text(s.as_bytes()),
            Self::Bytes(b) => ValueRef::Blob(b),
            Self::Null => ValueRef::Null,
        }))
    }
}

/// Runs a statement and hands its rows on, one by one.
pub(super) fn each_row(
    name: &str,
    statement: &mut Statement<'_>,
    values: &[SqlValue],
    each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let failed = |e: rusqlite::Error| super::error::of_step(name, &e);
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let values: Result<Vec<SqlValue>, StoreError> =
            (0..columns).map(|i| value(row.get_ref(i).map_err(failed)?)).collect();
        each(Row::new(values?))?;
    }
    Ok(())
}

fn value(v: ValueRef<'_>) -> Result<SqlValue, StoreError> {
    match v {
        ValueRef::Null => Ok(SqlValue::Null),
        ValueRef::Integer(n) => Ok(SqlValue::Int(n)),
        ValueRef::Blob(b) => Ok(SqlValue::Bytes(b.to_vec())),
        ValueRef::Text(t) => match std::str::from_utf8(t) {
            Ok(s) => Ok(SqlValue::Text(s.to_owned())),
            Err(_) => Err(StoreError::Corrupt("stored text is not UTF-8".to_owned())),
        },
        ValueRef::Real(_) => Err(StoreError::Statement {
            step: "row".to_owned(),
            what: "a fraction, which no column of ours holds".to_owned(),
        }),
    }
}
