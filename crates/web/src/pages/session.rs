//! Who visits: the session behind a cookie, the secret of his forms, and what an endpoint asks of him before its handler runs.

use super::endpoints::Who;
use super::shell::Whole;
use super::{claim, enter, work};
use crate::blocking::blocking;
use crate::cookies;
use crate::error::ApiError;
use crate::site::Site;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tarazy_access::policy::{self, Thing};
use tarazy_access::{Grant, Person, person};
use tarazy_base::Lang;
use tarazy_docket::sha256;

/// The cookie of a session. Its prefix lets no other host set it.
pub(super) const COOKIE: &str = "__Host-session";
/// The cookie that ties forms to a browser before anybody has signed in.
const FORMS: &str = "__Host-form";
/// The cookie of the claim or of the step to which somebody comes back, and how long it holds, in seconds.
const BACK: &str = "__Host-back";
const BACK_SECONDS: u32 = 15 * 60;
/// As long as a session can hold, in seconds.
const SESSION_SECONDS: u32 = 12 * 60 * 60;

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// Who.
    pub(crate) person: Person,
    /// The role in which he acts.
    pub(crate) acting: Option<Grant>,
    /// Id of the session.
    pub(super) id: [u8; 32],
}

impl Signed {
    /// How commands name him.
    pub(super) fn actor(&self) -> String {
        format!("person:{}", self.person.id)
    }

    /// As policies see him.
    pub(crate) fn who(&self) -> policy::Who {
        policy::Who {
            person: self.person.id.clone(),
            role: self.acting.as_ref().map(|grant| grant.role),
            court: self.acting.as_ref().and_then(|grant| grant.court.clone()),
        }
    }
}

/// A role as sessions keep it: `role` or `role@court`.
pub(super) fn role_word(grant: &Grant) -> String {
    match &grant.court {
        Some(court) => format!("{}@{court}", grant.role.as_str()),
        None => grant.role.as_str().to_owned(),
    }
}

/// What is known of a visitor.
#[derive(Clone, Default)]
pub(crate) struct Visitor {
    pub(crate) signed: Option<Signed>,
    secret: [u8; 32],
    is_new: bool,
    used: Arc<AtomicBool>,
}

impl Visitor {
    /// What a form must bring back, so that no other site can send it in his name.
    pub(crate) fn form_token(&self) -> String {
        self.used.store(true, Ordering::Relaxed);
        self.expected()
    }

    /// The same, where it is compared.
    pub(super) fn expected(&self) -> String {
        sha256(&[b"tarazy/form/1\n", &self.secret]).to_hex()
    }
}

fn secret_of(headers: &HeaderMap, cookie: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(cookies::get(headers, cookie)?, &mut bytes).ok()?;
    Some(bytes)
}

/// Finds out who visits, before anything else.
pub(super) async fn know(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let visitor = match visitor(&site, request.headers()).await {
        Ok(visitor) => visitor,
        Err(error) => return error.into_response(),
    };
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    if visitor.is_new && visitor.used.load(Ordering::Relaxed) {
        cookies::set(response.headers_mut(), FORMS, &hex::encode(visitor.secret), SESSION_SECONDS);
    }
    response
}

async fn visitor(site: &Arc<Site>, headers: &HeaderMap) -> Result<Visitor, ApiError> {
    if let Some(id) = secret_of(headers, COOKIE) {
        let own = Arc::clone(site);
        if let Some(signed) = blocking(move || signed(&own, id)).await? {
            return Ok(Visitor { signed: Some(signed), secret: id, ..Visitor::default() });
        }
    }
    let known = secret_of(headers, FORMS);
    let secret = known.unwrap_or_else(|| site.access.random_32());
    Ok(Visitor { secret, is_new: known.is_none(), ..Visitor::default() })
}

/// Who has a session. A role that has ended is no longer acted in.
fn signed(site: &Site, id: [u8; 32]) -> Result<Option<Signed>, ApiError> {
    let now = (site.clock)();
    let session = site.access.sessions.find(&id, now).map_err(|e| ApiError::internal(&e))?;
    let Some(session) = session else { return Ok(None) };
    let person = site.read(|reader, _| person(reader, &session.person))?;
    Ok(person.map(|person| {
        let acting = person.grants.iter().find(|g| g.holds(now) && role_word(g) == session.acting).cloned();
        Signed { person, acting, id }
    }))
}

