//! `GET /courts`: the courts, by name or code. Typed without Kazakh letters, they are found too.

use super::read;
use super::shell::{Page as _, Shell, Visit};
use crate::directory;
use crate::error::ApiError;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

/// No longer text is searched for.
const MAX: usize = 100;

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "courts.html")]
struct Courts {
    s: Shell,
    q: String,
    courts: Vec<(String, String)>,
    found: String,
}

/// The list of courts.
pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let q: String = asked.q.trim().chars().take(MAX).collect();
        let directory = site.directory()?;
        let found = directory.search(&q, visit.lang);
        let courts: Vec<(String, String)> =
            found.iter().map(|c| (c.code.clone(), directory::name(c, visit.lang).to_owned())).collect();
        let say = visit.say();
        let s = visit.shell(say.t("courts-title"))?.crumb("", say.t("home-crumb")).at("courts");
        let found = say.a("courts-found", "count", &courts.len().to_string());
        Courts { s: s.data("/api/courts".to_owned()), q, courts, found }.show()
    })
    .await
}
