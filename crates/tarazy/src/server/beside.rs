//! The threads that do what is due without being asked: draws and their like in one, mails in another, so that a mail server that
//! says nothing holds up no draw.

use crate::clock::now_ms;
use crate::due::Due;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::mails::Mails;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tarazy_store::Reader;
use tarazy_store::writer::Handle;

/// What is due is looked for at least so often, ms.
const LOOK_EVERY: i64 = 500;
/// And at most so often, ms.
const LOOK_AT_MOST: i64 = 20;

/// A thread that works until it is told to stop.
pub(super) struct Beside {
    name: &'static str,
    thread: JoinHandle<()>,
    stop: Sender<()>,
}

impl Beside {
    /// Starts the thread of due work.
    ///
    /// # Errors
    /// A failure of the system or the database.
    pub(super) fn due(installation: &Installation, mut due: Due, handle: Handle) -> Result<Self, Failure> {
        Self::start(installation, "due", move |reader, _, told| {
            let now = now_ms();
            let (next, failures) = match due.run(reader, now, &mut |command| handle.submit(command)) {
                Ok(done) => (done.next, [done.failures, done.warnings].concat()),
                Err(failure) => (None, vec![failure.to_string()]),
            };
            told.tell("due", failures);
            next
        })
    }

    /// Starts the thread that sends mails.
    ///
    /// # Errors
    /// A failure of the system or the database.
    pub(super) fn mails(installation: &Installation, mails: Mails, handle: Handle) -> Result<Self, Failure> {
        Self::start(installation, "mails", move |reader, stopped, told| {
            let is_stopped = || stopped.try_recv() != Err(TryRecvError::Empty);
            let (next, failures) = match mails.run(reader, &is_stopped, &mut |command| handle.submit(command))
            {
                Ok(looked) => (looked.next, looked.failures),
                Err(failure) => (None, vec![failure.to_string()]),
            };
            told.tell("mails", failures);
            next
        })
    }

    /// `work` is done again and again; it says when it wants to be done next, ms UTC.
    fn start(
        installation: &Installation,
        name: &'static str,
        mut work: impl FnMut(&mut dyn Reader, &Receiver<()>, &mut Told) -> Option<i64> + Send + 'static,
    ) -> Result<Self, Failure> {
        let (stop, stopped) = channel();
        let mut reader = installation.reader()?;
        let run = move || {
            let mut told = Told::default();
            loop {
                let next = work(reader.as_mut(), &stopped, &mut told);
                let wait = next.map_or(LOOK_EVERY, |next| next - now_ms()).clamp(LOOK_AT_MOST, LOOK_EVERY);
                let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
                if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let thread = Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(|e| Failure::not_done(format!("the thread `{name}`: {e}")))?;
        Ok(Self { name, thread, stop })
    }

    /// Lets it end what it has begun.
    ///
    /// # Errors
    /// A failure if the thread was lost.
    pub(super) fn stop(self) -> Result<(), Failure> {
        let Self { name, thread, stop } = self;
        drop(stop);
        thread.join().map_err(|_| Failure::not_done(format!("the thread `{name}` was lost")))
    }
}

/// What the operator was told: what stays as it was is told once.
#[derive(Default)]
struct Told(BTreeSet<String>);

impl Told {
    fn tell(&mut self, from: &'static str, failures: Vec<String>) {
        let failures: BTreeSet<String> = failures.into_iter().collect();
        for failure in failures.difference(&self.0) {
            tracing::warn!("{from}: {failure}");
        }
        self.0 = failures;
    }
}
