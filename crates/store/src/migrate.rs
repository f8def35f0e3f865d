//! Migrations of the truth: numbered files in the program, applied forward only, held to their checksums.
//!
//! Read models are no migrations ([`crate::derived`]): they are dropped and made again.

use crate::batch::{Part, SqlValue};
use crate::engine::{Dialect, Engine, Reader, select_rows};
use crate::error::StoreError;
use std::borrow::Cow;
use tarazy_docket::sha256;

/// One step of the schema, in both dialects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// Number, from 1 without gaps.
    pub(crate) number: i64,
    /// Name of the file, without number and ending.
    pub(crate) name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($number:literal $file:literal $name:literal;)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file, "_", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $file, "_", $name, ".sql")),
        }),*]
    };
}

/// Every migration, in order. A migration that has been released is never changed: a new one follows it.
const MIGRATIONS: &[Migration] = migrations! {
    1 "0001" "truth";
};

/// The schema that this program works with: number of its last migration.
pub const VERSION: i64 = MIGRATIONS[MIGRATIONS.len() - 1].number;

impl Migration {
    fn sql(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }

    fn checksum(&self, dialect: Dialect) -> Vec<u8> {
        sha256(&[self.sql(dialect).as_bytes()]).0.to_vec()
    }

    fn parts(&self, dialect: Dialect, now: i64) -> [Part; 2] {
        let record = "INSERT INTO migration (number, name, checksum, at) VALUES ($1, $2, $3, $4)";
        let values =
            vec![self.number.into(), self.name.into(), self.checksum(dialect).into(), SqlValue::Int(now)];
        [Part::Script(Cow::Borrowed(self.sql(dialect))), Part::Made { sql: Cow::Borrowed(record), values }]
    }
}

/// Brings the database to this program's schema, each migration in a transaction of its own. Gives the names of those
/// that were applied. `now` is recorded, ms UTC.
///
/// # Errors
/// [`StoreError::Schema`] for a database newer than the program, [`StoreError::Corrupt`] if an applied migration is not
/// the program's; and what the database says.
pub fn migrate(engine: &mut dyn Engine, now: i64) -> Result<Vec<&'static str>, StoreError> {
    migrate_with(engine, now, MIGRATIONS)
}

fn migrate_with(
    engine: &mut dyn Engine,
    now: i64,
    migrations: &[Migration],
) -> Result<Vec<&'static str>, StoreError> {
    let dialect = engine.dialect();
    let done = applied(engine, migrations)?;
    if done == 0 && !has_table(engine, "migration")? {
        engine.run_all(vec![Part::Script(Cow::Borrowed(record_table(dialect)))])?;
    }
    let mut names = Vec::new();
    for migration in &migrations[done..] {
        engine.run_all(migration.parts(dialect, now).into())?;
        names.push(migration.name);
    }
    Ok(names)
}

/// Checks that the database has this program's schema.
///
/// # Errors
/// [`StoreError::Schema`] if it is older or newer, [`StoreError::Corrupt`] if an applied migration is not the program's.
pub fn check(reader: &mut dyn Reader) -> Result<(), StoreError> {
    let done = applied(reader, MIGRATIONS)?;
    if done < MIGRATIONS.len() {
        let why = format!("the database has schema {done} of {VERSION}: migrate it first");
        return Err(StoreError::Schema(why));
    }
    Ok(())
}

/// How many of the migrations are applied; they are the first ones, unchanged.
fn applied<R: Reader + ?Sized>(reader: &mut R, migrations: &[Migration]) -> Result<usize, StoreError> {
    if !has_table(reader, "migration")? {
        return Ok(0);
    }
    let dialect = reader.dialect();
    let rows = select_rows(reader, "SELECT number, name, checksum FROM migration ORDER BY number", vec![])?;
    if rows.len() > migrations.len() {
        let why =
            format!("the database has {} migrations, the program knows {}", rows.len(), migrations.len());
        return Err(StoreError::Schema(format!("{why}: a newer program made it")));
    }
    for (row, known) in rows.iter().zip(migrations) {
        let same = row.int(0)? == known.number && row.bytes(2)? == known.checksum(dialect);
        if !same {
            let why = format!("migration {} {} is not the program's", row.int(0)?, row.text(1)?);
            return Err(StoreError::Corrupt(why));
        }
    }
    Ok(rows.len())
}

/// True if the database has a table of this name.
pub(crate) fn has_table<R: Reader + ?Sized>(reader: &mut R, name: &str) -> Result<bool, StoreError> {
    let sql = match reader.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
        Dialect::Postgres => {
            "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = $1"
        }
    };
    Ok(!select_rows(reader, sql, vec![name.into()])?.is_empty())
}

fn record_table(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, \
             at INTEGER NOT NULL) STRICT"
        }
        Dialect::Postgres => {
            "CREATE TABLE migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum BYTEA NOT NULL, \
             at BIGINT NOT NULL)"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{Mode, SqliteEngine};

    fn made(number: i64, sql: &'static str) -> Migration {
        Migration { number, name: "made", sqlite: sql, postgres: sql }
    }

    fn engine(folder: &tempfile::TempDir) -> SqliteEngine {
        SqliteEngine::open(&folder.path().join("m.sqlite"), Mode::Create).unwrap()
    }

    #[test]
    fn numbers_have_no_gaps() {
        assert!(MIGRATIONS.iter().zip(1..).all(|(m, n)| m.number == n));
    }

    #[test]
    fn only_what_is_missing_is_applied() {
        let folder = tempfile::tempdir().unwrap();
        let mut e = engine(&folder);
        let first = made(1, "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE b (x INTEGER) STRICT");
        let second = made(2, "CREATE TABLE c (x INTEGER) STRICT");
        assert_eq!(migrate_with(&mut e, 5, &[first]).unwrap(), ["made"]);
        assert_eq!(migrate_with(&mut e, 6, &[first, second]).unwrap(), ["made"]);
        assert_eq!(migrate_with(&mut e, 7, &[first, second]).unwrap(), Vec::<&str>::new());
        let times = select_rows(&mut e, "SELECT at FROM migration ORDER BY number", vec![]).unwrap();
        assert_eq!(times.iter().map(|r| r.int(0).unwrap()).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn a_newer_or_changed_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut e = engine(&folder);
        let first = made(1, "CREATE TABLE a (x INTEGER) STRICT");
        let second = made(2, "CREATE TABLE b (x INTEGER) STRICT");
        migrate_with(&mut e, 0, &[first, second]).unwrap();
        assert!(matches!(migrate_with(&mut e, 0, &[first]), Err(StoreError::Schema(_))));
        let other = made(2, "CREATE TABLE z (x INTEGER) STRICT");
        assert!(matches!(migrate_with(&mut e, 0, &[first, other]), Err(StoreError::Corrupt(_))));
    }

    #[test]
    fn a_migration_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut e = engine(&folder);
        let bad = made(1, "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT");
        assert!(matches!(migrate_with(&mut e, 0, &[bad]), Err(StoreError::Statement { .. })));
        assert!(!has_table(&mut e, "a").unwrap());
        assert_eq!(applied(&mut e, &[bad]).unwrap(), 0);
    }
}
