//! One listener and its connections: HTTP/1.1, each within the server's limits.

use super::seats::{Seat, Seats};
use crate::limits::{BodyTime, Limits};
use crate::peer::{Peer, Subscriber};
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower_service::Service as _;

/// No request has a longer head, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// Nor more headers.
const MAX_HEADERS: usize = 64;
/// How long a listener rests when the system gives no connection, for instance because too many files are open.
const REST: Duration = Duration::from_millis(200);

/// Where connections come from.
pub(super) enum Listener {
    /// The network.
    Tcp(TcpListener),
    /// This machine.
    Unix(UnixListener),
}

/// A connection that was taken.
enum Taken {
    Tcp(TcpStream, Peer),
    Unix(UnixStream, Peer),
}

impl Listener {
    async fn take(&self) -> io::Result<Taken> {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                if let Err(cause) = stream.set_nodelay(true) {
                    tracing::debug!(%cause, "connection.delayed");
                }
                Ok(Taken::Tcp(stream, Peer::Address(address.ip())))
            }
            Self::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                let user = stream.peer_cred()?.uid();
                Ok(Taken::Unix(stream, Peer::User(user)))
            }
        }
    }
}

/// A listener with what it serves.
pub(super) struct Door {
    listener: Listener,
    room: Arc<Semaphore>,
    seats: Arc<Seats>,
    serving: Serving,
}

/// What every connection of a door needs.
#[derive(Clone)]
struct Serving {
    router: Router,
    limits: Arc<Limits>,
    stopped: watch::Receiver<()>,
}

impl Door {
    pub(super) fn new(
        listener: Listener,
        router: Router,
        limits: Arc<Limits>,
        stopped: watch::Receiver<()>,
    ) -> Self {
        let room = Arc::new(Semaphore::new(limits.connections));
        Self { listener, room, seats: Arc::default(), serving: Serving { router, limits, stopped } }
    }

    /// Serves until the server is stopped and its last connection has ended.
    pub(super) async fn serve(self) -> io::Result<()> {
        let mut open = JoinSet::new();
        let mut stopped = self.serving.stopped.clone();
        loop {
            tokio::select! {
                // Nobody ever sends: that the sender is gone is the message.
                _ = stopped.changed() => break,
                Some(done) = open.join_next() => ended(done),
                (room, taken) = self.next() => match taken {
                    Ok(taken) => self.seat(taken, room, &mut open),
                    // It was gone before it was taken.
                    Err(cause) if cause.kind() == ErrorKind::ConnectionAborted => {}
                    Err(cause) => {
                        tracing::warn!(%cause, "connection.not_taken");
                        sleep(REST).await;
                    }
                },
            }
        }
        drop(self.listener);
        while let Some(done) = open.join_next().await {
            ended(done);
        }
        Ok(())
    }

    /// Room for one more connection, and then the connection.
    async fn next(&self) -> (Option<OwnedSemaphorePermit>, io::Result<Taken>) {
        // It is never closed; without a permit the connection would be served all the same.
        let room = Arc::clone(&self.room).acquire_owned().await.ok();
        (room, self.listener.take().await)
    }

    fn seat(&self, taken: Taken, room: Option<OwnedSemaphorePermit>, open: &mut JoinSet<()>) {
        let serving = self.serving.clone();
        match taken {
            Taken::Tcp(stream, peer) => {
                let Ok(seat) = self.own_seat(peer) else {
                    return tracing::debug!(?peer, "connection.too_many");
                };
                open.spawn(async move {
                    serving.serve(stream, peer).await;
                    drop((seat, room));
                });
            }
            Taken::Unix(stream, peer) => {
                open.spawn(async move {
                    serving.serve(stream, peer).await;
                    drop(room);
                });
            }
        }
    }

    /// A subscriber's seat; none for a proxy, who has as many as he wants.
    fn own_seat(&self, peer: Peer) -> Result<Option<Seat>, TooMany> {
        let limits = &self.serving.limits;
        match peer {
            Peer::Address(address) if !limits.proxies.contains(address) => {
                let seat = self.seats.take(Subscriber::of(address), limits.connections_each);
                seat.map(Some).ok_or(TooMany)
            }
            Peer::Address(_) | Peer::User(_) => Ok(None),
        }
    }
}

/// The subscriber has all the connections that it may have.
struct TooMany;

fn ended(done: Result<(), tokio::task::JoinError>) {
    if let Err(cause) = done {
        tracing::error!(%cause, "connection.lost");
    }
}

impl Serving {
    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: Peer) {
        let Self { router, limits, mut stopped } = self;
        let time = BodyTime(limits.body);
        let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
            let extensions = request.extensions_mut();
            extensions.insert(peer);
            extensions.insert(time);
            router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_header_size(MAX_HEAD)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), answer);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            done = connection.as_mut() => Some(done),
            _ = stopped.changed() => None,
            () = sleep(limits.age) => None,
        };
        let done = match ended {
            Some(done) => done,
            None => {
                connection.as_mut().graceful_shutdown();
                timeout(limits.grace, connection).await.unwrap_or(Ok(()))
            }
        };
        if let Err(cause) = done {
            // A stranger who breaks off, is too slow or speaks no HTTP is nothing to wake anybody for.
            tracing::debug!(%cause, ?peer, "connection.broken");
        }
    }
}
