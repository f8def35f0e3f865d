//! An HTTP client for programs of this workspace: the command line over the socket, and load generators.

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::io;
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Builder;

/// No answer is longer, in bytes: a bundle of 256 entries of the largest size fits.
const MAX_ANSWER: usize = 16 << 20;

/// A question.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Path and query.
    pub path: String,
    /// Headers beside those of the connection.
    pub headers: Vec<(&'static str, String)>,
    /// What is posted; `None` to get.
    pub body: Option<Bytes>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Bytes,
}

/// A connection that is kept open.
pub struct Client(SendRequest<Full<Bytes>>);

impl Client {
    /// A connection to a server in the network.
    ///
    /// # Errors
    /// If there is none.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Self::over(stream).await
    }

    async fn over(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> io::Result<Self> {
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(async move {
            if let Err(cause) = connection.await {
                // Whoever waits for an answer hears of it too.
                tracing::debug!(%cause, "client.broken");
            }
        });
        Ok(Self(sender))
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// If the answer was lost; then it is not known what the server did.
    pub async fn ask(&mut self, question: &Question) -> io::Result<Answer> {
        let method = if question.body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder().method(method).uri(&question.path).header("host", "localhost");
        for (name, value) in &question.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(question.body.clone().unwrap_or_default()));
        let request = request.map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        self.0.ready().await.map_err(io::Error::other)?;
        let response = self.0.send_request(request).await.map_err(io::Error::other)?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
        Ok(Answer { status, body: body.map_err(io::Error::other)?.to_bytes() })
    }
}

/// Asks once over a socket of this machine, and waits for the answer.
///
/// # Errors
/// As [`Client::ask`].
pub fn ask_socket(stream: UnixStream, question: &Question) -> io::Result<Answer> {
    stream.set_nonblocking(true)?;
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let stream = tokio::net::UnixStream::from_std(stream)?;
        Client::over(stream).await?.ask(question).await
    })
}
