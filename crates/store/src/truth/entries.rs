//! Entries and their bodies.

use super::{bytes_column, corrupt, hash_column, position, position_column};
use crate::batch::{Expect, Row, Step, Stmt};
use crate::book::{End, Head};
use crate::engine::Reader;
use crate::entropy::Entropy;
use crate::error::StoreError;
use crate::record::Record;
use crate::vault::Vault;
use tarazy_docket::{Entry, Hash, Opening, Salt, StreamId, Value};

const HEAD: Stmt = Stmt {
    name: "entry_head",
    sql: "SELECT seq, leaf FROM entry WHERE stream = $1 ORDER BY seq DESC LIMIT 1",
};
const STREAM: Stmt = Stmt {
    name: "entry_of_stream",
    sql: "SELECT e.idx, e.leaf, e.bytes, b.salt, b.bytes FROM entry e LEFT JOIN body b ON b.idx = e.idx \
          WHERE e.stream = $1 AND e.seq > $2 ORDER BY e.seq",
};
const BY_LEAF: Stmt = Stmt {
    name: "entry_by_leaf",
    sql: "SELECT e.idx, e.leaf, e.bytes, b.salt, b.bytes FROM entry e LEFT JOIN body b ON b.idx = e.idx \
          WHERE e.leaf = $1",
};
const RANGE: Stmt = Stmt {
    name: "entry_range",
    sql: "SELECT e.idx, e.leaf, e.bytes, b.salt, b.bytes FROM entry e LEFT JOIN body b ON b.idx = e.idx \
          WHERE e.idx >= $1 AND e.idx < $2 ORDER BY e.idx",
};
const RAW_RANGE: Stmt = Stmt {
    name: "entry_raw_range",
    sql: "SELECT idx, leaf, bytes FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
};
const END: Stmt =
    Stmt { name: "entry_end", sql: "SELECT idx, leaf, time FROM entry ORDER BY idx DESC LIMIT 1" };
const INSERT_ENTRY: Stmt = Stmt {
    name: "entry_insert",
    sql: "INSERT INTO entry (idx, stream, seq, leaf, time, type, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
};
const INSERT_BODY: Stmt =
    Stmt { name: "body_insert", sql: "INSERT INTO body (idx, salt, bytes) VALUES ($1, $2, $3)" };

pub(super) const STATEMENTS: &[&Stmt] =
    &[&HEAD, &STREAM, &BY_LEAF, &RANGE, &RAW_RANGE, &END, &INSERT_ENTRY, &INSERT_BODY];

/// Entries that one query reads, so that a long range is not held twice in memory.
const CHUNK: u64 = 1_024;

/// The head of a stream; `None` if it has no entry.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn head(reader: &mut (impl Reader + ?Sized), stream: &StreamId) -> Result<Option<Head>, StoreError> {
    let rows = reader.query(&HEAD, &[stream.as_str().into()])?;
    rows.first().map(|r| Ok(Head { seq: position_column(r, 0)?, leaf: hash_column(r, 1)? })).transpose()
}

/// The end of the log as the entries have it.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn end(reader: &mut (impl Reader + ?Sized)) -> Result<End, StoreError> {
    let rows = reader.query(&END, &[])?;
    match rows.first() {
        None => Ok(End::EMPTY),
        Some(r) => Ok(End {
            next_index: position_column(r, 0)? + 1,
            last_leaf: hash_column(r, 1)?,
            last_time: r.int(2)?,
        }),
    }
}

/// All committed records of a stream, in order.
///
/// # Errors
/// [`StoreError`] if the database cannot be read; [`StoreError::Corrupt`] if an entry or body is not what it was.
pub fn stream(
    reader: &mut (impl Reader + ?Sized),
    vault: &Vault,
    stream: &StreamId,
) -> Result<Vec<Record>, StoreError> {
    stream_after(reader, vault, stream, 0)
}

/// The committed records of a stream whose `seq` is greater than the given one, in order.
///
/// # Errors
/// As [`stream`].
pub fn stream_after(
    reader: &mut (impl Reader + ?Sized),
    vault: &Vault,
    stream: &StreamId,
    seq: u64,
) -> Result<Vec<Record>, StoreError> {
    let rows = reader.query(&STREAM, &[stream.as_str().into(), position(seq)?])?;
    rows.iter().map(|r| to_record(r, vault)).collect()
}

