//! From a request to a deadline.

use super::count::Counter;
use super::{Applied, Closing, Deadline, DeadlineError, End, Request, Ruling, RulingKind, Step, What};
use crate::law::Law;
use crate::limits::{Ends, Length, Limit, StepKind};
use crate::rule::Rule;
use jiff::civil::Time;
use tarazy_base::{Date, Instant};

impl Law {
    /// The versions of a limit, in the order of their first days; empty if there is none of the code.
    pub fn limit(&self, code: &str) -> &[Rule<Limit>] {
        self.books.limits.versions(code)
    }

    /// All limits that hold on a day, by what was known on another.
    pub fn limits(&self, day: Date, known: Date) -> impl Iterator<Item = &Rule<Limit>> {
        self.books.limits.at(day, known)
    }

    /// The deadline that a limit gives, with its explanation.
    ///
    /// # Errors
    /// [`DeadlineError`]: no such limit then, no calendar for a year that it reaches, or something that it needs is not
    /// given.
    pub fn deadline(&self, request: &Request<'_>) -> Result<Deadline, DeadlineError> {
        in_order(request)?;
        let limit = self.books.limits.get(request.limit, request.law, request.known);
        let limit = limit.ok_or_else(|| DeadlineError::Unknown {
            limit: request.limit.to_owned(),
            law: request.law,
            known: request.known,
        })?;
        let mut counter = Counter::new(self, request, limit);
        let end = match &limit.length {
            Length::After(other) => self.after(&mut counter, request, other)?,
            length => {
                counter.event();
                ends(&mut counter, request, limit, length)?
            }
        };
        Ok(Deadline {
            limit: applied(self, limit),
            doubts: counter.doubts(),
            steps: counter.steps,
            end,
            zone: request.zone,
        })
    }

    /// The first day after another limit.
    fn after(
        &self,
        counter: &mut Counter<'_>,
        request: &Request<'_>,
        other: &str,
    ) -> Result<End, DeadlineError> {
        let other = self.deadline(&Request { limit: other, ..request.clone() })?;
        let end = match other.end {
            End::Due { last, .. } | End::AtOnce(last) => {
                End::Begins(last.tomorrow().map_err(|_| DeadlineError::OutOfRange)?)
            }
            End::DueAt { until, .. } => End::Begins(until.date_in(request.zone)),
            End::Begins(day) => End::Begins(day),
            End::Stopped { since, left } => End::Stopped { since, left },
        };
        counter.follow(&other);
        counter.say(What::Follows(Box::new(other)), None);
        Ok(end)
    }
}

/// How a limit ends: counted, ruled on, moved off a day off.
fn ends(
    counter: &mut Counter<'_>,
    request: &Request<'_>,
    limit: &Rule<Limit>,
    length: &Length,
) -> Result<End, DeadlineError> {
    if let Some(hours) = length.hours() {
        return super::minutes::ends(counter, request, limit, hours);
    }
    let counted = match length {
        Length::Days(n) => counter.count(*n, false)?,
        Length::WorkingDays(n) => counter.count(*n, true)?,
        Length::Months(n) => counter.months(*n)?,
        Length::Years(n) => counter.months(n * 12)?,
        Length::ByCourt => Ok(None),
        Length::AtOnce if request.ruling.is_none() => return Ok(End::AtOnce(request.event)),
        Length::AtOnce | Length::SameDay | Length::After(_) => Ok(Some(request.event)),
        Length::Hours(_) | Length::FullDays(_) => Ok(None),
    };
    let counted = match counted {
        Ok(last) => last,
        Err(stopped) => return Ok(stopped),
    };
    let last = match ruled(counter, request, limit, counted)? {
        last if limit.begins => return Ok(End::Begins(last)),
        last => match counter.end_on_working_day(last)? {
            Ok(last) => last,
            Err(stopped) => return Ok(stopped),
        },
    };
    due(counter, request, limit, last)
}

