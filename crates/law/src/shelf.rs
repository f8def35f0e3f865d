//! The sections that files of the law may have, one book for each: read, bound, checked.

use crate::book::Book;
use crate::calendar::{CalendarYear, Occasion, Week};
use crate::citation::Act;
use crate::courts_of::{Fact, Jurisdiction, Venue};
use crate::error::{LawError, LawFault};
use crate::fees::{Fee, Unit};
use crate::grounds::Ground;
use crate::hours::Hours;
use crate::import_table::{self, Class, Subject};
use crate::kinds::{Bench, CaseKindRule, Category, Cause, Numbering, Policy, Recusal, Refund, Timing};
use crate::law::{LawFile, Meta};
use crate::limits::{CountStep, Event, Limit};
use crate::notifying::Notifying;
use crate::reader::{Fields, Source, line_starts};
use crate::rule::{self, Kind, Listed, Rule};
use crate::service::Service;
use toml::de::{DeTable, DeValue};

/// Makes the books and the shelf on which they are read from one list: a new kind of rule is one line.
macro_rules! books {
    ($($field:ident: $kind:ident),* $(,)?) => {
        /// All rules, bound by kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct Books {
            $(pub(crate) $field: Book<$kind>,)*
        }

        /// The names of the sections, in the order of the list.
        pub(crate) const SECTIONS: &[&str] = &[$($kind::SECTION),*];

        impl Books {
            /// Notes versions that overlap or leave a gap.
            pub(crate) fn check(&self, faults: &mut Vec<LawError>) {
                $(self.$field.check(faults);)*
            }

            /// Every version of every rule, by section and key.
            pub(crate) fn listed(&self) -> Vec<Listed<'_>> {
                let mut listed = Vec::new();
                $(listed.extend(self.$field.all().iter().map(Listed::of));)*
                listed
            }

            /// Puts the names of acts before the places that rules cite.
            pub(crate) fn name_acts(&mut self, faults: &mut Vec<LawError>) {
                let acts = self.acts.clone();
                $(self.$field.name_acts(&acts, faults);)*
            }
        }

        /// What has been read so far.
        #[derive(Default)]
        pub(crate) struct Shelf {
            pub(crate) meta: Vec<Meta>,
            $($field: Vec<Rule<$kind>>,)*
        }

        impl Shelf {
            fn books(self) -> Books {
                Books { $($field: Book::new(self.$field),)* }
            }

            fn section(&mut self, at: Place<'_>, section: &str, value: &DeValue<'_>, faults: &mut Vec<LawError>) {
                match section {
                    "law" => self.meta.extend(head(at, value, faults)),
                    $($kind::SECTION => self.$field.extend(rules(at, value, faults)),)*
                    unknown => faults.push(at.error(LawFault::UnknownSection(unknown.to_owned()))),
                }
            }
        }
    };
}

books! {
    categories: Category,
    benches: Bench,
    recusals: Recusal,
    causes: Cause,
    kinds: CaseKindRule,
    numbering: Numbering,
    refunds: Refund,
    policies: Policy,
    timing: Timing,
    subjects: Subject,
    classes: Class,
    acts: Act,
    weeks: Week,
    occasions: Occasion,
    calendars: CalendarYear,
    hours: Hours,
    events: Event,
    steps: CountStep,
    limits: Limit,
    grounds: Ground,
    services: Service,
    notifying: Notifying,
    units: Unit,
    fees: Fee,
    facts: Fact,
    jurisdictions: Jurisdiction,
    venues: Venue,
}

/// A byte of a file.
#[derive(Clone, Copy)]
struct Place<'a> {
    source: Source<'a>,
    at: usize,
}

impl Place<'_> {
    fn error(&self, fault: LawFault) -> LawError {
        self.source.error(self.source.line(self.at), fault)
    }
}

impl Shelf {
    /// Binds what was read.
    pub(crate) fn bind(mut self) -> Books {
        let pairs =
            self.subjects.iter().flat_map(|subject| self.classes.iter().map(move |class| (subject, class)));
        self.categories.extend(pairs.filter_map(|(subject, class)| import_table::category(subject, class)));
        self.books()
    }

    /// Reads one file.
    pub(crate) fn read(&mut self, file: &LawFile<'_>, faults: &mut Vec<LawError>) {
        let name = file.name;
        let Ok(text) = std::str::from_utf8(file.bytes) else {
            faults.push(LawError { file: name.to_owned(), line: 1, fault: LawFault::NotUtf8 });
            return;
        };
        let lines = line_starts(text);
        let source = Source { name, lines: &lines };
        let root = match DeTable::parse(text) {
            Ok(root) => root,
            Err(e) => {
                let line = e.span().map_or(1, |span| source.line(span.start));
                faults.push(source.error(line, LawFault::Toml(e.message().to_owned())));
                return;
            }
        };
        for (section, value) in root.get_ref() {
            let at = Place { source, at: section.span().start };
            self.section(at, section.get_ref(), value.get_ref(), faults);
        }
    }
}

/// The rules of one section `[[…]]`.
fn rules<T: Kind>(at: Place<'_>, value: &DeValue<'_>, faults: &mut Vec<LawError>) -> Vec<Rule<T>> {
    let wrong = LawFault::Wrong { member: T::SECTION, expected: "a list of tables: [[…]]" };
    let Some(items) = value.as_array() else {
        faults.push(at.error(wrong));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        let at = Place { at: item.span().start, ..at };
        match item.get_ref().as_table() {
            Some(table) => found.extend(rule::read(Fields::new(at.source, table, at.at, faults))),
            None => faults.push(at.error(wrong.clone())),
        }
    }
    found
}

fn head(at: Place<'_>, value: &DeValue<'_>, faults: &mut Vec<LawError>) -> Option<Meta> {
    let Some(table) = value.as_table() else {
        faults.push(at.error(LawFault::Wrong { member: "law", expected: "a table: [law]" }));
        return None;
    };
    let mut fields = Fields::new(at.source, table, at.at, faults);
    let id = fields.id("id");
    let name = fields.text3("name");
    let note = fields.text3("note");
    let imported = fields.flag("imported");
    fields.finish();
    Some(Meta { id: id?, name: name?, note: note?, imported: imported? })
}
