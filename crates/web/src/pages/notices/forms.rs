//! The forms on a notice's page: what became of it, and what the judge concludes; each stands as it was sent where something is wrong.

use super::lines::Lines;
use std::collections::HashMap;
use tarazy_base::{Date, Instant};
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::Notice;
use tarazy_procedure::propose;

/// A choice of a list, as the templates' macros show it.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// The form of what became of a notice.
pub(super) struct NoteForm {
    pub(super) channels: Vec<Choice>,
    pub(super) whats: Vec<Choice>,
    pub(super) relations: Vec<Choice>,
    pub(super) pieces: Vec<Choice>,
    pub(super) person: String,
    pub(super) day: String,
    pub(super) time: String,
}

/// The form of the judge's conclusion.
pub(super) struct ConcludeForm {
    pub(super) verdicts: Vec<Choice>,
    pub(super) ways: Vec<Choice>,
    pub(super) defects: Vec<Choice>,
}

fn typed<'a>(typed: &'a HashMap<String, String>, name: &str, otherwise: &'a str) -> &'a str {
    typed.get(name).map_or(otherwise, String::as_str)
}

impl NoteForm {
    pub(super) fn new(lines: &Lines<'_>, notice: &Notice, sent: &HashMap<String, String>) -> Self {
        let now = Instant::from_ms(lines.now).map(|now| now.in_zone(lines.opened.zone));
        let (day, time) = now.map_or_else(
            |_| Default::default(),
            |now| (now.date().to_string(), format!("{:02}:{:02}", now.hour(), now.minute())),
        );
        let pieces = notice.standing().map(|(n, piece)| {
            let n = n.to_string();
            let label =
                format!("{n}. {} — {}", lines.time(piece.at), lines.word("notice-evidence", &piece.what));
            Choice { chosen: typed(sent, "instead_of", "") == n, value: n, label }
        });
        Self {
            channels: lines.choices("notice-channel", typed(sent, "channel", "counter")),
            whats: lines.choices("notice-evidence", typed(sent, "what", "")),
            relations: lines.choices("notice-person", typed(sent, "relation", "")),
            pieces: pieces.collect(),
            person: typed(sent, "person", "").to_owned(),
            day: typed(sent, "day", &day).to_owned(),
            time: typed(sent, "time", &time).to_owned(),
        }
    }
}

impl ConcludeForm {
    pub(super) fn new(
        lines: &Lines<'_>,
        number: NoticeNo,
        notice: &Notice,
        sent: &HashMap<String, String>,
    ) -> Self {
        let proposed = propose(&lines.opened.case, number, &lines.opened.context(lines.site, lines.now));
        let proposed = proposed.and_then(|proposal| proposal.rule);
        let standing = notice.concluded.as_ref().map(|concluded| concluded.proper);
        let proper = match sent.get("proper").map(String::as_str) {
            Some(word) => word == "yes",
            None => standing.unwrap_or(proposed.is_some()),
        };
        let verdict = |value: &str, id: &str, chosen| Choice {
            value: value.to_owned(),
            label: lines.say.t(id),
            chosen,
        };
        let way = typed(sent, "way", proposed.as_deref().unwrap_or_default());
        let services = lines.site.law.services(lines.opened.today(lines.now), Date::MAX);
        let ways = services.filter(|rule| rule.conclusion != tarazy_law::Conclusion::Not).map(|rule| {
            Choice { value: rule.code.clone(), label: lines.basis(&rule.code), chosen: rule.code == way }
        });
        Self {
            verdicts: vec![verdict("yes", "conclude-proper", proper), verdict("no", "conclude-not", !proper)],
            ways: ways.collect(),
            defects: lines.choices("notice-defect", typed(sent, "defect", "")),
        }
    }
}

impl Lines<'_> {
    /// The codes of one of the law's lists, in words.
    fn choices(&self, list: &str, chosen: &str) -> Vec<Choice> {
        let rules = self.site.law.grounds(list, self.opened.today(self.now), Date::MAX);
        let choice = |rule: &tarazy_law::Rule<tarazy_law::Ground>| Choice {
            value: rule.code.clone(),
            label: rule.text.get(self.say.0).to_owned(),
            chosen: rule.code == chosen,
        };
        rules.map(choice).collect()
    }
}
