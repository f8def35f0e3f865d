//! `/work/step/{step}/{*case}`: the form of a step, made from what the step asks for. What is typed is kept at every sending, right or
//! wrong; the step is taken once, however often it is sent.

use super::super::shell::{Page as _, Shell, Visit};
use super::super::uploaded::Uploaded;
use super::super::{not_found, read};
use super::fields::{Field, Maker, Shape};
use super::lists::Lists;
use super::lost;
use super::may::{may, may_take, own_judge};
use super::open::{self, Opened};
use super::take::{self, Outcome};
use super::typed;
use super::written::{self, Written};
use super::{named, path};
use crate::error::ApiError;
use crate::pages::claim::size;
use crate::site::Site;
use crate::upload::{LARGEST, Refused};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::HashMap;
use tarazy_access::policy::{Action, Thing};
use tarazy_procedure::asks::{Ask, Papers, asks, papers};
use tarazy_procedure::{Correction, Offer, Step, offers};
use tarazy_registry::drafts::DraftId;
use tarazy_registry::models::{self, CaseRow};

/// What is wrong with a form: id of the field, and the sentence.
type Errors = Vec<(String, String)>;

/// Most papers of one step.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "work_step.html")]
struct StepPage {
    s: Shell,
    case: String,
    /// Where its reader came from.
    back: String,
    /// The article that gives the step.
    article: Option<String>,
    /// How a mistake in it is put right.
    correction: String,
    draft: String,
    /// Whose the form is, sealed.
    whose: String,
    /// The colleague's draft from which it was taken over.
    of: Option<String>,
    /// It lies among the drafts.
    is_kept: bool,
    fields: Vec<Field>,
    takes_papers: bool,
    needs_paper: bool,
    files: Vec<(usize, String, String)>,
    file_hint: String,
    largest: u64,
    too_large: String,
}

/// Somebody at a step's form.
pub(super) struct AtStep<'a> {
    pub(super) site: &'a Site,
    pub(super) visit: &'a Visit,
    pub(super) opened: Opened,
    pub(super) step: Step,
    pub(super) id: DraftId,
    pub(super) written: Written,
    /// What has to be said on the page.
    pub(super) notice: Option<String>,
}

/// Opens the case of a step for who may take the step.
fn open_for(site: &Site, visit: &Visit, step: Step, name: &str) -> Result<Opened, ApiError> {
    open::open_for(site, visit, name, |site, visit, facts| may_take(site, visit.signed()?, step, facts))
}

/// `GET`: a new form, or one's own draft (`draft`), or a colleague's (`from`).
pub(in super::super) async fn get(
    visit: Visit,
    Path((step, name)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let step = Step::of_command(&step).ok_or_else(not_found)?;
        let opened = open_for(site, &visit, step, &name)?;
        let asked = |key: &str| query.get(key).and_then(|id| DraftId::parse(id));
        let fresh = || DraftId::new(site.access.random_16());
        let mut notice = None;
        let (id, written) = match (asked("draft"), asked("from")) {
            (Some(id), _) if written::was_taken(site, &visit, &id)? => {
                lost::forget(site, &visit, &id)?;
                return done(site, &visit, &opened, step, "done");
            }
            (Some(id), _) => match lost::found(site, &visit, &opened, step, &id)? {
                Some(found) => {
                    notice = Some(visit.say().t("work-kept-unsent"));
                    (id, found)
                }
                None => {
                    let found = written::own(site, &visit, &id)?.ok_or_else(not_found)?;
                    (id, found)
                }
            },
            (None, Some(from)) => {
                let found = written::taken_over(site, &visit, &opened, &from)?;
                (fresh(), found.ok_or_else(not_found)?)
            }
            (None, None) => (fresh(), begun(&opened, step, query.get("about"), (site.clock)())),
        };
        AtStep { site, visit: &visit, opened, step, id, written, notice }.show(Errors::new())
    })
    .await
}

