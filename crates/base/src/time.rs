//! Moments and zones. In entries a moment is an integer, milliseconds since 1970-01-01 UTC; people read local time of
//! the court. The rules of the zones are compiled in: Asia/Almaty moved from UTC+6 to UTC+5 on 1 March 2024, and a
//! machine with an old time zone database must not shift a limit by an hour.

use crate::dates::format_date;
use crate::ids::shortened;
use crate::lang::Lang;
use crate::message::Message;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use std::fmt;
use std::str::FromStr;

/// Why a moment, zone or date cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Outside the years −9999 to 9999.
    #[error("the moment lies outside the years that a calendar can name")]
    OutOfRange,
    /// A zone that is not compiled in.
    #[error("unknown time zone: {0:?}")]
    Zone(String),
    /// Not `YYYY-MM-DD`, or no such day.
    #[error("not a date: {0:?} (expected YYYY-MM-DD)")]
    Date(String),
    /// Not `HH:MM`, or no such time of day.
    #[error("not a time of day: {0:?} (expected HH:MM)")]
    Clock(String),
}

impl Message for TimeError {
    fn key(&self) -> &'static str {
        match self {
            Self::OutOfRange => "time-out-of-range",
            Self::Zone(_) => "time-zone",
            Self::Date(_) => "time-date",
            Self::Clock(_) => "time-clock",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OutOfRange => Vec::new(),
            Self::Zone(text) | Self::Date(text) | Self::Clock(text) => vec![("value", text.clone())],
        }
    }
}

