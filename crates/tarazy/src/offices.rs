//! The offices of an installation behind its one writer: each command goes to the one whose it is.
//!
//! A person at a page acts as what he is to the case: `judge:J01;person:p…`. The docket keeps the first half, because entries
//! name nobody but officers; the row of audit keeps both.

use tarazy_access::{Access, Capacity};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_registry::Registry;
use tarazy_registry::bodies::Filer;
use tarazy_store::derived::DerivedTable;
use tarazy_store::{Command, Desk, Office, Record, Refusal, Step, Stmt};

/// The number of the party who files, in a claim of his own.
const CLAIMANT: u32 = 1;

/// All offices.
pub(crate) struct Offices {
    registry: Registry,
    access: Access,
}

impl Offices {
    /// The offices, with the registry that the installation brings.
    pub(crate) fn new(registry: Registry) -> Self {
        Self { registry, access: Access }
    }

    /// A command of a court from a person at a page.
    fn of_person(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        acting: &str,
        person: &str,
    ) -> Result<Object, Refusal> {
        let command = Command { actor: acting.to_owned(), ..command.clone() };
        let answer = self.registry.decide(desk, &command)?;
        let case = command.body.get("case").or_else(|| answer.get("case")).and_then(Value::as_text);
        desk.audit(&command.kind, case.unwrap_or("-"));
        if let (Some(capacity), Some(case)) = (capacity(&command), case) {
            let case: StreamId = case.parse().map_err(Refusal::internal)?;
            self.access.take_part(desk, person, &case, CLAIMANT, capacity)?;
        }
        Ok(answer)
    }
}

/// As what the person who files has a part in the case; none for who takes the filing of somebody else.
fn capacity(command: &Command) -> Option<Capacity> {
    let filer = command.body.get("filer").filter(|_| command.kind == "filing.receive")?;
    Some(match tarazy_docket::from_value(filer).ok()? {
        Filer::Party => Capacity::Party,
        Filer::Representative => Capacity::Representative,
    })
}

/// What a person acts as, and his id: `judge:J01;person:p…`.
fn split(actor: &str) -> Option<(&str, &str)> {
    let (acting, person) = actor.split_once(';')?;
    Some((acting, person.strip_prefix("person:")?))
}

impl Office for Offices {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        if Access::knows(&command.kind) {
            return self.access.decide(desk, command);
        }
        match split(&command.actor) {
            Some((acting, person)) => self.of_person(desk, command, acting, person),
            None => self.registry.decide(desk, command),
        }
    }

    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
        self.registry.project(record, steps)?;
        self.access.project(record, steps)
    }

    /// The registry alone has read models.
    fn tables(&self) -> &'static [DerivedTable] {
        self.registry.tables()
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        [self.registry.statements(), self.access.statements()].concat()
    }
}
