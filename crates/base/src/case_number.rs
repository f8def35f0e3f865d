//! The number of a case: `7585-24-00-2/101`, `3599-24-00-2а/2151`.
//!
//! Court (4 digits), year (2), site or branch (2, always 00 seen), kind (a digit and up to two Cyrillic letters), running
//! number in court, year and kind. What a kind means is law, not grammar: see the numbering rules of the law room.
//! Older papers write spaces round the dashes, a backslash for the slash, Latin letters for Cyrillic ones: all are read,
//! one form is shown.

use crate::ids::{CourtCode, shortened};
use crate::message::Message;
use std::fmt;
use std::str::FromStr;

/// Why a text is not the number of a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// Not of the shape `court-year-site-kind/number`.
    #[error("not a case number: {0:?} (expected for example 7119-25-00-2/12345)")]
    Shape(String),
    /// The kind is not a digit with up to two Cyrillic letters.
    #[error("not a kind of case: {0:?} (a digit and up to two Cyrillic letters, such as 2 or 2а)")]
    Kind(String),
    /// The running number is 0 or has more than nine digits.
    #[error("not a running number: {0:?} (1 to 999999999)")]
    Running(String),
    /// The year cannot be told by two digits.
    #[error("the year {0} cannot stand in a case number (1970 to 2069)")]
    Year(i16),
    /// The site has more than two digits.
    #[error("the site {0} cannot stand in a case number (0 to 99)")]
    Site(u8),
}

impl Message for CaseNumberError {
    fn key(&self) -> &'static str {
        match self {
            Self::Shape(_) => "case-number-shape",
            Self::Kind(_) => "case-number-kind",
            Self::Running(_) => "case-number-running",
            Self::Year(_) => "case-number-year",
            Self::Site(_) => "case-number-site",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let value = match self {
            Self::Shape(text) | Self::Kind(text) | Self::Running(text) => text.clone(),
            Self::Year(year) => year.to_string(),
            Self::Site(site) => site.to_string(),
        };
        vec![("value", value)]
    }
}

/// Longest text that is looked at; a number has at most 27 characters.
const MAX_LEN: usize = 64;
const MAX_RUNNING: u32 = 999_999_999;

/// The kind of a case in its number: a digit, then up to two small Cyrillic letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseKind(String);

impl CaseKind {
    /// Reads a kind. Capital letters, and Latin letters that stand for Cyrillic ones, are read too.
    ///
    /// # Errors
    /// [`CaseNumberError::Kind`].
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let no = || CaseNumberError::Kind(shortened(text));
        let mut chars = text.trim().chars();
        let digit = chars.next().filter(char::is_ascii_digit).ok_or_else(no)?;
        let mut kind = String::from(digit);
        for c in chars {
            kind.push(cyrillic(c).ok_or_else(no)?);
        }
        if kind.chars().count() > 3 { Err(no()) } else { Ok(Self(kind)) }
    }

    /// The text, such as `2а`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A small letter а–я; the Latin letters are those met for `а`, `к`, `ап`, `гп`, `уп`.
fn cyrillic(c: char) -> Option<char> {
    match c {
        'а'..='я' => Some(c),
        'А'..='Я' => c.to_lowercase().next(),
        'a' | 'A' => Some('а'),
        'k' | 'K' => Some('к'),
        'p' | 'P' => Some('п'),
        'g' | 'G' => Some('г'),
        'u' | 'U' | 'y' | 'Y' => Some('у'),
        _ => None,
    }
}

/// The number of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    court: CourtCode,
    year: i16,
    site: u8,
    kind: CaseKind,
    running: u32,
}

impl CaseNumber {
    /// Composes a number.
    ///
    /// # Errors
    /// [`CaseNumberError`] if the year is not 1970 to 2069, the site not 0 to 99, or the running number 0 or over nine
    /// digits.
    pub fn new(
        court: CourtCode,
        year: i16,
        site: u8,
        kind: CaseKind,
        running: u32,
    ) -> Result<Self, CaseNumberError> {
        if !(1970..=2069).contains(&year) {
            return Err(CaseNumberError::Year(year));
        }
        if site > 99 {
            return Err(CaseNumberError::Site(site));
        }
        if !(1..=MAX_RUNNING).contains(&running) {
            return Err(CaseNumberError::Running(running.to_string()));
        }
        Ok(Self { court, year, site, kind, running })
    }

    /// Reads a number in its canonical form or in one of the forms that older papers use.
    ///
    /// # Errors
    /// [`CaseNumberError`] with the part that cannot be read.
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let no = || CaseNumberError::Shape(shortened(text));
        if text.len() > MAX_LEN {
            return Err(no());
        }
        let plain = plain_separators(text);
        let (head, running) = plain.split_once('/').ok_or_else(no)?;
        let parts: Vec<&str> = head.split('-').map(str::trim).collect();
        let [court, year, site, kind] = parts[..] else { return Err(no()) };
        let court = CourtCode::parse(court).map_err(|_| no())?;
        let year = two_digits(year).ok_or_else(no)?;
        let site = two_digits(site).ok_or_else(no)?;
        Self::new(court, full_year(year), site, CaseKind::parse(kind)?, running_number(running)?)
    }

    /// The court that gave the number.
    pub fn court(&self) -> &CourtCode {
        &self.court
    }

    /// Year in four digits.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Site or branch of the court, 0 to 99.
    pub fn site(&self) -> u8 {
        self.site
    }

    /// Kind of the case.
    pub fn kind(&self) -> &CaseKind {
        &self.kind
    }

    /// Running number in court, year and kind, from 1.
    pub fn running(&self) -> u32 {
        self.running
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { court, year, site, kind, running } = self;
        write!(f, "{court}-{:02}-{site:02}-{kind}/{running}", year.rem_euclid(100))
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        Self::parse(text)
    }
}

