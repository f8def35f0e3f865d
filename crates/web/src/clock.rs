//! Time, passed in.

use std::sync::Arc;

/// A wall clock that many requests read at once: milliseconds since 1970-01-01 UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
