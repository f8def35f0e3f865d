//! A load generator for measurements: conversations with a server over many connections at once.

use crate::client::{Answer, Client, Question};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::task::LocalSet;
use tokio::time::sleep;

/// How long a question that is asked again waits.
const PAUSE: Duration = Duration::from_millis(5);

/// What a conversation does next.
pub enum Then {
    /// Asks.
    Ask(Question),
    /// Asks in a moment.
    AskAgain(Question),
    /// Ends well.
    Done,
    /// Ends badly; the measurement is worth nothing.
    Failed(String),
}

/// A conversation.
pub trait Talk {
    /// What follows from an answer; at the beginning there is none.
    fn next(&mut self, answer: Option<&Answer>) -> Then;
}

/// How conversations are begun.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Over so many connections, each of which holds one conversation at a time.
    pub connections: usize,
    /// Seconds between two; `None` begins one as soon as a connection is free.
    pub every: Option<f64>,
}

struct Load<C> {
    address: SocketAddr,
    every: Option<f64>,
    clock: C,
    waiting: RefCell<VecDeque<Box<dyn Talk>>>,
    begun: Cell<u32>,
    took: RefCell<Vec<f64>>,
}

/// Holds all conversations, and gives how long each took, in seconds. At a steady pace it is counted from the moment at which it
/// should have begun, so that a server which falls behind is seen to. `clock` gives seconds.
///
/// # Errors
/// If a connection broke or a conversation ended badly.
pub fn hold(
    address: SocketAddr,
    pace: Pace,
    talks: Vec<Box<dyn Talk>>,
    clock: impl Fn() -> f64 + 'static,
) -> io::Result<Vec<f64>> {
    let load = Rc::new(Load {
        address,
        every: pace.every,
        clock,
        waiting: RefCell::new(talks.into()),
        begun: Cell::new(0),
        took: RefCell::default(),
    });
    let tasks = LocalSet::new();
    let own = Rc::clone(&load);
    let all = tasks.run_until(async move {
        let hands: Vec<_> =
            (0..pace.connections).map(|_| tokio::task::spawn_local(Rc::clone(&own).work())).collect();
        for hand in hands {
            hand.await.map_err(io::Error::other)??;
        }
        Ok::<(), io::Error>(())
    });
    Builder::new_current_thread().enable_all().build()?.block_on(all)?;
    Ok(load.took.take())
}

impl<C: Fn() -> f64> Load<C> {
    async fn work(self: Rc<Self>) -> io::Result<()> {
        let mut client = Client::connect(self.address).await?;
        loop {
            let Some(mut talk) = self.waiting.borrow_mut().pop_front() else { return Ok(()) };
            let start = self.start().await;
            let mut then = talk.next(None);
            loop {
                let question = match then {
                    Then::Ask(question) => question,
                    Then::AskAgain(question) => {
                        sleep(PAUSE).await;
                        question
                    }
                    Then::Done => break,
                    Then::Failed(why) => return Err(io::Error::other(why)),
                };
                then = talk.next(Some(&client.ask(&question).await?));
            }
            self.took.borrow_mut().push((self.clock)() - start);
        }
    }

    /// Waits until the next conversation should begin, and gives that moment.
    async fn start(&self) -> f64 {
        let now = (self.clock)();
        let Some(every) = self.every else { return now };
        let start = f64::from(self.begun.replace(self.begun.get() + 1)) * every;
        if start > now {
            sleep(Duration::from_secs_f64(start - now)).await;
        }
        start
    }
}
