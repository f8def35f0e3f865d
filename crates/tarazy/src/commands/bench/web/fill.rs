//! A register of many cases: all are filed, every tenth is drawn, prepared and has its hearing, some weeks around today. It is told as
//! history (an import), so that draws need not wait for their rounds.

use crate::clock::now_ms;
use crate::failure::Failure;
use crate::node::{Node, SYSTEM, command};
use tarazy_docket::{Object, StreamId, Value, sha256};
use tarazy_registry::bodies::{CaseRegister, CourtPut, ImportBegin, ImportDone, JudgeAppoint, Text};
use tarazy_registry::{models, to_body};
use tarazy_store::{Answer, Command};

/// Courts, the first of which is that of the measurement's claims.
const COURTS: [&str; 10] = ["7119", "7510", "7511", "7512", "7513", "7514", "7515", "7516", "7517", "7518"];
/// Judges of each.
const JUDGES: u32 = 12;
/// One case in so many is more than filed.
const DRAWN: u64 = 10;
/// Commands that are handed to the writer at once.
const BATCH: usize = 256;
/// Cases of which each step is taken together.
const TOGETHER: usize = 1_024;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Days around today on which there are hearings.
const DAYS: u64 = 28;

/// What can be asked for.
pub(super) struct Register {
    pub(super) courts: Vec<String>,
    pub(super) numbers: Vec<String>,
}

/// Fills an empty installation with so many cases.
pub(super) fn fill(node: &mut Node, count: u64) -> Result<Register, Failure> {
    let now = now_ms();
    let mut fill = Fill { node, at: now - 30 * DAY, keys: 0 };
    let file = sha256(&[b"bench web"]);
    let begin = to_body(&ImportBegin { file, others: Vec::new(), seed: 1 })?;
    fill.node.run(command("begin", SYSTEM, "import.begin", begin, None))?;
    fill.courts()?;
    let drawn = fill.file(count)?;
    let mut numbers = Vec::with_capacity(drawn.len());
    for (n, cases) in (0u64..).zip(drawn.chunks(TOGETHER)) {
        numbers.extend(fill.prepare(n, cases, now)?);
    }
    let done = to_body(&ImportDone { file, seed: 1, cases: count, rejects: 0 })?;
    let done = fill.command(SYSTEM, "import.done", done);
    fill.node.run(done)?;
    fill.node.seal()?;
    Ok(Register { courts: COURTS.map(str::to_owned).into(), numbers })
}

struct Fill<'a> {
    node: &'a mut Node,
    at: i64,
    keys: u64,
}

