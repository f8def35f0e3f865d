//! Days off and working days, by article, and what the reader refuses.

use crate::{LEAST, kz, load, rule};
use jiff::civil::{Date, date};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use tarazy_base::Lang;
use tarazy_law::{Day, NoCalendar, OffWhy};

const NOW: Date = date(2026, 11, 25);

fn day(year: i16, month: i8, day: i8) -> Option<Day> {
    kz().days(NOW).of(date(year, month, day)).ok()
}

/// The name of a day off, empty if it is none.
fn holiday(year: i16, month: i8, of: i8) -> String {
    match day(year, month, of) {
        Some(Day::Off(OffWhy::Holiday(name))) => name.get(Lang::En).to_owned(),
        _ => String::new(),
    }
}

#[test]
fn labour_code_84_part_3_saturday_and_sunday_are_off() {
    assert_eq!(day(2026, 11, 27), Some(Day::Working));
    assert_eq!(day(2026, 11, 28), Some(Day::Off(OffWhy::Weekend)));
    assert_eq!(day(2026, 11, 29), Some(Day::Off(OffWhy::Weekend)));
    assert_eq!(day(2026, 11, 30), Some(Day::Working));
}

#[test]
fn labour_code_84_part_5_christmas_and_kurban_ait_are_off_and_not_made_up_for() {
    assert_eq!(holiday(2026, 1, 7), "Orthodox Christmas");
    assert_eq!(holiday(2026, 5, 27), "first day of Kurban Ait");
    // Christmas fell on a Saturday, Kurban Ait on a Sunday.
    assert_eq!(holiday(2023, 1, 7), "Orthodox Christmas");
    assert_eq!(day(2023, 1, 9), Some(Day::Working));
    assert_eq!(holiday(2019, 8, 11), "first day of Kurban Ait");
    assert_eq!(day(2019, 8, 12), Some(Day::Working));
}

#[test]
fn law_on_holidays_5_a_holiday_on_a_day_off_gives_the_next_working_day() {
    for (given, of) in [
        (date(2026, 3, 24), date(2026, 3, 21)),
        (date(2026, 3, 25), date(2026, 3, 22)),
        (date(2026, 5, 11), date(2026, 5, 9)),
        (date(2025, 9, 1), date(2025, 8, 30)),
        (date(2017, 1, 3), date(2017, 1, 1)),
        (date(2016, 12, 19), date(2016, 12, 17)),
    ] {
        let law = kz();
        let found = law.days(NOW).of(given).unwrap();
        assert!(
            matches!(found, Day::Off(OffWhy::Observed { of: day, .. }) if day == of),
            "{given}: {found:?}"
        );
    }
}

#[test]
fn labour_code_85_part_3_a_day_off_is_moved_and_its_own_day_is_worked() {
    for (off, work) in [
        (date(2025, 1, 3), date(2025, 1, 5)),
        (date(2024, 5, 8), date(2024, 5, 4)),
        (date(2023, 7, 7), date(2023, 7, 1)),
        (date(2020, 5, 8), date(2020, 5, 11)),
        (date(2018, 12, 31), date(2018, 12, 29)),
    ] {
        let law = kz();
        assert_eq!(law.days(NOW).of(off), Ok(Day::Off(OffWhy::Moved { from: work })));
        assert_eq!(law.days(NOW).of(work), Ok(Day::WorkingInstead { off }));
    }
}

#[test]
fn the_thirtieth_of_august_2026_was_a_holiday_only_by_what_was_known_before_the_eighteenth_of_march() {
    let law = kz();
    let monday = date(2026, 8, 31);
    assert!(matches!(law.days(date(2026, 3, 17)).of(monday), Ok(Day::Off(OffWhy::Observed { .. }))));
    assert_eq!(law.days(date(2026, 3, 18)).of(monday), Ok(Day::Working));
    assert_eq!(law.days(date(2026, 1, 1)).of(monday), Err(NoCalendar(2026)));
    assert_eq!(holiday(2027, 3, 15), "Constitution Day");
}

