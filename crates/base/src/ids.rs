//! Typed identifiers. All share one grammar (docket.md section 2 rule 3); a court's code is narrower.

use crate::message::Message;
use std::fmt;
use std::str::FromStr;

/// The text is not an identifier of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Outside `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
    #[error(
        "not an identifier: {0:?} (Latin letters, digits, `.`, `_`, `-`; 1 to 64 characters, the first a letter or digit)"
    )]
    Grammar(String),
    /// Not four digits.
    #[error("not a court code: {0:?} (four digits)")]
    CourtCode(String),
    /// A division with its court does not fit into a stream's name.
    #[error("the id of a division is too long: {0:?} (at most 59 characters)")]
    LongDivision(String),
}

impl Message for IdError {
    fn key(&self) -> &'static str {
        match self {
            Self::Grammar(_) => "id-grammar",
            Self::CourtCode(_) => "id-court-code",
            Self::LongDivision(_) => "id-long-division",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let (Self::Grammar(text) | Self::CourtCode(text) | Self::LongDivision(text)) = self;
        vec![("value", shortened(text))]
    }
}

/// What was typed, cut so that a message stays a line.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(SHOWN).collect();
    cut.push('…');
    cut
}

fn identifier(text: &str) -> Result<(), IdError> {
    let bytes = text.as_bytes();
    let fits = (1..=64).contains(&bytes.len())
        && bytes[0].is_ascii_alphanumeric()
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(IdError::Grammar(shortened(text))) }
}

fn court_code(text: &str) -> Result<(), IdError> {
    let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(()) } else { Err(IdError::CourtCode(shortened(text))) }
}

fn division(text: &str) -> Result<(), IdError> {
    identifier(text)?;
    // The ledger's stream is `draw/<court>.<division>`, an identifier of at most 64 characters after the slash.
    if text.len() <= 59 { Ok(()) } else { Err(IdError::LongDivision(shortened(text))) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads one; nothing is trimmed or repaired.
            ///
            /// # Errors
            /// [`IdError`] if the text has another grammar.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                $check(text).map(|()| Self(text.to_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// Any public identifier: a judge's, an office's, a beacon's.
    Identifier,
    identifier
);
id!(
    /// Code of a court: two digits of the region, two of the court in it, as they begin a case number.
    CourtCode,
    court_code
);
id!(
    /// A division of a court: one ledger of draws.
    DivisionId,
    division
);
id!(
    /// Public id of an officer of the court who is not drawn: chair, clerk, administrator.
    OfficerId,
    identifier
);
id!(
    /// Code of a case category; in Kazakhstan 18 digits whose zero tail shows the level.
    CategoryCode,
    identifier
);

impl CourtCode {
    /// The two digits of the region.
    pub fn region(&self) -> &str {
        &self.0[..2]
    }

    /// The two digits of the court in its region.
    pub fn within(&self) -> &str {
        &self.0[2..]
    }
}

impl CategoryCode {
    /// The part that fingerprints of a dispute use: the first 6 characters, or all if it is shorter (draw.md section 9).
    pub fn stem(&self) -> &str {
        &self.0[..self.0.len().min(6)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    #[test]
    fn an_identifier_keeps_the_grammar_of_the_docket() {
        let longest = "a".repeat(64);
        for good in ["J04", "0", "civil-1", "a.b_c-D", longest.as_str()] {
            assert_eq!(Identifier::parse(good).map(|id| id.to_string()), Ok(good.to_owned()));
        }
        let too_long = "a".repeat(65);
        for bad in ["", "-a", ".a", "_a", "a b", "a/b", "судья", "a\n", too_long.as_str()] {
            assert!(Identifier::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_court_code_is_four_digits() {
        let court = CourtCode::parse("7119").unwrap();
        assert_eq!((court.region(), court.within()), ("71", "19"));
        for bad in ["", "711", "71190", "71a9", "７１１９", " 7119"] {
            assert_eq!(CourtCode::parse(bad), Err(IdError::CourtCode(bad.to_owned())));
        }
    }

    #[test]
    fn a_division_leaves_room_for_its_court() {
        assert!(DivisionId::parse(&"d".repeat(59)).is_ok());
        assert!(matches!(DivisionId::parse(&"d".repeat(60)), Err(IdError::LongDivision(_))));
    }

    #[test]
    fn the_stem_of_a_category_is_its_first_six_digits() {
        assert_eq!(CategoryCode::parse("142030001200070000").unwrap().stem(), "142030");
        assert_eq!(CategoryCode::parse("b").unwrap().stem(), "b");
    }

    proptest! {
        #[test]
        fn what_is_read_is_shown_and_nothing_panics(text in any::<String>()) {
            if let Ok(id) = Identifier::parse(&text) {
                prop_assert_eq!(id.as_str(), &text);
            }
            if let Err(e) = DivisionId::parse(&text) {
                prop_assert_eq!(e.args().len(), 1);
            }
            let _code = CourtCode::parse(&text).map(|c| c.region().len());
        }
    }
}
