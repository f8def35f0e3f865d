//! Restoring a dump into an empty database.

use super::read::{DumpReader, DumpRow};
use super::{CHECKS, DumpSummary};
use crate::batch::{Expect, Part, SqlValue, Step};
use crate::derived::SETTING;
use crate::engine::{Dialect, Engine, select_rows};
use crate::error::StoreError;
use crate::migrate::{self, VERSION};
use crate::tables::{TABLES, Table};
use std::borrow::Cow;
use std::io::Read;

/// Restores a dump into a database that has this program's schema and no rows, in one transaction. If the dump turns out
/// cut off or changed, nothing is restored. Read models must be made again afterwards.
///
/// # Errors
/// [`StoreError::Corrupt`] for a bad dump, [`StoreError::Expectation`] for one whose log is not whole, [`StoreError::Schema`]
/// for a dump of another schema or a database that is not empty, and what the database says.
pub fn restore(engine: &mut dyn Engine, dump: &mut dyn Read) -> Result<DumpSummary, StoreError> {
    migrate::check(engine)?;
    check_empty(engine)?;
    let dialect = engine.dialect();
    let mut reader = DumpReader::new(dump)?;
    if reader.version() != VERSION {
        let why = format!("the dump has schema {}, this program {VERSION}", reader.version());
        return Err(StoreError::Schema(why));
    }
    let clear = Part::Script(Cow::Borrowed("DELETE FROM sequencer; DELETE FROM setting"));
    let rows = std::iter::from_fn(|| next_insert(&mut reader).transpose());
    let mut parts = std::iter::once(Ok(clear)).chain(rows).chain(finish(dialect).into_iter().map(Ok));
    engine.run(&mut parts)?;
    drop(parts);
    reader.summary()
}

fn check_empty(engine: &mut dyn Engine) -> Result<(), StoreError> {
    for table in TABLES.iter().filter(|t| !matches!(t.name, "sequencer" | "setting")) {
        if !select_rows(engine, &format!("SELECT 1 FROM {} LIMIT 1", table.name), vec![])?.is_empty() {
            return Err(StoreError::Schema(format!("the database is not empty: {} has rows", table.name)));
        }
    }
    Ok(())
}

fn next_insert(reader: &mut DumpReader<'_>) -> Result<Option<Part>, StoreError> {
    while let Some(row) = reader.next()? {
        // The read models were not dumped, so what was recorded about them does not hold here.
        let about_derived = row.table == "setting" && row.values.first() == Some(&SETTING.into());
        if !about_derived {
            return insert(row).map(Some);
        }
    }
    Ok(None)
}

fn insert(row: DumpRow<'_>) -> Result<Part, StoreError> {
    let known = TABLES.iter().find(|t| t.name == row.table);
    let table = known
        .filter(|t| row.columns.iter().eq(t.columns))
        .ok_or_else(|| StoreError::Corrupt(format!("the dump has a table {} that is not ours", row.table)))?;
    Ok(Part::Made { sql: Cow::Owned(insert_sql(table)), values: row.values })
}

fn insert_sql(table: &Table) -> String {
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns.join(", "), places.join(", "))
}

/// Ends the transaction: the log must be whole, and the counters of numbered tables go behind the restored rows (SQLite
/// finds them by itself).
fn finish(dialect: Dialect) -> Vec<Part> {
    let whole = CHECKS.iter().map(|c| Part::Step(Step::new(c, Vec::new(), Expect::Rows(0))));
    let numbered = TABLES.iter().filter(|t| t.numbered && dialect == Dialect::Postgres);
    whole.chain(numbered.map(|t| set_counter(t.name))).collect()
}

fn set_counter(table: &str) -> Part {
    let sql = format!(
        "SELECT setval(pg_get_serial_sequence($1, 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
    );
    Part::Made { sql: Cow::Owned(sql), values: vec![SqlValue::from(table)] }
}
