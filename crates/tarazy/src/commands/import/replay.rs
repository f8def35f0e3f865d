//! The replay of a plan, day by day. Each command has a key of its own, so a replay that was killed goes on: what was
//! done is answered again and not done twice.

use super::Source;
use crate::clock::stopwatch;
use crate::failure::Failure;
use crate::node::{Node, SYSTEM, command};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::HashMap;
use tarazy_base::{Date, Instant};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_draw::record::{ActKind, By, Exclusion, PoolAct};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{
    ActIssue, CaseClose, CaseRedraw, CaseRegister, Conflict, CourtPut, FilingReceive, ImportBegin,
    ImportDone, JudgeAppoint, PoolActPut, Text,
};
use tarazy_registry::flow::courts::DIVISION;
use tarazy_registry::flow::plan::{Event, Phase};
use tarazy_registry::flow::{Day, Plan};
use tarazy_registry::models;
use tarazy_registry::to_body;
use tarazy_store::{Answer, Command, Refusal};

/// How long before the first event courts and judges are set up, ms.
const BEFORE: i64 = 24 * 3600 * 1000;
/// How long after the round the results are written, ms.
const AFTER_ROUND: i64 = 1000;
/// Commands that are handed to the writer at once.
const BATCH: usize = 256;

/// What a replay did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    /// True if an earlier run had begun it.
    pub(crate) resumed: bool,
    /// Cases filed.
    pub(crate) cases: u64,
    /// Draws with a result.
    pub(crate) draws: u64,
    /// Cases drawn again.
    pub(crate) redraws: u64,
    /// Decisions that had to be left out because the case has no judge.
    pub(crate) undecided: u64,
    /// Entries of this run.
    pub(crate) entries: u64,
    /// Seconds of this run.
    pub(crate) seconds: f64,
    /// True if all days are done.
    pub(crate) finished: bool,
}

/// A replay at work.
pub(crate) struct Replay<'a> {
    node: &'a mut Node,
    plan: &'a Plan,
    source: &'a Source,
    /// Streams of the cases by the row's place.
    streams: HashMap<usize, StreamId>,
    done: Done,
}

impl<'a> Replay<'a> {
    /// A replay of a plan.
    pub(crate) fn new(node: &'a mut Node, plan: &'a Plan, source: &'a Source) -> Self {
        Self { node, plan, source, streams: HashMap::new(), done: Done::default() }
    }

    /// Replays all days, or so many.
    ///
    /// # Errors
    /// The refusal, or a failure of the log.
    pub(crate) fn run(mut self, days: Option<usize>) -> Result<Done, Failure> {
        let watch = stopwatch();
        let before = self.node.entries();
        let Some(first) = self.plan.first_day() else {
            return Err(Failure::usage("the file holds no case that can be taken"));
        };
        self.begin()?;
        self.set_up(self.plan.moment(first, Phase::Acts).map_err(Failure::usage)? - BEFORE)?;
        let bar = progress(self.plan.days.len());
        for (date, day) in self.plan.days.iter().take(days.unwrap_or(usize::MAX)) {
            bar.set_message(date.to_string());
            self.day(*date, day)?;
            bar.inc(1);
        }
        self.done.finished = days.is_none_or(|n| n >= self.plan.days.len());
        if self.done.finished {
            self.finish()?;
        }
        bar.finish_and_clear();
        self.node.seal()?;
        self.done.entries = self.node.entries() - before;
        self.done.seconds = watch();
        Ok(self.done)
    }

    fn key(&self, what: &str) -> String {
        let file = self.source.file.to_hex();
        format!("import/{}/{}/{what}", &file[..12], self.source.seed)
    }

    fn command(&self, what: &str, kind: &str, body: Object, at: Option<i64>) -> Command {
        command(&self.key(what), "registrar:import", kind, body, at)
    }

    fn begin(&mut self) -> Result<(), Failure> {
        let body = ImportBegin {
            file: self.source.file,
            others: self.source.others.clone(),
            seed: self.source.seed,
        };
        let begun = Command {
            actor: SYSTEM.to_owned(),
            ..self.command("begin", "import.begin", to_body(&body)?, None)
        };
        let answer = self.node.run(begun)?;
        self.done.resumed = answer.replayed;
        Ok(())
    }

