//! Acts: rulings, the decision of the first instance, the resolution of the court of appeal.
//!
//! Articles of the law are part of the data: which one an act rests on is the judge's word, and the law changes.

use super::day::{Appointment, Day};
use serde::{Deserialize, Serialize};

/// Who takes part, and about what: the beginning of every act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Claimants.
    pub claimants: Vec<String>,
    /// Respondents.
    pub respondents: Vec<String>,
    /// Third persons.
    #[serde(default)]
    pub third_persons: Vec<String>,
    /// What the claim is about, in the nominative: «шарт бойынша берешекті өндіріп алу туралы».
    pub subject: String,
}

/// A ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The judge.
    pub judge: String,
    /// The secretary, where one took part.
    #[serde(default)]
    pub secretary: Option<String>,
    /// Parties and subject.
    pub matter: Matter,
    /// What is ruled on.
    pub on: RulingOn,
    /// What the judge found, paragraph by paragraph.
    pub found: Vec<String>,
    /// Articles on which it rests, as they are cited.
    pub grounds: Vec<String>,
    /// What is ruled beside the kind's own part, point by point.
    #[serde(default)]
    pub further: Vec<String>,
    /// Whether and how it can be appealed against.
    pub appeal: String,
}

/// What a ruling is on, with the parts that its kind needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RulingOn {
    /// The claim is taken into the court's proceedings.
    Acceptance {
        /// The language of the proceedings, in words of the paper's language.
        language: String,
        /// Until when the respondent may reply.
        #[serde(default)]
        reply_until: Option<Day>,
    },
    /// The claim is given back; the claimant may file it again.
    Return,
    /// The claim is not accepted.
    Refusal,
    /// The claim is left without motion until its defects are mended.
    NoMotion {
        /// What is missing.
        defects: Vec<String>,
        /// Until when.
        until: Day,
    },
    /// The claim is secured.
    Securing {
        /// The measures.
        measures: Vec<String>,
    },
    /// A hearing is set.
    Hearing {
        /// When and where.
        appointment: Appointment,
    },
    /// A recusal is decided.
    Recusal {
        /// Of whom.
        judge: String,
        /// Whether it is granted.
        granted: bool,
    },
}

/// A decision: introductory, descriptive, reasoned and operative part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The judge.
    pub judge: String,
    /// The secretary.
    pub secretary: String,
    /// Who else took part, in words: representatives, the prosecutor.
    #[serde(default)]
    pub present: Vec<String>,
    /// Whether the hearing was open.
    pub open: bool,
    /// Parties and subject.
    pub matter: Matter,
    /// What the claimant asks, the respondent objects, others say.
    pub descriptive: Vec<String>,
    /// Circumstances found, evidence, reasons, law.
    pub reasoned: Vec<String>,
    /// Articles on which it rests, as they are cited.
    pub grounds: Vec<String>,
    /// What is decided, point by point, with the costs.
    pub operative: Vec<String>,
    /// How and until when it can be appealed against.
    pub appeal: String,
}

/// A resolution of the court of appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// Who presided.
    pub presiding: String,
    /// The other judges of the bench.
    pub judges: Vec<String>,
    /// The secretary.
    pub secretary: String,
    /// Who else took part, in words.
    #[serde(default)]
    pub present: Vec<String>,
    /// Parties and subject.
    pub matter: Matter,
    /// Who appealed.
    pub appellants: Vec<String>,
    /// Court of the first instance.
    pub first_court: String,
    /// Day of its act.
    pub first_day: Day,
    /// The arguments and the course of the case.
    pub descriptive: Vec<String>,
    /// Reasons.
    pub reasoned: Vec<String>,
    /// Articles on which it rests, as they are cited.
    pub grounds: Vec<String>,
    /// What is resolved, point by point.
    pub operative: Vec<String>,
    /// When it enters into force and how it can be reviewed.
    pub force: String,
}
