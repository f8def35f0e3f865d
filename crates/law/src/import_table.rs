//! Sections `[[subject]]` and `[[class]]`: how a data set from elsewhere names what a case is about and how it is tried.
//! Every pair of a subject and a class is a category; its weight is the subject's weight times the class's factor.

use crate::kinds::{Category, MAX_WEIGHT, Procedure};
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use tarazy_base::{Date, Text3};

/// A name that the data set uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedName {
    /// As the data set writes it; may be empty.
    pub name: String,
    /// Its part of the category's code.
    pub code: String,
    /// Weight in micro-points of a subject; factor in ‰ of a class.
    pub figure: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject(pub(crate) ImportedName);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class(pub(crate) ImportedName);

impl Kind for Subject {
    const SECTION: &'static str = "subject";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        // Thousands only, so that no factor in per mille leaves a fraction.
        let figure: Option<i64> =
            f.int("weight_thousands", 1..=MAX_WEIGHT / 1000, "1 to 1000000 thousand micro-points");
        let figure = figure.map(|thousands| thousands * 1000);
        name(f, figure).map(|what| (what.name.clone(), Self(what)))
    }
}

impl Kind for Class {
    const SECTION: &'static str = "class";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let figure = f.int("factor", 1..=10_000, "1 to 10000 per mille");
        name(f, figure).map(|what| (what.name.clone(), Self(what)))
    }
}

fn name(f: &mut Fields<'_, '_>, figure: Option<i64>) -> Option<ImportedName> {
    let name = f.any_text("name");
    let code = f.id("code");
    Some(ImportedName { name: name?, code: code?, figure: figure? })
}

/// Code of the category of a pair.
pub(crate) fn code(subject: &ImportedName, class: &ImportedName) -> String {
    format!("{}.{}", subject.code, class.code)
}

/// The category of a pair, on the days on which both hold; none if there are no such days.
pub(crate) fn category(subject: &Rule<Subject>, class: &Rule<Class>) -> Option<Rule<Category>> {
    let from = subject.from.max(class.from);
    let to = earlier(subject.to, class.to);
    if to.is_some_and(|to| to <= from) {
        return None;
    }
    let (s, c) = (&subject.what.0, &class.what.0);
    let code = code(s, c);
    let weight = (s.figure / 1000 * c.figure).clamp(1, MAX_WEIGHT);
    Some(Rule {
        key: code.clone(),
        from,
        to,
        known: subject.known.max(class.known),
        cite: format!("{}; {}", subject.cite, class.cite),
        place: None,
        source: subject.source.clone(),
        certainty: subject.certainty.max(class.certainty),
        text: both(&subject.text, &class.text),
        what: Category { code, weight, closed: false, procedure: Procedure::Civil },
        after_gap: subject.after_gap || class.after_gap,
        file: class.file.clone(),
        line: class.line,
    })
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn both(subject: &Text3, class: &Text3) -> Text3 {
    let pair = |s: &str, c: &str| format!("{s}: {c}");
    Text3::new(pair(&subject.kk, &class.kk), pair(&subject.ru, &class.ru), pair(&subject.en, &class.en))
}
