//! `GET /court/{code}/hearings`: the list that hangs at the court's door, for a week from a day on.

use super::shell::{Page as _, Say, Shell, Visit};
use super::{case, not_found, read};
use crate::directory::{self, Directory};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use tarazy_base::time::parse_date;
use tarazy_base::{Date, Instant, Time, Zone, format_date};
use tarazy_registry::Court;
use tarazy_registry::models::{self, HearingRow};

/// Days that are shown.
const WEEK: i64 = 7;

/// From which day on.
#[derive(Deserialize)]
pub(super) struct Asked {
    day: Option<String>,
}

/// The hearings of a week that everybody may know of.
pub(super) struct Week {
    pub(super) from: Date,
    pub(super) zone: Zone,
    pub(super) hearings: Vec<HearingRow>,
}

#[derive(Template)]
#[template(path = "hearings.html")]
struct HearingsPage {
    s: Shell,
    name: String,
    code: String,
    from: String,
    days: Vec<DayLines>,
    before: String,
    after: String,
}

struct DayLines {
    day: String,
    lines: Vec<Line>,
}

struct Line {
    time: String,
    number: String,
    what: String,
    judges: String,
    room: String,
    state: Option<String>,
}

/// The hearings of a court from the asked day on; from today where none is asked or it is none. Blocks.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn week(site: &Site, court: &Court, asked: &Asked) -> Result<Week, ApiError> {
    let zone = court.zone().unwrap_or(site.zone);
    let today = Instant::from_ms((site.clock)()).map_err(|e| ApiError::internal(&e))?.date_in(zone);
    let from = asked.day.as_deref().and_then(|day| parse_date(day).ok()).unwrap_or(today);
    let (start, end) = (midnight(from, zone)?, midnight(later(from, WEEK)?, zone)?);
    let mut hearings = site.read(|reader, _| models::hearings(reader, &court.code, start, end))?;
    hearings
        .retain(|hearing| case::may_show(site, hearing.number.as_deref(), &hearing.category, hearing.filed));
    Ok(Week { from, zone, hearings })
}

fn midnight(day: Date, zone: Zone) -> Result<i64, ApiError> {
    Ok(Instant::at(day, Time::MIN, zone).map_err(|e| ApiError::internal(&e))?.ms())
}

fn later(day: Date, days: i64) -> Result<Date, ApiError> {
    let step = if days < 0 { Date::yesterday } else { Date::tomorrow };
    (0..days.abs()).try_fold(day, |day, _| step(day)).map_err(|e| ApiError::internal(&e))
}

/// The page.
pub(super) async fn get(
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let directory = site.directory()?;
        let court = directory.court(&code).ok_or_else(not_found)?;
        let name = directory::name(court, visit.lang).to_owned();
        let week = week(site, court, &asked)?;
        let say = visit.say();
        let s = visit.court_shell(say.t("hearings-title"), court).at("courts");
        let s = s.crumb("", say.t("home-crumb")).crumb("/courts", say.t("courts-title"));
        let s = s.crumb(&format!("/court/{code}"), name.clone());
        let days = (0..WEEK).map(|n| day(say, &directory, &week, n)).collect::<Result<Vec<_>, _>>()?;
        HearingsPage {
            s: s.data(format!("/api/court/{code}/hearings?day={}", week.from)),
            name,
            code: code.clone(),
            from: format_date(week.from, visit.lang),
            days: days.into_iter().flatten().collect(),
            before: later(week.from, -WEEK)?.to_string(),
            after: later(week.from, WEEK)?.to_string(),
        }
        .show()
    })
    .await
}

/// A day with its hearings; none for a day without.
fn day(say: Say, directory: &Directory, week: &Week, n: i64) -> Result<Option<DayLines>, ApiError> {
    let day = later(week.from, n)?;
    let of_day = |h: &&HearingRow| date_of(h, week.zone) == Some(day);
    let lines: Vec<Line> =
        week.hearings.iter().filter(of_day).map(|h| line(say, directory, h, week.zone)).collect();
    let weekday = say.of("weekday-", &day.weekday().to_monday_one_offset().to_string());
    let title = format!("{}, {weekday}", format_date(day, say.0));
    Ok((!lines.is_empty()).then_some(DayLines { day: title, lines }))
}

fn date_of(hearing: &HearingRow, zone: Zone) -> Option<Date> {
    Some(Instant::from_ms(hearing.at).ok()?.date_in(zone))
}

fn line(say: Say, directory: &Directory, h: &HearingRow, zone: Zone) -> Line {
    let names: Vec<&str> = h.judges.iter().map(|id| directory.judge_name(id)).collect();
    let video = if h.remote { format!(", {}", say.t("hearings-video")) } else { String::new() };
    Line {
        time: clock_of(h.at, zone),
        number: h.number.clone().unwrap_or_default(),
        what: format!("{}{video}", say.of("hearing-kind-", &h.kind)),
        judges: names.join(", "),
        room: h.room.clone(),
        state: (h.state != "set").then(|| say.of("hearing-state-", &h.state)),
    }
}

fn clock_of(ms: i64, zone: Zone) -> String {
    Instant::from_ms(ms).map(|at| at.in_zone(zone).strftime("%H:%M").to_string()).unwrap_or_default()
}
