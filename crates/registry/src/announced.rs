//! What the log says of its installation: keys, trust policies, rules. What an installation brings anew at a start becomes an
//! entry with the next command that writes, so that a verifier finds in the log what held when.
//!
//! The records are kept between commands and checked against the streams' heads before each use, like the ledgers.

use crate::office::Registry;
use crate::setup::{KEYS, POLICIES, RULES};
use std::collections::BTreeMap;
use tarazy_docket::policy::PolicyHistory;
use tarazy_docket::{Object, Policy, StreamId, Value};
use tarazy_store::book::Head;
use tarazy_store::{Command, Desk, Reader, Record, Refusal, StoreError, Vault, truth};

/// What was read of the installation's own streams.
pub(crate) struct Announced {
    streams: BTreeMap<&'static str, Kept>,
    policies: PolicyHistory,
    /// The head of the policies' stream at which the log said everything; `None` while that is not known.
    is_whole: Option<Option<Head>>,
}

struct Kept {
    head: Option<Head>,
    said: Vec<Said>,
}

/// An entry of such a stream.
struct Said {
    index: u64,
    kind: String,
    body: Object,
}

impl Announced {
    /// Nothing is read yet.
    pub(crate) fn new(trust: &Policy) -> Self {
        Self { streams: BTreeMap::new(), policies: PolicyHistory::new(trust.clone()), is_whole: None }
    }

    /// The trust policies, as far as they were read.
    pub(crate) fn policies(&self) -> &PolicyHistory {
        &self.policies
    }

    fn said(&self, stream: &str) -> &[Said] {
        self.streams.get(stream).map_or(&[], |kept| &kept.said)
    }

    /// True if an entry of this type says exactly this; the last one of its type alone, if `only_last`.
    fn says(&self, stream: &str, kind: &str, body: &Object, only_last: bool) -> bool {
        let said = self.said(stream).iter().rev().filter(|s| s.kind == kind);
        said.take(if only_last { 1 } else { usize::MAX }).any(|s| s.body == *body)
    }
}

impl Registry {
    /// Reads the trust policies of the log up to its end.
    ///
    /// # Errors
    /// 500 if one cannot be read.
    pub(crate) fn know_policies(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        if self.know_stream(desk, POLICIES)? {
            let said = self.announced.said(POLICIES).iter();
            let texts: Vec<(u64, &Object)> = said.map(|s| (s.index, &s.body)).collect();
            self.announced.policies = history(&self.setup.trust, &texts).map_err(Refusal::internal)?;
        }
        Ok(())
    }

    /// Brings into the log what the installation has and the log does not say: into an empty one the whole set-up. While
    /// history is imported, nothing is added to it, and a log that is being recovered first gets back what it had.
    ///
    /// # Errors
    /// What the desk refuses.
    pub(crate) fn announce(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<(), Refusal> {
        if matches!(command.kind.as_str(), "import.begin" | "body.lost" | "recovery.done") {
            return Ok(());
        }
        self.know_policies(desk)?;
        let is_known = !self.know_stream(desk, KEYS)? & !self.know_stream(desk, RULES)?;
        if is_known && self.announced.is_whole == Some(desk.head(&stream(POLICIES)?)?) {
            return Ok(());
        }
        if desk.end().next_index > 0 && desk.is_importing()? {
            return Ok(());
        }
        let announced = &self.announced;
        let says = |stream: &str, kind: &str, body: &Object, last| announced.says(stream, kind, body, last);
        let written = self.setup.write(desk, &says)?;
        self.announced.is_whole = if written == 0 { Some(desk.head(&stream(POLICIES)?)?) } else { None };
        Ok(())
    }

    /// Reads a stream of the installation to its end. True if it has changed.
    fn know_stream(&mut self, desk: &mut Desk<'_>, name: &'static str) -> Result<bool, Refusal> {
        let stream = stream(name)?;
        let head = desk.head(&stream)?;
        if self.announced.streams.get(name).is_some_and(|kept| kept.head == head) {
            return Ok(false);
        }
        let said = |r: Record| Said {
            index: r.index,
            kind: r.entry.kind.as_str().to_owned(),
            body: r.entry.body().cloned().unwrap_or_default(),
        };
        let said = desk.stream(&stream)?.into_iter().map(said).collect();
        self.announced.streams.insert(name, Kept { head, said });
        Ok(true)
    }
}

fn stream(name: &str) -> Result<StreamId, Refusal> {
    name.parse().map_err(Refusal::internal)
}

/// The trust policies that a log has set, for who reads it from outside the writer. `trust` counts where it has set none.
///
/// # Errors
/// [`StoreError`] if the database cannot be read, or an entry holds no policy.
pub fn policies(reader: &mut dyn Reader, vault: &Vault, trust: &Policy) -> Result<PolicyHistory, StoreError> {
    let stream: StreamId = POLICIES.parse().map_err(|e| StoreError::Corrupt(format!("{POLICIES}: {e}")))?;
    let records = truth::stream(reader, vault, &stream)?;
    let texts: Vec<(u64, &Object)> =
        records.iter().filter_map(|r| Some((r.index, r.entry.body()?))).collect();
    history(trust, &texts).map_err(StoreError::Corrupt)
}

fn history(trust: &Policy, entries: &[(u64, &Object)]) -> Result<PolicyHistory, String> {
    let mut history = PolicyHistory::new(trust.clone());
    for (index, body) in entries {
        let text = body.get("policy").and_then(Value::as_text).unwrap_or_default();
        let policy = Policy::parse(text.as_bytes());
        let policy = policy.map_err(|e| format!("the trust policy of entry {index}: {e}"))?;
        history.set(*index, policy.with_logs_of(trust));
    }
    Ok(history)
}
