//! Alarms of the installation in `sys/alarm`: each is raised once and cleared once, however long what it tells of lasts
//! (docket.md sections 8.8 and 9.6).

use crate::bodies::AlarmClear;
use crate::office::Registry;
use crate::setup::{by_system, sys};
use crate::wire;
use std::collections::BTreeMap;
use tarazy_docket::notice::{AlarmCleared, AlarmCode, AlarmRaised};
use tarazy_docket::{Body as _, Hash, Object};
use tarazy_store::book::Head;
use tarazy_store::{Command, Desk, Record, Refusal};

/// Stream of the alarms.
pub const STREAM: &str = "sys/alarm";

/// An alarm that was raised and not cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlarm {
    /// Leaf hash of `alarm.raised`.
    pub leaf: Hash,
    /// When it was raised, ms UTC.
    pub since: i64,
    /// What it says.
    pub raised: AlarmRaised,
}

/// The alarms that are open after the records of `sys/alarm`.
///
/// # Errors
/// 500 if a record does not fit its type.
pub fn open_alarms(records: &[Record]) -> Result<BTreeMap<AlarmCode, OpenAlarm>, Refusal> {
    let mut open = BTreeMap::new();
    for record in records {
        let Some(body) = record.body() else { continue };
        match record.kind() {
            Some(AlarmRaised::TYPE) => {
                let raised = AlarmRaised::from_object(body).map_err(Refusal::internal)?;
                let (leaf, since) = (record.leaf, record.entry.time);
                open.insert(raised.code, OpenAlarm { leaf, since, raised });
            }
            Some(AlarmCleared::TYPE) => {
                let cleared = AlarmCleared::from_object(body).map_err(Refusal::internal)?;
                open.retain(|_, alarm| alarm.leaf != cleared.target);
            }
            _ => {}
        }
    }
    Ok(open)
}

/// The open alarms as the office remembers them; good while the stream's head is this one.
#[derive(Debug, Default)]
pub(crate) struct Alarms {
    head: Option<Head>,
    open: BTreeMap<AlarmCode, Hash>,
}

impl Registry {
    /// `alarm.raise`: the program found what calls for an alarm.
    pub(crate) fn raise(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: AlarmRaised = wire::read(&command.body)?;
        if self.open_alarm(desk, body.code)?.is_some() {
            return Err(Refusal::new(409, "nothing-due"));
        }
        by_system(desk, &sys("alarm")?, &body)?;
        Ok(Object::new())
    }

    /// `alarm.clear`: what an alarm told of is over.
    pub(crate) fn clear(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: AlarmClear = wire::read(&command.body)?;
        let target = self.open_alarm(desk, body.code)?.ok_or_else(|| Refusal::new(409, "nothing-due"))?;
        by_system(desk, &sys("alarm")?, &AlarmCleared { code: body.code, target })?;
        Ok(Object::new())
    }

    /// Clears the alarm of the clock once it has caught up. The writer itself raises it (docket.md section 8.8), and no other
    /// part of the program sees its clock beside the last entry: so this comes along with a command.
    pub(crate) fn watch_clock(&mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let code = AlarmCode::ClockBehind;
        match self.open_alarm(desk, code)? {
            Some(target) if desk.end().last_time <= desk.wall_clock() => {
                by_system(desk, &sys("alarm")?, &AlarmCleared { code, target })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn open_alarm(&mut self, desk: &mut Desk<'_>, code: AlarmCode) -> Result<Option<Hash>, Refusal> {
        let stream = sys("alarm")?;
        let head = desk.head(&stream)?;
        if head != self.alarms.head {
            let open = open_alarms(&desk.stream(&stream)?)?;
            let open = open.into_iter().map(|(code, alarm)| (code, alarm.leaf)).collect();
            self.alarms = Alarms { head, open };
        }
        Ok(self.alarms.open.get(&code).copied())
    }
}
