//! The entry: what the log says happened (docket.md sections 4, 6 and 7).

mod outer;

pub use outer::Outline;

use crate::commit::{Salt, body_commitment};
use crate::hash::{Hash, sha256};
use crate::json::{JsonError, MAX_INT, Object, Value, write_int, write_text};
use crate::stream::{NotAStream, StreamId, is_identifier};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// The largest entry, in bytes of its canonical form.
pub const MAX_ENTRY: usize = 32_768;
/// The version of the entry format.
pub const VERSION: i64 = 1;

/// Who may open an entry's content. Tiles are public whatever the class; it decides what stands in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// Everybody: the body stands in clear.
    Public,
    /// Parties, their representatives and the court: the body is a commitment.
    Parties,
    /// The court: type and body are hidden.
    Court,
    /// Named persons of a sealing order; in a closed case parties and auditors. Actor, type and body are hidden.
    Sealed,
}

impl Visibility {
    /// The word in the entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Parties => "parties",
            Self::Court => "court",
            Self::Sealed => "sealed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Parties, Self::Court, Self::Sealed].into_iter().find(|v| v.as_str() == text)
    }
}

/// The type of an entry, `[a-z]+(\.[a-z]+)+`, or `sealed`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryType(String);

impl EntryType {
    /// The type that a `court` entry shows.
    pub const COURT: &'static str = "court.internal";
    /// The type that a `sealed` entry shows.
    pub const SEALED: &'static str = "sealed";

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EntryType {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
        let dotted = text.contains('.') && text.split('.').all(word);
        if dotted || text == Self::SEALED {
            Ok(Self(text.to_owned()))
        } else {
            Err(EntryError::Member("type"))
        }
    }
}

impl fmt::Display for EntryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who acted: a role, or `role:id` where the id is a public one (judge, court, office). Never a party's name or number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(String);

impl Actor {
    /// A role alone.
    ///
    /// # Errors
    /// [`EntryError::Member`] if the role is not lowercase letters and dashes.
    pub fn role(role: &str) -> Result<Self, EntryError> {
        role.parse()
    }

    /// A role with a public id.
    ///
    /// # Errors
    /// [`EntryError::Member`] if the role is not lowercase letters and dashes or the id is not an identifier.
    pub fn named(role: &str, id: &str) -> Result<Self, EntryError> {
        alloc::format!("{role}:{id}").parse()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for a role without an id, as entries of class `parties` demand.
    pub fn is_role_only(&self) -> bool {
        !self.0.contains(':')
    }
}

impl FromStr for Actor {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        let (role, id) = match text.split_once(':') {
            Some((role, id)) => (role, Some(id)),
            None => (text, None),
        };
        let role_fits = (1..=32).contains(&role.len())
            && role.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && !role.starts_with('-');
        if role_fits && id.is_none_or(is_identifier) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EntryError::Member("actor"))
        }
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an entry holds: its body in clear, or a commitment to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The body of a `public` entry.
    Body(Object),
    /// The commitment to the canonical body of an entry of another class.
    Commit(Hash),
}

/// An entry of the log. Its index in the log is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Position in the stream, from 1.
    pub seq: u64,
    /// Leaf hash of the stream's previous entry; [`StreamId::genesis`] for the first.
    pub prev: Hash,
    /// The writer's clock when the entry was built: milliseconds since 1970-01-01 UTC.
    pub time: i64,
    /// What happened; [`EntryType::COURT`] or [`EntryType::SEALED`] where the class hides it.
    pub kind: EntryType,
    /// Who acted; absent in sealed entries.
    pub actor: Option<Actor>,
    /// Who may open it.
    pub vis: Visibility,
    /// The body or its commitment.
    pub content: Content,
}

/// Why bytes are not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than [`MAX_ENTRY`].
    #[error("entry of {0} bytes is over the limit of {MAX_ENTRY}")]
    TooLarge(usize),
    /// Not restricted JSON, or not its canonical form.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is missing, surplus, of another type, or does not fit the entry's class.
    #[error("member `{0}` is missing, surplus, or does not fit")]
    Member(&'static str),
    /// The version is not 1.
    #[error("entry version {0} is not supported")]
    Version(i64),
    /// A text of the body is not in Unicode normalisation form C.
    #[error("a text is not in Unicode normalisation form C")]
    NotNfc,
}

impl From<NotAStream> for EntryError {
    fn from(_: NotAStream) -> Self {
        Self::Member("stream")
    }
}