macro_rules! zones {
    ($($(#[$doc:meta])* $variant:ident $name:literal),* $(,)?) => {
        /// A time zone that a court can have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Zone {
            $($(#[$doc])* $variant,)*
        }

        impl Zone {
            /// All zones.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Name in the tz database.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            fn rules(self) -> TimeZone {
                match self {
                    $(Self::$variant => {
                        static RULES: TimeZone = jiff::tz::get!($name);
                        RULES.clone()
                    })*
                }
            }
        }
    };
}

zones! {
    /// Universal time.
    Utc "UTC",
    /// Almaty, Astana and most of the country.
    Almaty "Asia/Almaty",
    /// Kyzylorda oblast.
    Qyzylorda "Asia/Qyzylorda",
    /// Kostanai oblast.
    Qostanay "Asia/Qostanay",
    /// Aktobe oblast.
    Aqtobe "Asia/Aqtobe",
    /// Mangystau oblast.
    Aqtau "Asia/Aqtau",
    /// Atyrau oblast.
    Atyrau "Asia/Atyrau",
    /// West Kazakhstan oblast.
    Oral "Asia/Oral",
    /// The courts of the imported data set.
    SaoPaulo "America/Sao_Paulo",
}

impl Zone {
    /// The zone with this name of the tz database.
    ///
    /// # Errors
    /// [`TimeError::Zone`] for a name that is not compiled in.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let found = Self::ALL.iter().copied().find(|zone| zone.name() == text);
        found.ok_or_else(|| TimeError::Zone(shortened(text)))
    }
}

impl FromStr for Zone {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A moment, to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// The moment so many milliseconds after 1970-01-01 00:00 UTC.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`].
    pub fn from_ms(ms: i64) -> Result<Self, TimeError> {
        Timestamp::from_millisecond(ms).map(Self).map_err(|_| TimeError::OutOfRange)
    }

    /// Milliseconds since 1970-01-01 00:00 UTC, as entries carry it.
    pub fn ms(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The moment at which a clock in the zone shows this. A time that the zone skips is taken as late as the skip is
    /// long; of a time that it shows twice, the first is meant.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the ends of the calendar.
    pub fn at(date: Date, time: Time, zone: Zone) -> Result<Self, TimeError> {
        let zoned =
            date.to_datetime(time).to_zoned_datetime(zone.rules()).map_err(|_| TimeError::OutOfRange)?;
        Self::from_ms(zoned.timestamp().as_millisecond())
    }

    /// What clocks and calendars in the zone show.
    pub fn in_zone(self, zone: Zone) -> ZonedDateTime {
        self.0.to_zoned_datetime(zone.rules())
    }

    /// The day in the zone.
    pub fn date_in(self, zone: Zone) -> Date {
        self.in_zone(zone).date()
    }

    /// Date and time of day as people read them: «2026 жылғы 24 қараша, 14:05».
    pub fn format(self, zone: Zone, lang: Lang) -> String {
        let local = self.in_zone(zone);
        format!("{}, {:02}:{:02}", format_date(local.date(), lang), local.hour(), local.minute())
    }
}

impl From<Timestamp> for Instant {
    /// Drops what is finer than a millisecond.
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_millisecond(timestamp.as_millisecond()).unwrap_or(timestamp))
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl fmt::Display for Instant {
    /// RFC 3339, in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

/// Reads `YYYY-MM-DD`, nothing else.
///
/// # Errors
/// [`TimeError::Date`].
pub fn parse_date(text: &str) -> Result<Date, TimeError> {
    let no = || TimeError::Date(shortened(text));
    let shape = text
        .bytes()
        .enumerate()
        .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if text.len() != 10 || !shape {
        return Err(no());
    }
    let year = text[..4].parse().map_err(|_| no())?;
    let month = text[5..7].parse().map_err(|_| no())?;
    let day = text[8..].parse().map_err(|_| no())?;
    Date::new(year, month, day).map_err(|_| no())
}

/// Reads `HH:MM`, nothing else.
///
/// # Errors
/// [`TimeError::Clock`].
pub fn parse_clock(text: &str) -> Result<Time, TimeError> {
    let no = || TimeError::Clock(shortened(text));
    let shape = |(i, b): (usize, u8)| if i == 2 { b == b':' } else { b.is_ascii_digit() };
    if text.len() != 5 || !text.bytes().enumerate().all(shape) {
        return Err(no());
    }
    let hour = text[..2].parse().map_err(|_| no())?;
    let minute = text[3..].parse().map_err(|_| no())?;
    Time::new(hour, minute, 0, 0).map_err(|_| no())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn hours_ahead(zone: Zone, day: Date) -> i32 {
        Instant::at(day, time(12, 0, 0, 0), zone).unwrap().in_zone(zone).offset().seconds() / 3600
    }

    #[test]
    fn almaty_changed_its_offset_on_the_first_of_march_2024() {
        assert_eq!(hours_ahead(Zone::Almaty, date(2024, 2, 29)), 6);
        assert_eq!(hours_ahead(Zone::Almaty, date(2024, 3, 1)), 5);
        for west in [Zone::Aqtobe, Zone::Aqtau, Zone::Atyrau, Zone::Oral, Zone::Qyzylorda] {
            assert_eq!(hours_ahead(west, date(2024, 2, 29)), 5, "{west}");
        }
        assert_eq!(hours_ahead(Zone::Qostanay, date(2026, 11, 24)), 5);
    }

    #[test]
    fn the_day_is_the_courts_day() {
        let late = Instant::from_ms(1_795_560_000_000).unwrap();
        assert_eq!(late.to_string(), "2026-11-24T22:40:00.000Z");
        assert_eq!(late.date_in(Zone::Utc), date(2026, 11, 24));
        assert_eq!(late.date_in(Zone::Almaty), date(2026, 11, 25));
        assert_eq!(late.date_in(Zone::SaoPaulo), date(2026, 11, 24));
        assert_eq!(late.format(Zone::Almaty, Lang::Kk), "2026 жылғы 25 қараша, 03:40");
    }

    #[test]
    fn a_skipped_local_time_is_moved_on() {
        // Clocks of São Paulo went from 23:59:59 to 01:00 on 4 November 2018.
        let skipped = Instant::at(date(2018, 11, 4), time(0, 30, 0, 0), Zone::SaoPaulo).unwrap();
        assert_eq!(skipped.in_zone(Zone::SaoPaulo).time(), time(1, 30, 0, 0));
    }

    #[test]
    fn a_zone_is_found_by_its_name() {
        for &zone in Zone::ALL {
            assert_eq!(zone.to_string().parse(), Ok(zone));
            assert_eq!(Instant::from_ms(0).unwrap().in_zone(zone).time_zone().iana_name(), Some(zone.name()));
        }
        assert_eq!("Europe/Zurich".parse::<Zone>(), Err(TimeError::Zone("Europe/Zurich".to_owned())));
    }

    #[test]
    fn a_date_has_ten_characters() {
        assert_eq!(parse_date("2024-02-29"), Ok(date(2024, 2, 29)));
        for bad in [
            "",
            "2023-02-29",
            "2024-2-29",
            "24.02.2024",
            "2024-02-29 ",
            "+024-02-29",
            "2024-00-01",
            "２024-1-1",
        ] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_of_day_has_five_characters() {
        assert_eq!(parse_clock("18:30"), Ok(time(18, 30, 0, 0)));
        assert_eq!(parse_clock("00:00"), Ok(time(0, 0, 0, 0)));
        for bad in ["", "24:00", "18:60", "8:30", "18.30", "18:30 ", "1８:3"] {
            assert!(parse_clock(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn milliseconds_survive(ms in -9_007_199_254_740_991i64..=9_007_199_254_740_991) {
            if let Ok(instant) = Instant::from_ms(ms) {
                prop_assert_eq!(instant.ms(), ms);
                prop_assert_eq!(Instant::from(Timestamp::from(instant)), instant);
                let _shown = instant.format(Zone::Almaty, Lang::Ru);
            }
        }

        #[test]
        fn local_time_and_back(days in 0i32..20_000, minute in 0i8..60, hour in 3i8..24) {
            let day = date(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            for &zone in Zone::ALL {
                let local = time(hour, minute, 0, 0);
                let zoned = Instant::at(day, local, zone).unwrap().in_zone(zone);
                prop_assert_eq!((zoned.date(), zoned.time()), (day, local), "{}", zone);
            }
        }

        #[test]
        fn no_text_is_a_date_by_panic(text in any::<String>(), near in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            let _any = parse_date(&text);
            if let Ok(day) = parse_date(&near) {
                prop_assert_eq!(day.to_string(), near);
            }
        }
    }
}
