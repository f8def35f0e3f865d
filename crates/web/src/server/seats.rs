//! How many connections each subscriber of the network has open.

use crate::peer::Subscriber;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Open connections by subscriber. It holds only those that have one, so it is no larger than the limit of connections.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<HashMap<Subscriber, usize>>);

/// A place that is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    subscriber: Subscriber,
}

impl Seats {
    /// A place for one more connection of a subscriber; `None` if it has `most` already.
    pub(super) fn take(self: &Arc<Self>, subscriber: Subscriber, most: usize) -> Option<Seat> {
        let mut taken = self.lock();
        let own = taken.get(&subscriber).copied().unwrap_or_default();
        if own >= most {
            return None;
        }
        taken.insert(subscriber, own + 1);
        Some(Seat { seats: Arc::clone(self), subscriber })
    }

    /// Numbers stay whole even if a thread panicked between two of them.
    fn lock(&self) -> MutexGuard<'_, HashMap<Subscriber, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        match taken.get_mut(&self.subscriber) {
            Some(own) if *own > 1 => *own -= 1,
            Some(_) | None => drop(taken.remove(&self.subscriber)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_has_his_places_and_no_more_and_nobody_is_remembered_without_one() {
        let seats = Arc::new(Seats::default());
        let [a, b] = ["192.0.2.1", "192.0.2.2"].map(|text| Subscriber::of(text.parse().unwrap()));
        let (first, second) = (seats.take(a, 2), seats.take(a, 2));
        assert!(first.is_some() && second.is_some() && seats.take(a, 2).is_none());
        assert!(seats.take(b, 2).is_some(), "another's places are his own");
        drop(first);
        assert!(seats.take(a, 2).is_some());
        drop(second);
        assert!(seats.lock().is_empty());
    }
}