/// A form that nobody has touched: what the link says it is about, and what it will most likely say.
fn begun(opened: &Opened, step: Step, about: Option<&String>, now: i64) -> Written {
    let subject = |ask: Ask| {
        matches!(
            ask,
            Ask::Party | Ask::Hearing | Ask::Motion | Ask::Securing | Ask::Appeal | Ask::Notice | Ask::Judge
        )
    };
    let member = asks(step).iter().find(|member| subject(member.ask));
    let field = member.zip(about).map(|(member, about)| (member.name.to_owned(), about.clone()));
    let mut fields: Vec<(String, String)> = field.into_iter().collect();
    // Acts and receipts are dated today, until somebody says otherwise.
    let dated = asks(step).iter().filter(|member| matches!(member.name, "date" | "on"));
    fields.extend(dated.map(|member| (member.name.to_owned(), opened.today(now).to_string())));
    if step == Step::HoldHearing
        && let Some((_, hearing)) = opened.case.due_hearings().next()
        && let Ok(at) = tarazy_base::Instant::from_ms(hearing.at)
    {
        let at = at.in_zone(opened.zone);
        fields.push(("began-day".to_owned(), at.date().to_string()));
        fields.push(("began-time".to_owned(), format!("{:02}:{:02}", at.hour(), at.minute())));
        fields.push(("ended-day".to_owned(), at.date().to_string()));
    }
    Written { step: step.command().to_owned(), fields, ..Written::default() }
}

/// `POST`: keeps what was typed; takes the step, or shows what is wrong.
pub(in super::super) async fn post(
    Path((step, name)): Path<(String, String)>,
    form: Uploaded,
) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let step = Step::of_command(&step).ok_or_else(not_found)?;
        let opened = open_for(site, visit, step, &name)?;
        let id = DraftId::parse(form.get("draft")).ok_or_else(not_found)?;
        if written::was_taken(site, visit, &id)? {
            return done(site, visit, &opened, step, "done");
        }
        let known = written::own(site, visit, &id)?;
        let of = known.is_none().then(|| DraftId::parse(form.get("of"))).flatten();
        let taken_over = match of {
            Some(from) => written::taken_over(site, visit, &opened, &from)?,
            None => None,
        };
        let before = known.or(taken_over).unwrap_or_default();
        let mut at = AtStep { site, visit, opened, step, id, written: before, notice: None };
        if at.written.sending.is_none() {
            at.written = typed(&at, &form)?;
        }
        at.answer(&form)
    })
    .await
}

/// The form as it was sent, with the papers that were there before.
fn typed(at: &AtStep<'_>, form: &Uploaded) -> Result<Written, ApiError> {
    let own = |name: &str| !matches!(name, "draft" | "do" | "of" | lost::FIELD);
    let fields = form.fields().filter(|(name, _)| own(name));
    let mut files = at.written.files.clone();
    let less = form.get("do").strip_prefix("less-").and_then(|n| n.parse::<usize>().ok());
    if let Some(n) = less.filter(|n| *n < files.len()) {
        files.remove(n);
    }
    files.extend(form.files.iter().map(|(_, file)| file.clone()));
    files.truncate(MOST);
    Ok(Written {
        step: at.step.command().to_owned(),
        fields: fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        files,
        sending: None,
        of: at.written.of.clone(),
        writer: at.visit.signed()?.person.name.clone(),
    })
}

/// Where somebody is at home who took a step, below the language: on the case's page; a chair, who does not open cases, on his own.
fn home(site: &Site, visit: &Visit, opened: &Opened, row: &CaseRow) -> Result<String, ApiError> {
    let reads = may(site, visit.signed()?, Action::ReadDocuments, &Thing::Case(opened.facts.clone()))?;
    Ok(if reads { path(row) } else { "/work/chair".to_owned() })
}

/// To the page that says what was done. A step may have given the case its number.
fn done(site: &Site, visit: &Visit, opened: &Opened, step: Step, told: &str) -> Result<Response, ApiError> {
    let now = site.read(|reader, _| models::case_by_stream(reader, &opened.row.stream))?;
    let path = home(site, visit, opened, now.as_ref().unwrap_or(&opened.row))?;
    let to = format!("/{}{path}?{told}={}", visit.lang, step.command());
    Ok(Redirect::to(&to).into_response())
}

fn to_home(at: &AtStep<'_>) -> Result<Response, ApiError> {
    let home = home(at.site, at.visit, &at.opened, &at.opened.row)?;
    Ok(Redirect::to(&format!("/{}{home}", at.visit.lang)).into_response())
}

