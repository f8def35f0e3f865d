//! The ends of a case: closed, given back, taken back, taken up again.

use crate::bodies::{CaseClose, Grounded};
use crate::decision::check_code;
use crate::docket::{self, CaseFile};
use crate::office::Registry;
use crate::wire;
use tarazy_docket::{Object, StreamId};
use tarazy_procedure::Step;
use tarazy_procedure::events::{CaseClosed, CaseReopened, Event, FilingReturned, FilingWithdrawn};
use tarazy_store::{Command, Desk, Refusal};

impl Registry {
    /// `case.close`.
    pub(crate) fn close(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CaseClose = wire::read(&command.body)?;
        docket::check(Step::Close, &docket::case(desk, &body.case)?)?;
        self.end(desk, command, &body.case, "decided")
    }

    /// `case.reopen`.
    pub(crate) fn reopen(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let (body, _) = self.grounded(desk, command, Step::Reopen)?;
        self.append(desk, command, &body.case, &CaseReopened { ground: body.ground }.into())?;
        Ok(Object::new())
    }

    /// `filing.return`.
    pub(crate) fn return_filing(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
    ) -> Result<Object, Refusal> {
        let (body, file) = self.grounded(desk, command, Step::Return)?;
        let event = Event::from(FilingReturned { ground: body.ground });
        self.give_up(desk, command, &file, &event, "returned")
    }

    /// `filing.withdraw`.
    pub(crate) fn withdraw(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let (body, file) = self.grounded(desk, command, Step::Withdraw)?;
        let event = Event::from(FilingWithdrawn { ground: body.ground });
        self.give_up(desk, command, &file, &event, "withdrawn")
    }

    fn grounded(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        step: Step,
    ) -> Result<(Grounded, CaseFile), Refusal> {
        let body: Grounded = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(step, &file)?;
        check_code(&body.ground)?;
        Ok((body, file))
    }

    /// The case ends without a decision; its judge's ledger gets back what was not done.
    fn give_up(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        event: &Event,
        outcome: &str,
    ) -> Result<Object, Refusal> {
        let stream = file.case.stream.clone();
        self.append(desk, command, &stream, event)?;
        self.refund(desk, command, file)?;
        self.end(desk, command, &stream, outcome)
    }

    fn end(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        stream: &StreamId,
        outcome: &str,
    ) -> Result<Object, Refusal> {
        let event = Event::from(CaseClosed { outcome: outcome.to_owned(), imported: self.imported(desk)? });
        self.append(desk, command, stream, &event)?;
        Ok(Object::new().with("outcome", outcome))
    }
}
