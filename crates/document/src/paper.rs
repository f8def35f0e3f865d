//! What a document of a court says: one typed value for each kind, in one language.
//!
//! The two languages are never mixed under one signature, so a paper has one; English has no legal force and is not among
//! them. Reading a paper from a file checks its form; turning it into pages is `render`'s.

pub mod act;
pub mod case;
pub mod day;
pub mod public;
pub mod summons;
pub mod text;

use act::{Decision, Resolution, Ruling};
use case::{Allocation, ClaimSummary, FilingReceipt};
use day::Day;
use serde::{Deserialize, Serialize};
use summons::Summons;
use tarazy_base::Lang;
use text::Text;

/// A language in which acts are drawn up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
}

impl Tongue {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Kk, Self::Ru];

    /// The language of the product's texts.
    pub fn lang(self) -> Lang {
        match self {
            Self::Kk => Lang::Kk,
            Self::Ru => Lang::Ru,
        }
    }
}

/// Whether the authority behind the signatures is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A test authority: every page says that it has no legal force.
    Demonstration,
    /// A recognised authority.
    Official,
}

/// A court as its papers name it, in the language of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtName {
    /// Name.
    pub name: String,
    /// Address.
    #[serde(default)]
    pub address: Option<String>,
    /// Telephone, e-mail.
    #[serde(default)]
    pub contacts: Option<String>,
    /// The place where its acts are made, such as a city.
    #[serde(default)]
    pub place: Option<String>,
}

/// A document of a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its language.
    pub lang: Tongue,
    /// Whose document it is.
    pub court: CourtName,
    /// Number of the case, once it has one.
    #[serde(default)]
    pub case: Option<String>,
    /// Whether it can have legal force.
    pub standing: Standing,
    /// Whether it may still change.
    #[serde(default)]
    pub draft: bool,
    /// Whether it is a copy for everybody; set by [`public::public_copy`] alone.
    #[serde(default, skip_deserializing)]
    pub public: bool,
    /// The day on which it is made.
    pub made: Day,
    /// What names it apart from all others: a stream, an act's number.
    pub id: String,
    /// What the code on it says to a camera.
    #[serde(default)]
    pub code: Option<String>,
    /// What it says.
    pub body: Body,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// A claim as it arrived, in short.
    ClaimSummary(ClaimSummary),
    /// Confirmation that documents were received.
    Receipt(FilingReceipt),
    /// Summons.
    Summons(Summons),
    /// Ruling.
    Ruling(Ruling),
    /// Decision.
    Decision(Decision),
    /// Resolution of the court of appeal.
    Resolution(Resolution),
    /// Record of the automatic allocation.
    Allocation(Allocation),
    /// A text that somebody typed.
    Text(Text),
}

impl Body {
    /// The name of its kind: in files, of its template.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ClaimSummary(_) => "claim-summary",
            Self::Receipt(_) => "receipt",
            Self::Summons(_) => "summons",
            Self::Ruling(_) => "ruling",
            Self::Decision(_) => "decision",
            Self::Resolution(_) => "resolution",
            Self::Allocation(_) => "allocation",
            Self::Text(_) => "text",
        }
    }
}
