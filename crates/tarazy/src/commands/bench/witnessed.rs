//! From filing to a witnessed proof: three witnesses as processes of their own, filings over HTTP at a steady pace, and the
//! checking of a receipt by the program beside this one.

use super::gate::{Gate, filed};
use super::{Figure, Scratch, percentile, time};
use crate::children::{Children, free_port};
use crate::clock::stopwatch;
use crate::commands::init::{Extras, Witness};
use crate::commands::party::make_witness;
use crate::failure::Failure;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::{Policy, TlogProof};
use tarazy_web::client::{Answer, Question};
use tarazy_web::load::{Pace, Talk, Then, hold};

const WITNESSES: [&str; 3] = ["bar", "ombudsman", "university"];
const QUORUM: usize = 2;
/// Filings a second.
const PACE: u32 = 50;
/// Filings that may wait for their proofs at the same time.
const CONNECTIONS: usize = 128;
/// Receipts that are checked.
const RECEIPTS: u32 = 100;

/// Measures so many filings.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("witnessed")?;
    let mut witnesses = Vec::new();
    for name in WITNESSES {
        let vkey = make_witness(&scratch.0.join(name), &format!("{name}.example/witness"))?;
        let url = format!("http://127.0.0.1:{}", free_port()?);
        witnesses.push(Witness { name: name.to_owned(), vkey, url });
    }
    let gate = Gate::new(&scratch, Extras { witnesses, quorum: QUORUM, ..Extras::default() })?;
    let children = start(&gate, &scratch)?;
    let (running, _told) = gate.serve()?;
    let policy = Arc::new(gate.installation.policy()?);
    let last = Arc::new(Mutex::new(Vec::new()));
    let mut talks: Vec<Box<dyn Talk>> = Vec::new();
    for n in 0..count {
        let claim = Some(gate.claim(&format!("claim-{n}"))?);
        talks.push(Box::new(Filing {
            claim,
            index: 0,
            policy: Arc::clone(&policy),
            last: Arc::clone(&last),
        }));
    }
    let pace = Pace { connections: CONNECTIONS, every: Some(1.0 / f64::from(PACE)) };
    let mut took = hold(running.address(), pace, talks, stopwatch()).map_err(Failure::not_done)?;
    running.stop()?;
    drop(children);
    let receipt = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let check = check(&gate, &scratch, &receipt)?;
    let ms = |name: String, value: f64| Figure { name, value, unit: "ms", against: None };
    Ok(vec![
        ms(format!("filing to witnessed proof, {PACE} a second: p50"), 1000.0 * percentile(&mut took, 50)),
        ms(format!("filing to witnessed proof, {PACE} a second: p99"), 1000.0 * percentile(&mut took, 99)),
        ms("checking a receipt, with the start of the program".to_owned(), check),
    ])
}

fn start(gate: &Gate, scratch: &Scratch) -> Result<Children, Failure> {
    let log = gate.installation.keys().verifier("log")?.to_string();
    let mut children = Children::default();
    for witness in gate.installation.policy()?.witnesses() {
        let dir = scratch.0.join(witness.name.to_string()).display().to_string();
        let listen = witness.url.as_deref().unwrap_or_default().trim_start_matches("http://");
        children.start(&["witness", "run", &dir, "--listen", listen, "--log", &log])?;
    }
    Ok(children)
}

/// Files, and asks for the proof until it is witnessed.
struct Filing {
    claim: Option<Question>,
    index: u64,
    policy: Arc<Policy>,
    last: Arc<Mutex<Vec<u8>>>,
}

impl Filing {
    fn proof(&self) -> Question {
        Question { path: format!("/proof/{}", self.index), headers: Vec::new(), body: None }
    }

    fn is_witnessed(&self, bytes: &[u8]) -> bool {
        let proof = TlogProof::from_bytes(bytes).ok();
        proof.and_then(|p| self.policy.evaluate(&p.checkpoint).ok()).is_some_and(|s| s.has_quorum())
    }
}

impl Talk for Filing {
    fn next(&mut self, answer: Option<&Answer>) -> Then {
        let Some(answer) = answer else {
            return self.claim.take().map_or_else(|| Then::Failed("asked twice".to_owned()), Then::Ask);
        };
        match (filed(answer.status, &answer.body), answer.status) {
            (Some(index), _) => {
                self.index = index;
                Then::AskAgain(self.proof())
            }
            (None, 200) if self.is_witnessed(&answer.body) => {
                *self.last.lock().unwrap_or_else(PoisonError::into_inner) = answer.body.to_vec();
                Then::Done
            }
            (None, 200 | 404) => Then::AskAgain(self.proof()),
            (None, _) => Then::Failed(format!("neither filed nor proven: {answer:?}")),
        }
    }
}

/// Milliseconds that the program beside this one takes for a receipt, on the average.
fn check(gate: &Gate, scratch: &Scratch, receipt: &[u8]) -> Result<f64, Failure> {
    let path = scratch.0.join("r.tlog-proof");
    std::fs::write(&path, receipt).map_err(|e| Failure::file(&path, &e))?;
    let program = std::env::current_exe().map_err(Failure::not_done)?.with_file_name("tarazy-verify");
    let policy = gate.installation.folder.join(crate::installation::POLICY);
    let run = || {
        let mut command = Command::new(&program);
        command.arg("receipt").arg(&path).arg("--trust").arg(&policy).stdout(Stdio::null());
        let status = command.status().map_err(|e| Failure::file(&program, &e))?;
        if status.success() { Ok(()) } else { Err(Failure::not_done("a receipt was not proven")) }
    };
    let ((), seconds) = time(|| (0..RECEIPTS).try_for_each(|_| run()))?;
    Ok(1000.0 * seconds / f64::from(RECEIPTS))
}
