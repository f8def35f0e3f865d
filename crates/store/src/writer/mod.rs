//! The one writer: it owns the heads of all streams, decides commands in memory and commits them in batches.
//!
//! docket.md section 8. A round takes commands until it holds 1,024 entries or 50 ms have passed; each is decided before
//! any SQL; what they lay down is committed in one transaction; then all are answered. If the transaction fails, the
//! round is undone and its commands are retried one by one.

mod commit;
mod decide;
mod progress;
mod round;
mod thread;

pub use decide::{BEHIND_MS, CLOCK_BEHIND};
pub use progress::{Progress, State};
pub use round::{MAX_ENTRIES, MAX_ROUND_MS};
pub use thread::{Handle, WriterThread};

use crate::book::{Book, End};
use crate::clock::Clock;
use crate::command::{Answer, Command};
use crate::database::{Database, Sequencer};
use crate::derived::{self, Derived};
use crate::desk::{IMPORT, IMPORT_OPEN};
use crate::entropy::Entropy;
use crate::error::StoreError;
use crate::office::Office;
use crate::refusal::Refusal;
use crate::truth;
use crate::vault::Vault;

/// What a command came to.
pub type Outcome = Result<Answer, Refusal>;

/// From where the writer becomes the sequencer, at the start and again after a lost connection.
pub trait Source: Send {
    /// Takes the sequencer lock and begins a new epoch.
    ///
    /// # Errors
    /// As [`Database::sequencer`].
    fn sequencer(&mut self) -> Result<Sequencer, StoreError>;
}

impl Source for Database {
    fn sequencer(&mut self) -> Result<Sequencer, StoreError> {
        Self::sequencer(self)
    }
}

/// What a writer works with.
pub struct Tools {
    /// The log's origin.
    pub origin: String,
    /// Encrypts bodies at rest.
    pub vault: Vault,
    /// The wall clock.
    pub clock: Box<dyn Clock>,
    /// The random source.
    pub entropy: Box<dyn Entropy>,
    /// Who decides.
    pub office: Box<dyn Office>,
}

/// The one writer.
pub struct Writer {
    source: Box<dyn Source>,
    tools: Tools,
    /// The sequencer's side of the database; `None` after a lost connection, until it is opened anew.
    seat: Option<Sequencer>,
    book: Book,
    /// True while history is being imported, as committed.
    importing: bool,
    /// True from the alarm about a clock that runs behind until it has caught up.
    clock_alarm: bool,
    /// Why nothing may be written any more.
    fault: Option<StoreError>,
}

impl Writer {
    /// Becomes the sequencer. The read models of a fresh installation are made here.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process is the sequencer, [`StoreError::StaleReadModels`] if they must be rebuilt
    /// first, [`StoreError::Corrupt`] if the sequencer row does not fit the entries.
    pub fn open(source: impl Source + 'static, tools: Tools) -> Result<Self, StoreError> {
        let mut writer = Self {
            source: Box::new(source),
            tools,
            seat: None,
            book: Book::new(End::EMPTY),
            importing: false,
            clock_alarm: false,
            fault: None,
        };
        writer.take_seat()?;
        Ok(writer)
    }

    /// Carries out commands, in order, and gives what each came to, in the same order.
    pub fn run_batch(&mut self, commands: Vec<Command>) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            outcomes.append(&mut self.round(&mut || commands.next()));
        }
        outcomes
    }

    /// Carries out one command.
    ///
    /// # Errors
    /// The refusal.
    pub fn run(&mut self, command: Command) -> Outcome {
        self.run_batch(vec![command]).pop().unwrap_or_else(|| Err(Refusal::internal("no outcome")))
    }

    /// The end of the committed log.
    pub fn end(&self) -> End {
        self.book.end()
    }

    /// The epoch in which it writes (docket.md section 8.6); 0 while the connection is lost.
    pub fn epoch(&self) -> u64 {
        self.seat.as_ref().map_or(0, |seat| seat.fence.epoch)
    }

    /// Why nothing may be written any more; the process should stop and recover from storage. `None` while all is well.
    pub fn fault(&self) -> Option<&StoreError> {
        self.fault.as_ref()
    }

    /// Opens the database (anew), and reads from it what the writer keeps in memory.
    fn take_seat(&mut self) -> Result<(), StoreError> {
        self.seat = None;
        let mut seat = self.source.sequencer()?;
        let engine = seat.engine.as_mut();
        let end = truth::end(engine)?;
        if end.next_index != seat.fence.next_index {
            return Err(StoreError::Corrupt("the sequencer row does not fit the entries".to_owned()));
        }
        // What was answered must still be there (docket.md section 18, G7).
        let known = self.book.end();
        let shorter = end.next_index < known.next_index;
        if shorter || (end.next_index == known.next_index && end.last_leaf != known.last_leaf) {
            return Err(StoreError::Corrupt("the database lost entries that were answered".to_owned()));
        }
        if derived::create_missing(engine, self.tools.office.tables())? == Derived::NeedsRebuild {
            return Err(StoreError::StaleReadModels);
        }
        self.importing = truth::setting(engine, IMPORT)?.as_deref() == Some(IMPORT_OPEN);
        self.book = Book::new(end);
        self.seat = Some(seat);
        Ok(())
    }
}
