//! Witnesses over HTTP.

use super::ask::{Answer, Transport};
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
    /// The witness at `prefix`, for instance `http://127.0.0.1:7001`.
    pub fn new(prefix: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), prefix: prefix.trim_end_matches('/').to_owned() }
    }
}

impl Transport for HttpTransport {
    fn add_checkpoint(&self, request: &str) -> Result<Answer, String> {
        let url = format!("{}/add-checkpoint", self.prefix);
        answer(self.agent.post(&url).content_type("text/plain; charset=utf-8").send(request))
    }

    fn latest(&self, origin_hash: Hash) -> Result<Answer, String> {
        answer(self.agent.get(format!("{}/{origin_hash}/checkpoint", self.prefix)).call())
    }
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, String> {
    let response = response.map_err(|e| e.to_string())?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    let mut reader = response.into_body().into_reader().take(MAX_ANSWER);
    reader.read_to_end(&mut body).map_err(|e| e.to_string())?;
    Ok(Answer { status, body })
}
