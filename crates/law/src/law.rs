//! The law of one installation: read from files, checked as a whole, asked by day.

use crate::book::Book;
use crate::draw_rules::NotInForce;
use crate::error::{LawError, LawErrors, LawFault};
use crate::import_table::{self, Class, Subject};
use crate::in_force::InForce;
use crate::kinds::{Bench, CaseKindRule, Category, Cause, Numbering, Policy, Recusal, Refund, Timing};
use crate::reader::{Fields, Source};
use crate::rule::{self, Kind, Rule};
use tarazy_base::{Date, Text3};
use toml::de::{DeTable, DeValue};

/// A file of the law as the caller has it.
#[derive(Debug, Clone, Copy)]
pub struct LawFile<'a> {
    /// Name, for messages.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// The head of a law: section `[law]` of one of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Short id, such as `kz`.
    pub id: String,
    /// Whose law it is.
    pub name: Text3,
    /// What a reader must know of it.
    pub note: Text3,
    /// It serves an imported data set and is nobody's law.
    pub imported: bool,
}

/// All rules, in all their versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    meta: Meta,
    pub(crate) categories: Book<Category>,
    pub(crate) benches: Book<Bench>,
    pub(crate) recusals: Book<Recusal>,
    pub(crate) causes: Book<Cause>,
    pub(crate) kinds: Book<CaseKindRule>,
    pub(crate) numbering: Book<Numbering>,
    pub(crate) refunds: Book<Refund>,
    pub(crate) policies: Book<Policy>,
    pub(crate) timing: Book<Timing>,
    pub(crate) subjects: Book<Subject>,
    pub(crate) classes: Book<Class>,
}

/// What has been read so far.
#[derive(Default)]
struct Shelf {
    meta: Vec<Meta>,
    categories: Vec<Rule<Category>>,
    benches: Vec<Rule<Bench>>,
    recusals: Vec<Rule<Recusal>>,
    causes: Vec<Rule<Cause>>,
    kinds: Vec<Rule<CaseKindRule>>,
    numbering: Vec<Rule<Numbering>>,
    refunds: Vec<Rule<Refund>>,
    policies: Vec<Rule<Policy>>,
    timing: Vec<Rule<Timing>>,
    subjects: Vec<Rule<Subject>>,
    classes: Vec<Rule<Class>>,
}

impl Law {
    /// Reads a law from its files; a file may hold any sections.
    ///
    /// # Errors
    /// [`LawErrors`] with every fault of every file: what is not TOML, members unknown, missing or out of range, rules
    /// without citation, versions that overlap or leave a gap, days on which the policy holds but something that a draw
    /// needs does not.
    pub fn load(files: &[LawFile<'_>]) -> Result<Self, LawErrors> {
        let mut faults = Vec::new();
        let mut shelf = Shelf::default();
        for file in files {
            shelf.read(file, &mut faults);
        }
        let Some(meta) = shelf.meta.pop().filter(|_| shelf.meta.is_empty()) else {
            let file = files.first().map_or("", |file| file.name).to_owned();
            faults.push(LawError { file, line: 1, fault: LawFault::Head });
            return Err(LawErrors(faults));
        };
        let law = shelf.bind(meta);
        law.check_versions(&mut faults);
        if faults.is_empty() {
            law.check_complete(&mut faults);
        }
        if faults.is_empty() { Ok(law) } else { Err(LawErrors(faults)) }
    }

    /// Whose law it is.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What holds on a day.
    ///
    /// # Errors
    /// [`NotInForce`] if no allocation policy holds then: no case can be taken in.
    pub fn at(&self, day: Date) -> Result<InForce<'_>, NotInForce> {
        let policy = self.policies.get("", day).ok_or(NotInForce { what: "allocation policy", day })?;
        Ok(InForce::new(self, day, policy))
    }

    /// First day on which an allocation policy holds; none if there is none.
    pub fn first_day(&self) -> Option<Date> {
        self.policies.all().first().map(|policy| policy.from)
    }

    fn check_versions(&self, faults: &mut Vec<LawError>) {
        self.categories.check(faults);
        self.benches.check(faults);
        self.recusals.check(faults);
        self.causes.check(faults);
        self.kinds.check(faults);
        self.numbering.check(faults);
        self.refunds.check(faults);
        self.policies.check(faults);
        self.timing.check(faults);
        self.subjects.check(faults);
        self.classes.check(faults);
    }

    /// On every day on which something of what a draw needs begins or ends, a policy that holds has all it needs.
    fn check_complete(&self, faults: &mut Vec<LawError>) {
        let mut days: Vec<Date> = Vec::new();
        days.extend(turns(&self.categories));
        days.extend(turns(&self.benches));
        days.extend(turns(&self.causes));
        days.extend(turns(&self.numbering));
        days.extend(turns(&self.refunds));
        days.extend(turns(&self.timing));
        days.extend(turns(&self.policies));
        days.sort_unstable();
        days.dedup();
        for day in days {
            let Ok(law) = self.at(day) else { continue };
            if let Err(lacking) = law.draw_rules() {
                let (file, line) = (law.policy().file.clone(), law.policy().line);
                faults.push(LawError { file, line, fault: lacking.into() });
            }
        }
    }
}

