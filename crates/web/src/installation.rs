//! What a court's installation serves: its pages and its log to everybody, and the counter for commands where it is wanted.

use crate::commands::{self, Commands};
use crate::common::{finish, limited, methods, public};
use crate::log::{self, LogFace};
use crate::pages;
use crate::rate::Throttle;
use crate::site::Site;
use axum::Router;
use std::sync::Arc;

/// The routes of an installation, below its prefix. `commands` is for the socket and for a loopback address only; commands
/// are not counted by `throttle`, since each is signed or an operator's. `site` are the pages, which the socket has not.
pub fn router(
    face: LogFace,
    commands: Option<Arc<dyn Commands>>,
    throttle: Arc<Throttle>,
    site: Option<&Arc<Site>>,
) -> Router {
    let log = match site {
        Some(_) => limited(log::routes(face), Arc::clone(&throttle)),
        None => public(log::routes(face), Arc::clone(&throttle)),
    };
    let programs = finish(match commands {
        Some(commands) => log.merge(methods(commands::routes(commands))),
        None => log,
    });
    match site {
        Some(site) => programs.merge(pages::router(site, throttle)),
        None => programs,
    }
}
