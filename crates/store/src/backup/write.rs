//! Writing a dump.

use super::{DumpSummary, END, MAGIC, ROW, TABLE};
use crate::batch::SqlValue;
use crate::engine::{Reader, Select};
use crate::error::StoreError;
use crate::migrate::VERSION;
use crate::tables::{TABLES, Table};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tarazy_docket::Hash;

/// Writes a dump of all tables of truth, at one moment.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or `out` cannot be written.
pub fn dump(reader: &mut dyn Reader, out: &mut dyn Write) -> Result<DumpSummary, StoreError> {
    crate::migrate::check(reader)?;
    let mut out = Hashing { out, hash: Sha256::new() };
    out.put(MAGIC)?;
    out.put(&VERSION.to_be_bytes())?;
    let selects: Vec<Select> = TABLES.iter().map(select).collect();
    let mut rows = vec![0u64; TABLES.len()];
    let mut begun = 0;
    let mut buffer = Vec::new();
    reader.snapshot(&selects, &mut |table, row| {
        buffer.clear();
        begin_tables(&mut begun, table + 1, &mut buffer);
        buffer.push(ROW);
        row.values().iter().for_each(|v| write_value(v, &mut buffer));
        rows[table] += 1;
        out.put(&buffer)
    })?;
    buffer.clear();
    begin_tables(&mut begun, TABLES.len(), &mut buffer);
    buffer.push(END);
    buffer.extend_from_slice(&rows.iter().sum::<u64>().to_be_bytes());
    out.put(&buffer)?;
    let digest = Hash(out.hash.finalize().into());
    out.out.write_all(digest.as_bytes()).map_err(|e| StoreError::io("cannot write the dump", &e))?;
    let rows = TABLES.iter().zip(rows).map(|(t, n)| (t.name.to_owned(), n)).collect();
    Ok(DumpSummary { version: VERSION, rows, digest })
}

/// Writes a dump into a file that appears under its name only when it is whole and on the disk.
///
/// # Errors
/// As [`dump`]; also if the file exists.
pub fn dump_to_file(reader: &mut dyn Reader, path: &Path) -> Result<DumpSummary, StoreError> {
    let failed = |e: std::io::Error| StoreError::io("cannot write the dump", &e);
    if path.try_exists().map_err(failed)? {
        return Err(StoreError::Io("the dump file exists already".to_owned()));
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let mut out = BufWriter::new(File::create(&partial).map_err(failed)?);
    let summary = dump(reader, &mut out)?;
    out.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(failed)?;
    std::fs::rename(&partial, path).map_err(failed)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(failed)?;
    Ok(summary)
}

/// Appends a value in the form of a dump.
pub(crate) fn write_value(value: &SqlValue, out: &mut Vec<u8>) {
    match value {
        SqlValue::Null => out.push(0),
        SqlValue::Int(n) => {
            out.push(1);
            out.extend_from_slice(&n.to_be_bytes());
        }
        SqlValue::Text(s) => {
            out.push(2);
            write_bytes(s.as_bytes(), out);
        }
        SqlValue::Bytes(b) => {
            out.push(3);
            write_bytes(b, out);
        }
    }
}

/// Both engines refuse values of 4 GiB long before this.
fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

fn begin_tables(begun: &mut usize, until: usize, out: &mut Vec<u8>) {
    for table in &TABLES[*begun..until] {
        out.push(TABLE);
        write_bytes(table.name.as_bytes(), out);
        write_count(table.columns.len(), out);
        table.columns.iter().for_each(|c| write_bytes(c.as_bytes(), out));
    }
    *begun = until;
}

fn write_count(n: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes());
}

fn select(table: &Table) -> Select {
    let columns = table.columns.join(", ");
    let sql = format!("SELECT {columns} FROM {} ORDER BY {}", table.name, table.key);
    Select { sql, values: Vec::new() }
}

struct Hashing<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Hashing<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.update(bytes);
        self.out.write_all(bytes).map_err(|e| StoreError::io("cannot write the dump", &e))
    }
}
