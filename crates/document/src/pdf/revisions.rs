//! What changed in a PDF since an earlier state of it: nothing but more signatures, or something else.
//!
//! A file may be appended to without touching what was signed, and so that its pages show something else. So every object
//! of the earlier state must stand unchanged, but for the lists into which a signature's field is entered; and every new
//! object must belong to such a field.

use super::update::form;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeSet;

/// What came after a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// Further signatures alone.
    Signatures,
    /// Something else, or something that is not understood.
    Changed,
}

/// What came after an earlier state of a file.
pub(crate) fn later(earlier: &Document, now: &Document) -> Later {
    let pages: BTreeSet<ObjectId> = earlier.get_pages().into_values().collect();
    let root = |document: &Document| document.trailer.get(b"Root").and_then(Object::as_reference).ok();
    let form_id = |document: &Document| form(document).ok().flatten().and_then(|(id, _)| id);
    let mut fields = BTreeSet::new();
    if root(earlier) != root(now) {
        return Later::Changed;
    }
    for (id, old) in &earlier.objects {
        let Some(new) = now.objects.get(id) else { return Later::Changed };
        let is_allowed = match (old, new) {
            (old, new) if old == new => true,
            (Object::Dictionary(old), Object::Dictionary(new)) if Some(*id) == root(earlier) => {
                same_but(old, new, &[b"AcroForm"]) && !old.has(b"AcroForm")
            }
            (Object::Dictionary(old), Object::Dictionary(new)) if Some(*id) == form_id(earlier) => {
                same_but(old, new, &[b"Fields", b"SigFlags"]) && grew(old, new, b"Fields", &mut fields)
            }
            (Object::Dictionary(old), Object::Dictionary(new)) if pages.contains(id) => {
                same_but(old, new, &[b"Annots", b"Tabs"]) && grew(old, new, b"Annots", &mut fields)
            }
            _ => false,
        };
        if !is_allowed {
            return Later::Changed;
        }
    }
    let new = now.objects.iter().filter(|(id, _)| !earlier.objects.contains_key(id));
    let are_known = new.clone().all(|(id, object)| belongs(*id, object, form_id(now), &fields));
    let is_one = new.clone().any(|(_, object)| is_field(object));
    if are_known && is_one && !fields.is_empty() { Later::Signatures } else { Later::Changed }
}

fn same_but(old: &Dictionary, new: &Dictionary, keys: &[&[u8]]) -> bool {
    let rest = |dictionary: &Dictionary| {
        let mut rest = dictionary.clone();
        for key in keys {
            rest.remove(key);
        }
        rest
    };
    rest(old) == rest(new)
}

/// Whether a list holds all that it held, in the same order, and references after it.
fn grew(old: &Dictionary, new: &Dictionary, key: &[u8], added: &mut BTreeSet<ObjectId>) -> bool {
    let list = |dictionary: &Dictionary| dictionary.get(key).and_then(Object::as_array).cloned();
    let (old, new) = (list(old).unwrap_or_default(), list(new).unwrap_or_default());
    let Some(rest) = new.strip_prefix(&old[..]) else { return false };
    for item in rest {
        let Object::Reference(id) = item else { return false };
        added.insert(*id);
    }
    true
}

/// Whether a new object is part of a signature: its value, its field, the form, a section of cross-references.
fn belongs(id: ObjectId, object: &Object, form: Option<ObjectId>, fields: &BTreeSet<ObjectId>) -> bool {
    let is_of = |name: &[u8]| {
        object.as_dict().is_ok_and(|d| d.get(b"Type").and_then(Object::as_name).is_ok_and(|t| t == name))
    };
    let is_references = matches!(object, Object::Stream(stream) if stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|t| t == b"XRef"));
    Some(id) == form || is_references || is_of(b"Sig") || (fields.contains(&id) && is_field(object))
}

/// A field of a signature that shows nothing on its page.
fn is_field(object: &Object) -> bool {
    let Ok(field) = object.as_dict() else { return false };
    let is_signature = field.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
    let rect = field.get(b"Rect").and_then(Object::as_array);
    let shows_nothing = rect.is_ok_and(|r| matches!(&r[..], [a, b, c, d] if a == c && b == d));
    is_signature && shows_nothing && !field.has(b"AP")
}