const MEMBERS: [&str; 10] =
    ["actor", "body", "body_commit", "prev", "seq", "stream", "time", "type", "v", "vis"];

impl Entry {
    /// Reads an entry from its canonical bytes, strictly: nothing missing, nothing surplus, class and members agree.
    ///
    /// # Errors
    /// [`EntryError`] says what does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let Some(outline) = Outline::of(bytes) else { return Self::parse_values(bytes) };
        let (mut entry, body) = outline.read(bytes)?;
        if let Some(body) = body
            && let Value::Object(body) = Value::from_canonical(body.as_str().as_bytes())?
        {
            entry.content = Content::Body(body);
        }
        Ok(entry)
    }

    /// Reads value by value, and says exactly what is wrong.
    fn parse_values(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY {
            return Err(EntryError::TooLarge(bytes.len()));
        }
        let Value::Object(mut members) = Value::from_canonical(bytes)? else {
            return Err(EntryError::Member("v"));
        };
        match members.get("v").and_then(Value::as_int) {
            Some(VERSION) => {}
            Some(other) => return Err(EntryError::Version(other)),
            None => return Err(EntryError::Member("v")),
        }
        if let Some((_, _)) = members.iter().find(|(name, _)| !MEMBERS.contains(name)) {
            return Err(EntryError::Member("(surplus)"));
        }
        let entry = Self {
            stream: text(&members, "stream")?.parse()?,
            seq: u64::try_from(int(&members, "seq")?).map_err(|_| EntryError::Member("seq"))?,
            prev: hash(&members, "prev")?,
            time: int(&members, "time")?,
            kind: text(&members, "type")?.parse()?,
            actor: match members.get("actor") {
                Some(_) => Some(text(&members, "actor")?.parse()?),
                None => None,
            },
            vis: Visibility::parse(text(&members, "vis")?).ok_or(EntryError::Member("vis"))?,
            content: content(&mut members)?,
        };
        entry.check()?;
        Ok(entry)
    }

    /// Checks what the class demands of the members.
    ///
    /// # Errors
    /// [`EntryError::Member`] names the member that does not fit.
    pub fn check(&self) -> Result<(), EntryError> {
        let fits = |ok: bool, member| if ok { Ok(()) } else { Err(EntryError::Member(member)) };
        fits((1..=MAX_INT.unsigned_abs()).contains(&self.seq), "seq")?;
        fits((0..=MAX_INT).contains(&self.time), "time")?;
        let in_clear = matches!(self.content, Content::Body(_));
        fits(in_clear == (self.vis == Visibility::Public), if in_clear { "body" } else { "body_commit" })?;
        let shown = self.kind.as_str();
        match self.vis {
            Visibility::Public | Visibility::Parties => {
                fits(shown != EntryType::COURT && shown != EntryType::SEALED, "type")?;
                let actor = self.actor.as_ref().ok_or(EntryError::Member("actor"))?;
                fits(self.vis == Visibility::Public || actor.is_role_only(), "actor")
            }
            Visibility::Court => {
                fits(shown == EntryType::COURT, "type")?;
                fits(self.actor.as_ref().is_some_and(|a| a.as_str() == "court"), "actor")
            }
            Visibility::Sealed => {
                fits(shown == EntryType::SEALED, "type")?;
                fits(self.actor.is_none(), "actor")
            }
        }
    }

    /// The canonical bytes; what the log's tree hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::with_capacity(512);
        let name = |out: &mut String, name: &str| {
            out.push(if out.is_empty() { '{' } else { ',' });
            out.push('"');
            out.push_str(name);
            out.push_str("\":");
        };
        // Members in the order of their names.
        if let Some(actor) = &self.actor {
            name(&mut out, "actor");
            write_text(actor.as_str(), &mut out);
        }
        match &self.content {
            Content::Body(body) => {
                name(&mut out, "body");
                body.write(&mut out);
            }
            Content::Commit(commit) => {
                name(&mut out, "body_commit");
                write_text(&commit.to_hex(), &mut out);
            }
        }
        name(&mut out, "prev");
        write_text(&self.prev.to_hex(), &mut out);
        name(&mut out, "seq");
        write_int(i64::try_from(self.seq).unwrap_or(MAX_INT), &mut out);
        name(&mut out, "stream");
        write_text(self.stream.as_str(), &mut out);
        name(&mut out, "time");
        write_int(self.time, &mut out);
        name(&mut out, "type");
        write_text(self.kind.as_str(), &mut out);
        name(&mut out, "v");
        write_int(VERSION, &mut out);
        name(&mut out, "vis");
        write_text(self.vis.as_str(), &mut out);
        out.push('}');
        out.into_bytes()
    }

    /// The body, if it stands in clear.
    pub fn body(&self) -> Option<&Object> {
        match &self.content {
            Content::Body(b) => Some(b),
            Content::Commit(_) => None,
        }
    }

    /// True if `salt` and `body` open this entry's commitment.
    pub fn is_opened_by(&self, salt: &Salt, body: &Object) -> bool {
        match &self.content {
            Content::Body(_) => false,
            Content::Commit(c) => *c == body_commitment(salt, body),
        }
    }
}

