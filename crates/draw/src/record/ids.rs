//! Identifiers that stand in records. Each is a type of its own; all share the grammar of docket.md section 2.3.

use alloc::string::String;
use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;
use tarazy_docket::stream::is_identifier;

/// The text does not match `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: {0:?}")]
pub struct NotAnId(pub String);

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Arc<str>);

        /// Many places share the text of one id: then it need not be read.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        /// By the bytes of the text.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if is_identifier(text) { Ok(Self(Arc::from(text))) } else { Err(NotAnId(text.into())) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_str(super::FromText::new("an identifier"))
            }
        }
    )+ };
}

id_types! {
    /// Public id of a judge.
    JudgeId,
    /// Id of a body that takes part in making randomness: a contributor, a member of a local beacon, its operator.
    BodyId,
    /// Public id of an officer of the court.
    OfficerId,
    /// A code of a category, cause, stage or procedure; what it means is data of the law.
    Code,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_are_read() {
        assert_eq!("7119-J01".parse::<JudgeId>().unwrap().as_str(), "7119-J01");
        for bad in ["", "~balance", "a b", ".x", "Ж01"] {
            assert!(bad.parse::<JudgeId>().is_err(), "{bad}");
        }
    }
}
