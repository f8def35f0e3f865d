//! What can be wrong with a file of the law. Each fault names the file and the line, so that a lawyer can put it right.

use std::fmt;
use tarazy_base::Date;

/// One fault in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawError {
    /// File, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: LawFault,
}

impl fmt::Display for LawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.fault)
    }
}

impl std::error::Error for LawError {}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawFault {
    /// Not text.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// Not TOML.
    #[error("not TOML: {0}")]
    Toml(String),
    /// A section that no kind of rule has.
    #[error("unknown section `{0}`")]
    UnknownSection(String),
    /// A member that this kind of rule does not have.
    #[error("unknown member `{0}`")]
    UnknownMember(String),
    /// A member that a rule must have.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// The rule says nowhere what it rests on.
    #[error("uncited: `cite`, or `act` and `at`, must name the article or document that the rule rests on")]
    Uncited,
    /// A member of another type or outside its range.
    #[error("`{member}` must be {expected}")]
    Wrong {
        /// The member.
        member: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A member names something that no file has.
    #[error("`{member}` names `{value}`, which no {section} has")]
    Unknown {
        /// The member.
        member: &'static str,
        /// What it names.
        value: String,
        /// The section in which it should stand.
        section: &'static str,
    },
    /// A day of a calendar that does not fit its year or the week.
    #[error("{day}: {what}")]
    Day {
        /// The day.
        day: Date,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A limit that follows another follows itself in the end.
    #[error("limit `{0}` follows itself")]
    Circle(String),
    /// The rule ends before it begins.
    #[error("`to` must be later than `from`")]
    EndsBeforeItBegins,
    /// Two versions of one rule hold on the same day.
    #[error("{what} overlaps with its version in {file}:{line}")]
    Overlap {
        /// The rule.
        what: String,
        /// File of the other version.
        file: String,
        /// Line of the other version.
        line: usize,
    },
    /// Between two versions of one rule there are days without it.
    #[error("{what} has a gap from {from} to {to}: close it, or say `after_gap = true` if the law left one")]
    Gap {
        /// The rule.
        what: String,
        /// First day without it.
        from: Date,
        /// First day with it again.
        to: Date,
    },
    /// Something that a draw needs is in force on no day on which the policy is.
    #[error("{0}")]
    Incomplete(#[from] crate::draw_rules::NotInForce),
    /// The head of the law stands in no file or in two.
    #[error("exactly one file must have a section `[law]`")]
    Head,
}

/// All faults of a set of files, in the order of files and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawErrors(pub Vec<LawError>);

impl fmt::Display for LawErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            let end = if n == 0 { "" } else { "\n" };
            write!(f, "{end}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LawErrors {}
