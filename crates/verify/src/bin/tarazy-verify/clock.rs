//! The one place of this program where the clock is read, and how a moment is written.

use jiff::Timestamp;

/// Milliseconds since 1970-01-01 UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the verifier's own clock: it bounds the timestamps of cosignatures (docket.md section 14); the library is given the time"
)]
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// `2025-11-22 09:00:00` of milliseconds since 1970-01-01 UTC; the bare number beyond the year 9999.
pub(crate) fn date_and_time(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms);
    moment.map_or_else(|_| ms.to_string(), |moment| moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00"),
            (-1, "1969-12-31 23:59:59"),
            (951_782_400, "2000-02-29 00:00:00"),
            (1_763_802_000, "2025-11-22 09:00:00"),
            (4_107_542_399, "2100-02-28 23:59:59"),
            (9_007_199_254_740, "9007199254740000"),
        ] {
            assert_eq!(date_and_time(seconds * 1000), text);
        }
    }
}
