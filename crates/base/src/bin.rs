//! BIN (БСН, БИН): the business identification number of an organisation.
//!
//! `YYMM` of registration, a digit for the kind, one for the unit, five of a series, a check digit. It has a typed field
//! of its own wherever it is public, so that the refusal of twelve-digit runs in free text does not hit it.

use crate::twelve::{NumberError, Twelve};
use std::fmt;
use std::str::FromStr;

/// The kind of an organisation: fifth digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinKind {
    /// 4: legal entity, resident.
    Resident,
    /// 5: legal entity, non-resident.
    NonResident,
    /// 6: joint sole trader.
    JointTrader,
}

/// What part of an organisation the number is for: sixth digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinUnit {
    /// 0: the head.
    Head,
    /// 1: a branch.
    Branch,
    /// 2: a representation.
    Representation,
    /// 3: a farm.
    Farm,
    /// Another digit, whose meaning is not known here.
    Other(u8),
}

/// A business identification number: twelve digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin(Twelve);

impl Bin {
    /// Reads a number that keeps every rule.
    ///
    /// # Errors
    /// [`NumberError`]: shape, check digit, kind, month, in this order.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let bin = Self::read(text)?;
        bin.check()?;
        Ok(bin)
    }

    /// Reads the shape alone; the doubts are told by [`Bin::check`].
    ///
    /// # Errors
    /// [`NumberError::Length`] or [`NumberError::NotDigits`].
    pub fn read(text: &str) -> Result<Self, NumberError> {
        Twelve::read(text).map(Self)
    }

    /// Checks the digit, the kind and the month of registration.
    ///
    /// # Errors
    /// The first doubt found: [`NumberError::CheckDigit`], [`NumberError::Kind`] or [`NumberError::Date`].
    pub fn check(&self) -> Result<(), NumberError> {
        self.0.check()?;
        self.kind().ok_or(NumberError::Kind)?;
        let (_, month) = self.registered();
        if (1..=12).contains(&month) { Ok(()) } else { Err(NumberError::Date) }
    }

    /// Last two digits of the year of registration, and the month. The number does not tell the century.
    pub fn registered(&self) -> (u8, u8) {
        (self.0.pair(0), self.0.pair(2))
    }

    /// Kind of the organisation; none if the fifth digit is not 4, 5 or 6.
    pub fn kind(&self) -> Option<BinKind> {
        match self.0.digit(4) {
            4 => Some(BinKind::Resident),
            5 => Some(BinKind::NonResident),
            6 => Some(BinKind::JointTrader),
            _ => None,
        }
    }

    /// Head, branch or another unit.
    pub fn unit(&self) -> BinUnit {
        match self.0.digit(5) {
            0 => BinUnit::Head,
            1 => BinUnit::Branch,
            2 => BinUnit::Representation,
            3 => BinUnit::Farm,
            other => BinUnit::Other(other),
        }
    }

    /// All twelve digits.
    pub fn reveal(&self) -> String {
        self.0.reveal()
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.masked())
    }
}

impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bin(…)")
    }
}

impl FromStr for Bin {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_organisations() {
        let resident = Bin::parse("150640000124").unwrap();
        assert_eq!(
            (resident.registered(), resident.kind(), resident.unit()),
            ((15, 6), Some(BinKind::Resident), BinUnit::Head)
        );
        let branch = Bin::parse("070141001237").unwrap();
        assert_eq!(
            (branch.registered(), branch.kind(), branch.unit()),
            ((7, 1), Some(BinKind::Resident), BinUnit::Branch)
        );
    }

    #[test]
    fn a_person_is_no_organisation_and_a_month_is_one_of_twelve() {
        assert_eq!(Bin::parse("900101300017"), Err(NumberError::Kind));
        assert_eq!(Bin::parse("150640000125"), Err(NumberError::CheckDigit));
        let without_check = "15134000012";
        let with_check =
            (0..10).map(|d| format!("{without_check}{d}")).find(|t| Twelve::read(t).unwrap().check().is_ok());
        assert_eq!(Bin::parse(&with_check.unwrap()), Err(NumberError::Date));
    }

    #[test]
    fn neither_display_nor_debug_shows_the_number() {
        let bin = Bin::parse("150640000124").unwrap();
        assert_eq!((bin.to_string(), format!("{bin:?}")), ("••••••••0124".to_owned(), "Bin(…)".to_owned()));
        assert_eq!(bin.reveal(), "150640000124");
    }
}
