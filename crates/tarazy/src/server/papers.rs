//! What a reader needs to judge the log: the trust policy, the history of its keys.

use crate::readers::Readers;
use std::sync::Arc;
use tarazy_docket::stream::NotAStream;
use tarazy_docket::{Hash, Object, Value};
use tarazy_log::objects::Objects;
use tarazy_log::published;
use tarazy_log::schemas;
use tarazy_store::truth;
use tarazy_web::ApiError;
use tarazy_web::log::Papers;

/// What a reader needs to judge the log.
pub(super) struct Shown {
    pub(super) policy: String,
    pub(super) readers: Arc<Readers>,
    pub(super) objects: Arc<dyn Objects>,
}

/// Stream of the installation's keys.
const KEYS: &str = "sys/keys";

impl Papers for Shown {
    fn policy(&self) -> Result<Vec<u8>, ApiError> {
        Ok(self.policy.clone().into_bytes())
    }

    /// The entries of the keys' stream, each with its index, one a line: as many as the published checkpoint covers, so that
    /// each has its proof at `/proof/<index>`.
    fn keys(&self) -> Result<Vec<u8>, ApiError> {
        let latest = published::latest(self.objects.as_ref()).map_err(|e| ApiError::internal(&e))?;
        let size = latest.map_or(0, |checkpoint| checkpoint.checkpoint().size());
        let stream = KEYS.parse().map_err(|e: NotAStream| ApiError::internal(&e))?;
        let records = self.readers.with(|reader| truth::stream(reader, self.readers.vault(), &stream));
        let mut text = Vec::new();
        for record in records.map_err(|e| ApiError::internal(&e))?.iter().filter(|r| r.index < size) {
            let entry = Value::from_canonical(&record.bytes).map_err(|e| ApiError::internal(&e))?;
            let index = Value::Int(i64::try_from(record.index).map_err(|e| ApiError::internal(&e))?);
            let line = Object::new().with("entry", entry).with("index", index);
            text.extend_from_slice(&Value::Object(line).to_bytes());
            text.push(b'\n');
        }
        Ok(text)
    }

    fn schema(&self, hash: Hash) -> Result<Option<Vec<u8>>, ApiError> {
        schemas::read(self.objects.as_ref(), &hash).map_err(|e| ApiError::internal(&e))
    }
}
