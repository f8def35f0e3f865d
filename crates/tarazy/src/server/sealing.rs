//! The sealer's thread: rounds at a measured pace, alarms, and what of the published checkpoints is kept.

use super::End;
use crate::clock::{now_ms, stopwatch};
use crate::conditions::Conditions;
use crate::failure::Failure;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tarazy_docket::Entry;
use tarazy_log::entries::StoreEntries;
use tarazy_log::witnesses::WitnessFault;
use tarazy_log::{SealError, Sealed, Sealer};
use tarazy_registry::models;
use tarazy_store::writer::{Progress, State};
use tarazy_store::{Reader, truth};

/// The sealer's rounds are no further apart than this when nothing comes.
const EVERY: Duration = Duration::from_secs(1);
/// And, while entries come without end, begin no closer than this: each round costs syncs that the writer needs too, and a
/// checkpoint that every witness remembers for two years. A filing alone is sealed at once.
const APART: Duration = Duration::from_millis(100);
/// After a round that failed and may be tried again.
const AGAIN: Duration = Duration::from_millis(500);
/// How often old published checkpoints are looked for, ms.
const FORGET_EVERY: i64 = 60 * 60 * 1000;
/// How long a published checkpoint is kept, ms, and longer while a draw that it may give its order is open.
const KEEP_PUBLISHED: i64 = 90 * 24 * 60 * 60 * 1000;

/// What the sealer's thread works with.
pub(super) struct Sealing {
    pub(super) sealer: Sealer,
    pub(super) reader: Box<dyn Reader>,
    pub(super) progress: Arc<Progress>,
    /// What calls for an alarm in the log.
    pub(super) conditions: Conditions,
}

impl Sealing {
    /// Seals what is committed until the writer has ended and nothing waits.
    pub(super) fn run(mut self, tell: &Sender<End>) {
        let mut alarms = Alarms::default();
        let mut forgotten = None;
        loop {
            let state = self.progress.wait_beyond(self.sealer.size(), EVERY);
            let now = now_ms();
            let watch = stopwatch();
            let done = self.sealer.round(&mut StoreEntries(self.reader.as_mut()), now);
            if let Ok(sealed) = &done {
                alarms.look(&self.sealer, sealed.witnessed);
                self.conditions.note(&self.sealer, *sealed);
            }
            match next(&done, &state) {
                Next::End(None) => return,
                // Nobody listens any more if the server is being stopped already.
                Next::End(Some(why)) => return drop(tell.send(End::Failed(why))),
                Next::Now => {}
                Next::Rest => {
                    // More entries do not end this wait; the end of the writer does.
                    self.progress
                        .wait_beyond(u64::MAX, APART.saturating_sub(Duration::from_secs_f64(watch())));
                }
                Next::Again => std::thread::sleep(AGAIN),
            }
            if done.is_ok() && forgotten.is_none_or(|last: i64| now.saturating_sub(last) >= FORGET_EVERY) {
                forgotten = Some(now);
                if let Err(cause) = self.forget(now) {
                    tracing::warn!(%cause, "published.not_forgotten");
                }
            }
        }
    }

    /// Forgets the published checkpoints that are old and that no open draw can need.
    fn forget(&mut self, now: i64) -> Result<(), Failure> {
        let young = first_since(self.reader.as_mut(), now.saturating_sub(KEEP_PUBLISHED))?;
        let open = models::open_draws(self.reader.as_mut())?;
        let needed = open.iter().map(|draw| draw.index).min();
        Ok(self.sealer.forget_published(needed.map_or(young, |needed| needed.min(young)))?)
    }
}

/// What follows a round.
enum Next {
    Now,
    Rest,
    Again,
    End(Option<String>),
}

fn next(done: &Result<Sealed, SealError>, state: &State) -> Next {
    if let Err(e) = done {
        if e.must_stop() {
            return Next::End(Some(format!("the log cannot be sealed: {e}")));
        }
        tracing::error!(cause = %e, "sealing.failed");
    }
    if let Some(fault) = &state.fault {
        return Next::End(Some(format!("the database cannot be written: {fault}")));
    }
    match done {
        Ok(sealed) if sealed.more => Next::Now,
        _ if state.ended => Next::End(None),
        Ok(sealed) if sealed.added > 0 => Next::Rest,
        Ok(_) => Next::Now,
        Err(_) => Next::Again,
    }
}

/// Index of the first entry that is not older than a time, ms UTC; the number of entries if all are older.
fn first_since(reader: &mut dyn Reader, time: i64) -> Result<u64, Failure> {
    let (mut from, mut to) = (0, truth::end(reader)?.next_index);
    while from < to {
        let middle = from + (to - from) / 2;
        let entry = truth::raw_range(reader, middle, middle + 1)?.pop();
        let (_, _, bytes) = entry.ok_or_else(|| Failure::not_done("an entry is missing"))?;
        if Entry::parse(&bytes).map_err(Failure::not_done)?.time < time {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    Ok(from)
}

/// What the operator is told when it changes.
#[derive(Default)]
struct Alarms {
    /// Whether the quorum was missing.
    unwitnessed: bool,
    /// Witnesses that contradict this log.
    contradicted: usize,
}

impl Alarms {
    fn look(&mut self, sealer: &Sealer, witnessed: bool) {
        let answers = sealer.witness_answers();
        let missing = !answers.is_empty() && !witnessed;
        if missing != self.unwitnessed {
            self.unwitnessed = missing;
            if missing {
                let faults = answers.iter().flatten().filter_map(|a| a.as_ref().err());
                let faults: Vec<String> = faults.map(ToString::to_string).collect();
                tracing::warn!(
                    faults = faults.join("; "),
                    "alarm: too few witnesses confirm the log; receipts are sealed, not witnessed"
                );
            } else {
                tracing::info!("the witnesses confirm the log again");
            }
        }
        let contradicts =
            |e: &WitnessFault| matches!(e, WitnessFault::Ahead { .. } | WitnessFault::Contradicts);
        let contradicted: Vec<&WitnessFault> =
            answers.iter().flatten().filter_map(|a| a.as_ref().err()).filter(|e| contradicts(e)).collect();
        if contradicted.len() > self.contradicted {
            tracing::error!(?contradicted, "alarm: a witness contradicts this log; keep both sides");
        }
        self.contradicted = contradicted.len();
    }
}
