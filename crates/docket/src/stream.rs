//! Streams: the chains of entries that one log holds (docket.md section 5).

use crate::hash::{Hash, sha256};
use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// What a stream is about; the part of its name before the slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// The docket of a case: `case/<32 hex>`.
    Case,
    /// A registration-control card: `card/<32 hex>`.
    Card,
    /// A ledger of draws: `draw/<court>.<division>`.
    Draw,
    /// The jury lists of a court and year: `jury/<court>.<year>`.
    Jury,
    /// A source of public randomness: `beacon/<32 hex>`.
    Beacon,
    /// The installation itself: `sys/keys`, `sys/policy` and others of a closed list.
    Sys,
}

const KINDS: [(StreamKind, &str); 6] = [
    (StreamKind::Case, "case"),
    (StreamKind::Card, "card"),
    (StreamKind::Draw, "draw"),
    (StreamKind::Jury, "jury"),
    (StreamKind::Beacon, "beacon"),
    (StreamKind::Sys, "sys"),
];

const SYS_STREAMS: [&str; 8] = ["keys", "policy", "rules", "import", "map", "landmark", "alarm", "anchor"];

/// The name of a stream, `kind/identifier`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    name: String,
    kind: StreamKind,
}

/// The text is not the name of a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a stream: {0:?}")]
pub struct NotAStream(pub String);

/// True if `text` matches `[A-Za-z0-9][A-Za-z0-9._-]{0,63}` (docket.md section 2.3).
pub fn is_identifier(text: &str) -> bool {
    let b = text.as_bytes();
    (1..=64).contains(&b.len())
        && b[0].is_ascii_alphanumeric()
        && b.iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))
}

impl StreamId {
    /// The docket of a case with a random id.
    pub fn case(random: [u8; 16]) -> Self {
        Self::hex32("case", StreamKind::Case, random)
    }

    /// The stream of a beacon with a random id.
    pub fn beacon(random: [u8; 16]) -> Self {
        Self::hex32("beacon", StreamKind::Beacon, random)
    }

    fn hex32(word: &str, kind: StreamKind, random: [u8; 16]) -> Self {
        Self { name: alloc::format!("{word}/{}", hex::encode(random)), kind }
    }

    /// The ledger of a court's division.
    ///
    /// # Errors
    /// [`NotAStream`] if `court.division` is not an identifier.
    pub fn ledger(court: &str, division: &str) -> Result<Self, NotAStream> {
        alloc::format!("draw/{court}.{division}").parse()
    }

    /// What it is about.
    pub fn kind(&self) -> StreamKind {
        self.kind
    }

    /// The full name, `kind/identifier`.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The part after the slash.
    pub fn identifier(&self) -> &str {
        self.name.split_once('/').map_or("", |(_, id)| id)
    }

    /// `prev` of the stream's first entry: it binds the chain to this log and this name.
    pub fn genesis(&self, origin: &str) -> Hash {
        sha256(&[b"tarazy/stream/1\0", origin.as_bytes(), b"\n", self.name.as_bytes()])
    }
}

impl FromStr for StreamId {
    type Err = NotAStream;

    fn from_str(text: &str) -> Result<Self, NotAStream> {
        let fail = || NotAStream(text.to_owned());
        let (word, id) = text.split_once('/').ok_or_else(fail)?;
        let &(kind, _) = KINDS.iter().find(|(_, w)| *w == word).ok_or_else(fail)?;
        let random_id =
            || id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let fits = match kind {
            StreamKind::Case | StreamKind::Card | StreamKind::Beacon => random_id(),
            StreamKind::Draw | StreamKind::Jury => is_identifier(id) && id.contains('.'),
            StreamKind::Sys => SYS_STREAMS.contains(&id),
        };
        if fits { Ok(Self { name: text.to_owned(), kind }) } else { Err(fail()) }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl serde::Serialize for StreamId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.name)
    }
}

impl<'de> serde::Deserialize<'de> for StreamId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn names_of_streams() {
        let id = "0123456789abcdef0123456789abcdef";
        for good in [
            format!("case/{id}"),
            format!("beacon/{id}"),
            "draw/7119.civil".into(),
            "jury/7100.2026".into(),
            "sys/keys".into(),
        ] {
            assert_eq!(good.parse::<StreamId>().unwrap().as_str(), good);
        }
        let long = format!("draw/{}.c", "7".repeat(63));
        let capital = format!("case/{}", id.to_uppercase());
        for bad in
            ["", "case", "case/", "case/12", "draw/7119", "draw/.a", "sys/other", "person/1", &long, &capital]
        {
            assert!(bad.parse::<StreamId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_first_link_is_bound_to_the_log() {
        let s: StreamId = "sys/keys".parse().unwrap();
        assert_ne!(s.genesis("log.example/tarazy"), s.genesis("log.example/other"));
    }
}
