//! Talking to processes of other bodies: members of the local beacon, contributors to draws.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use tarazy_draw::record::Bytes;
use tarazy_log::outgoing::{AddressError, Outgoing, explain};
use ureq::Agent;

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

/// A process at its address.
pub(crate) struct Process {
    agent: Agent,
    prefix: String,
}

impl Process {
    /// The process that answers at `prefix`.
    ///
    /// # Errors
    /// [`AddressError`].
    pub(crate) fn new(prefix: &str, outgoing: &Outgoing) -> Result<Self, AddressError> {
        let agent = outgoing.client(prefix, TIMEOUT)?;
        Ok(Self { agent, prefix: prefix.trim_end_matches('/').to_owned() })
    }

    /// A member's proof of a round.
    ///
    /// # Errors
    /// What keeps the member from answering, in its own words.
    pub(crate) fn prove(&self, round: u64) -> Result<Bytes, String> {
        let question = serde_json::to_string(&Question { round }).map_err(|e| e.to_string())?;
        let text = self.post("prove", question, TIMEOUT)?;
        let proof: Proof = serde_json::from_str(&text).map_err(|e| e.to_string())?;
        proof.pi.parse().map_err(|_| "not a proof in hex".to_owned())
    }

    /// Posts a question to one of its paths; gives the text of the answer.
    ///
    /// # Errors
    /// What keeps the other side from answering, in its own words.
    pub(crate) fn post(&self, path: &str, question: String, timeout: Duration) -> Result<String, String> {
        let request = self.agent.post(format!("{}/{path}", self.prefix)).content_type("application/json");
        let asked = request.config().timeout_global(Some(timeout)).build().send(question);
        let response = asked.map_err(|e| explain(&e))?;
        let status = response.status();
        let text = response.into_body().read_to_string().map_err(|e| explain(&e))?;
        if !status.is_success() {
            return Err(format!("{status}: {}", text.chars().take(200).collect::<String>()));
        }
        Ok(text)
    }
}
