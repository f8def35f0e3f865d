//! Reading a dump, row by row.

use super::{END, MAGIC, ROW, TABLE};
use crate::batch::SqlValue;
use crate::error::StoreError;
use sha2::{Digest, Sha256};
use std::io::Read;
use tarazy_docket::Hash;

/// Longest name and value that are read.
const MAX_NAME: usize = 100;
const MAX_VALUE: usize = 1 << 30;

/// What a dump holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpSummary {
    /// Schema of the database that was dumped.
    pub version: i64,
    /// Name and number of rows of each table.
    pub rows: Vec<(String, u64)>,
    /// SHA-256 at the end.
    pub digest: Hash,
}

/// Reads a whole dump and checks its form and its SHA-256.
///
/// # Errors
/// [`StoreError::Corrupt`] if it is not whole or was changed, [`StoreError::Io`] if it cannot be read.
pub fn verify(dump: &mut dyn Read) -> Result<DumpSummary, StoreError> {
    let mut reader = DumpReader::new(dump)?;
    while reader.next()?.is_some() {}
    reader.summary()
}

/// Gives the rows of a dump. What it gave counts only after [`DumpReader::summary`].
pub(super) struct DumpReader<'a> {
    input: &'a mut dyn Read,
    hash: Sha256,
    version: i64,
    rows: Vec<(String, u64)>,
    columns: Vec<String>,
    digest: Option<Hash>,
}

/// A row with the place where it belongs.
pub(super) struct DumpRow<'a> {
    /// The table.
    pub(super) table: &'a str,
    /// Names of the columns.
    pub(super) columns: &'a [String],
    /// One value for each column.
    pub(super) values: Vec<SqlValue>,
}

impl<'a> DumpReader<'a> {
    pub(super) fn new(input: &'a mut dyn Read) -> Result<Self, StoreError> {
        let mut reader = Self {
            input,
            hash: Sha256::new(),
            version: 0,
            rows: Vec::new(),
            columns: Vec::new(),
            digest: None,
        };
        let mut magic = [0; MAGIC.len()];
        reader.fill(&mut magic)?;
        if magic != MAGIC {
            return Err(corrupt("not a dump of this format"));
        }
        reader.version = i64::from_be_bytes(reader.array()?);
        Ok(reader)
    }

    /// Schema of the database that was dumped.
    pub(super) fn version(&self) -> i64 {
        self.version
    }

    /// The next row; `None` at the end, whose count and SHA-256 are then checked.
    pub(super) fn next(&mut self) -> Result<Option<DumpRow<'_>>, StoreError> {
        if self.digest.is_some() {
            return Ok(None);
        }
        loop {
            let [tag] = self.array()?;
            match tag {
                TABLE => self.begin_table()?,
                ROW => break,
                END => return self.end().map(|()| None),
                _ => return Err(corrupt("an unknown tag")),
            }
        }
        let values: Result<Vec<SqlValue>, StoreError> =
            (0..self.columns.len()).map(|_| self.value()).collect();
        let (table, rows) = self.rows.last_mut().ok_or_else(|| corrupt("a row before its table"))?;
        *rows += 1;
        Ok(Some(DumpRow { table, columns: &self.columns, values: values? }))
    }

    /// What the dump held.
    pub(super) fn summary(self) -> Result<DumpSummary, StoreError> {
        let digest = self.digest.ok_or_else(|| corrupt("the dump does not end"))?;
        Ok(DumpSummary { version: self.version, rows: self.rows, digest })
    }

    fn begin_table(&mut self) -> Result<(), StoreError> {
        let name = self.text(MAX_NAME)?;
        let count = usize::try_from(u32::from_be_bytes(self.array()?)).unwrap_or(usize::MAX);
        if count > MAX_NAME {
            return Err(corrupt("too many columns"));
        }
        self.columns = (0..count).map(|_| self.text(MAX_NAME)).collect::<Result<_, _>>()?;
        self.rows.push((name, 0));
        Ok(())
    }

    fn end(&mut self) -> Result<(), StoreError> {
        let counted: u64 = self.rows.iter().map(|(_, n)| n).sum();
        if u64::from_be_bytes(self.array()?) != counted {
            return Err(corrupt("another number of rows than the end says"));
        }
        let wanted = Hash(self.hash.clone().finalize().into());
        let mut found = [0; 32];
        self.fill(&mut found)?;
        if found != wanted.0 {
            return Err(corrupt("another SHA-256 than the end says"));
        }
        let surplus = self.input.read(&mut [0]).map_err(|e| StoreError::io("cannot read the dump", &e))?;
        if surplus > 0 {
            return Err(corrupt("bytes after the end"));
        }
        self.digest = Some(wanted);
        Ok(())
    }

    fn value(&mut self) -> Result<SqlValue, StoreError> {
        let [tag] = self.array()?;
        match tag {
            0 => Ok(SqlValue::Null),
            1 => Ok(SqlValue::Int(i64::from_be_bytes(self.array()?))),
            2 => Ok(SqlValue::Text(self.text(MAX_VALUE)?)),
            3 => Ok(SqlValue::Bytes(self.bytes(MAX_VALUE)?)),
            _ => Err(corrupt("an unknown kind of value")),
        }
    }

    fn text(&mut self, max: usize) -> Result<String, StoreError> {
        String::from_utf8(self.bytes(max)?).map_err(|_| corrupt("text that is not UTF-8"))
    }

    /// Reads a length and so many bytes; memory grows only as bytes arrive, whatever the length says.
    fn bytes(&mut self, max: usize) -> Result<Vec<u8>, StoreError> {
        let length = u32::from_be_bytes(self.array()?);
        if usize::try_from(length).unwrap_or(usize::MAX) > max {
            return Err(corrupt("a value longer than any"));
        }
        let mut out = Vec::new();
        let read = (&mut *self.input).take(length.into()).read_to_end(&mut out);
        read.map_err(|e| StoreError::io("cannot read the dump", &e))?;
        if u32::try_from(out.len()) != Ok(length) {
            return Err(corrupt("the dump is cut off"));
        }
        self.hash.update(&out);
        Ok(out)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let mut out = [0; N];
        self.fill(&mut out)?;
        Ok(out)
    }

    fn fill(&mut self, out: &mut [u8]) -> Result<(), StoreError> {
        match self.input.read_exact(out) {
            Ok(()) => {
                self.hash.update(&*out);
                Ok(())
            }
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Err(corrupt("the dump is cut off")),
            Err(e) => Err(StoreError::io("cannot read the dump", &e)),
        }
    }
}

fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}
