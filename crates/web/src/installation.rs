//! What a court's installation serves: its log to everybody, and the counter for commands where it is wanted.

use crate::commands::{self, Commands};
use crate::common::{finish, methods, public};
use crate::log::{self, LogFace};
use crate::rate::Throttle;
use axum::Router;
use std::sync::Arc;

/// The routes of an installation, below its prefix. `commands` is for the socket and for a loopback address only; commands
/// are not counted by `throttle`, since each is signed or an operator's.
pub fn router(face: LogFace, commands: Option<Arc<dyn Commands>>, throttle: Arc<Throttle>) -> Router {
    let log = public(log::routes(face), throttle);
    finish(match commands {
        Some(commands) => log.merge(methods(commands::routes(commands))),
        None => log,
    })
}
