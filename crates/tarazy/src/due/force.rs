//! Decisions that nobody appealed enter into force when the day has come (ГПК 240). The office computes the day from the law; here
//! is only chosen which cases are asked about, and each is asked about once a day.

use super::{Done, Due, Submit, give};
use crate::failure::Failure;
use serde::Serialize;
use tarazy_base::{Date, Instant, Time, Zone};
use tarazy_docket::StreamId;
use tarazy_registry::models;
use tarazy_store::Reader;

/// No limit of appeal is shorter: until then nothing need be asked.
const SHORTEST_MONTH: i64 = 28 * 24 * 3_600_000;

fn day(ms: i64) -> Result<Date, Failure> {
    Ok(Instant::from_ms(ms).map_err(Failure::not_done)?.date_in(Zone::Almaty))
}

/// When the next day begins, ms UTC.
pub(super) fn tomorrow(now: i64) -> Result<i64, Failure> {
    let next = day(now)?.tomorrow().map_err(Failure::not_done)?;
    Ok(Instant::at(next, Time::MIN, Zone::Almaty).map_err(Failure::not_done)?.ms())
}

#[derive(Serialize)]
struct Enforce {
    case: StreamId,
}

impl Due {
    /// Asks the office about every decision that may have entered into force today.
    pub(super) fn enforce(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let today = day(now)?.to_string();
        if self.enforced.as_ref() == Some(&today) {
            return Ok(());
        }
        let mut all_asked = true;
        for case in models::appealable_since(reader, &day(now.saturating_sub(SHORTEST_MONTH))?.to_string())? {
            let key = format!("force/{case}/{today}");
            all_asked &= give(&key, "act.enforce", &Enforce { case }, submit, done)?;
        }
        // What could not be asked now (a full queue, a database that cannot write) stays due.
        self.enforced = all_asked.then_some(today);
        Ok(())
    }
}
