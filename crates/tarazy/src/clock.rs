//! The one place of this program where the clock is read.

use std::time::{SystemTime, UNIX_EPOCH};
use tarazy_store::Clock;

/// Milliseconds since 1970-01-01 UTC.
#[expect(clippy::disallowed_methods, reason = "time enters the program here and is passed on")]
pub(crate) fn now_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
}

/// Seconds on a clock that never goes back, for rates.
#[expect(clippy::disallowed_methods, reason = "time enters the program here and is passed on")]
pub(crate) fn stopwatch() -> impl Fn() -> f64 {
    let start = std::time::Instant::now();
    move || start.elapsed().as_secs_f64()
}

/// The system's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&mut self) -> i64 {
        now_ms()
    }
}