/// Every dash as `-`, a backslash as `/`; nothing else is changed.
pub(crate) fn plain_separators(text: &str) -> String {
    let plain = |c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\\' | '\u{2044}' | '\u{2215}' => '/',
        other => other,
    };
    text.trim().chars().map(plain).collect()
}

/// Two digits of a year: 70 to 99 are of the twentieth century, since imported cases reach back to the 1990s.
pub(crate) fn full_year(two: u8) -> i16 {
    i16::from(two) + if two >= 70 { 1900 } else { 2000 }
}

pub(crate) fn two_digits(text: &str) -> Option<u8> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

pub(crate) fn running_number(text: &str) -> Result<u32, CaseNumberError> {
    let digits = text.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = if plain { digits.parse().ok() } else { None };
    number.filter(|n| (1..=MAX_RUNNING).contains(n)).ok_or_else(|| CaseNumberError::Running(shortened(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    #[test]
    fn numbers_in_every_form_are_shown_in_one() {
        for (text, shown) in [
            ("7585-24-00-2/101", "7585-24-00-2/101"),
            ("3599-24-00-2а/2151", "3599-24-00-2а/2151"),
            ("3599-24-00-2a/2151", "3599-24-00-2а/2151"),
            ("3599-24-00-2A/2151", "3599-24-00-2а/2151"),
            ("6003-25-00-2К/7", "6003-25-00-2к/7"),
            ("6001-25-00-6ап/12", "6001-25-00-6ап/12"),
            ("6001-25-00-3гп/1", "6001-25-00-3гп/1"),
            ("6001-25-00-2yп/1", "6001-25-00-2уп/1"),
            (" 7599 - 15 - 00 - 2 / 1234 ", "7599-15-00-2/1234"),
            ("7599–15–00–2\\1234", "7599-15-00-2/1234"),
            ("7599-15-00-2/0001234", "7599-15-00-2/1234"),
        ] {
            assert_eq!(CaseNumber::parse(text).map(|n| n.to_string()), Ok(shown.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_parts_of_a_number() {
        let number: CaseNumber = "7599-15-00-2/1234".parse().unwrap();
        assert_eq!(number.court().as_str(), "7599");
        assert_eq!((number.year(), number.site(), number.running()), (2015, 0, 1234));
        assert_eq!(number.kind().as_str(), "2");
    }

    #[test]
    fn what_is_no_number_says_why() {
        let shape = |t: &str| CaseNumberError::Shape(t.to_owned());
        for (text, why) in [
            ("", shape("")),
            ("7585-24-00-2", shape("7585-24-00-2")),
            ("758-24-00-2/101", shape("758-24-00-2/101")),
            ("7585-2024-00-2/101", shape("7585-2024-00-2/101")),
            ("7585-24-00-00-2/101", shape("7585-24-00-00-2/101")),
            ("7585-24-00-2/1/2", CaseNumberError::Running("1/2".to_owned())),
            ("7585-24-00-2/", CaseNumberError::Running(String::new())),
            ("7585-24-00-2/0", CaseNumberError::Running("0".to_owned())),
            ("7585-24-00-2/+5", CaseNumberError::Running("+5".to_owned())),
            ("7585-24-00-2/1234567890", CaseNumberError::Running("1234567890".to_owned())),
            ("7585-24-00-а/1", CaseNumberError::Kind("а".to_owned())),
            ("7585-24-00-2абв/1", CaseNumberError::Kind("2абв".to_owned())),
            ("7585-24-00-2z/1", CaseNumberError::Kind("2z".to_owned())),
        ] {
            assert_eq!(CaseNumber::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_number_cannot_be_composed_of_what_could_not_be_read_back() {
        let court = || CourtCode::parse("7119").unwrap();
        let kind = || CaseKind::parse("2").unwrap();
        assert_eq!(CaseNumber::new(court(), 1969, 0, kind(), 1), Err(CaseNumberError::Year(1969)));
        assert_eq!(CaseNumber::new(court(), 2070, 0, kind(), 1), Err(CaseNumberError::Year(2070)));
        assert_eq!(CaseNumber::new(court(), 2025, 100, kind(), 1), Err(CaseNumberError::Site(100)));
        assert_eq!(
            CaseNumber::new(court(), 2025, 0, kind(), 0),
            Err(CaseNumberError::Running("0".to_owned()))
        );
    }

    proptest! {
        #[test]
        fn every_number_is_read_back(court in "[0-9]{4}", year in 1970i16..2070, site in 0u8..100, kind in "[0-9][а-я]{0,2}", running in 1u32..1_000_000_000) {
            let number = CaseNumber::new(CourtCode::parse(&court).unwrap(), year, site, CaseKind::parse(&kind).unwrap(), running).unwrap();
            prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn no_text_makes_reading_panic(text in any::<String>(), near in "[0-9 \\-–/\\\\а-яa-z№]{0,30}") {
            let _any = CaseNumber::parse(&text);
            if let Ok(number) = CaseNumber::parse(&near) {
                prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number));
            }
        }
    }
}