/// The last day once a ruling of the court, if there is one, is taken in.
pub(super) fn ruled(
    counter: &mut Counter<'_>,
    request: &Request<'_>,
    limit: &Rule<Limit>,
    counted: Option<Date>,
) -> Result<Date, DeadlineError> {
    let (Some(ruling), last) = (request.ruling, counted) else {
        return counted.ok_or_else(|| DeadlineError::NeedsRuling(limit.code.clone()));
    };
    let Ruling { kind, until } = ruling;
    if let Some(last) = last.filter(|last| until < *last) {
        return Err(DeadlineError::Shortens { until, last });
    }
    let basis = match kind {
        RulingKind::Set => None,
        RulingKind::Extended => counter.by(StepKind::Extension),
        RulingKind::Restored => counter.by(StepKind::Restoration),
    };
    counter.say(What::Ruled(ruling), basis);
    Ok(until)
}

/// A limit that ends with a day, or when the court closes on it.
pub(super) fn due(
    counter: &mut Counter<'_>,
    request: &Request<'_>,
    limit: &Rule<Limit>,
    last: Date,
) -> Result<End, DeadlineError> {
    let closing = closing(counter, request, last)?;
    let next = last.tomorrow().map_err(|_| DeadlineError::OutOfRange)?;
    let until = match (limit.ends, &closing) {
        (Ends::Midnight, _) => at(request, next, Time::midnight())?,
        (Ends::Closing, Some(closing)) => closing.at,
        (Ends::Closing, None) => return Err(DeadlineError::NeedsClosing(limit.code.clone())),
    };
    let steps: &[StepKind] = match (limit.ends, &closing) {
        (Ends::Midnight, None) => &[StepKind::Midnight],
        (Ends::Midnight, Some(_)) => &[StepKind::Midnight, StepKind::Closing],
        (Ends::Closing, _) => &[StepKind::Closing],
    };
    let basis: Vec<_> = steps.iter().filter_map(|step| counter.by(*step)).collect();
    let counter_closes = match limit.ends {
        Ends::Midnight => closing.map(Box::new),
        Ends::Closing => {
            counter.rests_on_hours(closing.as_ref());
            None
        }
    };
    Ok(End::Due { last, until, ends: limit.ends, counter: counter_closes, basis })
}

/// When the court closes on a day: at its own hour where that is given, else by the opening hours of the law.
fn closing(
    counter: &Counter<'_>,
    request: &Request<'_>,
    last: Date,
) -> Result<Option<Closing>, DeadlineError> {
    if let Some(time) = request.closes {
        return Ok(Some(Closing { at: at(request, last, time)?, by: None }));
    }
    let Some((time, by)) = counter.hours(last) else { return Ok(None) };
    Ok(Some(Closing { at: at(request, last, time)?, by: Some(by) }))
}

fn at(request: &Request<'_>, day: Date, time: Time) -> Result<Instant, DeadlineError> {
    Instant::at(day, time, request.zone).map_err(|_| DeadlineError::OutOfRange)
}

fn applied(law: &Law, limit: &Rule<Limit>) -> Applied {
    Applied {
        code: limit.code.clone(),
        text: limit.text.clone(),
        length: limit.length.clone(),
        owner: limit.owner,
        basis: limit.basis(&law.books.acts),
        from: limit.from,
        known: limit.known,
    }
}

/// Suspensions follow each other, and only the last may still last.
fn in_order(request: &Request<'_>) -> Result<(), DeadlineError> {
    let alone = request.suspensions.iter().all(|s| s.to.is_none_or(|to| s.from < to));
    let follow = request.suspensions.windows(2).all(|pair| match pair {
        [earlier, later] => earlier.to.is_some_and(|to| to <= later.from),
        _ => true,
    });
    if alone && follow { Ok(()) } else { Err(DeadlineError::Suspensions) }
}

impl Step {
    /// The step with its article.
    pub(super) fn new(what: What, basis: Option<crate::citation::Basis>) -> Self {
        Self { what, basis }
    }
}
