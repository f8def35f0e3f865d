//! One mail handed to a server, told so that nothing is guessed: accepted, refused for good, not now, or nobody knows.

use crate::mail::Ready;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use std::time::Duration;

/// How the line is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS is asked for on a plain connection, and nothing is said without it.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: for a server on the same machine alone.
    None,
}

/// The server that takes the court's mail.
#[derive(Clone)]
pub struct Server {
    /// Its name, as its certificate has it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the line is protected.
    pub security: Security,
    /// Name and password, where it asks for them.
    pub login: Option<(String, String)>,
    /// The roots that its certificate must come from, as PEM.
    pub roots: Vec<u8>,
    /// How this program calls itself.
    pub hello: String,
    /// How long each answer may take.
    pub timeout: Duration,
}

impl core::fmt::Debug for Server {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Server({}:{})", self.host, self.port)
    }
}

/// What stands between a mail and the server that takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// The server cannot be reached, or the line broke before the mail was handed over.
    Unreachable,
    /// The line would not be protected as it must be: no TLS, or a certificate that is not trusted.
    Unprotected,
    /// The server does not take the name and password.
    Login,
    /// The server says that it takes the mail later.
    PutOff,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it; its answer. An acceptance, not a reading.
    Accepted(String),
    /// The server refused it for good; its answer.
    Refused(String),
    /// It was not handed over, and may be sent again; why, and in the server's words.
    NotNow(Hindrance, String),
    /// It was handed over and the line broke before the answer: it may have arrived or not.
    Unknown(String),
}

/// Hands a mail to the server.
pub fn send(server: &Server, mail: &Ready) -> Outcome {
    let mut line = match open(server) {
        Ok(line) => line,
        Err((why, said)) => return Outcome::NotNow(why, said),
    };
    let outcome = hand_over(&mut line, mail);
    // What the server says to the farewell changes nothing.
    drop(line.quit());
    outcome
}

/// Nothing said here is about the addressee: whatever goes wrong may go right later.
fn open(server: &Server) -> Result<SmtpConnection, (Hindrance, String)> {
    let unprotected = |e: &Error| (Hindrance::Unprotected, told(e));
    let hello = ClientId::Domain(server.hello.clone());
    let tls = (server.security != Security::None).then(|| trust(server)).transpose()?;
    let at_once = tls.as_ref().filter(|_| server.security == Security::Tls);
    let address = (server.host.as_str(), server.port);
    let line = SmtpConnection::connect(address, Some(server.timeout), &hello, at_once, None);
    let mut line = line.map_err(|e| (hindrance(&e), told(&e)))?;
    if let (Security::StartTls, Some(tls)) = (server.security, &tls) {
        if !line.can_starttls() {
            let why = "the server offers no STARTTLS, and nothing is sent without it";
            return Err((Hindrance::Unprotected, why.to_owned()));
        }
        line.starttls(tls, &hello).map_err(|e| unprotected(&e))?;
    }
    if let Some((name, password)) = &server.login {
        let credentials = Credentials::new(name.clone(), password.clone());
        let taken = line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        let login = |e: &Error| e.status().map_or_else(|| hindrance(e), |_| Hindrance::Login);
        taken.map_err(|e| (login(&e), told(&e)))?;
    }
    Ok(line)
}

fn trust(server: &Server) -> Result<TlsParameters, (Hindrance, String)> {
    let unprotected = |e: Error| (Hindrance::Unprotected, told(&e));
    let roots = Certificate::from_pem(&server.roots).map_err(unprotected)?;
    let tls = TlsParameters::builder(server.host.clone()).certificate_store(CertificateStore::None);
    tls.add_root_certificate(roots).build().map_err(unprotected)
}

fn hand_over(line: &mut SmtpConnection, mail: &Ready) -> Outcome {
    let envelope = &mail.envelope;
    let mut said = line.command(Mail::new(envelope.from().cloned(), Vec::new()));
    for to in envelope.to() {
        if let Err(e) = &said {
            return before(e);
        }
        said = line.command(Rcpt::new(to.clone(), Vec::new()));
    }
    if let Err(e) = said.and_then(|_| line.command(Data)) {
        return before(&e);
    }
    // From here on the server may have taken it even if its answer does not reach us.
    match line.message(&mail.bytes) {
        Ok(answer) => Outcome::Accepted(words(&answer)),
        Err(e) if e.status().is_some() => before(&e),
        Err(e) => Outcome::Unknown(told(&e)),
    }
}

fn before(e: &Error) -> Outcome {
    if e.is_permanent() { Outcome::Refused(told(e)) } else { Outcome::NotNow(hindrance(e), told(e)) }
}

fn hindrance(e: &Error) -> Hindrance {
    match e.status() {
        Some(_) => Hindrance::PutOff,
        None if e.is_tls() => Hindrance::Unprotected,
        None => Hindrance::Unreachable,
    }
}

fn words(answer: &Response) -> String {
    let lines: Vec<&str> = answer.message().collect();
    format!("{} {}", answer.code(), lines.join(" "))
}

/// An error with what lies below it, on one line.
fn told(e: &Error) -> String {
    let mut text = e.to_string();
    let mut below = std::error::Error::source(e);
    while let Some(cause) = below {
        text = format!("{text}: {cause}");
        below = cause.source();
    }
    text.chars().take(500).collect()
}
