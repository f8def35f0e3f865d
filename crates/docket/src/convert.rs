//! Between Rust types and restricted JSON values, by serde: [`to_value`], [`from_value`] and [`from_canonical`].
//!
//! Absent is an absent member: `Option::None` as a struct field is left out when it is marked
//! `#[serde(skip_serializing_if = "Option::is_none")]`, and is an error anywhere else, as is a fraction or `null`.

mod text;

pub use text::from_canonical;

use crate::json::{MAX_INT, Object, Value, is_name};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use serde::de::{self, DeserializeOwned, IntoDeserializer};
use serde::ser::{self, Serialize};

/// Why a Rust value does not fit restricted JSON, or a JSON value does not fit the type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertError(String);

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl core::error::Error for ConvertError {}
impl ser::Error for ConvertError {
    fn custom<T: fmt::Display>(msg: T) -> Self {
        Self(msg.to_string())
    }
}
impl de::Error for ConvertError {
    fn custom<T: fmt::Display>(msg: T) -> Self {
        Self(msg.to_string())
    }
}

/// The JSON value of a Rust value.
///
/// # Errors
/// If it holds something that restricted JSON cannot: a fraction, `null`, a number beyond ±(2^53 − 1), a name with
/// other characters than `[a-z0-9_]`.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, ConvertError> {
    value.serialize(ToValue)
}

/// A Rust value from JSON. Whether unknown members are refused is the type's choice (`deny_unknown_fields`).
///
/// # Errors
/// If a member is missing or has another type than the Rust value.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ConvertError> {
    T::deserialize(FromValue(value))
}

/// A Rust value from the members of an object: the same as [`from_value`] of the object.
///
/// # Errors
/// If a member is missing or has another type than the Rust value.
pub fn from_object<T: DeserializeOwned>(object: &Object) -> Result<T, ConvertError> {
    T::deserialize(FromObject(object))
}

struct ToValue;

fn no<T>(what: &str) -> Result<T, ConvertError> {
    Err(ConvertError(what.to_owned() + " has no place in restricted JSON"))
}

fn int(n: i128) -> Result<Value, ConvertError> {
    match i64::try_from(n) {
        Ok(n) if (-MAX_INT..=MAX_INT).contains(&n) => Ok(Value::Int(n)),
        _ => no("a number beyond 2^53"),
    }
}

impl ser::Serializer for ToValue {
    type Ok = Value;
    type Error = ConvertError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = ser::Impossible<Value, ConvertError>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = ser::Impossible<Value, ConvertError>;

    fn serialize_bool(self, v: bool) -> Result<Value, ConvertError> {
        Ok(Value::Bool(v))
    }
    fn serialize_i8(self, v: i8) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_u8(self, v: u8) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<Value, ConvertError> {
        int(v.into())
    }
    fn serialize_f32(self, _: f32) -> Result<Value, ConvertError> {
        no("a fraction")
    }
    fn serialize_f64(self, _: f64) -> Result<Value, ConvertError> {
        no("a fraction")
    }
    fn serialize_char(self, v: char) -> Result<Value, ConvertError> {
        Ok(Value::Text(v.to_string()))
    }
    fn serialize_str(self, v: &str) -> Result<Value, ConvertError> {
        Ok(Value::Text(v.to_owned()))
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<Value, ConvertError> {
        no("raw bytes")
    }
    fn serialize_none(self) -> Result<Value, ConvertError> {
        no("null")
    }
    fn serialize_some<T: Serialize + ?Sized>(self, v: &T) -> Result<Value, ConvertError> {
        v.serialize(self)
    }
    fn serialize_unit(self) -> Result<Value, ConvertError> {
        no("null")
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ConvertError> {
        no("null")
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, v: &'static str) -> Result<Value, ConvertError> {
        Ok(Value::Text(v.to_owned()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        v: &T,
    ) -> Result<Value, ConvertError> {
        v.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Value, ConvertError> {
        no("a variant with content (use a tag member)")
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Items, ConvertError> {
        Ok(Items(Vec::with_capacity(len.unwrap_or(0))))
    }
    fn serialize_tuple(self, len: usize) -> Result<Items, ConvertError> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, ConvertError> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, ConvertError> {
        no("a variant with content (use a tag member)")
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members, ConvertError> {
        Ok(Members { object: Object::new(), name: None })
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, ConvertError> {
        self.serialize_map(None)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, ConvertError> {
        no("a variant with content (use a tag member)")
    }
}

struct Items(Vec<Value>);

impl ser::SerializeSeq for Items {
    type Ok = Value;
    type Error = ConvertError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), ConvertError> {
        self.0.push(to_value(v)?);
        Ok(())
    }
    fn end(self) -> Result<Value, ConvertError> {
        Ok(Value::Array(self.0))
    }
}
impl ser::SerializeTuple for Items {
    type Ok = Value;
    type Error = ConvertError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), ConvertError> {
        ser::SerializeSeq::serialize_element(self, v)
    }
    fn end(self) -> Result<Value, ConvertError> {
        ser::SerializeSeq::end(self)
    }
}
impl ser::SerializeTupleStruct for Items {
    type Ok = Value;
    type Error = ConvertError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), ConvertError> {
        ser::SerializeSeq::serialize_element(self, v)
    }
    fn end(self) -> Result<Value, ConvertError> {
        ser::SerializeSeq::end(self)
    }
}

struct Members {
    object: Object,
    name: Option<String>,
}

impl Members {
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, v: &T) -> Result<(), ConvertError> {
        if !is_name(name) {
            return no("a member name of other characters");
        }
        self.object.insert(name, to_value(v)?);
        Ok(())
    }
}

impl ser::SerializeStruct for Members {
    type Ok = Value;
    type Error = ConvertError;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        v: &T,
    ) -> Result<(), ConvertError> {
        self.put(name, v)
    }
    fn end(self) -> Result<Value, ConvertError> {
        Ok(Value::Object(self.object))
    }
}
impl ser::SerializeMap for Members {
    type Ok = Value;
    type Error = ConvertError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ConvertError> {
        match to_value(key)? {
            Value::Text(name) => {
                self.name = Some(name);
                Ok(())
            }
            _ => no("a name that is not text"),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), ConvertError> {
        let name = self.name.take().ok_or(ConvertError("a value without a name".to_owned()))?;
        self.put(&name, v)
    }
    fn end(self) -> Result<Value, ConvertError> {
        Ok(Value::Object(self.object))
    }
}

struct FromObject<'a>(&'a Object);

impl<'de> de::Deserializer<'de> for FromObject<'_> {
    type Error = ConvertError;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        let mut members = de::value::MapDeserializer::new(self.0.iter().map(|(k, v)| (k, FromValue(v))));
        let out = visitor.visit_map(&mut members)?;
        members.end()?;
        Ok(out)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct FromValue<'a>(&'a Value);

impl<'de> de::Deserializer<'de> for FromValue<'_> {
    type Error = ConvertError;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        match self.0 {
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(n) => match u64::try_from(*n) {
                Ok(u) => visitor.visit_u64(u),
                Err(_) => visitor.visit_i64(*n),
            },
            Value::Text(s) => visitor.visit_str(s),
            Value::Array(a) => {
                let mut items = de::value::SeqDeserializer::new(a.iter().map(FromValue));
                let out = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(out)
            }
            Value::Object(o) => FromObject(o).deserialize_any(visitor),
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
        match self.0 {
            Value::Text(s) => visitor.visit_enum(s.as_str().into_deserializer()),
            _ => no("a variant with content"),
        }
    }

    /// A record is an object. serde would read an array as the same record by position: a second way to write it.
    fn deserialize_struct<V: de::Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(ConvertError(alloc::format!("{name} is an object"))),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, ConvertError> for FromValue<'_> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl Serialize for Value {
    fn serialize<S: ser::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(b) => s.serialize_bool(*b),
            Self::Int(n) => s.serialize_i64(*n),
            Self::Text(t) => s.serialize_str(t),
            Self::Array(a) => s.collect_seq(a),
            Self::Object(o) => o.serialize(s),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: ser::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.iter())
    }
}

