//! A text that somebody typed: an act, a protocol, a motion, a reply. What it says is his; the paper gives it the form of a document.

use super::act::Matter;
use super::summons::Officer;
use serde::{Deserialize, Serialize};

/// A typed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What kind of document it is, in the language of the paper: «ҰЙҒАРЫМ», «Өтінішхат».
    pub title: String,
    /// What it is on, where the title does not say it.
    #[serde(default)]
    pub on: Option<String>,
    /// Parties and subject.
    pub matter: Matter,
    /// Paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// Who signs: name, and as what.
    pub signature: Officer,
}
