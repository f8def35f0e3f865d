//! Canonical JSON: RFC 8785 (JCS), restricted as docket.md section 2 says.
//!
//! A [`Value`] can only hold what the restriction allows, except that names, integer range and depth are checked when
//! a value is read or built through [`Object::insert`]. Reading is strict: parse, rebuild, compare.

mod canonical;
mod parser;

pub(crate) use canonical::plain_length;
pub use canonical::{Canonical, Member};

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

/// The largest integer magnitude: 2^53 − 1. A larger number travels as a decimal string.
pub const MAX_INT: i64 = (1 << 53) - 1;
/// The deepest nesting of arrays and objects.
pub const MAX_DEPTH: usize = 8;
/// The longest member name, in bytes.
pub const MAX_NAME: usize = 32;

/// A JSON value of the restricted kind: no `null`, no fractions, integers within ±(2^53 − 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// An integer within ±[`MAX_INT`].
    Int(i64),
    /// Unicode text. Writers check NFC with [`Value::is_nfc`]; readers never normalise.
    Text(String),
    /// An ordered list.
    Array(Vec<Value>),
    /// Members with distinct names.
    Object(Object),
}

/// The members of an object, kept sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object(Vec<(String, Value)>);

/// Why bytes are not a value of the restricted kind. `at` is a byte offset into the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON at all.
    #[error("not JSON at byte {at}")]
    Syntax {
        /// Offset of the first byte that does not fit.
        at: usize,
    },
    /// The same member name twice in one object.
    #[error("duplicate member at byte {at}")]
    Duplicate {
        /// Offset just after the second member.
        at: usize,
    },
    /// `null`, a fraction, an exponent, `-0`, or an integer beyond ±(2^53 − 1).
    #[error("value outside the restricted JSON at byte {at}")]
    Number {
        /// Offset of the value.
        at: usize,
    },
    /// A member name that does not match `[a-z][a-z0-9_]{0,31}`.
    #[error("member name not allowed at byte {at}")]
    Name {
        /// Offset of the name.
        at: usize,
    },
    /// More than [`MAX_DEPTH`] levels.
    #[error("nested deeper than 8 levels at byte {at}")]
    Depth {
        /// Offset of the opening bracket.
        at: usize,
    },
    /// Valid, but not the one canonical form.
    #[error("not in canonical form")]
    NotCanonical,
}

/// True if `name` matches `[a-z][a-z0-9_]{0,31}`.
pub fn is_name(name: &str) -> bool {
    let b = name.as_bytes();
    !b.is_empty()
        && b.len() <= MAX_NAME
        && b[0].is_ascii_lowercase()
        && b.iter().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == b'_')
}

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a member; the earlier value of that name is given back.
    ///
    /// # Panics
    /// If `name` is not a member name: names are fixed by the program, never taken from data.
    pub fn insert(&mut self, name: &str, value: impl Into<Value>) -> Option<Value> {
        assert!(is_name(name), "not a member name: {name:?}");
        match self.position(name) {
            Ok(i) => Some(core::mem::replace(&mut self.0[i].1, value.into())),
            Err(i) => {
                self.0.insert(i, (name.to_owned(), value.into()));
                None
            }
        }
    }

    /// The object with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.insert(name, value);
        self
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.position(name).ok().map(|i| &self.0[i].1)
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.position(name).ok().map(|i| self.0.remove(i).1)
    }

    /// Members in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// How many members.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(k, _)| k.as_str().cmp(name))
    }
}

impl Value {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_text().into_bytes()
    }

    /// The canonical form as text.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(256);
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Int(n) => write_int(*n, out),
            Self::Text(s) => write_text(s, out),
            Self::Array(items) => {
                out.push('[');
                for (i, v) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    v.write(out);
                }
                out.push(']');
            }
            Self::Object(o) => o.write(out),
        }
    }

    /// Reads canonical bytes. Anything but the one canonical form is refused.
    ///
    /// # Errors
    /// [`JsonError::NotCanonical`] for JSON of the restricted kind in another form; the other errors for bytes that are
    /// not of that kind at all.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, JsonError> {
        let (value, is_canonical) = parser::parse(utf8(bytes)?)?;
        if is_canonical { Ok(value) } else { Err(JsonError::NotCanonical) }
    }

    /// Reads restricted JSON in any layout (white space, order of members, escapes). For configuration and for telling
    /// `bad-json` from `not-canonical`; what is hashed or signed goes through [`Value::from_canonical`].
    ///
    /// # Errors
    /// A [`JsonError`] other than [`JsonError::NotCanonical`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, JsonError> {
        parser::parse(utf8(bytes)?).map(|(value, _)| value)
    }

    /// True if every text in it is in Unicode normalisation form C.
    pub fn is_nfc(&self) -> bool {
        match self {
            Self::Bool(_) | Self::Int(_) => true,
            Self::Text(s) => unicode_normalization::is_nfc(s),
            Self::Array(a) => a.iter().all(Self::is_nfc),
            Self::Object(o) => o.iter().all(|(_, v)| v.is_nfc()),
        }
    }

    /// Levels of nesting: 0 for a scalar, 1 for an array or object of scalars.
    pub fn depth(&self) -> usize {
        match self {
            Self::Bool(_) | Self::Int(_) | Self::Text(_) => 0,
            Self::Array(a) => 1 + a.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(o) => 1 + o.iter().map(|(_, v)| v.depth()).max().unwrap_or(0),
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(s) = self { Some(s) } else { None }
    }

    /// The integer, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(n) = self { Some(*n) } else { None }
    }

    /// The flag, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(a) = self { Some(a) } else { None }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(o) = self { Some(o) } else { None }
    }

    /// A member of an object; `None` for anything else.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object().and_then(|o| o.get(name))
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, JsonError> {
    core::str::from_utf8(bytes).map_err(|e| JsonError::Syntax { at: e.valid_up_to() })
}

impl Object {
    pub(crate) fn write(&self, out: &mut String) {
        out.push('{');
        for (i, (k, v)) in self.0.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push('"');
            out.push_str(k);
            out.push_str("\":");
            v.write(out);
        }
        out.push('}');
    }
}

pub(crate) fn write_int(n: i64, out: &mut String) {
    write!(out, "{n}").unwrap_or_default();
}

pub(crate) fn write_text(s: &str, out: &mut String) {
    out.push('"');
    let mut clean = 0;
    for (i, b) in s.bytes().enumerate() {
        if b >= 0x20 && b != b'"' && b != b'\\' {
            continue;
        }
        out.push_str(&s[clean..i]);
        clean = i + 1;
        match b {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            12 => out.push_str("\\f"),
            13 => out.push_str("\\r"),
            c => write!(out, "\\u{c:04x}").unwrap_or_default(),
        }
    }
    out.push_str(&s[clean..]);
    out.push('"');
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}
impl From<u32> for Value {
    fn from(n: u32) -> Self {
        Self::Int(i64::from(n))
    }
}
impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}
impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}
impl From<Vec<Value>> for Value {
    fn from(v: Vec<Value>) -> Self {
        Self::Array(v)
    }
}
impl From<Object> for Value {
    fn from(o: Object) -> Self {
        Self::Object(o)
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
