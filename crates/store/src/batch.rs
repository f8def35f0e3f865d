//! A write is data: statements with values and expectations, applied as a whole or not at all.

use crate::error::StoreError;
use std::borrow::Cow;

/// A statement in the SQL that both engines understand. Placeholders are `$1…$n`, numbered in order of first appearance.
#[derive(Debug, PartialEq, Eq)]
pub struct Stmt {
    /// Name in errors and logs, unique in the program.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
}

/// A value that both engines can hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SqlValue {
    /// `INTEGER` / `BIGINT`.
    Int(i64),
    /// `TEXT`; without U+0000, which PostgreSQL refuses.
    Text(String),
    /// `BLOB` / `BYTEA`.
    Bytes(Vec<u8>),
    /// No value.
    Null,
}

/// What must be true of a step, else the whole batch fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Any,
    /// So many rows are changed or, by a `SELECT`, found.
    Rows(u64),
}

/// A statement with its values.
#[derive(Debug, Clone)]
pub struct Step {
    /// The statement.
    pub stmt: &'static Stmt,
    /// Values of `$1…$n`.
    pub values: Vec<SqlValue>,
    /// What must be true.
    pub expect: Expect,
    /// Name of the conflict if the expectation or a rule of the schema fails.
    pub conflict: Option<&'static str>,
}

/// Steps that are committed together, in order.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<SqlValue>);

/// Part of a maintenance transaction ([`crate::engine::Engine::run`]): migrations, restoring, rebuilding.
#[derive(Debug, Clone)]
pub enum Part {
    /// Trusted SQL of several statements, without values.
    Script(Cow<'static, str>),
    /// One statement with values, made at run time.
    Made {
        /// The text.
        sql: Cow<'static, str>,
        /// Values of `$1…$n`.
        values: Vec<SqlValue>,
    },
    /// A step, with its expectation.
    Step(Step),
}

impl SqlValue {
    /// Name of its type, for errors.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Int(_) => "an integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Null => "null",
        }
    }
}

impl From<i64> for SqlValue {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<&str> for SqlValue {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

impl From<&[u8]> for SqlValue {
    fn from(b: &[u8]) -> Self {
        Self::Bytes(b.to_vec())
    }
}

impl From<Vec<u8>> for SqlValue {
    fn from(b: Vec<u8>) -> Self {
        Self::Bytes(b)
    }
}

impl<T: Into<Self>> From<Option<T>> for SqlValue {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

impl Step {
    /// A step.
    pub fn new(stmt: &'static Stmt, values: Vec<SqlValue>, expect: Expect) -> Self {
        Self { stmt, values, expect, conflict: None }
    }

    /// Names the conflict that a failed expectation or a refused rule of the schema means.
    #[must_use]
    pub fn or(mut self, conflict: &'static str) -> Self {
        self.conflict = Some(conflict);
        self
    }

    /// The text at a place of the values, from 0; `None` if there is no text.
    pub fn text_value(&self, i: usize) -> Option<&str> {
        match self.values.get(i)? {
            SqlValue::Text(s) => Some(s),
            SqlValue::Int(_) | SqlValue::Bytes(_) | SqlValue::Null => None,
        }
    }

    /// Compares the rows that a step changed or found with what it expected.
    pub(crate) fn check_rows(&self, got: u64) -> Result<(), StoreError> {
        match self.expect {
            Expect::Rows(wanted) if wanted != got => {
                Err(StoreError::Expectation { step: self.stmt.name, conflict: self.conflict, wanted, got })
            }
            Expect::Any | Expect::Rows(_) => Ok(()),
        }
    }
}

impl Batch {
    /// A batch of steps.
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// Adds a step.
    pub fn push(&mut self, step: Step) {
        self.steps.push(step);
    }
}

impl Row {
    /// A row of values.
    pub fn new(values: Vec<SqlValue>) -> Self {
        Self(values)
    }

    /// The values, in the order of the columns.
    pub fn values(&self) -> &[SqlValue] {
        &self.0
    }

    /// The integer in a column, from 0.
    ///
    /// # Errors
    /// [`StoreError::Column`] if there is none.
    pub fn int(&self, i: usize) -> Result<i64, StoreError> {
        self.opt_int(i)?.ok_or_else(|| self.not(i, "an integer"))
    }

