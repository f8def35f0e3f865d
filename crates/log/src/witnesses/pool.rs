//! All witnesses at once: one thread each, which always works on the newest checkpoint.

use super::ask::{Ask, Cosigned, WitnessFault};
use crate::objects::Objects;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tarazy_docket::SignedCheckpoint;

/// What came back for the checkpoint that was sent last: one place for each witness, in the order given.
pub type Progress = Vec<Option<Result<Cosigned, WitnessFault>>>;

/// The threads that ask the witnesses. Dropping it waits for requests under way.
pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    objects: Arc<dyn Objects>,
}

struct State {
    job: Option<Job>,
    progress: Progress,
    stopped: bool,
}

#[derive(Clone)]
struct Job {
    number: u64,
    checkpoint: Arc<SignedCheckpoint>,
    now_ms: i64,
}

impl Pool {
    /// Starts a thread for each witness. Proofs are made from the tiles in `objects`.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(witnesses: Vec<Ask>, objects: Arc<dyn Objects>) -> std::io::Result<Self> {
        let progress = witnesses.iter().map(|_| None).collect();
        let state = Mutex::new(State { job: None, progress, stopped: false });
        let shared = Arc::new(Shared { state, changed: Condvar::new(), objects });
        let mut pool = Self { shared, threads: Vec::new() };
        for (place, witness) in witnesses.into_iter().enumerate() {
            let shared = Arc::clone(&pool.shared);
            let thread = std::thread::Builder::new().name(format!("witness-{place}"));
            pool.threads.push(thread.spawn(move || shared.work(place, witness))?);
        }
        Ok(pool)
    }

    /// How many witnesses there are.
    pub fn len(&self) -> usize {
        self.threads.len()
    }

    /// True if there is no witness.
    pub fn is_empty(&self) -> bool {
        self.threads.is_empty()
    }

    /// Sends a checkpoint to all witnesses. Answers to an earlier one that are still to come are dropped.
    pub fn submit(&self, checkpoint: SignedCheckpoint, now_ms: i64) {
        let mut state = self.shared.lock();
        let number = state.job.as_ref().map_or(0, |job| job.number) + 1;
        state.job = Some(Job { number, checkpoint: Arc::new(checkpoint), now_ms });
        state.progress.fill_with(|| None);
        self.shared.changed.notify_all();
    }

    /// Waits until `enough` is true of what came back, all have answered, or the time is over; gives what came back.
    pub fn wait(&self, most: Duration, mut enough: impl FnMut(&Progress) -> bool) -> Progress {
        let going_on =
            |state: &mut State| state.progress.iter().any(Option::is_none) && !enough(&state.progress);
        let state = self.shared.lock();
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, most, going_on)
            .unwrap_or_else(PoisonError::into_inner);
        state.progress.clone()
    }

    /// What came back so far.
    pub fn progress(&self) -> Progress {
        self.shared.lock().progress.clone()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so already; there is nothing to add while dropping.
            drop(thread.join());
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, place: usize, mut witness: Ask) {
        let mut done = 0;
        while let Some(job) = self.next_job(done) {
            done = job.number;
            let answer = witness.cosign(&job.checkpoint, self.objects.as_ref(), job.now_ms);
            let mut state = self.lock();
            if state.job.as_ref().is_some_and(|newest| newest.number == job.number)
                && let Some(own) = state.progress.get_mut(place)
            {
                *own = Some(answer);
                self.changed.notify_all();
            }
        }
    }

    fn next_job(&self, done: u64) -> Option<Job> {
        let idle =
            |state: &mut State| !state.stopped && state.job.as_ref().is_none_or(|job| job.number == done);
        let state = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        if state.stopped { None } else { state.job.clone() }
    }
}
