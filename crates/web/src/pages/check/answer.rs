//! What somebody is told of a paper: a word in front, what is known, and what to do.

use crate::pages::shell::Say;

/// How it stands with a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// It holds.
    Good,
    /// It neither holds nor fails: something is not known.
    Open,
    /// It does not hold.
    Bad,
}

/// An answer.
pub(super) struct Answer {
    pub(super) tone: Tone,
    pub(super) title: String,
    pub(super) lead: String,
    /// What is known: a name and a value.
    pub(super) rows: Vec<(String, String)>,
    /// Signatures: whose, and what is to be said of each.
    pub(super) signatures: Vec<(String, Vec<String>)>,
    /// Further sentences.
    pub(super) notes: Vec<String>,
    /// What it does not prove.
    pub(super) limits: Vec<String>,
    /// Where more is shown: the address below the language, and its name.
    pub(super) link: Option<(String, String)>,
    /// True if the check can be made again without the court.
    pub(super) is_proof: bool,
}

impl Answer {
    /// An answer whose title and lead are messages.
    pub(super) fn new(tone: Tone, say: Say, title: &str, lead: &str) -> Self {
        Self {
            tone,
            title: say.t(title),
            lead: say.t(lead),
            rows: Vec::new(),
            signatures: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            link: None,
            is_proof: false,
        }
    }

    /// Adds what is known.
    #[must_use]
    pub(super) fn row(mut self, name: String, value: String) -> Self {
        self.rows.push((name, value));
        self
    }

    /// Says where more is shown.
    #[must_use]
    pub(super) fn link(mut self, path: String, name: String) -> Self {
        self.link = Some((path, name));
        self
    }

    /// The word of its tone, as the style names it.
    pub(super) fn style(&self) -> &'static str {
        match self.tone {
            Tone::Good => "good",
            Tone::Open => "open",
            Tone::Bad => "bad",
        }
    }

    /// True if it does not hold: then somebody must be asked.
    pub(super) fn is_bad(&self) -> bool {
        self.tone == Tone::Bad
    }
}
