//! A form with files: only from this site's own pages, with the token of its visitor before anything else, and with what he
//! typed. Files are kept as they come; a file that is not taken is told beside what was typed.

use super::form::{TOKEN, is_own};
use super::session::Visitor;
use super::shell::Visit;
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::limits::{BodyTime, Limits};
use crate::site::Site;
use crate::upload::{Incoming, LARGEST, Refused};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use multer::{Field, Multipart};
use std::sync::Arc;
use std::time::Duration;
use tarazy_access::secrets::same;
use tarazy_registry::bodies::FilePut;
use tokio::time::timeout;

/// All texts of a form together are no longer, in bytes: a claim of a hundred pages.
const LONGEST: usize = 512 * 1024;
/// Most fields of a form, and most files.
const MOST: (usize, usize) = (2_000, 20);
/// A whole form is no longer, in bytes, as it says itself before it is read.
const WHOLE: u64 = 2 * LARGEST + 1024 * 1024;
/// What is still heard of a form that is refused, so that its sender gets to read why; bytes and time.
const HEARD: (u64, Duration) = (128 << 20, Duration::from_secs(30));

/// A visit that sends a form with files. A handler of `post` gets its visit in no other way, so none can forget the check.
pub(crate) struct Uploaded {
    pub(crate) visit: Visit,
    fields: Vec<(String, String)>,
    /// Files that were taken: name of the field, and the file.
    pub(crate) files: Vec<(String, FilePut)>,
    /// Files that were not: name of the field, name of the file, and why.
    pub(crate) refused: Vec<(String, String, Refused)>,
}

impl Uploaded {
    /// What was typed into a field, without white space around; empty if nothing was.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text.trim())
    }

    /// All values of one name, in their order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, text)| text.trim())
    }

    /// All that was typed, field by field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What was typed before and is taken only now.
    pub(super) fn of(visit: Visit, fields: Vec<(String, String)>) -> Self {
        Self { visit, fields, files: Vec::new(), refused: Vec::new() }
    }
}

impl FromRequest<Arc<Site>> for Uploaded {
    type Rejection = ApiError;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, ApiError> {
        let (visit, mut reading) = open(request, site).await?;
        let mut read = Self { visit, fields: Vec::new(), files: Vec::new(), refused: Vec::new() };
        while let Some(field) = reading.next().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_none() {
                let text = reading.text(field).await?;
                read.fields.push((name, text));
            } else {
                reading.file(site, name, field, &mut read).await?;
            }
            if read.fields.len() > MOST.0 || read.files.len() + read.refused.len() > MOST.1 {
                return Err(too_large());
            }
        }
        Ok(read)
    }
}

/// Begins to read a form with files, if this site's own page sent it with its visitor's token.
///
/// # Errors
/// [`ApiError`] if it is not, or if it says that it is too long.
pub(super) async fn open(request: Request, site: &Arc<Site>) -> Result<(Visit, Reading), ApiError> {
    let foreign = || ApiError::new(StatusCode::FORBIDDEN, "foreign-form");
    if request.method() != Method::POST || !is_own(request.headers()) {
        return Err(foreign());
    }
    let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let visit = Visit::read(&mut parts, site).await?;
    if is_too_long(&parts.headers) {
        return Err(refuse(body));
    }
    let patience = parts.extensions.get::<BodyTime>().map_or(Limits::default().body, |time| time.0);
    let mut reading = Reading { form: multipart(&parts.headers, body)?, patience, left: LONGEST };
    let token = match reading.next().await? {
        Some(field) if field.name() == Some(TOKEN) => reading.text(field).await?,
        _ => return Err(foreign()),
    };
    if !same(token.as_bytes(), visitor.expected().as_bytes()) {
        return Err(foreign());
    }
    Ok((visit, reading))
}

/// The texts of a form whose sender is not known: nothing is checked but that this site's own page sent it. Files are let go.
///
/// # Errors
/// [`ApiError`] if it cannot be read.
pub(super) async fn texts(request: Request) -> Result<Vec<(String, String)>, ApiError> {
    if !is_own(request.headers()) || is_too_long(request.headers()) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "foreign-form"));
    }
    let (parts, body) = request.into_parts();
    let patience = parts.extensions.get::<BodyTime>().map_or(Limits::default().body, |time| time.0);
    let mut reading = Reading { form: multipart(&parts.headers, body)?, patience, left: LONGEST };
    let mut texts = Vec::new();
    while let Some(field) = reading.next().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() && name != TOKEN && texts.len() < MOST.0 {
            texts.push((name, reading.text(field).await?));
        }
    }
    Ok(texts)
}

