//! `/work/chair`: what the chair of a court leads and decides: recusals that wait, absences and the duty roster, how many cases each judge
//! has. Nothing about the inside of a case.

use super::super::case::is_public;
use super::super::form::Form;
use super::super::shell::{Page as _, Shell, Visit};
use super::super::{command, not_found, read, sentence};
use super::may::{actor, may, officer};
use super::named;
use super::open::find;
use super::read::read_day;
use crate::directory;
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::HashMap;
use tarazy_access::policy::{Action, Thing};
use tarazy_base::{Date, Instant, Time, Zone, format_date};
use tarazy_docket::from_value;
use tarazy_draw::record::{ActKind, By, Exclusion, PoolAct};
use tarazy_procedure::Step;
use tarazy_registry::bodies::{DutyRoster, PoolActPut};
use tarazy_registry::models::{self, CaseRow};
use tarazy_registry::{Court, ROSTER, Roster};
use tarazy_store::{Refusal, truth};

/// So many days of the roster are shown.
const DAYS: usize = 31;

/// What is wrong with a form: id of the field, and the sentence.
type Errors = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "work_chair.html")]
struct ChairPage {
    s: Shell,
    recusals: Vec<RecusalLine>,
    judges: Vec<(String, String, u64)>,
    divisions: Vec<Duty>,
    absences: Vec<String>,
    /// What was typed: division, judge, from, to, day, case.
    typed: [String; 6],
}

/// A division with its days of duty: the day, and the judge's name.
type Duty = (String, Vec<(String, String)>);

struct RecusalLine {
    case: String,
    judge: String,
    since: String,
    link: Option<String>,
}

/// What the page shows of a form that was sent, or of a step that was taken.
#[derive(Default)]
struct Typed {
    fields: [String; 6],
    done: Option<String>,
}

/// The court that somebody leads.
fn court(site: &Site, visit: &Visit) -> Result<Court, ApiError> {
    let signed = visit.signed()?;
    let code = signed.acting.as_ref().and_then(|grant| grant.court.clone()).ok_or_else(not_found)?;
    if !may(site, signed, Action::SeeLoad, &Thing::Court(code.clone()))? {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    site.directory()?.court(&code).cloned().ok_or_else(not_found)
}

/// `GET`.
pub(in super::super) async fn get(
    visit: Visit,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let court = court(site, &visit)?;
        let told = |key: &str, message: &str| {
            let step = Step::of_command(query.get(key)?)?;
            let called = visit.say().t(&format!("step-{}", step.word()));
            Some(visit.say().a(message, "step", &called))
        };
        let done = told("done", "work-done").or_else(|| told("late", "work-late"));
        show(site, &visit, &court, Typed { done, ..Typed::default() }, Errors::new())
    })
    .await
}

fn show(
    site: &Site,
    visit: &Visit,
    court: &Court,
    typed: Typed,
    errors: Errors,
) -> Result<Response, ApiError> {
    let (say, zone) = (visit.say(), court.zone().unwrap_or(site.zone));
    let directory = site.directory()?;
    let (waiting, load) = site.read(|reader, _| {
        Ok((models::waiting_recusals(reader, &court.code)?, models::load_of_court(reader, &court.code)?))
    })?;
    let recusal = |waiting: &models::WaitingRecusal| RecusalLine {
        case: title(visit, &waiting.case),
        judge: directory.judge_name(&waiting.judge).to_owned(),
        since: Site::moment(waiting.since, zone, visit.lang),
        link: waiting.case.number.as_ref().map(|_| {
            let step = Step::DecideRecusal.command();
            format!("/work/step/{step}/{}?about={}", named(&waiting.case), waiting.judge)
        }),
    };
    let of_judge = |id: &str| load.iter().find(|(judge, _)| judge == id).map_or(0, |(_, count)| *count);
    let judges = directory.judges_of(&court.code).into_iter();
    let judges = judges.map(|(id, name)| (id.to_owned(), name.to_owned(), of_judge(id))).collect();
    let code = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut s = visit.court_shell(say.t("work-chair-title"), court).at("work").with_forms(visit);
    s = s.crumb("", say.t("home-crumb")).crumb("/work", say.t("work-title"));
    "/work/chair".clone_into(&mut s.path);
    s.errors = errors;
    s.done = typed.done;
    ChairPage {
        recusals: waiting.iter().map(recusal).collect(),
        judges,
        divisions: divisions(site, visit, court, zone)?,
        absences: absences(site, visit, court, zone)?,
        typed: typed.fields,
        s,
    }
    .show_as(code)
}