    fn set_up(&mut self, at: i64) -> Result<(), Failure> {
        let mut commands = Vec::new();
        for court in self.plan.courts.all() {
            let name = Text {
                kk: court.courthouse.clone(),
                ru: court.courthouse.clone(),
                en: court.courthouse.clone(),
            };
            let code = court.code.as_str().to_owned();
            let zone = self.plan.zone.name().to_owned();
            let body = CourtPut {
                code: code.clone(),
                name,
                zone,
                divisions: vec![DIVISION.to_owned()],
                appeals_to: None,
            };
            commands.push(self.command(&format!("court/{code}"), "court.put", to_body(&body)?, Some(at)));
            for judge in &court.judges {
                let body = JudgeAppoint {
                    court: code.clone(),
                    division: DIVISION.to_owned(),
                    judge: judge.id.parse().map_err(Failure::usage)?,
                    name: judge.name.clone(),
                    capacity: judge.capacity,
                    categories: Vec::new(),
                    by: personnel()?,
                };
                let what = format!("judge/{}", judge.id);
                commands.push(self.command(&what, "judge.appoint", to_body(&body)?, Some(at)));
            }
        }
        self.run_all(commands).map(|_| ())
    }

    /// A day: acts, claims, conflicts, registrations with their draws, the results, judgments.
    fn day(&mut self, date: Date, day: &Day) -> Result<(), Failure> {
        let moment = |phase| self.plan.moment(date, phase).map_err(Failure::usage);
        let (acts, filings, conflicts) =
            (moment(Phase::Acts)?, moment(Phase::Filings)?, moment(Phase::Conflicts)?);
        let (draws, decisions) = (moment(Phase::Draws)?, moment(Phase::Decisions)?);
        let commands = day.acts.iter().map(|e| self.act(e, acts)).collect::<Result<Vec<_>, _>>()?;
        self.run_all(commands)?;
        let commands = day.filings.iter().map(|e| self.filing(e, filings)).collect::<Result<Vec<_>, _>>()?;
        for (event, answer) in day.filings.iter().zip(self.run_all(commands)?) {
            self.remember(event, &answer)?;
        }
        let commands =
            day.conflicts.iter().map(|e| self.conflict(e, conflicts)).collect::<Result<Vec<_>, _>>()?;
        self.run_all(commands)?;
        let is_registration = |e: &&Event| matches!(e, Event::Registration(_));
        let registrations = day.draws.iter().filter(is_registration).map(|e| self.registration(e, draws));
        let commands = registrations.collect::<Result<Vec<_>, _>>()?;
        self.run_all(commands)?;
        for event in day.draws.iter().filter(|e| !is_registration(e)) {
            self.recuse(event, draws)?;
        }
        if !day.draws.is_empty() {
            self.resolve(draws)?;
        }
        self.decide(&day.decisions, decisions)
    }

    fn act(&self, event: &Event, at: i64) -> Result<Command, Failure> {
        let Event::Absence(i) = event else { return Err(out_of_place()) };
        let absence = self.plan.scenario.absences.get(*i).ok_or_else(out_of_place)?;
        let start = |day: Date| {
            let noon = tarazy_registry::flow::plan::DAY_STARTS;
            Instant::at(day, noon, self.plan.zone).map(Instant::ms).map_err(Failure::usage)
        };
        let act = PoolAct {
            judge: absence.judge.parse().map_err(Failure::usage)?,
            act: ActKind::Absent,
            value: None,
            from: Some(start(absence.from)?),
            to: Some(start(absence.to)?),
            class: Some(Exclusion::Absent),
            ground_commit: None,
            doc: None,
            by: personnel()?,
        };
        let body = PoolActPut { court: absence.court.clone(), division: DIVISION.to_owned(), act };
        Ok(self.command(&format!("absence/{i}"), "pool.act", to_body(&body)?, Some(at)))
    }

    fn filing(&self, event: &Event, at: i64) -> Result<Command, Failure> {
        let Event::Filing(i) = event else { return Err(out_of_place()) };
        let row = self.plan.rows.get(*i).ok_or_else(out_of_place)?;
        let court = self.plan.courts.of(row).ok_or_else(out_of_place)?;
        // The source names nobody; parties are numbered after the row, so that no two cases share any.
        let party = |role, word: &str| Party::named(role, format!("{word} {}", row.id));
        let body = FilingReceive {
            court: court.code.as_str().to_owned(),
            division: Some(DIVISION.to_owned()),
            category: row.category.clone(),
            received: at,
            parties: vec![party(PartyRole::Claimant, "Claimant"), party(PartyRole::Respondent, "Respondent")],
            subject: None,
            files: Vec::new(),
            value_tiyn: None,
            value_source: row.value.clone(),
            demand: None,
            given: None,
            filer: None,
            source_id: Some(row.id.to_string()),
        };
        Ok(command(
            &self.key(&format!("file/{}", row.id)),
            "party",
            "filing.receive",
            to_body(&body)?,
            Some(at),
        ))
    }

    fn remember(&mut self, event: &Event, answer: &Answer) -> Result<(), Failure> {
        let Event::Filing(i) = event else { return Err(out_of_place()) };
        let stream = answer.body.get("case").and_then(Value::as_text).and_then(|s| s.parse().ok());
        self.streams.insert(*i, stream.ok_or_else(out_of_place)?);
        self.done.cases += 1;
        Ok(())
    }

