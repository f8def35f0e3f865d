//! A record: an entry at its place in the log, with its opened content where the installation holds it.

use tarazy_docket::{Entry, Hash, Object, Opening, Value};

/// An entry with its index, leaf hash and exact bytes.
#[derive(Debug, Clone)]
pub struct Record {
    /// Position in the log, from 0.
    pub index: u64,
    /// SHA-256(0x00 || bytes).
    pub leaf: Hash,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// The entry, read.
    pub entry: Entry,
    /// Salt and body of a commitment; absent for public entries and for erased content.
    pub opening: Option<Opening>,
}

impl Record {
    /// The true type, also where the class hides it; `None` if it is hidden and the content is erased.
    pub fn kind(&self) -> Option<&str> {
        let shown = self.entry.kind.as_str();
        if shown != tarazy_docket::EntryType::COURT && shown != tarazy_docket::EntryType::SEALED {
            return Some(shown);
        }
        self.opening.as_ref()?.body.get("type").and_then(Value::as_text)
    }

    /// The body, in clear or opened; `None` if it is erased.
    pub fn body(&self) -> Option<&Object> {
        self.entry.body().or_else(|| self.opening.as_ref().map(|o| &o.body))
    }
}
