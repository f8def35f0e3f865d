//! `[[service]]`: what counts as proper notice, and what does not: by which channel, to an address known from where, on which
//! evidence, taken or certified by whom. A rule of this kind says which conclusion the evidence allows; the conclusion is a judge's.

use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use tarazy_base::Date;

/// What a rule concludes from the evidence that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conclusion {
    /// The person is properly notified.
    Proper,
    /// He counts as notified as long as nothing else is proven.
    Deemed,
    /// He is not notified.
    Not,
}

/// Whom a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressed {
    /// Anybody.
    Anybody,
    /// A person.
    Person,
    /// An organisation.
    Organisation,
}

/// One way of the law. The key is its code. An empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Code.
    pub code: String,
    /// What follows.
    pub conclusion: Conclusion,
    /// Whom it is about.
    pub addressed: Addressed,
    /// Channels, of list `notice-channel`.
    pub channels: Vec<String>,
    /// Where the address is known from, of list `notice-origin`.
    pub origins: Vec<String>,
    /// Evidence of which one piece is needed, of list `notice-evidence`.
    pub evidence: Vec<String>,
    /// Who took it or certified it, of list `notice-person`.
    pub persons: Vec<String>,
    /// Evidence of the same channel that speaks against it.
    pub rebutted_by: Vec<String>,
    /// If the addressee does not come after it, he is notified once more by another way (ГПК 127).
    pub repeat: bool,
}

const CONCLUSIONS: [(&str, Conclusion); 3] =
    [("proper", Conclusion::Proper), ("deemed", Conclusion::Deemed), ("not", Conclusion::Not)];
const ADDRESSED: [(&str, Addressed); 3] = [
    ("anybody", Addressed::Anybody),
    ("person", Addressed::Person),
    ("organisation", Addressed::Organisation),
];

impl Kind for Service {
    const SECTION: &'static str = "service";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let conclusion = f.word("conclusion", &CONCLUSIONS, "proper, deemed or not");
        let addressed = f.word("addressed", &ADDRESSED, "anybody, person or organisation");
        let (channels, origins) = (f.ids("channels"), f.ids("origins"));
        let (evidence, persons) = (f.ids("evidence"), f.ids("persons"));
        let rebutted_by = f.ids("rebutted_by");
        let repeat = f.flag("repeat");
        let code = code?;
        let what = Self {
            code: code.clone(),
            conclusion: conclusion?,
            addressed: addressed?,
            channels: channels?,
            origins: origins?,
            evidence: evidence?,
            persons: persons?,
            rebutted_by: rebutted_by?,
            repeat: repeat?,
        };
        Some((code, what))
    }
}

impl Law {
    /// The ways of notice that the law knows on a day, by what was known on another, in the order of their codes.
    pub fn services(&self, day: Date, known: Date) -> impl Iterator<Item = &Rule<Service>> {
        self.books.services.at(day, known)
    }

    /// One of them.
    pub fn service(&self, code: &str, day: Date, known: Date) -> Option<&Rule<Service>> {
        self.books.services.get(code, day, known)
    }
}