fn multipart(headers: &HeaderMap, body: Body) -> Result<Multipart<'static>, ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind);
    let boundary = boundary.map_err(|_| ApiError::new(StatusCode::FORBIDDEN, "foreign-form"))?;
    Ok(Multipart::new(body.into_data_stream(), boundary))
}

fn is_too_long(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse::<u64>().ok()).is_some_and(|length| length > WHOLE)
}

pub(super) fn too_large() -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "file-too-large").with("megabytes", LARGEST >> 20)
}

/// Refuses a form before it is read. The answer goes out at once; the rest is heard for a while and thrown away, because a
/// browser whose sending is broken off shows its reader nothing.
fn refuse(mut body: Body) -> ApiError {
    tokio::spawn(async move {
        let hear = async {
            let mut heard = 0;
            while let Some(Ok(frame)) = body.frame().await {
                heard += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
                if heard > HEARD.0 {
                    break;
                }
            }
        };
        // Whoever sends slower than this is not waited for.
        drop(timeout(HEARD.1, hear).await);
    });
    too_large()
}

/// A form as it comes in.
pub(super) struct Reading {
    form: Multipart<'static>,
    /// How long the next piece may take.
    patience: Duration,
    /// How much more text is taken, in bytes.
    left: usize,
}

impl Reading {
    pub(super) async fn next(&mut self) -> Result<Option<Field<'static>>, ApiError> {
        timeout(self.patience, self.form.next_field()).await.map_err(|_| late())?.map_err(|_| cut_off())
    }

    pub(super) async fn piece(
        &self,
        field: &mut Field<'static>,
    ) -> Result<Option<axum::body::Bytes>, ApiError> {
        timeout(self.patience, field.chunk()).await.map_err(|_| late())?.map_err(|_| cut_off())
    }

    pub(super) async fn text(&mut self, mut field: Field<'static>) -> Result<String, ApiError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece(&mut field).await? {
            self.left = self
                .left
                .checked_sub(piece.len())
                .ok_or_else(|| ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"))?;
            bytes.extend_from_slice(&piece);
        }
        // Browsers send each line's end as two characters.
        String::from_utf8(bytes).map(|text| text.replace("\r\n", "\n")).map_err(|_| cut_off())
    }

    /// Takes a file; one without a name and content is a field that was left empty.
    async fn file(
        &mut self,
        site: &Arc<Site>,
        name: String,
        mut field: Field<'static>,
        read: &mut Uploaded,
    ) -> Result<(), ApiError> {
        let called = base_name(field.file_name().unwrap_or_default());
        let mut incoming: Option<Incoming> = None;
        let mut is_whole = true;
        while let Some(piece) = self.piece(&mut field).await? {
            // A field that was left empty has one piece of nothing. What is too large is heard to its end, so that the rest of the
            // form arrives, but it is not kept.
            if piece.is_empty() || !is_whole {
                continue;
            }
            let (own, begun, called) = (Arc::clone(site), incoming.take(), called.clone());
            let (file, more) = blocking(move || {
                let mut file = match begun {
                    Some(file) => file,
                    None => own
                        .documents
                        .begin(&called, (own.access.random_16(), own.access.random_32()))
                        .map_err(|e| ApiError::internal(&e))?,
                };
                let more = file.write(&piece).map_err(|e| ApiError::internal(&e))?;
                Ok((file, more))
            })
            .await?;
            is_whole = more;
            incoming = more.then_some(file);
        }
        let refused = match (incoming, is_whole) {
            (Some(file), _) => {
                match blocking(move || file.finish().map_err(|e| ApiError::internal(&e))).await? {
                    Ok((put, _)) => {
                        read.files.push((name, put));
                        return Ok(());
                    }
                    Err(refused) => refused,
                }
            }
            (None, true) if called.is_empty() => return Ok(()),
            (None, true) => Refused::Empty,
            (None, false) => Refused::TooLarge,
        };
        read.refused.push((name, called, refused));
        Ok(())
    }
}

fn late() -> ApiError {
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout")
}

fn cut_off() -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "cut-off")
}

/// A file's own name, without folders and control characters, and no longer than lists can show.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    // The ending tells most: of a long name the beginning goes.
    kept.get(kept.len().saturating_sub(150)..).unwrap_or_default().iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_the_file_alone() {
        assert_eq!(base_name("C:\\Users\\мен\\шарт.pdf"), "шарт.pdf");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("a\nb\u{0}.pdf"), "ab.pdf");
        assert_eq!(base_name(&format!("{}.pdf", "ұ".repeat(400))).chars().count(), 150);
    }
}
