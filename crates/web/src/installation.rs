//! What a court's installation serves: its log to everybody, and the counter for commands where it is wanted.

use crate::commands::{self, Commands};
use crate::log::{self, LogFace};
use crate::server::finish;
use axum::Router;
use std::sync::Arc;

/// The routes of an installation, below its prefix. `commands` is for a loopback address only.
pub fn router(face: LogFace, commands: Option<Arc<dyn Commands>>) -> Router {
    let log = log::routes(face);
    finish(match commands {
        Some(commands) => log.merge(commands::routes(commands)),
        None => log,
    })
}
