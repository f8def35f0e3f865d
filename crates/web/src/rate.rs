//! How often one sender may ask (docket.md section 16: limited per address, never behind a puzzle).
//!
//! Each subscriber has a bucket that empties at a steady rate (generic cell rate algorithm). Buckets lie in two tables of fixed size, at
//! places that a secret key chooses, and the emptier of a subscriber's two counts: memory does not grow with the number of
//! senders, whoever sends more than he may is refused, and he cannot choose whom he disturbs. Somebody else is refused in
//! his stead only if both places of the two are full.

use crate::clock::Clock;
use crate::error::ApiError;
use crate::peer::{Peer, Proxies, Subscriber};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::sha256;

/// Places in each of the two tables.
const PLACES: usize = 1 << 16;

/// How often one sender may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, in the long run.
    pub per_second: u32,
    /// Requests that may come at once.
    pub burst: u32,
}

impl Default for Rate {
    /// A page with all its tiles at once; a mirror of a million entries in a minute and a half.
    fn default() -> Self {
        Self { per_second: 100, burst: 400 }
    }
}

/// The buckets of all senders.
pub struct RateLimiter {
    key: [u8; 32],
    /// Time that one request takes out of a bucket, µs.
    each: i64,
    /// What a bucket holds, µs.
    depth: i64,
    /// For each place the time at which its bucket is empty again, µs.
    empty_at: [Vec<i64>; 2],
}

impl RateLimiter {
    /// Empty buckets. `key` is secret and random.
    pub fn new(rate: Rate, key: [u8; 32]) -> Self {
        let each = 1_000_000 / i64::from(rate.per_second.max(1));
        let depth = each.saturating_mul(rate.burst.max(1).into());
        Self { key, each, depth, empty_at: [vec![0; PLACES], vec![0; PLACES]] }
    }

    /// Counts a request. `now_us` is a clock in µs; if it falls, nobody waits longer than for a full bucket.
    ///
    /// # Errors
    /// If there have been too many: the µs after which the next one is taken.
    pub fn admit(&mut self, subscriber: Subscriber, now_us: i64) -> Result<(), i64> {
        let places = self.places(subscriber);
        let [a, b] = &mut self.empty_at;
        let (Some(a), Some(b)) = (a.get_mut(places.0), b.get_mut(places.1)) else { return Ok(()) };
        let full = now_us.saturating_add(self.depth);
        let empty = (*a).min(*b).clamp(now_us, full).saturating_add(self.each);
        if empty > full {
            // No place is fuller than full, also where the clock has fallen.
            (*a, *b) = ((*a).min(full), (*b).min(full));
            return Err(empty - full);
        }
        // Raised to this sender's own level and no further: what another adds to one place does not count twice.
        (*a, *b) = ((*a).clamp(empty, full.max(empty)), (*b).clamp(empty, full.max(empty)));
        Ok(())
    }

    /// A subscriber's two places.
    fn places(&self, subscriber: Subscriber) -> (usize, usize) {
        let hash = sha256(&[&self.key, &subscriber.bytes()]).0;
        let place = |at: usize| {
            let bytes = hash.get(at..at + 2).unwrap_or_default();
            bytes.iter().fold(0, |place, byte| place << 8 | usize::from(*byte))
        };
        (place(0), place(2))
    }
}

/// A rate limiter at work: with its clock, and with what is known of proxies.
pub struct Throttle {
    limiter: Mutex<RateLimiter>,
    proxies: Proxies,
    clock: Clock,
}

impl Throttle {
    /// A limiter for the requests of a server.
    pub fn new(limiter: RateLimiter, proxies: Proxies, clock: Clock) -> Self {
        Self { limiter: Mutex::new(limiter), proxies, clock }
    }

    pub(crate) fn admit(&self, request: &Request) -> Result<(), ApiError> {
        let address = match request.extensions().get() {
            Some(Peer::Address(address)) => self.proxies.sender(*address, request.headers()),
            // Whoever may open the socket need not flood it to do harm.
            Some(Peer::User(_)) => return Ok(()),
            None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let now_us = (self.clock)().saturating_mul(1000);
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter.admit(Subscriber::of(address), now_us).map_err(ApiError::rate_limited)
    }
}

/// Refuses what comes too often.
pub(crate) async fn limit(State(throttle): State<Arc<Throttle>>, request: Request, next: Next) -> Response {
    match throttle.admit(&request) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

#[cfg(test)]
mod tests;
