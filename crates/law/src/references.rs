//! What one rule names must stand in another: acts, occasions, events, steps, limits. And what a calendar says of its days
//! must fit the year, the week and itself.

use crate::calendar::CalendarYear;
use crate::courts_of::Condition;
use crate::error::{LawError, LawFault};
use crate::limits::{Length, Limit};
use crate::rule::Rule;
use crate::shelf::Books;
use tarazy_base::Date;

/// Notes what is named and does not exist, and days that cannot be.
pub(crate) fn check(books: &Books, faults: &mut Vec<LawError>) {
    for calendar in books.calendars.all() {
        days(books, calendar, faults);
    }
    limits(books, faults);
    for rule in books.jurisdictions.all() {
        facts(books, rule, &rule.when, faults);
    }
    for rule in books.venues.all() {
        facts(books, rule, &rule.when, faults);
    }
    for fee in books.fees.all() {
        if books.units.versions(&fee.unit).is_empty() {
            let fault = LawFault::Unknown { member: "unit", value: fee.unit.clone(), section: "unit" };
            note(fee, fault, faults);
        }
    }
}

/// The facts that a condition names exist.
fn facts<T>(books: &Books, rule: &Rule<T>, when: &Condition, faults: &mut Vec<LawError>) {
    for (member, names) in [("all", &when.all), ("none", &when.none)] {
        for name in names.iter().filter(|name| books.facts.versions(name).is_empty()) {
            note(rule, LawFault::Unknown { member, value: name.clone(), section: "fact" }, faults);
        }
    }
}

/// Notes a fault of a rule.
fn note<T>(rule: &Rule<T>, fault: LawFault, faults: &mut Vec<LawError>) {
    faults.push(LawError { file: rule.file.clone(), line: rule.line, fault });
}

/// Each day of a calendar lies in its year, is said once, and has a reason to be there.
fn days(books: &Books, calendar: &Rule<CalendarYear>, faults: &mut Vec<LawError>) {
    let mut wrong = |day: Date, what| note(calendar, LawFault::Day { day, what }, faults);
    let in_week = |day: Date| {
        let week = books.weeks.get("", day, Date::MAX);
        week.is_some_and(|week| week.off.contains(&day.weekday()))
    };
    for (n, (day, _)) in calendar.holidays.iter().enumerate() {
        if day.year() != calendar.year {
            wrong(*day, "a holiday of another year");
        }
        if calendar.holidays[..n].iter().any(|(other, _)| other == day) {
            wrong(*day, "a holiday said twice");
        }
    }
    for observed in &calendar.observed {
        if calendar.holiday(observed.of).is_none() || !in_week(observed.of) {
            wrong(observed.of, "no holiday on a day off of the week, so no day is given for it");
        }
        if observed.day.year() != calendar.year
            || in_week(observed.day)
            || calendar.holiday(observed.day).is_some()
        {
            wrong(
                observed.day,
                "a day that is off already, or of another year, cannot be given for a holiday",
            );
        }
    }
    for moved in &calendar.moved {
        if moved.off.year() != calendar.year && moved.work.year() != calendar.year {
            wrong(moved.off, "neither day of this move lies in the year");
        }
        if in_week(moved.off) || calendar.holiday(moved.off).is_some() {
            wrong(moved.off, "a day that is off already cannot get a moved day off");
        }
        if calendar.holiday(moved.work).is_some() {
            wrong(moved.work, "a holiday cannot be made a working day by a move");
        }
    }
    for (_, code) in &calendar.holidays {
        if books.occasions.versions(code).is_empty() {
            let fault = LawFault::Unknown { member: "why", value: code.clone(), section: "occasion" };
            note(calendar, fault, faults);
        }
    }
}

/// The events, steps and limits that limits name exist, and none follows itself.
fn limits(books: &Books, faults: &mut Vec<LawError>) {
    for limit in books.limits.all() {
        let mut unknown = |member, value: &str, section| {
            note(limit, LawFault::Unknown { member, value: value.to_owned(), section }, faults);
        };
        if books.events.versions(&limit.event).is_empty() {
            unknown("event", &limit.event, "event");
        }
        if !books.steps.all().iter().any(|step| step.computing == limit.computing) {
            unknown("computing", &limit.computing, "step");
        }
        if let Length::After(other) = &limit.length
            && books.limits.versions(other).is_empty()
        {
            unknown("length", other, "limit");
        }
        if follows_itself(books, limit) {
            note(limit, LawFault::Circle(limit.code.clone()), faults);
        }
    }
}

/// True if the limits that a limit follows, in any of their versions, lead back to it.
fn follows_itself(books: &Books, limit: &Rule<Limit>) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = vec![&limit.code];
    while let Some(code) = open.pop() {
        for version in books.limits.versions(code) {
            let Length::After(other) = &version.length else { continue };
            if *other == limit.code {
                return true;
            }
            if !seen.contains(&other.as_str()) {
                seen.push(other);
                open.push(other);
            }
        }
    }
    false
}
