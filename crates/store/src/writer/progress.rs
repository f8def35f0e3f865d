//! How far the writer's thread has come, for those who wait for it (the sealer, the supervisor).

use crate::book::End;
use crate::error::StoreError;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How far the writer has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The end of the committed log.
    pub end: End,
    /// Why nothing may be written any more. The process should stop and recover from storage.
    pub fault: Option<StoreError>,
    /// True when the thread has ended.
    pub ended: bool,
}

/// A [`State`] that can be waited for.
#[derive(Debug)]
pub struct Progress {
    state: Mutex<State>,
    changed: Condvar,
}

impl Progress {
    pub(super) fn new(end: End, fault: Option<StoreError>) -> Self {
        Self { state: Mutex::new(State { end, fault, ended: false }), changed: Condvar::new() }
    }

    /// How far the writer has come.
    pub fn now(&self) -> State {
        self.lock().clone()
    }

    /// Waits until more than `known` entries are committed, the writer has failed or ended, or the time is over.
    pub fn wait_beyond(&self, known: u64, at_most: Duration) -> State {
        let nothing_new = |s: &mut State| s.end.next_index <= known && s.fault.is_none() && !s.ended;
        let waited = self.changed.wait_timeout_while(self.lock(), at_most, nothing_new);
        waited.map_or_else(|e| e.into_inner().0.clone(), |(state, _)| state.clone())
    }

    pub(super) fn set(&self, end: End, fault: Option<&StoreError>) {
        let mut state = self.lock();
        state.end = end;
        state.fault = fault.cloned();
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// A thread that panicked while it held the lock left a whole state behind: it is only ever replaced.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
