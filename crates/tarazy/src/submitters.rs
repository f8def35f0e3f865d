//! The counter for commands over HTTP (docket.md section 8, points 10 and 11): a submitter's are signed; whoever may open the
//! socket is an operator and needs no signature.

mod known;

use crate::ack;
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::readers::Readers;
use crate::socket;
use crate::texts::Texts;
use known::Known;
use std::pin::Pin;
use std::sync::Arc;
use tarazy_base::Lang;
use tarazy_docket::json::JsonError;
use tarazy_docket::{Hash, Note, Object, Signer, Value};
use tarazy_store::writer::Handle;
use tarazy_store::{Answer, Command, Reader, Refusal};
use tarazy_web::Peer;
use tarazy_web::commands::{Asked, Commands, Reply};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// Commands that the program gives by itself and takes from nobody.
const OWN: &[&str] = &[
    "alarm.clear",
    "alarm.raise",
    "beacon.heard",
    "body.lost",
    "draw.due",
    "draw.overdue",
    "draw.results",
    "draw.reveal",
    "draw.unwitnessed",
    "import.begin",
    "import.done",
    "recovery.done",
];
/// The command that is acknowledged.
const FILING: &str = "filing.receive";

/// Refuses a command that only the program itself gives.
fn refuse_own(kind: &str) -> Result<(), Refusal> {
    if OWN.contains(&kind) {
        return Err(Refusal::new(404, "unknown-command").with("kind", kind));
    }
    Ok(())
}

/// The counter for commands over HTTP.
pub(crate) struct Counter(Arc<Shared>);

struct Shared {
    known: Known,
    handle: Handle,
    readers: Arc<Readers>,
    origin: String,
    ack: Signer,
}

/// A command that may be carried out.
struct Admitted {
    command: Command,
    /// Whether its answer carries an acknowledgement: a filing from outside.
    acknowledged: bool,
}

impl Counter {
    /// The counter of an installation, before its writer.
    ///
    /// # Errors
    /// A usage failure for a submitter whose key is none.
    pub(crate) fn new(
        installation: &Installation,
        readers: Arc<Readers>,
        handle: Handle,
    ) -> Result<Self, Failure> {
        Ok(Self(Arc::new(Shared {
            known: Known::new(&installation.config.submitters)?,
            handle,
            readers,
            origin: installation.config.origin.clone(),
            ack: installation.keys().signer("ack")?,
        })))
    }
}

impl Commands for Counter {
    fn post(&self, asked: Asked) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            match shared.take(&asked).await {
                Ok(answer) => Reply { status: 200, body: answer.to_bytes() },
                Err(refusal) => refused(&refusal, asked.lang),
            }
        })
    }
}

impl Shared {
    /// Checks signature, form and right, and carries the command out.
    async fn take(self: Arc<Self>, asked: &Asked) -> Result<Value, Refusal> {
        let Admitted { command, acknowledged } = self.admit(asked)?;
        let (tell, told) = oneshot::channel();
        // If nobody listens any more, the submitter has broken off; he may ask again with the same key.
        self.handle.send(command, move |outcome| drop(tell.send(outcome)))?;
        let answer = told.await.unwrap_or_else(|_| Err(Refusal::recovering()))?;
        let value = reply(&answer);
        let Some(filing) = ack::filing(&answer).filter(|_| acknowledged) else { return Ok(value) };
        let note = if self.readers.are_embedded() {
            self.acknowledge(filing)?
        } else {
            spawn_blocking(move || self.acknowledge(filing)).await.map_err(Refusal::internal)??
        };
        Ok(ack::beside(value, &note))
    }

    fn admit(&self, asked: &Asked) -> Result<Admitted, Refusal> {
        let admitted = match (asked.peer, &asked.signature) {
            (Peer::User(user), None) => {
                let command = known::unsigned(&asked.body, now_ms())?;
                let actor = if command.actor.is_empty() { socket::operator_of(user) } else { command.actor };
                Admitted { command: Command { actor, ..command }, acknowledged: false }
            }
            (Peer::User(_) | Peer::Address(_), signature) => {
                let command = self.known.command(signature.as_deref(), &asked.body, now_ms())?;
                let acknowledged = command.kind == FILING;
                Admitted { command, acknowledged }
            }
        };
        refuse_own(&admitted.command.kind)?;
        Ok(admitted)
    }

    fn acknowledge(&self, filing: (u64, Hash)) -> Result<Note, Refusal> {
        let sign = |reader: &mut dyn Reader| ack::sign(reader, &self.origin, &self.ack, filing);
        self.readers.with(sign).map_err(Refusal::internal)
    }
}

/// An answer as programs get it.
fn reply(answer: &Answer) -> Value {
    match answer.to_value() {
        Value::Object(o) => Value::Object(o.with("replayed", Value::Bool(answer.replayed))),
        other => other,
    }
}

/// A refusal as every error over HTTP: its code, and a message in the reader's language; and for programs the values that the
/// message shows.
fn refused(refusal: &Refusal, lang: Lang) -> Reply {
    if refusal.status >= 500 {
        tracing::error!(%refusal, "command.failed");
    }
    let pair = |(name, value): &(std::borrow::Cow<'static, str>, String)| {
        Value::Array(vec![Value::Text(name.to_string()), Value::Text(value.clone())])
    };
    let body = Object::new()
        .with("args", Value::Array(refusal.args.iter().map(pair).collect()))
        .with("code", refusal.code.as_ref())
        .with("message", Texts::new(lang).refusal(refusal));
    Reply { status: refusal.status, body: Value::Object(body).to_bytes() }
}

fn unreadable(e: &JsonError) -> Refusal {
    match e {
        JsonError::Syntax { .. } | JsonError::Duplicate { .. } => Refusal::new(400, "bad-json"),
        JsonError::Number { .. } => Refusal::new(422, "number"),
        _ => Refusal::new(400, "not-canonical"),
    }
}
