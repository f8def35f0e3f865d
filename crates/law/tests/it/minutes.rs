//! Hours, days of 24 hours, "at once", and the hour at which a court closes.

use crate::{LEAST, kz, load, rule};
use jiff::civil::{Date, date, time};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use tarazy_base::{Certainty, Instant, Zone};
use tarazy_law::{DeadlineError, End, Ends, Law, Request, Ruling, RulingKind, Suspension, What};

const HOUR_MS: i64 = 3_600_000;

fn at(day: Date, hour: i8, minute: i8) -> Instant {
    Instant::at(day, time(hour, minute, 0, 0), Zone::Almaty).unwrap()
}

fn until(limit: &str, event: Instant) -> Instant {
    kz().deadline(&Request::at(limit, event, Zone::Almaty)).unwrap().until().unwrap()
}

#[test]
fn koap_829_5_part_3_a_detained_person_is_tried_within_24_hours_to_the_minute_on_any_day() {
    // Friday evening to Saturday evening: days off count.
    let event = at(date(2026, 11, 27), 19, 47);
    let deadline = kz().deadline(&Request::at("offence-detained-trial", event, Zone::Almaty)).unwrap();
    assert_eq!(deadline.until(), Some(at(date(2026, 11, 28), 19, 47)));
    assert_eq!(deadline.last(), Some(date(2026, 11, 28)));
    assert!(matches!(deadline.steps[1].what, What::Moment(moment) if moment == event));
    // How the code computes hours is inferred, and that is told.
    assert_eq!(deadline.mark(), Certainty::Unsure);
}

#[test]
fn koap_835_part_2_an_appeal_against_an_arrest_is_tried_within_a_day_of_24_hours() {
    assert_eq!(until("offence-arrest-appeal", at(date(2026, 12, 31), 0, 0)), at(date(2027, 1, 1), 0, 0));
    // The clocks of Almaty went back an hour in the night to 1 March 2024: 24 hours are 24 hours.
    assert_eq!(until("offence-arrest-appeal", at(date(2024, 2, 29), 12, 0)), at(date(2024, 3, 1), 11, 0));
}

#[test]
fn at_midnight_the_day_before_is_the_last() {
    let request = Request::at("offence-arrest-appeal", at(date(2026, 12, 30), 0, 0), Zone::Almaty);
    assert_eq!(kz().deadline(&request).unwrap().last(), Some(date(2026, 12, 30)));
}

#[test]
fn what_is_counted_to_the_minute_needs_the_minute() {
    let request = Request::on("offence-detained-trial", date(2026, 11, 27), Zone::Almaty);
    let limit = "offence-detained-trial".to_owned();
    assert_eq!(kz().deadline(&request), Err(DeadlineError::NeedsMoment(limit)));
}

#[test]
fn hours_stand_still_while_the_proceedings_are_suspended() {
    let event = at(date(2026, 11, 27), 20, 0);
    let with = |to| Request {
        suspensions: vec![Suspension { from: date(2026, 11, 28), to }],
        ..Request::at("offence-detained-trial", event, Zone::Almaty)
    };
    let resumed = kz().deadline(&with(Some(date(2026, 11, 30)))).unwrap();
    assert_eq!(resumed.until(), Some(at(date(2026, 11, 30), 20, 0)));
    let open = kz().deadline(&with(None)).unwrap();
    assert_eq!(open.end, End::Stopped { since: date(2026, 11, 28), left: 20 });
}

#[test]
fn a_ruling_on_hours_gives_a_day_that_counts_whole_and_never_shortens() {
    let event = at(date(2026, 11, 27), 20, 0);
    let with = |day| Request {
        ruling: Some(Ruling { kind: RulingKind::Extended, until: day }),
        ..Request::at("offence-detained-trial", event, Zone::Almaty)
    };
    let extended = kz().deadline(&with(date(2026, 12, 2))).unwrap();
    assert_eq!(extended.until(), Some(at(date(2026, 12, 3), 0, 0)));
    let (day, last) = (date(2026, 11, 27), date(2026, 11, 28));
    assert_eq!(kz().deadline(&with(day)), Err(DeadlineError::Shortens { until: day, last }));
}

