//! Replay of an export by `tarazy-verify`, the program beside this one: every hash, chain, draw, proof and signature.

use super::{Figure, Scratch, import, time};
use crate::failure::Failure;
use std::process::{Command, Stdio};
use tarazy_log::export;

/// Measures the replay of a flow of so many cases.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("replay")?;
    let (installation, done) = import::flow(&scratch.0, count)?;
    let objects = installation.objects(&installation.files()?);
    let copy = scratch.0.join("copy");
    std::fs::create_dir_all(&copy).map_err(|e| Failure::file(&copy, &e))?;
    let policy = installation.policy_text()?;
    export::export(objects.as_ref(), policy.as_bytes(), &copy, &mut |_, _| ()).map_err(Failure::not_done)?;
    let program = std::env::current_exe().map_err(Failure::not_done)?.with_file_name("tarazy-verify");
    let (status, seconds) = time(|| {
        let run = Command::new(&program)
            .arg("replay")
            .arg(&copy)
            .arg("--trust")
            .arg(copy.join("policy"))
            .stdout(Stdio::null())
            .status();
        run.map_err(|e| Failure::file(&program, &e))
    })?;
    if !status.success() {
        return Err(Failure::not_done("the replay did not prove the export"));
    }
    Ok(vec![
        Figure::rate("replay with all proofs and signatures", done.entries, seconds, "entries/s"),
        Figure::rate("replay: draws with their beacon's proofs", done.draws, seconds, "draws/s"),
    ])
}
