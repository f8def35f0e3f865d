//! What a server in the open bears (docs/operations.md).

use crate::clock::now_ms;
use crate::entropy::random;
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;
use tarazy_web::{Limits, Proxies, Rate, RateLimiter, Throttle};

/// Limits of the HTTP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Http {
    /// Requests a second that one address may send in the long run.
    pub(crate) rate: u32,
    /// Requests that one address may send at once.
    pub(crate) burst: u32,
    /// Connections at the same time.
    pub(crate) connections: usize,
    /// Connections of one address at the same time.
    pub(crate) connections_each: usize,
    /// Addresses of the proxies before this server.
    pub(crate) proxies: Vec<IpAddr>,
    /// Header in which they name the address that they serve, as its last item.
    pub(crate) proxy_header: String,
}

impl Default for Http {
    fn default() -> Self {
        let (rate, limits) = (Rate::default(), Limits::default());
        Self {
            rate: rate.per_second,
            burst: rate.burst,
            connections: limits.connections,
            connections_each: limits.connections_each,
            proxies: Vec::new(),
            proxy_header: "x-forwarded-for".to_owned(),
        }
    }
}

impl Http {
    /// True if nothing was set.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    fn known_proxies(&self) -> Result<Proxies, Failure> {
        let header = self.proxy_header.parse();
        let header = header.map_err(|_| Failure::usage(format!("{:?} is no header", self.proxy_header)))?;
        Ok(Proxies::new(&self.proxies, header))
    }

    /// The limits of a server.
    ///
    /// # Errors
    /// A usage failure if the header is none.
    pub(crate) fn limits(&self) -> Result<Limits, Failure> {
        Ok(Limits {
            connections: self.connections,
            connections_each: self.connections_each,
            proxies: self.known_proxies()?,
            ..Limits::default()
        })
    }

    /// The limiter of requests.
    ///
    /// # Errors
    /// As [`Http::limits`].
    pub(crate) fn throttle(&self) -> Result<Arc<Throttle>, Failure> {
        let rate = Rate { per_second: self.rate, burst: self.burst };
        let limiter = RateLimiter::new(rate, random::<32>());
        Ok(Arc::new(Throttle::new(limiter, self.known_proxies()?, Arc::new(now_ms))))
    }
}
