//! A Rust value from canonical JSON as it stands, without values in between.

use super::ConvertError;
use crate::json::{Canonical, Value, plain_length};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer};

/// A Rust value from canonical JSON. The same comes out as from the value of the text by [`super::from_value`].
///
/// # Errors
/// If a member is missing or has another type than the Rust value.
pub fn from_canonical<T: DeserializeOwned>(text: Canonical<'_>) -> Result<T, ConvertError> {
    let mut rest = Rest(text.as_str());
    T::deserialize(&mut rest)
}

/// What is left of a canonical text. Since it is canonical, its form need not be checked again; a slip of this reader
/// would be an error all the same.
struct Rest<'a>(&'a str);

fn slip() -> ConvertError {
    ConvertError::custom("not canonical JSON")
}

impl<'a> Rest<'a> {
    fn peek(&self) -> u8 {
        self.0.as_bytes().first().copied().unwrap_or_default()
    }

    fn take(&mut self, b: u8) -> Result<(), ConvertError> {
        if self.peek() == b { self.cut(1).map(|_| ()) } else { Err(slip()) }
    }

    fn cut(&mut self, length: usize) -> Result<&'a str, ConvertError> {
        let (cut, rest) = self.0.split_at_checked(length).ok_or_else(slip)?;
        self.0 = rest;
        Ok(cut)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, ConvertError> {
        let mut end = 1;
        let mut has_escape = false;
        loop {
            let bytes = self.0.as_bytes().get(end..).ok_or_else(slip)?;
            let length = plain_length(bytes);
            end += length;
            match bytes.get(length) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                _ => return Err(slip()),
            }
            has_escape = true;
        }
        let quoted = self.cut(end + 1)?;
        if !has_escape {
            return Ok(Cow::Borrowed(&quoted[1..end]));
        }
        match Value::from_json(quoted.as_bytes()) {
            Ok(Value::Text(text)) => Ok(Cow::Owned(text)),
            _ => Err(slip()),
        }
    }

    fn number(&mut self) -> Result<i64, ConvertError> {
        let is_part = |b: &u8| *b == b'-' || b.is_ascii_digit();
        let length = self.0.bytes().take_while(is_part).count();
        self.cut(length)?.parse().map_err(|_| slip())
    }

    /// Passes over a value of which nothing is wanted.
    fn skip(&mut self) -> Result<(), ConvertError> {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                b'"' => self.string().map(|_| ())?,
                b'{' | b'[' => {
                    depth += 1;
                    self.cut(1)?;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or_else(slip)?;
                    self.cut(1)?;
                }
                b',' | b':' if depth > 0 => self.cut(1).map(|_| ())?,
                _ => {
                    let is_part = |b: &u8| *b == b'-' || b.is_ascii_alphanumeric();
                    let length = self.0.bytes().take_while(is_part).count();
                    if self.cut(length)?.is_empty() {
                        return Err(slip());
                    }
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

impl<'de> de::Deserializer<'de> for &mut Rest<'de> {
    type Error = ConvertError;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        match self.peek() {
            b't' => {
                self.cut(4)?;
                visitor.visit_bool(true)
            }
            b'f' => {
                self.cut(5)?;
                visitor.visit_bool(false)
            }
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            b'[' => {
                self.take(b'[')?;
                let mut items = Parts { rest: self, is_first: true, close: b']' };
                let out = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(out)
            }
            b'{' => {
                self.take(b'{')?;
                let mut members = Parts { rest: self, is_first: true, close: b'}' };
                let out = visitor.visit_map(&mut members)?;
                members.end()?;
                Ok(out)
            }
            _ => {
                let n = self.number()?;
                match u64::try_from(n) {
                    Ok(u) => visitor.visit_u64(u),
                    Err(_) => visitor.visit_i64(n),
                }
            }
        }
    }

    fn deserialize_option<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: de::Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        match self.peek() {
            b'"' => visitor.visit_enum(IntoDeserializer::<ConvertError>::into_deserializer(self.string()?)),
            _ => super::no("a variant with content"),
        }
    }

    /// As in [`super::from_value`]: a record is an object, and cannot be written by position.
    fn deserialize_struct<V: de::Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        match self.peek() {
            b'{' => self.deserialize_any(visitor),
            _ => Err(ConvertError(format!("{name} is an object"))),
        }
    }

    fn deserialize_ignored_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier
    }
}

