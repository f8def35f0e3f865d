//! `GET /case/{*number}`: what the law lets everybody see of a case: number, court, category, stage, judges, what happened,
//! and its draws. Never a party's name.

use super::shell::{Page as _, Say, Shell, Visit};
use super::{not_found, read};
use crate::directory::{self, Directory};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use std::collections::BTreeSet;
use tarazy_base::{Date, Instant, Lang, Zone};
use tarazy_docket::notice::{EntryClosed, EntryOpened};
use tarazy_docket::{Body as _, Visibility};
use tarazy_procedure::Event;
use tarazy_registry::models::{self, CaseRow};
use tarazy_store::{Record, truth};

/// A case as everybody may see it.
pub(super) struct Seen {
    pub(super) row: CaseRow,
    pub(super) number: String,
    pub(super) records: Vec<Record>,
    pub(super) draws: Vec<models::DrawRow>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    s: Shell,
    court: (String, String),
    category: String,
    stage: String,
    judges: Vec<String>,
    waits: bool,
    events: Vec<Happened>,
    draws: Vec<DrawLine>,
}

/// An entry of the docket in words.
pub(super) struct Happened {
    pub(super) time: String,
    pub(super) what: String,
    /// Why its content is not shown.
    pub(super) hidden: Option<String>,
}

struct DrawLine {
    leaf: String,
    what: String,
}

/// The address of a case, below the language.
pub(super) fn path(number: &str) -> String {
    format!("/case/{number}")
}

/// True if everybody may know that the case exists: it is registered, and of a category that is not closed.
pub(super) fn is_public(site: &Site, row: &CaseRow) -> bool {
    may_show(site, row.number.as_deref(), &row.category, row.filed)
}

/// The same of a case of which its number, its category and the moment of its filing are at hand. A category that the law does
/// not know on the day is taken for closed: whoever cannot tell must not show.
pub(super) fn may_show(site: &Site, number: Option<&str>, category: &str, filed: i64) -> bool {
    let day = Instant::from_ms(filed).map(|instant| instant.date_in(site.zone));
    let law = day.ok().and_then(|day| site.law.at(day).ok());
    let is_open = law.and_then(|law| law.category(category).map(|rule| !rule.closed));
    number.is_some() && is_open.unwrap_or(false)
}

/// The category's name on the day of the filing; its code where the law has none.
pub(super) fn category(site: &Site, row: &CaseRow, lang: Lang) -> String {
    let day = Instant::from_ms(row.filed).map(|instant| instant.date_in(site.zone));
    day.map_or_else(|_| row.category.clone(), |day| category_on(site, &row.category, day, lang))
}

/// The name of a category on a day; its code where the law has none.
pub(super) fn category_on(site: &Site, code: &str, day: Date, lang: Lang) -> String {
    let law = site.law.at(day).ok();
    let name = law.and_then(|law| law.category(code).map(|rule| rule.text.get(lang).to_owned()));
    name.unwrap_or_else(|| code.to_owned())
}

/// The row of a case that everybody may know of. Blocks.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn row(site: &Site, number: &str) -> Result<Option<CaseRow>, ApiError> {
    let found = site.read(|reader, _| models::case_by_number(reader, number))?;
    Ok(found.filter(|row| is_public(site, row)))
}

/// A case that everybody may know of, with its docket. Blocks.
///
/// # Errors
/// 404 if there is none.
pub(super) fn seen(site: &Site, number: &str) -> Result<Seen, ApiError> {
    let row = row(site, number)?.ok_or_else(not_found)?;
    let (records, draws) = site.read(|reader, vault| {
        Ok((truth::stream(reader, vault, &row.stream)?, models::draws_of(reader, &row.stream)?))
    })?;
    Ok(Seen { number: number.to_owned(), row, records, draws })
}

/// A case's page.
pub(super) async fn get(visit: Visit, Path(number): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let Seen { row, number, records, draws } = seen(site, &number)?;
        let directory = site.directory()?;
        let court = directory.court(&row.court).ok_or_else(not_found)?;
        let zone = court.zone().unwrap_or(site.zone);
        let say = visit.say();
        let court_name = directory::name(court, visit.lang).to_owned();
        let s = visit.court_shell(say.a("case-title", "number", &number), court).at("find");
        let s = s.crumb("", say.t("home-crumb")).crumb(&format!("/court/{}", row.court), court_name.clone());
        let draws: Vec<DrawLine> =
            draws.iter().map(|d| DrawLine { leaf: d.leaf.to_hex(), what: draw_line(say, d) }).collect();
        CasePage {
            s: s.data(format!("/api/case/{number}")),
            court: (row.court.clone(), court_name),
            category: category(site, &row, visit.lang),
            stage: say.of("stage-", &row.stage),
            judges: row.judges.iter().map(|id| directory.judge_name(id).to_owned()).collect(),
            waits: row.waits && row.stage != "closed",
            events: Docket::new(&records, &directory, say, zone).lines(),
            draws,
        }
        .show()
    })
    .await
}

