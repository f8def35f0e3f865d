//! Commands over HTTP (docket.md section 8, point 11): who signed them, and what he may ask.

use crate::ack;
use crate::config::Submitter;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::BTreeMap;
use tarazy_base::Lang;
use tarazy_docket::json::JsonError;
use tarazy_docket::note::Algorithm;
use tarazy_docket::{KeyName, Signer, Value, VerifierKey, sha256};
use tarazy_store::wire::reply_to_value;
use tarazy_store::writer::Handle;
use tarazy_store::{Command, Database, Refusal, Vault};
use tarazy_web::commands::{Commands, Reply};

/// What a submitter signs begins with this.
const CONTEXT: &[u8] = b"tarazy/command/1\0";
/// Commands that the program gives by itself and takes from nobody.
const OWN: &[&str] = &[
    "body.lost",
    "draw.due",
    "draw.overdue",
    "draw.results",
    "draw.unwitnessed",
    "import.begin",
    "import.done",
    "recovery.done",
];
/// The command that is acknowledged.
const FILING: &str = "filing.receive";

/// Refuses a command that only the program itself gives.
///
/// # Errors
/// 404 `unknown-command`.
pub(crate) fn refuse_own(kind: &str) -> Result<(), Refusal> {
    if OWN.contains(&kind) {
        return Err(Refusal::new(404, "unknown-command").with("kind", kind));
    }
    Ok(())
}

/// A submitter with his key.
struct Known {
    key: VerifyingKey,
    actors: Vec<String>,
    commands: Vec<String>,
}

/// The counter for commands over HTTP.
pub(crate) struct Counter {
    known: BTreeMap<String, Known>,
    handle: Handle,
    database: Database,
    vault: Vault,
    origin: String,
    ack: Signer,
}

impl Counter {
    /// The counter of an installation, before its writer.
    ///
    /// # Errors
    /// A usage failure for a submitter whose key is none.
    pub(crate) fn new(installation: &Installation, handle: Handle) -> Result<Self, Failure> {
        let mut known = BTreeMap::new();
        for submitter in &installation.config.submitters {
            let name = submitter.name.clone();
            if known.insert(name.clone(), read(submitter)?).is_some() {
                return Err(Failure::usage(format!("submitter {name} stands twice in the configuration")));
            }
        }
        Ok(Self {
            known,
            handle,
            database: installation.database()?,
            vault: installation.vault()?,
            origin: installation.config.origin.clone(),
            ack: installation.keys().signer("ack")?,
        })
    }

    /// Checks signature, form and right, and carries the command out.
    fn take(&self, signature: Option<&str>, body: &[u8]) -> Result<Value, Refusal> {
        let submitter = self.signed(signature, body).ok_or_else(|| Refusal::new(403, "bad-signature"))?;
        let command = Command::from_value(Value::from_canonical(body).map_err(|e| unreadable(&e))?)?;
        let theirs = submitter.actors.contains(&command.actor) && submitter.commands.contains(&command.kind);
        if !theirs {
            return Err(Refusal::new(403, "bad-signature").with("what", "not his"));
        }
        refuse_own(&command.kind)?;
        let is_filing = command.kind == FILING;
        let answer = self.handle.submit(command)?;
        let note = match ack::filing(&answer).filter(|_| is_filing) {
            Some(filing) => Some(self.acknowledge(filing)?),
            None => None,
        };
        let value = reply_to_value(&Ok(answer));
        Ok(note.map_or(value.clone(), |note| ack::beside(value, &note)))
    }

    fn acknowledge(&self, filing: (u64, tarazy_docket::Hash)) -> Result<tarazy_docket::Note, Refusal> {
        let mut reader = self.database.reader()?;
        let signed = ack::sign(reader.as_mut(), &self.vault, &self.origin, &self.ack, filing);
        signed.map_err(Refusal::internal)
    }

    /// Whose signature `<key name> <base64>` over the body is.
    fn signed(&self, signature: Option<&str>, body: &[u8]) -> Option<&Known> {
        let (name, line) = signature?.split_once(' ')?;
        let known = self.known.get(name)?;
        let bytes: [u8; 64] = BASE64_STANDARD.decode(line).ok()?.try_into().ok()?;
        let digest = sha256(&[CONTEXT, body]);
        known.key.verify_strict(&digest.0, &Signature::from_bytes(&bytes)).ok()?;
        Some(known)
    }
}

impl Commands for Counter {
    fn post(&self, signature: Option<&str>, body: &[u8], lang: Lang) -> Reply {
        match self.take(signature, body) {
            Ok(answer) => Reply { status: 200, body: answer.to_bytes() },
            Err(refusal) => refused(&refusal, lang),
        }
    }
}

/// A refusal as every error over HTTP: its code, and a message in the reader's language.
fn refused(refusal: &Refusal, lang: Lang) -> Reply {
    if refusal.status >= 500 {
        tracing::error!(%refusal, "command.failed");
    }
    let message = Texts::new(lang).refusal(refusal);
    let body = serde_json::json!({ "code": refusal.code, "message": message });
    Reply { status: refusal.status, body: body.to_string().into_bytes() }
}

fn unreadable(e: &JsonError) -> Refusal {
    match e {
        JsonError::Syntax { .. } | JsonError::Duplicate { .. } => Refusal::new(400, "bad-json"),
        JsonError::Number { .. } => Refusal::new(422, "number"),
        _ => Refusal::new(400, "not-canonical"),
    }
}

fn read(submitter: &Submitter) -> Result<Known, Failure> {
    let wrong =
        |what: &dyn std::fmt::Display| Failure::usage(format!("submitter {}: {what}", submitter.name));
    let name: KeyName = submitter.name.parse().map_err(|e| wrong(&e))?;
    let key: VerifierKey = match (&submitter.vkey, &submitter.pk) {
        (Some(vkey), None) => vkey.parse().map_err(|e| wrong(&e))?,
        (None, Some(pk)) => {
            let mut bytes = [0; 32];
            hex::decode_to_slice(pk, &mut bytes).map_err(|e| wrong(&e))?;
            VerifierKey::ed25519(name.clone(), Algorithm::Ed25519, &bytes).map_err(|e| wrong(&e))?
        }
        (Some(_), Some(_)) | (None, None) => return Err(wrong(&"give either vkey or pk")),
    };
    if *key.name() != name || key.algorithm() != Algorithm::Ed25519 {
        return Err(wrong(&"its vkey is another key's"));
    }
    let bytes: [u8; 32] = key.public().try_into().map_err(|e| wrong(&e))?;
    Ok(Known {
        key: VerifyingKey::from_bytes(&bytes).map_err(|e| wrong(&e))?,
        actors: submitter.actors.clone(),
        commands: submitter.commands.clone(),
    })
}
