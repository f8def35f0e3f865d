//! JSON Schemas of what entries hold (docket.md section 7), made from the Rust types that read it. Behind the feature
//! `schema`: the programs carry the finished documents, and tests hold these to the types.
//!
//! A schema says what a reader demands of a body. Members that it does not name are allowed, as readers keep them; that a
//! writer adds none is the type's own doing. What JSON Schema cannot say is not said: that text is NFC, that numbers are
//! sorted, that a hash leads somewhere.

use crate::convert::from_value;
use crate::hash::Hash;
use crate::json::{MAX_INT, Object};
use crate::stream::StreamId;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What an identifier looks like (docket.md section 2.3).
pub const IDENTIFIER: &str = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
/// What bytes look like.
pub const HEX: &str = "^([0-9a-f]{2})*$";
const HASH: &str = "^[0-9a-f]{64}$";
const STREAM: &str = "^((case|card|beacon)/[0-9a-f]{32}\
    |(draw|jury)/(?=[A-Za-z0-9._-]{1,64}$)[A-Za-z0-9][A-Za-z0-9_-]*\\.[A-Za-z0-9._-]*\
    |sys/(keys|policy|rules|import|map|landmark|alarm|anchor))$";

/// The published schema of an entry's body: the text whose SHA-256 `schema.set` logs. Names in it are sorted, so that the
/// same types always give the same bytes.
pub fn document<T: JsonSchema>(entry_type: &str) -> String {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    Bare.transform(&mut schema);
    schema.insert("title".into(), entry_type.into());
    let mut text = serde_json::to_string_pretty(&sorted(schema.to_value())).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a text with a grammar of its own.
pub fn text(pattern: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern })
}

impl JsonSchema for Hash {
    fn schema_name() -> Cow<'static, str> {
        "Hash".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        text(HASH)
    }
}

impl JsonSchema for Object {
    fn schema_name() -> Cow<'static, str> {
        "Object".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

impl JsonSchema for StreamId {
    fn schema_name() -> Cow<'static, str> {
        "StreamId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        text(STREAM)
    }
}

/// Takes out what is not part of the contract (words, names of Rust's number types) and says the bounds in its stead.
/// `null` has no place in restricted JSON.
struct Bare;

impl Transform for Bare {
    fn transform(&mut self, schema: &mut Schema) {
        without_null(schema);
        for annotation in ["title", "description", "default"] {
            schema.remove(annotation);
        }
        if let Some((least, most)) = schema.remove("format").as_ref().and_then(Value::as_str).and_then(bounds)
        {
            schema.insert("minimum".into(), least.into());
            schema.insert("maximum".into(), most.into());
        }
        transform_subschemas(self, schema);
    }
}

/// The numbers of a Rust type that restricted JSON can hold.
fn bounds(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint" => (0, MAX_INT),
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => (-MAX_INT, MAX_INT),
        _ => return None,
    })
}

fn without_null(schema: &mut Schema) {
    let types = schema.get("type").and_then(Value::as_array);
    if let Some([Value::String(one), Value::String(null)]) = types.map(alloc::vec::Vec::as_slice)
        && null == "null"
    {
        let one = one.clone();
        schema.insert("type".into(), one.into());
    }
    let Some(either) = schema.get("anyOf").and_then(Value::as_array) else { return };
    if let [one, null] = either.as_slice()
        && null.get("type").and_then(Value::as_str) == Some("null")
        && let Ok(one) = Schema::try_from(one.clone())
    {
        *schema = one;
    }
}

/// The same with all names in order, whatever order the map of a build keeps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> = members.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// A type of entries, with its published schema and the reader that the schema describes.
pub struct Described {
    /// The entry's type.
    pub kind: &'static str,
    /// The published schema.
    pub document: String,
    /// True if the reader takes a body.
    pub reads: fn(&Object) -> bool,
}

impl Described {
    /// The description of a Rust type.
    pub fn of<T: JsonSchema + DeserializeOwned>(kind: &'static str) -> Self {
        let reads = |body: &Object| from_value::<T>(&crate::Value::Object(body.clone())).is_ok();
        Self { kind, document: document::<T>(kind), reads }
    }
}
