//! `/register`, `/enrol`, `/second`: how somebody comes to his password and his second factor: a citizen by himself, others by a
//! one-time code. Nothing is kept until the second factor has worked once; until then it travels in the form, sealed.

use super::form::Form;
use super::shell::{Page as _, Shell, Visit};
use super::{command, read, sealed, sentence};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use tarazy_access::Login;
use tarazy_access::bodies::{AccountRegister, AccountSet, Keys};
use tarazy_access::secrets::{
    LONGEST, PasswordHash, SHORTEST, code_hash, new_totp, recovery_codes, totp_shown, totp_step,
};
use tarazy_access::sign_in::seal_totp;
use tarazy_store::Refusal;

/// How long the second step may take, ms.
const PATIENCE: i64 = 30 * 60 * 1000;

/// What is decided in the first step and kept in the second.
#[derive(Clone, Serialize, Deserialize)]
struct Draft {
    login: Login,
    /// Absent where a code names somebody who is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code_hash: Option<String>,
    password: PasswordHash,
    secret: String,
    until: i64,
}

#[derive(Template)]
#[template(path = "register.html")]
struct First {
    s: Shell,
    is_register: bool,
    login: String,
    name: String,
    code: String,
    shortest: String,
}

#[derive(Template)]
#[template(path = "second.html")]
struct Second {
    s: Shell,
    sealed: String,
    secret: String,
    address: String,
    /// The squares of the QR code, as a path of SVG, and how many there are on a side.
    squares: String,
    side: i32,
}

#[derive(Template)]
#[template(path = "codes.html")]
struct Codes {
    s: Shell,
    codes: Vec<String>,
}

/// `GET /register`.
pub(super) async fn register_page(visit: Visit) -> Result<Response, ApiError> {
    first_page(visit, true).await
}

/// `GET /enrol`.
pub(super) async fn enrol_page(visit: Visit) -> Result<Response, ApiError> {
    first_page(visit, false).await
}

async fn first_page(visit: Visit, is_register: bool) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |_| {
        let s = first_shell(&visit, is_register)?;
        let [login, name, code] = Default::default();
        First { s, is_register, login, name, code, shortest: SHORTEST.to_string() }.show()
    })
    .await
}

fn first_shell(visit: &Visit, is_register: bool) -> Result<Shell, ApiError> {
    let say = visit.say();
    let title = if is_register { say.t("register-title") } else { say.t("enrol-title") };
    Ok(visit.shell(title)?.crumb("", say.t("home-crumb")).with_forms(visit))
}

/// `POST /register`.
pub(super) async fn register(form: Form) -> Result<Response, ApiError> {
    first(form, true).await
}

/// `POST /enrol`.
pub(super) async fn enrol(form: Form) -> Result<Response, ApiError> {
    first(form, false).await
}

async fn first(form: Form, is_register: bool) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let errors = faults(site, &form, is_register)?;
        let Some(login) = form.get("login").parse().ok().filter(|_| errors.is_empty()) else {
            let mut s = first_shell(&form.visit, is_register)?;
            s.errors = errors;
            let text = |name: &str| form.get(name).to_owned();
            let (login, name, code) = (text("login"), text("name"), text("code"));
            let shortest = SHORTEST.to_string();
            let page = First { s, is_register, login, name, code, shortest };
            return page.show_as(StatusCode::UNPROCESSABLE_ENTITY);
        };
        let password = PasswordHash::of(form.exact("password"), &mut &site.access);
        let draft = Draft {
            login,
            name: is_register.then(|| form.get("name").to_owned()),
            code_hash: (!is_register).then(|| code_hash(form.get("code"))),
            password: password.map_err(|e| ApiError::internal(&e))?,
            secret: hex::encode(new_totp(&mut &site.access)),
            until: (site.clock)() + PATIENCE,
        };
        second_page(site, &form.visit, &draft, None)
    })
    .await
}

