//! What weakens a draw (draw.md section 7): the codes that every record carries and every reader is told.

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// A weakness of a draw. The order is that of the codes' texts, as lists of them in records are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Weak {
    /// All members of the local beacon have one operator.
    BeaconOneParty,
    /// Another beacon than the first of the rules was used.
    BeaconSwitched,
    /// The category differs from the filing's.
    CategoryChanged,
    /// A reveal was missing; a later round was used.
    Fallback,
    /// The rules mark the beacon for the import of history.
    Imported,
    /// A judge was excluded after the freezing entry.
    LateExclusion,
    /// The list was drawn by another body.
    ListNotReplayable,
    /// Two could be drawn.
    LowEntropy,
    /// The policy has no quorum of witnesses, or the commit was an import's.
    NoWitness,
    /// The rules name no adopted rule of the court.
    Pilot,
    /// One could sit; there was no draw.
    SoleJudge,
    /// An act, the policy or the result has no signed document.
    UnsignedActs,
}

/// Each code with its text and the key of its sentence in `locales/*/verify.ftl`.
const TABLE: [(Weak, &str, &str); 12] = [
    (Weak::BeaconOneParty, "beacon-one-party", "weak-beacon-one-party"),
    (Weak::BeaconSwitched, "beacon-switched", "weak-beacon-switched"),
    (Weak::CategoryChanged, "category-changed", "weak-category-changed"),
    (Weak::Fallback, "fallback", "weak-fallback"),
    (Weak::Imported, "imported", "weak-imported"),
    (Weak::LateExclusion, "late-exclusion", "weak-late-exclusion"),
    (Weak::ListNotReplayable, "list-not-replayable", "weak-list-not-replayable"),
    (Weak::LowEntropy, "low-entropy", "weak-low-entropy"),
    (Weak::NoWitness, "no-witness", "weak-no-witness"),
    (Weak::Pilot, "pilot", "weak-pilot"),
    (Weak::SoleJudge, "sole-judge", "weak-sole-judge"),
    (Weak::UnsignedActs, "unsigned-acts", "weak-unsigned-acts"),
];

/// The text is none of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of a weakness")]
pub struct NotAWeakness;

impl Weak {
    /// All codes in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        TABLE.iter().map(|(weak, _, _)| *weak)
    }

    /// The code, as it stands in records.
    pub fn as_str(self) -> &'static str {
        TABLE.iter().find(|(weak, _, _)| *weak == self).map_or("", |(_, text, _)| text)
    }

    /// The key of the sentence for the reader, in Kazakh, Russian and English.
    pub fn message_key(self) -> &'static str {
        TABLE.iter().find(|(weak, _, _)| *weak == self).map_or("", |(_, _, key)| key)
    }

    /// The sorted list of those that hold.
    pub(crate) fn list(codes: impl IntoIterator<Item = (Self, bool)>) -> Vec<Self> {
        let mut held: Vec<Self> =
            codes.into_iter().filter_map(|(weak, holds)| holds.then_some(weak)).collect();
        held.sort_unstable();
        held.dedup();
        held
    }
}

impl fmt::Display for Weak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Weak {
    type Err = NotAWeakness;
    fn from_str(text: &str) -> Result<Self, NotAWeakness> {
        TABLE.iter().find(|(_, code, _)| *code == text).map(|(weak, _, _)| *weak).ok_or(NotAWeakness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_as_their_texts_and_stand_in_records_as_such() {
        let texts: Vec<&str> = Weak::all().map(Weak::as_str).collect();
        assert!(texts.is_sorted());
        let mut codes: Vec<Weak> = Weak::all().collect();
        codes.sort_unstable();
        assert!(codes.into_iter().eq(Weak::all()));
        for weak in Weak::all() {
            assert_eq!(serde_json::to_string(&weak).unwrap(), format!("\"{weak}\""));
            assert_eq!(weak.as_str().parse(), Ok(weak));
        }
        assert_eq!("other".parse::<Weak>(), Err(NotAWeakness));
    }

    #[test]
    fn each_code_has_a_sentence_in_three_languages() {
        for language in ["kk", "ru", "en"] {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
            let messages = std::fs::read_to_string(root.join(language).join("verify.ftl")).unwrap();
            for weak in Weak::all() {
                let line = format!("{} = ", weak.message_key());
                assert!(messages.lines().any(|l| l.starts_with(&line)), "{language}: {line}");
            }
        }
    }
}
