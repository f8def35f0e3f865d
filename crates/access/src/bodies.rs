//! The bodies of the office's commands, by name of the command. They are contracts: members are only added.

use crate::names::{Login, Role};
use crate::secrets::PasswordHash;
use serde::{Deserialize, Serialize};
use tarazy_docket::StreamId;

/// `person.add`: somebody who works here, with the name by which he will sign in. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonAdd {
    /// Login name.
    pub login: Login,
    /// What people call him.
    pub name: String,
}

/// `role.grant`: a role from a day on, at a court where it is one of a court. Ended by `role.end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleGrant {
    /// Login name.
    pub login: Login,
    /// The role.
    pub role: Role,
    /// Code of the court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// Public ids of judges of the court: the judge himself, or those for whom an assistant or a secretary works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judges: Vec<String>,
    /// From when, ms UTC; absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Until when, ms UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// `role.end`: a role ends now. Corrected by granting it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEnd {
    /// Login name.
    pub login: Login,
    /// The role.
    pub role: Role,
    /// Code of the court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
}

/// `enrol.issue`: a one-time code with which somebody chooses his password and his second factor, at first or when he lost them.
/// An operator's holds at once; an administrator's when another one has confirmed it. Replaced by the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolIssue {
    /// Login name.
    pub login: Login,
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
    /// Until when it holds, ms UTC.
    pub until: i64,
}

/// `enrol.confirm`: a second administrator agrees to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolConfirm {
    /// Login name.
    pub login: Login,
}

/// What somebody signs in with, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The password, hashed.
    pub password: PasswordHash,
    /// Secret of the one-time passwords, encrypted with the installation's data key, in hex.
    pub totp: String,
    /// SHA-256 of the recovery codes, in hex.
    pub recovery: Vec<String>,
}

/// `account.set`: the holder of a code chooses what he signs in with; the code is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSet {
    /// Login name.
    pub login: Login,
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
    /// What he signs in with.
    pub keys: Keys,
}

/// `account.register`: a citizen makes his own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRegister {
    /// Login name.
    pub login: Login,
    /// What people call him.
    pub name: String,
    /// What he signs in with.
    pub keys: Keys,
}

/// `account.recovered`: a recovery code was used instead of a one-time password; it is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRecovered {
    /// Login name.
    pub login: Login,
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
}

/// `part.end`: somebody has no part in a case any more. Corrected by giving it again with a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEnd {
    /// The case.
    pub case: StreamId,
    /// Id of the person.
    pub person: String,
}

/// `part.enter`: somebody who signed in enters a case by the code on his summons. Corrected by [`PartEnd`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEnter {
    /// Id of the person.
    pub person: String,
    /// Hash of the code, however it was typed ([`crate::secrets::code_hash`]); in hex.
    pub code: String,
}

/// `access.read`: a sealed or personal thing was read. It changes nothing; it leaves its row of audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRead {
    /// What was read, by its id; never its content.
    pub what: String,
}
