//! Bundles as bytes: canonical JSON, the entries as they stand in the log, the proofs as texts.

use super::{Bundle, BundleError};
use tarazy_docket::entry::MAX_ENTRY;
use tarazy_docket::{Entry, EntryError, Object, TlogProof, Value};
use tarazy_docket::{json::JsonError, proof::ProofFileError};

/// The largest bundle: three entries and two proofs of any tree.
const MAX_BUNDLE: usize = 3 * MAX_ENTRY + 2 * 65_536;
const VERSION: i64 = 1;
const MEMBERS: [&str; 6] = ["commit", "commit_proof", "result", "result_proof", "rules", "v"];

impl Bundle {
    /// Reads a bundle, strictly.
    ///
    /// # Errors
    /// [`BundleError`] says what does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let format = |what: &str| BundleError::Format(what.into());
        if bytes.len() > MAX_BUNDLE {
            return Err(format("a bundle is smaller"));
        }
        let Value::Object(members) = Value::from_canonical(bytes)? else {
            return Err(format("a bundle is an object"));
        };
        match members.get("v").and_then(Value::as_int) {
            Some(VERSION) => {}
            Some(other) => return Err(BundleError::Unsupported(format!("bundle version {other}"))),
            None => return Err(format("a bundle has a version")),
        }
        if !members.iter().map(|(name, _)| name).eq(MEMBERS) {
            return Err(format("members of the bundle"));
        }
        Ok(Self {
            commit: entry(&members, "commit")?,
            commit_proof: proof(&members, "commit_proof")?,
            result: entry(&members, "result")?,
            result_proof: proof(&members, "result_proof")?,
            rules: entry(&members, "rules")?,
        })
    }

    /// The bytes of the bundle's file.
    ///
    /// # Errors
    /// [`EntryError`] if an entry is none.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        let entry = |e: &Entry| Ok::<Value, EntryError>(Value::from_canonical(&e.to_bytes())?);
        let members = Object::new()
            .with("v", Value::Int(VERSION))
            .with("commit", entry(&self.commit)?)
            .with("commit_proof", self.commit_proof.to_string())
            .with("result", entry(&self.result)?)
            .with("result_proof", self.result_proof.to_string())
            .with("rules", entry(&self.rules)?);
        Ok(Value::Object(members).to_bytes())
    }
}

fn entry(members: &Object, name: &str) -> Result<Entry, BundleError> {
    let value = members.get(name).ok_or_else(|| BundleError::Format(format!("`{name}` is missing")))?;
    Ok(Entry::parse(&value.to_bytes())?)
}

fn proof(members: &Object, name: &str) -> Result<TlogProof, BundleError> {
    let text = members.get(name).and_then(Value::as_text);
    let text = text.ok_or_else(|| BundleError::Format(format!("`{name}` is not a text")))?;
    text.parse().map_err(|e: ProofFileError| match e {
        ProofFileError::Version => BundleError::Unsupported(e.to_string()),
        other => BundleError::Format(other.to_string()),
    })
}

impl From<JsonError> for BundleError {
    fn from(e: JsonError) -> Self {
        Self::NotCanonical(e.to_string())
    }
}

impl From<EntryError> for BundleError {
    fn from(e: EntryError) -> Self {
        match e {
            EntryError::Version(_) => Self::Unsupported(e.to_string()),
            other => Self::Format(other.to_string()),
        }
    }
}
