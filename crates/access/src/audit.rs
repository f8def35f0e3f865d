//! The audit: who did what, and who read what is sealed or personal.

use tarazy_store::{Reader, Refusal, Row, SqlValue, Stmt};

const NEWEST: Stmt = Stmt {
    name: "audit_newest",
    sql: "SELECT id, at, actor, action, detail FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2",
};

/// Statements of this room.
pub(crate) const STATEMENTS: &[&Stmt] = &[&NEWEST];

/// A row of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number.
    pub id: i64,
    /// When, ms UTC.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// About what.
    pub detail: String,
}

/// The newest rows before a number, the newest first.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn audit(reader: &mut dyn Reader, before: i64, most: u32) -> Result<Vec<AuditRow>, Refusal> {
    let read = |row: &Row| {
        let text = |i| Ok::<_, Refusal>(row.text(i)?.to_owned());
        Ok(AuditRow { id: row.int(0)?, at: row.int(1)?, actor: text(2)?, action: text(3)?, detail: text(4)? })
    };
    reader.query(&NEWEST, &[before.into(), SqlValue::Int(most.into())])?.iter().map(read).collect()
}
