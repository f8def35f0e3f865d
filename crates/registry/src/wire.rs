//! Between typed values, command bodies and drafts of entries.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tarazy_docket::{Actor, Draft, EntryType, Object, StreamId, Value, Visibility, from_value, to_value};
use tarazy_store::Refusal;

/// Reads the body of a command.
///
/// # Errors
/// 422 `schema` with what does not fit.
pub(crate) fn read<T: DeserializeOwned>(body: &Object) -> Result<T, Refusal> {
    from_value(&Value::Object(body.clone())).map_err(|e| Refusal::new(422, "schema").with("what", e))
}

/// The object of a value that is one.
///
/// # Errors
/// 422 `number` if a number is out of range.
pub fn object<T: Serialize>(value: &T) -> Result<Object, Refusal> {
    match to_value(value) {
        Ok(Value::Object(o)) => Ok(o),
        Ok(_) => Err(Refusal::internal("a body is an object")),
        Err(e) => Err(Refusal::new(422, "number").with("what", e)),
    }
}

/// A draft of an entry.
///
/// # Errors
/// 500 if `kind` is not a type of an entry.
pub(crate) fn draft(
    stream: &StreamId,
    kind: &str,
    actor: Actor,
    vis: Visibility,
    body: Object,
) -> Result<Draft, Refusal> {
    let kind: EntryType = kind.parse().map_err(Refusal::internal)?;
    Ok(Draft { stream: stream.clone(), kind, actor, vis, body })
}

/// The actor of a command, as entries of a class name him: parties' entries carry the role alone.
///
/// # Errors
/// 422 `actor`.
pub(crate) fn actor(text: &str, vis: Visibility) -> Result<Actor, Refusal> {
    let wrong = |_| Refusal::new(422, "actor");
    let shown = if vis == Visibility::Public { text } else { text.split(':').next().unwrap_or(text) };
    shown.parse().map_err(wrong)
}
