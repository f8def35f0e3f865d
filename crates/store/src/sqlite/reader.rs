//! Reading from SQLite.

use super::value::each_row;
use super::{Mode, error, open};
use crate::batch::{Row, SqlValue, Stmt, check_values};
use crate::engine::{Dialect, EachRow, Reader, Select};
use crate::error::StoreError;
use rusqlite::Connection;
use std::path::Path;

/// A read-only connection. Many may stand beside the writer; none waits for it.
pub(crate) struct SqliteReader {
    connection: Connection,
}

impl SqliteReader {
    /// Opens the file, which must exist.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { connection: open(path, Mode::Read)? })
    }
}

impl Reader for SqliteReader {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        query(&self.connection, stmt, values)
    }

    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        snapshot(&self.connection, selects, each)
    }

    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        prepare(&self.connection, stmt)
    }

    fn self_check(&mut self) -> Result<(), StoreError> {
        self_check(&self.connection)
    }
}

pub(super) fn query(
    connection: &Connection,
    stmt: &'static Stmt,
    values: &[SqlValue],
) -> Result<Vec<Row>, StoreError> {
    check_values(stmt.name, values)?;
    let mut statement = connection.prepare_cached(stmt.sql).map_err(|e| error::of_step(stmt.name, &e))?;
    if !statement.readonly() {
        let what = "a query that writes".to_owned();
        return Err(StoreError::Statement { step: stmt.name.to_owned(), what });
    }
    let mut rows = Vec::new();
    each_row(stmt.name, &mut statement, values, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

pub(super) fn snapshot(
    connection: &Connection,
    selects: &[Select],
    each: &mut EachRow<'_>,
) -> Result<(), StoreError> {
    let transaction = connection.unchecked_transaction().map_err(|e| error::of_step("snapshot", &e))?;
    for (number, select) in selects.iter().enumerate() {
        check_values(&select.sql, &select.values)?;
        let mut statement = transaction.prepare(&select.sql).map_err(|e| error::of_step(&select.sql, &e))?;
        each_row(&select.sql, &mut statement, &select.values, &mut |row| each(number, row))?;
    }
    transaction.finish().map_err(|e| error::of_step("snapshot", &e))
}

pub(super) fn prepare(connection: &Connection, stmt: &'static Stmt) -> Result<usize, StoreError> {
    let statement = connection.prepare_cached(stmt.sql).map_err(|e| error::of_step(stmt.name, &e))?;
    Ok(statement.parameter_count())
}

pub(super) fn self_check(connection: &Connection) -> Result<(), StoreError> {
    let failed = |e: rusqlite::Error| error::of_step("self_check", &e);
    let finding: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if finding != "ok" {
        return Err(StoreError::Corrupt(finding));
    }
    let mut orphans = connection.prepare("PRAGMA foreign_key_check").map_err(failed)?;
    if orphans.exists([]).map_err(failed)? {
        return Err(StoreError::Corrupt("a row refers to one that is missing".to_owned()));
    }
    Ok(())
}
