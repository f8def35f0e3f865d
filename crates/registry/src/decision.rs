//! Acts of the court on the merits, and the correction of slips in them.

use crate::bodies::{ActIssue, Grounded};
use crate::docket;
use crate::office::Registry;
use crate::wire;
use tarazy_base::time::parse_date;
use tarazy_docket::Object;
use tarazy_draw::record::Code;
use tarazy_procedure::Step;
use tarazy_procedure::events::{ActCorrected, ActIssued, Event};
use tarazy_store::{Command, Desk, Refusal};

impl Registry {
    /// `act.issue`.
    pub(crate) fn issue_act(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: ActIssue = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::Decide, &file)?;
        parse_date(&body.date).map_err(|_| Refusal::new(422, "date").with("date", &body.date))?;
        check_code(&body.act)?;
        let judge = match &body.judge {
            Some(judge) => judge.as_str().to_owned(),
            None => file.case.judges.first().cloned().ok_or_else(|| docket::not_now(Step::Decide, &file))?,
        };
        if !file.case.judges.contains(&judge) {
            return Err(Refusal::new(422, "not-bench").with("judge", judge));
        }
        let imported = self.imported(desk)?;
        let event = Event::from(ActIssued { act: body.act, date: body.date, judge, imported });
        let record = self.append(desk, command, &body.case, &event)?;
        Ok(Object::new().with("act", record.leaf.to_hex()))
    }

    /// `act.correct`.
    pub(crate) fn correct_act(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: Grounded = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::CorrectAct, &file)?;
        check_code(&body.ground)?;
        let act = file.case.act.ok_or_else(|| docket::not_now(Step::CorrectAct, &file))?;
        self.append(desk, command, &body.case, &ActCorrected { act, ground: body.ground }.into())?;
        Ok(Object::new())
    }
}

/// Refuses what is not a code: free text never stands in a public entry.
pub(crate) fn check_code(code: &str) -> Result<(), Refusal> {
    match code.parse::<Code>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::new(422, "code").with("code", code.chars().take(40).collect::<String>())),
    }
}