    /// The text in a column, from 0.
    ///
    /// # Errors
    /// [`StoreError::Column`] if there is none.
    pub fn text(&self, i: usize) -> Result<&str, StoreError> {
        self.opt_text(i)?.ok_or_else(|| self.not(i, "text"))
    }

    /// The bytes in a column, from 0.
    ///
    /// # Errors
    /// [`StoreError::Column`] if there are none.
    pub fn bytes(&self, i: usize) -> Result<&[u8], StoreError> {
        self.opt_bytes(i)?.ok_or_else(|| self.not(i, "bytes"))
    }

    /// The integer in a column, or `None` for null.
    ///
    /// # Errors
    /// [`StoreError::Column`] for another type or a missing column.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(i) {
            Some(SqlValue::Int(n)) => Ok(Some(*n)),
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Text(_) | SqlValue::Bytes(_)) | None => Err(self.not(i, "an integer")),
        }
    }

    /// The text in a column, or `None` for null.
    ///
    /// # Errors
    /// [`StoreError::Column`] for another type or a missing column.
    pub fn opt_text(&self, i: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(i) {
            Some(SqlValue::Text(s)) => Ok(Some(s)),
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Int(_) | SqlValue::Bytes(_)) | None => Err(self.not(i, "text")),
        }
    }

    /// The bytes in a column, or `None` for null.
    ///
    /// # Errors
    /// [`StoreError::Column`] for another type or a missing column.
    pub fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.0.get(i) {
            Some(SqlValue::Bytes(b)) => Ok(Some(b)),
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Int(_) | SqlValue::Text(_)) | None => Err(self.not(i, "bytes")),
        }
    }

    fn not(&self, column: usize, wanted: &'static str) -> StoreError {
        let found = self.0.get(column).map_or("missing", SqlValue::type_name);
        StoreError::Column { column, wanted, found }
    }
}

impl From<Step> for Part {
    fn from(step: Step) -> Self {
        Self::Step(step)
    }
}

impl Part {
    /// Name in errors.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Script(_) => "script",
            Self::Made { sql, .. } => sql,
            Self::Step(step) => step.stmt.name,
        }
    }
}

/// Refuses text with U+0000: one engine would keep it, the other not.
pub(crate) fn check_values(name: &str, values: &[SqlValue]) -> Result<(), StoreError> {
    let zero = |v: &SqlValue| matches!(v, SqlValue::Text(s) if s.contains('\0'));
    if values.iter().any(zero) {
        let what = "text with the character U+0000".to_owned();
        return Err(StoreError::Statement { step: name.to_owned(), what });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_its_values_by_type_and_says_what_else_is_there() {
        let row = Row::new(vec![SqlValue::Int(7), "ә".into(), vec![0u8, 255].into(), SqlValue::Null]);
        assert_eq!((row.int(0), row.text(1)), (Ok(7), Ok("ә")));
        assert_eq!(row.bytes(2), Ok([0, 255].as_slice()));
        assert_eq!((row.opt_int(3), row.opt_text(3), row.opt_bytes(3)), (Ok(None), Ok(None), Ok(None)));
        let no = |column, wanted, found| StoreError::Column { column, wanted, found };
        assert_eq!(row.int(3).unwrap_err(), no(3, "an integer", "null"));
        assert_eq!(row.text(0).unwrap_err(), no(0, "text", "an integer"));
        assert_eq!(row.opt_bytes(1).unwrap_err(), no(1, "bytes", "text"));
        assert_eq!(row.opt_int(4).unwrap_err(), no(4, "an integer", "missing"));
    }

    #[test]
    fn an_expectation_names_its_step_and_its_conflict() {
        static S: Stmt = Stmt { name: "s", sql: "" };
        let step = Step::new(&S, vec![], Expect::Rows(1)).or("taken");
        assert_eq!(step.check_rows(1), Ok(()));
        let e = step.check_rows(0).unwrap_err();
        assert_eq!(e.to_string(), "s: expected 1 rows, found 0 [taken]");
        assert_eq!(e.conflict(), Some("taken"));
        assert_eq!(Step::new(&S, vec![], Expect::Any).check_rows(9), Ok(()));
    }
}
