//! The offices of an installation behind its one writer: each command goes to the one whose it is.

use tarazy_access::Access;
use tarazy_docket::Object;
use tarazy_registry::Registry;
use tarazy_store::derived::DerivedTable;
use tarazy_store::{Command, Desk, Office, Record, Refusal, Step, Stmt};

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
}

impl Office for Offices {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        if Access::knows(&command.kind) {
            self.access.decide(desk, command)
        } else {
            self.registry.decide(desk, command)
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
