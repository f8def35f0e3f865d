//! What holds of every deadline: the explanation alone gives the day again, a naive twin agrees, no deadline is a day off,
//! and a later event never gives an earlier deadline.

use crate::kz;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};
use std::collections::BTreeSet;
use tarazy_base::Zone;
use tarazy_law::{Day, Deadline, DeadlineError, End, Length, Request, Suspension, What};

fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The last day by the steps alone: neither the rule's dates, nor a calendar, nor the request is asked.
fn again(deadline: &Deadline) -> Option<Date> {
    let whats: Vec<&What> = deadline.steps.iter().map(|step| &step.what).collect();
    let event =
        whats.iter().find_map(|what| if let What::Event { day, .. } = what { Some(*day) } else { None })?;
    let first = whats.iter().find_map(|what| if let What::First(day) = what { Some(*day) } else { None });
    let mut not_counted: BTreeSet<Date> = BTreeSet::new();
    let mut longer = 0;
    for what in &whats {
        match what {
            What::Skipped(day, _) => {
                not_counted.insert(*day);
            }
            What::Paused { from, to } => {
                let to = (*to)?;
                let mut day = *from;
                while day < to {
                    not_counted.insert(day);
                    longer += 1;
                    day = plus(day, 1);
                }
            }
            What::Moved { over, .. } => not_counted.extend(over.iter().map(|(day, _)| *day)),
            _ => {}
        }
    }
    let mut day = match &deadline.limit.length {
        Length::Days(n) | Length::WorkingDays(n) => {
            let mut day = first?;
            let mut left = *n;
            loop {
                left -= u32::from(!not_counted.contains(&day));
                if left == 0 {
                    break day;
                }
                day = plus(day, 1);
            }
        }
        Length::Months(n) => plus(months_later(event, *n), longer),
        Length::Years(n) => plus(months_later(event, 12 * n), longer),
        _ => event,
    };
    // A pause of months is made up for by days; only days off and pauses at the very end move on.
    if matches!(deadline.limit.length, Length::Months(_) | Length::Years(_)) {
        not_counted.clear();
        for what in &whats {
            if let What::Moved { over, .. } = what {
                not_counted.extend(over.iter().map(|(day, _)| *day));
            }
        }
    }
    while not_counted.contains(&day) {
        day = plus(day, 1);
    }
    Some(day)
}

/// The same number so many months later, or the last day of a month without it; by hand.
fn months_later(day: Date, months: u32) -> Date {
    let count = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + i32::try_from(months).unwrap_or(0);
    let (year, month) = (i16::try_from(count / 12).unwrap_or(0), i8::try_from(count % 12 + 1).unwrap_or(0));
    (1..=day.day()).rev().find_map(|number| Date::new(year, month, number).ok()).unwrap_or(day)
}

fn works(day: Date) -> Option<bool> {
    let found = kz().days(Date::MAX).of(day).ok()?;
    Some(!matches!(found, Day::Off(_)))
}

/// The deadline as a clerk with a wall calendar would count it.
fn naive(length: &Length, event: Date) -> Option<Date> {
    let mut day = match length {
        Length::Days(n) => plus(event, i64::from(*n)),
        Length::WorkingDays(n) => {
            let (mut day, mut left) = (event, *n);
            while left > 0 {
                day = plus(day, 1);
                left -= u32::from(works(day)?);
            }
            day
        }
        Length::Months(n) => months_later(event, *n),
        Length::Years(n) => months_later(event, 12 * n),
        _ => event,
    };
    while !works(day)? {
        day = plus(day, 1);
    }
    Some(day)
}

/// Limits of the civil code that end on a last day.
fn due() -> impl Strategy<Value = String> {
    let limits = kz().limits(date(2026, 11, 25), Date::MAX);
    let on_a_day =
        |length: &Length| length.hours().is_none() && !matches!(length, Length::ByCourt | Length::AtOnce);
    let due = limits.filter(|limit| !limit.begins && limit.computing == "civil" && on_a_day(&limit.length));
    proptest::sample::select(due.map(|limit| limit.code.clone()).collect::<Vec<_>>())
}

/// A day between the first of 2025 and the middle of 2028, from which every limit of the road ends within a known calendar.
fn event() -> impl Strategy<Value = Date> {
    (0i64..1_270).prop_map(|days| plus(date(2025, 1, 1), days))
}

