//! Draws as a court makes them: cases are registered, their draws fixed, sealed, and resolved with their round; all of it
//! decided, encrypted, projected and durable in SQLite.

use super::super::{Figure, Scratch, time};
use crate::cli::Init;
use crate::commands::init::{Extras, create};
use crate::failure::Failure;
use crate::node::{Node, SYSTEM, command};
use tarazy_docket::{Hash, Object, StreamId, Value};
use tarazy_draw::record::By;
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{CaseRegister, CourtPut, FilingReceive, ImportBegin, JudgeAppoint, Text};
use tarazy_registry::{models, to_body};
use tarazy_store::Command;

const COURTS: u64 = 20;
const JUDGES: u64 = 10;
/// Cases that are registered together and wait for one round.
const ROUND: u64 = 500;
/// Commands that are handed to the writer at once.
const BATCH: usize = 1_024;
/// Noon of 3 March 2025 in Almaty, ms UTC.
const START: i64 = 1_740_985_200_000;
const CATEGORY: &str = "142010000600000000";

/// Measures so many draws.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("draw")?;
    let init = Init {
        origin: "bench.example/log".to_owned(),
        law: "kz".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        database: "sqlite:".to_owned(),
        seal: false,
        token: None,
    };
    let installation = create(&scratch.0.join("court"), &init, Extras::default())?;
    let mut court = Court { node: Node::open(&installation)?, by: crate::commands::by("registrar:bench")? };
    court.set_up()?;
    let cases = court.file(count)?;
    let before = court.node.entries();
    let (parts, seconds) = time(|| court.draw(&cases))?;
    let entries = court.node.entries() - before;
    Ok(vec![
        Figure::rate("draws with commit and result, registered, durable", count, seconds, "draws/s"),
        Figure::rate("  the same", entries, seconds, "entries/s"),
        Figure::rate("  of it registration and commits alone", count, parts.registered, "cases/s"),
        Figure::rate("  of it results alone", count, parts.resolved, "draws/s"),
    ])
}

/// Seconds of the parts.
#[derive(Default)]
struct Parts {
    registered: f64,
    resolved: f64,
}

struct Court {
    node: Node,
    by: By,
}

impl Court {
    fn set_up(&mut self) -> Result<(), Failure> {
        let begin = ImportBegin { file: Hash([1; 32]), others: Vec::new(), seed: 1 };
        self.node.run(command("begin", SYSTEM, "import.begin", to_body(&begin)?, None))?;
        let mut commands = Vec::new();
        for n in 0..COURTS {
            let name = Text { kk: "Сот".to_owned(), ru: "Суд".to_owned(), en: "Court".to_owned() };
            let zone = "Asia/Almaty".to_owned();
            let body =
                CourtPut { code: code(n), name, zone, divisions: vec!["civil".to_owned()], appeals_to: None };
            commands.push(command(&format!("court/{n}"), "admin", "court.put", to_body(&body)?, Some(START)));
            for k in 0..JUDGES {
                let judge = format!("{}-J{k:02}", code(n));
                let body = JudgeAppoint {
                    court: code(n),
                    division: "civil".to_owned(),
                    judge: judge.parse().map_err(Failure::not_done)?,
                    name: judge.clone(),
                    capacity: if k % 5 == 4 { 500 } else { 1000 },
                    categories: Vec::new(),
                    by: self.by.clone(),
                };
                commands.push(command(&judge, "admin", "judge.appoint", to_body(&body)?, Some(START)));
            }
        }
        self.all(commands).map(|_| ())
    }

    /// Files so many claims and gives their cases.
    fn file(&mut self, count: u64) -> Result<Vec<StreamId>, Failure> {
        let party = |role, name: &str| Party::named(role, name.to_owned());
        let claim = |n: u64| {
            let body = FilingReceive {
                court: code(n % COURTS),
                division: None,
                category: CATEGORY.to_owned(),
                received: START + 1000,
                parties: vec![
                    party(PartyRole::Claimant, &format!("А. Үлгі {n}")),
                    party(PartyRole::Respondent, &format!("«Үлгі {n}» ЖШС")),
                ],
                subject: None,
                files: Vec::new(),
                value_tiyn: Some(100),
                value_source: None,
                demand: None,
                given: None,
                filer: None,
                source_id: None,
            };
            Ok(command(&format!("claim/{n}"), "party", "filing.receive", to_body(&body)?, Some(START + 1000)))
        };
        let answers = self.all((0..count).map(claim).collect::<Result<_, Failure>>()?)?;
        let case = |body: &Object| body.get("case").and_then(Value::as_text).and_then(|s| s.parse().ok());
        let cases = answers.iter().map(case).collect::<Option<Vec<_>>>();
        cases.ok_or_else(|| Failure::not_done("a claim without a case"))
    }

    /// Registers the cases round by round and gives each its judge.
    fn draw(&mut self, cases: &[StreamId]) -> Result<Parts, Failure> {
        let mut parts = Parts::default();
        let mut now = START + 2000;
        let mut number = 0u64;
        for round in cases.chunks(usize::try_from(ROUND).map_err(Failure::not_done)?) {
            let mut commands = Vec::with_capacity(round.len());
            for case in round {
                number += 1;
                let body = CaseRegister { case: case.clone(), category: None, by: self.by.clone() };
                let key = format!("register/{number}");
                commands.push(command(&key, "registrar:bench", "case.register", to_body(&body)?, Some(now)));
            }
            let (_, seconds) = time(|| self.all(commands))?;
            parts.registered += seconds;
            self.node.seal()?;
            let (at, seconds) = time(|| {
                let mut last = now;
                for due in models::due_rounds(self.node.reader())? {
                    last = self.node.round_time(due)?.saturating_mul(1000) + 1000;
                    self.node.resolve(due, Some(last))?;
                }
                Ok(last)
            })?;
            parts.resolved += seconds;
            now = at + 1000;
        }
        self.node.seal()?;
        Ok(parts)
    }

    fn all(&mut self, commands: Vec<Command>) -> Result<Vec<Object>, Failure> {
        let mut bodies = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            for outcome in self.node.run_batch(commands.by_ref().take(BATCH).collect()) {
                bodies.push(outcome?.body);
            }
        }
        Ok(bodies)
    }
}

fn code(n: u64) -> String {
    format!("{}", 7100 + n)
}