fn title(visit: &Visit, row: &CaseRow) -> String {
    match &row.number {
        Some(number) => visit.say().a("case-title", "number", number),
        None => visit.say().t("work-unregistered"),
    }
}

/// The divisions, each with who is on duty in the days to come.
fn divisions(site: &Site, visit: &Visit, court: &Court, zone: Zone) -> Result<Vec<Duty>, ApiError> {
    let directory = site.directory()?;
    let today = super::open::today((site.clock)(), zone);
    let mut found = Vec::new();
    for division in &court.divisions {
        let kept = site.read(|reader, _| Ok(truth::reference(reader, ROSTER, division.ledger.as_str())?))?;
        let roster: Option<Roster> =
            kept.as_ref().map(from_value).transpose().map_err(|e| ApiError::internal(&e))?;
        let roster = roster.unwrap_or_default();
        let days = roster.days.iter().filter_map(|(day, judge)| Some((read_day(day)?, judge)));
        let ahead = days.filter(|(day, _)| *day >= today).take(DAYS);
        let line = |(day, judge): (Date, &tarazy_draw::record::JudgeId)| {
            (format_date(day, visit.lang), directory.judge_name(judge.as_str()).to_owned())
        };
        found.push((division.id.clone(), ahead.map(line).collect()));
    }
    Ok(found)
}

/// The acts of absence and return that are still ahead or in force, in words, the newest first.
fn absences(site: &Site, visit: &Visit, court: &Court, zone: Zone) -> Result<Vec<String>, ApiError> {
    let directory = site.directory()?;
    let now = (site.clock)();
    let mut found = Vec::new();
    for division in &court.divisions {
        let records = site.read(|reader, vault| Ok(truth::stream(reader, vault, &division.ledger)?))?;
        for record in records.iter().filter(|record| record.kind() == Some("pool.act")) {
            let body = record.body().and_then(|body| tarazy_docket::from_object::<PoolAct>(body).ok());
            let Some(act) = body.filter(|act| act.act == ActKind::Absent) else { continue };
            if act.to.is_none_or(|to| to > now) {
                found.push(absence(visit, &directory, &act, record.entry.time, zone));
            }
        }
    }
    found.reverse();
    Ok(found)
}

fn absence(
    visit: &Visit,
    directory: &directory::Directory,
    act: &PoolAct,
    logged: i64,
    zone: Zone,
) -> String {
    let day = |ms: i64| format_date(super::open::today(ms, zone), visit.lang);
    let values = [
        ("judge", directory.judge_name(act.judge.as_str()).to_owned()),
        ("from", day(act.from.unwrap_or(logged))),
        // The act ends at the beginning of its last bound; the last day of absence is the one before.
        ("to", act.to.map_or_else(|| "…".to_owned(), |to| day(to.saturating_sub(1)))),
    ];
    visit.say().n("work-absence-line", &values)
}

/// To the form by which another judge is drawn for a case of this court, whose number the chair knows. A case that is closed to the public is
/// none of those that can be found here.
fn redraw(
    site: &Site,
    visit: &Visit,
    court: &Court,
    form: &Form,
    typed: Typed,
) -> Result<Response, ApiError> {
    let number = form.get("case");
    let found = find(site, number).ok().filter(|row| row.court == court.code && is_public(site, row));
    match found.filter(|row| row.number.is_some()) {
        Some(row) => {
            let to = format!("/{}/work/step/{}/{}", visit.lang, Step::Redraw.command(), named(&row));
            Ok(Redirect::to(&to).into_response())
        }
        None => show(site, visit, court, typed, wrong(visit, "case", "work-wrong-case")),
    }
}

