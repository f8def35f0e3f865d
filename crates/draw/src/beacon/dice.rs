//! Dice thrown in public: the arithmetic of such a beacon. Its one round is announced in the log, then thrown.

use core::fmt;
use core::str::FromStr;
use tarazy_docket::{Hash, sha256};

/// How many ten-sided dice are thrown.
pub const DICE: usize = 20;

/// What the dice showed, in the stated order: 20 decimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits([u8; DICE]);

/// The text is not 20 decimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {DICE} decimal digits")]
pub struct NotDigits;

impl FromStr for Digits {
    type Err = NotDigits;
    fn from_str(text: &str) -> Result<Self, NotDigits> {
        let digits: [u8; DICE] = text.as_bytes().try_into().map_err(|_| NotDigits)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(NotDigits) }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|d| write!(f, "{}", char::from(*d)))
    }
}

/// The id of a throw: from the leaf hash of its announcement.
pub fn id(announcement: &Hash) -> Hash {
    sha256(&[b"tarazy-beacon-dice/1 info\0", announcement.as_bytes()])
}

/// The 32 bytes of a throw.
pub fn output(beacon: &Hash, digits: &Digits) -> [u8; 32] {
    // lp(digits): the length is that of 20 dice.
    sha256(&[b"tarazy-beacon-dice/1 out\0", beacon.as_bytes(), &[0, 0, 0, 20], &digits.0]).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_decimal_digits_and_nothing_else() {
        let text = "31415926535897932384";
        assert_eq!(text.parse::<Digits>().unwrap().to_string(), text);
        for bad in ["", "3141592653589793238", "314159265358979323846", "3141592653589793238x", "٣١٤١٥٩٢٦٥٣"]
        {
            assert_eq!(bad.parse::<Digits>(), Err(NotDigits));
        }
    }

    #[test]
    fn a_throw_depends_on_its_announcement_and_its_order() {
        let (a, b): (Digits, Digits) =
            ("01234567890123456789".parse().unwrap(), "10234567890123456789".parse().unwrap());
        let beacon = id(&Hash([1; 32]));
        assert_ne!(output(&beacon, &a), output(&beacon, &b));
        assert_ne!(output(&beacon, &a), output(&id(&Hash([2; 32])), &a));
    }
}
