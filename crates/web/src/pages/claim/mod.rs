//! `/claim/{id}/{step}`: a claim in steps. What is typed is kept at every step, right or wrong; whoever leaves comes back to it.

mod court;
mod demand;
mod fee;
mod files;
mod list;
pub(super) mod lost;
mod papers;
mod parties;
mod send;
mod sent;
mod summary;
mod text;

pub(super) use files::size;
pub(super) use list::{begin, get as list};
pub(super) use send::{proof, sent};

use super::drafts::{own, put, with_vault};
use super::shell::{Shell, Visit};
use super::uploaded::Uploaded;
use super::{not_found, read};
use crate::error::ApiError;
use crate::language;
use crate::site::Site;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use tarazy_access::policy::{Action, Thing};
use tarazy_base::{Date, Instant};
use tarazy_law::Said;
use tarazy_registry::drafts::{Draft, DraftId};
use text::Claim;

/// The kind of draft that a claim is.
const KIND: &str = "claim";

/// A step of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    About,
    Court,
    Parties,
    Demand,
    Files,
    Fee,
    Check,
}

impl Step {
    const ALL: [Self; 7] =
        [Self::About, Self::Court, Self::Parties, Self::Demand, Self::Files, Self::Fee, Self::Check];

    fn word(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Court => "court",
            Self::Parties => "parties",
            Self::Demand => "demand",
            Self::Files => "files",
            Self::Fee => "fee",
            Self::Check => "check",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    fn next(self) -> Self {
        let place = Self::ALL.iter().position(|step| *step == self).unwrap_or_default();
        Self::ALL.get(place + 1).copied().unwrap_or(Self::Check)
    }
}

/// What is wrong with a form: id of the field, and the sentence.
type Errors = Vec<(String, String)>;

/// Somebody's visit to a claim of his own.
struct Work<'a> {
    site: &'a Site,
    visit: &'a Visit,
    id: DraftId,
    claim: Claim,
    /// What has to be said on the page.
    notice: Option<String>,
    /// The day by whose law it is filed.
    day: Date,
}

/// An entry of a list to choose from.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl<'a> Work<'a> {
    /// The claim with an id, if it is the visitor's own.
    ///
    /// # Errors
    /// 404 if it is not, or there is none.
    fn open(site: &'a Site, visit: &'a Visit, id: &str) -> Result<Self, ApiError> {
        let id = DraftId::parse(id).ok_or_else(not_found)?;
        let draft = own(site, visit, &id, KIND)?.ok_or_else(not_found)?;
        let claim = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
        Ok(Self { site, visit, id, claim, notice: None, day: today(site)? })
    }

    fn save(&self) -> Result<(), ApiError> {
        let body = serde_json::to_vec(&self.claim).map_err(|e| ApiError::internal(&e))?;
        let owner = self.visit.signed()?.person.id.clone();
        put(
            self.site,
            Draft { id: self.id.clone(), owner, kind: KIND.to_owned(), about: None, body, updated: 0 },
        )
    }

    /// A law's sentence in the visitor's words.
    fn said(&self, said: &Said) -> String {
        said.in_words(&|id, args| language::message(self.visit.lang, id, args))
    }

    fn path(&self, step: Step) -> String {
        format!("/claim/{}/{}", self.id.as_str(), step.word())
    }

    /// The frame of a step's page.
    fn shell(&self, step: Step, errors: Errors) -> Result<Shell, ApiError> {
        let say = self.visit.say();
        let s = self.visit.shell(say.of("claim-step-", step.word()))?;
        let mut s = s.crumb("", say.t("home-crumb")).crumb("/claims", say.t("claims-title")).at("claims");
        s.path = self.path(step);
        s.errors = errors;
        s.done.clone_from(&self.notice);
        Ok(s)
    }

    /// Where the visitor is on his way.
    fn progress(&self, step: Step) -> String {
        let place = Step::ALL.iter().position(|s| *s == step).unwrap_or_default() + 1;
        let values = [("n", place.to_string()), ("all", Step::ALL.len().to_string())];
        self.visit.say().n("claim-progress", &values)
    }

    fn show(&self, step: Step, errors: Errors) -> Result<Response, ApiError> {
        match step {
            Step::About => court::about(self, errors),
            Step::Court => court::page(self, errors),
            Step::Parties => parties::page(self, errors),
            Step::Demand => demand::page(self, errors),
            Step::Files => files::page(self, errors),
            Step::Fee => fee::page(self, errors),
            Step::Check => summary::page(self, errors),
        }
    }

    /// Takes what was typed; gives what is wrong with it. What is wrong is kept too.
    fn take(&mut self, step: Step, form: &Uploaded) -> Result<Errors, ApiError> {
        Ok(match step {
            Step::About => court::take_about(self, form),
            Step::Court => court::take(self, form)?,
            Step::Parties => parties::take(self, form),
            Step::Demand => demand::take(self, form),
            Step::Files => files::take(self, form),
            Step::Fee => fee::take(self, form)?,
            Step::Check => summary::take(self, form),
        })
    }
}

fn status(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn today(site: &Site) -> Result<Date, ApiError> {
    let now = Instant::from_ms((site.clock)()).map_err(|e| ApiError::internal(&e))?;
    Ok(now.date_in(site.zone))
}

/// True if the visitor may file a claim at this court.
fn may_file(site: &Site, visit: &Visit, court: &str) -> Result<bool, ApiError> {
    let who = visit.signed()?.who();
    let decided = site.access.policies.decide(&who, Action::FileClaim, &Thing::Court(court.to_owned()));
    Ok(decided.map_err(|e| ApiError::internal(&e))?.may)
}

/// `GET /claim/{id}/{step}`.
pub(super) async fn get(
    visit: Visit,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let step = Step::parse(&step).ok_or_else(not_found)?;
        let mut work = Work::open(site, &visit, &id)?;
        match lost::found(site, &visit, &work.id, step.word())? {
            // What was typed when the session had ended stands in the form, and is kept now that it is known whose it is.
            Some(form) => {
                work.take(step, &Uploaded::of(visit.clone(), form))?;
                work.save()?;
                lost::forget(site, &visit, &work.id, step.word())?;
                work.notice = Some(visit.say().t("claim-kept-unsent"));
                work.show(step, Errors::new())
            }
            None => work.show(step, Errors::new()),
        }
    })
    .await
}

/// `POST /claim/{id}/{step}`.
pub(super) async fn post(
    Path((id, step)): Path<(String, String)>,
    form: Uploaded,
) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let step = Step::parse(&step).ok_or_else(not_found)?;
        if let Some(sent) = send::already(site, visit, &id)? {
            return Ok(sent);
        }
        let mut work = Work::open(site, visit, &id)?;
        if work.claim.sending.is_some() && step != Step::Check {
            return Ok(to(visit, &work.path(Step::Check)));
        }
        let errors = work.take(step, &form)?;
        work.save()?;
        match form.get("do") {
            "later" => Ok(to(visit, "/claims")),
            "" | "continue" if errors.is_empty() && step == Step::Check => send::send(work),
            "" | "continue" if errors.is_empty() => Ok(to(visit, &work.path(step.next()))),
            "" | "continue" => work.show(step, errors),
            // Another line, a file more, a payment: on the same page.
            _ if errors.is_empty() => Ok(to(visit, &work.path(step))),
            _ => work.show(step, errors),
        }
    })
    .await
}

fn to(visit: &Visit, path: &str) -> Response {
    Redirect::to(&format!("/{}{path}", visit.lang)).into_response()
}