fn draw_line(say: Say, draw: &models::DrawRow) -> String {
    let key = if draw.kind == "draw.commit" { "case-draw-" } else { "case-assignment-" };
    say.of(key, &draw.state)
}

/// A docket with what it says of its own entries.
pub(super) struct Docket<'a> {
    records: &'a [Record],
    directory: &'a Directory,
    say: Say,
    zone: Zone,
    opened: BTreeSet<String>,
    closed: BTreeSet<String>,
    /// For who may read all of it.
    is_whole: bool,
}

impl<'a> Docket<'a> {
    pub(super) fn new(records: &'a [Record], directory: &'a Directory, say: Say, zone: Zone) -> Self {
        let (opened, closed) = (targets(records, EntryOpened::TYPE), targets(records, EntryClosed::TYPE));
        Self { records, directory, say, zone, opened, closed, is_whole: false }
    }

    /// The docket for those who take part in the case or work on it.
    pub(super) fn whole(records: &'a [Record], directory: &'a Directory, say: Say, zone: Zone) -> Self {
        Self { is_whole: true, ..Self::new(records, directory, say, zone) }
    }

    /// What happened, the newest last.
    pub(super) fn lines(&self) -> Vec<Happened> {
        self.records.iter().map(|record| self.line(record)).collect()
    }

    fn line(&self, record: &Record) -> Happened {
        let time = Site::moment(record.entry.time, self.zone, self.say.0);
        if self.is_whole {
            return Happened { time, what: self.what(record, record.body().is_some()), hidden: None };
        }
        let leaf = record.leaf.to_hex();
        let is_closed = self.closed.contains(&leaf);
        let is_shown = record.entry.vis == Visibility::Public || self.opened.contains(&leaf);
        let is_public = is_shown && !is_closed;
        let hidden = match (is_closed, is_public) {
            (true, _) => Some(self.say.t("case-closed-entry")),
            (false, false) => Some(self.say.t("case-hidden")),
            (false, true) => None,
        };
        Happened { time, what: self.what(record, is_public), hidden }
    }

    /// In words. What its class hides is not named.
    fn what(&self, record: &Record, is_public: bool) -> String {
        let shown = record.entry.kind.as_str();
        let kind = if is_public { record.kind().unwrap_or(shown) } else { shown };
        let key = format!("entry-{}", kind.replace('.', "-"));
        let event =
            record.body().filter(|_| is_public).and_then(|body| Event::read(kind, body).ok().flatten());
        let names = |ids: &[String]| {
            let names: Vec<&str> = ids.iter().map(|id| self.directory.judge_name(id)).collect();
            names.join(", ")
        };
        let args: Vec<(&str, String)> = match &event {
            Some(Event::Numbered(e)) => vec![("number", e.number.clone())],
            Some(Event::Assigned(e)) => vec![("judges", names(&e.judges))],
            Some(Event::Corrected(e)) => vec![("category", e.category.clone())],
            Some(Event::ActIssued(e)) => {
                let judge = self.directory.judge_name(&e.judge).to_owned();
                vec![("date", date(&e.date, self.say.0)), ("judge", judge)]
            }
            Some(Event::HearingSet(e)) => self.when(e.at, &e.room),
            Some(Event::HearingMoved(e)) => self.when(e.at, &e.room),
            Some(Event::HearingAdjourned(e)) => self.when(e.next.at, &e.next.room),
            Some(Event::PreparationExtended(e)) => vec![("until", date(&e.until, self.say.0))],
            Some(Event::AppealRestored(e)) => vec![("until", date(&e.until, self.say.0))],
            Some(Event::ActInForce(e)) => vec![("since", date(&e.since, self.say.0))],
            Some(_) | None => Vec::new(),
        };
        let key = if is_public { key } else { self.hidden_key(key) };
        self.find(&key, &args).unwrap_or_else(|| self.say.a("entry-other", "kind", kind))
    }

    /// Time and room of a hearing.
    fn when(&self, at: i64, room: &str) -> Vec<(&'static str, String)> {
        vec![("at", Site::moment(at, self.zone, self.say.0)), ("room", room.to_owned())]
    }

    fn hidden_key(&self, key: String) -> String {
        let hidden = format!("{key}-hidden");
        if self.find(&hidden, &[]).is_some() { hidden } else { key }
    }

    fn find(&self, key: &str, args: &[(&str, String)]) -> Option<String> {
        crate::language::find(self.say.0, key, args)
    }
}

/// The entries that notices of a type name.
fn targets(records: &[Record], kind: &str) -> BTreeSet<String> {
    let notices = records.iter().filter(|r| r.kind() == Some(kind));
    notices.filter_map(|r| r.body()?.get("target")?.as_text().map(str::to_owned)).collect()
}

fn date(text: &str, lang: Lang) -> String {
    let date = tarazy_base::time::parse_date(text);
    date.map_or_else(|_| text.to_owned(), |d| tarazy_base::format_date(d, lang))
}
