//! `GET /admin/jobs`: what the program still has to do, without what it is about; and open alarms.

use super::{alarms, shell};
use crate::error::ApiError;
use crate::pages::read;
use crate::pages::shell::{Page as _, Say, Shell, Visit};
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use tarazy_store::truth;

/// Most lines of the list.
pub(super) const MOST: i64 = 200;

#[derive(Template)]
#[template(path = "admin_jobs.html")]
struct Jobs {
    s: Shell,
    alarms: Vec<String>,
    /// Kind, state, count.
    counts: Vec<(String, String, i64)>,
    lines: Vec<Line>,
    is_cut: bool,
}

struct Line {
    kind: String,
    state: String,
    attempts: i64,
    due: String,
}

/// The jobs.
pub(in crate::pages) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let (counts, open) =
            site.read(|reader, _| Ok((truth::job_counts(reader)?, truth::open_jobs(reader, MOST)?)))?;
        let is_cut = i64::try_from(open.len()).is_ok_and(|n| n == MOST);
        let line = |job: truth::JobState| Line {
            kind: kind(say, &job.kind),
            state: say.of("admin-job-is-", &job.state),
            attempts: job.attempts,
            due: Site::moment(job.due, site.zone, visit.lang),
        };
        let count =
            |(of, state, n): (String, String, i64)| (kind(say, &of), say.of("admin-job-is-", &state), n);
        Jobs {
            s: shell(&visit, say.t("admin-jobs"), true)?,
            alarms: alarms(site, &visit)?,
            counts: counts.into_iter().map(count).collect(),
            lines: open.into_iter().map(line).collect(),
            is_cut,
        }
        .show()
    })
    .await
}

/// A kind of jobs in words; its own word where there are none.
fn kind(say: Say, kind: &str) -> String {
    say.of("admin-job-of-", &kind.replace('.', "-"))
}
