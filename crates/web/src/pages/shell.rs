//! What every page has: its language and words, the court's name, the way back, messages, and errors of a form.

use super::session::{Signed, Visitor};
use crate::directory;
use crate::error::ApiError;
use crate::language;
use crate::site::Site;
use askama::Template;
use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use std::sync::Arc;
use tarazy_access::Role;
use tarazy_access::policy::{Action, Thing};
use tarazy_base::Lang;
use tarazy_registry::Court;

/// Words of a language, as templates ask for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Say(pub(crate) Lang);

impl Say {
    /// A message.
    pub(crate) fn t(self, id: &str) -> String {
        language::message::<&str, &str>(self.0, id, &[])
    }

    /// A message with one value.
    pub(crate) fn a(self, id: &str, name: &str, value: &str) -> String {
        language::message(self.0, id, &[(name, value)])
    }

    /// A message with values.
    pub(crate) fn n<V: AsRef<str>>(self, id: &str, values: &[(&str, V)]) -> String {
        language::message(self.0, id, values)
    }

    /// A message of a family, where the rest of its name is data: a stage, a code. The data itself if there is none.
    pub(crate) fn of(self, family: &str, word: &str) -> String {
        language::find::<&str, &str>(self.0, &format!("{family}{word}"), &[])
            .unwrap_or_else(|| word.to_owned())
    }
}

/// Somebody's visit to a page: what a handler knows of the request.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) site: Arc<Site>,
    pub(crate) lang: Lang,
    /// The address below the language, with its query.
    path: String,
    pub(crate) visitor: Visitor,
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = ApiError;

    /// Only for questions: what changes something comes as a [`super::form::Form`], which is checked.
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, ApiError> {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "foreign-form"));
        }
        Self::read(parts, site).await
    }
}

impl Visit {
    /// The visit of any request.
    pub(super) async fn read(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, ApiError> {
        let of_path = Extension::<Lang>::from_request_parts(parts, site).await;
        let lang = of_path.map_or_else(|_| language::kept(&parts.headers), |Extension(lang)| lang);
        let path = parts
            .extensions
            .get::<Whole>()
            .map_or_else(|| below_language(&parts.uri), |w| below_language(&w.0));
        let visitor = parts.extensions.get::<Visitor>().cloned().unwrap_or_default();
        Ok(Self { site: Arc::clone(site), lang, path, visitor })
    }
}

/// The address of a request as it came, before routes took their parts of it.
#[derive(Clone)]
pub(super) struct Whole(pub(super) Uri);

/// A path and query without its language; empty for the home page and for what is no page.
fn below_language(uri: &Uri) -> String {
    let whole = uri.path_and_query().map_or("/", |p| p.as_str());
    let below = |lang: Lang| whole.strip_prefix('/')?.strip_prefix(lang.as_str());
    let found = Lang::ALL.into_iter().find_map(below);
    found.filter(|rest| rest.starts_with('/')).unwrap_or_default().to_owned()
}

/// A step of the way back: where it leads, and what it is called.
#[derive(Debug, Clone)]
pub(crate) struct Crumb {
    pub(crate) path: String,
    pub(crate) name: String,
}

/// What the layout of a page shows around its content.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) say: Say,
    pub(crate) title: String,
    /// Whose page it is: a court, or all of the installation.
    pub(crate) head: String,
    /// The address below the language.
    pub(crate) path: String,
    pub(crate) crumbs: Vec<Crumb>,
    /// Which of the main links the page belongs to.
    pub(crate) at: &'static str,
    pub(crate) is_demonstration: bool,
    /// Where the same is for programs.
    pub(crate) data: Option<String>,
    /// What just happened.
    pub(crate) done: Option<String>,
    /// What is wrong with a form: id of the field, and the sentence.
    pub(crate) errors: Vec<(String, String)>,
    /// What he is called who has signed in.
    pub(crate) name: Option<String>,
    /// True if he acts as somebody who files claims.
    pub(crate) files_claims: bool,
    /// True if he acts as an administrator.
    pub(crate) keeps_people: bool,
    /// What the page's forms must bring back; empty on pages without.
    pub(crate) form_token: String,
}

