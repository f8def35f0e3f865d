//! What a database must be able to do. Everything else in the program is written against these two traits.

use crate::batch::{Batch, Part, Row, SqlValue, Stmt};
use crate::error::StoreError;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, in the data directory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A `SELECT` made at run time.
#[derive(Debug, Clone)]
pub struct Select {
    /// The text.
    pub sql: String,
    /// Values of `$1…$n`.
    pub values: Vec<SqlValue>,
}

/// Receives each row of a snapshot with the number of its select, from 0.
pub type EachRow<'a> = dyn FnMut(usize, Row) -> Result<(), StoreError> + 'a;

/// A connection that can read. It sees committed rows only.
///
/// Connections block. They may be used on any thread, but not inside an asynchronous task.
pub trait Reader: Send {
    /// Which engine it is.
    fn dialect(&self) -> Dialect;

    /// All rows of a `SELECT`.
    ///
    /// # Errors
    /// [`StoreError`] if the statement does not fit or the database cannot be read.
    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError>;

    /// The rows of several `SELECT`s, all of the same moment, one by one.
    ///
    /// # Errors
    /// As [`Reader::query`], and the first error of `each`, which ends the reading.
    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError>;

    /// Prepares a statement without running it, and says how many values it takes.
    ///
    /// # Errors
    /// [`StoreError::Statement`] if it does not fit the database.
    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError>;

    /// Lets the engine check what it can of its own files.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first finding.
    fn self_check(&mut self) -> Result<(), StoreError>;
}

/// A connection that can write.
pub trait Engine: Reader {
    /// Applies a batch as a whole or not at all. When it returns `Ok`, the batch is durable.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was written, except after [`StoreError::Unknown`], where nobody knows.
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError>;

    /// One transaction for maintenance: the parts are taken one by one and committed together at the end.
    ///
    /// # Errors
    /// As [`Engine::apply`], and the first error that `parts` gives, which undoes everything.
    fn run(&mut self, parts: &mut dyn Iterator<Item = Result<Part, StoreError>>) -> Result<(), StoreError>;

    /// True if the connection is gone for good: the database must be opened anew.
    fn is_lost(&self) -> bool;

    /// Queries until [`Engine::release`] may all be answered from one moment, which spares an engine that locks its file for
    /// each of them. Nothing may be written in between.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    fn hold(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends what [`Engine::hold`] began, if it was begun.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    fn release(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl dyn Engine + '_ {
    /// [`Engine::run`] of parts that are already there.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_all(&mut self, parts: Vec<Part>) -> Result<(), StoreError> {
        self.run(&mut parts.into_iter().map(Ok))
    }
}

/// One row of integers or nothing, from a `SELECT` made at run time.
pub(crate) fn select_rows<R: Reader + ?Sized>(
    reader: &mut R,
    sql: &str,
    values: Vec<SqlValue>,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    reader.snapshot(&[Select { sql: sql.to_owned(), values }], &mut |_, row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}
