//! From what somebody typed into a step's form to the body of the step.

use super::fields::PERSON;
use super::open::{Opened, find};
use crate::site::Site;
use tarazy_base::time::parse_date;
use tarazy_base::{Date, Instant, Tiyn, Zone};
use tarazy_docket::{Object, Value};
use tarazy_procedure::Step;
use tarazy_procedure::asks::{Ask, Member, asks};
use tarazy_procedure::events::PartyNo;

/// What was typed.
pub(super) trait Typed {
    /// Into a field, without white space around; empty if nothing was.
    fn one(&self, name: &str) -> String;
    /// All that was chosen of a field.
    fn all(&self, name: &str) -> Vec<String>;
}

/// What is wrong with a form: the field, and the message about it.
pub(super) type Wrong = (String, &'static str);

/// Reads forms.
pub(super) struct Reading<'a> {
    pub(super) site: &'a Site,
    pub(super) opened: &'a Opened,
    pub(super) typed: &'a dyn Typed,
    pub(super) step: Step,
}

impl Reading<'_> {
    /// The members of the step's body, without case, papers and what goes without saying.
    ///
    /// # Errors
    /// Everything that is wrong, field by field.
    pub(super) fn body(&self) -> Result<Object, Vec<Wrong>> {
        let (mut body, mut wrong) = (Object::new(), Vec::new());
        for member in asks(self.step) {
            match self.member(member) {
                Ok(Some(value)) => drop(body.insert(member.name, value)),
                Ok(None) if member.is_optional => {}
                Ok(None) => wrong.push((first_field(member), "work-wrong-missing")),
                Err(found) => wrong.push(found),
            }
        }
        if wrong.is_empty() { Ok(body) } else { Err(wrong) }
    }

    fn member(&self, member: &Member) -> Result<Option<Value>, Wrong> {
        let name = member.name;
        let typed = self.typed.one(name);
        let wrong = |message| (name.to_owned(), message);
        if typed.is_empty()
            && !matches!(
                member.ask,
                Ask::Moment | Ask::Person | Ask::NewHearing | Ask::Grounds(_) | Ask::Ways
            )
        {
            return Ok(None);
        }
        let text = || Some(Value::Text(typed.clone()));
        Ok(match member.ask {
            Ask::Party
            | Ask::Hearing
            | Ask::Motion
            | Ask::Securing
            | Ask::Appeal
            | Ask::Notice
            | Ask::Number => Some(Value::Int(typed.parse().map_err(|_| wrong("work-wrong-number"))?)),
            Ask::Judge
            | Ask::Ground(_)
            | Ask::Choice(_)
            | Ask::Category
            | Ask::Code
            | Ask::Name
            | Ask::Document => text(),
            Ask::Grounds(_) => {
                let chosen = self.typed.all(name).into_iter().filter(|code| !code.is_empty());
                let chosen: Vec<Value> = chosen.map(Value::Text).collect();
                // An entry does not say that a list is empty which may be left out.
                (!chosen.is_empty() || !member.is_optional).then_some(Value::Array(chosen))
            }
            Ask::Ways => self.ways(name),
            Ask::Day => {
                let day = read_day(&typed).ok_or_else(|| wrong("work-wrong-day"))?;
                Some(Value::Text(day.to_string()))
            }
            Ask::Moment => self.moment(name)?,
            Ask::Flag => Some(Value::Bool(typed == "yes")),
            Ask::Money => Some(Value::Int(Tiyn::parse(&typed).map_err(|_| wrong("work-wrong-money"))?.get())),
            Ask::Case => {
                let other = find(self.site, &typed).map_err(|_| wrong("work-wrong-case"))?;
                Some(Value::Text(other.stream.as_str().to_owned()))
            }
            Ask::Person => self.person(name)?,
            Ask::NewHearing => self.new_hearing(name)?,
        })
    }

    /// Each way by its channel alone: the addresses are those that the case knows of the party.
    fn ways(&self, name: &str) -> Option<Value> {
        let chosen = self.typed.all(name).into_iter().filter(|code| !code.is_empty());
        let ways: Vec<Value> =
            chosen.map(|code| Value::Object(Object::new().with("channel", code))).collect();
        (!ways.is_empty()).then_some(Value::Array(ways))
    }

    fn moment(&self, name: &str) -> Result<Option<Value>, Wrong> {
        let (day, time) = (self.typed.one(&format!("{name}-day")), self.typed.one(&format!("{name}-time")));
        if day.is_empty() && time.is_empty() {
            return Ok(None);
        }
        let date = read_day(&day).ok_or_else(|| (format!("{name}-day"), "work-wrong-day"))?;
        let at = read_time(&time).and_then(|time| moment_at(date, time, self.opened.zone));
        Ok(Some(Value::Int(at.ok_or_else(|| (format!("{name}-time"), "work-wrong-time"))?)))
    }

    fn person(&self, name: &str) -> Result<Option<Value>, Wrong> {
        let mut person = Object::new();
        for (of, kind) in PERSON {
            let typed = self.typed.one(&format!("{name}-{of}"));
            if typed.is_empty() {
                continue;
            }
            let value = if kind == "date" {
                let day = read_day(&typed).ok_or_else(|| (format!("{name}-{of}"), "work-wrong-day"))?;
                day.to_string()
            } else {
                typed
            };
            person.insert(of, value);
        }
        if person.get("name").is_none() {
            return Ok(None);
        }
        let role = match self.step {
            Step::JoinParty => self.typed.one(&format!("{name}-role")),
            _ => self.role_of_followed(),
        };
        if role.is_empty() {
            return Err((format!("{name}-role"), "work-wrong-missing"));
        }
        Ok(Some(Value::Object(person.with("role", role))))
    }

    /// Who replaces or succeeds a party is what that party was.
    fn role_of_followed(&self) -> String {
        let number = self.typed.one("party").parse().ok().map(PartyNo);
        let party = number.and_then(|number| self.opened.case.party(number));
        party.map(|p| super::fields::role_word(p.party.role).to_owned()).unwrap_or_default()
    }

    fn new_hearing(&self, name: &str) -> Result<Option<Value>, Wrong> {
        let Some(at) = self.moment(&format!("{name}-at"))? else { return Ok(None) };
        let field = |of: &str| format!("{name}-{of}");
        let minutes = self.typed.one(&field("minutes")).parse::<u32>();
        let minutes = minutes.map_err(|_| (field("minutes"), "work-wrong-number"))?;
        let room = self.typed.one(&field("room"));
        if room.is_empty() {
            return Err((field("room"), "work-wrong-missing"));
        }
        let number = self.typed.one("hearing").parse().ok();
        let adjourned = number.and_then(|n| self.opened.case.hearing(tarazy_procedure::events::HearingNo(n)));
        let kind = adjourned.map(|hearing| hearing.kind);
        let kind = kind.unwrap_or(tarazy_procedure::events::HearingKind::Trial);
        let kind = tarazy_docket::to_value(&kind).map_err(|_| (field("room"), "work-wrong-missing"))?;
        let hearing = Object::new().with("kind", kind).with("at", at);
        Ok(Some(Value::Object(hearing.with("minutes", Value::Int(minutes.into())).with("room", room))))
    }
}

