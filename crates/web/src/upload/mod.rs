//! Files that people send: streamed to the documents' folder while they are hashed, told by what they are, looked at by a
//! scanner, and made durable under their hash, where `tarazy case file` puts them too.

mod container;
mod keep;
mod kind;
mod scan;

pub(crate) use keep::Incoming;
pub use keep::{Documents, Refused, UploadFault};
pub use kind::Kind;
pub use scan::{NoScanner, Scan, Scanner};

/// The largest file, in bytes.
pub const LARGEST: u64 = 20 << 20;
