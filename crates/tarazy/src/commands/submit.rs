//! Carrying out a writing command from the command line: take the lock, do what is due, decide, seal, answer.

use crate::cli::Cli;
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::{Node, command};
use serde::Serialize;
use tarazy_registry::to_body;
use tarazy_store::Answer;

/// Carries out one command and seals it. `key` makes it idempotent; a fresh one is taken if none is given.
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
    let mut node = Node::open(installation)?;
    node.run_due()?;
    let key = key.map_or_else(|| hex::encode(random::<16>()), str::to_owned);
    let answer = node.run(command(&key, actor, kind, to_body(body)?, None))?;
    node.seal()?;
    Ok(answer)
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