/// `POST`: an absence, a return, a day of duty, another judge for a case.
pub(in super::super) async fn post(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let court = court(site, visit)?;
        let given = |name: &str| form.get(name).to_owned();
        let fields = ["division", "judge", "from", "to", "day", "case"].map(given);
        let typed = Typed { fields, done: None };
        let outcome = match form.get("do") {
            "absent" => absent(site, visit, &court, &form)?,
            "return" => back(site, visit, &court, &form)?,
            "duty" => duty(site, visit, &court, &form)?,
            "redraw" => return redraw(site, visit, &court, &form, typed),
            _ => return Err(not_found()),
        };
        match outcome {
            Ok(()) => Ok(Redirect::to(&format!("/{}/work/chair", visit.lang)).into_response()),
            Err(errors) => show(site, visit, &court, typed, errors),
        }
    })
    .await
}

type Done = Result<Result<(), Errors>, ApiError>;

fn by(visit: &Visit) -> Result<By, ApiError> {
    let (role, id) = officer(visit.signed()?);
    let role = role.parse().map_err(|_| not_found())?;
    Ok(By { role, id: id.parse().map_err(|_| not_found())? })
}

fn wrong(visit: &Visit, field: &str, message: &str) -> Errors {
    vec![(field.to_owned(), visit.say().t(message))]
}

fn send<T: serde::Serialize>(site: &Site, visit: &Visit, kind: &str, field: &str, body: &T) -> Done {
    let refused = |refusal: Refusal| vec![(field.to_owned(), sentence(visit, &refusal))];
    Ok(command(site, &actor(visit.signed()?), kind, body)?.map(|_| ()).map_err(refused))
}

/// An act about a judge of the court, with nothing in it yet.
fn act(
    visit: &Visit,
    court: &Court,
    form: &Form,
    kind: ActKind,
) -> Result<Result<PoolActPut, Errors>, ApiError> {
    let Ok(judge) = form.get("judge").parse() else {
        return Ok(Err(wrong(visit, "judge", "work-wrong-judge")));
    };
    let division = court.division(Some(form.get("division")).filter(|id| !id.is_empty()));
    let Ok(division) = division else { return Ok(Err(wrong(visit, "judge", "work-wrong-judge"))) };
    let act = PoolAct {
        judge,
        act: kind,
        value: None,
        from: None,
        to: None,
        class: None,
        ground_commit: None,
        doc: None,
        by: by(visit)?,
    };
    Ok(Ok(PoolActPut { court: court.code.clone(), division: division.id.clone(), act }))
}

fn absent(site: &Site, visit: &Visit, court: &Court, form: &Form) -> Done {
    let mut put = match act(visit, court, form, ActKind::Absent)? {
        Ok(put) => put,
        Err(errors) => return Ok(Err(errors)),
    };
    let zone = court.zone().unwrap_or(site.zone);
    let midnight = |day: Date| Instant::at(day, Time::MIN, zone).map(Instant::ms).ok();
    let from = read_day(form.get("from")).and_then(midnight);
    let last = read_day(form.get("to"));
    // The last day is a day of absence too: the window ends with the day after it.
    let to = last.and_then(|day| day.tomorrow().ok()).and_then(midnight);
    let (Some(from), Some(to)) = (from, to) else {
        let field = if from.is_none() { "from" } else { "to" };
        return Ok(Err(wrong(visit, field, "work-wrong-day")));
    };
    put.act.from = Some(from);
    put.act.to = Some(to);
    put.act.class = Some(Exclusion::Absent);
    send(site, visit, "pool.act", "from", &put)
}

fn back(site: &Site, visit: &Visit, court: &Court, form: &Form) -> Done {
    match act(visit, court, form, ActKind::Return)? {
        Ok(put) => send(site, visit, "pool.act", "judge", &put),
        Err(errors) => Ok(Err(errors)),
    }
}

fn duty(site: &Site, visit: &Visit, court: &Court, form: &Form) -> Done {
    let Some(day) = read_day(form.get("day")) else {
        return Ok(Err(wrong(visit, "day", "work-wrong-day")));
    };
    let Ok(judge) = form.get("judge").parse() else {
        return Ok(Err(wrong(visit, "duty-judge", "work-wrong-judge")));
    };
    let division = court.division(Some(form.get("division")).filter(|id| !id.is_empty()));
    let Ok(division) = division else { return Ok(Err(wrong(visit, "day", "work-wrong-judge"))) };
    let body = DutyRoster {
        court: court.code.clone(),
        division: division.id.clone(),
        days: vec![(day.to_string(), judge)],
    };
    send(site, visit, "duty.put", "day", &body)
}