/// Up to two suspensions, none of which lasts.
fn suspensions() -> impl Strategy<Value = Vec<Suspension>> {
    let gaps = (1i64..30, 1i64..40, 1i64..30, 1i64..40);
    (0usize..=2, event(), gaps).prop_map(|(count, start, (a, b, c, d))| {
        let first = Suspension { from: plus(start, a), to: Some(plus(start, a + b)) };
        let second = Suspension { from: plus(start, a + b + c), to: Some(plus(start, a + b + c + d)) };
        [first, second].into_iter().take(count).collect()
    })
}

fn ask<'a>(limit: &'a str, event: Date, suspensions: &[Suspension]) -> Request<'a> {
    Request { suspensions: suspensions.to_vec(), ..Request::on(limit, event, Zone::Almaty) }
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 2_000, ..Default::default() })]

    #[test]
    fn the_explanation_alone_gives_the_day_again(limit in due(), event in event(), pauses in suspensions()) {
        match kz().deadline(&ask(&limit, event, &pauses)) {
            Ok(deadline) => prop_assert_eq!(again(&deadline), deadline.last(), "{:#?}", deadline.steps),
            Err(e) => prop_assert!(matches!(e, DeadlineError::Calendar(_)), "{}", e),
        }
    }

    #[test]
    fn a_clerk_with_a_wall_calendar_counts_the_same(limit in due(), event in event()) {
        let deadline = kz().deadline(&ask(&limit, event, &[])).unwrap();
        prop_assert_eq!(naive(&deadline.limit.length, event), deadline.last());
    }

    #[test]
    fn no_deadline_is_a_day_off_and_each_ends_with_its_day(
        limit in due(), event in event(), pauses in suspensions(), zone in proptest::sample::select(Zone::ALL)
    ) {
        let Ok(deadline) = kz().deadline(&Request { zone, ..ask(&limit, event, &pauses) }) else { return Ok(()) };
        let End::Due { last, until, .. } = deadline.end else { panic!("{deadline:?}") };
        prop_assert_eq!(works(last), Some(true));
        prop_assert!(pauses.iter().all(|s| !(s.from <= last && s.to.is_some_and(|to| last < to))));
        let local = until.in_zone(zone);
        prop_assert_eq!(local.date(), plus(last, 1));
        prop_assert!(last >= event);
    }

    #[test]
    fn a_later_event_never_gives_an_earlier_deadline(limit in due(), event in event(), later in 0i64..40) {
        let first = kz().deadline(&ask(&limit, event, &[])).unwrap().last();
        if let Ok(second) = kz().deadline(&ask(&limit, plus(event, later), &[])) {
            prop_assert!(first <= second.last(), "{:?} {:?}", first, second.last());
        }
    }

    #[test]
    fn a_suspension_never_makes_a_limit_shorter(limit in due(), event in event(), pauses in suspensions()) {
        let plain = kz().deadline(&ask(&limit, event, &[])).unwrap().last();
        if let Ok(longer) = kz().deadline(&ask(&limit, event, &pauses)) {
            prop_assert!(plain <= longer.last());
        }
    }

    #[test]
    fn an_open_suspension_stops_every_limit_that_has_not_run_out(limit in due(), event in event(), after in 1i64..200) {
        let plain = kz().deadline(&ask(&limit, event, &[])).unwrap();
        let since = plus(event, after);
        let open = kz().deadline(&ask(&limit, event, &[Suspension { from: since, to: None }])).unwrap();
        let stopped = matches!(open.end, End::Stopped { .. });
        prop_assert_eq!(stopped, plain.last().is_some_and(|last| since <= last));
    }

    #[test]
    fn no_request_makes_the_engine_panic(
        limit in due(), days in any::<i32>(), law in any::<i32>(), known in any::<i32>(), zone in Just(Zone::Almaty)
    ) {
        let day = |n: i32| date(2026, 1, 1).checked_add(i64::from(n % 3_000_000).days()).unwrap_or(Date::MAX);
        let request = Request { law: day(law), known: day(known), ..Request::on(&limit, day(days), zone) };
        if let Ok(deadline) = kz().deadline(&request) {
            prop_assert!(deadline.last() >= Some(request.event));
        }
        let far = Request { law: date(2026, 1, 1), ..Request::on(&limit, Date::MAX, zone) };
        prop_assert!(kz().deadline(&far).is_err());
    }
}

#[test]
fn sundays_are_days_off_in_the_twin_too() {
    assert_eq!(works(date(2026, 11, 29)), Some(false));
    assert_eq!(date(2026, 11, 29).weekday(), Weekday::Sunday);
}
