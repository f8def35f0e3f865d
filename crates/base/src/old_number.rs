//! Case numbers of the time before the court code stood in them: `2а-1234/2015`, `№ 2-1234-14`. They name no court, so
//! they are aliases for search beside the number, never the number itself.

use crate::case_number::{
    CaseKind, CaseNumber, CaseNumberError, full_year, plain_separators, running_number, two_digits,
};
use crate::ids::shortened;
use std::fmt;
use std::str::FromStr;

/// A short number without a court: kind, running number, year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldNumber {
    kind: CaseKind,
    running: u32,
    year: i16,
}

impl OldNumber {
    /// Reads a short number: `kind-number/year` or `kind-number-year`, the year in four or two digits, with or without
    /// a number sign before it.
    ///
    /// # Errors
    /// [`CaseNumberError`] with the part that cannot be read.
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let no = || CaseNumberError::Shape(shortened(text));
        if text.len() > 64 {
            return Err(no());
        }
        let plain = plain_separators(text).replace('/', "-");
        let bare = plain.trim_start_matches(['№', 'N', '#']).trim_start();
        let parts: Vec<&str> = bare.split('-').map(str::trim).collect();
        let [kind, running, year] = parts[..] else { return Err(no()) };
        let year = year_of(year).ok_or_else(no)?;
        Ok(Self { kind: CaseKind::parse(kind)?, running: running_number(running)?, year })
    }

    /// Kind of the case.
    pub fn kind(&self) -> &CaseKind {
        &self.kind
    }

    /// Running number.
    pub fn running(&self) -> u32 {
        self.running
    }

    /// Year in four digits.
    pub fn year(&self) -> i16 {
        self.year
    }
}

fn year_of(text: &str) -> Option<i16> {
    if let Some(two) = two_digits(text) {
        return Some(full_year(two));
    }
    let four = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year = if four { text.parse().ok() } else { None };
    year.filter(|y| (1970..=2069).contains(y))
}

impl fmt::Display for OldNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.kind, self.running, self.year)
    }
}

impl FromStr for OldNumber {
    type Err = CaseNumberError;

    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        Self::parse(text)
    }
}

/// What a person may type where a case is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseRef {
    /// A full number: one case.
    Full(CaseNumber),
    /// A short number: perhaps cases of several courts.
    Alias(OldNumber),
}

/// Reads a full number, or else a short one.
///
/// # Errors
/// The [`CaseNumberError`] of the full form, which is the one that a person should be told to use.
pub fn parse_reference(text: &str) -> Result<CaseRef, CaseNumberError> {
    CaseNumber::parse(text)
        .map(CaseRef::Full)
        .or_else(|e| OldNumber::parse(text).map(CaseRef::Alias).map_err(|_| e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    #[test]
    fn short_styles_of_old_papers() {
        for (text, shown) in [
            ("2а-1234/2015", "2а-1234/2015"),
            ("2a-1234/2015", "2а-1234/2015"),
            ("№ 2-1234-14", "2-1234/2014"),
            ("№2 – 1234 – 14", "2-1234/2014"),
            ("N 1-7\\99", "1-7/1999"),
        ] {
            assert_eq!(OldNumber::parse(text).map(|n| n.to_string()), Ok(shown.to_owned()), "{text}");
        }
        let number = OldNumber::parse("2а-1234/2015").unwrap();
        assert_eq!((number.kind().as_str(), number.running(), number.year()), ("2а", 1234, 2015));
    }

    #[test]
    fn what_is_no_short_number() {
        for text in ["", "2-1234", "2-1234-014", "2-1234/1066", "x-1/2015", "2-0/2015", "7585-24-00-2/101"] {
            assert!(OldNumber::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_reference_is_a_full_number_or_an_alias() {
        assert!(matches!(parse_reference("7585-24-00-2/101"), Ok(CaseRef::Full(_))));
        assert!(matches!(parse_reference("2-101/2024"), Ok(CaseRef::Alias(_))));
        assert_eq!(parse_reference("иск"), Err(CaseNumberError::Shape("иск".to_owned())));
    }

    proptest! {
        #[test]
        fn a_short_number_is_read_back_and_nothing_panics(text in any::<String>(), near in "[№ ]{0,2}[0-9][а-я]{0,2}-[0-9]{1,9}[-/][0-9]{2,4}") {
            let _any = parse_reference(&text);
            if let Ok(number) = OldNumber::parse(&near) {
                prop_assert_eq!(OldNumber::parse(&number.to_string()), Ok(number));
            }
        }
    }
}
