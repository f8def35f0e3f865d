//! How sure we are of a fact of the domain: the marks of the domain reference.

/// The mark of a fact. Everything below [`Certainty::Verified`] is data that an installation may correct, never a hard
/// rule of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// `V`: read in the official text, read in working code, or tested.
    Verified,
    /// `S`: a secondary source, such as news, a court's site or somebody else's code.
    Secondary,
    /// `M`: from memory, likely right.
    Memory,
    /// `L`: unsure, an inference, or invented for want of the official figure.
    Unsure,
}

impl Certainty {
    /// All marks, the surest first.
    pub const ALL: [Self; 4] = [Self::Verified, Self::Secondary, Self::Memory, Self::Unsure];

    /// The letter of the mark.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "V",
            Self::Secondary => "S",
            Self::Memory => "M",
            Self::Unsure => "L",
        }
    }

    /// The mark with this letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.as_str() == letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_round_trip_and_nothing_else_is_a_mark() {
        for mark in Certainty::ALL {
            assert_eq!(Certainty::from_letter(mark.as_str()), Some(mark));
        }
        for not in ["", "v", "VS", "М"] {
            assert_eq!(Certainty::from_letter(not), None, "{not}");
        }
    }
}
