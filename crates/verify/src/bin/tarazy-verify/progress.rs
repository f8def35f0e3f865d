//! Progress of a long replay, on a terminal.

use crate::texts::Texts;
use indicatif::{ProgressBar, ProgressStyle};
use tarazy_verify::Progress;

/// The bar of the step that runs.
pub(crate) struct Bars {
    tiles: String,
    entries: String,
    bar: ProgressBar,
}

impl Bars {
    /// A bar on standard error, unless the output is for a program or is no terminal.
    pub(crate) fn new(silent: bool, texts: &Texts) -> Self {
        let bar = if silent { ProgressBar::hidden() } else { ProgressBar::no_length() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {eta}") {
            bar.set_style(style);
        }
        let (tiles, entries) = (texts.say("replay-progress-tiles"), texts.say("replay-progress-entries"));
        Self { tiles, entries, bar }
    }

    /// Shows how far the replay has come.
    pub(crate) fn show(&mut self, step: Progress) {
        let (message, done, all) = match step {
            Progress::Tiles { done, all } => (&self.tiles, done, all),
            Progress::Entries { done, all } => (&self.entries, done, all),
        };
        if self.bar.message() != *message {
            self.bar.set_message(message.clone());
        }
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
