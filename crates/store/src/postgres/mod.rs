//! PostgreSQL: a server that several processes share; one of them is the sequencer.
//!
//! Serving runs as a role that cannot change entries; migrations, grants and restoring use the owner's role. A connection
//! blocks its thread; inside it, the statements of a batch travel together (pipelining), so that a batch costs two round
//! trips whatever its length.

mod error;
mod grant;
mod pipeline;
mod reader;
mod session;
mod value;
mod writer;

pub(crate) use grant::grant;
pub(crate) use reader::PostgresReader;
pub(crate) use writer::PostgresEngine;

use crate::error::StoreError;
use std::net::IpAddr;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Reading only.
    Read,
    /// The sequencer's writing.
    Serve,
    /// Migrations, grants and restoring, as the owner.
    Maintain,
}

/// Reads an address `postgres://…`. The connection carries no TLS, so a server on another machine is taken only if the
/// address says `sslmode=disable`: then the way to it is protected by other means (a private network, a tunnel).
pub(crate) fn parse_address(address: &str) -> Result<Config, StoreError> {
    // The error names no part of the address, which may hold a password.
    let config: Config =
        address.parse().map_err(|_| StoreError::Open("not an address of PostgreSQL".to_owned()))?;
    let near =
        config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    if near || config.get_ssl_mode() == SslMode::Disable {
        return Ok(config);
    }
    let what = "the server is on another machine and TLS is not supported: protect the way to it and say sslmode=disable";
    Err(StoreError::Open(what.to_owned()))
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_another_machine_must_be_asked_for_without_tls() {
        let table = [
            ("postgres://a@localhost/d", true),
            ("postgres://a@127.0.0.1:5433/d", true),
            ("postgres://a@%2Frun%2Fpostgresql/d", true),
            ("postgres://a@db.court.example/d", false),
            ("postgres://a@localhost,10.0.0.7/d", false),
            ("postgres://a@localhost/d?hostaddr=10.0.0.7", false),
            ("postgres://a@10.0.0.7/d?sslmode=require", false),
            ("postgres://a@10.0.0.7/d?sslmode=disable", true),
        ];
        for (address, taken) in table {
            assert_eq!(parse_address(address).is_ok(), taken, "{address}");
        }
    }

    #[test]
    fn a_bad_address_is_refused_without_showing_its_password() {
        let refused = parse_address("postgres://a:secret@localhost:port/d").unwrap_err();
        assert!(!refused.to_string().contains("secret"));
    }
}
