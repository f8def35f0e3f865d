//! `GET /`: what do you need?

use super::read;
use super::shell::{Page as _, Shell, Visit};
use crate::error::ApiError;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    s: Shell,
    courts: usize,
}

/// The home page.
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let courts = site.directory()?.count();
        let title = visit.say().t("home-title");
        Home { s: visit.shell(title)?, courts }.show()
    })
    .await
}
