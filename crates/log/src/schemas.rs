//! The JSON Schemas of types of entries as published documents: `schemas/<sha256>` beside the tiles (docket.md sections 7 and
//! 16). Which of them an installation has ever used, its `schema.set` entries say.

use crate::durable::DurableError;
use crate::objects::Objects;
use tarazy_docket::notice::SchemaSet;
use tarazy_docket::{Body as _, Entry, Hash, sha256};

/// Folder of the documents in the object store, and in an export.
pub const FOLDER: &str = "schemas";

/// What every `schema.set` entry contains; most entries are told apart by its absence, without being read.
const MARK: &[u8] = b"\"type\":\"schema.set\"";

/// Where a document is published.
pub fn name(hash: &Hash) -> String {
    format!("{FOLDER}/{hash}")
}

/// Publishes documents; those that are there stay.
///
/// # Errors
/// [`DurableError`]; then some may have been published.
pub fn publish<'a>(
    objects: &dyn Objects,
    documents: impl IntoIterator<Item = &'a str>,
) -> Result<(), DurableError> {
    let mut new = Vec::new();
    for document in documents {
        let name = name(&sha256(&[document.as_bytes()]));
        if objects.get(&name)?.is_none() {
            new.push((name, document.as_bytes().to_vec()));
        }
    }
    if new.is_empty() { Ok(()) } else { objects.put_new(&new) }
}

/// The document with a SHA-256; `None` if it is not published.
///
/// # Errors
/// [`DurableError`].
pub fn read(objects: &dyn Objects, hash: &Hash) -> Result<Option<Vec<u8>>, DurableError> {
    objects.get(&name(hash))
}

/// The schema that an entry sets; `None` for an entry that sets none.
pub(crate) fn set_by(bytes: &[u8]) -> Option<Hash> {
    if !bytes.windows(MARK.len()).any(|window| window == MARK) {
        return None;
    }
    let entry = Entry::parse(bytes).ok()?;
    let is_set = entry.kind.as_str() == SchemaSet::TYPE && entry.stream.as_str() == "sys/rules";
    let body = entry.body().filter(|_| is_set)?;
    SchemaSet::from_object(body).ok().map(|set| set.sha256)
}
