//! What is printed for people, in their language.

mod draw;
mod known_answers;
mod receipt;
mod replay;

use crate::Found;
use crate::texts::Texts;
use tarazy_verify::{Fault, Verdict};

/// The text of what came out; it ends in a line end.
pub(crate) fn found(found: &Found, texts: &Texts) -> String {
    match found {
        Found::Receipt(report) => receipt::show(report, texts),
        Found::Replay(report) => replay::show(report, texts),
        Found::Draw { report, trusted } => draw::show(report, *trusted, texts),
        Found::KnownAnswers(report) => known_answers::show(report, texts),
        Found::Fault(fault) => failed(fault, texts),
    }
}

/// The sentence of a verdict, with the word that programs and other people use for it.
pub(crate) fn verdict(verdict: &Verdict, texts: &Texts) -> String {
    let word = verdict.word();
    let sentence = match verdict {
        Verdict::Draw { step, .. } => texts.say_with("verdict-draw-fault", &[("step", step.to_string())]),
        _ => texts.say(&format!("verdict-{word}")),
    };
    format!("{sentence} [{word}]\n")
}

fn failed(fault: &Fault, texts: &Texts) -> String {
    let line = match fault.index {
        Some(index) => texts.say_with("fault-at", &[("index", index.to_string())]),
        None => texts.say("fault"),
    };
    // What exactly does not fit is said in English, for a specialist; other readers get it with `--json`.
    let detail = if texts.is_english() { format!("{}\n", fault.detail) } else { String::new() };
    format!("{}{line}\n{detail}", verdict(&fault.verdict, texts))
}

/// Rows of a label and a value, under a title.
pub(crate) struct Page<'a> {
    texts: &'a Texts,
    out: String,
}

impl<'a> Page<'a> {
    pub(crate) fn new(title: &str, texts: &'a Texts) -> Self {
        Self { texts, out: format!("\n{}\n", texts.say(title)) }
    }

    /// One row.
    pub(crate) fn row(&mut self, label: &str, value: &str) {
        self.out.push_str(&format!("  {}: {value}\n", self.texts.say(label)));
    }

    /// A row with an item on each further line.
    pub(crate) fn list(&mut self, label: &str, items: impl Iterator<Item = String>) {
        self.out.push_str(&format!("  {}:\n", self.texts.say(label)));
        for item in items {
            self.item(&item);
        }
    }

    /// One more line below a row.
    pub(crate) fn item(&mut self, item: &str) {
        self.out.push_str(&format!("    {item}\n"));
    }

    /// Who cosigned, or what it means that nobody had to.
    pub(crate) fn witnesses(&mut self, label: &str, witnesses: &[(String, u64)]) {
        if witnesses.is_empty() {
            self.row(label, &self.texts.say("receipt-no-witness"));
            return;
        }
        let texts = self.texts;
        self.list(label, witnesses.iter().map(|(name, seconds)| witness(name, *seconds, texts)));
    }

    pub(crate) fn end(self) -> String {
        self.out
    }
}

fn witness(name: &str, seconds: u64, texts: &Texts) -> String {
    let ms = i64::try_from(seconds).map_or(i64::MAX, |s| s.saturating_mul(1000));
    texts.say_with("receipt-witness", &[("name", name.to_owned()), ("time", moment(ms, texts))])
}

/// A moment in words, UTC.
pub(crate) fn moment(ms: i64, texts: &Texts) -> String {
    texts.say_with("time-utc", &[("time", crate::clock::date_and_time(ms))])
}
