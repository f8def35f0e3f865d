//! Known answers in words.

use crate::texts::Texts;
use tarazy_verify::KatReport;

/// What differs, and how many were recomputed.
pub(crate) fn show(report: &KatReport, texts: &Texts) -> String {
    let items = ("items", report.items.to_string());
    if report.differences.is_empty() {
        return texts.say_with("kat-ok", &[items]) + "\n";
    }
    let mut out = String::new();
    for difference in &report.differences {
        let arguments = [
            ("section", difference.section.clone()),
            ("item", difference.item.to_string()),
            ("member", difference.member.clone()),
        ];
        out += &(texts.say_with("kat-differs", &arguments) + "\n");
    }
    let count = ("differences", report.differences.len().to_string());
    out + &texts.say_with("kat-fault", &[items, count]) + "\n"
}
