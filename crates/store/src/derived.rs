//! Read models: tables that follow from the truth, made again at will, never migrated.
//!
//! The setting `derived_tables` holds a fingerprint of the definitions by which the rows in the database were made, and
//! the tables' names. If a program comes with other definitions, the tables are made again from the entries.

use crate::batch::{Part, SqlValue, Step};
use crate::engine::{Dialect, Engine, Reader, Select, select_rows};
use crate::error::StoreError;
use crate::migrate::has_table;
use std::borrow::Cow;
use tarazy_docket::{Hash, sha256};

/// A read model's table.
#[derive(Debug, Clone, Copy)]
pub struct DerivedTable {
    /// Its name: a-z, digits and `_`.
    pub name: &'static str,
    /// SQL that creates it (and its indexes) in SQLite.
    pub create_sqlite: &'static str,
    /// SQL that creates it (and its indexes) in PostgreSQL.
    pub create_postgres: &'static str,
}

/// How the read models in the database stand to the program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derived {
    /// They are there and were made by these definitions.
    Current,
    /// They must be made again from the entries ([`rebuild`]).
    NeedsRebuild,
}

/// What all rows of the read models amount to, whatever their order and engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedDigest {
    /// Name and number of rows of each table, in the order of the definitions.
    pub rows: Vec<(&'static str, u64)>,
    /// SHA-256 over the hashes of all rows.
    pub digest: Hash,
}

/// Name of the setting with fingerprint and names.
pub const SETTING: &str = "derived_tables";

/// Creates the tables if the log is empty; otherwise says whether they are current.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or written.
pub fn create_missing(engine: &mut dyn Engine, tables: &[DerivedTable]) -> Result<Derived, StoreError> {
    if state(engine, tables)? == Derived::Current {
        return Ok(Derived::Current);
    }
    let entries = select_rows(engine, "SELECT idx FROM entry LIMIT 1", vec![])?;
    if !entries.is_empty() {
        return Ok(Derived::NeedsRebuild);
    }
    rebuild(engine, tables, &mut std::iter::empty())?;
    Ok(Derived::Current)
}

/// How the read models stand, without changing anything.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn state<R: Reader + ?Sized>(reader: &mut R, tables: &[DerivedTable]) -> Result<Derived, StoreError> {
    let recorded = recorded(reader)?;
    let all_there = tables.iter().try_fold(true, |all, t| Ok(all && has_table(reader, t.name)?))?;
    let same = recorded.first() == Some(&fingerprint(tables));
    Ok(if all_there && same { Derived::Current } else { Derived::NeedsRebuild })
}

/// Drops and creates all tables and fills them with `steps`, in one transaction: until it commits, the old rows stand.
/// `steps` are what the offices project from the entries; they are taken one by one, so they may be read on another
/// connection meanwhile.
///
/// # Errors
/// [`StoreError`] if the database refuses, or the first error that `steps` gives; then the old rows stand.
pub fn rebuild(
    engine: &mut dyn Engine,
    tables: &[DerivedTable],
    steps: &mut dyn Iterator<Item = Result<Step, StoreError>>,
) -> Result<(), StoreError> {
    let dialect = engine.dialect();
    let mut old: Vec<String> = recorded(engine)?.into_iter().skip(1).collect();
    old.extend(tables.iter().map(|t| t.name.to_owned()));
    for name in &old {
        check_name(name)?;
    }
    let drop = old.into_iter().map(|name| script(format!("DROP TABLE IF EXISTS {name}")));
    let create = tables.iter().map(|t| Part::Script(Cow::Borrowed(definition(t, dialect))));
    let mut parts =
        drop.chain(create).map(Ok).chain(steps.map(|s| s.map(Part::Step))).chain([Ok(record(tables))]);
    engine.run(&mut parts)
}

/// Counts and hashes the rows of all tables, at one moment. Equal digests mean equal rows.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn dump_derived<R: Reader + ?Sized>(
    reader: &mut R,
    tables: &[DerivedTable],
) -> Result<DerivedDigest, StoreError> {
    dump_with_entries(reader, tables).map(|(digest, _)| digest)
}

/// [`dump_derived`], and how many entries the log had at that moment.
pub(crate) fn dump_with_entries<R: Reader + ?Sized>(
    reader: &mut R,
    tables: &[DerivedTable],
) -> Result<(DerivedDigest, u64), StoreError> {
    let select = |sql: String| Select { sql, values: Vec::new() };
    let mut selects: Vec<Select> =
        tables.iter().map(|t| select(format!("SELECT * FROM {}", t.name))).collect();
    selects.push(select("SELECT next_index FROM sequencer WHERE id = 1".to_owned()));
    let mut hashes: Vec<Vec<Hash>> = vec![Vec::new(); tables.len()];
    let mut entries = 0;
    reader.snapshot(&selects, &mut |table, row| {
        match hashes.get_mut(table) {
            Some(of_table) => of_table.push(row_hash(row.values())),
            None => entries = row.int(0)?,
        }
        Ok(())
    })?;
    let entries =
        u64::try_from(entries).map_err(|_| StoreError::Corrupt("a negative position".to_owned()))?;
    let mut all = Vec::new();
    let mut rows = Vec::new();
    for (table, mut of_table) in tables.iter().zip(hashes) {
        of_table.sort_unstable();
        let count = u64::try_from(of_table.len()).unwrap_or(u64::MAX);
        rows.push((table.name, count));
        all.extend_from_slice(table.name.as_bytes());
        all.push(0);
        all.extend_from_slice(&count.to_be_bytes());
        all.extend(of_table.iter().flat_map(|h| h.0));
    }
    Ok((DerivedDigest { rows, digest: sha256(&[&all]) }, entries))
}

fn row_hash(values: &[SqlValue]) -> Hash {
    let mut bytes = Vec::new();
    for v in values {
        crate::backup::write_value(v, &mut bytes);
    }
    sha256(&[&bytes])
}

/// Fingerprint and names of the tables that the database holds; empty if it holds none.
fn recorded<R: Reader + ?Sized>(reader: &mut R) -> Result<Vec<String>, StoreError> {
    let rows = select_rows(reader, "SELECT value FROM setting WHERE key = $1", vec![SETTING.into()])?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    Ok(row.text(0)?.split(' ').map(str::to_owned).collect())
}

fn record(tables: &[DerivedTable]) -> Part {
    let names = tables.iter().map(|t| t.name.to_owned());
    let value = std::iter::once(fingerprint(tables)).chain(names).collect::<Vec<_>>().join(" ");
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    Part::Made { sql: Cow::Borrowed(sql), values: vec![SETTING.into(), value.into()] }
}

/// The same on both engines, so that a database moved from one to the other keeps it.
fn fingerprint(tables: &[DerivedTable]) -> String {
    let mut text = String::new();
    for t in tables {
        for part in [t.name, t.create_sqlite, t.create_postgres] {
            text.push_str(part);
            text.push('\0');
        }
    }
    sha256(&[text.as_bytes()]).to_hex()
}

fn definition(table: &DerivedTable, dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => table.create_sqlite,
        Dialect::Postgres => table.create_postgres,
    }
}

fn script(sql: String) -> Part {
    Part::Script(Cow::Owned(sql))
}

fn check_name(name: &str) -> Result<(), StoreError> {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let truth = crate::tables::TABLES.iter().any(|t| t.name == name) || name == "migration";
    if name.is_empty() || !name.bytes().all(word) || truth {
        let what = format!("{name} is no name for a read model");
        return Err(StoreError::Statement { step: "derived".to_owned(), what });
    }
    Ok(())
}
