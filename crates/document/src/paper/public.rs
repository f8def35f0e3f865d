//! The copy of a paper that anybody may read: derived, without names that the caller takes out, and without numbers.

use super::Paper;
use crate::render::Sheet;
use serde_json::Value;
use std::collections::BTreeSet;
use tarazy_base::{PersonalKind, find_personal};

/// A name and what stands in its place: «А. Ә. Ғабитова» → «Т.А.».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// As it stands in the paper, in each form in which it does.
    pub name: String,
    /// What the public reads.
    pub by: String,
}

/// Why there is no public copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPublic {
    /// A name does not stand in the paper, so that something else was meant.
    #[error("name {0} of the list does not stand in the document; is it written in the same way?")]
    NameNotThere(usize),
    /// A name is empty.
    #[error("name {0} of the list is empty")]
    Empty(usize),
    /// Personal data is still there.
    #[error("it still holds {0}; nothing was published")]
    Personal(&'static str),
    /// The paper is a draft.
    #[error("a draft is not published")]
    Draft,
    /// The paper cannot be put together again.
    #[error("the document cannot be derived: {0}")]
    Form(String),
}

/// The copy of a paper for everybody, ready to be rendered. The code on it is left out, since it may lead to what is not
/// public; the court's own address and telephone stay.
///
/// # Errors
/// [`NotPublic`], above all if a number or an address of somebody would still stand in it.
pub fn public_copy(paper: &Paper, replacements: &[Replacement]) -> Result<Sheet, NotPublic> {
    if paper.draft {
        return Err(NotPublic::Draft);
    }
    let copy = Paper { code: None, public: true, ..paper.clone() };
    let mut sheet = Sheet::of(&copy).map_err(|e| NotPublic::Form(e.to_string()))?;
    // The longest first, so that a name within another is not replaced inside of it.
    let mut order: Vec<(usize, &Replacement)> = (1..).zip(replacements).collect();
    order.sort_by_key(|(_, r)| std::cmp::Reverse(r.name.len()));
    let mut found = BTreeSet::new();
    each_text(sheet.body(), &mut |text| {
        for (number, replacement) in &order {
            if !replacement.name.is_empty() && text.contains(&replacement.name) {
                *text = text.replace(&replacement.name, &replacement.by);
                found.insert(*number);
            }
        }
    });
    for (number, replacement) in (1..).zip(replacements) {
        if replacement.name.is_empty() {
            return Err(NotPublic::Empty(number));
        }
        if !found.contains(&number) {
            return Err(NotPublic::NameNotThere(number));
        }
    }
    let mut personal = None;
    each_text(sheet.body(), &mut |text| {
        personal = personal.or_else(|| find_personal(text).map(|finding| finding.kind));
    });
    match personal {
        Some(PersonalKind::Number) => Err(NotPublic::Personal("the number of a person or an organisation")),
        Some(PersonalKind::Phone) => Err(NotPublic::Personal("a telephone number")),
        Some(PersonalKind::Email) => Err(NotPublic::Personal("an e-mail address")),
        None => Ok(sheet),
    }
}

fn each_text(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, visit)),
        Value::Object(members) => members.values_mut().for_each(|member| each_text(member, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
