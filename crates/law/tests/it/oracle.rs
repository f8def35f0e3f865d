//! The calendar against two that other people publish, the Python packages `holidays` and `workalendar`, which set-up installs.
//! The first is kept from the government's acts, and our lists were in part read from it; the second is older, knows only the
//! law's own holidays and reckons Kurban Ait itself. Every day on which one of them differs from ours stands here, with why.

use crate::kz;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tarazy_law::Day;

const FIRST: Date = date(2016, 1, 1);
const LAST: Date = date(2028, 12, 31);

/// Prints the days between two others that a calendar `days` says are not worked, Saturdays and Sundays with the rest.
const PRINT: &str = "
import sys, datetime
first, last = (datetime.date.fromisoformat(d) for d in sys.argv[1:])
day = first
while day <= last:
    if not days.is_working_day(day):
        print(day)
    day += datetime.timedelta(1)
";

const HOLIDAYS: &str = "
import holidays
days = holidays.country_holidays('KZ')";

const WORKALENDAR: &str = "
import warnings
warnings.simplefilter('ignore')
from workalendar.asia import Kazakhstan
days = Kazakhstan()";

/// Days on which a calendar differs from ours for one reason. Ours is right in each that is listed.
struct Differ {
    why: &'static str,
    /// The days that are off in ours and worked in the other.
    off: &'static str,
    /// The days that are worked in ours and off in the other.
    worked: &'static str,
}

const WORKALENDAR_DIFFERS: &[Differ] = &[
    Differ {
        why: "It gives no other day for a holiday that fell on a day off (law on holidays, art. 5).",
        off: "2016-01-04 2016-05-02 2016-05-10 2016-12-19 2017-01-03 2017-05-08 2017-12-18 2017-12-19 2018-12-03 2018-12-18
            2019-03-25 2019-07-08 2019-12-02 2020-03-09 2020-03-24 2020-03-25 2020-08-31 2021-01-04 2021-03-24 2021-05-03
            2021-05-10 2022-01-03 2022-01-04 2022-05-02 2022-05-10 2023-01-03 2023-05-08 2023-12-18 2024-03-25 2024-07-08
            2025-03-10 2025-03-24 2025-03-25 2025-07-07 2025-09-01 2025-10-27 2026-03-09 2026-03-24 2026-03-25 2026-05-11
            2026-10-26 2027-01-04 2027-03-24 2027-05-03 2027-05-10 2028-01-03 2028-01-04 2028-05-08 2028-12-18",
        worked: "",
    },
    Differ {
        why: "It does not know the days that the government moved (Labour Code, art. 85(3)); each is in an act of that year.",
        off: "2016-03-07 2017-03-20 2017-07-07 2018-03-09 2018-04-30 2018-05-08 2018-08-31 2018-12-31 2019-05-10 2020-01-03
            2020-05-08 2020-12-18 2021-07-05 2022-03-07 2022-08-29 2022-10-24 2023-07-07 2024-05-08 2025-01-03",
        worked: "2016-03-05 2017-03-18 2017-07-01 2018-03-03 2018-04-28 2018-05-05 2018-08-25 2018-12-29 2019-05-04 2020-01-05
            2020-12-20 2021-07-03 2022-03-05 2022-08-27 2022-10-22 2023-07-01 2024-05-04 2025-01-05",
    },
    Differ {
        why: "It reckons Kurban Ait and is a day late; the day is that which the Muftiate names. 2027 is reckoned in ours too, \
              and open until it is named.",
        off: "2016-09-12 2017-09-01 2018-08-21 2023-06-28 2025-06-06",
        worked: "2016-09-13 2018-08-22 2019-08-12 2023-06-29 2024-06-17 2027-05-17",
    },
    Differ {
        why: "It does not know the change of 2022: Republic Day came, the Day of the First President and 17 December went.",
        off: "2022-10-25 2023-10-25 2024-10-25 2027-10-25 2028-10-25",
        worked: "2022-12-01 2023-12-01 2024-12-17 2025-12-01 2025-12-17 2026-12-01 2026-12-17 2027-12-01 2027-12-17 2028-12-01",
    },
    Differ {
        why: "It does not know the change of 2026: Constitution Day went from 30 August to 15 March.",
        off: "2027-03-15 2028-03-15",
        worked: "2027-08-30 2028-08-30",
    },
];

/// The days off by a package; none, with a printed word, where set-up did not run.
fn published(calendar: &str) -> Option<BTreeMap<Date, bool>> {
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../python/bin/python");
    let script = format!("{calendar}{PRINT}");
    let output = Command::new(python).args(["-c", &script, &FIRST.to_string(), &LAST.to_string()]).output();
    let Ok(output) = output else {
        println!("skipped: no Python packages (cargo xtask setup)");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let off: Vec<Date> = text.lines().map(|line| line.parse().unwrap()).collect();
    assert!(off.len() > 1400, "{}", off.len());
    Some(all().map(|day| (day, off.binary_search(&day).is_ok())).collect())
}

fn all() -> impl Iterator<Item = Date> {
    std::iter::successors(Some(FIRST), |day| day.checked_add(1.day()).ok().filter(|day| *day <= LAST))
}

/// Each day on which a calendar differs, and whether it is off in ours.
fn differences(published: &BTreeMap<Date, bool>) -> Vec<(Date, bool)> {
    let days = kz().days(Date::MAX);
    let ours = all().map(|day| (day, matches!(days.of(day).unwrap(), Day::Off(_))));
    ours.filter(|(day, off)| published[day] != *off).collect()
}

#[test]
fn a_calendar_kept_from_the_acts_has_the_same_days_off() {
    let Some(published) = published(HOLIDAYS) else { return };
    assert_eq!(differences(&published), vec![]);
}

#[test]
fn a_calendar_of_the_laws_own_holidays_differs_on_the_days_listed_here_only() {
    let Some(published) = published(WORKALENDAR) else { return };
    let mut listed = Vec::new();
    for Differ { why, off, worked } in WORKALENDAR_DIFFERS {
        assert!(!why.is_empty());
        for (days, is_off) in [(off, true), (worked, false)] {
            listed.extend(days.split_whitespace().map(|day| (day.parse::<Date>().unwrap(), is_off)));
        }
    }
    listed.sort_unstable();
    assert_eq!(differences(&published), listed);
}
