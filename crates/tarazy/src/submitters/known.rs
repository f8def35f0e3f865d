//! Who signed a command, and until when it may be carried out (docs/decisions/0004-a-command-names-its-own-end.md).

use crate::config::Submitter;
use crate::failure::Failure;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::BTreeMap;
use tarazy_docket::note::Algorithm;
use tarazy_docket::{KeyName, Value, VerifierKey, sha256};
use tarazy_store::truth::KEEP_ANSWERS_MS;
use tarazy_store::{Command, Refusal};

/// What a submitter signs begins with this.
const CONTEXT: &[u8] = b"tarazy/command/1\0";
/// Member of a submitted command: the last moment at which it may be carried out, ms UTC. It is not part of the command itself,
/// so the same command with a later end is still the same command.
const NOT_AFTER: &str = "not_after";

/// The submitters of an installation, by the names of their keys.
pub(super) struct Known(BTreeMap<String, Submitting>);

/// A submitter with his key.
pub(super) struct Submitting {
    key: VerifyingKey,
    actors: Vec<String>,
    commands: Vec<String>,
    must_expire: bool,
}

impl Known {
    /// The submitters of a configuration.
    ///
    /// # Errors
    /// A usage failure for one whose key is none, or who stands there twice.
    pub(super) fn new(submitters: &[Submitter]) -> Result<Self, Failure> {
        let mut known = BTreeMap::new();
        for submitter in submitters {
            let name = submitter.name.clone();
            if known.insert(name.clone(), read(submitter)?).is_some() {
                return Err(Failure::usage(format!("submitter {name} stands twice in the configuration")));
            }
        }
        Ok(Self(known))
    }

    /// The command of a body, if the header `<key name> <base64>` is the signature of one who may give it, now.
    ///
    /// # Errors
    /// 403 `bad-signature`; or what is wrong with the command's form.
    pub(super) fn command(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now_ms: i64,
    ) -> Result<Command, Refusal> {
        let submitter = self.signed(signature, body).ok_or_else(|| Refusal::new(403, "bad-signature"))?;
        let (command, not_after) = read_command(body)?;
        if submitter.must_expire && not_after.is_none() {
            return Err(Refusal::new(422, "schema").with("member", NOT_AFTER));
        }
        check_end(not_after, now_ms)?;
        let theirs = submitter.actors.contains(&command.actor) && submitter.commands.contains(&command.kind);
        if !theirs {
            return Err(Refusal::new(403, "bad-signature").with("what", "not his"));
        }
        Ok(command)
    }

    fn signed(&self, signature: Option<&str>, body: &[u8]) -> Option<&Submitting> {
        let (name, line) = signature?.split_once(' ')?;
        let known = self.0.get(name)?;
        let bytes: [u8; 64] = BASE64_STANDARD.decode(line).ok()?.try_into().ok()?;
        let digest = sha256(&[CONTEXT, body]);
        known.key.verify_strict(&digest.0, &Signature::from_bytes(&bytes)).ok()?;
        Some(known)
    }
}

/// A command of somebody who needs no signature, read by the same rules.
///
/// # Errors
/// What is wrong with its form, or that its time is over.
pub(super) fn unsigned(body: &[u8], now_ms: i64) -> Result<Command, Refusal> {
    let (command, not_after) = read_command(body)?;
    check_end(not_after, now_ms)?;
    Ok(command)
}

/// A submitted command, and its end.
fn read_command(body: &[u8]) -> Result<(Command, Option<i64>), Refusal> {
    let mut value = Value::from_canonical(body).map_err(|e| super::unreadable(&e))?;
    let not_after = match &mut value {
        Value::Object(members) => members.remove(NOT_AFTER),
        _ => None,
    };
    let not_after = match not_after {
        None => None,
        Some(Value::Int(at)) => Some(at),
        Some(_) => return Err(Refusal::new(422, "schema").with("member", NOT_AFTER)),
    };
    Ok((Command::from_value(value)?, not_after))
}

/// An end lies ahead, and no further than the answers to commands are remembered: a command can be given a second time only
/// as long as its key is known.
fn check_end(not_after: Option<i64>, now_ms: i64) -> Result<(), Refusal> {
    let Some(not_after) = not_after else { return Ok(()) };
    if not_after < now_ms {
        return Err(Refusal::new(403, "bad-signature").with("what", "expired"));
    }
    if not_after > now_ms.saturating_add(KEEP_ANSWERS_MS) {
        return Err(Refusal::new(422, "number").with("member", NOT_AFTER));
    }
    Ok(())
}

fn read(submitter: &Submitter) -> Result<Submitting, Failure> {
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
    Ok(Submitting {
        key: VerifyingKey::from_bytes(&bytes).map_err(|e| wrong(&e))?,
        actors: submitter.actors.clone(),
        commands: submitter.commands.clone(),
        must_expire: submitter.must_expire,
    })
}

#[cfg(test)]
mod tests;
