//! Hours and days of 24 hours (сутки, тәулік): from the moment of the event to the minute, whatever the calendar says of the days.

use super::compute::{due, ruled};
use super::count::Counter;
use super::{DeadlineError, End, Request, What};
use crate::limits::{Limit, StepKind};
use crate::rule::Rule;
use jiff::civil::Time;
use tarazy_base::{Date, Instant};

const HOUR_MS: i64 = 3_600_000;

/// How a limit of so many hours ends.
pub(super) fn ends(
    counter: &mut Counter<'_>,
    request: &Request<'_>,
    limit: &Rule<Limit>,
    hours: u32,
) -> Result<End, DeadlineError> {
    let moment = request.moment.ok_or_else(|| DeadlineError::NeedsMoment(limit.code.clone()))?;
    let basis = counter.by(StepKind::Moment);
    counter.say(What::Moment(moment), basis.clone());
    let until = match run(counter, request, moment, i64::from(hours) * HOUR_MS)? {
        Ok(until) => until,
        Err(stopped) => return Ok(stopped),
    };
    if request.ruling.is_none() {
        return Ok(End::DueAt { until, basis: basis.into_iter().collect() });
    }
    // A court rules in days: its last day counts whole.
    let last = ruled(counter, request, limit, Some(super::before(until).date_in(request.zone)))?;
    due(counter, request, limit, last)
}

/// The moment at which a time has run out, with the suspensions that begin before it left out.
fn run(
    counter: &mut Counter<'_>,
    request: &Request<'_>,
    moment: Instant,
    length: i64,
) -> Result<Result<Instant, End>, DeadlineError> {
    let mut until = later(moment, length)?;
    for suspension in &request.suspensions {
        let from = midnight(request, suspension.from)?.max(moment);
        let to = suspension.to.map(|to| midnight(request, to)).transpose()?;
        if from >= until || to.is_some_and(|to| to <= from) {
            continue;
        }
        let basis = counter.by(StepKind::Suspension);
        counter.say(What::Halted { from, to }, basis);
        let Some(to) = to else {
            let left = u64::try_from(until.ms() - from.ms()).map_err(|_| DeadlineError::OutOfRange)?;
            let left = u32::try_from(left.div_ceil(HOUR_MS.unsigned_abs()))
                .map_err(|_| DeadlineError::OutOfRange)?;
            return Ok(Err(End::Stopped { since: from.date_in(request.zone), left }));
        };
        until = later(until, to.ms() - from.ms())?;
    }
    Ok(Ok(until))
}

fn later(moment: Instant, by: i64) -> Result<Instant, DeadlineError> {
    let ms = moment.ms().checked_add(by).ok_or(DeadlineError::OutOfRange)?;
    Instant::from_ms(ms).map_err(|_| DeadlineError::OutOfRange)
}

fn midnight(request: &Request<'_>, day: Date) -> Result<Instant, DeadlineError> {
    Instant::at(day, Time::midnight(), request.zone).map_err(|_| DeadlineError::OutOfRange)
}
