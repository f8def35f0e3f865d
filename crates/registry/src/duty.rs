//! The duty roster, and urgent acts by the judge whom it names (draw.md section 8, step 5). The roster is reference data; each
//! urgent act commits to it as it stood.

use crate::bodies::{DutyAct, DutyRoster};
use crate::court;
use crate::docket::{self, CaseFile};
use crate::office::Registry;
use crate::wire;
use serde::{Deserialize, Serialize};
use tarazy_base::time::parse_date;
use tarazy_base::{Date, Instant};
use tarazy_docket::{Object, StreamId, Value, from_value};
use tarazy_draw::record::{AssignDuty, Body, By, Code, JudgeId};
use tarazy_store::{Command, Desk, Refusal};

/// Kind of reference data of duty rosters; the id is the ledger.
pub const ROSTER: &str = "roster";
/// Days of a roster at most: two years and some.
const MAX_DAYS: usize = 800;

/// Who is on duty on which day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Roster {
    /// The day, `YYYY-MM-DD` in the court's zone, and the judge; sorted.
    pub days: Vec<(String, JudgeId)>,
}

impl Registry {
    /// `duty.put`: the days that are named get their judges, the others stay. Corrected by itself.
    pub(crate) fn put_roster(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DutyRoster = wire::read(&command.body)?;
        let ledger = court::court(desk, &body.court)?.division(Some(&body.division))?.ledger.clone();
        let mut roster = roster(desk, &ledger)?;
        for (day, judge) in body.days {
            parse_date(&day).map_err(|_| Refusal::new(422, "date").with("date", &day))?;
            self.check_member(desk, &ledger, &judge)?;
            roster.days.retain(|(known, _)| *known != day);
            roster.days.push((day, judge));
        }
        roster.days.sort();
        if roster.days.len() > MAX_DAYS {
            return Err(Refusal::new(413, "too-large").with("size", roster.days.len()));
        }
        let count = u32::try_from(roster.days.len()).map_err(Refusal::internal)?;
        desk.put_reference(ROSTER, ledger.as_str(), Value::Object(wire::object(&roster)?));
        Ok(Object::new().with("days", count))
    }

    /// `assign.duty`: the duty judge acts at once; nothing is assigned and nothing is settled.
    pub(crate) fn duty(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DutyAct = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        self.log_duty(desk, command, &file, body.judge, body.act, body.by)
    }

    /// True if the roster names the judge today.
    pub(crate) fn is_on_duty(
        &self,
        desk: &mut Desk<'_>,
        file: &CaseFile,
        judge: &str,
    ) -> Result<bool, Refusal> {
        let Ok(judge) = judge.parse::<JudgeId>() else { return Ok(false) };
        let ledger = self.ledger_of(desk, file)?;
        let today = today(desk, file)?;
        Ok(roster(desk, &ledger)?.names(&judge, today))
    }

    /// Logs an urgent act of the judge whom the roster names.
    pub(crate) fn log_duty(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        judge: JudgeId,
        act: Code,
        by: By,
    ) -> Result<Object, Refusal> {
        let ledger = self.ledger_of(desk, file)?;
        let today = today(desk, file)?;
        let roster = roster(desk, &ledger)?;
        if !roster.names(&judge, today) {
            return Err(Refusal::new(422, "not-on-duty").with("judge", &judge).with("date", today));
        }
        let case = file.case.stream.clone();
        let text = Value::Object(wire::object(&roster)?).to_text();
        let (roster, salt) = self.commit_ground(desk, &text);
        let duty = AssignDuty { case: case.clone(), judge, act, roster, doc: None, by };
        let record = self.log_draw(desk, command, &ledger, &duty)?;
        self.keep_ground(desk, &case, &record.leaf, &text, &salt)?;
        Ok(Object::new().with("duty", record.leaf.to_hex()).with("type", AssignDuty::TYPE))
    }
}

impl Roster {
    /// True if the judge with this id is on duty on a day.
    pub fn has(&self, judge: &str, day: Date) -> bool {
        judge.parse().is_ok_and(|judge| self.names(&judge, day))
    }

    fn names(&self, judge: &JudgeId, day: Date) -> bool {
        let day = day.to_string();
        self.days.iter().any(|(known, on_duty)| *known == day && on_duty == judge)
    }
}

fn today(desk: &mut Desk<'_>, file: &CaseFile) -> Result<Date, Refusal> {
    let zone = court::court(desk, &file.case.filing.body.court)?.zone()?;
    Ok(Instant::from_ms(desk.time()).map_err(Refusal::internal)?.date_in(zone))
}

/// The roster of a division; empty if there is none yet.
fn roster(desk: &mut Desk<'_>, ledger: &StreamId) -> Result<Roster, Refusal> {
    match desk.reference(ROSTER, ledger.as_str())? {
        Some(value) => from_value(&value).map_err(Refusal::internal),
        None => Ok(Roster::default()),
    }
}
