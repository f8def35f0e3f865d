//! JSON Schemas of the types of entries that this program writes (docket.md section 7). The set-up logs them.
//!
//! The documents lie in `schemas/`, made from the Rust types that write and read the bodies; a test holds them to the types.

use tarazy_docket::{Hash, sha256};

macro_rules! documents {
    ($($kind:literal),+ $(,)?) => {
        /// Each type with its document.
        const DOCUMENTS: &[(&str, &str)] =
            &[$(($kind, include_str!(concat!("../../../schemas/", $kind, ".json")))),+];
    };
}

documents! {
    "act.corrected", "act.issued", "alarm.cleared", "alarm.raised", "assign.duty", "assign.nonrandom", "beacon.chain", "beacon.outage", "beacon.round", "body.lost",
    "case.assigned", "case.closed", "case.corrected", "case.numbered", "case.opened", "case.registered", "draw.alarm",
    "draw.commit", "draw.overdue", "draw.result", "draw.reveal", "draw.rules", "draw.void", "entry.closed", "entry.opened", "filing.received", "filing.returned",
    "filing.withdrawn", "import.done", "key.added", "key.compromised", "key.retired", "ledger.adjust", "policy.set", "pool.act", "pool.conflict",
    "pool.ground", "rules.set", "schema.set", "stream.reopened",
}

/// A published schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The type of the entries whose bodies it describes; where a class hides type or content, of the hidden ones.
    pub kind: &'static str,
    /// SHA-256 of the document, which `schema.set` logs and under which it is published.
    pub sha256: Hash,
    /// The document.
    pub document: &'static str,
}

/// The schemas of every type that this program writes, in the order of the types.
pub fn schemas() -> impl Iterator<Item = Schema> {
    DOCUMENTS.iter().map(|(kind, document)| Schema { kind, sha256: sha256(&[document.as_bytes()]), document })
}
