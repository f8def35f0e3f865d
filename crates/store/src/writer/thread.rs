//! The writer on a thread of its own, behind a bounded queue.
//!
//! Group commit comes from the queue: while a round is being committed, commands gather, and the next round takes them
//! all. A round never waits for more commands, since nothing is being committed while it is open.

use super::progress::Progress;
use super::{Outcome, Writer};
use crate::command::Command;
use crate::error::StoreError;
use crate::refusal::Refusal;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

/// Puts commands into the writer's queue. Clones share the queue.
#[derive(Clone)]
pub struct Handle {
    queue: SyncSender<Message>,
    progress: Arc<Progress>,
}

/// The thread that runs the writer.
pub struct WriterThread {
    handle: Handle,
    join: JoinHandle<Writer>,
}

enum Message {
    Command(Command, Reply),
    Stop,
}

/// Whom to tell. If it is dropped unused (the thread ends with the command in its queue), it says that the program is
/// stopping.
struct Reply(Option<Box<dyn FnOnce(Outcome) + Send>>);

impl Reply {
    fn give(mut self, outcome: Outcome) {
        if let Some(tell) = self.0.take() {
            tell(outcome);
        }
    }

    /// Nobody needs to be told any more.
    fn cancel(mut self) {
        self.0 = None;
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(tell) = self.0.take() {
            tell(Err(Refusal::recovering()));
        }
    }
}

impl Handle {
    /// Submits a command and waits for its outcome. Blocks: not for use inside an asynchronous task.
    ///
    /// # Errors
    /// The refusal; 429 `busy` if the queue is full, 503 `recovering` if the writer has stopped.
    pub fn submit(&self, command: Command) -> Outcome {
        let (tell, told) = channel();
        self.send(command, move |outcome| {
            // The receiver below outlives this call.
            drop(tell.send(outcome));
        })?;
        told.recv().unwrap_or_else(|_| Err(Refusal::recovering()))
    }

    /// Submits a command without waiting. `tell` is called once, on the writer's thread: it must be short (a channel's
    /// `send`). If this fails, it is not called.
    ///
    /// # Errors
    /// 429 `busy` if the queue is full, 503 `recovering` if the writer has stopped.
    pub fn send(&self, command: Command, tell: impl FnOnce(Outcome) + Send + 'static) -> Result<(), Refusal> {
        let message = Message::Command(command, Reply(Some(Box::new(tell))));
        let (refusal, back) = match self.queue.try_send(message) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Full(back)) => (Refusal::busy(), back),
            Err(TrySendError::Disconnected(back)) => (Refusal::recovering(), back),
        };
        if let Message::Command(_, reply) = back {
            reply.cancel();
        }
        Err(refusal)
    }

    /// How far the writer has come.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
}

impl WriterThread {
    /// Starts the thread. Its queue holds at most `capacity` commands.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the system gives no thread.
    pub fn start(writer: Writer, capacity: usize) -> Result<Self, StoreError> {
        let (queue, taken) = sync_channel(capacity);
        let progress = Arc::new(Progress::new(writer.end(), writer.fault().cloned()));
        let shared = Arc::clone(&progress);
        let join = Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(writer, &taken, &shared))
            .map_err(|e| StoreError::io("cannot start the writer's thread", &e))?;
        Ok(Self { handle: Handle { queue, progress }, join })
    }

    /// A handle to its queue.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Carries out what is in the queue, ends the thread and gives the writer back. Later commands are refused.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the thread panicked.
    pub fn stop(self) -> Result<Writer, StoreError> {
        let ended_already = self.handle.queue.send(Message::Stop).is_err();
        self.join.join().map_err(|_| {
            let when = if ended_already { "before it was stopped" } else { "while it was being stopped" };
            StoreError::Io(format!("the writer's thread panicked {when}"))
        })
    }
}

/// Says that the thread has ended, also when it panics.
struct Ending<'a>(&'a Progress);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn serve(mut writer: Writer, queue: &Receiver<Message>, progress: &Progress) -> Writer {
    let _ending = Ending(progress);
    let mut stop = false;
    while !stop && let Ok(Message::Command(first, reply)) = queue.recv() {
        let mut first = Some(first);
        let mut replies = vec![reply];
        let outcomes = writer.round(&mut || {
            if first.is_some() || stop {
                return first.take();
            }
            match queue.try_recv().ok()? {
                Message::Command(command, reply) => {
                    replies.push(reply);
                    Some(command)
                }
                Message::Stop => {
                    stop = true;
                    None
                }
            }
        });
        progress.set(writer.end(), writer.fault());
        replies.into_iter().zip(outcomes).for_each(|(reply, outcome)| reply.give(outcome));
    }
    writer
}
