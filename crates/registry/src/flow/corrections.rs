//! Corrections of a flow: the study's own list of mistakes in its source, `id,column,was,is`.

use super::rows::COLUMNS;
use std::collections::BTreeMap;

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Correction {
    column: usize,
    was: String,
    is: String,
}

/// Corrections by the row's number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrections(BTreeMap<u32, Vec<Correction>>);

/// The file of corrections cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("corrections, line {line}: {what}")]
pub struct CorrectionsError {
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: &'static str,
}

impl Corrections {
    /// Reads the file. It is the study's own and short: any fault refuses it as a whole.
    ///
    /// # Errors
    /// [`CorrectionsError`] with the first fault.
    pub fn read(bytes: &[u8]) -> Result<Self, CorrectionsError> {
        let fault = |line, what| CorrectionsError { line, what };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut by_id: BTreeMap<u32, Vec<Correction>> = BTreeMap::new();
        for (n, record) in (1u64..).zip(reader.records()) {
            let record = record.map_err(|_| fault(n, "not a line of four fields"))?;
            let fields: Vec<&str> = record.iter().collect();
            let [id, column, was, is] = fields[..] else { return Err(fault(n, "not a line of four fields")) };
            if n == 1 {
                if [id, column, was, is] != ["id", "column", "was", "is"] {
                    return Err(fault(1, "the first line must be: id,column,was,is"));
                }
                continue;
            }
            let id = id.parse().map_err(|_| fault(n, "the id is not a number"))?;
            let column = COLUMNS.iter().position(|c| *c == column).filter(|c| *c > 0);
            let column = column.ok_or_else(|| fault(n, "no such column"))?;
            let list = by_id.entry(id).or_default();
            if list.iter().any(|c| c.column == column) {
                return Err(fault(n, "the same field is corrected twice"));
            }
            list.push(Correction { column, was: was.to_owned(), is: is.to_owned() });
        }
        Ok(Self(by_id))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Applies the corrections of a row to its fields.
    ///
    /// # Errors
    /// The column whose field holds something else than the correction says.
    pub(super) fn apply(&self, id: u32, fields: &mut [String; COLUMNS.len()]) -> Result<(), &'static str> {
        for c in self.0.get(&id).into_iter().flatten() {
            if fields[c.column] != c.was {
                return Err(COLUMNS[c.column]);
            }
            fields[c.column].clone_from(&c.is);
        }
        Ok(())
    }

    /// The rows that are corrected.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }
}
