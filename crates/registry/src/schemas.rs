//! JSON Schemas of the types of entries that this program writes (docket.md section 7), and the entries that log them.
//!
//! The documents lie in `schemas/`, made from the Rust types that write and read the bodies; a test holds them to the types.

use crate::office::Registry;
use crate::setup::{by_system, sys};
use std::collections::BTreeSet;
use tarazy_docket::notice::SchemaSet;
use tarazy_docket::{Body as _, Hash, sha256};
use tarazy_store::book::Head;
use tarazy_store::{Desk, Refusal};

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

/// Where `sys/rules` stood when the log held every schema of this program. Another head means: look again.
#[derive(Debug, Default)]
pub(crate) struct Logged(Option<Head>);

impl Registry {
    /// Logs the schemas that the log does not hold: all of them at the set-up, later those that a new program brings. The
    /// first writing command brings them along.
    pub(crate) fn log_schemas(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let rules = sys("rules")?;
        let head = desk.head(&rules)?;
        if head.is_some() && head == self.logged.0 {
            return Ok(());
        }
        let mut logged = BTreeSet::new();
        for record in desk.stream(&rules)?.iter().filter(|r| r.kind() == Some(SchemaSet::TYPE)) {
            let body = record.body().ok_or_else(|| Refusal::internal("a schema.set without a body"))?;
            let set = SchemaSet::from_object(body).map_err(Refusal::internal)?;
            logged.insert((set.kind, set.sha256));
        }
        for schema in schemas() {
            let set = SchemaSet { kind: schema.kind.to_owned(), sha256: schema.sha256 };
            if !logged.contains(&(set.kind.clone(), set.sha256)) {
                by_system(desk, &rules, &set)?;
            }
        }
        self.logged = Logged(desk.head(&rules)?);
        Ok(())
    }
}
