//! The trust file (C2SP tlog-policy): which logs and witnesses a reader trusts, and how many must have cosigned.

mod evaluate;
mod history;
mod parse;

#[cfg(test)]
mod tests;

pub use evaluate::{Distrust, MAX_AHEAD_SECONDS, Standing};
pub use history::PolicyHistory;
pub use parse::{MAX_LINES, PolicyError, PolicyFault};

use crate::note::{KeyId, KeyName, VerifierKey};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Name of a witness or group inside a policy file: bytes without meaning elsewhere, usually UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Vec<u8>);

/// A policy that was read from its file. Group members and the quorum always refer to something defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    members: Vec<Member>,
    quorum: Option<usize>,
}

/// A trusted log. Its key's name is its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The log's key.
    pub key: VerifierKey,
    /// Where the log is served, if the file says so.
    pub url: Option<String>,
}

/// A trusted witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name in the file.
    pub name: Name,
    /// Its cosigning key.
    pub key: VerifierKey,
    /// Its submission prefix, if the file says so.
    pub url: Option<String>,
}

/// A witness, or a group of members defined before it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    Witness(Box<Witness>),
    Group { name: Name, threshold: usize, members: Vec<usize> },
}

impl Member {
    fn name(&self) -> &Name {
        match self {
            Self::Witness(witness) => &witness.name,
            Self::Group { name, .. } => name,
        }
    }
}

impl Policy {
    /// The logs, in the order of the file. A policy may name none where the log is known otherwise.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses, in the order of the file.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        self.members.iter().filter_map(|member| match member {
            Member::Witness(witness) => Some(&**witness),
            Member::Group { .. } => None,
        })
    }

    /// False for `quorum none`: then receipts must say "not witnessed" (docket.md section 11.4).
    pub fn has_quorum(&self) -> bool {
        self.quorum.is_some()
    }

    /// The fewest witnesses that can meet the quorum; 0 for `quorum none`.
    pub fn fewest(&self) -> usize {
        self.quorum.map_or(0, |quorum| self.fewest_of(quorum))
    }

    fn fewest_of(&self, place: usize) -> usize {
        match self.members.get(place) {
            Some(Member::Group { threshold, members, .. }) => {
                let mut each: Vec<usize> = members.iter().map(|member| self.fewest_of(*member)).collect();
                each.sort_unstable();
                each.into_iter().take(*threshold).fold(0, usize::saturating_add)
            }
            Some(Member::Witness(_)) => 1,
            None => 0,
        }
    }

    /// Would these witnesses be enough? True for `quorum none`.
    pub fn would_be_met(&self, counts: impl Fn(&Witness) -> bool) -> bool {
        let counts = |place: usize| matches!(self.members.get(place), Some(Member::Witness(w)) if counts(w));
        self.quorum.is_none_or(|quorum| self.is_met(quorum, &counts))
    }

    /// The policy with the logs of another, for one that names none.
    #[must_use]
    pub fn with_logs_of(mut self, other: &Self) -> Self {
        if self.logs.is_empty() {
            self.logs.clone_from(&other.logs);
        }
        self
    }

    /// The policy with one more trusted log, for a policy that names none.
    #[must_use]
    pub fn with_log(mut self, key: VerifierKey) -> Self {
        self.logs.push(Log { key, url: None });
        self
    }

    /// The witness whose key has this name and id.
    pub fn witness_of(&self, name: &KeyName, id: KeyId) -> Option<&Witness> {
        self.witnesses().find(|w| w.key.name() == name && w.key.id() == id)
    }
}

impl Name {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Name {
    /// The name as text; bytes that are not UTF-8 show as U+FFFD.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
