//! Who has a part in which case: parties who have an account here, and those who speak for them. By it a person finds his own
//! cases, and policies know him as a party. What a party is in the case stands on the docket; this says who he is at the keyboard.

use crate::bodies::PartEnd;
use crate::office::{find, put};
use serde::{Deserialize, Serialize};
use tarazy_docket::{Object, StreamId, from_value};
use tarazy_store::{Desk, Reader, Refusal, truth};

/// Kind of reference data: the parts in a case, by its stream.
const PARTS: &str = "part";
/// Kind of reference data: the cases of a person, by his id.
const CASES: &str = "person-cases";

/// As what somebody has a part in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// He is the party, or acts for the organisation that is one.
    Party,
    /// He speaks for the party by a power of attorney.
    Representative,
}

/// Somebody's part in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Id of the person.
    pub person: String,
    /// Number of the party in the case.
    pub party: u32,
    /// As what.
    pub capacity: Capacity,
    /// From when, ms UTC.
    pub from: i64,
    /// Until when, ms UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

impl Part {
    /// True if it holds at a time.
    pub fn holds(&self, now: i64) -> bool {
        self.from <= now && self.to.is_none_or(|to| now < to)
    }
}

/// The parts in a case, also those that ended.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn parts(reader: &mut dyn Reader, case: &StreamId) -> Result<Vec<Part>, Refusal> {
    let found = truth::reference(reader, PARTS, case.as_str())?;
    found.map_or_else(|| Ok(Vec::new()), |value| from_value(&value).map_err(Refusal::internal))
}

/// The cases in which a person has or had a part, in the order in which he came to them.
///
/// # Errors
/// As [`parts`].
pub fn cases_of(reader: &mut dyn Reader, person: &str) -> Result<Vec<StreamId>, Refusal> {
    let found = truth::reference(reader, CASES, person)?;
    found.map_or_else(|| Ok(Vec::new()), |value| from_value(&value).map_err(Refusal::internal))
}

/// Gives somebody a part. Having it already is no fault.
pub(crate) fn take(
    desk: &mut Desk<'_>,
    person: &str,
    case: &StreamId,
    party: u32,
    capacity: Capacity,
) -> Result<(), Refusal> {
    let now = desk.wall_clock();
    let mut held: Vec<Part> = find(desk, PARTS, case.as_str())?.unwrap_or_default();
    if held.iter().any(|part| part.person == person && part.party == party && part.holds(now)) {
        return Ok(());
    }
    held.push(Part { person: person.to_owned(), party, capacity, from: now, to: None });
    put(desk, PARTS, case.as_str(), &held)?;
    let mut cases: Vec<StreamId> = find(desk, CASES, person)?.unwrap_or_default();
    if !cases.contains(case) {
        cases.push(case.clone());
        put(desk, CASES, person, &cases)?;
    }
    desk.audit("part.take", &format!("{person} {} {party}", case.as_str()));
    Ok(())
}

/// Ends somebody's part.
pub(crate) fn end(desk: &mut Desk<'_>, body: &PartEnd) -> Result<Object, Refusal> {
    let now = desk.wall_clock();
    let mut held: Vec<Part> = find(desk, PARTS, body.case.as_str())?.unwrap_or_default();
    let ending = held.iter_mut().filter(|part| part.person == body.person && part.holds(now));
    if ending.map(|part| part.to = Some(now)).count() == 0 {
        return Err(Refusal::new(404, "no-part"));
    }
    put(desk, PARTS, body.case.as_str(), &held)?;
    desk.audit("part.end", &format!("{} {}", body.person, body.case.as_str()));
    Ok(Object::new())
}
