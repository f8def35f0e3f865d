//! How a command reaches the writer of a running server over a stream of bytes (docket.md section 8, point 10): one frame
//! with the command, one frame back with what it came to.
//!
//! A frame is its length (4 bytes, big-endian) and canonical JSON. A command is [`Command::to_value`]. An answer is
//! [`Answer::to_value`] with one more member, `replayed`; a refusal is `{"args":[[name,value],…],"code":…,"status":…}`.
//! Opening and listening is done elsewhere.

use crate::command::{Answer, Command};
use crate::refusal::Refusal;
use crate::writer::Outcome;
use std::borrow::Cow;
use std::io::{ErrorKind, Read, Write};
use tarazy_docket::json::JsonError;
use tarazy_docket::{Object, Value};

/// Longest frame, in bytes of JSON.
pub const MAX_FRAME: u32 = 1 << 20;

/// A frame that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Longer than [`MAX_FRAME`].
    #[error("a frame of {0} bytes is over the limit of {MAX_FRAME}")]
    TooLong(u64),
    /// The stream ended within a frame.
    #[error("the stream ended within a frame")]
    CutOff,
    /// Not canonical JSON.
    #[error("a frame is not canonical: {0}")]
    Json(#[from] JsonError),
    /// Neither an answer nor a refusal.
    #[error("a reply is neither an answer nor a refusal")]
    NotAReply,
    /// The stream failed.
    #[error("the stream failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Writes a frame.
///
/// # Errors
/// [`WireError::TooLong`], [`WireError::Io`].
pub fn write_frame(out: &mut (impl Write + ?Sized), value: &Value) -> Result<(), WireError> {
    let bytes = value.to_bytes();
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    if length > MAX_FRAME {
        return Err(WireError::TooLong(length.into()));
    }
    out.write_all(&length.to_be_bytes())?;
    out.write_all(&bytes)?;
    Ok(out.flush()?)
}

/// Reads a frame; `None` if the stream has ended before it. Memory grows only as bytes arrive.
///
/// # Errors
/// [`WireError`].
pub fn read_frame(input: &mut (impl Read + ?Sized)) -> Result<Option<Value>, WireError> {
    let mut length = [0; 4];
    let (first, rest) = length.split_at_mut(1);
    if read_some(input, first)? == 0 {
        return Ok(None);
    }
    input.read_exact(rest).map_err(cut_off)?;
    let length = u32::from_be_bytes(length);
    if length > MAX_FRAME {
        return Err(WireError::TooLong(length.into()));
    }
    let mut bytes = Vec::new();
    let read = input.take(length.into()).read_to_end(&mut bytes)?;
    if u32::try_from(read) != Ok(length) {
        return Err(WireError::CutOff);
    }
    Ok(Some(Value::from_canonical(&bytes)?))
}

/// What a command came to, as the content of a frame.
pub fn reply_to_value(outcome: &Outcome) -> Value {
    match outcome {
        Ok(answer) => match answer.to_value() {
            Value::Object(o) => Value::Object(o.with("replayed", Value::Bool(answer.replayed))),
            other => other,
        },
        Err(refusal) => {
            let pair = |(name, value): &(Cow<'static, str>, String)| {
                Value::Array(vec![Value::Text(name.to_string()), Value::Text(value.clone())])
            };
            let args = Value::Array(refusal.args.iter().map(pair).collect());
            let o = Object::new().with("args", args).with("code", refusal.code.as_ref());
            Value::Object(o.with("status", Value::Int(refusal.status.into())))
        }
    }
}

/// Reads what a command came to.
///
/// # Errors
/// [`WireError::NotAReply`].
pub fn reply_from_value(value: Value) -> Result<Outcome, WireError> {
    let Value::Object(mut o) = value else { return Err(WireError::NotAReply) };
    match o.remove("replayed") {
        Some(Value::Bool(replayed)) => Answer::from_value(Value::Object(o), replayed).map(Ok),
        Some(_) => None,
        None => refusal(&o).map(Err),
    }
    .ok_or(WireError::NotAReply)
}

fn refusal(o: &Object) -> Option<Refusal> {
    let (args, code, status) =
        (o.get("args")?.as_array()?, o.get("code")?.as_text()?, o.get("status")?.as_int()?);
    let mut refusal = Refusal::new(u16::try_from(status).ok()?, code.to_owned());
    for pair in args {
        let [name, value] = pair.as_array()? else { return None };
        refusal = refusal.with(name.as_text()?.to_owned(), value.as_text()?);
    }
    (o.len() == 3).then_some(refusal)
}

/// Sends a command over a stream and waits for what it came to.
///
/// # Errors
/// [`WireError`]; then it is not known whether the command was carried out, and the same command may be sent again.
pub fn ask(stream: &mut (impl Read + Write + ?Sized), command: &Command) -> Result<Outcome, WireError> {
    write_frame(stream, &command.to_value())?;
    reply_from_value(read_frame(stream)?.ok_or(WireError::CutOff)?)
}

/// Answers the commands of a stream one after the other, until it ends.
///
/// # Errors
/// [`WireError`]; the stream cannot be used any more.
pub fn serve(
    stream: &mut (impl Read + Write + ?Sized),
    submit: &mut dyn FnMut(Command) -> Outcome,
) -> Result<(), WireError> {
    while let Some(value) = read_frame(stream)? {
        let outcome = Command::from_value(value).and_then(&mut *submit);
        write_frame(stream, &reply_to_value(&outcome))?;
    }
    Ok(())
}

fn read_some(input: &mut (impl Read + ?Sized), out: &mut [u8]) -> Result<usize, WireError> {
    loop {
        match input.read(out) {
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            other => return Ok(other?),
        }
    }
}

fn cut_off(e: std::io::Error) -> WireError {
    if e.kind() == ErrorKind::UnexpectedEof { WireError::CutOff } else { WireError::Io(e) }
}

#[cfg(test)]
mod tests;