/// The field to which a message about a whole member leads.
fn first_field(member: &Member) -> String {
    match member.ask {
        Ask::Moment => format!("{}-day", member.name),
        Ask::Person => format!("{}-name", member.name),
        Ask::NewHearing => format!("{}-at-day", member.name),
        _ => member.name.to_owned(),
    }
}

/// A day as browsers send it, `2026-12-01`, or as people write it, `01.12.2026`.
pub(super) fn read_day(text: &str) -> Option<Date> {
    if let Ok(day) = parse_date(text) {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['.', '/']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    parse_date(&format!("{year:0>4}-{month:0>2}-{day:0>2}")).ok()
}

fn read_time(text: &str) -> Option<tarazy_base::Time> {
    text.parse().ok().or_else(|| format!("{text}:00").parse().ok())
}

fn moment_at(date: Date, time: tarazy_base::Time, zone: Zone) -> Option<i64> {
    Some(Instant::at(date, time, zone).ok()?.ms())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_send_it_and_as_people_write_it() {
        let day = read_day("2026-12-01");
        assert_eq!(day.map(|d| d.to_string()).as_deref(), Some("2026-12-01"));
        assert_eq!(read_day("1.12.2026"), day);
        assert_eq!(read_day("01/12/2026"), day);
        for text in ["", "31.02.2026", "12.2026", "tomorrow"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_has_hours_and_minutes() {
        assert_eq!(read_time("09:30").map(|t| (t.hour(), t.minute())), Some((9, 30)));
        assert_eq!(read_time("25:00"), None);
    }
}
