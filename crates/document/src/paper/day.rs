//! Days and times of day in papers: written as `2026-08-12` in data, in words on the page.

use super::Tongue;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tarazy_base::time::{parse_clock, parse_date};
use tarazy_base::{Date, DateCase, Time, date_kk, format_date};

/// A day. A template gets it in words of both languages and takes that of the paper: «2026 жылғы 12 тамыз».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_date(&text).map(Self).map_err(de::Error::custom)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        for tongue in Tongue::ALL {
            map.serialize_entry(tongue.lang().as_str(), &format_date(self.0, tongue.lang()))?;
        }
        for (name, case) in
            [("kk-on", DateCase::Locative), ("kk-from", DateCase::Ablative), ("kk-to", DateCase::Dative)]
        {
            map.serialize_entry(name, &date_kk(self.0, case))?;
        }
        map.end()
    }
}

/// A time of day: hours and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub Time);

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_clock(&text).map(Self).map_err(de::Error::custom)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:02}:{:02}", self.0.hour(), self.0.minute()))
    }
}

/// When and where somebody has to appear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// Day.
    pub day: Day,
    /// Time of day at the place.
    pub time: Clock,
    /// Address and room.
    pub place: String,
}