impl Fill<'_> {
    fn command(&mut self, actor: &str, kind: &str, body: Object) -> Command {
        self.keys += 1;
        command(&format!("fill-{}", self.keys), actor, kind, body, Some(self.at))
    }

    fn all(&mut self, commands: Vec<Command>) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            for outcome in self.node.run_batch(commands.by_ref().take(BATCH).collect()) {
                answers.push(outcome?);
            }
        }
        Ok(answers)
    }

    fn courts(&mut self) -> Result<(), Failure> {
        let mut commands = Vec::new();
        for code in COURTS {
            let name = Text { kk: "Сот".to_owned(), ru: "Суд".to_owned(), en: "Court".to_owned() };
            let body = CourtPut {
                code: code.to_owned(),
                name,
                zone: "Asia/Almaty".to_owned(),
                divisions: vec!["civil".to_owned()],
                appeals_to: None,
            };
            commands.push(self.command("admin", "court.put", to_body(&body)?));
            for n in 1..=JUDGES {
                let body = JudgeAppoint {
                    court: code.to_owned(),
                    division: "civil".to_owned(),
                    judge: format!("{code}-J{n:02}").parse().map_err(Failure::usage)?,
                    name: format!("Үлгі {n}"),
                    capacity: 1000,
                    categories: Vec::new(),
                    by: crate::commands::by("personnel:p1")?,
                };
                commands.push(self.command("personnel", "judge.appoint", to_body(&body)?));
            }
        }
        self.all(commands).map(drop)
    }

    /// Files all; gives those that go on.
    fn file(&mut self, count: u64) -> Result<Vec<StreamId>, Failure> {
        let mut drawn = Vec::new();
        let mut next = 0;
        while next < count {
            let batch = next..count.min(next + 4_096);
            let mut commands = Vec::new();
            for (n, code) in batch.clone().zip(COURTS.iter().cycle()) {
                let mut claim = super::super::gate::claim();
                claim.court = (*code).to_owned();
                claim.received = self.at;
                claim.subject = Some(format!("№ {n}"));
                commands.push(self.command("party", "filing.receive", to_body(&claim)?));
            }
            let answers = self.all(commands)?;
            for (n, answer) in batch.clone().zip(&answers) {
                // One of each court in turn.
                if n % (DRAWN * DRAWN) < DRAWN {
                    drawn.push(stream(answer)?);
                }
            }
            next = batch.end;
        }
        Ok(drawn)
    }

    /// Registers and draws cases, and brings them to a hearing; gives their numbers.
    fn prepare(&mut self, round: u64, cases: &[StreamId], now: i64) -> Result<Vec<String>, Failure> {
        let by = crate::commands::by("registrar:r1")?;
        let mut commands = Vec::new();
        for case in cases {
            let body = CaseRegister { case: case.clone(), category: None, by: by.clone() };
            commands.push(self.command("registrar:r1", "case.register", to_body(&body)?));
        }
        let numbers = self.all(commands)?;
        self.node.seal()?;
        for due in models::due_rounds(self.node.reader())? {
            let spoken = self.node.round_time(due)?.saturating_mul(1000);
            self.at = self.at.max(spoken) + 1_000;
            self.node.resolve(due, Some(self.at))?;
        }
        for (kind, body) in [
            ("filing.accept", Object::new().with("language", "kk")),
            ("copies.send", Object::new().with("party", Value::Int(2))),
            ("copies.note", Object::new().with("party", Value::Int(2)).with("on", "2026-11-20")),
            ("reply.receive", Object::new().with("party", Value::Int(2))),
            ("reply.forward", Object::new()),
            ("preparation.end", Object::new()),
        ] {
            self.step(kind, cases, |_| body.clone())?;
        }
        let places = u64::try_from(TOGETHER).unwrap_or(1);
        let begins = |n: u64| {
            // Weeks around today, every ten minutes of nine hours.
            let day = i64::try_from(n % DAYS).unwrap_or_default() - 7;
            let slot = i64::try_from((n / DAYS) % 54).unwrap_or_default();
            now + day * DAY + slot * 10 * MINUTE
        };
        self.step("hearing.set", cases, |n| {
            let at = Value::Int(begins(round * places + n));
            let room = format!("{}", 1 + n % 9);
            Object::new()
                .with("kind", "trial")
                .with("at", at)
                .with("minutes", Value::Int(30))
                .with("room", room)
        })?;
        let number = |a: &Answer| a.body.get("number").and_then(Value::as_text).map(str::to_owned);
        numbers.iter().map(|a| number(a).ok_or_else(|| Failure::not_done("no number"))).collect()
    }

    fn step(&mut self, kind: &str, cases: &[StreamId], body: impl Fn(u64) -> Object) -> Result<(), Failure> {
        let mut commands = Vec::new();
        for (n, case) in (0u64..).zip(cases) {
            commands.push(self.command("judge", kind, body(n).with("case", case.as_str())));
        }
        self.all(commands).map(drop)
    }
}

fn stream(answer: &Answer) -> Result<StreamId, Failure> {
    let case = answer.body.get("case").and_then(Value::as_text).and_then(|case| case.parse().ok());
    case.ok_or_else(|| Failure::not_done("a filing without a case"))
}