#[test]
fn gpk_268_part_4_a_ruling_is_announced_at_once() {
    let request = Request::on("ruling-announcement", date(2026, 11, 28), Zone::Almaty);
    let deadline = kz().deadline(&request).unwrap();
    // Not moved from a Saturday: at once is at once.
    assert_eq!(deadline.end, End::AtOnce(date(2026, 11, 28)));
    assert_eq!((deadline.last(), deadline.until()), (Some(date(2026, 11, 28)), None));
}

#[test]
fn gpk_123_part_6_the_counter_closes_by_the_opening_hours_of_the_law_unless_the_court_has_its_own() {
    let counter = |closes| {
        let request = Request { closes, ..Request::on("appeal", date(2026, 11, 25), Zone::Almaty) };
        let deadline = kz().deadline(&request).unwrap();
        // The last day does not rest on the counter: what is doubted is the calendar of the year.
        assert_eq!(deadline.mark(), Certainty::Secondary);
        match deadline.end {
            End::Due { counter, ends: Ends::Midnight, .. } => counter.unwrap(),
            other => unreachable!("{other:?}"),
        }
    };
    let by_law = counter(None);
    assert_eq!(by_law.at, at(date(2026, 12, 25), 18, 30));
    assert_eq!(by_law.by.map(|by| by.mark), Some(Certainty::Memory));
    let own = counter(Some(time(17, 0, 0, 0)));
    assert_eq!((own.at, own.by), (at(date(2026, 12, 25), 17, 0), None));
}

/// A law with a limit that ends in the court itself, and with or without opening hours.
fn in_the_court(hours: &str) -> Law {
    let dates = "from = 2026-01-01\nknown = 2026-01-01";
    let limit = "code = \"a\"\nlength = \"same day\"\nevent = \"e\"\nowner = \"party\"\ncomputing = \"c\"\nends = \"closing\"";
    let rules = [
        rule("event", "code = \"e\"", dates),
        rule("step", "computing = \"c\"\nstep = \"closing\"", dates),
        rule("limit", limit, dates),
        if hours.is_empty() { String::new() } else { rule("hours", hours, dates) },
    ];
    let head = LEAST.lines().nth(1).unwrap();
    load(&format!("{head}\n{}", rules.concat())).unwrap()
}

#[test]
fn what_must_be_done_in_the_court_itself_rests_on_its_opening_hours() {
    let request = Request::on("a", date(2026, 11, 25), Zone::Almaty);
    let law = in_the_court("opens = \"09:00\"\ncloses = \"17:45\"");
    let deadline = law.deadline(&request).unwrap();
    assert_eq!(deadline.until(), Some(at(date(2026, 11, 25), 17, 45)));
    let unknown = in_the_court("").deadline(&request);
    assert_eq!(unknown, Err(DeadlineError::NeedsClosing("a".to_owned())));
}

#[test]
fn opening_hours_that_cannot_be_are_refused() {
    let dates = "from = 2026-01-01\nknown = 2026-01-01";
    for (hours, why) in [
        ("opens = \"09:00\"\ncloses = \"09:00\"", "`closes` must be later than `opens`"),
        ("opens = \"9:00\"\ncloses = \"18:00\"", "`opens` must be an hour and minute"),
        ("opens = \"09:00\"\ncloses = 18", "`closes` must be an hour and minute"),
    ] {
        let errors = load(&format!("{LEAST}{}", rule("hours", hours, dates))).unwrap_err().to_string();
        assert!(errors.contains(why), "{errors}");
    }
}

proptest! {
    #[test]
    fn hours_are_monotone_and_exact(minutes in 0i64..2_000_000, later in 0i64..10_000) {
        let event = Instant::from_ms(at(date(2024, 1, 1), 0, 0).ms() + 60_000 * minutes).unwrap();
        let next = Instant::from_ms(event.ms() + 60_000 * later).unwrap();
        let first = until("offence-detained-trial", event);
        prop_assert_eq!(first.ms() - event.ms(), 24 * HOUR_MS);
        prop_assert!(first <= until("offence-detained-trial", next));
    }
}