impl<'de> de::Deserialize<'de> for Value {
    fn deserialize<D: de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(ReadValue)
    }
}

impl<'de> de::Deserialize<'de> for Object {
    fn deserialize<D: de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match Value::deserialize(d)? {
            Value::Object(o) => Ok(o),
            Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Array(_) => {
                Err(de::Error::custom("expected an object"))
            }
        }
    }
}

struct ReadValue;

impl<'de> de::Visitor<'de> for ReadValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("restricted JSON")
    }
    fn visit_bool<E: de::Error>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Value, E> {
        int(n.into()).map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        int(n.into()).map_err(E::custom)
    }
    fn visit_str<E: de::Error>(self, t: &str) -> Result<Value, E> {
        Ok(Value::Text(t.to_owned()))
    }
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(v) = seq.next_element()? {
            items.push(v);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut o = Object::new();
        while let Some((name, v)) = map.next_entry::<String, Value>()? {
            if !is_name(&name) {
                return Err(de::Error::custom("a member name of other characters"));
            }
            if o.insert(&name, v).is_some() {
                return Err(de::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(o))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hash;
    use alloc::vec;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        FirstInstance,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        id: String,
        n: i64,
        kind: Kind,
        hash: Hash,
        pairs: Vec<(String, i64)>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<bool>,
    }

    #[test]
    fn a_type_goes_to_json_and_back() {
        let row = Row {
            id: "J01".into(),
            n: -5,
            kind: Kind::FirstInstance,
            hash: Hash([7; 32]),
            pairs: vec![("a".into(), 1)],
            note: None,
        };
        let v = to_value(&row).unwrap();
        let hash = "07".repeat(32);
        let want = alloc::format!(
            r#"{{"hash":"{hash}","id":"J01","kind":"first-instance","n":-5,"pairs":[["a",1]]}}"#
        );
        assert_eq!(v.to_text(), want);
        assert_eq!(from_value::<Row>(&v).unwrap(), row);
        let Value::Object(o) = v else { panic!() };
        assert!(from_value::<Row>(&Value::Object(o.with("surplus", true))).is_err());
    }

    #[test]
    fn a_record_is_not_read_by_position() {
        let by_position = Value::from_json(br#"["J01",-5,"first-instance","00",[],true]"#).unwrap();
        assert!(from_value::<Row>(&by_position).is_err());
    }

    #[test]
    fn a_value_inside_a_type_stays_as_it_is() {
        let v = Value::from_json(br#"{"a":[1,true,{"b":"x"}],"c":-3}"#).unwrap();
        assert_eq!(to_value(&v).unwrap(), v);
        assert_eq!(from_value::<Value>(&v).unwrap(), v);
        assert_eq!(serde_json::from_str::<Value>(&v.to_text()).unwrap(), v);
        assert!(serde_json::from_str::<Value>("[1.5]").is_err());
        assert!(serde_json::from_str::<Value>(r#"{"A":1}"#).is_err());
    }

    #[test]
    fn what_has_no_place_is_an_error() {
        assert!(to_value(&1.5).is_err());
        assert!(to_value(&(1u64 << 53)).is_err());
        assert!(to_value(&None::<bool>).is_err());
        assert!(to_value(&vec![Some(1), None]).is_err());
        assert!(from_value::<Kind>(&Value::Text("other".into())).is_err());
    }
}