/// Begins a session under a new id, and gives its cookie to the answer.
pub(super) fn begin(
    site: &Site,
    person: &str,
    acting: &str,
    response: &mut Response,
) -> Result<(), ApiError> {
    let id = site.access.random_32();
    site.access.sessions.begin(&id, person, acting, (site.clock)()).map_err(|e| ApiError::internal(&e))?;
    cookies::set(response.headers_mut(), COOKIE, &hex::encode(id), SESSION_SECONDS);
    Ok(())
}

/// Takes the cookie back.
pub(super) fn forget(response: &mut Response) {
    cookies::set(response.headers_mut(), COOKIE, "", 0);
}

/// Asks of a visitor what the endpoint's line in the table says, so that no handler can forget it.
pub(super) async fn guard(
    State((site, who)): State<(Arc<Site>, Who)>,
    request: Request,
    next: Next,
) -> Response {
    if who == Who::Demonstration && !site.has_demo_people {
        return ApiError::new(StatusCode::NOT_FOUND, "not-found").into_response();
    }
    if matches!(who, Who::Anybody | Who::Demonstration)
        && request.method() == Method::POST
        && let Err(refused) = site.access.attempts.admit(&request)
    {
        return refused.into_response();
    }
    let signed = request.extensions().get::<Visitor>().and_then(|visitor| visitor.signed.clone());
    match (who, signed) {
        (Who::Anybody | Who::Demonstration, _) | (Who::SignedIn | Who::Writing, Some(_)) => {
            next.run(request).await
        }
        (Who::SignedIn | Who::May(_), None) => to_sign_in(&request),
        (Who::Writing, None) => {
            if let Err(refused) = site.access.attempts.admit(&request) {
                return refused.into_response();
            }
            let mut answer = to_sign_in(&request);
            if !is_claim(&request) {
                if let Some(way) = work::lost::keep(&site, request).await {
                    cookies::set(answer.headers_mut(), BACK, &way, BACK_SECONDS);
                }
                return answer;
            }
            claim::lost::keep(&site, request).await;
            answer
        }
        (Who::May(action), Some(signed)) => {
            match site.access.policies.decide(&signed.who(), action, &Thing::Installation) {
                Ok(decided) if decided.may => next.run(request).await,
                Ok(_) => ApiError::new(StatusCode::FORBIDDEN, "forbidden").into_response(),
                Err(fault) => ApiError::internal(&fault).into_response(),
            }
        }
    }
}

/// The address of a request as it came.
fn whole(request: &Request) -> &Uri {
    request.extensions().get::<Whole>().map_or(request.uri(), |whole| &whole.0)
}

/// True for what is sent to a step of a claim; the others are steps of cases.
fn is_claim(request: &Request) -> bool {
    below(whole(request).path()).starts_with("claim/")
}

fn to_sign_in(request: &Request) -> Response {
    let uri = whole(request);
    let lang: Lang = uri.path().split('/').nth(1).and_then(|first| first.parse().ok()).unwrap_or_default();
    let mut response = Redirect::to(&format!("/{lang}/sign-in")).into_response();
    // A claim's writer comes back to it. Its id is in the cookie alone, in no address that is handed on.
    if let Some(("claim", rest)) = below(uri.path()).split_once('/') {
        cookies::set(response.headers_mut(), BACK, &rest.replace('/', "-"), BACK_SECONDS);
    }
    response
}

/// A path below its language, without the first stroke.
fn below(path: &str) -> &str {
    path.get(1..).and_then(|rest| rest.split_once('/')).map_or("", |(_, rest)| rest)
}

/// The claim or the step to which somebody comes back who had to sign in; below the language.
fn back(headers: &HeaderMap) -> Option<String> {
    let kept = cookies::get(headers, BACK)?;
    if let Some(step) = work::lost::back(kept) {
        return Some(step);
    }
    let (id, step) = kept.split_once('-')?;
    let is_word =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (is_word(id) && is_word(step)).then(|| format!("/claim/{id}/{step}"))
}

/// Where somebody goes on who has signed in, if he was on his way: to his claim, to a step, or into the case of his summons.
pub(super) fn onward(headers: &HeaderMap) -> Option<String> {
    back(headers).or_else(|| enter::back(headers).map(str::to_owned))
}

/// Forgets the way back.
pub(super) fn forget_back(response: &mut Response) {
    cookies::set(response.headers_mut(), BACK, "", 0);
}
