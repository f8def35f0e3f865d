//! Serving a router on an address, and what every answer has in common.

use crate::error::ApiError;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::io;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// Threads that serve connections; what blocks runs beside them.
const THREADS: usize = 2;

/// A running server. It stops, after the requests under way, when it is dropped or told to.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Server {
    /// Serves `router` on `address` from threads of its own; port 0 takes a free one.
    ///
    /// # Errors
    /// Of the system, above all if the address is taken.
    pub fn start(address: SocketAddr, router: Router) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let serve = async move {
            let listener = TcpListener::from_std(listener)?;
            // That the sender is gone means the same as its message.
            let until = async move { drop(stopped.await) };
            axum::serve(listener, router).with_graceful_shutdown(until).await
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

    /// Stops taking requests and waits for those under way.
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

/// Gives a router what all have in common: errors with messages, readable by pages of any origin.
pub(crate) fn finish(router: Router) -> Router {
    router
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "not-found"))
        .method_not_allowed_fallback(async || ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method"))
        .layer(middleware::from_fn(common))
}

async fn common(request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE && response.extensions().get::<ApiError>().is_none()
    {
        response = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").into_response();
    }
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        response = error.answer(&asked);
    }
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
