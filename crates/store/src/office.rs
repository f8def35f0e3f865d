//! An office: what decides about commands and what follows from entries. Offices are wired by the binary.

use crate::batch::{Step, Stmt};
use crate::command::Command;
use crate::derived::DerivedTable;
use crate::desk::Desk;
use crate::record::Record;
use crate::refusal::Refusal;
use tarazy_docket::Object;

/// Decides commands and projects entries into read models.
///
/// A batch can be undone and its commands decided anew, so what an office remembers between commands must be checked
/// before it is used: a fold of a stream holds good while [`Desk::head`] gives the leaf hash at which it stood.
pub trait Office: Send {
    /// Decides a command: appends entries and other truth at the desk, and gives the answer's body (at most 6 levels deep).
    ///
    /// # Errors
    /// The refusal that the caller sees. What was laid on the desk is then dropped.
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal>;

    /// What an entry means for the read models: steps on derived tables, from the record alone. A rebuild calls it for
    /// all entries in the order of the log, also where the content is erased.
    ///
    /// # Errors
    /// A refusal if the record cannot be projected; then its command is refused.
    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal>;

    /// The read models.
    fn tables(&self) -> &'static [DerivedTable];

    /// Every statement, for the test that prepares them on both engines.
    fn statements(&self) -> Vec<&'static Stmt>;
}
