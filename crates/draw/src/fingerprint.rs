//! Fingerprints of disputes: keyed, so that they tell nothing to who has not the registry's key (draw.md section 9).

use crate::record::Code;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tarazy_docket::{Hash, Object, Value};

/// How many digits of a category a fingerprint without a subject holds.
const CATEGORY_DIGITS: usize = 6;

/// The registry's key. It never leaves the registry, and `Debug` does not show it.
#[derive(Clone)]
pub struct FingerprintKey([u8; 32]);

impl FingerprintKey {
    /// Wraps 32 bytes that came from the system's random source once.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(…)")
    }
}

/// A fingerprint of one pair of parties, and whether the subject is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// The keyed hash.
    pub hash: Hash,
    /// A match binds the case to the first judge; without a subject it is only counted.
    pub has_subject: bool,
}

/// The fingerprint of a claimant and a respondent (each an IIN, a BIN, or a normalised name with birth date) in a
/// category, about a subject: the normalised identity of a contract, act, property or earlier case, or empty.
pub fn fingerprint(
    key: &FingerprintKey,
    claimant: &str,
    respondent: &str,
    category: &Code,
    subject: &str,
) -> Fingerprint {
    let has_subject = !subject.is_empty();
    let digits = category.as_str().get(..CATEGORY_DIGITS).unwrap_or(category.as_str());
    let dispute = Object::new()
        .with("c", claimant)
        .with("cat", if has_subject { "" } else { digits })
        .with("r", respondent)
        .with("sub", subject);
    let bytes = Value::Object(dispute).to_bytes();
    // A key of 32 bytes fits every HMAC; the fallback is never taken.
    let hash = Hmac::<Sha256>::new_from_slice(&key.0).map_or([0; 32], |mut mac| {
        mac.update(b"tarazy-draw/1 fp\0");
        mac.update(&bytes);
        mac.finalize().into_bytes().into()
    });
    Fingerprint { hash: Hash(hash), has_subject }
}

/// The fingerprints of a case: of each pair of claimant and respondent, the first 64 pairs in sorted order.
pub fn fingerprints(
    key: &FingerprintKey,
    claimants: &[&str],
    respondents: &[&str],
    category: &Code,
    subject: &str,
) -> Vec<Fingerprint> {
    let pairs = claimants.iter().flat_map(|c| respondents.iter().map(move |r| (*c, *r)));
    let mut pairs: Vec<(&str, &str)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.truncate(crate::ledger::MAX_FINGERPRINTS);
    pairs.into_iter().map(|(c, r)| fingerprint(key, c, r, category, subject)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> FingerprintKey {
        FingerprintKey::new([7; 32])
    }

    #[test]
    fn the_known_answer_of_another_program() {
        // python3: hmac.new(b"\7"*32, b"tarazy-draw/1 fp\0" + json, "sha256")
        let category: Code = "01210034".parse().unwrap();
        let with = fingerprint(&key(), "900101300017", "041240000123", &category, "договор 12");
        let without = fingerprint(&key(), "900101300017", "041240000123", &category, "");
        assert_eq!(with.hash.to_hex(), "5ca214a1bec49c271d78f65c9796f4a140bc2da100b644fb3c7f5c0cc4a79437");
        assert_eq!(without.hash.to_hex(), "68de027da95c4a8736f46105ca361c43bc46d4d3fa4ff3c448208a16296a995c");
        assert!(with.has_subject && !without.has_subject);
    }

    #[test]
    fn the_category_counts_by_its_first_six_digits_and_only_without_a_subject() {
        let of = |category: &str, subject: &str| {
            fingerprint(&key(), "a", "b", &category.parse().unwrap(), subject)
        };
        assert_eq!(of("01210034", ""), of("01210099", ""));
        assert_ne!(of("012100", ""), of("012200", ""));
        assert_eq!(of("012100", "s"), of("99", "s"));
        assert_eq!(of("0121", ""), of("0121", ""));
    }

    #[test]
    fn pairs_are_sorted_distinct_and_at_most_64() {
        let category: Code = "0121".parse().unwrap();
        let many: Vec<String> = (0..20).map(|n| format!("c{n:02}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let all = fingerprints(&key(), &many, &["x", "y", "z", "x"], &category, "");
        assert_eq!(all.len(), 60);
        assert_eq!(all[1], fingerprint(&key(), "c00", "y", &category, ""));
        let reversed: Vec<&str> = many.iter().rev().copied().collect();
        assert_eq!(fingerprints(&key(), &reversed, &["z", "y", "x"], &category, ""), all);
        assert_eq!(fingerprints(&key(), &many, &["v", "w", "x", "y"], &category, "").len(), 64);
    }

    #[test]
    fn another_key_gives_another_fingerprint_and_no_key_is_shown() {
        let category: Code = "0121".parse().unwrap();
        let other = FingerprintKey::new([8; 32]);
        assert_ne!(
            fingerprint(&key(), "a", "b", &category, "").hash,
            fingerprint(&other, "a", "b", &category, "").hash
        );
        assert_eq!(format!("{other:?}"), "FingerprintKey(…)");
    }
}