impl AtStep<'_> {
    fn answer(mut self, form: &Uploaded) -> Result<Response, ApiError> {
        let refused = self.refused(form);
        match form.get("do") {
            "drop" => {
                written::forget(self.site, self.visit, &self.id, &self.written)?;
                return to_home(&self);
            }
            "keep" if refused.is_empty() => {
                self.keep()?;
                return to_home(&self);
            }
            "" | "take" if refused.is_empty() => {}
            _ => {
                self.keep()?;
                return self.show(refused);
            }
        }
        match take::take(&mut self)? {
            Outcome::Taken => done(self.site, self.visit, &self.opened, self.step, "done"),
            Outcome::Waits => done(self.site, self.visit, &self.opened, self.step, "left"),
            Outcome::Wrong(errors) => self.show(errors),
        }
    }

    /// What is said of files that were not taken.
    fn refused(&self, form: &Uploaded) -> Errors {
        let say = self.visit.say();
        let line = |(_, name, refused): &(String, String, Refused)| {
            let message = match refused {
                Refused::Empty => "claim-file-empty",
                Refused::TooLarge => "claim-file-large",
                Refused::Kind => "claim-file-kind",
                Refused::Unclean => "claim-file-unclean",
            };
            let values = [("name", name.clone()), ("megabytes", (LARGEST >> 20).to_string())];
            ("file".to_owned(), say.n(message, &values))
        };
        form.refused.iter().map(line).collect()
    }

    pub(super) fn keep(&self) -> Result<(), ApiError> {
        written::keep(self.site, self.visit, &self.opened, &self.id, &self.written)
    }

    /// The step as the case offers it; none if it cannot be taken now.
    fn offer(&self) -> Result<Option<Offer>, ApiError> {
        let judge = own_judge(self.visit.signed()?);
        Ok(offers(&self.opened.case, judge).into_iter().find(|offer| offer.step == self.step))
    }

    fn show(&self, errors: Errors) -> Result<Response, ApiError> {
        let home = home(self.site, self.visit, &self.opened, &self.opened.row)?;
        let Some(offer) = self.offer()? else {
            let to = format!("/{}{home}?late={}", self.visit.lang, self.step.command());
            return Ok(Redirect::to(&to).into_response());
        };
        let (site, say, opened) = (self.site, self.visit.say(), &self.opened);
        let directory = site.directory()?;
        let lists = Lists { site, opened, directory: &directory, say, now: (site.clock)() };
        let (article, title) = (lists.article(self.step), lists.title(self.step));
        let maker = Maker { lists, offer: &offer, own: &opened.own, typed: &self.written };
        let mut fields = maker.fields()?;
        if typed::title(self.step, opened.case.instance()).is_some() {
            fields.push(maker.field(typed::FIELD, "text", Shape::Area, true));
        }
        if self.step == Step::LeaveEnvelopes {
            fields.push(maker.field(typed::FIELD, "envelope", Shape::Area, false));
        }
        let code = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let case = match &opened.row.number {
            Some(number) => say.a("case-title", "number", number),
            None => say.t("work-unregistered"),
        };
        let mut s = self.visit.court_shell(title, &opened.court).at("work").with_forms(self.visit);
        s = s.crumb("", say.t("home-crumb")).crumb("/work", say.t("work-title"));
        s = s.crumb(&home, case.clone());
        s.path = format!("/work/step/{}/{}", self.step.command(), named(&opened.row));
        s.errors = errors;
        s.done.clone_from(&self.notice);
        let kinds = papers(self.step);
        let file = |(n, file): (usize, &tarazy_registry::bodies::FilePut)| {
            (n, file.name.clone(), size(say, file.size))
        };
        let megabytes = (LARGEST >> 20).to_string();
        let name = [("name", "%name%".to_owned()), ("megabytes", megabytes.clone())];
        StepPage {
            case,
            back: home,
            article,
            correction: self.correction(),
            draft: self.id.as_str().to_owned(),
            whose: lost::seal(self)?,
            of: self.written.of.as_ref().map(|(id, _)| id.clone()),
            is_kept: !self.written.writer.is_empty() && self.written.of.is_none(),
            fields,
            takes_papers: matches!(kinds, Papers::May | Papers::Must),
            needs_paper: kinds == Papers::Must,
            files: self.written.files.iter().enumerate().map(file).collect(),
            file_hint: say.a("claim-file-hint", "megabytes", &megabytes),
            largest: LARGEST,
            too_large: say.n("claim-file-large", &name),
            s,
        }
        .show_as(code)
    }

    /// How a mistake in the step is put right, in words.
    fn correction(&self) -> String {
        let say = self.visit.say();
        match self.step.correction() {
            Correction::By(step) => {
                let by = say.t(&format!("step-{}", step.word()));
                say.a("work-corrected-by", "step", &by)
            }
            Correction::Final => say.t("work-final"),
        }
    }
}