impl Visit {
    /// The same visit in another language.
    pub(crate) fn in_language(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// The words of this visit.
    pub(crate) fn say(&self) -> Say {
        Say(self.lang)
    }

    /// The frame of a page. It may read courts, so it blocks.
    ///
    /// # Errors
    /// If the courts cannot be read.
    pub(crate) fn shell(&self, title: String) -> Result<Shell, ApiError> {
        let directory = self.site.directory()?;
        let named = self.site.name.as_ref().map(|text| text.get(self.lang).to_owned());
        let only = || directory.only_court().map(|court| directory::name(court, self.lang).to_owned());
        let head = named.or_else(only).unwrap_or_else(|| self.say().t("site-name"));
        Ok(self.frame(title, head))
    }

    /// The frame of a page of one court.
    pub(crate) fn court_shell(&self, title: String, court: &Court) -> Shell {
        self.frame(title, directory::name(court, self.lang).to_owned())
    }

    /// The frame of a page that must not need the database.
    pub(crate) fn bare_shell(&self, title: String) -> Shell {
        let named = self.site.name.as_ref().map(|text| text.get(self.lang).to_owned());
        self.frame(title, named.unwrap_or_else(|| self.say().t("site-name")))
    }

    /// Who has signed in.
    ///
    /// # Errors
    /// 403 if nobody has, which the table of endpoints excludes.
    pub(crate) fn signed(&self) -> Result<&Signed, ApiError> {
        let signed = self.visitor.signed.as_ref();
        signed.ok_or_else(|| ApiError::new(StatusCode::FORBIDDEN, "forbidden"))
    }

    /// Whether who has signed in may do this to the installation, as the policies say.
    pub(crate) fn may(&self, signed: &Signed, action: Action) -> bool {
        let decided = self.site.access.policies.decide(&signed.who(), action, &Thing::Installation);
        decided.is_ok_and(|decided| decided.may)
    }

    fn frame(&self, title: String, head: String) -> Shell {
        let signed = self.visitor.signed.as_ref();
        Shell {
            say: self.say(),
            title,
            head,
            path: self.path.clone(),
            crumbs: Vec::new(),
            at: "",
            is_demonstration: self.site.is_demonstration,
            data: None,
            done: None,
            errors: Vec::new(),
            name: signed.map(|s| s.person.name.clone()),
            files_claims: signed.is_some_and(|s| {
                let role = s.acting.as_ref().map(|grant| grant.role);
                matches!(role, Some(Role::Citizen | Role::Lawyer | Role::Clerk))
            }),
            keeps_people: signed.is_some_and(|s| self.may(s, Action::ManagePeople)),
            form_token: signed.map(|_| self.visitor.form_token()).unwrap_or_default(),
        }
    }
}

impl Shell {
    /// The language of the page.
    pub(crate) fn lang(&self) -> &'static str {
        self.say.0.as_str()
    }

    /// An address of this site in the page's language.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.lang())
    }

    /// This page in the languages: code, own name, address, whether it is the page's own.
    pub(crate) fn languages(&self) -> Vec<(&'static str, &'static str, String, bool)> {
        let own_name = |lang| match lang {
            Lang::Kk => "Қазақша",
            Lang::Ru => "Русский",
            Lang::En => "English",
        };
        let all = Lang::ALL.into_iter();
        all.map(|l| (l.as_str(), own_name(l), format!("/{l}{}", self.path), l == self.say.0)).collect()
    }

    /// The folder of style and scripts.
    pub(crate) fn assets(&self) -> &'static str {
        crate::assets::folder()
    }

    /// The sentence about a field, if something is wrong with it.
    pub(crate) fn error_of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(id, _)| id == field).map(|(_, sentence)| sentence.as_str())
    }

    /// Adds a step of the way back.
    #[must_use]
    pub(crate) fn crumb(mut self, path: &str, name: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { path: self.to(path), name: name.into() });
        self
    }

    /// Says which of the main links the page belongs to.
    #[must_use]
    pub(crate) fn at(mut self, place: &'static str) -> Self {
        self.at = place;
        self
    }

    /// Gives the page's forms their token.
    #[must_use]
    pub(crate) fn with_forms(mut self, visit: &Visit) -> Self {
        self.form_token = visit.visitor.form_token();
        self
    }

    /// Says where the same is for programs.
    #[must_use]
    pub(crate) fn data(mut self, path: String) -> Self {
        self.data = Some(path);
        self
    }
}

/// A page: a template whose frame is a [`Shell`].
pub(crate) trait Page: Template {
    /// The page as an answer.
    ///
    /// # Errors
    /// If it cannot be rendered, which no sample of the tests does.
    fn show(&self) -> Result<Response, ApiError> {
        self.show_as(StatusCode::OK)
    }

    /// The page as an answer with a status.
    ///
    /// # Errors
    /// As [`Page::show`].
    fn show_as(&self, status: StatusCode) -> Result<Response, ApiError> {
        let text = self.render().map_err(|e| ApiError::internal(&e))?;
        Ok((status, Html(text)).into_response())
    }
}

impl<T: Template> Page for T {}

/// The headers of a request as a visit without a language in its path has them.
pub(super) fn visit_of(site: &Arc<Site>, uri: &Uri, headers: &HeaderMap, visitor: Visitor) -> Visit {
    let path = below_language(uri);
    let of_path = uri.path().split('/').nth(1).and_then(|first| first.parse().ok());
    Visit { site: Arc::clone(site), lang: of_path.unwrap_or_else(|| language::kept(headers)), path, visitor }
}
