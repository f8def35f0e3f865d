//! A notice in words: by which ways it goes, what became of it, what the program proposes and what the judge concluded.

use super::path;
use crate::error::ApiError;
use crate::pages::shell::Say;
use crate::pages::work::Opened;
use crate::site::Site;
use tarazy_base::Date;
use tarazy_procedure::events::{NoticeNo, NoticeNoted};
use tarazy_procedure::notice::{About, Notice, Reason};
use tarazy_procedure::propose;
use tarazy_registry::notices::{self, Waits};
use tarazy_store::Refusal;

/// A notice as pages show it.
pub(super) struct View {
    /// The address of its own page, below the language.
    pub(super) path: String,
    pub(super) title: String,
    /// What happened: when, what, and what is said of it further.
    pub(super) events: Vec<(String, String, Vec<String>)>,
    /// It was cancelled, or overtaken.
    pub(super) ended: Option<String>,
    /// Why a mail is not sent yet.
    pub(super) waits: Option<String>,
    /// What the program proposes; none where there is nothing to conclude any more.
    pub(super) proposal: Option<Proposed>,
    pub(super) concluded: Option<String>,
}

/// What the program proposes.
pub(super) struct Proposed {
    pub(super) verdict: String,
    /// The law's way, with its article.
    pub(super) basis: Option<String>,
    pub(super) reasons: Vec<String>,
}

/// Words of the law, and of notices.
pub(super) struct Lines<'a> {
    pub(super) site: &'a Site,
    pub(super) opened: &'a Opened,
    pub(super) say: Say,
    pub(super) now: i64,
}

