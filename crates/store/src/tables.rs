//! The tables of truth, for backup, restoring and rights.

/// A table of truth.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns, in the order of a dump.
    pub(crate) columns: &'static [&'static str],
    /// Columns that order a dump.
    pub(crate) key: &'static str,
    /// True if its `id` is numbered by the database.
    pub(crate) numbered: bool,
    /// True if the serving role may only read and insert.
    pub(crate) insert_only: bool,
}

const fn table(name: &'static str, columns: &'static [&'static str], key: &'static str) -> Table {
    Table { name, columns, key, numbered: false, insert_only: false }
}

/// Every table of truth, in an order in which they can be filled.
pub(crate) const TABLES: &[Table] = &[
    Table {
        insert_only: true,
        ..table("entry", &["idx", "stream", "seq", "leaf", "time", "type", "bytes"], "idx")
    },
    table("body", &["idx", "salt", "bytes"], "idx"),
    table("document", &["commitment", "salt", "name", "size", "object"], "commitment"),
    table("idempotency", &["key", "request", "answer", "at"], "key"),
    table("reference", &["kind", "id", "body"], "kind, id"),
    Table { numbered: true, ..table("audit", &["id", "at", "actor", "action", "detail"], "id") },
    table("setting", &["key", "value"], "key"),
    table("key", &["name", "kind", "vkey", "from_time", "to_time"], "kind, name, vkey"),
    Table {
        numbered: true,
        ..table("job", &["id", "kind", "key", "body", "due", "owner", "attempts", "state"], "id")
    },
    table("sequencer", &["id", "epoch", "next_index", "last_leaf", "last_time"], "id"),
];
