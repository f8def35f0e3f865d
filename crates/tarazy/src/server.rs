//! A running server: the writer's thread, the sealer's, the one that does what is due, HTTP, and the socket.

use crate::clock::now_ms;
use crate::due::Due;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use crate::socket::Socket;
use crate::submitters::Counter;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tarazy_docket::Hash;
use tarazy_docket::stream::NotAStream;
use tarazy_log::Sealer;
use tarazy_log::entries::StoreEntries;
use tarazy_log::witnesses::WitnessFault;
use tarazy_store::writer::{Handle, Progress, WriterThread};
use tarazy_store::{Database, Reader, Vault, truth};
use tarazy_web::commands::Commands;
use tarazy_web::log::{LogFace, Papers};
use tarazy_web::{ApiError, Server};

/// Commands that wait for the writer at most; more are refused as `busy`.
const QUEUE: usize = 4_096;
/// The sealer's rounds are no further apart than this when nothing comes.
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// After a round that failed and may be tried again.
const SEAL_AGAIN: Duration = Duration::from_millis(500);
/// What is due is looked for at least so often.
const LOOK_EVERY: i64 = 500;
/// And at most so often, ms.
const LOOK_AT_MOST: i64 = 20;

/// Why a server ends.
#[derive(Debug)]
pub(crate) enum End {
    /// Somebody asked for it.
    Asked,
    /// Nothing more may be written or signed; the process must start again.
    Failed(String),
}

/// A running server.
pub(crate) struct Running {
    web: Server,
    socket: Socket,
    writer: WriterThread,
    sealer: JoinHandle<()>,
    due: JoinHandle<()>,
    stop_due: Sender<()>,
}

impl Running {
    /// Starts all threads of a node. `tell` hears of what ends it.
    ///
    /// # Errors
    /// A failure of the system, above all if the address is taken.
    pub(crate) fn start(
        installation: &Installation,
        node: Node,
        listen: SocketAddr,
        tell: &Sender<End>,
    ) -> Result<Self, Failure> {
        let failed = |e: std::io::Error| Failure::not_done(format!("{listen}: {e}"));
        let Node { writer, sealer, reader, due } = node;
        let writer = WriterThread::start(writer, QUEUE)?;
        let handle = writer.handle();
        let progress = Arc::clone(handle.progress());
        let ended = tell.clone();
        let work = Sealing { sealer, reader, progress };
        let thread = Builder::new().name("sealer".to_owned());
        let sealer = thread.spawn(move || seal(work, &ended)).map_err(failed)?;
        let (stop_due, stopped) = channel();
        let (own, own_reader) = (handle.clone(), installation.reader()?);
        let thread = Builder::new().name("due".to_owned());
        let due = thread.spawn(move || look(due, own_reader, &own, &stopped)).map_err(failed)?;
        let counter: Option<Arc<dyn Commands>> = if listen.ip().is_loopback() {
            Some(Arc::new(Counter::new(installation, handle.clone())?))
        } else {
            tracing::warn!("commands over HTTP are taken on a loopback address only");
            None
        };
        let face = LogFace {
            objects: installation.objects(&installation.files()?),
            papers: Arc::new(Shown {
                policy: installation.policy_text()?,
                database: installation.database()?,
                vault: installation.vault()?,
            }),
        };
        let web = Server::start(listen, tarazy_web::installation::router(face, counter)).map_err(failed)?;
        let socket = Socket::open(&installation.folder, handle)?;
        Ok(Self { web, socket, writer, sealer, due, stop_due })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.web.address()
    }

    /// Takes nothing more, answers what was taken, seals all of it, and gives the sequencer's lock back.
    ///
    /// # Errors
    /// What was lost on the way.
    pub(crate) fn stop(self) -> Result<(), Failure> {
        let lost = |name: &'static str| move |_| Failure::not_done(format!("the {name}'s thread was lost"));
        self.socket.close()?;
        self.web.stop().map_err(Failure::not_done)?;
        drop(self.stop_due);
        self.due.join().map_err(lost("due work"))?;
        let writer = self.writer.stop()?;
        self.sealer.join().map_err(lost("sealer"))?;
        drop(writer);
        Ok(())
    }
}

/// What the sealer's thread works with.
struct Sealing {
    sealer: Sealer,
    reader: Box<dyn Reader>,
    progress: Arc<Progress>,
}

/// Seals what is committed until the writer has ended and nothing waits.
fn seal(mut work: Sealing, tell: &Sender<End>) {
    let mut alarms = Alarms::default();
    loop {
        let state = work.progress.wait_beyond(work.sealer.size(), SEAL_EVERY);
        let mut more = false;
        match work.sealer.round(&mut StoreEntries(work.reader.as_mut()), now_ms()) {
            Ok(sealed) => {
                more = sealed.more;
                alarms.look(&work.sealer, sealed.witnessed);
            }
            Err(e) if e.must_stop() => {
                // Nobody listens any more if the server is being stopped already.
                return drop(tell.send(End::Failed(format!("the log cannot be sealed: {e}"))));
            }
            Err(cause) => {
                tracing::error!(%cause, "sealing.failed");
                if state.ended {
                    return;
                }
                std::thread::sleep(SEAL_AGAIN);
            }
        }
        if let Some(fault) = state.fault {
            return drop(tell.send(End::Failed(format!("the database cannot be written: {fault}"))));
        }
        if state.ended && !more {
            return;
        }
    }
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
                tracing::warn!(
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

/// Does what is due until it is told to stop.
fn look(mut due: Due, mut reader: Box<dyn Reader>, handle: &Handle, stopped: &Receiver<()>) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    loop {
        let now = now_ms();
        let mut wait = LOOK_EVERY;
        let failures = match due.run(reader.as_mut(), now, &mut |command| handle.submit(command)) {
            Ok(done) => {
                wait = done.next.map_or(LOOK_EVERY, |next| next - now).clamp(LOOK_AT_MOST, LOOK_EVERY);
                done.failures
            }
            Err(failure) => vec![failure.to_string()],
        };
        // What stays as it was is told once.
        let failures: BTreeSet<String> = failures.into_iter().collect();
        for failure in failures.difference(&told) {
            tracing::warn!("due: {failure}");
        }
        told = failures;
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
        if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// What a reader needs to judge the log.
struct Shown {
    policy: String,
    database: Database,
    vault: Vault,
}

/// Stream of the installation's keys.
const KEYS: &str = "sys/keys";

impl Papers for Shown {
    fn policy(&self) -> Result<Vec<u8>, ApiError> {
        Ok(self.policy.clone().into_bytes())
    }

    /// The entries of the keys' stream, one a line, as they stand in the log.
    fn keys(&self) -> Result<Vec<u8>, ApiError> {
        let mut reader = self.database.reader().map_err(|e| ApiError::internal(&e))?;
        let stream = KEYS.parse().map_err(|e: NotAStream| ApiError::internal(&e))?;
        let records = truth::stream(reader.as_mut(), &self.vault, &stream);
        let mut text = Vec::new();
        for record in records.map_err(|e| ApiError::internal(&e))? {
            text.extend_from_slice(&record.bytes);
            text.push(b'\n');
        }
        Ok(text)
    }

    fn schema(&self, _: Hash) -> Result<Option<Vec<u8>>, ApiError> {
        Ok(None)
    }
}
