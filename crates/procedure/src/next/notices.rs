//! Who is still to be notified of a hearing, which notice has no evidence, and which waits for the judge's conclusion.

use super::limits::From;
use super::{Due, List, Subject};
use crate::case::Hearing;
use crate::events::{HearingNo, NoticeNo, PartyNo};
use crate::notice::{About, Notice, Verdict, propose};
use crate::steps::{Step, Who};

impl List<'_> {
    /// Every party is notified of every hearing that will be (ГПК 127), until a judge has concluded that he is.
    pub(super) fn notices(&mut self) {
        let hearings: Vec<(HearingNo, Hearing)> =
            self.case.due_hearings().map(|(n, h)| (n, h.clone())).collect();
        let parties: Vec<PartyNo> = self.case.present().map(|(n, _)| n).collect();
        for (number, hearing) in hearings {
            for party in &parties {
                self.addressee(number, &hearing, *party);
            }
        }
        self.acts();
    }

    fn addressee(&mut self, number: HearingNo, hearing: &Hearing, party: PartyNo) {
        let about = |n: &Notice| n.party == party && n.is_about(number) && n.holds();
        let live: Vec<(NoticeNo, Notice)> = self.numbered().filter(|(_, n)| about(n)).collect();
        if live.iter().any(|(_, n)| n.concluded.as_ref().is_some_and(|c| c.proper && c.seen == n.pieces())) {
            return;
        }
        let until = self.context.day_of(hearing.at).map(|day| Due::At(hearing.at, day));
        let mut is_open = false;
        for (notice, n) in &live {
            let subject = Subject::Notice(*notice);
            let proposal = propose(self.case, *notice, self.context);
            let verdict = proposal.as_ref().map(|p| p.verdict);
            let is_concluded = n.concluded.as_ref().is_some_and(|c| c.seen == n.pieces());
            match verdict {
                Some(Verdict::Unproven) | None if proposal.as_ref().is_some_and(|p| p.all_failed) => {}
                Some(Verdict::Unproven) | None => {
                    is_open = true;
                    self.push(Step::NoteNotice, Who::Chancery, subject, until.clone());
                }
                Some(_) if is_concluded => {}
                Some(_) => {
                    is_open = true;
                    self.push(Step::ConcludeNotice, Who::Judge, subject, until.clone());
                }
            }
        }
        if !is_open {
            let by_law = self.limit("notice", From::At(hearing.set)).filter(|_| live.is_empty());
            let due = by_law.or(until);
            self.push(Step::IssueNotice, Who::Chancery, Subject::Addressee(party, number), due);
        }
    }

    /// A notice of an act leaves evidence as every other.
    fn acts(&mut self) {
        let silent = |n: &Notice| matches!(n.about, About::Act(_)) && n.holds() && n.pieces() == 0;
        let silent: Vec<(NoticeNo, i64)> =
            self.numbered().filter(|(_, n)| silent(n)).map(|(number, n)| (number, n.issued)).collect();
        for (number, issued) in silent {
            let due = self.limit("notice", From::At(issued));
            self.push(Step::NoteNotice, Who::Chancery, Subject::Notice(number), due);
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (NoticeNo, Notice)> {
        self.case.notices.iter().enumerate().map(|(n, notice)| (NoticeNo::after(n), notice.clone()))
    }
}
