//! What one server bears: how many connections, and how long each may take over what.

use crate::peer::Proxies;
use std::time::Duration;

/// Limits of a server. Nothing that a stranger does makes it hold more, or longer, than they say.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections that one listener serves at the same time; more wait in the system's queue.
    pub connections: usize,
    /// Of these, connections of one subscriber; more are closed at once. Proxies are exempt.
    pub connections_each: usize,
    /// How long the head of a request may take to arrive, and how long a connection may stay idle.
    pub head: Duration,
    /// How long the body of a request may take to arrive.
    pub body: Duration,
    /// How old a connection may become. Then the request under way is its last, which also ends the patience with a reader
    /// who never takes his answer.
    pub age: Duration,
    /// How long requests under way may still take after the server was told to stop, or the connection became old.
    pub grace: Duration,
    /// The proxies before this server.
    pub proxies: Proxies,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            connections_each: 64,
            head: Duration::from_secs(20),
            body: Duration::from_secs(20),
            age: Duration::from_secs(300),
            grace: Duration::from_secs(10),
            proxies: Proxies::default(),
        }
    }
}

/// How long a body may take, as an extractor finds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyTime(pub(crate) Duration);
