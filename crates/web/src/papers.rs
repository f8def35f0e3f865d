//! Papers that are made of what people type: the seam to the room that sets documents, whose fonts and standing the binary brings.

use tarazy_base::{Date, Lang};

/// What somebody typed, and what the paper around it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The language of the paper: Kazakh or Russian.
    pub lang: Lang,
    /// Name of the court, in that language.
    pub court: String,
    /// Number of the case, once it has one.
    pub case: Option<String>,
    /// What kind of document it is.
    pub title: String,
    /// What it is on, where the title does not say it.
    pub on: Option<String>,
    /// Claimants, respondents, third persons.
    pub parties: [Vec<String>; 3],
    /// What the dispute is about.
    pub subject: String,
    /// The text; a line that is empty parts paragraphs.
    pub text: String,
    /// Who signs: as what, and his name.
    pub signature: (String, String),
    /// The day on which it is made.
    pub made: Date,
    /// What names it apart from all others.
    pub id: String,
}

/// The paper was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a paper was not made: {0}")]
pub struct NotMade(pub String);

/// Makes papers.
pub trait Papers: Send + Sync {
    /// The file, as PDF. May block.
    ///
    /// # Errors
    /// [`NotMade`].
    fn typed(&self, typed: &Typed) -> Result<Vec<u8>, NotMade>;
}