    fn conflict(&self, event: &Event, at: i64) -> Result<Command, Failure> {
        let Event::Conflict { row, judge } = event else { return Err(out_of_place()) };
        let body = Conflict {
            case: self.stream(*row)?,
            judge: judge.parse().map_err(Failure::usage)?,
            ground: "kinship".to_owned(),
            by: personnel()?,
        };
        Ok(self.command(&format!("conflict/{}", self.id(*row)?), "pool.conflict", to_body(&body)?, Some(at)))
    }

    fn registration(&self, event: &Event, at: i64) -> Result<Command, Failure> {
        let Event::Registration(row) = event else { return Err(out_of_place()) };
        let body = CaseRegister { case: self.stream(*row)?, category: None, by: registrar()? };
        Ok(self.command(&format!("register/{}", self.id(*row)?), "case.register", to_body(&body)?, Some(at)))
    }

    fn recuse(&mut self, event: &Event, at: i64) -> Result<(), Failure> {
        let Event::Recusal(row) = event else { return Err(out_of_place()) };
        let body = CaseRedraw {
            case: self.stream(*row)?,
            cause: "recusal-granted".to_owned(),
            ground: Some("interest".to_owned()),
            judge: None,
            by: personnel()?,
        };
        let what = format!("recuse/{}", self.id(*row)?);
        let command = self.command(&what, "case.redraw", to_body(&body)?, Some(at));
        match self.node.run(command) {
            Ok(_) => self.done.redraws += 1,
            // The case waits for a judge; nothing is invented.
            Err(Failure::Refused(r)) if r.code == "not-now" => {}
            Err(e) => return Err(e),
        }
        Ok(())
    }

    /// Seals the day's commits, and writes their results once the round has spoken.
    fn resolve(&mut self, fixed: i64) -> Result<(), Failure> {
        self.node.seal()?;
        for due in models::due_rounds(self.node.reader())? {
            let at = self.node.round_time(due)?.saturating_mul(1000).max(fixed) + AFTER_ROUND;
            self.done.draws += u64::try_from(self.node.resolve(due, Some(at))?).unwrap_or(0);
        }
        Ok(())
    }

    /// The judgments of a day. A case without a judge waits; its decision is not invented.
    fn decide(&mut self, events: &[Event], at: i64) -> Result<(), Failure> {
        let mut commands = Vec::with_capacity(2 * events.len());
        for event in events {
            let Event::Decision(i) = event else { return Err(out_of_place()) };
            let row = self.plan.rows.get(*i).ok_or_else(out_of_place)?;
            let case = self.stream(*i)?;
            let date = row.judged.to_string();
            let act =
                ActIssue { case: case.clone(), act: "decision".to_owned(), date, judge: None, outcome: None };
            commands.push(self.command(&format!("decide/{}", row.id), "act.issue", to_body(&act)?, Some(at)));
            let close = to_body(&CaseClose { case })?;
            commands.push(self.command(&format!("close/{}", row.id), "case.close", close, Some(at)));
        }
        for (n, outcome) in self.node.run_batch(commands).into_iter().enumerate() {
            match outcome {
                Ok(_) => {}
                // Two commands a case: without a judge neither may be taken.
                Err(refusal) if refusal.code == "not-now" => self.done.undecided += u64::from(n % 2 == 0),
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let last = self.plan.days.keys().next_back().copied().ok_or_else(out_of_place)?;
        let at = self.plan.moment(last, Phase::Decisions).map_err(Failure::usage)? + BEFORE;
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let body = ImportDone {
            file: self.source.file,
            seed: self.source.seed,
            cases: count(self.plan.rows.len()),
            rejects: count(self.source.flow.rejects.len()),
        };
        let done = Command {
            actor: SYSTEM.to_owned(),
            ..self.command("done", "import.done", to_body(&body)?, Some(at))
        };
        self.node.run(done).map(|_| ())
    }

    fn run_all(&mut self, commands: Vec<Command>) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let batch: Vec<Command> = commands.by_ref().take(BATCH).collect();
            let outcomes = self.node.run_batch(batch).into_iter();
            answers.extend(outcomes.collect::<Result<Vec<_>, Refusal>>()?);
        }
        Ok(answers)
    }

    fn stream(&self, row: usize) -> Result<StreamId, Failure> {
        self.streams.get(&row).cloned().ok_or_else(out_of_place)
    }

    fn id(&self, row: usize) -> Result<u32, Failure> {
        self.plan.rows.get(row).map(|r| r.id).ok_or_else(out_of_place)
    }
}

fn out_of_place() -> Failure {
    Failure::not_done("an event of the plan stands out of place")
}

fn personnel() -> Result<By, Failure> {
    crate::commands::by("personnel:import")
}

fn registrar() -> Result<By, Failure> {
    crate::commands::by("registrar:import")
}

fn progress(days: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(days).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{wide_bar} day {pos} of {len}  {msg}  {eta} left");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