/// Days on which a rule of the book begins or ends.
fn turns<T: Kind>(book: &Book<T>) -> impl Iterator<Item = Date> {
    book.all().iter().flat_map(|rule| [Some(rule.from), rule.to]).flatten()
}

impl Shelf {
    fn bind(mut self, meta: Meta) -> Law {
        let pairs =
            self.subjects.iter().flat_map(|subject| self.classes.iter().map(move |class| (subject, class)));
        self.categories.extend(pairs.filter_map(|(subject, class)| import_table::category(subject, class)));
        Law {
            meta,
            categories: Book::new(self.categories),
            benches: Book::new(self.benches),
            recusals: Book::new(self.recusals),
            causes: Book::new(self.causes),
            kinds: Book::new(self.kinds),
            numbering: Book::new(self.numbering),
            refunds: Book::new(self.refunds),
            policies: Book::new(self.policies),
            timing: Book::new(self.timing),
            subjects: Book::new(self.subjects),
            classes: Book::new(self.classes),
        }
    }

    fn read(&mut self, file: &LawFile<'_>, faults: &mut Vec<LawError>) {
        let name = file.name;
        let Ok(text) = std::str::from_utf8(file.bytes) else {
            faults.push(LawError { file: name.to_owned(), line: 1, fault: LawFault::NotUtf8 });
            return;
        };
        let source = Source { name, text };
        let root = match DeTable::parse(text) {
            Ok(root) => root,
            Err(e) => {
                let line = e.span().map_or(1, |span| source.line(span.start));
                faults.push(source.error(line, LawFault::Toml(e.message().to_owned())));
                return;
            }
        };
        for (section, value) in root.get_ref() {
            let at = section.span().start;
            self.section(source, section.get_ref(), value.get_ref(), at, faults);
        }
    }

    fn section(
        &mut self,
        source: Source<'_>,
        section: &str,
        value: &DeValue<'_>,
        at: usize,
        faults: &mut Vec<LawError>,
    ) {
        match section {
            "law" => self.meta.extend(head(source, value, at, faults)),
            Category::SECTION => self.categories.extend(rules(source, value, at, faults)),
            Bench::SECTION => self.benches.extend(rules(source, value, at, faults)),
            Recusal::SECTION => self.recusals.extend(rules(source, value, at, faults)),
            Cause::SECTION => self.causes.extend(rules(source, value, at, faults)),
            CaseKindRule::SECTION => self.kinds.extend(rules(source, value, at, faults)),
            Numbering::SECTION => self.numbering.extend(rules(source, value, at, faults)),
            Refund::SECTION => self.refunds.extend(rules(source, value, at, faults)),
            Policy::SECTION => self.policies.extend(rules(source, value, at, faults)),
            Timing::SECTION => self.timing.extend(rules(source, value, at, faults)),
            Subject::SECTION => self.subjects.extend(rules(source, value, at, faults)),
            Class::SECTION => self.classes.extend(rules(source, value, at, faults)),
            unknown => {
                let fault = LawFault::UnknownSection(unknown.to_owned());
                faults.push(source.error(source.line(at), fault));
            }
        }
    }
}

/// The rules of one section `[[…]]`.
fn rules<T: Kind>(
    source: Source<'_>,
    value: &DeValue<'_>,
    at: usize,
    faults: &mut Vec<LawError>,
) -> Vec<Rule<T>> {
    let expected = "a list of tables: [[…]]";
    let Some(items) = value.as_array() else {
        faults.push(source.error(source.line(at), LawFault::Wrong { member: T::SECTION, expected }));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        let at = item.span().start;
        match item.get_ref().as_table() {
            Some(table) => found.extend(rule::read(Fields::new(source, table, at, faults))),
            None => {
                faults.push(source.error(source.line(at), LawFault::Wrong { member: T::SECTION, expected }));
            }
        }
    }
    found
}

fn head(source: Source<'_>, value: &DeValue<'_>, at: usize, faults: &mut Vec<LawError>) -> Option<Meta> {
    let Some(table) = value.as_table() else {
        let fault = LawFault::Wrong { member: "law", expected: "a table: [law]" };
        faults.push(source.error(source.line(at), fault));
        return None;
    };
    let mut fields = Fields::new(source, table, at, faults);
    let id = fields.id("id");
    let name = fields.text3("name");
    let note = fields.text3("note");
    let imported = fields.flag("imported");
    fields.finish();
    Some(Meta { id: id?, name: name?, note: note?, imported: imported? })
}