impl Lines<'_> {
    /// A notice in words.
    ///
    /// # Errors
    /// If the outbox cannot be read.
    pub(super) fn view(&self, number: NoticeNo, notice: &Notice) -> Result<View, ApiError> {
        let proposal = propose(&self.opened.case, number, &self.opened.context(self.site, self.now));
        let proposal = proposal.filter(|_| notice.holds()).map(|proposal| Proposed {
            verdict: self.say.of("verdict-", proposal.verdict.as_str()),
            basis: proposal.rule.as_deref().map(|code| self.basis(code)),
            reasons: proposal.reasons.iter().map(|reason| self.reason(reason)).collect(),
        });
        Ok(View {
            path: path(self.opened, number),
            title: self.title(number, notice),
            events: self.events(notice),
            ended: self.ended(notice),
            waits: self.waits(number)?,
            proposal,
            concluded: self.concluded(notice),
        })
    }

    /// What it is about.
    pub(super) fn title(&self, number: NoticeNo, notice: &Notice) -> String {
        let number = number.to_string();
        match notice.about {
            About::Hearing(_, at) => {
                self.say.n("notices-of-hearing", &[("n", number.as_str()), ("time", self.time(at).as_str())])
            }
            About::Act(_) => self.say.a("notices-of-act", "n", &number),
        }
    }

    fn events(&self, notice: &Notice) -> Vec<(String, String, Vec<String>)> {
        let ways: Vec<String> =
            notice.ways.iter().map(|way| self.word("notice-channel", &way.channel)).collect();
        let issued = self.say.a("notices-issued", "ways", &ways.join(", "));
        let mut events = vec![(self.time(notice.issued), issued, Vec::new())];
        for (n, piece) in notice.evidence.iter().enumerate() {
            let n = (n + 1).to_string();
            let time = self.time(piece.noted.at);
            if piece.withdrawn {
                events.push((time, self.say.a("notices-withdrawn", "n", &n), Vec::new()));
            } else {
                events.push((time, self.piece(&n, &piece.noted), self.details(&piece.noted)));
            }
        }
        events
    }

    fn piece(&self, n: &str, noted: &NoticeNoted) -> String {
        let (channel, what) =
            (self.word("notice-channel", &noted.channel), self.word("notice-evidence", &noted.what));
        self.say.n("notices-piece", &[("n", n), ("channel", channel.as_str()), ("what", what.as_str())])
    }

    fn details(&self, noted: &NoticeNoted) -> Vec<String> {
        let source = self.say.a("notices-source", "source", &self.word("notice-source", &noted.source));
        let relation = noted.relation.as_ref().map(|relation| {
            let relation = self.word("notice-person", relation);
            match &noted.person {
                Some(name) => {
                    self.say.n("notices-taker-named", &[("relation", relation.as_str()), ("name", &name.0)])
                }
                None => self.say.a("notice-taker", "relation", &relation),
            }
        });
        let answer = noted.detail.as_ref().filter(|text| !text.is_empty());
        let answer = answer.map(|text| self.say.a("notice-answer", "detail", text));
        std::iter::once(source).chain(relation).chain(answer).collect()
    }

    fn ended(&self, notice: &Notice) -> Option<String> {
        let cancelled = notice.cancelled.as_ref();
        let cancelled =
            cancelled.map(|g| self.say.a("notice-cancelled", "ground", &self.word("notice-cancel", g)));
        cancelled.or_else(|| notice.outdated.then(|| self.say.t("notice-outdated")))
    }

    fn waits(&self, number: NoticeNo) -> Result<Option<String>, ApiError> {
        let stream = &self.opened.row.stream;
        let found = self
            .site
            .read(|reader, _| notices::waiting(reader, stream, number).map_err(Refusal::internal))?;
        Ok(found.map(|(sending, job)| {
            let why = self.say.of("waits-", sending.waits.map_or("first", Waits::as_str));
            self.say.n("notice-waits", &[("why", why.as_str()), ("time", self.time(job.due).as_str())])
        }))
    }

    fn concluded(&self, notice: &Notice) -> Option<String> {
        let concluded = notice.concluded.as_ref()?;
        let cite = |code: &str| self.rule(code).map_or_else(|| code.to_owned(), |(cite, _)| cite);
        let (id, ground) = if concluded.proper {
            ("notice-concluded-proper", cite(&concluded.ground))
        } else {
            ("notice-concluded-not", self.word("notice-defect", &concluded.ground))
        };
        Some(format!("{} — {}", self.time(concluded.time), self.say.a(id, "ground", &ground)))
    }

    /// Why the program proposes what it does.
    fn reason(&self, reason: &Reason) -> String {
        let cite = |code: &str| self.rule(code).map_or_else(|| code.to_owned(), |(cite, _)| cite);
        let said = |id: &str, piece: &usize, rule: &str| {
            self.say.n(id, &[("n", piece.to_string().as_str()), ("rule", cite(rule).as_str())])
        };
        match reason {
            Reason::Allows { rule, piece } => said("reason-allows", piece, rule),
            Reason::NeedsPerson { rule, piece } => said("reason-needs-person", piece, rule),
            Reason::Against { rule, piece, against } => {
                let (piece, against) = (piece.to_string(), against.to_string());
                let values = [("n", piece.as_str()), ("against", against.as_str()), ("rule", &cite(rule))];
                self.say.n("reason-against", &values)
            }
            Reason::NotCounted { piece } => self.say.a("reason-not-counted", "n", &piece.to_string()),
            Reason::TooLate { piece } => self.say.a("reason-too-late", "n", &piece.to_string()),
            Reason::RepeatOtherwise { rule } => self.say.a("reason-repeat-otherwise", "rule", &cite(rule)),
        }
    }

    /// A way of the law with its article.
    pub(super) fn basis(&self, code: &str) -> String {
        self.rule(code).map_or_else(|| code.to_owned(), |(cite, text)| format!("{text} ({cite})"))
    }

    fn rule(&self, code: &str) -> Option<(String, String)> {
        let rule = self.site.law.service(code, self.opened.today(self.now), Date::MAX)?;
        Some((rule.cite.clone(), rule.text.get(self.say.0).to_owned()))
    }

    /// A code of one of the law's lists, in words.
    pub(super) fn word(&self, list: &str, code: &str) -> String {
        let rule = self.site.law.ground(list, code, self.opened.today(self.now), Date::MAX);
        rule.map_or_else(|| code.to_owned(), |rule| rule.text.get(self.say.0).to_owned())
    }

    pub(super) fn time(&self, ms: i64) -> String {
        Site::moment(ms, self.opened.zone, self.say.0)
    }
}
