//! Carrying out a writing command from the command line (docket.md section 8, point 10).

use crate::cli::Cli;
use crate::due::Done;
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::{Node, command};
use crate::socket;
use serde::Serialize;
use tarazy_docket::Value;
use tarazy_registry::to_body;
use tarazy_store::{Answer, Command};

/// Carries out one command: through the socket of the running server, else in this process, which then does what is due
/// first, and seals. `key` makes it idempotent; a fresh one is taken if none is given. Where the command names no actor, it is
/// the operator.
///
/// # Errors
/// The refusal, or what stands in the way of writing.
pub(crate) fn submit<T: Serialize>(
    installation: &Installation,
    key: Option<&str>,
    actor: &str,
    kind: &str,
    body: &T,
) -> Result<Answer, Failure> {
    let key = key.map_or_else(|| hex::encode(random::<16>()), str::to_owned);
    let command = command(&key, actor, kind, to_body(body)?, None);
    if let Some(server) = socket::connect(&installation.folder)? {
        let unsure = |e| {
            let hint = "it is not known whether the command was carried out; look before giving it again";
            Failure::not_done(format!("the server's answer was lost: {e}; {hint}"))
        };
        return Ok(socket::ask(server, &command).map_err(unsure)??);
    }
    let mut node = Node::open(installation)?;
    tell(node.run_due()?);
    let actor = if command.actor.is_empty() { socket::operator() } else { command.actor };
    let answer = node.run(Command { actor, ..command })?;
    node.seal()?;
    if answer.body.get("draw").and_then(Value::as_text) == Some("asks") {
        // The draw is fixed when the contributors were asked.
        tell(node.run_due()?);
    }
    Ok(answer)
}

/// What the operator is told of due work.
fn tell(due: Done) {
    for warning in due.warnings {
        eprintln!("tarazy: {warning}");
    }
    for failure in due.failures {
        eprintln!("tarazy: still due: {failure}");
    }
}

/// Carries out one command and prints its answer.
///
/// # Errors
/// As [`submit`].
pub(crate) fn submit_and_print<T: Serialize>(
    cli: &Cli,
    actor: &str,
    kind: &str,
    body: &T,
) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let answer = submit(&installation, None, actor, kind, body)?;
    print(cli, &answer);
    Ok(())
}

/// Prints an answer: its members, or the whole as JSON.
pub(crate) fn print(cli: &Cli, answer: &Answer) {
    if cli.json {
        println!("{}", answer.to_value().to_text());
        return;
    }
    for (name, value) in answer.body.iter() {
        let text = value.as_text().map_or_else(|| value.to_text(), str::to_owned);
        println!("{name}: {text}");
    }
    for (index, leaf) in &answer.entries {
        println!("entry {index}: {leaf}");
    }
}
