//! IIN (ЖСН, ИИН): the individual identification number of a person.
//!
//! `YYMMDD`, a digit for century and sex, four of a series, a check digit. A number is asked only of a person who has
//! one, and is shown whole to nobody who did not give it: `Display` masks it and `Debug` hides it.

use crate::twelve::{NumberError, Twelve};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// The sex that an IIN states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Odd seventh digit.
    Man,
    /// Even seventh digit.
    Woman,
}

/// An individual identification number: twelve digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iin(Twelve);

impl Iin {
    /// Reads a number that keeps every rule.
    ///
    /// # Errors
    /// [`NumberError`]: shape, check digit, century, date, in this order.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let iin = Self::read(text)?;
        iin.check()?;
        Ok(iin)
    }

    /// Reads the shape alone, for what a person gives: a number that breaks a rule within is kept, with a warning from
    /// [`Iin::check`].
    ///
    /// # Errors
    /// [`NumberError::Length`] or [`NumberError::NotDigits`].
    pub fn read(text: &str) -> Result<Self, NumberError> {
        Twelve::read(text).map(Self)
    }

    /// Checks the digit, the century and the date.
    ///
    /// # Errors
    /// The first doubt found: [`NumberError::CheckDigit`], [`NumberError::Century`] or [`NumberError::Date`].
    pub fn check(&self) -> Result<(), NumberError> {
        self.0.check()?;
        self.century().ok_or(NumberError::Century)?;
        self.birth_date().map(|_| ()).ok_or(NumberError::Date)
    }

    /// First year of the century of birth.
    fn century(&self) -> Option<i16> {
        match self.0.digit(6) {
            1 | 2 => Some(1800),
            3 | 4 => Some(1900),
            5 | 6 => Some(2000),
            _ => None,
        }
    }

    /// Date of birth; none if the digits name no day.
    pub fn birth_date(&self) -> Option<Date> {
        let year = self.century()? + i16::from(self.0.pair(0));
        let month = i8::try_from(self.0.pair(2)).ok()?;
        let day = i8::try_from(self.0.pair(4)).ok()?;
        Date::new(year, month, day).ok()
    }

    /// Sex; none if the seventh digit is not 1 to 6.
    pub fn sex(&self) -> Option<Sex> {
        self.century().map(|_| if self.0.digit(6) % 2 == 1 { Sex::Man } else { Sex::Woman })
    }

    /// All twelve digits, for the encrypted store and for a page of the person's own.
    pub fn reveal(&self) -> String {
        self.0.reveal()
    }
}

impl fmt::Display for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.masked())
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iin(…)")
    }
}

impl FromStr for Iin {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn made_up_persons_have_birth_date_and_sex() {
        // Synthetic numbers; a real person could by chance have one, so they stay in tests.
        for (text, birth, sex) in
            [("900101300017", date(1990, 1, 1), Sex::Man), ("851231400120", date(1985, 12, 31), Sex::Woman)]
        {
            let iin = Iin::parse(text).unwrap();
            assert_eq!((iin.birth_date(), iin.sex()), (Some(birth), Some(sex)));
            assert_eq!(iin.reveal(), text);
        }
    }

    #[test]
    fn a_doubtful_number_is_read_with_its_doubt() {
        for (text, doubt) in [
            ("010229501236", NumberError::Date),       // 29 February 2001
            ("900101300018", NumberError::CheckDigit), // the right digit is 7
            ("150640000124", NumberError::Century),    // a BIN
        ] {
            assert_eq!(Iin::parse(text), Err(doubt));
            assert!(doubt.is_doubt());
            assert_eq!(Iin::read(text).unwrap().check(), Err(doubt));
        }
        assert_eq!(Iin::read("15064000012"), Err(NumberError::Length(11)));
    }

    #[test]
    fn neither_display_nor_debug_shows_the_number() {
        let iin = Iin::parse("900101300017").unwrap();
        assert_eq!(iin.to_string(), "••••••••0017");
        assert_eq!(format!("{iin:?}"), "Iin(…)");
        assert_eq!(format!("{:?}", Iin::parse("900101300018")), "Err(CheckDigit)");
    }
}
