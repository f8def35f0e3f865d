//! What an installation writes about itself and about entries (docket.md section 7): keys, policy, schemas and rules, the end
//! of an import, contents that are lost. They are frozen contracts; members are only added.

use crate::body::Body;
use crate::hash::Hash;
use crate::json::Object;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// `key.added`: a public key of the installation, in `sys/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyAdded {
    /// What it is for: `log`, `ack`.
    pub kind: String,
    /// The key as signed notes name it.
    pub vkey: String,
}

/// `key.retired`: a key is no longer used; its successor has signed beside it. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyRetired {
    /// What it was for.
    pub kind: String,
    /// The key as signed notes name it.
    pub vkey: String,
}

/// `key.compromised`: somebody else may have a key; what it signs from now on proves nothing. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyCompromised {
    /// What it was for.
    pub kind: String,
    /// The key as signed notes name it.
    pub vkey: String,
}

/// `policy.set`: the trust policy in force, in `sys/policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicySet {
    /// A tlog-policy file, verbatim.
    pub policy: String,
}

/// `schema.set`: the JSON Schema of a type of entries, in `sys/rules`. The document is published as `schemas/<sha256>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SchemaSet {
    /// The type of the entries whose bodies it describes.
    #[serde(rename = "type")]
    pub kind: String,
    /// SHA-256 of the document.
    pub sha256: Hash,
}

/// `rules.set`: law, specification and program by their hashes, in `sys/rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RulesSet {
    /// Id of the law.
    pub law: String,
    /// SHA-256 of the specification of the draw.
    pub spec_hash: Hash,
    /// SHA-256 of the program.
    pub code_hash: Hash,
    /// SHA-256 of the allocation policy.
    pub policy_hash: Hash,
}

/// `import.done`: the end of an import of history, in `sys/import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportDone {
    /// SHA-256 of the file.
    pub file: Hash,
    /// Seed of the scenario.
    pub seed: u64,
    /// Cases taken.
    pub cases: u64,
    /// Lines not taken.
    pub rejects: u64,
    /// Written by an import: `true`.
    pub imported: bool,
}

/// `body.lost`: the content of an entry can be read no more, in the entry's own stream. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BodyLost {
    /// Leaf hash of that entry.
    pub target: Hash,
}

/// `entry.opened`: the content of an entry is shown to everybody, in the entry's own stream. Tightened by [`EntryClosed`], which
/// cannot take back what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryOpened {
    /// Leaf hash of that entry.
    pub target: Hash,
    /// The salt of its commitment.
    pub salt: Hash,
    /// Its body.
    pub body: Object,
    /// Why: code of the law's closed list.
    pub ground: String,
}

/// `entry.closed`: an entry stops being served, in its own stream. Final; it cannot take back what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryClosed {
    /// Leaf hash of that entry.
    pub target: Hash,
    /// Its index in the log.
    pub index: u64,
    /// `true`: the bundles have an empty place instead of the entry. For what was put in clear by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<bool>,
    /// Why: code of the law's closed list.
    pub ground: String,
}

impl EntryClosed {
    /// True if the entry itself is withheld.
    pub fn is_withheld(&self) -> bool {
        self.withheld == Some(true)
    }
}

/// What an alarm of the installation tells of. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlarmCode {
    /// The writer's clock runs behind the last entry by more than two seconds (section 8.8).
    ClockBehind,
    /// A checkpoint was published without the quorum of witnesses (section 9.6).
    NoQuorum,
    /// A witness remembers another or a larger log (section 11).
    WitnessContradicts,
}

impl AlarmCode {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClockBehind => "clock-behind",
            Self::NoQuorum => "no-quorum",
            Self::WitnessContradicts => "witness-contradicts",
        }
    }
}

/// `alarm.raised`, in `sys/alarm`: once, however long it lasts. Ended by [`AlarmCleared`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlarmRaised {
    /// What it tells of.
    pub code: AlarmCode,
    /// `clock-behind`: by how much, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<i64>,
    /// `no-quorum`: entries under the checkpoint that went out without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// `witness-contradicts`: how many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<u64>,
}

/// `alarm.cleared`, in `sys/alarm`: what an alarm told of is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlarmCleared {
    /// What it told of.
    pub code: AlarmCode,
    /// Leaf hash of `alarm.raised`.
    pub target: Hash,
}

macro_rules! notices {
    ($($name:ident = $kind:literal),+ $(,)?) => {
        $( impl Body for $name { const TYPE: &'static str = $kind; } )+

        /// Every type of this file, with its schema and its reader.
        #[cfg(feature = "schema")]
        pub fn described() -> alloc::vec::Vec<crate::schema::Described> {
            alloc::vec![$(crate::schema::Described::of::<$name>($kind)),+]
        }
    };
}

notices! {
    KeyAdded = "key.added",
    KeyRetired = "key.retired",
    KeyCompromised = "key.compromised",
    PolicySet = "policy.set",
    SchemaSet = "schema.set",
    RulesSet = "rules.set",
    ImportDone = "import.done",
    BodyLost = "body.lost",
    EntryOpened = "entry.opened",
    EntryClosed = "entry.closed",
    AlarmRaised = "alarm.raised",
    AlarmCleared = "alarm.cleared",
}
