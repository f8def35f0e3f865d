//! `tarazy bench web`: pages for people over a register of many cases: home, a case, a court's list of hearings, each asked at a steady pace while
//! claims are filed beside, as by people on a working day; and the processor time of each page when nothing else happens. Server
//! and load generator share the process and the cores.

mod fill;

use super::gate::{Gate, filed, install};
use super::http::processor_seconds;
use super::{Figure, Scratch, per_second, percentile, time};
use crate::clock::stopwatch;
use crate::commands::init::Extras;
use crate::failure::Failure;
use crate::node::Node;
use std::net::SocketAddr;
use tarazy_web::client::{Answer, Question};
use tarazy_web::load::{Pace, Talk, Then, hold};

/// Pages asked a second.
const READS: u32 = 200;
/// Claims filed a second beside them.
const WRITES: u32 = 50;
/// Seconds that each page is asked at this pace.
const SECONDS: u32 = 15;
/// Pages asked one after the other for their processor time.
const ALONE: u32 = 1_000;
/// Connections, more than answers are ever waited for at once.
const CONNECTIONS: usize = 64;

/// Measures over a register of so many cases.
pub(super) fn run(count: u64, database: Option<&str>) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("web")?;
    let installation = install(&scratch, Extras::default(), database.unwrap_or("sqlite:"))?;
    let (register, seconds) = {
        let mut node = Node::open(&installation)?;
        time(|| fill::fill(&mut node, count))?
    };
    let gate = Gate::of(installation);
    let (running, _told) = gate.serve()?;
    let mut figures =
        vec![Figure::rate("cases put into the register, with their dockets", count, seconds, "cases/s")];
    let lists = register.courts.iter().map(|code| format!("/kk/court/{code}/hearings"));
    let cases = register.numbers.iter().map(|number| format!("/kk/case/{number}"));
    for (name, paths) in
        [("home", vec!["/kk".to_owned()]), ("case", cases.collect()), ("list of hearings", lists.collect())]
    {
        figures.extend(page(&gate, running.address(), name, &paths)?);
    }
    running.stop()?;
    Ok(figures)
}

/// The figures of one page.
fn page(gate: &Gate, address: SocketAddr, name: &str, paths: &[String]) -> Result<Vec<Figure>, Failure> {
    let busy = processor_seconds()?;
    read(address, paths, ALONE, Pace { connections: 1, every: None })?;
    let busy = processor_seconds()? - busy;
    let claims =
        (0..SECONDS * WRITES).map(|n| Ok(claim(gate.claim(&format!("{}-{n}", name.replace(' ', "-")))?)));
    let claims = claims.collect::<Result<Vec<_>, Failure>>()?;
    let write = move || {
        let pace = Pace { connections: CONNECTIONS, every: Some(1.0 / f64::from(WRITES)) };
        let talks = claims.into_iter().map(|claim| Box::new(claim) as Box<dyn Talk>).collect();
        hold(address, pace, talks, stopwatch())
    };
    let writer = std::thread::Builder::new().name("claims".to_owned()).spawn(write);
    let writer = writer.map_err(Failure::not_done)?;
    let pace = Pace { connections: CONNECTIONS, every: Some(1.0 / f64::from(READS)) };
    let mut took = read(address, paths, SECONDS * READS, pace)?;
    let lost = |_| Failure::not_done("the thread that files claims was lost");
    let mut wrote = writer.join().map_err(lost)?.map_err(Failure::not_done)?;
    let ms = |name: String, value: f64| Figure { name, value, unit: "ms", against: None };
    let processor = 1000.0 / per_second(u64::from(ALONE), busy);
    Ok(vec![
        ms(format!("{name}: processor time, generator included"), processor),
        ms(format!("{name}: p50"), 1000.0 * percentile(&mut took, 50)),
        ms(format!("{name}: p99"), 1000.0 * percentile(&mut took, 99)),
        ms(format!("claims beside {name}: p99"), 1000.0 * percentile(&mut wrote, 99)),
    ])
}

/// Asks for so many pages, in turn; gives how long each took.
fn read(address: SocketAddr, paths: &[String], count: u32, pace: Pace) -> Result<Vec<f64>, Failure> {
    let question = |path: &String| {
        let headers = vec![("accept", "text/html".to_owned())];
        Asked { question: Some(Question { path: path.clone(), headers, body: None }), is_page: true }
    };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let talks = paths.iter().cycle().take(count).map(|path| Box::new(question(path)) as Box<dyn Talk>);
    hold(address, pace, talks.collect(), stopwatch()).map_err(Failure::not_done)
}

fn claim(question: Question) -> Asked {
    Asked { question: Some(question), is_page: false }
}

/// One question: a page that must be there, or a claim that must be taken.
struct Asked {
    question: Option<Question>,
    is_page: bool,
}

impl Talk for Asked {
    fn next(&mut self, answer: Option<&Answer>) -> Then {
        match (self.question.take(), answer) {
            (Some(question), _) => Then::Ask(question),
            (None, Some(answer)) if self.is_page && answer.status == 200 => Then::Done,
            (None, Some(answer)) if !self.is_page && filed(answer.status, &answer.body).is_some() => {
                Then::Done
            }
            (None, answer) => Then::Failed(format!("not as asked: status {:?}", answer.map(|a| a.status))),
        }
    }
}
