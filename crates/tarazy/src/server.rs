//! A running server: the writer's thread, the sealer's, the two beside it that do what is due, HTTP, and the socket.

mod beside;
mod papers;
mod sealing;
mod summonses;

use crate::clock::now_ms;
use crate::demonstration;
use crate::entropy::{SystemEntropy, random};
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use crate::node::Node;
use crate::papers::Setter;
use crate::readers::Readers;
use crate::socket;
use crate::submitters::Counter;
use beside::Beside;
use papers::Shown;
use sealing::Sealing;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use summonses::Printer;
use tarazy_access::policy::Policies;
use tarazy_access::sessions::Sessions;
use tarazy_log::objects::Objects;
use tarazy_registry::drafts::Drafts;
use tarazy_store::Entropy as _;
use tarazy_store::writer::{Handle, WriterThread};
use tarazy_web::commands::Commands;
use tarazy_web::log::{LogFace, Papers};
use tarazy_web::payment::{Payments, TestPayments};
use tarazy_web::upload::{Documents, NoScanner};
use tarazy_web::{AccessFace, Rate, RateLimiter, Server, Site, Throttle};

/// Commands that wait for the writer at most; more are refused as `busy`.
const QUEUE: usize = 4_096;

/// How often one sender may try to sign in or to register.
const ATTEMPTS: Rate = Rate { per_second: 1, burst: 20 };

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
    folder: PathBuf,
    writer: WriterThread,
    sealer: JoinHandle<()>,
    due: Beside,
    mails: Beside,
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
        let Node { writer, sealer, reader, due, mails } = node;
        let writer = WriterThread::start(writer, QUEUE)?;
        let handle = writer.handle();
        let progress = Arc::clone(handle.progress());
        let ended = tell.clone();
        let work = Sealing { sealer, reader, progress, conditions: due.conditions() };
        let thread = Builder::new().name("sealer".to_owned());
        let sealer = thread.spawn(move || work.run(&ended)).map_err(failed)?;
        let due = Beside::due(installation, due, handle.clone())?;
        let mails = Beside::mails(installation, mails, handle.clone())?;
        let web = open_doors(installation, handle, listen)?;
        Ok(Self { web, folder: installation.folder.clone(), writer, sealer, due, mails })
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
        let lost = |_| Failure::not_done("the sealer's thread was lost");
        self.web.stop().map_err(Failure::not_done)?;
        socket::remove(&self.folder)?;
        self.due.stop()?;
        self.mails.stop()?;
        let writer = self.writer.stop()?;
        self.sealer.join().map_err(lost)?;
        drop(writer);
        Ok(())
    }
}

/// Serves the log to everybody, and takes commands on the socket and, if it is this machine's own, on the address.
fn open_doors(installation: &Installation, handle: Handle, listen: SocketAddr) -> Result<Server, Failure> {
    let readers = Arc::new(Readers::new(installation)?);
    let own_handle = handle.clone();
    let counter: Arc<dyn Commands> = Arc::new(Counter::new(installation, Arc::clone(&readers), handle)?);
    let objects = installation.objects(&installation.files()?);
    let site_readers = Arc::clone(&readers);
    let papers = Shown { policy: installation.policy_text()?, readers, objects: Arc::clone(&objects) };
    let papers: Arc<dyn Papers> = Arc::new(papers);
    let (objects_of_site, trust_of_site) = (Arc::clone(&objects), Arc::clone(&papers));
    let face = LogFace { objects, papers, cache: Arc::default() };
    let http = &installation.config.http;
    let (throttle, limits) = (http.throttle()?, http.limits()?);
    let open = if listen.ip().is_loopback() {
        Some(Arc::clone(&counter))
    } else {
        tracing::warn!("commands are taken on a loopback address and on the socket only");
        None
    };
    let site = Arc::new(site(installation, site_readers, (objects_of_site, trust_of_site), own_handle)?);
    let network = tarazy_web::installation::router(face.clone(), open, Arc::clone(&throttle), Some(&site));
    let local = tarazy_web::installation::router(face, Some(counter), throttle, None);
    let socket = socket::listen(&installation.folder)?;
    let started = Server::start_with_socket(listen, network, socket, local, limits);
    started.map_err(|e| Failure::not_done(format!("{listen}: {e}")))
}

/// What the pages need.
fn site(
    installation: &Installation,
    readers: Arc<Readers>,
    (objects, trust): (Arc<dyn Objects>, Arc<dyn Papers>),
    handle: Handle,
) -> Result<Site, Failure> {
    let limiter = RateLimiter::new(ATTEMPTS, random::<32>());
    let progress = Arc::clone(handle.progress());
    let is_writing = Arc::new(move || {
        let state = progress.now();
        state.fault.is_none() && !state.ended
    });
    let access = AccessFace {
        sessions: Sessions::open(&installation.folder)?,
        policies: Policies::load().map_err(Failure::not_done)?,
        submit: Arc::new(move |command| handle.submit(command)),
        random: Arc::new(|out: &mut [u8]| SystemEntropy.fill(out)),
        attempts: Throttle::new(limiter, installation.config.http.limits()?.proxies, Arc::new(now_ms)),
    };
    let is_marked = demonstration::is_marked(installation)?;
    let is_demonstration = installation.config.pages.demonstration || is_marked;
    // The only provider there is takes no money.
    let payments = is_demonstration.then(|| -> Arc<dyn Payments> { Arc::new(TestPayments) });
    Ok(Site {
        access,
        payments,
        papers: Arc::new(Setter),
        summonses: Arc::new(Printer { mail: installation.config.mail.clone() }),
        readers,
        drafts: Drafts::open(&installation.folder)?,
        documents: Documents::new(installation.folder_below(DOCUMENTS)?, Arc::new(NoScanner)),
        law: installation.law()?,
        zone: installation.zone()?,
        objects,
        trust,
        roots: installation.signature_roots()?,
        beacons: installation.setup()?.beacons.into_iter().map(|(_, info)| info).collect(),
        is_writing,
        clock: Arc::new(now_ms),
        name: installation.config.pages.text(),
        is_demonstration,
        has_demo_people: is_marked,
        directory: Mutex::default(),
    })
}
