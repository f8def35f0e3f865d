//! `tarazy recover`.

use crate::cli::{Cli, Recover};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use crate::recovery::{Wish, advice, recover};
use indicatif::ProgressBar;

/// Runs the command.
///
/// # Errors
/// A failure that says what is missing, or that there are two histories.
pub(crate) fn run(cli: &Cli, args: &Recover) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let wish = Wish { from: args.from.clone(), unheard: args.without_witnesses };
    let bar = ProgressBar::new(0);
    let done = recover(&installation, &wish, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    // Proves that nothing is missing any more, and lets the witnesses see the marks.
    let entries = {
        let mut node = Node::open(&installation)?;
        node.seal()?;
        node.entries()
    };
    if cli.json {
        let line = serde_json::json!({
            "entries": entries, "read_back": done.entries, "bodies_lost": done.lost, "guard_made": done.guard,
        });
        println!("{line}");
        return Ok(());
    }
    println!("{entries} entries; {} were read back from the log's bundles", done.entries);
    println!("{} bodies are lost and marked in their dockets", done.lost);
    if done.guard {
        println!("the guard was made anew from the published checkpoint");
    }
    if let Some(advice) = advice(done.entries) {
        println!("{advice}");
    }
    Ok(())
}
