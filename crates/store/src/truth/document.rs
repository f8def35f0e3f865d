//! Documents: entries name their commitments, the object store holds the files.

use super::{bytes_column, position, position_column};
use crate::batch::{Expect, Step, Stmt};
use crate::engine::Reader;
use crate::error::StoreError;
use tarazy_docket::{Hash, Salt};

const INSERT: Stmt = Stmt {
    name: "document_insert",
    sql: "INSERT INTO document (commitment, salt, name, size, object) VALUES ($1, $2, $3, $4, $5)",
};
const GET: Stmt =
    Stmt { name: "document_get", sql: "SELECT salt, name, size, object FROM document WHERE commitment = $1" };

pub(super) const STATEMENTS: &[&Stmt] = &[&INSERT, &GET];

/// A document's record. Name and salt are as secret as the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What entries name.
    pub commitment: Hash,
    /// Salt of the commitment.
    pub salt: Salt,
    /// Name of the file as received or issued.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Where the object store keeps the file.
    pub object: String,
}

/// The step that adds a document's record.
///
/// # Errors
/// [`StoreError::Statement`] for a size beyond 2^63.
pub fn put_document(d: &Document) -> Result<Step, StoreError> {
    let values = vec![
        d.commitment.0.as_slice().into(),
        d.salt.as_bytes().as_slice().into(),
        d.name.as_str().into(),
        position(d.size)?,
        d.object.as_str().into(),
    ];
    Ok(Step::new(&INSERT, values, Expect::Rows(1)))
}

/// The committed record of a document.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn document(
    reader: &mut (impl Reader + ?Sized),
    commitment: Hash,
) -> Result<Option<Document>, StoreError> {
    let rows = reader.query(&GET, &[commitment.0.as_slice().into()])?;
    let read = |r: &crate::batch::Row| {
        Ok(Document {
            commitment,
            salt: Salt::new(bytes_column(r, 0)?),
            name: r.text(1)?.to_owned(),
            size: position_column(r, 2)?,
            object: r.text(3)?.to_owned(),
        })
    };
    rows.first().map(read).transpose()
}
