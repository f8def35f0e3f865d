//! Acknowledgements (docket.md section 13.1): what the court answers at once to a filing from outside.

use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_docket::{Ack, Entry, Hash, Note, Signer, Value};
use tarazy_store::{Answer, Reader, truth};

/// The signed acknowledgement of a filing that is committed.
///
/// # Errors
/// A failure if the filing cannot be read or the key is not this log's.
pub(crate) fn sign(
    reader: &mut dyn Reader,
    origin: &str,
    signer: &Signer,
    (index, leaf): (u64, Hash),
) -> Result<Note, Failure> {
    let found = truth::raw_range(reader, index, index.saturating_add(1))?.pop();
    let found = found.filter(|(_, there, _)| *there == leaf);
    let (_, _, bytes) = found.ok_or_else(|| Failure::not_done("an entry that was answered is not there"))?;
    let time = Entry::parse(&bytes).map_err(Failure::not_done)?.time;
    let ack = Ack { origin: origin.to_owned(), index, leaf, time };
    ack.sign(signer).map_err(Failure::not_done)
}

/// The filing of an answer to `filing.receive`: its first entry of a docket; an answer may begin with an alarm or with the set-up
/// of the log.
pub(crate) fn filing(answer: &Answer) -> Option<(u64, Hash)> {
    let leaf = answer.body.get("leaf").and_then(Value::as_text)?;
    answer.entries.iter().copied().find(|(_, l)| l.to_hex() == leaf)
}

/// The signed acknowledgement of an answer to `filing.receive`.
///
/// # Errors
/// As [`sign`].
pub(crate) fn of_answer(installation: &Installation, answer: &Answer) -> Result<Option<Note>, Failure> {
    let Some(filing) = filing(answer) else { return Ok(None) };
    let signer = installation.keys().signer("ack")?;
    let mut reader = installation.reader()?;
    let origin = &installation.config.origin;
    sign(reader.as_mut(), origin, &signer, filing).map(Some)
}

/// An answer with its acknowledgement, for programs.
pub(crate) fn beside(answer: Value, note: &Note) -> Value {
    match answer {
        Value::Object(o) => Value::Object(o.with("ack", note.to_string())),
        other => other,
    }
}
