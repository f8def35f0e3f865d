//! `GET /admin`: how the installation stands, for who runs it. It reads and changes nothing, and names no person and no case.

pub(super) mod jobs;
pub(super) mod keys;
pub(super) mod rules;
pub(super) mod witnesses;

use super::read;
use super::shell::{Page as _, Shell, Visit};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use tarazy_docket::notice::AlarmCode;
use tarazy_docket::{Policy, SignedCheckpoint};
use tarazy_log::published;
use tarazy_registry::alarms::{OpenAlarm, STREAM, open_alarms};
use tarazy_registry::models;
use tarazy_store::{Dialect, Refusal, truth};

#[derive(Template)]
#[template(path = "admin.html")]
struct Overview {
    s: Shell,
    /// A name, a value, and true if somebody should look.
    rows: Vec<(String, String, bool)>,
    alarms: Vec<String>,
    /// Address below the language, name, what is there.
    doors: Vec<(&'static str, String, String)>,
}

/// The frame of a page of these.
fn shell(visit: &Visit, title: String, is_below: bool) -> Result<Shell, ApiError> {
    let say = visit.say();
    let s = visit.shell(title)?.crumb("", say.t("home-crumb")).at("admin");
    Ok(if is_below { s.crumb("/admin", say.t("admin-title")) } else { s })
}

/// The overview.
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let s = shell(&visit, say.t("admin-title"), false)?;
        let door =
            |path, name: &str| (path, say.t(&format!("admin-{name}")), say.t(&format!("admin-{name}-why")));
        let mut doors = vec![
            door("/admin/rules", "rules"),
            door("/admin/keys", "keys"),
            door("/admin/witnesses", "witnesses"),
            door("/admin/jobs", "jobs"),
        ];
        if s.keeps_people {
            doors.push(("/people", say.t("people-title"), say.t("admin-people-why")));
            doors.push(("/audit", say.t("audit-title"), say.t("admin-audit-why")));
        }
        Overview { s, rows: health(site, &visit)?, alarms: alarms(site, &visit)?, doors }.show()
    })
    .await
}

/// What is known of the health: database, writer, log, witnesses, work that waits.
fn health(site: &Site, visit: &Visit) -> Result<Vec<(String, String, bool)>, ApiError> {
    let say = visit.say();
    let (dialect, end, late, draws, waiting) = site.read(|reader, _| {
        let jobs = truth::open_jobs(reader, jobs::MOST)?;
        let late = jobs.iter().filter(|job| job.state != "failed").map(|job| job.due).min();
        let draws = models::draw_counts(reader)?;
        let draws: u64 = draws.iter().filter(|(_, state, _)| state == "open").map(|(_, _, n)| n).sum();
        let waiting = models::waiting_cases(reader)?.len();
        Ok((reader.dialect(), truth::end(reader)?, late, draws, waiting))
    })?;
    let latest = latest(site)?;
    let size = latest.as_ref().map_or(0, |checkpoint| checkpoint.checkpoint().size());
    let behind = end.next_index.saturating_sub(size);
    let database = match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
    };
    let is_writing = (site.is_writing)();
    let now = (site.clock)();
    let lag = late.map_or(0, |due| now.saturating_sub(due).max(0) / 60_000);
    let last = if end.next_index == 0 {
        "–".to_owned()
    } else {
        Site::moment(end.last_time, site.zone, visit.lang)
    };
    let signed = witnesses::signed(site, latest.as_ref())?;
    let count = [("count", signed.count.to_string()), ("needed", signed.needed.to_string())];
    let row = |id: &str, value: String, is_wrong: bool| (say.t(id), value, is_wrong);
    Ok(vec![
        row("admin-database", database.to_owned(), false),
        row(
            "admin-writer",
            say.t(if is_writing { "admin-writer-up" } else { "admin-writer-down" }),
            !is_writing,
        ),
        row("admin-entries", end.next_index.to_string(), false),
        row("admin-last-entry", last, false),
        row("admin-checkpoint", say.a("check-checkpoint", "size", &size.to_string()), false),
        row("admin-behind", say.a("check-checkpoint", "size", &behind.to_string()), behind > BEHIND),
        row("admin-witnessed", say.n("admin-witnessed-value", &count), !signed.is_enough),
        row("admin-lag", say.a("admin-minutes", "minutes", &lag.to_string()), lag > LATE),
        row("admin-draws", draws.to_string(), false),
        row("admin-waiting", waiting.to_string(), false),
    ])
}

/// So many entries without a checkpoint are a reason to look: a second's work of a busy court.
const BEHIND: u64 = 1_000;
/// A job that waits so many minutes beyond its time too.
const LATE: i64 = 5;

/// The latest published checkpoint.
fn latest(site: &Site) -> Result<Option<SignedCheckpoint>, ApiError> {
    published::latest(site.objects.as_ref()).map_err(|e| ApiError::internal(&e))
}

/// The trust policy of the installation.
fn policy(site: &Site) -> Result<Policy, ApiError> {
    Policy::parse(&site.trust.policy()?).map_err(|e| ApiError::internal(&e))
}

/// The open alarms in words.
fn alarms(site: &Site, visit: &Visit) -> Result<Vec<String>, ApiError> {
    let open = site.read(|reader, vault| {
        let stream = STREAM.parse().map_err(Refusal::internal)?;
        open_alarms(&truth::stream(reader, vault, &stream)?)
    })?;
    Ok(open.iter().map(|(code, alarm)| sentence(site, visit, *code, alarm)).collect())
}

fn sentence(site: &Site, visit: &Visit, code: AlarmCode, alarm: &OpenAlarm) -> String {
    let say = visit.say();
    let figure = |name: &'static str, value: Option<String>| (name, value.unwrap_or_default());
    let figures = [
        figure("behind", alarm.raised.behind.map(|n| n.to_string())),
        figure("size", alarm.raised.size.map(|n| n.to_string())),
        figure("witnesses", alarm.raised.witnesses.map(|n| n.to_string())),
    ];
    let since = say.a("status-alarm", "since", &Site::moment(alarm.since, site.zone, visit.lang));
    format!("{since} {}", say.n(&format!("alarm-{}", code.as_str()), &figures))
}
