//! Every endpoint of the pages, in one place: the router is made from this table, and so is the test that asks each of them
//! as nobody and as somebody else (architecture, invariant 6).

use super::session::guard;
use super::{
    account, admin, audit, calendar, case, check, claim, court, courts, data, demo, draw, enrol, enter, find,
    hearings, home, notices, people, plain, sign_in, work,
};
use crate::site::Site;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;
use tarazy_access::policy::Action;

/// Who may ask an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// Anybody, in the installation that the demonstration made; elsewhere there is no such endpoint.
    Demonstration,
    /// Whoever has signed in; he gets what is his own.
    SignedIn,
    /// As signed in; but what somebody sends whose session ended while he typed is kept for him.
    Writing,
    /// Whoever may do this to the installation, as the policies say.
    May(Action),
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

/// A handler behind what its line in the table asks of a visitor.
fn guarded(site: &Arc<Site>, who: Who, handler: MethodRouter<Arc<Site>>) -> MethodRouter<Arc<Site>> {
    handler.layer(from_fn_with_state((Arc::clone(site), who), guard))
}

macro_rules! endpoints {
    (pages { $($method:ident $path:literal $handler:path, $who:expr;)* }
     data { $($dmethod:ident $dpath:literal $dhandler:path, $dwho:expr;)* }) => {
        /// All endpoints.
        pub const ENDPOINTS: &[Endpoint] = &[
            $(Endpoint { method: stringify!($method), path: $path, is_page: true, who: $who },)*
            $(Endpoint { method: stringify!($dmethod), path: $dpath, is_page: false, who: $dwho },)*
        ];

        /// The pages, below their language.
        pub(super) fn pages(site: &Arc<Site>) -> Router<Arc<Site>> {
            Router::new()$(.route($path, guarded(site, $who, $method($handler))))*
        }

        /// Data for programs.
        pub(super) fn data(site: &Arc<Site>) -> Router<Arc<Site>> {
            Router::new()$(.route($dpath, guarded(site, $dwho, $dmethod($dhandler))))*
        }
    };
}

endpoints! {
    pages {
        get "/" home::get, Who::Anybody;
        get "/courts" courts::get, Who::Anybody;
        get "/court/{code}" court::get, Who::Anybody;
        get "/court/{code}/hearings" hearings::get, Who::Anybody;
        get "/find" find::get, Who::Anybody;
        get "/case/{*number}" case::get, Who::Anybody;
        get "/draw/{leaf}" draw::get, Who::Anybody;
        get "/check" check::get, Who::Anybody;
        post "/check" check::post, Who::Anybody;
        get "/sign-in" sign_in::get, Who::Anybody;
        post "/sign-in" sign_in::post, Who::Anybody;
        get "/demo" demo::get, Who::Demonstration;
        post "/demo" demo::post, Who::Demonstration;
        post "/sign-out" sign_in::out, Who::SignedIn;
        get "/register" enrol::register_page, Who::Anybody;
        post "/register" enrol::register, Who::Anybody;
        get "/enrol" enrol::enrol_page, Who::Anybody;
        post "/enrol" enrol::enrol, Who::Anybody;
        post "/second" enrol::second, Who::Anybody;
        get "/account" account::get, Who::SignedIn;
        post "/account/act" account::act, Who::SignedIn;
        post "/account/end-all" account::end_all, Who::SignedIn;
        get "/people" people::list, Who::May(Action::ManagePeople);
        post "/people" people::add, Who::May(Action::ManagePeople);
        get "/person/{login}" people::one, Who::May(Action::ManagePeople);
        post "/person/{login}/grant" people::grant, Who::May(Action::ManagePeople);
        post "/person/{login}/end" people::end, Who::May(Action::ManagePeople);
        post "/person/{login}/code" people::code, Who::May(Action::ManagePeople);
        post "/person/{login}/confirm" people::confirm, Who::May(Action::ManagePeople);
        get "/audit" audit::get, Who::May(Action::ReadAudit);
        get "/admin" admin::get, Who::May(Action::ReadSystem);
        get "/admin/rules" admin::rules::get, Who::May(Action::ReadSystem);
        get "/admin/keys" admin::keys::get, Who::May(Action::ReadSystem);
        get "/admin/witnesses" admin::witnesses::get, Who::May(Action::ReadSystem);
        get "/admin/jobs" admin::jobs::get, Who::May(Action::ReadSystem);
        get "/claims" claim::list, Who::SignedIn;
        post "/claims" claim::begin, Who::SignedIn;
        get "/claim/{id}/{step}" claim::get, Who::SignedIn;
        post "/claim/{id}/{step}" claim::post, Who::Writing;
        get "/filed/{id}" claim::sent, Who::SignedIn;
        get "/filed/{id}/proof" claim::proof, Who::SignedIn;
        get "/work" work::desk_page, Who::SignedIn;
        get "/work/chair" work::chair_page, Who::SignedIn;
        post "/work/chair" work::lead, Who::SignedIn;
        get "/work/case/{*name}" work::case::get, Who::SignedIn;
        get "/work/step/{step}/{*name}" work::step::get, Who::SignedIn;
        post "/work/step/{step}/{*name}" work::step::post, Who::Writing;
        get "/work/paper/{commitment}/{*name}" work::paper_file, Who::SignedIn;
        get "/enter" enter::get, Who::Anybody;
        post "/enter" enter::post, Who::Anybody;
        post "/enter/confirm" enter::confirm, Who::SignedIn;
        get "/notices/{*number}" notices::timeline, Who::SignedIn;
        get "/notice/{case}/{n}" notices::get, Who::SignedIn;
        get "/notice/{case}/{n}/pdf" notices::pdf, Who::SignedIn;
        post "/notice/{case}/{n}/print" notices::print, Who::SignedIn;
        post "/notice/{case}/{n}/note" notices::note, Who::SignedIn;
        post "/notice/{case}/{n}/conclude" notices::conclude, Who::SignedIn;
        get "/accessibility" plain::accessibility, Who::Anybody;
        get "/about" plain::about, Who::Anybody;
    }
    data {
        get "/api/courts" data::courts, Who::Anybody;
        get "/api/court/{code}" data::court, Who::Anybody;
        get "/api/court/{code}/hearings" calendar::json, Who::Anybody;
        get "/api/court/{code}/hearings.ics" calendar::ics, Who::Anybody;
        get "/api/case/{*number}" data::case, Who::Anybody;
        get "/api/draw/{leaf}/bundle" data::bundle, Who::Anybody;
    }
}
