//! Talking to processes of other bodies: members of the local beacon, contributors to draws.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use tarazy_draw::record::Bytes;

/// After this time a member counts as not answering.
const TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Question {
    round: u64,
}

#[derive(Deserialize)]
struct Proof {
    pi: String,
}

/// A member's proof of a round.
///
/// # Errors
/// What keeps the member from answering, in its own words.
pub(crate) fn prove(url: &str, round: u64) -> Result<Bytes, String> {
    let question = serde_json::to_string(&Question { round }).map_err(|e| e.to_string())?;
    let text = post(&format!("{}/prove", url.trim_end_matches('/')), question, TIMEOUT)?;
    let proof: Proof = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    proof.pi.parse().map_err(|_| "not a proof in hex".to_owned())
}

/// Posts a question; gives the text of the answer.
///
/// # Errors
/// What keeps the other side from answering, in its own words.
pub(crate) fn post(url: &str, question: String, timeout: Duration) -> Result<String, String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    let agent: ureq::Agent = config.into();
    let response =
        agent.post(url).content_type("application/json").send(question).map_err(|e| e.to_string())?;
    let status = response.status();
    let text = response.into_body().read_to_string().map_err(|e| e.to_string())?;
    if !status.is_success() {
        return Err(format!("{status}: {}", text.chars().take(200).collect::<String>()));
    }
    Ok(text)
}
