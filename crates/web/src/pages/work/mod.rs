//! The working pages: what lies on somebody's desk, a case as one page with the steps that he may take now, and a form for every step,
//! made from what the step asks for. Judge, assistant, secretary, chancery, chair and party have the same pages; the policies and
//! the rules of procedure make the difference.

pub(super) mod case;
mod chair;
mod desk;
mod due;
mod ended;
mod envelopes;
mod fields;
mod lists;
pub(super) mod lost;
mod may;
mod open;
mod paper;
mod read;
mod side;
pub(super) mod step;
mod take;
mod typed;
mod written;

pub(super) use chair::{get as chair_page, post as lead};
pub(super) use desk::get as desk_page;
pub(super) use may::{actor, may, own_judge};
pub(super) use open::{Opened, open};
pub(super) use paper::get as paper_file;

/// The address of a case on the working pages, below the language.
pub(super) fn path(row: &tarazy_registry::models::CaseRow) -> String {
    format!("/work/case/{}", named(row))
}

/// How addresses name a case: by its number, before it has one by the figures of its docket.
pub(super) fn named(row: &tarazy_registry::models::CaseRow) -> String {
    row.number.clone().unwrap_or_else(|| row.stream.as_str().trim_start_matches("case/").to_owned())
}
