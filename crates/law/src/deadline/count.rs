//! Counting days and months, with a record of every step.

use super::{About, ByLaw, Closing, Deadline, DeadlineError, Doubt, End, Request, Step, Suspension, What};
use crate::calendar::{Day, Days};
use crate::citation::Basis;
use crate::law::Law;
use crate::limits::{Limit, StepKind, step_key};
use crate::rule::Rule;
use jiff::ToSpan;
use jiff::civil::Time;
use tarazy_base::{Certainty, Date};

/// What counting comes to: a day, or that the limit stands still.
type Count<T> = Result<Result<T, End>, DeadlineError>;

/// Counts, and writes down each step and what is not verified of what it used.
pub(super) struct Counter<'a> {
    law: &'a Law,
    request: &'a Request<'a>,
    limit: &'a Rule<Limit>,
    days: Days<'a>,
    doubts: Vec<Doubt>,
    pub(super) steps: Vec<Step>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(law: &'a Law, request: &'a Request<'a>, limit: &'a Rule<Limit>) -> Self {
        let days = law.days(request.known);
        let mut counter = Self { law, request, limit, days, doubts: Vec::new(), steps: Vec::new() };
        counter.doubt(About::Rule(Box::new(limit.basis(&law.books.acts))), limit.certainty);
        counter
    }

    pub(super) fn say(&mut self, what: What, basis: Option<Basis>) {
        self.steps.push(Step::new(what, basis));
    }

    /// The article for a step, where the law in force has the step.
    pub(super) fn by(&mut self, step: StepKind) -> Option<Basis> {
        let key = step_key(&self.limit.computing, step);
        let rule = self.law.books.steps.get(&key, self.request.law, self.request.known)?;
        let basis = rule.basis(&self.law.books.acts);
        self.doubt(About::Rule(Box::new(basis.clone())), rule.certainty);
        Some(basis)
    }

    fn doubt(&mut self, about: About, mark: Certainty) {
        let doubt = Doubt { about, mark };
        if mark != Certainty::Verified && !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    /// Takes over the doubts of a limit that this one follows.
    pub(super) fn follow(&mut self, other: &Deadline) {
        for doubt in &other.doubts {
            self.doubt(doubt.about.clone(), doubt.mark);
        }
    }

    /// When courts close on a day, by the opening hours of the law.
    pub(super) fn hours(&self, day: Date) -> Option<(Time, ByLaw)> {
        let hours = self.law.opening_hours(day, self.request.known)?;
        let basis = hours.basis(&self.law.books.acts);
        Some((hours.closes, ByLaw { text: hours.text.clone(), basis, mark: hours.certainty }))
    }

    /// The last moment rests on the opening hours.
    pub(super) fn rests_on_hours(&mut self, closing: Option<&Closing>) {
        if let Some(by) = closing.and_then(|closing| closing.by.as_ref()) {
            self.doubt(About::Rule(Box::new(by.basis.clone())), by.mark);
        }
    }

    pub(super) fn doubts(&self) -> Vec<Doubt> {
        self.doubts.clone()
    }

    /// Says the event.
    pub(super) fn event(&mut self) {
        let (day, moment) = (self.request.event, self.request.moment);
        let event = self.law.books.events.get(&self.limit.event, self.request.law, self.request.known);
        let event = event.or_else(|| self.law.books.events.versions(&self.limit.event).last());
        let text = event.map_or_else(|| self.limit.text.clone(), |event| event.text.clone());
        self.say(What::Event { day, moment, text }, None);
    }

    /// What a day is, by the calendar of its year.
    fn day(&mut self, day: Date) -> Result<Day, DeadlineError> {
        let mark = self.days.year(day)?.certainty;
        self.doubt(About::Calendar(day.year()), mark);
        Ok(self.days.of(day)?)
    }

    /// The first day that can count.
    fn first(&mut self) -> Result<Date, DeadlineError> {
        let basis = self.by(StepKind::Start);
        let first = if basis.is_some() { next(self.request.event)? } else { self.request.event };
        self.say(What::First(first), basis);
        Ok(first)
    }

    /// The suspension in which a day lies.
    fn suspended(&self, day: Date) -> Option<Suspension> {
        self.request.suspensions.iter().copied().find(|s| s.from <= day && s.to.is_none_or(|to| day < to))
    }

    /// Says that the limit stands still from a day on; gives the day from which it runs again.
    fn pause(&mut self, from: Date, suspension: Suspension) -> Option<Date> {
        let basis = self.by(StepKind::Suspension);
        self.say(What::Paused { from, to: suspension.to }, basis);
        suspension.to
    }

    /// The last of so many days; of working days only, where asked.
    pub(super) fn count(&mut self, days: u32, working: bool) -> Count<Option<Date>> {
        let mut day = self.first()?;
        let mut left = days;
        loop {
            if let Some(suspension) = self.suspended(day) {
                match self.pause(day, suspension) {
                    Some(to) => day = to,
                    None => return Ok(Err(End::Stopped { since: day, left })),
                }
                continue;
            }
            if !working || self.counts(day)? {
                left -= 1;
            }
            if left == 0 {
                self.say(What::Counted(day), None);
                return Ok(Ok(Some(day)));
            }
            day = next(day)?;
        }
    }

    /// True for a working day; says why another is skipped.
    fn counts(&mut self, day: Date) -> Result<bool, DeadlineError> {
        match self.day(day)? {
            Day::Working => Ok(true),
            Day::WorkingInstead { off } => {
                self.say(What::Worked { day, off }, None);
                Ok(true)
            }
            Day::Off(why) => {
                self.say(What::Skipped(day, why), None);
                Ok(false)
            }
        }
    }

    /// The last day of so many months.
    pub(super) fn months(&mut self, months: u32) -> Count<Option<Date>> {
        let first = self.first()?;
        let event = self.request.event;
        let last = event.checked_add(i64::from(months).months()).map_err(|_| DeadlineError::OutOfRange)?;
        let basis = self.by(StepKind::MonthEnd);
        let what = if last.day() == event.day() {
            What::SameNumber(last)
        } else {
            What::NoSuchNumber { number: event.day(), last }
        };
        self.say(what, basis);
        self.longer(first, last)
    }

    /// Months and years become longer by the suspensions that begin before they have run out.
    fn longer(&mut self, first: Date, mut last: Date) -> Count<Option<Date>> {
        for suspension in self.request.suspensions.clone() {
            let from = suspension.from.max(first);
            let over = suspension.to.is_some_and(|to| to <= first) || from > self.working_day(last)?;
            if over {
                continue;
            }
            let Some(to) = self.pause(from, suspension) else {
                return Ok(Err(End::Stopped { since: from, left: between(from, next(last)?) }));
            };
            let days = between(from, to);
            last = last.checked_add(i64::from(days).days()).map_err(|_| DeadlineError::OutOfRange)?;
            let basis = self.by(StepKind::SuspendedMonths);
            self.say(What::Longer { days, last }, basis);
        }
        Ok(Ok(Some(last)))
    }

    /// The day itself if it is a working day, else the next; nothing is said.
    fn working_day(&mut self, mut day: Date) -> Result<Date, DeadlineError> {
        while self.by(StepKind::NextWorkingDay).is_some() && matches!(self.day(day)?, Day::Off(_)) {
            day = next(day)?;
        }
        Ok(day)
    }

    /// The last day as counted, moved to the next working day if it is a day off or the limit stands still on it.
    pub(super) fn end_on_working_day(&mut self, mut day: Date) -> Count<Date> {
        let Some(basis) = self.by(StepKind::NextWorkingDay) else { return Ok(Ok(day)) };
        loop {
            if let Some(suspension) = self.suspended(day) {
                match self.pause(day, suspension) {
                    Some(to) => day = to,
                    None => return Ok(Err(End::Stopped { since: day, left: 0 })),
                }
                continue;
            }
            let from = day;
            let mut over = Vec::new();
            while let Day::Off(why) = self.day(day)? {
                over.push((day, why));
                day = next(day)?;
            }
            if over.is_empty() {
                return Ok(Ok(day));
            }
            self.say(What::Moved { from, to: day, over }, Some(basis.clone()));
        }
    }
}

fn next(day: Date) -> Result<Date, DeadlineError> {
    day.tomorrow().map_err(|_| DeadlineError::OutOfRange)
}

/// Days from one to another, the first included; none if it is not earlier.
fn between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or(0)
}
