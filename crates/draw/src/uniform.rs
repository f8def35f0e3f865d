//! Uniform integers from a seed: SHA-256 in counter mode, by rejection (draw.md section 3).

use core::fmt;
use core::num::{NonZeroU32, NonZeroU128};
use core::str::FromStr;
use sha2::{Digest, Sha256};
use tarazy_docket::Hash;

/// What every hash of the draw begins with.
pub(crate) const PROTOCOL: &[u8] = b"tarazy-draw/1";

/// What a stream of numbers is for. There are no other streams (draw.md section 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A seat of a draw, from 1: `case`, `case/2`, `case/3`, …
    Seat(NonZeroU32),
    /// A sample of a jury list: `jury`.
    Jury,
    /// Tickets of an urn: `urn`.
    Urn,
    /// A sample for auditors: `audit`.
    Audit,
    /// Any other list: `list`.
    List,
}

/// The text is not a label of the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a label of a stream")]
pub struct NotALabel;

impl Label {
    /// The first seat: `case`.
    pub const CASE: Self = Self::Seat(NonZeroU32::MIN);
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seat(NonZeroU32::MIN) => f.write_str("case"),
            Self::Seat(seat) => write!(f, "case/{seat}"),
            Self::Jury => f.write_str("jury"),
            Self::Urn => f.write_str("urn"),
            Self::Audit => f.write_str("audit"),
            Self::List => f.write_str("list"),
        }
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let label = match text {
            "case" => Self::CASE,
            "jury" => Self::Jury,
            "urn" => Self::Urn,
            "audit" => Self::Audit,
            "list" => Self::List,
            other => {
                let digits = other.strip_prefix("case/").ok_or(NotALabel)?;
                Self::Seat(digits.parse().map_err(|_| NotALabel)?)
            }
        };
        // One seat has one spelling: `case/1`, `case/02` and `case/+2` are not labels.
        if label.to_string() == text { Ok(label) } else { Err(NotALabel) }
    }
}

/// Longest input of a block: protocol, space, longest label (`case/` and ten digits), zero, seed, counter.
const MAX_INPUT: usize = PROTOCOL.len() + 1 + 15 + 1 + 32 + 4;

/// A stream of numbers from a seed. The same seed and label always give the same numbers.
#[derive(Debug, Clone)]
pub struct Stream {
    input: [u8; MAX_INPUT],
    /// Bytes of `input` before the counter.
    head: usize,
    counter: u32,
    label: Label,
}

impl Stream {
    /// The stream of `label` from `seed`, at its start.
    pub fn new(seed: &Hash, label: Label) -> Self {
        let mut stream = Self { input: [0; MAX_INPUT], head: 0, counter: 0, label };
        stream.push(PROTOCOL);
        stream.push(b" ");
        match label {
            Label::CASE => stream.push(b"case"),
            Label::Seat(_) | Label::Jury | Label::Urn | Label::Audit | Label::List => {
                stream.push(label.to_string().as_bytes());
            }
        }
        stream.push(&[0]);
        stream.push(seed.as_bytes());
        stream
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.head + bytes.len();
        self.input[self.head..end].copy_from_slice(bytes);
        self.head = end;
    }

    /// What it is for.
    pub fn label(&self) -> Label {
        self.label
    }

    /// How many blocks were used: more than numbers taken where blocks were rejected.
    pub fn blocks(&self) -> u32 {
        self.counter
    }

    /// The next number of 0…`bound`−1, each exactly equally likely.
    pub fn uniform(&mut self, bound: NonZeroU128) -> u128 {
        let bound = bound.get();
        loop {
            let x = self.block();
            // Accept below 2^128 − (2^128 mod bound), so that every remainder has as many blocks as any other. The
            // remainder 2^128 mod bound is less than bound, so the exact limit is needed near the top alone.
            if x <= u128::MAX - bound || x <= u128::MAX - bound.wrapping_neg() % bound {
                return remainder(x, bound);
            }
        }
    }

