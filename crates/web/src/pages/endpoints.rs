//! Every endpoint of the pages, in one place: the router is made from this table, and so is the test that asks each of them
//! as nobody and as somebody else (architecture, invariant 6).

use super::{calendar, case, court, courts, data, draw, find, hearings, home, plain};
use crate::site::Site;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// Who may ask an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody; the answer is the same for all.
    Anybody,
}

/// An endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// `get` or `post`.
    pub method: &'static str,
    /// The path, below the language for pages.
    pub path: &'static str,
    /// True for a page, which is there in each language; false for data, which stand below the root.
    pub is_page: bool,
    /// Who may ask it.
    pub who: Who,
}

macro_rules! endpoints {
    (pages { $($method:ident $path:literal $handler:path, $who:ident;)* }
     data { $($dmethod:ident $dpath:literal $dhandler:path, $dwho:ident;)* }) => {
        /// All endpoints.
        pub const ENDPOINTS: &[Endpoint] = &[
            $(Endpoint { method: stringify!($method), path: $path, is_page: true, who: Who::$who },)*
            $(Endpoint { method: stringify!($dmethod), path: $dpath, is_page: false, who: Who::$dwho },)*
        ];

        /// The pages, below their language.
        pub(super) fn pages() -> Router<Arc<Site>> {
            Router::new()$(.route($path, $method($handler)))*
        }

        /// Data for programs.
        pub(super) fn data() -> Router<Arc<Site>> {
            Router::new()$(.route($dpath, $dmethod($dhandler)))*
        }
    };
}

endpoints! {
    pages {
        get "/" home::get, Anybody;
        get "/courts" courts::get, Anybody;
        get "/court/{code}" court::get, Anybody;
        get "/court/{code}/hearings" hearings::get, Anybody;
        get "/find" find::get, Anybody;
        get "/case/{*number}" case::get, Anybody;
        get "/draw/{leaf}" draw::get, Anybody;
        get "/accessibility" plain::accessibility, Anybody;
        get "/about" plain::about, Anybody;
    }
    data {
        get "/api/courts" data::courts, Anybody;
        get "/api/court/{code}" data::court, Anybody;
        get "/api/court/{code}/hearings" calendar::json, Anybody;
        get "/api/court/{code}/hearings.ics" calendar::ics, Anybody;
        get "/api/case/{*number}" data::case, Anybody;
        get "/api/draw/{leaf}/bundle" data::bundle, Anybody;
    }
}