/// The committed record with a leaf hash.
///
/// # Errors
/// As [`stream`].
pub fn record(
    reader: &mut (impl Reader + ?Sized),
    vault: &Vault,
    leaf: Hash,
) -> Result<Option<Record>, StoreError> {
    let rows = reader.query(&BY_LEAF, &[leaf.0.as_slice().into()])?;
    rows.first().map(|r| to_record(r, vault)).transpose()
}

/// Committed records with `from <= index < to`; fewer if the log ends before.
///
/// # Errors
/// As [`stream`].
pub fn range(
    reader: &mut (impl Reader + ?Sized),
    vault: &Vault,
    from: u64,
    to: u64,
) -> Result<Vec<Record>, StoreError> {
    chunked(reader, &RANGE, from, to, |r| to_record(r, vault))
}

/// Index, leaf hash and bytes of the committed entries with `from <= index < to`, as stored and without reading them:
/// for the sealer, which checks the hash itself. Fewer if the log ends before.
///
/// # Errors
/// [`StoreError`] if the database cannot be read; [`StoreError::Corrupt`] if an index is missing in between.
pub fn raw_range(
    reader: &mut (impl Reader + ?Sized),
    from: u64,
    to: u64,
) -> Result<Vec<(u64, Hash, Vec<u8>)>, StoreError> {
    chunked(reader, &RAW_RANGE, from, to, |r| {
        Ok((position_column(r, 0)?, hash_column(r, 1)?, r.bytes(2)?.to_vec()))
    })
}

/// Reads `from <= index < to` in chunks, and makes sure that no index is missing.
fn chunked<T>(
    reader: &mut (impl Reader + ?Sized),
    stmt: &'static Stmt,
    from: u64,
    to: u64,
    read: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    let mut next = from;
    while next < to {
        let until = to.min(next.saturating_add(CHUNK));
        let rows = reader.query(stmt, &[position(next)?, position(until)?])?;
        for row in &rows {
            if position_column(row, 0)? != next {
                return Err(corrupt("the log's indexes are not dense"));
            }
            found.push(read(row)?);
            next += 1;
        }
        if next < until {
            break;
        }
    }
    Ok(found)
}

fn to_record(row: &Row, vault: &Vault) -> Result<Record, StoreError> {
    let leaf = hash_column(row, 1)?;
    let bytes = row.bytes(2)?.to_vec();
    let entry = Entry::parse(&bytes).map_err(|e| corrupt(&format!("a stored entry: {e}")))?;
    let opening = match row.opt_bytes(4)? {
        None => None,
        Some(stored) => {
            let salt = Salt::new(bytes_column(row, 3)?);
            let plain = vault.open(&leaf, stored).map_err(|e| corrupt(&e.to_string()))?;
            match Value::from_canonical(&plain) {
                Ok(Value::Object(body)) => Some(Opening { salt, body }),
                _ => return Err(corrupt("a stored body is not canonical")),
            }
        }
    };
    Ok(Record { index: position_column(row, 0)?, leaf, bytes, entry, opening })
}

/// The step that adds an entry to the truth, without its body.
///
/// # Errors
/// [`StoreError::Statement`] if a number does not fit.
pub(crate) fn insert_entry(record: &Record) -> Result<Step, StoreError> {
    let entry = &record.entry;
    let values = vec![
        position(record.index)?,
        entry.stream.as_str().into(),
        position(entry.seq)?,
        record.leaf.0.as_slice().into(),
        entry.time.into(),
        entry.kind.as_str().into(),
        record.bytes.as_slice().into(),
    ];
    Ok(Step::new(&INSERT_ENTRY, values, Expect::Rows(1)))
}

/// The steps that add a record to the truth.
///
/// # Errors
/// [`StoreError::Statement`] if a number does not fit or the body cannot be encrypted.
pub fn insert(record: &Record, vault: &Vault, entropy: &mut dyn Entropy) -> Result<Vec<Step>, StoreError> {
    let mut steps = vec![insert_entry(record)?];
    if let Some(opening) = &record.opening {
        let plain = Value::Object(opening.body.clone()).to_bytes();
        let stored = vault.seal(&record.leaf, &plain, entropy).map_err(|_| StoreError::Statement {
            step: INSERT_BODY.name.to_owned(),
            what: "the body cannot be encrypted".to_owned(),
        })?;
        let values = vec![position(record.index)?, opening.salt.as_bytes().as_slice().into(), stored.into()];
        steps.push(Step::new(&INSERT_BODY, values, Expect::Rows(1)));
    }
    Ok(steps)
}
