//! The registry as an office: which command goes where.

use crate::alarms::Alarms;
use crate::announced::Announced;
use crate::court::Court;
use crate::ledgers::Ledgers;
use crate::models;
use crate::setup::Setup;
use crate::wire;
use tarazy_docket::{Object, StreamId, Visibility};
use tarazy_law::{Category, Rule};
use tarazy_procedure::{Event, Step as CaseStep};
use tarazy_store::derived::DerivedTable;
use tarazy_store::{Command, Desk, Office, Record, Refusal, Step, Stmt};

/// The registry of an installation.
pub struct Registry {
    pub(crate) setup: Setup,
    /// Folds of ledgers, checked against the stream's head before each use.
    pub(crate) ledgers: Ledgers,
    /// What the log says of the installation.
    pub(crate) announced: Announced,
    /// The alarms that are open.
    pub(crate) alarms: Alarms,
}

impl Registry {
    /// The registry with what its installation brings.
    pub fn new(setup: Setup) -> Self {
        let (ledgers, announced) = (Ledgers::new(&setup), Announced::new(&setup.trust));
        Self { setup, ledgers, announced, alarms: Alarms::default() }
    }

    /// What the installation brought.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Appends an event to a docket, in the class that an open case's entry of its type has.
    pub(crate) fn append(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        stream: &StreamId,
        event: &Event,
    ) -> Result<Record, Refusal> {
        let vis = event.visibility();
        let actor = wire::actor(&command.actor, vis)?;
        let body = event.body().map_err(|e| Refusal::new(422, "number").with("what", e))?;
        desk.append(wire::draft(stream, event.kind(), actor, vis, body)?).cloned()
    }

    /// Appends a public entry.
    pub(crate) fn publish(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        stream: &StreamId,
        kind: &str,
        body: Object,
    ) -> Result<Record, Refusal> {
        let actor = wire::actor(&command.actor, Visibility::Public)?;
        desk.append(wire::draft(stream, kind, actor, Visibility::Public, body)?).cloned()
    }

    /// The category in force on the court's day, if its cases can be allocated.
    pub(crate) fn category(&self, time: i64, court: &Court, code: &str) -> Result<&Rule<Category>, Refusal> {
        let day = tarazy_base::Instant::from_ms(time).map_err(Refusal::internal)?.date_in(court.zone()?);
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        let known = law.category(code);
        let category = known.ok_or_else(|| Refusal::new(422, "unknown-category").with("category", code))?;
        if category.closed {
            return Err(Refusal::new(422, "closed-category").with("category", code));
        }
        Ok(category)
    }

    /// The mark of imported entries.
    pub(crate) fn imported(&self, desk: &mut Desk<'_>) -> Result<Option<bool>, Refusal> {
        Ok(desk.is_importing()?.then_some(true))
    }

    fn route(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        match command.kind.as_str() {
            "court.put" => self.put_court(desk, command),
            "key.end" => self.end_key(desk, command),
            "rules.put" => self.renew_rules(desk, command),
            "judge.appoint" => self.appoint(desk, command),
            "pool.act" => self.put_act(desk, command),
            "pool.conflict" => self.put_conflict(desk, command),
            "filing.receive" => self.receive(desk, command),
            "case.register" => self.register(desk, command),
            "case.correct" => self.correct(desk, command),
            "case.redraw" => self.redraw(desk, command),
            "case.join" => self.join(desk, command),
            "entry.open" => self.open_entry(desk, command),
            "entry.close" => self.close_entry(desk, command),
            "duty.put" => self.put_roster(desk, command),
            "assign.duty" => self.duty(desk, command),
            "draw.reveal" => self.reveal(desk, command),
            "draw.results" => self.results(desk, command),
            "draw.void" => self.void(desk, command),
            "draw.due" => self.due(desk, command),
            "draw.overdue" => self.overdue(desk, command),
            "draw.unwitnessed" => self.unwitnessed(desk, command),
            "alarm.raise" => self.raise(desk, command),
            "alarm.clear" => self.clear(desk, command),
            "beacon.heard" => self.hear(desk, command),
            "beacon.outage" => self.put_outage(desk, command),
            "notice.print" => self.print_notice(desk, command),
            "notice.take" => self.take_sending(desk, command),
            "notice.result" => self.end_sending(desk, command),
            "body.lost" => self.lose(desk, command),
            "recovery.done" => self.finish_recovery(desk),
            "import.begin" => self.begin_import(desk, command),
            "import.done" => self.finish_import(desk, command),
            kind => match CaseStep::of_command(kind).filter(|step| is_asked_for(*step)) {
                Some(step) => self.take_step(desk, command, step),
                None => Err(Refusal::new(404, "unknown-command").with("kind", kind)),
            },
        }
    }
}

/// Steps that somebody asks for. The others follow from these, from the draw, or from the court of appeal.
fn is_asked_for(step: CaseStep) -> bool {
    use CaseStep::{Assign, Number, Open, RestoreAppeal, TakeBackAppeal};
    !matches!(step, Open | Number | Assign | RestoreAppeal | TakeBackAppeal)
}

impl Office for Registry {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        self.announce(desk, command)?;
        if command.kind != "import.begin" {
            self.watch_clock(desk)?;
        }
        self.route(desk, command)
    }

    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
        models::project_record(record, steps)
    }

    fn tables(&self) -> &'static [DerivedTable] {
        models::TABLES
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        models::STATEMENTS.to_vec()
    }
}