    fn block(&mut self) -> u128 {
        let end = self.head + 4;
        self.input[self.head..end].copy_from_slice(&self.counter.to_be_bytes());
        // A wrap would need 2^32 blocks of one seed; no use of a stream comes near.
        self.counter = self.counter.wrapping_add(1);
        let digest: [u8; 32] = Sha256::digest(&self.input[..end]).into();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        u128::from_be_bytes(first)
    }
}

/// `x mod bound`. Bounds are capacities and coins, almost all of them below 2^32: then four short divisions do, and for
/// a power of two none.
fn remainder(x: u128, bound: u128) -> u128 {
    match u32::try_from(bound) {
        Ok(_) if bound.is_power_of_two() => x & (bound - 1),
        Ok(small) => {
            let small = u64::from(small);
            let digits = x.to_be_bytes();
            let (digits, _) = digits.as_chunks::<4>();
            let next =
                |left: u64, digit: &[u8; 4]| (left << 32 | u64::from(u32::from_be_bytes(*digit))) % small;
            u128::from(digits.iter().fold(0, next))
        }
        Err(_) => x % bound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(k: u32) -> Label {
        Label::Seat(NonZeroU32::new(k).unwrap())
    }

    #[test]
    fn labels_are_a_closed_list_with_one_spelling_each() {
        let good = [
            Label::CASE,
            seat(2),
            seat(10),
            seat(u32::MAX),
            Label::Jury,
            Label::Urn,
            Label::Audit,
            Label::List,
        ];
        for label in good {
            assert_eq!(label.to_string().parse(), Ok(label));
        }
        assert_eq!(seat(1).to_string(), "case");
        assert_eq!(seat(3).to_string(), "case/3");
        for bad in [
            "",
            "Case",
            "case/",
            "case/0",
            "case/1",
            "case/02",
            "case/+2",
            "case/4294967296",
            "jury ",
            "other",
        ] {
            assert_eq!(bad.parse::<Label>(), Err(NotALabel), "{bad}");
        }
    }

    #[test]
    fn the_longest_label_fits_the_input() {
        let mut stream = Stream::new(&Hash([255; 32]), seat(u32::MAX));
        assert_eq!(stream.head + 4, MAX_INPUT);
        stream.uniform(NonZeroU128::MAX);
        assert_eq!(stream.blocks(), 1);
    }

    #[test]
    fn a_stream_is_the_hash_of_its_parts() {
        let seed = Hash([7; 32]);
        let block = tarazy_docket::sha256(&[b"tarazy-draw/1 case/2\0", &[7; 32], &[0, 0, 0, 0]]);
        let x = u128::from_be_bytes(block.0[..16].try_into().unwrap());
        let full = NonZeroU128::MAX;
        assert_eq!(Stream::new(&seed, seat(2)).uniform(full), x);
    }

    #[test]
    fn just_over_half_of_the_range_rejects_about_half_of_the_blocks() {
        let mut stream = Stream::new(&Hash([1; 32]), Label::List);
        let bound = NonZeroU128::new((1 << 127) + 1).unwrap();
        for _ in 0..1000 {
            assert!(stream.uniform(bound) < bound.get());
        }
        assert!((1800..2200).contains(&stream.blocks()), "{}", stream.blocks());
    }

    proptest::proptest! {
        #[test]
        fn a_remainder_is_exact_for_every_bound(x: u128, bound in 1u128.., small in 1u32.., shift in 0u32..128) {
            for bound in [bound, u128::from(small), 1 << shift, u128::from(u32::MAX), 1 << 32] {
                proptest::prop_assert_eq!(remainder(x, bound), x % bound);
            }
        }
    }

    #[test]
    fn powers_of_two_reject_nothing() {
        let mut stream = Stream::new(&Hash([2; 32]), Label::Urn);
        for bits in 0..128 {
            stream.uniform(NonZeroU128::new(1 << bits).unwrap());
        }
        assert_eq!(stream.blocks(), 128);
    }
}
