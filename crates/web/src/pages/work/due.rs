//! What comes next in a case, in words: the step, whose it is, until when, and how the limit was found.

use super::lists::{Lists, value_of};
use crate::language;
use tarazy_base::{Date, format_date};
use tarazy_law::Said;
use tarazy_procedure::{Context, Due, Next, Who, next};

/// A step that is due.
pub(super) struct DueLine {
    pub(super) step: String,
    pub(super) about: Option<String>,
    pub(super) who: String,
    /// Until when, in words.
    pub(super) by: String,
    /// The day is over.
    pub(super) is_late: bool,
    /// How the limit was found, sentence by sentence.
    pub(super) why: Vec<String>,
    /// Where the visitor takes the step.
    pub(super) link: Option<String>,
}

/// The steps that are due, the earliest first; `link` gives the form of a step for who may take it.
pub(super) fn lines(
    lists: &Lists<'_>,
    context: &Context<'_>,
    link: impl Fn(&Next) -> Option<String>,
) -> Vec<DueLine> {
    let due = next(&lists.opened.case, context);
    due.iter().map(|next| line(lists, next, context.today(), link(next).filter(|_| next.ready))).collect()
}

/// What is due first, with its day: what somebody himself has to do, if there is such a step, else whatever is first.
pub(super) fn first(lists: &Lists<'_>, context: &Context<'_>, own: Option<Who>) -> Option<First> {
    let due = next(&lists.opened.case, context);
    let is_own = |next: &&Next| next.ready && Some(next.who) == own;
    let found = due.iter().find(is_own).or_else(|| due.iter().find(|next| next.ready)).or(due.first())?;
    let line = line(lists, found, context.today(), None);
    Some(First { day: found.due.day(), is_own: is_own(&found), line })
}

/// What is due first in a case.
pub(super) struct First {
    pub(super) day: Option<Date>,
    /// The visitor has to do it.
    pub(super) is_own: bool,
    pub(super) line: DueLine,
}

fn line(lists: &Lists<'_>, next: &Next, today: Date, link: Option<String>) -> DueLine {
    let say = lists.say;
    let by = match &next.due {
        Due::At(at, _) => crate::site::Site::moment(*at, lists.opened.zone, say.0),
        other => other.day().map_or_else(|| "–".to_owned(), |day| format_date(day, say.0)),
    };
    let why = match &next.due {
        Due::Limit(deadline) => deadline.lines(say.0).iter().map(|said| in_words(said, say.0)).collect(),
        Due::Set(_) | Due::At(..) => Vec::new(),
    };
    DueLine {
        step: say.t(&format!("step-{}", next.step.word())),
        about: lists.subjects(std::slice::from_ref(&next.subject)).pop().map(|(_, words)| words),
        who: say.t(&format!("who-{}", next.who.as_str())),
        by,
        is_late: next.due.day().is_some_and(|day| day < today),
        why,
        link,
    }
}

fn in_words(said: &Said, lang: tarazy_base::Lang) -> String {
    said.in_words(&|key, args| language::message(lang, key, args))
}

/// How an address names what a step is about.
pub(super) fn about(next: &Next) -> Option<String> {
    value_of(&next.subject)
}
