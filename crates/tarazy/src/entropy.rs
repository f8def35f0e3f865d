//! The one place of this program where the system's random source is read.

use tarazy_store::Entropy;

/// The operating system's random source.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "randomness enters the program here and is passed on")]
    #[expect(
        clippy::panic,
        reason = "a system without a random source cannot keep any promise of this program"
    )]
    fn fill(&mut self, out: &mut [u8]) {
        if let Err(e) = getrandom::fill(out) {
            panic!("the system's random source fails: {e}");
        }
    }
}

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    SystemEntropy.fill(&mut out);
    out
}

/// Fills a buffer, for those who take a function.
pub(crate) fn fill(out: &mut [u8]) {
    SystemEntropy.fill(out);
}
