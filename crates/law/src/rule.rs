//! What every rule has, whatever it says: citation, dates, source, mark, text.

use crate::citation::{Act, Basis, Citation};
use crate::error::LawFault;
use crate::reader::Fields;
use std::ops::Deref;
use tarazy_base::{Certainty, Date, Text3};

/// A rule in one of its versions. It reads as what it says: `rule.weight` is `rule.what.weight`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule<T> {
    /// Name of the rule among its kind; versions of one rule share it.
    pub key: String,
    /// First day on which it holds.
    pub from: Date,
    /// First day on which it holds no longer; none while it holds.
    pub to: Option<Date>,
    /// First day on which an installation could know it: when the act was signed, or when a mistake of these files was
    /// put right. Versions of the files without that day are known from the beginning.
    pub known: Date,
    /// Article or document that it rests on.
    pub cite: String,
    /// The same as a place in an act, where it is one place.
    pub place: Option<Citation>,
    /// Where that was read.
    pub source: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// What it is, for people.
    pub text: Text3,
    /// What it says.
    pub what: T,
    /// The law left days without it before this version.
    pub(crate) after_gap: bool,
    pub(crate) file: String,
    pub(crate) line: usize,
}

impl<T> Rule<T> {
    /// True if it holds on the day.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

impl<T> Rule<T> {
    /// What it rests on, with the act, for saying it.
    pub(crate) fn basis(&self, acts: &crate::book::Book<Act>) -> Basis {
        let act = |place: &Citation| acts.versions(&place.act).last().map(|act| act.what.clone());
        let place = self.place.as_ref().and_then(|place| Some((place.clone(), act(place)?)));
        Basis { cite: self.cite.clone(), place }
    }
}

impl<T> Deref for Rule<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.what
    }
}

/// A version of a rule of any kind, for lists: everything but what the kind itself says.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Name of the section in the files.
    pub section: &'static str,
    /// Name of the rule among its kind.
    pub key: &'a str,
    /// First day on which it holds.
    pub from: Date,
    /// First day on which it holds no longer.
    pub to: Option<Date>,
    /// First day on which it could be known; none if it was from the beginning.
    pub known: Option<Date>,
    /// Article or document that it rests on.
    pub cite: &'a str,
    /// Where that was read.
    pub source: &'a str,
    /// How sure that is.
    pub certainty: Certainty,
    /// What it is, for people.
    pub text: &'a Text3,
    /// File in which it stands.
    pub file: &'a str,
    /// Line at which it begins.
    pub line: usize,
}

impl<'a> Listed<'a> {
    pub(crate) fn of<T: Kind>(rule: &'a Rule<T>) -> Self {
        Self {
            section: T::SECTION,
            key: &rule.key,
            from: rule.from,
            to: rule.to,
            known: Some(rule.known).filter(|known| *known > Date::MIN),
            cite: &rule.cite,
            source: &rule.source,
            certainty: rule.certainty,
            text: &rule.text,
            file: &rule.file,
            line: rule.line,
        }
    }
}

/// A kind of rule: how its own members are read.
pub(crate) trait Kind: Sized {
    /// Name of its section in the files.
    const SECTION: &'static str;

    /// Its rules must say since when they are known.
    const DATED: bool = false;

    /// Reads the members of this kind; the key comes first. Faults are noted in the fields.
    fn read(fields: &mut Fields<'_, '_>) -> Option<(String, Self)>;
}

/// Reads a whole rule; none if a fault was noted.
pub(crate) fn read<T: Kind>(mut fields: Fields<'_, '_>) -> Option<Rule<T>> {
    // Each member is read before any is asked for, so that all faults of a rule are told at once.
    let own = T::read(&mut fields);
    let (from, to) = dates(&mut fields);
    let known = known::<T>(&mut fields);
    let place = place(&mut fields);
    let cite = match &place {
        // The names of the act are put before it when all files have been read.
        Some(Some(place)) => Some(place.short()),
        Some(None) => cite(&mut fields),
        None => None,
    };
    let source = fields.text("source");
    let certainty = fields.mark();
    let text = fields.text3("text");
    let after_gap = fields.flag("after_gap");
    let (file, line) = (fields.file().to_owned(), fields.line());
    fields.finish();
    let (key, what) = own?;
    Some(Rule {
        key,
        from: from?,
        to: to?,
        known: known?,
        cite: cite?,
        place: place?,
        source: source?,
        certainty: certainty?,
        text: text?,
        what,
        after_gap: after_gap?,
        file,
        line,
    })
}

/// First day, and first day after; the outer option of each is none if it could not be read.
fn dates(fields: &mut Fields<'_, '_>) -> (Option<Date>, Option<Option<Date>>) {
    let from = fields.date("from");
    if !fields.has("to") {
        return (from, Some(None));
    }
    let to = fields.date("to");
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        fields.fault(LawFault::EndsBeforeItBegins);
        return (from, None);
    }
    (from, to.map(Some))
}

/// The place in an act, where `act` names one instead of `cite`; the outer option is none if it could not be read.
fn place(fields: &mut Fields<'_, '_>) -> Option<Option<Citation>> {
    if !fields.has("act") {
        return Some(None);
    }
    let (act, at) = (fields.id("act"), fields.text("at"));
    if fields.has("cite") {
        fields.fault(LawFault::Wrong { member: "cite", expected: "absent where `act` and `at` say it" });
        return None;
    }
    let place = Citation::parse(act?, &at?);
    if place.is_none() {
        let expected = "an article, part and item, such as 150(1) or 151(1)(2)";
        fields.fault(LawFault::Wrong { member: "at", expected });
    }
    place.map(Some)
}

fn known<T: Kind>(fields: &mut Fields<'_, '_>) -> Option<Date> {
    if T::DATED || fields.has("known") { fields.date("known") } else { Some(Date::MIN) }
}

fn cite(fields: &mut Fields<'_, '_>) -> Option<String> {
    let cited = if fields.has("cite") { fields.any_text("cite")? } else { String::new() };
    if cited.trim().is_empty() {
        fields.fault(LawFault::Uncited);
        return None;
    }
    Some(cited)
}
