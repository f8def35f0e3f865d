//! What can stand on the docket of a case: typed bodies of its entries. They are frozen contracts; members are only added.

use serde::{Deserialize, Serialize};
use tarazy_docket::convert::{ConvertError, from_value, to_value};
use tarazy_docket::{Hash, Object, StreamId, Value, Visibility};

/// Marks a body that was written by an import of history: present and `true`, or absent.
pub type Imported = Option<bool>;

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
    /// Kind of paper: `claim`.
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

/// `act.issued`: an act of the court. Corrected by [`ActCorrected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActIssued {
    /// `decision`, `ruling` or another kind of act.
    pub act: String,
    /// Day of the act in the court's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Public id of the judge who issued it.
    pub judge: String,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `act.corrected`: a slip or arithmetic mistake in an act put right. May be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActCorrected {
    /// Leaf hash of the act.
    pub act: Hash,
    /// Code of the ground.
    pub ground: String,
}

/// `filing.returned`: the court gave the paper back. Final; the person may file anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilingReturned {
    /// Code of the ground from the law's list.
    pub ground: String,
}

/// `filing.withdrawn`: the filer took it back. Final; filing anew leads to the same judge (draw.md section 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilingWithdrawn {
    /// Code of the ground.
    pub ground: String,
}

/// `case.closed`: nothing is left to do. Corrected by [`CaseReopened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseClosed {
    /// `decided`, `returned`, `withdrawn`, `joined`.
    pub outcome: String,
    /// Written by an import.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub imported: Imported,
}

/// `stream.reopened`: a closed case is taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseReopened {
    /// Code of the ground.
    pub ground: String,
}

macro_rules! events {
    ($($name:ident($body:ident) = $kind:literal, $vis:ident;)+) => {
        /// An entry of a case's docket, read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event { $(#[doc = concat!("`", $kind, "`")] $name($body),)+ }

        impl Event {
            /// All types with their usual visibility.
            pub const TYPES: &[(&str, Visibility)] = &[$(($kind, Visibility::$vis)),+];

            /// Every type, with its schema and its reader.
            #[cfg(feature = "schema")]
            pub fn described() -> Vec<tarazy_docket::schema::Described> {
                vec![$(tarazy_docket::schema::Described::of::<$body>($kind)),+]
            }

            /// The entry's type.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)+ }
            }

            /// The class that an open case's entry of this type has.
            pub fn visibility(&self) -> Visibility {
                match self { $(Self::$name(_) => Visibility::$vis,)+ }
            }

            /// The body.
            ///
            /// # Errors
            /// If a number is beyond what restricted JSON holds.
            pub fn body(&self) -> Result<Object, ConvertError> {
                let value = match self { $(Self::$name(b) => to_value(b)?,)+ };
                match value { Value::Object(o) => Ok(o), Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Array(_) => Ok(Object::new()) }
            }

            /// Reads a type and body; `None` for a type that is not of a case's docket.
            ///
            /// # Errors
            /// If the body does not fit the type.
            pub fn read(kind: &str, body: &Object) -> Result<Option<Self>, ConvertError> {
                let value = Value::Object(body.clone());
                Ok(match kind { $($kind => Some(Self::$name(from_value(&value)?)),)+ _ => None })
            }
        }

        $(impl From<$body> for Event {
            fn from(b: $body) -> Self { Self::$name(b) }
        })+
    };
}

events! {
    Received(FilingReceived) = "filing.received", Parties;
    Opened(CaseOpened) = "case.opened", Parties;
    Registered(CaseRegistered) = "case.registered", Public;
    Numbered(CaseNumbered) = "case.numbered", Public;
    Assigned(CaseAssigned) = "case.assigned", Public;
    Corrected(CaseCorrected) = "case.corrected", Public;
    ActIssued(ActIssued) = "act.issued", Parties;
    ActCorrected(ActCorrected) = "act.corrected", Parties;
    Returned(FilingReturned) = "filing.returned", Parties;
    Withdrawn(FilingWithdrawn) = "filing.withdrawn", Parties;
    Closed(CaseClosed) = "case.closed", Public;
    Reopened(CaseReopened) = "stream.reopened", Public;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_survives_its_body() {
        let e = Event::from(CaseNumbered { number: "7119-25-00-2/1".into(), imported: Some(true) });
        let body = e.body().unwrap();
        assert_eq!(Value::Object(body.clone()).to_text(), r#"{"imported":true,"number":"7119-25-00-2/1"}"#);
        assert_eq!(Event::read(e.kind(), &body).unwrap(), Some(e));
        assert_eq!(Event::read("hearing.set", &body).unwrap(), None);
        assert!(Event::read("act.issued", &body).is_err());
    }
}
