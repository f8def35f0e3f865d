//! The commands, one file each.

pub(crate) mod authority;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod case;
pub(crate) mod court;
pub(crate) mod demo;
pub(crate) mod document;
pub(crate) mod draw;
pub(crate) mod entry;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod insider;
pub(crate) mod judge;
pub(crate) mod key;
pub(crate) mod law;
pub(crate) mod log;
pub(crate) mod notice;
pub(crate) mod outage;
pub(crate) mod party;
pub(crate) mod person;
pub(crate) mod recover;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod status;
pub(crate) mod submit;

use crate::failure::Failure;
use tarazy_docket::StreamId;
use tarazy_draw::record::By;
use tarazy_registry::models::{self, CaseRow};
use tarazy_store::{Reader, Refusal};

/// Who signs, from `role:id`.
///
/// # Errors
/// A usage failure for another form.
pub(crate) fn by(text: &str) -> Result<By, Failure> {
    let wrong = || Failure::usage(format!("{text:?}: who signs is written as role:id, such as chair:c1"));
    let (role, id) = text.split_once(':').ok_or_else(wrong)?;
    Ok(By { role: role.parse().map_err(|_| wrong())?, id: id.parse().map_err(|_| wrong())? })
}

/// The case that a number or a stream names.
///
/// # Errors
/// The refusal `no-number` or `no-stream`.
pub(crate) fn find(reader: &mut dyn Reader, text: &str) -> Result<CaseRow, Failure> {
    if let Ok(stream) = text.parse::<StreamId>() {
        let row = models::case_by_stream(reader, &stream)?;
        return row.ok_or_else(|| Refusal::new(404, "no-stream").into());
    }
    let number = tarazy_base::CaseNumber::parse(text).map_or_else(|_| text.to_owned(), |n| n.to_string());
    let row = models::case_by_number(reader, &number)?;
    row.ok_or_else(|| Refusal::new(404, "no-number").with("number", number).into())
}
