//! What there is to choose from: the parties, hearings and motions of a case, the closed lists of the law, in the reader's words.

use super::super::shell::Say;
use super::open::{Opened, today};
use crate::directory::Directory;
use crate::error::ApiError;
use crate::site::Site;
use tarazy_docket::Hash;
use tarazy_law::CauseList;
use tarazy_procedure::{Instance, PartyRole, Step, Subject};
use tarazy_store::truth;

/// Something to choose: its value and its words.
pub(super) type Option_ = (String, String);

/// What a list of a form is made of.
pub(super) struct Lists<'a> {
    pub(super) site: &'a Site,
    pub(super) opened: &'a Opened,
    pub(super) directory: &'a Directory,
    pub(super) say: Say,
    pub(super) now: i64,
}

impl Lists<'_> {
    /// The grounds of lists of the law, each with its article.
    pub(super) fn grounds(&self, lists: &[&str]) -> Vec<Option_> {
        let (day, lang) = (self.opened.today(self.now), self.say.0);
        let said = |text: &str, cite: &str| format!("{text} ({cite})");
        let mut found = Vec::new();
        let is_appeal = self.opened.case.instance() == Instance::Appeal;
        // Each instance has outcomes of its own.
        let fits = |list: &&&str| **list != if is_appeal { "outcome" } else { "appeal-outcome" };
        for list in lists.iter().filter(fits) {
            let Ok(law) = self.site.law.at_known(day, day) else { continue };
            match *list {
                "recusal" => {
                    let rules = law.recusals().filter(|rule| !rule.what.between_judges);
                    found.extend(rules.map(|r| (r.what.code.clone(), said(r.text.get(lang), &r.cite))));
                }
                "redraw" => {
                    let rules = law.causes(CauseList::Redraw);
                    found.extend(rules.map(|r| (r.what.code.clone(), said(r.text.get(lang), &r.cite))));
                }
                _ => {
                    let rules = self.site.law.grounds(list, day, day);
                    found.extend(rules.map(|r| (r.what.code.clone(), said(r.text.get(lang), &r.cite))));
                }
            }
        }
        found
    }

    /// The categories of cases that may be allocated.
    pub(super) fn categories(&self) -> Vec<Option_> {
        let Ok(law) = self.site.law.at(self.opened.today(self.now)) else { return Vec::new() };
        let open = law.categories().filter(|rule| !rule.what.closed);
        open.map(|rule| (rule.what.code.clone(), rule.text.get(self.say.0).to_owned())).collect()
    }

    /// What a step can be about, in words.
    pub(super) fn subjects(&self, about: &[Subject]) -> Vec<Option_> {
        about.iter().filter_map(|subject| Some((value_of(subject)?, self.subject(subject)?))).collect()
    }

    /// A party with its name and what it is.
    pub(super) fn party(&self, number: tarazy_procedure::events::PartyNo) -> Option<String> {
        let party = &self.opened.case.party(number)?.party;
        Some(format!("{} ({})", party.name, self.say.t(role_key(party.role))))
    }

    fn subject(&self, subject: &Subject) -> Option<String> {
        let case = &self.opened.case;
        Some(match subject {
            Subject::Case => return None,
            Subject::Party(n) => self.party(*n)?,
            Subject::Hearing(n) => {
                let hearing = case.hearing(*n)?;
                let at = Site::moment(hearing.at, self.opened.zone, self.say.0);
                self.say.n("work-hearing", &[("n", n.to_string()), ("at", at)])
            }
            Subject::Motion(n) => {
                let kind = self.ground_text("motion", &case.motion(*n)?.kind);
                self.say.n("work-motion", &[("n", n.to_string()), ("kind", kind)])
            }
            Subject::Securing(n) => self.say.a("next-of-securing", "n", &n.to_string()),
            Subject::Appeal(n) => {
                let who = case.appeal(*n)?.party.and_then(|party| self.party(party));
                let who = who.unwrap_or_else(|| self.say.t("work-no-party"));
                self.say.n("work-appeal", &[("n", n.to_string()), ("who", who)])
            }
            Subject::Judge(judge) => self.directory.judge_name(judge).to_owned(),
            Subject::Addressee(party, _) => self.party(*party)?,
            Subject::Notice(n) => {
                let who = self.party(case.notice(*n)?.party).unwrap_or_default();
                self.say.n("work-notice", &[("n", n.to_string()), ("who", who)])
            }
        })
    }

    /// The words of a ground; its code where the law has none.
    pub(super) fn ground_text(&self, list: &str, code: &str) -> String {
        let day = self.opened.today(self.now);
        let rule = self.site.law.ground(list, code, day, day);
        rule.map_or_else(|| code.to_owned(), |rule| rule.text.get(self.say.0).to_owned())
    }

    /// The article that gives a step.
    pub(super) fn article(&self, step: Step) -> Option<String> {
        let day = self.opened.today(self.now);
        self.site.law.ground("step", &step.word(), day, day).map(|rule| rule.cite.clone())
    }

    /// What a step is called, as a heading.
    pub(super) fn title(&self, step: Step) -> String {
        let day = self.opened.today(self.now);
        let rule = self.site.law.ground("step", &step.word(), day, day);
        rule.map_or_else(
            || self.say.t(&format!("step-{}", step.word())),
            |rule| rule.text.get(self.say.0).to_owned(),
        )
    }

    /// The papers of the case in the order in which they came: commitment, and name with its day.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(super) fn documents(&self) -> Result<Vec<Option_>, ApiError> {
        let known = &self.opened.case.documents;
        let mut all: Vec<(Hash, i64)> = Vec::new();
        for record in &self.opened.records {
            let listed = record.body().and_then(|body| body.get("documents")?.as_array());
            let hashes = listed.into_iter().flatten().filter_map(|item| item.as_text()?.parse().ok());
            for hash in hashes {
                if known.contains(&hash) && !all.iter().any(|(seen, _)| *seen == hash) {
                    all.push((hash, record.entry.time));
                }
            }
        }
        self.site.read(|reader, _| {
            let mut named = Vec::new();
            for (commitment, time) in &all {
                if let Some(document) = truth::document(reader, *commitment)? {
                    let day = tarazy_base::format_date(today(*time, self.opened.zone), self.say.0);
                    named.push((commitment.to_hex(), format!("{} ({day})", document.name)));
                }
            }
            Ok(named)
        })
    }

    /// The judges of the bench: id and name.
    pub(super) fn bench(&self) -> Vec<Option_> {
        let all = self.opened.case.judges.iter();
        all.map(|id| (id.clone(), self.directory.judge_name(id).to_owned())).collect()
    }
}

/// The message that says what a party is.
pub(super) fn role_key(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Claimant => "role-claimant",
        PartyRole::Respondent => "role-respondent",
        PartyRole::ThirdPerson => "role-third-person",
    }
}

/// How a form names what a step is about.
pub(super) fn value_of(subject: &Subject) -> Option<String> {
    Some(match subject {
        Subject::Case => return None,
        Subject::Party(n) => n.to_string(),
        Subject::Hearing(n) => n.to_string(),
        Subject::Motion(n) => n.to_string(),
        Subject::Securing(n) => n.to_string(),
        Subject::Appeal(n) => n.to_string(),
        Subject::Judge(judge) => judge.clone(),
        Subject::Addressee(party, _) => party.to_string(),
        Subject::Notice(n) => n.to_string(),
    })
}
