//! Threads that read bundles ahead, so that all processors work while the entries are taken in order.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use tarazy_verify::{Bundle, Readers, SourceError, Unread};

/// Bundles that wait for one thread.
const AHEAD: usize = 4;

/// One thread, with the bundles that go to it and come back.
struct Hand {
    give: SyncSender<Unread>,
    take: Receiver<Bundle>,
}

/// As many threads as there are processors. Bundles go round, so that they come back in order.
pub(crate) struct Crew {
    hands: Vec<Hand>,
    given: usize,
    taken: usize,
}

impl Crew {
    /// Threads that wait for bundles. They end when this is dropped.
    pub(crate) fn new() -> Self {
        let count = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { hands: (0..count).map(|_| hand()).collect(), given: 0, taken: 0 }
    }
}

fn hand() -> Hand {
    let (give, work) = sync_channel::<Unread>(AHEAD);
    let (done, take) = sync_channel(AHEAD);
    thread::spawn(move || {
        // Ends when nobody gives or takes any more.
        while let Ok(bundle) = work.recv() {
            if done.send(bundle.read()).is_err() {
                break;
            }
        }
    });
    Hand { give, take }
}

fn gone<E>(_: E) -> SourceError {
    SourceError("a thread that reads entries has ended".to_owned())
}

impl Readers for Crew {
    fn ahead(&self) -> usize {
        AHEAD * self.hands.len()
    }

    fn give(&mut self, bundle: Unread) -> Result<(), SourceError> {
        let place = self.given % self.hands.len();
        self.given += 1;
        self.hands.get(place).ok_or(()).map_err(gone)?.give.send(bundle).map_err(gone)
    }

    fn take(&mut self) -> Result<Bundle, SourceError> {
        let place = self.taken % self.hands.len();
        self.taken += 1;
        self.hands.get(place).ok_or(()).map_err(gone)?.take.recv().map_err(gone)
    }
}
