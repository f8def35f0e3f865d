//! The log's side of its witnesses: asking all of them at once to cosign a checkpoint (C2SP tlog-witness).

mod ask;
mod http;
mod pool;

pub use ask::{Answer, Ask, Cosigned, Transport, WitnessFault};
pub use http::HttpTransport;
pub use pool::{Pool, Progress};
