//! Randomness, passed in.

/// A source of random bytes. The program's is the operating system's; tests pass a seeded one.
pub trait Entropy: Send {
    /// Fills `out` with random bytes.
    fn fill(&mut self, out: &mut [u8]);
}

impl<E: Entropy + ?Sized> Entropy for Box<E> {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}