/// What is wrong with the first step.
fn faults(site: &Site, form: &Form, is_register: bool) -> Result<Vec<(String, String)>, ApiError> {
    let say = form.visit.say();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, sentence: String| errors.push((field.to_owned(), sentence));
    match form.get("login").parse::<Login>() {
        Err(_) => wrong("login", say.t("register-login-wrong")),
        Ok(login) if is_register => {
            let taken = site.read(|reader, _| tarazy_access::account(reader, &login))?.is_some();
            if taken {
                wrong("login", say.t("refused-login-taken"));
            }
        }
        Ok(_) => {}
    }
    if is_register && form.get("name").is_empty() {
        wrong("name", say.t("refused-person-name"));
    }
    if !is_register && form.get("code").is_empty() {
        wrong("code", say.t("enrol-code-empty"));
    }
    let password = form.exact("password");
    let length = password.chars().count();
    if length < SHORTEST || password.len() > LONGEST {
        wrong("password", say.a("register-password-short", "shortest", &SHORTEST.to_string()));
    } else if form.exact("again") != password {
        wrong("again", say.t("register-again-wrong"));
    }
    Ok(errors)
}

fn second_page(
    site: &Site,
    visit: &Visit,
    draft: &Draft,
    error: Option<String>,
) -> Result<Response, ApiError> {
    let say = visit.say();
    let mut s = visit.shell(say.t("second-title"))?.with_forms(visit);
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    s.errors.extend(error.map(|sentence| ("code".to_owned(), sentence)));
    let issuer = s.head.clone();
    let (secret, address) = totp_shown(secret_of(draft)?, draft.login.as_str(), &issuer);
    let (squares, side) = squares(&address);
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let page = Second {
        s,
        sealed: sealed::seal(site, PLACE, draft)?,
        secret: groups.join(" "),
        address,
        squares,
        side,
    };
    page.show_as(status)
}

/// `POST /second`: the second factor works; now all of it is kept.
pub(super) async fn second(form: Form) -> Result<Response, ApiError> {
    let site = form.visit.site.clone();
    read(&site, move |site| {
        let visit = &form.visit;
        let now = (site.clock)();
        let gone = || ApiError::new(StatusCode::BAD_REQUEST, "form-old");
        let draft = sealed::open(site, PLACE, form.get("sealed"))?
            .filter(|draft: &Draft| draft.until > now)
            .ok_or_else(gone)?;
        if totp_step(secret_of(&draft)?, form.get("code"), now).is_none() {
            return second_page(site, visit, &draft, Some(visit.say().t("second-wrong")));
        }
        let codes = recovery_codes(&mut &site.access);
        match keep(site, &draft, &codes)? {
            Ok(()) => {
                let s = visit.shell(visit.say().t("codes-title"))?;
                Codes { s, codes }.show()
            }
            Err(refusal) => second_page(site, visit, &draft, Some(sentence(visit, &refusal))),
        }
    })
    .await
}

fn keep(site: &Site, draft: &Draft, codes: &[String]) -> Result<Result<(), Refusal>, ApiError> {
    let secret = secret_of(draft)?;
    let totp = site.read(|_, vault| {
        seal_totp(vault, &draft.login, secret, &mut &site.access).map_err(Refusal::internal)
    })?;
    let recovery = codes.iter().map(|code| code_hash(code)).collect();
    let keys = Keys { password: draft.password.clone(), totp, recovery };
    let (login, name) = (draft.login.clone(), draft.name.clone());
    let done = match (name, &draft.code_hash) {
        (Some(name), _) => {
            command(site, "citizen", "account.register", &AccountRegister { login, name, keys })?
        }
        (None, Some(code_hash)) => {
            let body = AccountSet { login, code_hash: code_hash.clone(), keys };
            command(site, "holder", "account.set", &body)?
        }
        (None, None) => return Err(ApiError::new(StatusCode::BAD_REQUEST, "form-old")),
    };
    Ok(done.map(|_| ()))
}

fn secret_of(draft: &Draft) -> Result<[u8; 20], ApiError> {
    let mut secret = [0; 20];
    hex::decode_to_slice(&draft.secret, &mut secret)
        .map_err(|e| ApiError::internal(&std::io::Error::other(e.to_string())))?;
    Ok(secret)
}

/// What is sealed here opens nowhere else.
const PLACE: &str = "enrolment";

/// The dark squares of a QR code, as a path of SVG.
fn squares(text: &str) -> (String, i32) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return (String::new(), 0) };
    let side = code.size();
    let dark =
        (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    (dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + 4, y + 4)).collect(), side + 8)
}
