//! Versions of a rule: which one holds on a day, and how they may follow each other.

use crate::{load, rule, whole};
use tarazy_base::Date;
use tarazy_law::LawFault;

fn bench(seats: u32, dates: &str) -> String {
    rule("bench", &format!("procedure = \"appeal\"\nseats = {seats}\nreserves = 0"), dates)
}

fn faults(rules: &[String]) -> Vec<LawFault> {
    match load(&(whole() + &rules.concat())) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.into_iter().map(|error| error.fault).collect(),
    }
}

#[test]
fn the_version_of_the_day_holds_from_its_first_day_to_the_day_before_the_next() {
    let versions = [bench(3, "from = 2020-01-01\nto = 2025-07-01"), bench(5, "from = 2025-07-01")];
    let law = load(&(whole() + &versions.concat())).unwrap();
    for (day, seats) in [
        (Date::constant(2020, 1, 1), Some(3)),
        (Date::constant(2025, 6, 30), Some(3)),
        (Date::constant(2025, 7, 1), Some(5)),
        (Date::constant(2099, 1, 1), Some(5)),
    ] {
        assert_eq!(law.at(day).unwrap().bench("appeal").map(|b| b.seats), seats, "{day}");
    }
}

#[test]
fn a_repealed_rule_is_gone_after_its_last_day() {
    let law = load(&(whole() + &bench(3, "from = 2020-01-01\nto = 2021-01-01"))).unwrap();
    assert!(law.at(Date::constant(2020, 12, 31)).unwrap().bench("appeal").is_some());
    assert!(law.at(Date::constant(2021, 1, 1)).unwrap().bench("appeal").is_none());
}

#[test]
fn two_versions_on_one_day_are_refused() {
    for later in ["from = 2024-12-31", "from = 2020-01-01", "from = 2022-01-01\nto = 2023-01-01"] {
        let found = faults(&[bench(3, "from = 2020-01-01\nto = 2025-01-01"), bench(5, later)]);
        assert!(
            matches!(&found[..], [LawFault::Overlap { what, .. }] if what == "bench `appeal`"),
            "{later}: {found:?}"
        );
    }
    let endless = faults(&[bench(3, "from = 2020-01-01"), bench(5, "from = 2025-01-01")]);
    assert!(matches!(&endless[..], [LawFault::Overlap { .. }]), "{endless:?}");
}

#[test]
fn a_gap_must_be_said_to_be_meant() {
    let first = || bench(3, "from = 2020-01-01\nto = 2021-01-01");
    let found = faults(&[first(), bench(5, "from = 2022-01-01")]);
    assert_eq!(
        found,
        [LawFault::Gap {
            what: "bench `appeal`".to_owned(),
            from: Date::constant(2021, 1, 1),
            to: Date::constant(2022, 1, 1)
        }]
    );
    assert_eq!(faults(&[first(), bench(5, "from = 2022-01-01\nafter_gap = true")]), []);
    // Meaning a gap does not allow an overlap.
    let overlap = faults(&[first(), bench(5, "from = 2020-06-01\nafter_gap = true")]);
    assert!(matches!(&overlap[..], [LawFault::Overlap { .. }]), "{overlap:?}");
}

#[test]
fn a_rule_must_end_after_it_begins() {
    for dates in ["from = 2020-01-01\nto = 2020-01-01", "from = 2020-01-02\nto = 2020-01-01"] {
        assert_eq!(faults(&[bench(3, dates)]), [LawFault::EndsBeforeItBegins]);
    }
}

#[test]
fn a_policy_cannot_hold_without_what_a_draw_needs() {
    let text = whole().replacen("procedure = \"first\"", "procedure = \"second\"", 1);
    let errors = load(&text).unwrap_err();
    assert_eq!(errors.to_string(), "x.toml:3: no bench `first` is in force on 2020-01-01");
    let ends = whole().replacen("code = \"c1\"", "code = \"c1\"\nto = 2024-01-01", 1);
    assert_eq!(load(&ends).unwrap_err().to_string(), "x.toml:3: no category is in force on 2024-01-01");
}

#[test]
fn a_correction_stands_beside_what_it_corrects() {
    // A court rule of 2020 is read wrongly at first and put right in March 2021, back to its first day.
    let versions = [
        bench(3, "from = 2020-01-01\nknown = 2020-01-01"),
        bench(5, "from = 2020-06-01\nknown = 2021-03-10"),
        bench(7, "from = 2022-01-01\nto = 2023-01-01\nknown = 2021-12-01"),
    ];
    let law = load(&(whole() + &versions.concat())).unwrap();
    let seats = |day, known| law.at_known(day, known).unwrap().bench("appeal").map(|b| b.seats);
    let (before, after) = (Date::constant(2021, 3, 9), Date::constant(2021, 3, 10));
    let day = Date::constant(2020, 7, 1);
    assert_eq!((seats(day, before), seats(day, after)), (Some(3), Some(5)));
    assert_eq!(seats(Date::constant(2020, 5, 31), after), Some(3));
    assert_eq!(seats(day, Date::constant(2019, 12, 31)), None);
    // A later law takes over for its own days only, and is seen only from the day on which it was known.
    for (known, expected) in [(after, Some(5)), (Date::constant(2021, 12, 1), Some(7))] {
        assert_eq!(seats(Date::constant(2022, 5, 1), known), expected);
    }
    assert_eq!(seats(Date::constant(2023, 1, 1), Date::constant(2026, 1, 1)), Some(5));
    assert_eq!(law.at(Date::constant(2022, 5, 1)).unwrap().bench("appeal").map(|b| b.seats), Some(7));
}

#[test]
fn no_day_may_lack_a_rule_by_what_was_known_at_any_time() {
    let late = [
        bench(3, "from = 2020-01-01\nto = 2021-01-01\nknown = 2020-01-01"),
        bench(5, "from = 2022-01-01\nknown = 2020-02-01"),
        bench(4 + 1, "from = 2021-01-01\nto = 2022-01-01\nknown = 2023-01-01"),
    ];
    let found = faults(&late);
    assert!(matches!(&found[..], [LawFault::Gap { what, .. }] if what == "bench `appeal`"), "{found:?}");
    let one_day = [
        bench(3, "from = 2020-01-01\nknown = 2020-01-01"),
        bench(5, "from = 2022-01-01\nknown = 2020-01-01"),
    ];
    assert!(matches!(&faults(&one_day)[..], [LawFault::Overlap { .. }]));
}
