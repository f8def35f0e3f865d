//! Codes on summonses, by which a defendant enters his case for the first time. The code is printed alone; what is kept is its hash,
//! put there by the registry together with the notice that it is printed on. It holds once.

use crate::bodies::PartEnter;
use crate::office::{find, put};
use crate::parts::{self, Capacity};
use serde::{Deserialize, Serialize};
use tarazy_docket::{Object, StreamId, from_value};
use tarazy_store::{Desk, Reader, Refusal, truth};

/// Kind of reference data: what a code opens, by the hash of the code in hex.
const CODES: &str = "access-code";

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Opens {
    /// The case.
    case: StreamId,
    /// Number of the party.
    party: u32,
    /// Until when, ms UTC.
    until: i64,
    /// It was used.
    #[serde(default)]
    used: bool,
}

impl Opens {
    fn holds(&self, now: i64) -> bool {
        !self.used && now < self.until
    }
}

/// The case and the party that a code opens at a time, by its hash; none if it opens nothing, whatever the reason.
///
/// # Errors
/// A refusal if the database cannot be read.
pub fn opens(reader: &mut dyn Reader, code: &str, now: i64) -> Result<Option<(StreamId, u32)>, Refusal> {
    let Some(found) = truth::reference(reader, CODES, code)? else { return Ok(None) };
    let found: Opens = from_value(&found).map_err(Refusal::internal)?;
    Ok(Some(found).filter(|opens| opens.holds(now)).map(|opens| (opens.case, opens.party)))
}

/// Enters a case. Every code that opens nothing is answered alike: unknown, used and late ones cannot be told apart.
pub(crate) fn enter(desk: &mut Desk<'_>, body: &PartEnter) -> Result<Object, Refusal> {
    let nothing = || Refusal::new(404, "no-code");
    let found: Option<Opens> = find(desk, CODES, &body.code)?;
    let now = desk.wall_clock();
    let opens = found.filter(|opens| opens.holds(now)).ok_or_else(nothing)?;
    let (case, party) = (opens.case.clone(), opens.party);
    parts::take(desk, &body.person, &case, party, Capacity::Party)?;
    put(desk, CODES, &body.code, &Opens { used: true, ..opens })?;
    desk.audit("part.enter", &format!("{} {} {party}", body.person, case.as_str()));
    Ok(Object::new().with("case", case.as_str()).with("party", party))
}
