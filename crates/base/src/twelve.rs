//! What IIN and BIN share: twelve digits, the last of which checks the others.

use crate::message::Message;

/// Why a text is not the identification number of a person or an organisation.
///
/// Only the shape is certain: some numbers in use are said not to keep the other rules, so a caller that takes what a
/// person gives reads the shape and keeps the doubt ([`NumberError::is_doubt`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not twelve characters.
    #[error("an identification number has 12 digits, not {0}")]
    Length(usize),
    /// A character that is not a digit.
    #[error("an identification number has digits only")]
    NotDigits,
    /// The last digit does not check the others.
    #[error("the check digit of the identification number is wrong")]
    CheckDigit,
    /// No such day of birth, or no such month of registration.
    #[error("the date in the identification number does not exist")]
    Date,
    /// The seventh digit of an IIN names no century and sex.
    #[error("the seventh digit of the IIN must be 1 to 6")]
    Century,
    /// The fifth digit of a BIN names no kind of organisation.
    #[error("the fifth digit of the BIN must be 4, 5 or 6")]
    Kind,
}

impl NumberError {
    /// True if the text has not the shape of a number at all: refuse it.
    pub fn is_hard(self) -> bool {
        !self.is_doubt()
    }

    /// True if the shape is right and only a rule within is broken: warn, do not refuse.
    pub fn is_doubt(self) -> bool {
        match self {
            Self::Length(_) | Self::NotDigits => false,
            Self::CheckDigit | Self::Date | Self::Century | Self::Kind => true,
        }
    }
}

impl Message for NumberError {
    fn key(&self) -> &'static str {
        match self {
            Self::Length(_) => "number-length",
            Self::NotDigits => "number-not-digits",
            Self::CheckDigit => "number-check-digit",
            Self::Date => "number-date",
            Self::Century => "number-century",
            Self::Kind => "number-kind",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Length(found) => vec![("found", found.to_string())],
            Self::NotDigits | Self::CheckDigit | Self::Date | Self::Century | Self::Kind => Vec::new(),
        }
    }
}

/// Twelve digits, each 0 to 9.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Twelve([u8; 12]);

impl Twelve {
    /// Reads the shape; spaces round the number are let pass.
    pub(crate) fn read(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        let found = text.chars().count();
        if found != 12 {
            return Err(NumberError::Length(found));
        }
        let mut digits = [0; 12];
        for (place, c) in digits.iter_mut().zip(text.bytes()) {
            if !c.is_ascii_digit() {
                return Err(NumberError::NotDigits);
            }
            *place = c - b'0';
        }
        Ok(Self(digits))
    }

    pub(crate) fn digit(&self, place: usize) -> u8 {
        self.0[place]
    }

    /// The number of two digits at a place.
    pub(crate) fn pair(&self, place: usize) -> u8 {
        self.0[place] * 10 + self.0[place + 1]
    }

    pub(crate) fn check(&self) -> Result<(), NumberError> {
        let mut body = [0; 11];
        body.copy_from_slice(&self.0[..11]);
        if check_digit(&body) == Some(self.0[11]) { Ok(()) } else { Err(NumberError::CheckDigit) }
    }

    pub(crate) fn reveal(&self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }

    /// The last four digits behind dots, as screens show it.
    pub(crate) fn masked(&self) -> String {
        let shown: String = self.0[8..].iter().map(|d| char::from(b'0' + d)).collect();
        format!("••••••••{shown}")
    }
}

/// The twelfth digit for eleven others: their sum by the weights 1 … 11 modulo 11; if that is 10, by the weights
/// 3 … 11, 1, 2; if it is 10 again, the number is never issued and there is none.
///
/// The eleventh weight is 11, so the eleventh digit counts only where the second weights decide: a mistake in it usually
/// stays unseen.
pub(crate) fn check_digit(body: &[u8; 11]) -> Option<u8> {
    const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    [FIRST, SECOND]
        .iter()
        .map(|weights| body.iter().zip(weights).map(|(d, w)| u32::from(*d) * w).sum::<u32>() % 11)
        .find(|sum| *sum < 10)
        .and_then(|sum| u8::try_from(sum).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn body(text: &str) -> [u8; 11] {
        let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
        digits.try_into().unwrap()
    }

    fn first_sum(body: &[u8; 11]) -> u32 {
        (1..=11u32).zip(body).map(|(weight, digit)| weight * u32::from(*digit)).sum::<u32>() % 11
    }

    #[test]
    fn known_check_digits() {
        // Made-up numbers of the domain reference; the third needs the second weights.
        for (eleven, check) in [
            ("90010130001", 7),
            ("85123140012", 0),
            ("15064000012", 4),
            ("07014100123", 7),
            ("01022950123", 6),
        ] {
            assert_eq!(check_digit(&body(eleven)), Some(check), "{eleven}");
        }
    }

    #[test]
    fn the_second_weights_are_needed_for_one_body_in_eleven_and_some_bodies_have_no_digit() {
        let bodies: Vec<[u8; 11]> = (0..100_000u32).map(|n| body(&format!("900101{n:05}"))).collect();
        let second = bodies.iter().filter(|b| first_sum(b) == 10).count();
        let none = bodies.iter().filter(|b| check_digit(b).is_none()).count();
        assert!((8_900..9_300).contains(&second), "{second}");
        assert!((700..950).contains(&none), "{none}");
    }

    #[test]
    fn the_shape_is_twelve_ascii_digits() {
        assert!(Twelve::read(" 900101300017\n").is_ok());
        for (bad, why) in [
            ("", NumberError::Length(0)),
            ("90010130001", NumberError::Length(11)),
            ("9001013000170", NumberError::Length(13)),
            ("90010130001O", NumberError::NotDigits),
            ("９００１０１３０００１７", NumberError::NotDigits),
            ("900101 30017", NumberError::NotDigits),
        ] {
            assert_eq!(Twelve::read(bad).err(), Some(why), "{bad}");
            assert!(!why.is_doubt());
        }
    }

    proptest! {
        /// A weight of 1 to 10 is coprime to 11, so that any change of such a digit changes the sum. Only where one of the
        /// two numbers needs the second weights may a change slip through.
        #[test]
        fn one_wrong_digit_is_found_where_the_first_weights_decide(seed in 0u64..100_000_000_000, place in 0usize..11, add in 1u8..10) {
            let right = body(&format!("{seed:011}"));
            let mut wrong = right;
            wrong[place] = (wrong[place] + add) % 10;
            if first_sum(&right) < 10 && first_sum(&wrong) < 10 {
                let found = check_digit(&right) != check_digit(&wrong);
                prop_assert_eq!(found, place < 10);
            }
        }

        #[test]
        fn reading_never_panics_and_reveals_what_was_read(text in any::<String>(), digits in "[0-9]{12}") {
            let _any = Twelve::read(&text);
            let number = Twelve::read(&digits).unwrap();
            prop_assert_eq!(number.reveal(), &digits[..]);
            prop_assert!(number.masked().ends_with(&digits[8..]));
            prop_assert!(!number.masked().contains(&digits[..8]));
        }
    }
}
