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
    "act.clarified", "act.completed", "act.corrected", "act.envelopes", "act.inforce", "act.issued",
    "act.supplemented", "alarm.cleared", "alarm.raised", "appeal.copied", "appeal.decided", "appeal.mended",
    "appeal.received", "appeal.restored", "appeal.returned", "appeal.sent", "appeal.unmoved",
    "appeal.withdrawn", "assign.duty", "assign.nonrandom", "beacon.chain", "beacon.outage", "beacon.round",
    "body.lost", "case.archived", "case.assigned", "case.closed", "case.corrected", "case.duplicate",
    "case.merged", "case.numbered", "case.opened", "case.registered", "case.resumed", "case.separated",
    "case.suspended", "case.terminated", "claim.changed", "copies.received", "copies.sent",
    "document.added", "document.replaced", "draw.alarm", "draw.commit", "draw.overdue", "draw.result",
    "draw.reveal", "draw.rules", "draw.void", "entry.closed", "entry.opened", "filing.accepted",
    "filing.left", "filing.received", "filing.refused", "filing.returned", "filing.withdrawn",
    "hearing.adjourned", "hearing.cancelled", "hearing.held", "hearing.moved", "hearing.set", "import.done",
    "key.added", "key.compromised", "key.retired", "ledger.adjust", "motion.decided", "motion.received",
    "notice.cancelled", "notice.concluded", "notice.issued", "notice.noted",
    "party.corrected", "party.joined", "party.left", "party.replaced", "party.represented",
    "party.succeeded", "policy.set", "pool.act", "pool.conflict", "pool.ground", "preparation.ended",
    "preparation.extended", "protocol.signed", "recusal.decided", "recusal.declared", "reply.forwarded",
    "reply.received", "representation.ended", "rules.set", "schema.set", "securing.decided",
    "securing.lifted", "securing.requested", "settlement.decided", "stream.reopened",
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
