//! Bodies of entries as Rust types.

use crate::convert::{ConvertError, from_object, to_value};
use crate::json::{Object, Value};
use serde::de::{self, DeserializeOwned};
use serde::ser::Serialize;

/// The body of an entry of one type. What a program writes is built from such types alone; a reader keeps members that a
/// type does not know.
pub trait Body: Serialize + DeserializeOwned {
    /// The entry's type.
    const TYPE: &'static str;

    /// The body for an entry.
    ///
    /// # Errors
    /// If a number lies beyond ±(2^53 − 1).
    fn to_object(&self) -> Result<Object, ConvertError> {
        match to_value(self)? {
            Value::Object(o) => Ok(o),
            Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Array(_) => {
                Err(de::Error::custom("a body is an object"))
            }
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// If a member is missing or has another type.
    fn from_object(body: &Object) -> Result<Self, ConvertError> {
        from_object(body)
    }
}
