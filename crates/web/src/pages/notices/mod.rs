//! Notices of a case: their timeline for who may read the case, and each of them as a page: the summons to see and to print, and what
//! the chancery and the judge do with it. A party sees those alone that are his.

mod acts;
mod forms;
mod lines;
mod sheet;
mod summons;
mod timeline;

pub(super) use acts::{conclude, note, print};
pub(super) use summons::{get, pdf};
pub(super) use timeline::timeline;

use super::not_found;
use super::session::Signed;
use super::work::{Opened, may};
use crate::error::ApiError;
use crate::site::Site;
use tarazy_access::policy::{Action, Thing};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::{NoticeNo, PartyNo};
use tarazy_procedure::notice::Notice;

/// What somebody may do with the notices of a case, as the policies say.
#[derive(Debug, Clone, Copy)]
struct Rights {
    /// He sees those of all parties.
    sees_all: bool,
    /// He prints summonses and notes what became of them.
    keeps: bool,
    /// He concludes.
    concludes: bool,
}

impl Rights {
    fn of(site: &Site, signed: &Signed, opened: &Opened) -> Result<Self, ApiError> {
        let case = Thing::Case(opened.facts.clone());
        let may = |action| may(site, signed, action, &case);
        let keeps = may(Action::KeepFile)?;
        let works = may(Action::WriteDrafts)? || may(Action::DecideUrgent)?;
        Ok(Self { sees_all: keeps || works, keeps, concludes: may(Action::Decide)? })
    }

    fn sees(self, opened: &Opened, party: PartyNo) -> bool {
        self.sees_all || opened.own.contains(&party)
    }
}

/// A notice that somebody sees.
///
/// # Errors
/// 404 if there is none for him.
fn seen(opened: &Opened, rights: Rights, number: u32) -> Result<(NoticeNo, &Notice), ApiError> {
    let number = NoticeNo(number);
    let notice = opened.case.notice(number).filter(|notice| rights.sees(opened, notice.party));
    Ok((number, notice.ok_or_else(not_found)?))
}

/// The address of a notice, below the language.
fn path(opened: &Opened, number: NoticeNo) -> String {
    format!("/notice/{}/{number}", opened.row.stream.identifier())
}

fn role_key(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Claimant => "role-claimant",
        PartyRole::Respondent => "role-respondent",
        PartyRole::ThirdPerson => "role-third-person",
    }
}
