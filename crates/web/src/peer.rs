//! Who is at the other end of a connection, and what counts as one.

use axum::http::{HeaderMap, HeaderName};
use std::net::IpAddr;

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A program somewhere in the network.
    Address(IpAddr),
    /// A program on this machine that may open the socket; the system's number of its user.
    User(u32),
}

/// What counts as one subscriber of the network: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has
/// one address of those has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subscriber(u64, bool);

impl Subscriber {
    /// The subscriber of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(u32::from(v4).into(), false),
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]), true)
            }
        }
    }

    /// Bytes that no other subscriber has.
    pub(crate) fn bytes(self) -> [u8; 9] {
        let mut out = [u8::from(self.1); 9];
        out[1..].copy_from_slice(&self.0.to_be_bytes());
        out
    }
}

/// Proxies whose word about an address is taken.
#[derive(Debug, Clone)]
pub struct Proxies {
    addresses: Vec<IpAddr>,
    header: HeaderName,
}

impl Default for Proxies {
    fn default() -> Self {
        Self::new(&[], HeaderName::from_static("x-forwarded-for"))
    }
}

impl Proxies {
    /// Proxies at these addresses, each of which adds the address that it serves as the last item of a header.
    pub fn new(addresses: &[IpAddr], header: HeaderName) -> Self {
        Self { addresses: addresses.iter().map(IpAddr::to_canonical).collect(), header }
    }

    /// True if a proxy has this address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address.to_canonical())
    }

    /// The address that a request came from: the last one that a proxy names; everybody else's word is not taken. A proxy
    /// that names none is taken for the sender.
    pub(crate) fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.contains(peer) {
            return peer;
        }
        let last = headers.get_all(&self.header).iter().next_back();
        let named = last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        named.unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_subscriber_is_an_ipv4_address_or_a_64_of_ipv6() {
        let one = |a, b| Subscriber::of(ip(a)) == Subscriber::of(ip(b));
        assert!(one("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!one("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(one("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!one("192.0.2.1", "192.0.2.2"));
        assert!(!one("0.0.0.0", "::"));
        assert_ne!(Subscriber::of(ip("0.0.0.0")).bytes(), Subscriber::of(ip("::")).bytes());
    }

    #[test]
    fn only_a_proxy_is_believed_and_only_its_own_last_word() {
        let proxies = Proxies::new(&[ip("10.0.0.1")], HeaderName::from_static("x-forwarded-for"));
        let sender = |peer, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            proxies.sender(ip(peer), &headers)
        };
        assert_eq!(sender("10.0.0.1", &["198.51.100.7"]), ip("198.51.100.7"));
        assert_eq!(sender("10.0.0.1", &["203.0.113.9, 198.51.100.7"]), ip("198.51.100.7"));
        assert_eq!(sender("10.0.0.1", &["203.0.113.9", "2001:db8::1"]), ip("2001:db8::1"));
        assert_eq!(sender("::ffff:10.0.0.1", &["198.51.100.7"]), ip("198.51.100.7"));
        assert_eq!(sender("10.0.0.2", &["198.51.100.7"]), ip("10.0.0.2"), "a stranger's word");
        for none in [&[][..], &[""], &["unknown"], &["198.51.100.7, "]] {
            assert_eq!(sender("10.0.0.1", none), ip("10.0.0.1"), "{none:?}");
        }
    }
}
