//! Time, passed in.

/// A wall clock. The program's is the operating system's; tests pass one that they set.
pub trait Clock: Send {
    /// Now, in milliseconds since 1970-01-01 UTC.
    fn now(&mut self) -> i64;
}

impl<C: Clock + ?Sized> Clock for Box<C> {
    fn now(&mut self) -> i64 {
        (**self).now()
    }
}
