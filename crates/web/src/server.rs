//! Serving routers on addresses and sockets, within limits, until told to stop.

mod connection;
mod seats;

use crate::limits::Limits;
use axum::Router;
use connection::{Door, Listener};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::runtime::Builder;
use tokio::sync::watch;

/// Threads that serve connections; what blocks runs beside them.
const THREADS: usize = 2;

/// A running server. It stops, after the requests under way, when it is dropped or told to.
pub struct Server {
    address: SocketAddr,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Server {
    /// Serves `router` on `address` from threads of its own; port 0 takes a free one.
    ///
    /// # Errors
    /// Of the system, above all if the address is taken.
    pub fn start(address: SocketAddr, router: Router, limits: Limits) -> io::Result<Self> {
        Self::open(TcpListener::bind(address)?, router, None, limits)
    }

    /// Serves `router` on `address`, and `local` on a socket of this machine, whose users it tells apart.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_with_socket(
        address: SocketAddr,
        router: Router,
        socket: UnixListener,
        local: Router,
        limits: Limits,
    ) -> io::Result<Self> {
        Self::open(TcpListener::bind(address)?, router, Some((socket, local)), limits)
    }

    fn open(
        network: TcpListener,
        router: Router,
        socket: Option<(UnixListener, Router)>,
        limits: Limits,
    ) -> io::Result<Self> {
        network.set_nonblocking(true)?;
        let address = network.local_addr()?;
        let limits = Arc::new(limits);
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
        let (stop, stopped) = watch::channel(());
        let serve = async move {
            let network = Listener::Tcp(tokio::net::TcpListener::from_std(network)?);
            let network = Door::new(network, router, Arc::clone(&limits), stopped.clone());
            let Some((socket, local)) = socket else { return network.serve().await };
            socket.set_nonblocking(true)?;
            let socket = Listener::Unix(tokio::net::UnixListener::from_std(socket)?);
            let socket = Door::new(socket, local, limits, stopped);
            let (network, socket) = tokio::join!(network.serve(), socket.serve());
            network.and(socket)
        };
        let thread = std::thread::Builder::new().name("web".to_owned());
        let thread = thread.spawn(move || runtime.block_on(serve))?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it serves.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the server ends by itself, which it does only by a failure.
    ///
    /// # Errors
    /// The failure.
    pub fn wait(mut self) -> io::Result<()> {
        self.join()
    }

    /// Stops taking requests and waits for those under way, as long as its limits allow.
    ///
    /// # Errors
    /// What failed while serving.
    pub fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        self.join()
    }

    fn join(&mut self) -> io::Result<()> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the server's thread was lost")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Err(cause) = self.join() {
            tracing::error!(%cause, "server.failed");
        }
    }
}
