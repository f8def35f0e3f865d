//! Days off and working days: `[[week]]`, `[[occasion]]`, `[[calendar]]`. Each year's list says every day off that the week
//! does not give, because governments move days from year to year and holidays by the moon are announced; a year without a
//! list has no calendar, and no limit can be computed into it.

use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use jiff::civil::Weekday;
use tarazy_base::{Date, Text3};

/// `[[week]]`: the days of the week on which courts do not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Those days.
    pub off: Vec<Weekday>,
}

/// `[[occasion]]`: why a day is off. The key is its code, its text its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Code.
    pub code: String,
}

/// `[[calendar]]`: the days of one year that are not what the week says. The key is the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i16,
    /// Days off with the codes of their occasions, sorted.
    pub holidays: Vec<(Date, String)>,
    /// Working days given for holidays that fell on a day off, sorted.
    pub observed: Vec<Observed>,
    /// Days off that were moved to a working day.
    pub moved: Vec<Move>,
}

/// A day off given for a holiday that fell on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observed {
    /// The day off.
    pub day: Date,
    /// The holiday.
    pub of: Date,
}

/// A day off that was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The day that is off now.
    pub off: Date,
    /// The day that is a working day instead.
    pub work: Date,
}

/// Why a day is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OffWhy {
    /// A day off of the week.
    Weekend,
    /// A holiday.
    Holiday(Text3),
    /// Given for a holiday that fell on a day off.
    Observed {
        /// That day.
        of: Date,
        /// The holiday.
        name: Text3,
    },
    /// Moved from another day.
    Moved {
        /// That day, a working day now.
        from: Date,
    },
}

/// What a day is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// A working day.
    Working,
    /// A day off of the week that is a working day because its day off was moved.
    WorkingInstead {
        /// To this day.
        off: Date,
    },
    /// A day off.
    Off(OffWhy),
}

/// The calendar of a year is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no calendar of working days is known for {0}")]
pub struct NoCalendar(pub i16);

/// The calendars, by what was known on a day.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    law: &'a Law,
    known: Date,
}

impl Law {
    /// The calendars, by what was known on a day.
    pub fn days(&self, known: Date) -> Days<'_> {
        Days { law: self, known }
    }
}

impl<'a> Days<'a> {
    /// The list of the year of a day.
    ///
    /// # Errors
    /// [`NoCalendar`].
    pub fn year(&self, day: Date) -> Result<&'a Rule<CalendarYear>, NoCalendar> {
        let key = key(day.year());
        self.law.books.calendars.get(&key, day, self.known).ok_or(NoCalendar(day.year()))
    }

    /// What the day is.
    ///
    /// # Errors
    /// [`NoCalendar`].
    pub fn of(&self, day: Date) -> Result<Day, NoCalendar> {
        let year = self.year(day)?;
        if let Some(other) = year.moved.iter().find(|m| m.work == day) {
            return Ok(Day::WorkingInstead { off: other.off });
        }
        if let Some(why) = self.listed(year, day) {
            return Ok(Day::Off(why));
        }
        let week = self.law.books.weeks.get("", day, self.known).ok_or(NoCalendar(day.year()))?;
        let off = week.off.contains(&day.weekday());
        Ok(if off { Day::Off(OffWhy::Weekend) } else { Day::Working })
    }

    fn listed(&self, year: &CalendarYear, day: Date) -> Option<OffWhy> {
        if let Some(holiday) = year.holiday(day) {
            return Some(OffWhy::Holiday(self.occasion(holiday, day)?));
        }
        if let Some(observed) = year.observed.iter().find(|o| o.day == day) {
            let name = self.occasion(year.holiday(observed.of)?, day)?;
            return Some(OffWhy::Observed { of: observed.of, name });
        }
        let other = year.moved.iter().find(|m| m.off == day)?;
        Some(OffWhy::Moved { from: other.work })
    }

    fn occasion(&self, code: &str, day: Date) -> Option<Text3> {
        self.law.books.occasions.get(code, day, self.known).map(|occasion| occasion.text.clone())
    }
}

impl CalendarYear {
    /// The code of the holiday on a day.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        let at = self.holidays.binary_search_by_key(&day, |(day, _)| *day).ok()?;
        self.holidays.get(at).map(|(_, code)| code.as_str())
    }
}

fn key(year: i16) -> String {
    year.to_string()
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

impl Kind for Week {
    const SECTION: &'static str = "week";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        if !f.has("off") {
            f.fault(crate::error::LawFault::Missing("off"));
            return None;
        }
        let day = |name: &String| WEEKDAYS.iter().find(|(word, _)| word == name).map(|(_, day)| *day);
        let off: Option<Vec<Weekday>> = f.ids("off")?.iter().map(day).collect();
        match off {
            Some(off) if off.len() < 7 => Some((String::new(), Self { off })),
            _ => {
                let expected = "some of monday, tuesday, wednesday, thursday, friday, saturday, sunday";
                f.fault(crate::error::LawFault::Wrong { member: "off", expected });
                None
            }
        }
    }
}

impl Kind for Occasion {
    const SECTION: &'static str = "occasion";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code")?;
        Some((code.clone(), Self { code }))
    }
}

impl Kind for CalendarYear {
    const SECTION: &'static str = "calendar";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let year = f.int("year", 1900..=2199, "a year, 1900 to 2199");
        let holidays = f.each("holidays", "a list: [{ day = …, why = … }]", |f| {
            let (day, why) = (f.date("day"), f.id("why"));
            Some((day?, why?))
        });
        let observed = f.each("observed", "a list: [{ day = …, of = … }]", |f| {
            let (day, of) = (f.date("day"), f.date("of"));
            Some(Observed { day: day?, of: of? })
        });
        let moved = f.each("moved", "a list: [{ off = …, work = … }]", |f| {
            let (off, work) = (f.date("off"), f.date("work"));
            Some(Move { off: off?, work: work? })
        });
        let (mut holidays, mut observed) = (holidays?, observed?);
        holidays.sort_unstable();
        observed.sort_unstable();
        let year = year?;
        Some((key(year), Self { year, holidays, observed, moved: moved? }))
    }
}
