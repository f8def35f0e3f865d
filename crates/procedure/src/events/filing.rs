//! A claim arrives, is registered, accepted or given back.

use super::Imported;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Hash, StreamId};

/// What a person is in the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Who claims.
    Claimant,
    /// Against whom.
    Respondent,
    /// A third person with or without a claim of his own.
    ThirdPerson,
}

/// A party as the filing names it. Never in clear in the log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Party {
    /// What he is in the case.
    pub role: PartyRole,
    /// The name as filed.
    pub name: String,
    /// Individual identification number, if the person has one and gave it. Never demanded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub iin: Option<String>,
    /// Business identification number of an organisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bin: Option<String>,
    /// Day of birth, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub born: Option<String>,
    /// Where the person lives or has its seat.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Mobile number that the person gave to the court.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// E-mail address that the person gave to the court.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    /// Bank details of an organisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bank: Option<String>,
}

impl Party {
    /// A party of whom the name alone is known.
    pub fn named(role: PartyRole, name: impl Into<String>) -> Self {
        let (iin, bin, born, address, phone, email, bank) = Default::default();
        Self { role, name: name.into(), iin, bin, born, address, phone, email, bank }
    }
}

impl core::fmt::Debug for Party {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Party({:?}, …)", self.role)
    }
}

/// `filing.received`: a claim reached the court. Final; ended by return or withdrawal. It is kept small, because a receipt
/// on paper carries it whole (docket.md section 13.3); what else was filed stands in [`CaseOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilingReceived {
    /// Kind of paper: `claim`, or `appeal` where a case comes from a court below.
    pub kind: String,
    /// Court code, 4 digits.
    pub court: String,
    /// Division of the court whose ledger the case goes to.
    pub division: String,
    /// Category that the filer proposes.
    pub category: String,
    /// When it reached the counter or the server, ms UTC; not later than the entry's time.
    pub received: i64,
    /// How many documents were filed.
    pub files: u32,
    /// Binding of the documents' commitments, absent without documents.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub files_hash: Option<Hash>,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `case.opened`: what the filing says of parties and dispute, written with it. Final.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseOpened {
    /// The parties as named.
    pub parties: Vec<Party>,
    /// Keyed fingerprints of the dispute (draw.md section 9), sorted.
    #[serde(default)]
    pub fingerprints: Vec<Hash>,
    /// True if the fingerprints hold an identity of the subject.
    #[serde(default)]
    pub subject: bool,
    /// Commitments to the documents, in the order of filing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub documents: Vec<Hash>,
    /// Amount claimed in tiyn, if it is in tenge.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value_tiyn: Option<i64>,
    /// Amount as the source writes it, for imported cases in other currencies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value_source: Option<String>,
    /// What the claim is about, in the filer's words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub demand: Option<String>,
    /// Codes of what the claim lacks of lists `claim-content` and `claim-annex`, as the program sees it; the judge decides.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lacks: Vec<String>,
    /// The docket of the court below, where this is an appeal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<StreamId>,
    /// Number of the row that an import took it from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source_id: Option<String>,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `case.registered`: the chancery checked jurisdiction and openness. Corrected by [`CaseCorrected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseRegistered {
    /// Leaf hash of the filing.
    pub filing: Hash,
    /// Court code.
    pub court: String,
    /// Division.
    pub division: String,
    /// Category as checked.
    pub category: String,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `case.numbered`: the public number. Final: a number is never changed or given twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseNumbered {
    /// The case number.
    pub number: String,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `case.assigned`: link to the draw or the non-random assignment. Corrected by a redraw, for a closed list of causes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseAssigned {
    /// The ledger's stream.
    pub ledger: StreamId,
    /// Leaf hash of `draw.result` or `assign.nonrandom`.
    pub by: Hash,
    /// Public ids of the judges, the rapporteur first.
    pub judges: Vec<String>,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `case.corrected`: registration put right (category, division's category code). The draw's weight is adjusted, the
/// judge stays (draw.md section 5.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseCorrected {
    /// The right category.
    pub category: String,
    /// Why: code of a closed list.
    pub ground: String,
}

/// `filing.returned`: the court gave the paper back. Final; the person may file anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilingReturned {
    /// Code of the ground from the law's list.
    pub ground: String,
    /// Commitments to the ruling.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub documents: Vec<Hash>,
}

/// `filing.withdrawn`: the filer took it back. Final; filing anew leads to the same judge (draw.md section 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilingWithdrawn {
    /// Code of the ground.
    pub ground: String,
    /// Commitments to the application.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub documents: Vec<Hash>,
}