#[test]
fn the_day_of_the_first_president_gave_way_to_the_day_of_the_republic_in_september_2022() {
    let law = kz();
    let off = |known, day| matches!(law.days(known).of(day), Ok(Day::Off(_)));
    let (before, after) = (date(2022, 9, 28), date(2022, 9, 29));
    for (day, then, now) in [
        (date(2022, 10, 25), false, true),
        (date(2022, 10, 24), false, true),
        (date(2022, 12, 1), true, false),
        (date(2022, 12, 19), true, false),
    ] {
        assert_eq!((off(before, day), off(after, day)), (then, now), "{day}");
    }
}

#[test]
fn a_year_without_a_list_has_no_calendar() {
    let law = kz();
    assert_eq!(law.days(NOW).of(date(2015, 12, 31)), Err(NoCalendar(2015)));
    assert_eq!(law.days(NOW).of(date(2029, 1, 1)), Err(NoCalendar(2029)));
}

#[test]
fn days_that_cannot_be_are_told_with_their_reason() {
    let dates = "from = 2026-01-01\nto = 2027-01-01\nknown = 2026-01-01";
    let week = rule("week", "off = [\"saturday\", \"sunday\"]", "from = 2026-01-01\nknown = 2026-01-01");
    let occasion = rule("occasion", "code = \"a\"", "from = 2026-01-01\nknown = 2026-01-01");
    for (members, message) in [
        ("holidays = [{ day = 2025-12-31, why = \"a\" }]", "2025-12-31: a holiday of another year"),
        ("holidays = [{ day = 2026-01-01, why = \"b\" }]", "`why` names `b`, which no occasion has"),
        ("observed = [{ day = 2026-01-05, of = 2026-01-03 }]", "2026-01-03: no holiday on a day off"),
        ("moved = [{ off = 2026-01-03, work = 2026-01-05 }]", "2026-01-03: a day that is off already"),
        ("moved = [{ off = 2027-01-04, work = 2027-01-03 }]", "2027-01-04: neither day of this move"),
        ("holidays = [{ day = 2026-01-01 }]", "`why` is missing"),
        ("holidays = 3", "`holidays` must be a list: [{ day = …, why = … }]"),
        ("holidays = [{ day = 2026-01-01, why = \"a\", x = 1 }]", "unknown member `x`"),
    ] {
        let calendar = rule("calendar", &format!("year = 2026\n{members}"), dates);
        let errors = load(&format!("{LEAST}{week}{occasion}{calendar}")).unwrap_err().to_string();
        assert!(errors.contains(message), "{members}: {errors}");
    }
    let undated = rule("week", "off = [\"sunday\"]", "from = 2026-01-01");
    assert!(load(&format!("{LEAST}{undated}")).unwrap_err().to_string().contains("`known` is missing"));
    let endless = rule("week", "off = [\"sunday\", \"holiday\"]", "from = 2026-01-01\nknown = 2026-01-01");
    assert!(
        load(&format!("{LEAST}{endless}")).unwrap_err().to_string().contains("`off` must be some of monday")
    );
}

proptest! {
    /// A month without moves or holidays is what the week says; and no week of any listed year has fewer than one working day.
    #[test]
    fn every_week_has_a_working_day_and_no_day_is_both(days in 0i32..4383) {
        let law = kz();
        let start = date(2016, 1, 4).saturating_add(jiff::Span::new().days(days));
        let week: Vec<Day> = (0..7)
            .map(|n| law.days(NOW).of(start.saturating_add(jiff::Span::new().days(n))).unwrap())
            .collect();
        let working = week.iter().filter(|day| !matches!(day, Day::Off(_))).count();
        prop_assert!((1..=6).contains(&working), "{start}: {week:?}");
        if start.month() == 11 && start.day() < 20 {
            prop_assert_eq!(working, 5);
        }
    }
}
