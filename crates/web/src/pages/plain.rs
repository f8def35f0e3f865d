//! Pages of text: about this system, and how it can be used by everybody.

use super::read;
use super::shell::{Page as _, Shell, Visit};
use crate::error::ApiError;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    s: Shell,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    s: Shell,
}

/// `GET /about`.
pub(super) async fn about(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |_| {
        let say = visit.say();
        let s = visit.shell(say.t("about-title"))?.crumb("", say.t("home-crumb"));
        About { s }.show()
    })
    .await
}

/// `GET /accessibility`.
pub(super) async fn accessibility(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |_| {
        let say = visit.say();
        let s = visit.shell(say.t("accessibility-title"))?.crumb("", say.t("home-crumb"));
        Accessibility { s }.show()
    })
    .await
}
