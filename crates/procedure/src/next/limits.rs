//! The limits of a case: which event a limit runs from is read off the docket, the rest is the law's.

use super::Due;
use crate::case::Case;
use crate::decide::Context;
use tarazy_base::time::parse_date;
use tarazy_base::{Date, Instant};
use tarazy_law::{Deadline, End, Request, Suspension};

/// What a limit runs from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum From<'a> {
    /// A moment, ms UTC.
    At(i64),
    /// A day, `YYYY-MM-DD`.
    On(&'a str),
}

/// The deadline that a limit gives in this case; none where the law of that day has none.
pub(crate) fn deadline(case: &Case, c: &Context<'_>, code: &str, from: From<'_>) -> Option<Deadline> {
    let mut request = match from {
        From::At(ms) => Request::at(code, Instant::from_ms(ms).ok()?, c.zone),
        From::On(day) => Request::on(code, parse_date(day).ok()?, c.zone),
    };
    request.known = c.known;
    request.suspensions = case
        .suspensions
        .iter()
        .filter_map(|s| {
            let from = c.day_of(s.since)?;
            let to = s.until.and_then(|ms| c.day_of(ms));
            // A suspension of less than a day stops no limit.
            (to != Some(from)).then_some(Suspension { from, to })
        })
        .collect();
    c.law.deadline(&request).ok()
}

pub(super) fn due(case: &Case, c: &Context<'_>, code: &str, from: From<'_>) -> Option<Due> {
    deadline(case, c, code, from).map(|d| Due::Limit(Box::new(d)))
}

/// The last day on which the decision can be appealed.
pub(crate) fn appeal_last(case: &Case, c: &Context<'_>) -> Option<Date> {
    let act = case.act.as_ref()?;
    let by_law = deadline(case, c, "appeal", From::On(act.completed.as_ref()?))?.last()?;
    let restored = act.restored.as_ref().and_then(|day| parse_date(day).ok());
    Some(restored.map_or(by_law, |day| day.max(by_law)))
}

/// The day on which a decision that nobody appeals enters into force.
pub(crate) fn in_force(case: &Case, c: &Context<'_>) -> Option<Date> {
    let act = case.act.as_ref()?;
    let deadline = deadline(case, c, "decision-in-force", From::On(act.completed.as_ref()?))?;
    let End::Begins(by_law) = deadline.end else { return None };
    let restored =
        act.restored.as_ref().and_then(|day| parse_date(day).ok()).and_then(|day| day.tomorrow().ok());
    Some(restored.map_or(by_law, |day| day.max(by_law)))
}

/// The last day until which preparation can be extended.
pub(crate) fn preparation_extension(case: &Case, c: &Context<'_>) -> Option<Date> {
    let from = case.preparation.as_ref()?.from;
    let ended = deadline(case, c, "preparation", From::At(from))?.last()?;
    deadline(case, c, "preparation-extension", From::On(&ended.to_string()))?.last()
}
