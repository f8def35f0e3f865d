//! People and accounts, as reference data keep them.

use crate::bodies::Keys;
use crate::names::{Login, Role};
use serde::{Deserialize, Serialize};
use tarazy_docket::from_value;
use tarazy_store::{Reader, Refusal, truth};

/// Kind of reference data of people; the id is the person's.
pub(crate) const PERSON: &str = "person";
/// Kind of reference data of accounts; the id is the login name.
pub(crate) const ACCOUNT: &str = "account";

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// His id: `p` and 16 hex digits, by chance.
    pub id: String,
    /// What people call him.
    pub name: String,
    /// His login name.
    pub login: Login,
    /// His roles, also those that ended.
    pub grants: Vec<Grant>,
}

/// A role with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Code of the court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// Public ids of judges of the court: the judge himself, or those for whom an assistant or a secretary works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judges: Vec<String>,
    /// From when, ms UTC.
    pub from: i64,
    /// Until when, ms UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

impl Grant {
    /// True if it holds at a time.
    pub fn holds(&self, now: i64) -> bool {
        self.from <= now && self.to.is_none_or(|to| now < to)
    }
}

/// How somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The person.
    pub person: String,
    /// What he signs in with; absent until he has chosen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Keys>,
    /// A code that waits for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<Enrolment>,
}

/// A one-time code, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
    /// Until when it holds, ms UTC.
    pub until: i64,
    /// Who issued it.
    pub by: String,
    /// Who agreed; the issuer himself where an operator issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
}

/// The account with a login name.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn account(reader: &mut dyn Reader, login: &Login) -> Result<Option<Account>, Refusal> {
    let found = truth::reference(reader, ACCOUNT, login.as_str())?;
    found.map(|value| from_value(&value).map_err(Refusal::internal)).transpose()
}

/// The person with an id.
///
/// # Errors
/// As [`account`].
pub fn person(reader: &mut dyn Reader, id: &str) -> Result<Option<Person>, Refusal> {
    let found = truth::reference(reader, PERSON, id)?;
    found.map(|value| from_value(&value).map_err(Refusal::internal)).transpose()
}

/// Everybody.
///
/// # Errors
/// As [`account`].
pub fn people(reader: &mut dyn Reader) -> Result<Vec<Person>, Refusal> {
    let rows = truth::references(reader, PERSON)?;
    rows.iter().map(|(_, value)| from_value(value).map_err(Refusal::internal)).collect()
}
