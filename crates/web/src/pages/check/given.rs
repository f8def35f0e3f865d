//! What somebody gave to be checked: read into memory, told by its content, and gone with the request.

use super::Wrong;
use crate::error::ApiError;
use crate::pages::shell::Visit;
use crate::pages::uploaded::{self, Reading};
use crate::site::Site;
use crate::upload::Kind;
use axum::extract::{FromRequest, Request};
use multer::Field;
use std::sync::Arc;
use tarazy_docket::TlogProof;

/// The largest file, in bytes: more than a camera's picture or an act has.
pub(super) const LARGEST: u64 = 10 << 20;
/// Most fields of the form.
const MOST: usize = 12;
/// Fields with files.
const FILES: [&str; 2] = ["file", "photo"];

/// A visit that gives a paper.
pub(crate) struct Given {
    pub(super) visit: Visit,
    /// What was typed, to be shown again.
    pub(super) text: String,
    pub(super) paper: Result<Paper, Wrong>,
}

/// What was given.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Paper {
    Pdf(Vec<u8>),
    /// A picture of a code.
    Picture {
        field: &'static str,
        bytes: Vec<u8>,
    },
    /// What a code says, or the file of a proof.
    Text {
        field: &'static str,
        text: String,
    },
}

impl FromRequest<Arc<Site>> for Given {
    type Rejection = ApiError;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, ApiError> {
        let (visit, mut reading) = uploaded::open(request, site).await?;
        let (mut text, mut papers, mut fields) = (String::new(), Vec::new(), 0);
        while let Some(field) = reading.next().await? {
            fields += 1;
            if fields > MOST {
                return Err(uploaded::too_large());
            }
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(name) = FILES.into_iter().find(|of| *of == name) {
                papers.extend(file(&reading, name, field).await?);
            } else if name == "text" {
                reading.text(field).await?.trim().clone_into(&mut text);
            }
        }
        if !text.is_empty() {
            papers.push(Ok(Paper::Text { field: "text", text: text.clone() }));
        }
        let paper = match papers.pop() {
            None => Err(Wrong { field: "file", message: "check-empty" }),
            Some(_) if !papers.is_empty() => Err(Wrong { field: "file", message: "check-many" }),
            Some(paper) => paper,
        };
        Ok(Self { visit, text, paper })
    }
}

/// The file of a field; none if the field was left empty.
async fn file(
    reading: &Reading,
    name: &'static str,
    mut field: Field<'static>,
) -> Result<Option<Result<Paper, Wrong>>, ApiError> {
    let is_named = field.file_name().is_some_and(|name| !name.is_empty());
    let (mut bytes, mut is_whole) = (Vec::new(), true);
    while let Some(piece) = reading.piece(&mut field).await? {
        let size = u64::try_from(bytes.len().saturating_add(piece.len())).unwrap_or(u64::MAX);
        // What is too large is heard to its end, so that its sender gets to read why.
        is_whole &= size <= LARGEST;
        if is_whole {
            bytes.extend_from_slice(&piece);
        }
    }
    let wrong = |message| Some(Err(Wrong { field: name, message }));
    Ok(match (is_whole, bytes.is_empty()) {
        (false, _) => wrong("check-too-large"),
        (true, true) if is_named => wrong("check-file-empty"),
        (true, true) => None,
        (true, false) => Some(paper(name, bytes).ok_or(Wrong { field: name, message: "check-kind" })),
    })
}

/// What bytes are, by themselves.
fn paper(field: &'static str, bytes: Vec<u8>) -> Option<Paper> {
    let text = |bytes| String::from_utf8(bytes).ok().map(|text| Paper::Text { field, text });
    if TlogProof::is_proof(&bytes) {
        return text(bytes);
    }
    let head = bytes.get(..Kind::HEAD).unwrap_or(&bytes);
    match Kind::of(head, &[]) {
        Some(Kind::Pdf) => Some(Paper::Pdf(bytes)),
        Some(Kind::Jpeg | Kind::Png) => Some(Paper::Picture { field, bytes }),
        Some(Kind::Docx | Kind::Xlsx) => None,
        None if bytes.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()) => None,
        None => text(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_holds() {
        let of = |bytes: &[u8]| paper("file", bytes.to_vec());
        assert_eq!(of(b"%PDF-1.7 x"), Some(Paper::Pdf(b"%PDF-1.7 x".to_vec())));
        assert!(matches!(of(b"\xff\xd8\xff\xe0"), Some(Paper::Picture { .. })));
        assert!(matches!(of(b"\x89PNG\r\n\x1a\n"), Some(Paper::Picture { .. })));
        assert!(matches!(of(b"c2sp.org/tlog-proof@v1\n"), Some(Paper::Text { .. })));
        assert!(matches!(of("case/00 1 00\n".as_bytes()), Some(Paper::Text { .. })));
        for other in [b"PK\x03\x04".as_slice(), b"MZ\x00\x01", b"\xff\xfe"] {
            assert_eq!(of(other), None, "{other:?}");
        }
    }
}
