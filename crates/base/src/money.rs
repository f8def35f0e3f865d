//! Money of Kazakhstan: tenge counted in tiyn, a hundredth. Foreign notations are an importer's business.

use crate::ids::shortened;
use crate::message::Message;
use std::fmt;
use std::str::FromStr;

/// No-break space: between groups of digits and before the sign.
const NBSP: char = '\u{a0}';

/// An amount in tiyn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tiyn(i64);

/// Why a text is not an amount, or a sum cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not of the shape `1 234,56 ₸`.
    #[error("not an amount in tenge: {0:?} (expected for example 1 234,56)")]
    Shape(String),
    /// Beyond 92 quadrillion tenge.
    #[error("the amount is too large")]
    TooLarge,
}

impl Message for MoneyError {
    fn key(&self) -> &'static str {
        match self {
            Self::Shape(_) => "money-shape",
            Self::TooLarge => "money-too-large",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Shape(text) => vec![("value", text.clone())],
            Self::TooLarge => Vec::new(),
        }
    }
}

impl Tiyn {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many tiyn.
    pub const fn new(tiyn: i64) -> Self {
        Self(tiyn)
    }

    /// An amount of whole tenge.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn from_tenge(tenge: i64) -> Result<Self, MoneyError> {
        tenge.checked_mul(100).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// How many tiyn.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Sum.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// Difference.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// The amount so many times.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        self.0.checked_mul(times).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// Reads `1 234,56`, with or without groups, decimals and the sign or name of the currency. Groups of three digits
    /// are parted by spaces; the decimals are one or two digits after a comma or a point.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let no = || MoneyError::Shape(shortened(text));
        let bare = without_currency(text.trim());
        let (negative, bare) = match bare.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, bare),
        };
        let (whole, decimals) = bare.split_once([',', '.']).map_or((bare, None), |(w, d)| (w, Some(d)));
        let tenge = grouped_digits(whole).ok_or_else(no)?;
        let tiyn = decimals.map_or(Some(0), hundredths).ok_or_else(no)?;
        let amount =
            tenge.parse::<i64>().ok().and_then(|t| t.checked_mul(100)).and_then(|t| t.checked_add(tiyn));
        let amount = amount.ok_or(MoneyError::TooLarge)?;
        Ok(Self(if negative { -amount } else { amount }))
    }
}

fn without_currency(text: &str) -> &str {
    let sign = ["₸", "теңге", "тенге", "тг", "KZT"].into_iter().find_map(|s| text.strip_suffix(s));
    sign.unwrap_or(text).trim_end()
}

/// The digits without spaces; if there are spaces, they part groups of three.
fn grouped_digits(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split([' ', NBSP, '\u{202f}']).collect();
    let digits = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    let in_threes = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if digits && in_threes { Some(groups.concat()) } else { None }
}

fn hundredths(text: &str) -> Option<i64> {
    let value: i64 = if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok()? } else { return None };
    match text.len() {
        1 => Some(value * 10),
        2 => Some(value),
        _ => None,
    }
}

impl fmt::Display for Tiyn {
    /// `1 234,56 ₸` with no-break spaces; a minus sign for a debt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.0.unsigned_abs();
        let digits = (amount / 100).to_string();
        let mut grouped = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(NBSP);
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "−" } else { "" };
        write!(f, "{sign}{grouped},{:02}{NBSP}₸", amount % 100)
    }
}

impl FromStr for Tiyn {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    #[test]
    fn amounts_are_shown_with_groups_comma_and_sign() {
        for (tiyn, shown) in [
            (0, "0,00\u{a0}₸"),
            (5, "0,05\u{a0}₸"),
            (123_456, "1\u{a0}234,56\u{a0}₸"),
            (12_345_600, "123\u{a0}456,00\u{a0}₸"),
            (100_000_000_000, "1\u{a0}000\u{a0}000\u{a0}000,00\u{a0}₸"),
            (-150, "−1,50\u{a0}₸"),
            (i64::MIN, "−92\u{a0}233\u{a0}720\u{a0}368\u{a0}547\u{a0}758,08\u{a0}₸"),
        ] {
            assert_eq!(Tiyn::new(tiyn).to_string(), shown);
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, tiyn) in [
            ("1234", 123_400),
            ("1 234,56", 123_456),
            ("1\u{a0}234,56\u{a0}₸", 123_456),
            ("1234.5", 123_450),
            ("20 000 теңге", 2_000_000),
            ("20000 тг", 2_000_000),
            ("- 5,00", -500),
            ("−0,07 KZT", -7),
        ] {
            assert_eq!(Tiyn::parse(text).map(Tiyn::get), Ok(tiyn), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in [
            "", "₸", ",50", "1,", "1,234", "1.234,00", "12 34", "1234 567", "1  234", "R$ 20", "1e3", "--1",
            "0x10",
        ] {
            assert_eq!(Tiyn::parse(text), Err(MoneyError::Shape(text.to_owned())), "{text}");
        }
        assert_eq!(Tiyn::parse("92233720368547758,08"), Err(MoneyError::TooLarge));
        assert_eq!(Tiyn::parse("99999999999999999999"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn arithmetic_never_wraps() {
        let most = Tiyn::new(i64::MAX);
        assert_eq!(most.checked_add(Tiyn::new(1)), Err(MoneyError::TooLarge));
        assert_eq!(Tiyn::new(i64::MIN).checked_sub(Tiyn::new(1)), Err(MoneyError::TooLarge));
        assert_eq!(most.checked_mul(2), Err(MoneyError::TooLarge));
        assert_eq!(Tiyn::from_tenge(i64::MAX), Err(MoneyError::TooLarge));
        assert_eq!(Tiyn::from_tenge(3).and_then(|t| t.checked_add(Tiyn::new(7))), Ok(Tiyn::new(307)));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(tiyn in -i64::MAX..=i64::MAX) {
            prop_assert_eq!(Tiyn::parse(&Tiyn::new(tiyn).to_string()), Ok(Tiyn::new(tiyn)));
        }

        #[test]
        fn no_text_makes_reading_panic(text in any::<String>(), near in "[-−]?[0-9 ,.]{0,25}[₸]?") {
            let _any = Tiyn::parse(&text);
            let _near = Tiyn::parse(&near);
        }
    }
}
