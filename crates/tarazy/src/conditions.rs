//! What calls for an alarm in the log, as the sealer sees it. It is noted where it shows and told by whoever does what is due,
//! so that the sealer never waits for the writer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::notice::{AlarmCode, AlarmRaised};
use tarazy_log::witnesses::WitnessFault;
use tarazy_log::{Sealed, Sealer};

/// Conditions, as their alarms would tell of them.
pub(crate) type Seen = BTreeMap<AlarmCode, AlarmRaised>;

/// The codes that are judged here.
pub(crate) const JUDGED: [AlarmCode; 2] = [AlarmCode::NoQuorum, AlarmCode::WitnessContradicts];

/// The conditions after the last round of the sealer; shared by its thread and the one that does what is due.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    has_quorum: bool,
    seen: Arc<Mutex<Option<Seen>>>,
}

impl Conditions {
    /// Nothing was sealed yet. `has_quorum`: the policy asks for one.
    pub(crate) fn new(has_quorum: bool) -> Self {
        Self { has_quorum, seen: Arc::default() }
    }

    /// Notes what a round came to.
    pub(crate) fn note(&self, sealer: &Sealer, sealed: Sealed) {
        let mut seen = Seen::new();
        if self.has_quorum && !sealed.witnessed && sealed.size > 0 {
            let code = AlarmCode::NoQuorum;
            let size = Some(sealed.size);
            seen.insert(code, AlarmRaised { code, size, behind: None, witnesses: None });
        }
        let contradicts =
            |e: &&WitnessFault| matches!(e, WitnessFault::Ahead { .. } | WitnessFault::Contradicts);
        let answers = sealer.witness_answers();
        let faults = answers.iter().flatten().filter_map(|answer| answer.as_ref().err());
        let count = faults.filter(contradicts).count();
        if count > 0 {
            let code = AlarmCode::WitnessContradicts;
            let witnesses = u64::try_from(count).ok();
            seen.insert(code, AlarmRaised { code, size: None, behind: None, witnesses });
        }
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }

    /// The conditions after the last round; `None` before the first.
    pub(crate) fn seen(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