/// The items of an array or the members of an object, up to their closing bracket.
struct Parts<'r, 'a> {
    rest: &'r mut Rest<'a>,
    is_first: bool,
    close: u8,
}

impl Parts<'_, '_> {
    /// Goes to the next part; false at the closing bracket.
    fn next(&mut self) -> Result<bool, ConvertError> {
        if self.rest.peek() == self.close {
            return Ok(false);
        }
        if !core::mem::replace(&mut self.is_first, false) {
            self.rest.take(b',')?;
        }
        Ok(true)
    }

    /// The closing bracket; parts that nobody asked for are surplus.
    fn end(self) -> Result<(), ConvertError> {
        self.rest.take(self.close).map_err(|_| ConvertError(String::from("more items than the type has")))
    }
}

impl<'de> de::SeqAccess<'de> for &mut Parts<'_, 'de> {
    type Error = ConvertError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ConvertError> {
        if self.next()? { seed.deserialize(&mut *self.rest).map(Some) } else { Ok(None) }
    }
}

impl<'de> de::MapAccess<'de> for &mut Parts<'_, 'de> {
    type Error = ConvertError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ConvertError> {
        if !self.next()? {
            return Ok(None);
        }
        let name = self.rest.string()?;
        self.rest.take(b':')?;
        let key = match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(CowStrDeserializer::new(Cow::Owned(name))),
        };
        key.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ConvertError> {
        seed.deserialize(&mut *self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::testing::any_value;
    use crate::{Hash, from_value};
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        FirstInstance,
        Other,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Tagged {
        One { n: u32 },
        Two { text: String },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        #[serde(default)]
        hash: Option<Hash>,
        id: String,
        kind: Kind,
        n: i64,
        pairs: Vec<(String, u64)>,
        #[serde(default)]
        tagged: Vec<Tagged>,
    }

    /// Both readers say the same of a text: the same value, or both that there is none.
    fn agree<T: DeserializeOwned + PartialEq + core::fmt::Debug>(text: &str) -> Option<T> {
        let value = Value::from_canonical(text.as_bytes()).unwrap();
        let by_text = from_canonical::<T>(Canonical::new(text).unwrap()).ok();
        assert_eq!(by_text, from_value::<T>(&value).ok(), "{text}");
        by_text
    }

    #[test]
    fn what_a_type_takes_it_takes_from_the_text_too() {
        let hash = "07".repeat(32);
        let row = format!(
            r#"{{"hash":"{hash}","id":"J\"\u0001","kind":"other","n":-5,"pairs":[["a",1],["b",0]],"surplus":[{{"a":[true,-1,"]"]}},"x"],"tagged":[{{"kind":"one","n":4}},{{"kind":"two","text":"é"}}]}}"#
        );
        let read = agree::<Row>(&row).unwrap();
        assert_eq!((read.id.as_str(), read.n, read.pairs.len(), read.tagged.len()), ("J\"\u{1}", -5, 2, 2));
        assert_eq!(agree::<Row>(r#"{"id":"","kind":"first-instance","n":0,"pairs":[]}"#).unwrap().hash, None);
        for bad in [
            "[]",
            "{}",
            r#"["",{},0,[]]"#,
            r#"{"id":"","kind":"none","n":0,"pairs":[]}"#,
            r#"{"id":"","kind":{"other":1},"n":0,"pairs":[]}"#,
            r#"{"id":"","kind":"other","n":true,"pairs":[]}"#,
            r#"{"id":"","kind":"other","n":0,"pairs":[["a",1,2]]}"#,
            r#"{"id":"","kind":"other","n":0,"pairs":[["a"]]}"#,
            r#"{"id":"","kind":"other","n":0,"pairs":[["a",-1]]}"#,
            r#"{"id":"","kind":"other","n":0,"pairs":{}}"#,
            r#"{"id":"","kind":"other","n":0,"pairs":[],"tagged":[{"kind":"three"}]}"#,
            r#"{"hash":"00","id":"","kind":"other","n":0,"pairs":[]}"#,
        ] {
            assert!(agree::<Row>(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_read_from_its_text(v in any_value()) {
            let text = v.to_text();
            prop_assert_eq!(agree::<Value>(&text), Some(v));
            agree::<Row>(&text);
            agree::<Vec<Value>>(&text);
            agree::<(Value, Value)>(&text);
            agree::<de::IgnoredAny>(&text);
        }
    }
}
