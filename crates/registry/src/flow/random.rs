//! The seeded generator of scenarios and synthetic flows: SplitMix64, so that a seed gives the same flow everywhere.
//! It never touches a real draw.

/// A stream of pseudo-random numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed for one purpose: equal seeds with other labels are independent.
    pub fn new(seed: u64, label: &str) -> Self {
        let digest = tarazy_docket::sha256(&[&seed.to_be_bytes(), label.as_bytes()]);
        let mut start = [0; 8];
        start.copy_from_slice(&digest.0[..8]);
        Self(u64::from_be_bytes(start))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 for `n` = 0. The tiny bias of the method does not matter for a scenario.
    pub fn below(&mut self, n: u64) -> u64 {
        u64::try_from((u128::from(self.next_u64()) * u128::from(n)) >> 64).unwrap_or(0)
    }

    /// A place in a list of `len`.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u64::try_from(len).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// True with a chance of `per_mille`.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the rows of a table, each with its weight.
    pub fn pick<'a, T>(&mut self, table: &'a [(T, u64)]) -> Option<&'a T> {
        let total = table.iter().map(|(_, weight)| weight).sum();
        let mut at = self.below(total);
        for (value, weight) in table {
            if at < *weight {
                return Some(value);
            }
            at -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_start_of_splitmix64() {
        let mut r = Random(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| r.next_u64()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn seeds_and_labels_give_streams_of_their_own() {
        let mut a = Random::new(1, "absences");
        assert_eq!(a.next_u64(), Random::new(1, "absences").next_u64());
        assert_ne!(Random::new(1, "absences").next_u64(), Random::new(2, "absences").next_u64());
        assert_ne!(Random::new(1, "absences").next_u64(), Random::new(1, "recusals").next_u64());
    }

    #[test]
    fn a_weighted_choice_keeps_to_its_table() {
        let mut r = Random::new(7, "table");
        let table = [("a", 0), ("b", 3), ("c", 1)];
        let picks: Vec<&str> = (0..400).filter_map(|_| r.pick(&table).copied()).collect();
        assert_eq!(picks.len(), 400);
        assert!(!picks.contains(&"a"));
        let b = picks.iter().filter(|p| **p == "b").count();
        assert!((240..360).contains(&b), "{b}");
    }
}
