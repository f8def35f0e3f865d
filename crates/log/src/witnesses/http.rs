//! Witnesses over HTTP.

use super::ask::{Answer, Transport};
use crate::outgoing::{AddressError, Outgoing, explain};
use std::io::Read as _;
use std::time::Duration;
use tarazy_docket::Hash;

/// No answer of a witness is longer.
const MAX_ANSWER: u64 = 256 * 1024;
/// After this time a witness counts as not answering.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A witness at a URL prefix, which serves both submission and monitoring. Connections are kept open.
pub struct HttpTransport {
    agent: ureq::Agent,
    prefix: String,
}

impl HttpTransport {
    /// The witness at `prefix`, for instance `https://witness.bar.example`.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn new(prefix: &str, outgoing: &Outgoing) -> Result<Self, AddressError> {
        let agent = outgoing.client(prefix, TIMEOUT)?;
        Ok(Self { agent, prefix: prefix.trim_end_matches('/').to_owned() })
    }

    fn answer(
        &self,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, String> {
        let response = response.map_err(|e| format!("{}: {}", self.prefix, explain(&e)))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let mut reader = response.into_body().into_reader().take(MAX_ANSWER);
        reader.read_to_end(&mut body).map_err(|e| format!("{}: {e}", self.prefix))?;
        Ok(Answer { status, body })
    }
}

impl Transport for HttpTransport {
    fn add_checkpoint(&self, request: &str) -> Result<Answer, String> {
        let url = format!("{}/add-checkpoint", self.prefix);
        self.answer(self.agent.post(&url).content_type("text/plain; charset=utf-8").send(request))
    }

    fn latest(&self, origin_hash: Hash) -> Result<Answer, String> {
        self.answer(self.agent.get(format!("{}/{origin_hash}/checkpoint", self.prefix)).call())
    }
}
