//! The limiter beside an exact one, which remembers everybody.

use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

const RATE: Rate = Rate { per_second: 10, burst: 5 };
const SECOND: i64 = 1_000_000;

fn subscriber(n: u32) -> Subscriber {
    Subscriber::of(IpAddr::V4(Ipv4Addr::from(n)))
}

/// One bucket for each sender, as a person would write it down: tokens, and when they were counted.
#[derive(Default)]
struct Exact(HashMap<u32, (i64, i64)>);

impl Exact {
    fn admit(&mut self, n: u32, now: i64) -> bool {
        let (cost, most) = (SECOND / 10, 5 * SECOND / 10);
        let (tokens, since) = self.0.get(&n).copied().unwrap_or((most, now));
        let tokens = most.min(tokens + now - since);
        let admitted = tokens >= cost;
        self.0.insert(n, (if admitted { tokens - cost } else { tokens }, now));
        admitted
    }
}

proptest! {
    #[test]
    fn few_senders_are_limited_exactly_and_each_for_himself(
        steps in prop::collection::vec((0u32..8, 0i64..SECOND / 4), 1..400),
        key in any::<[u8; 32]>(),
    ) {
        let mut limiter = RateLimiter::new(RATE, key);
        let mut exact = Exact::default();
        let mut now = 0;
        for (n, later) in steps {
            now += later;
            prop_assert_eq!(limiter.admit(subscriber(n), now).is_ok(), exact.admit(n, now));
        }
    }

    #[test]
    fn who_waits_as_long_as_he_is_told_is_taken(before in 0u32..40, key in any::<[u8; 32]>()) {
        let mut limiter = RateLimiter::new(RATE, key);
        let me = subscriber(1);
        let taken = (0..before).filter(|_| limiter.admit(me, 7).is_ok()).count();
        prop_assert_eq!(taken, usize::try_from(before.min(RATE.burst)).unwrap());
        if let Err(wait) = limiter.admit(me, 7) {
            prop_assert!(wait > 0 && wait <= SECOND / 10);
            prop_assert!(limiter.admit(me, 7 + wait - 1).is_err());
            prop_assert!(limiter.admit(me, 7 + wait).is_ok());
        }
    }
}

#[test]
fn nobody_gets_more_than_his_share_however_many_others_ask() {
    let mut limiter = RateLimiter::new(RATE, [3; 32]);
    let (mut taken, mut others) = (0, 0);
    for tick in 0..1_000 {
        let now = tick * SECOND / 100;
        for other in 0..200 {
            others += u32::from(limiter.admit(subscriber(1_000_000 + other), now).is_ok());
        }
        taken += u32::from(limiter.admit(subscriber(1), now).is_ok());
    }
    // Ten seconds at ten a second, and the burst. Not fewer: two hundred others do not fill both of his places.
    assert!((100..=105).contains(&taken), "{taken}");
    assert!(others <= 200 * 105, "{others}");
}

#[test]
fn a_flood_from_many_addresses_takes_no_more_memory_and_hardly_disturbs_others() {
    let mut limiter = RateLimiter::new(RATE, [4; 32]);
    for n in 0..5_000 {
        while limiter.admit(subscriber(n), 0).is_ok() {}
    }
    assert!(limiter.empty_at.iter().all(|table| table.len() == PLACES));
    let refused = (1_000_000..1_001_000).filter(|n| limiter.admit(subscriber(*n), 0).is_err()).count();
    // Both places are full by chance for (5,000 / 65,536)² of them: 6 in 1,000.
    assert!(refused <= 20, "{refused} of 1,000 others");
}

#[test]
fn a_clock_that_falls_keeps_nobody_out_longer_than_a_full_bucket() {
    let mut limiter = RateLimiter::new(RATE, [5; 32]);
    let me = subscriber(1);
    while limiter.admit(me, 1_000 * SECOND).is_ok() {}
    let wait = limiter.admit(me, SECOND).unwrap_err();
    assert!(wait <= SECOND / 10, "{wait}");
    assert!(limiter.admit(me, SECOND + wait).is_ok());
}
