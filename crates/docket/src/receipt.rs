//! The `extra` object of a receipt (docket.md section 13.2): the entry, and as much of its content as the holder may see.

use crate::commit::{Salt, files_hash};
use crate::entry::{Entry, EntryError, MAX_ENTRY, Opening};
use crate::hash::Hash;
use crate::json::{JsonError, Object, Value};
use alloc::string::String;
use alloc::vec::Vec;

/// What a receipt tells of its entry. Nothing vouches for it by itself: the entry is bound by its leaf hash, the rest by
/// [`Receipt::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry.
    pub entry: Entry,
    /// Body and salt, where the holder may see them.
    pub opening: Option<Opening>,
    /// The documents, in the order of filing, where the holder may see them.
    pub files: Option<Vec<FileProof>>,
}

/// One document of a filing: with the salt its holder shows that a file is the one committed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProof {
    /// Name under which it was filed.
    pub name: String,
    /// Salt of its commitment.
    pub salt: Salt,
    /// Its commitment.
    pub commit: Hash,
}

/// Why bytes are not the `extra` object of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not restricted JSON in its canonical form.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Another version than 1.
    #[error("receipt version {0} is not supported")]
    Version(i64),
    /// A member is missing, surplus or of another type.
    #[error("member `{0}` is missing, surplus, or does not fit")]
    Member(&'static str),
    /// The entry does not fit.
    #[error(transparent)]
    Entry(EntryError),
}

/// The opening does not fit the entry's commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongContent {
    /// Salt and body do not open `body_commit`.
    #[error("the body does not open the commitment")]
    Body,
    /// The documents do not give the body's `files_hash`, or there is no body to say so.
    #[error("the files are not those of the body")]
    Files,
}

const VERSION: i64 = 1;

impl Receipt {
    /// Reads the canonical bytes of an `extra` line.
    ///
    /// # Errors
    /// [`ReceiptError`] says what does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let Value::Object(members) = Value::from_canonical(bytes)? else {
            return Err(ReceiptError::Member("v"));
        };
        match members.get("v").and_then(Value::as_int) {
            Some(VERSION) => {}
            Some(other) => return Err(ReceiptError::Version(other)),
            None => return Err(ReceiptError::Member("v")),
        }
        if members.iter().any(|(name, _)| !["v", "entry", "body", "salt", "files"].contains(&name)) {
            return Err(ReceiptError::Member("(surplus)"));
        }
        let entry = members.get("entry").ok_or(ReceiptError::Member("entry"))?.to_bytes();
        if entry.len() > MAX_ENTRY {
            return Err(ReceiptError::Entry(EntryError::TooLarge(entry.len())));
        }
        let opening = opening(&members)?;
        let files = match members.get("files") {
            Some(files) => Some(read_files(files).ok_or(ReceiptError::Member("files"))?),
            None => None,
        };
        Ok(Self { entry: Entry::parse(&entry).map_err(ReceiptError::Entry)?, opening, files })
    }

    /// The canonical bytes for an `extra` line.
    ///
    /// # Errors
    /// [`ReceiptError::Json`] if a body is nested so deep that no reader would take it one level further down.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ReceiptError> {
        let mut members = Object::new()
            .with("v", Value::Int(VERSION))
            .with("entry", Value::from_canonical(&self.entry.to_bytes())?);
        if let Some(opening) = &self.opening {
            members.insert("body", opening.body.clone());
            members.insert("salt", opening.salt.reveal());
        }
        if let Some(files) = &self.files {
            members.insert("files", files.iter().map(FileProof::to_value).collect::<Vec<_>>());
        }
        let bytes = Value::Object(members).to_bytes();
        Value::from_canonical(&bytes)?;
        Ok(bytes)
    }

    /// The body as far as it is known: in clear in the entry, or opened.
    pub fn body(&self) -> Option<&Object> {
        self.opening.as_ref().map(|opening| &opening.body).or(self.entry.body())
    }

    /// Checks that the body opens the entry's commitment and that the documents are those of the body.
    ///
    /// # Errors
    /// [`WrongContent`] if they do not.
    pub fn check(&self) -> Result<(), WrongContent> {
        let fits = |opening: &Opening| self.entry.is_opened_by(&opening.salt, &opening.body);
        if !self.opening.as_ref().is_none_or(fits) {
            return Err(WrongContent::Body);
        }
        let Some(files) = &self.files else { return Ok(()) };
        let commits: Vec<Hash> = files.iter().map(|file| file.commit).collect();
        let stated = self.body().and_then(|body| body.get("files_hash")).and_then(Value::as_text);
        let holds = stated.is_some_and(|stated| stated == files_hash(&commits).to_hex());
        if holds { Ok(()) } else { Err(WrongContent::Files) }
    }
}

impl FileProof {
    fn to_value(&self) -> Value {
        let members = Object::new()
            .with("name", self.name.as_str())
            .with("salt", self.salt.reveal())
            .with("commit", self.commit.to_hex());
        Value::Object(members)
    }

    fn read(value: &Value) -> Option<Self> {
        let members = value.as_object().filter(|members| members.len() == 3)?;
        let text = |name| members.get(name).and_then(Value::as_text);
        Some(Self {
            name: text("name")?.into(),
            salt: Salt::from_hex(text("salt")?).ok()?,
            commit: Hash::from_hex(text("commit")?).ok()?,
        })
    }
}

fn opening(members: &Object) -> Result<Option<Opening>, ReceiptError> {
    match (members.get("body"), members.get("salt")) {
        (None, None) => Ok(None),
        (Some(body), Some(salt)) => {
            let body = body.as_object().ok_or(ReceiptError::Member("body"))?.clone();
            let salt = salt.as_text().and_then(|salt| Salt::from_hex(salt).ok());
            Ok(Some(Opening { salt: salt.ok_or(ReceiptError::Member("salt"))?, body }))
        }
        (Some(_), None) => Err(ReceiptError::Member("salt")),
        (None, Some(_)) => Err(ReceiptError::Member("body")),
    }
}

fn read_files(value: &Value) -> Option<Vec<FileProof>> {
    value.as_array()?.iter().map(FileProof::read).collect()
}

#[cfg(test)]
mod tests;
