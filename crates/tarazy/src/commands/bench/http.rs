//! The full path of commands: HTTP, submitter's signature, decision, encryption, read models, durable commit, acknowledgement;
//! with the sealer and all other threads of a server running, and the load generator on the same cores.

use super::gate::{Gate, filed};
use super::{Figure, Scratch, per_second, percentile, time};
use crate::clock::stopwatch;
use crate::commands::init::Extras;
use crate::failure::Failure;
use std::net::SocketAddr;
use tarazy_web::client::{Answer, Question};
use tarazy_web::load::{Pace, Talk, Then, hold};

/// Claims that warm the server up, and are not counted.
const WARM: u64 = 2_000;
/// Claims under way at the same time, each on a connection of its own.
const CONNECTIONS: usize = 256;

/// Measures so many claims.
pub(super) fn run(count: u64, machine: &[Figure]) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("http")?;
    let gate = Gate::new(&scratch, Extras::default())?;
    let (running, _told) = gate.serve()?;
    let address = running.address();
    let signed = |from: u64, to: u64| -> Result<Vec<Question>, Failure> {
        (from..to).map(|n| gate.claim(&format!("claim-{n}"))).collect()
    };
    file(address, signed(0, WARM)?)?;
    let claims = signed(WARM, WARM + count)?;
    let busy = processor_seconds()?;
    let (mut took, seconds) = time(|| file(address, claims))?;
    let busy = processor_seconds()? - busy;
    let ((), rest) = time(|| running.stop())?;
    let checks = machine.get(3).map_or(1.0, |f| f.value);
    let share = 100.0 * gate.check_seconds(&processor_seconds)? * per_second(count, busy);
    let ms = |name: &str, value: f64| Figure { name: name.to_owned(), value, unit: "ms", against: None };
    Ok(vec![
        Figure::rate("claims over HTTP, signed, durable, acknowledged", count, seconds, "commands/s")
            .against("Ed25519 checks", checks),
        ms("a claim: p50", 1000.0 * percentile(&mut took, 50)),
        ms("a claim: p99", 1000.0 * percentile(&mut took, 99)),
        Figure {
            name: "processor time of a claim, server and generator".to_owned(),
            value: 1e6 / per_second(count, busy),
            unit: "µs",
            against: None,
        },
        Figure {
            name: "of it the check of the submitter's signature".to_owned(),
            value: share,
            unit: "%",
            against: None,
        },
        ms("afterwards, until all was sealed and the server had ended", 1000.0 * rest),
    ])
}

/// Files claims as fast as they are taken; gives how long each took.
fn file(address: SocketAddr, claims: Vec<Question>) -> Result<Vec<f64>, Failure> {
    let talks = claims.into_iter().map(|claim| Box::new(Claim(Some(claim))) as Box<dyn Talk>).collect();
    let pace = Pace { connections: CONNECTIONS, every: None };
    hold(address, pace, talks, stopwatch()).map_err(Failure::not_done)
}

struct Claim(Option<Question>);

impl Talk for Claim {
    fn next(&mut self, answer: Option<&Answer>) -> Then {
        match (self.0.take(), answer) {
            (Some(question), _) => Then::Ask(question),
            (None, Some(answer)) if filed(answer.status, &answer.body).is_some() => Then::Done,
            (None, answer) => Then::Failed(format!("a claim was not taken: {answer:?}")),
        }
    }
}

/// Processor time that this process has used, in seconds, on all cores.
pub(super) fn processor_seconds() -> Result<f64, Failure> {
    /// Ticks of this file in a second, on every Linux.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(Failure::not_done)?;
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}
