//! The hook for a virus scanner: it sees every byte of a file before the file is kept.

/// Looks at files. An installation gives its own; [`NoScanner`] lets everything pass.
pub trait Scanner: Send + Sync {
    /// Begins to look at a file.
    fn begin(&self) -> Box<dyn Scan>;
}

/// One file under a scanner's eyes.
pub trait Scan: Send {
    /// The next bytes.
    fn feed(&mut self, bytes: &[u8]);

    /// After the last byte: true if the file is clean. A scanner that could not look says false.
    fn is_clean(self: Box<Self>) -> bool;
}

/// Lets everything pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoScanner;

impl Scanner for NoScanner {
    fn begin(&self) -> Box<dyn Scan> {
        Box::new(Self)
    }
}

impl Scan for NoScanner {
    fn feed(&mut self, _: &[u8]) {}

    fn is_clean(self: Box<Self>) -> bool {
        true
    }
}