/// `SHA-256(0x00 || entry bytes)`, RFC 6962.
pub fn leaf_hash(entry_bytes: &[u8]) -> Hash {
    sha256(&[&[0], entry_bytes])
}

fn text<'a>(members: &'a Object, name: &'static str) -> Result<&'a str, EntryError> {
    members.get(name).and_then(Value::as_text).ok_or(EntryError::Member(name))
}

fn int(members: &Object, name: &'static str) -> Result<i64, EntryError> {
    members.get(name).and_then(Value::as_int).ok_or(EntryError::Member(name))
}

fn hash(members: &Object, name: &'static str) -> Result<Hash, EntryError> {
    Hash::from_hex(text(members, name)?).map_err(|_| EntryError::Member(name))
}

fn content(members: &mut Object) -> Result<Content, EntryError> {
    match (members.remove("body"), members.get("body_commit")) {
        (Some(Value::Object(body)), None) => Ok(Content::Body(body)),
        (None, Some(_)) => Ok(Content::Commit(hash(members, "body_commit")?)),
        _ => Err(EntryError::Member("body")),
    }
}

/// An entry without what only the writer knows: position, link and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The stream that it goes to.
    pub stream: StreamId,
    /// What happened: the true type, whatever the class shows.
    pub kind: EntryType,
    /// Who acted: the true actor, whatever the class shows.
    pub actor: Actor,
    /// Who may open it.
    pub vis: Visibility,
    /// The content.
    pub body: Object,
}

/// The opened content of an entry whose class hides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The salt of the commitment.
    pub salt: Salt,
    /// The committed body; for `court` and `sealed` entries it holds the true `type` (and `actor`).
    pub body: Object,
}

impl Draft {
    /// The entry at a place of its stream. `salt` is used where the class hides the body; the opening is then given
    /// back, to be kept under the class's access rule.
    ///
    /// # Errors
    /// [`EntryError`] if text is not NFC, a member does not fit the class, or the entry is too large.
    pub fn into_entry(
        self,
        seq: u64,
        prev: Hash,
        time: i64,
        salt: impl FnOnce() -> Salt,
    ) -> Result<(Entry, Option<Opening>), EntryError> {
        let mut body = self.body;
        let (kind, actor) = match self.vis {
            Visibility::Public | Visibility::Parties => (self.kind, Some(self.actor)),
            Visibility::Court => {
                body.insert("type", self.kind.as_str());
                (EntryType(EntryType::COURT.to_owned()), Some(Actor("court".to_owned())))
            }
            Visibility::Sealed => {
                body.insert("type", self.kind.as_str());
                body.insert("actor", self.actor.as_str());
                (EntryType(EntryType::SEALED.to_owned()), None)
            }
        };
        let value = Value::Object(body);
        if !value.is_nfc() {
            return Err(EntryError::NotNfc);
        }
        if value.depth() >= crate::json::MAX_DEPTH {
            return Err(EntryError::Json(JsonError::Depth { at: 0 }));
        }
        let Value::Object(body) = value else { return Err(EntryError::Member("body")) };
        let (content, opening) = if self.vis == Visibility::Public {
            (Content::Body(body), None)
        } else {
            let salt = salt();
            let commit = body_commitment(&salt, &body);
            (Content::Commit(commit), Some(Opening { salt, body }))
        };
        let entry = Entry { stream: self.stream, seq, prev, time, kind, actor, vis: self.vis, content };
        entry.check()?;
        let size = entry.to_bytes().len();
        if size > MAX_ENTRY {
            return Err(EntryError::TooLarge(size));
        }
        Ok((entry, opening))
    }
}

#[cfg(test)]
mod tests;
