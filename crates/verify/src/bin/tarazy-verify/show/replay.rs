//! A replay in words: what was counted, and what was counted only.

use super::{Page, verdict};
use crate::texts::Texts;
use tarazy_verify::ReplayReport;

/// The page of a replay.
pub(crate) fn show(report: &ReplayReport, texts: &Texts) -> String {
    let counts = &report.counts;
    let mut page = Page::new("replay-title", texts);
    page.row("replay-log", &report.origin);
    page.row("replay-entries", &counts.entries.to_string());
    page.row("replay-streams", &counts.streams.to_string());
    page.row("replay-withheld", &counts.withheld.to_string());
    let hidden = counts.types.iter().filter(|(kind, _)| kind.starts_with('(')).map(|(_, count)| count);
    page.row("replay-hidden", &hidden.sum::<u64>().to_string());
    page.witnesses("replay-witnesses", &report.witnesses);
    let draws = |kind: &str| counts.draws.get(kind).copied().unwrap_or_default().to_string();
    let outcomes = [
        ("results", draws("draw.result")),
        ("open", draws("open")),
        ("nonrandom", draws("assign.nonrandom")),
    ];
    page.row("replay-draws", &texts.say_with("replay-draws-value", &outcomes));
    if let Some(count) = counts.draws.get("other-witnesses") {
        page.row("replay-other-witnesses", &count.to_string());
    }
    let mut unchecked = counts.unchecked().peekable();
    if unchecked.peek().is_some() {
        page.list("replay-unchecked", unchecked.map(|(kind, count)| format!("{kind}: {count}")));
    }
    format!("{}{}", verdict(&report.verdict(), texts), page.end())
}
