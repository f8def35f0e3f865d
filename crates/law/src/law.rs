//! The law of one installation: read from files, checked as a whole, asked by day.

use crate::book::Book;
use crate::draw_rules::NotInForce;
use crate::error::{LawError, LawErrors, LawFault};
use crate::in_force::InForce;
use crate::references;
use crate::rule::{Kind, Listed};
use crate::shelf::{Books, Shelf};
use tarazy_base::{Date, Text3};

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
    pub(crate) books: Books,
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
        let mut law = Self { meta, books: shelf.bind() };
        law.books.name_acts(&mut faults);
        law.books.check(&mut faults);
        references::check(&law.books, &mut faults);
        if faults.is_empty() {
            law.check_complete(&mut faults);
        }
        if faults.is_empty() { Ok(law) } else { Err(LawErrors(faults)) }
    }

    /// Whose law it is.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What holds on a day, as far as it is known now.
    ///
    /// # Errors
    /// [`NotInForce`] if no allocation policy holds then: no case can be taken in.
    pub fn at(&self, day: Date) -> Result<InForce<'_>, NotInForce> {
        self.at_known(day, Date::MAX)
    }

    /// What held on a day by what was known on another: the second clock leaves out what became known later.
    ///
    /// # Errors
    /// As [`Law::at`].
    pub fn at_known(&self, day: Date, known: Date) -> Result<InForce<'_>, NotInForce> {
        let policy = self.books.policies.get("", day, known);
        let policy = policy.ok_or(NotInForce { what: "allocation policy", day })?;
        Ok(InForce::new(self, day, known, policy))
    }

    /// Every version of every rule, by section and key.
    pub fn listed(&self) -> Vec<Listed<'_>> {
        self.books.listed()
    }

    /// First day on which an allocation policy holds; none if there is none.
    pub fn first_day(&self) -> Option<Date> {
        self.books.policies.all().first().map(|policy| policy.from)
    }

    /// On every day on which something of what a draw needs begins or ends, a policy that holds has all it needs.
    fn check_complete(&self, faults: &mut Vec<LawError>) {
        let mut days: Vec<Date> = Vec::new();
        days.extend(turns(&self.books.categories));
        days.extend(turns(&self.books.benches));
        days.extend(turns(&self.books.causes));
        days.extend(turns(&self.books.numbering));
        days.extend(turns(&self.books.refunds));
        days.extend(turns(&self.books.timing));
        days.extend(turns(&self.books.policies));
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
