//! The web: the pages that people see, and HTTP routes of the log, of commands, of a log witness, of a member of the local beacon and of a contributor to draws.
//!
//! This is the only room that knows routes and status codes. Each endpoint is a small file: its answer, its errors, and
//! nothing else; what is true it asks of the rooms below. The clock is passed in. Its truth is `docs/spec/docket.md` sections 16
//! and 17, C2SP tlog-tiles and tlog-witness, and `docs/spec/draw.md` section 7.

pub mod beacon;
pub mod client;
pub mod clock;
pub mod commands;
pub mod contributor;
pub mod error;
pub mod installation;
pub mod limits;
pub mod load;
pub mod log;
pub mod papers;
pub mod payment;
pub mod peer;
pub mod rate;
pub mod server;
pub mod witness;

pub mod pages;
pub mod site;
pub mod summons;
pub mod upload;

mod assets;
mod blocking;
mod body;
mod common;
mod cookies;
mod directory;
mod language;
mod order;

pub use clock::Clock;
pub use error::ApiError;
pub use limits::Limits;
pub use peer::{Peer, Proxies};
pub use rate::{Rate, RateLimiter, Throttle};
pub use server::Server;
pub use site::{AccessFace, Readers, Site};
