//! What a document of ours says of itself to programs: whether it is a demonstration, a draft, a copy for the public.
//!
//! The same is said in words on every page. Here it is read before a signature is made, so that a test authority's
//! signature never stands under what looks like an act, nor a real one under a draft.

use lopdf::{Document, Object};

/// The keyword of a demonstration.
pub const DEMONSTRATION: &str = "tarazy-demonstration";
/// The keyword of a draft.
pub const DRAFT: &str = "tarazy-draft";
/// The keyword of a copy that anybody may read.
pub const PUBLIC_COPY: &str = "tarazy-public-copy";

/// The marks of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// It has no legal force, because its authority is a test one.
    pub is_demonstration: bool,
    /// It may still change.
    pub is_draft: bool,
    /// Names were taken out, so that anybody may read it.
    pub is_public_copy: bool,
}

/// The marks of a PDF.
pub(crate) fn read(document: &Document) -> Marks {
    let words = keywords(document).unwrap_or_default();
    let has = |wanted: &str| words.split([',', ' ', ';']).any(|word| word == wanted);
    Marks { is_demonstration: has(DEMONSTRATION), is_draft: has(DRAFT), is_public_copy: has(PUBLIC_COPY) }
}

fn keywords(document: &Document) -> Option<String> {
    of_info(document, b"Keywords")
}

/// What a document calls itself.
pub(crate) fn title(document: &Document) -> Option<String> {
    of_info(document, b"Title").filter(|title| !title.trim().is_empty())
}

fn of_info(document: &Document, name: &[u8]) -> Option<String> {
    let (_, info) = document.dereference(document.trailer.get(b"Info").ok()?).ok()?;
    let (_, words) = document.dereference(info.as_dict().ok()?.get(name).ok()?).ok()?;
    Object::as_str(words).ok().map(super::objects::read_text)
}
