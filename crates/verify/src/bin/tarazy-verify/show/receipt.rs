//! A receipt in words: what, when filed, which court, who witnessed, and what is not proven (docket.md section 14, step 8).

use super::{Page, moment, verdict};
use crate::texts::Texts;
use tarazy_docket::{Object, Receipt, Value};
use tarazy_verify::{ReceiptReport, Verdict};

/// The page of a receipt.
pub(crate) fn show(report: &ReceiptReport, texts: &Texts) -> String {
    let (receipt, entry) = (&report.receipt, &report.receipt.entry);
    let mut page = Page::new("receipt-title", texts);
    page.row("receipt-what", &what(receipt, texts));
    for (label, member) in
        [("receipt-court", "court"), ("receipt-case-number", "case_no"), ("receipt-case-number", "number")]
    {
        if let Some(text) = receipt.body().and_then(|body| body.get(member)).and_then(Value::as_text) {
            page.row(label, text);
        }
    }
    page.row("receipt-stream", entry.stream.as_str());
    page.row("receipt-filed", &moment(entry.time, texts));
    if let Some(received) = receipt.body().and_then(|body| body.get("received")).and_then(Value::as_int) {
        page.row("receipt-received", &moment(received, texts));
    }
    if let Some(actor) = actor(receipt, texts) {
        page.row("receipt-actor", &actor);
    }
    let place = [
        ("index", report.index.to_string()),
        ("size", report.size.to_string()),
        ("seq", entry.seq.to_string()),
    ];
    page.row("receipt-place", &texts.say_with("receipt-place-value", &place));
    page.row("receipt-leaf", &report.leaf.to_hex());
    page.row("receipt-log", &report.origin);
    page.witnesses("receipt-witnesses", &report.witnesses);
    if let Some(files) = &receipt.files {
        page.list(
            "receipt-files",
            files.iter().map(|file| {
                let arguments = [("name", file.name.clone()), ("commit", file.commit.to_hex())];
                texts.say_with("receipt-file", &arguments)
            }),
        );
    }
    if let Some(body) = receipt.body() {
        page.row("receipt-content", &content(body));
    }
    let not_proven = not_proven(receipt, texts);
    format!("{}{}{not_proven}", verdict(&Verdict::Ok, texts), page.end())
}

/// What happened, in words where there are some. What a class hides, the opened body tells.
fn what(receipt: &Receipt, texts: &Texts) -> String {
    let opened =
        receipt.opening.as_ref().and_then(|opening| opening.body.get("type")).and_then(Value::as_text);
    let kind = opened.unwrap_or(receipt.entry.kind.as_str());
    let words = texts.try_say(&format!("type-{}", kind.replace('.', "-")), &[]);
    words.map_or_else(|| kind.to_owned(), |words| format!("{words} ({kind})"))
}

fn actor(receipt: &Receipt, texts: &Texts) -> Option<String> {
    let actor = receipt.entry.actor.as_ref()?.as_str();
    let (role, id) = actor.split_once(':').map_or((actor, None), |(role, id)| (role, Some(id)));
    let role = texts.try_say(&format!("actor-{role}"), &[]).unwrap_or_else(|| role.to_owned());
    Some(id.map_or_else(|| role.clone(), |id| format!("{role} {id}")))
}

fn content(body: &Object) -> String {
    Value::Object(body.clone()).to_text()
}

fn not_proven(receipt: &Receipt, texts: &Texts) -> String {
    let hidden = if receipt.body().is_none() { Some("not-proven-hidden") } else { None };
    let files = if receipt.files.is_some() { Some("not-proven-files") } else { None };
    let always = ["not-proven-truth", "not-proven-later", "not-proven-right"];
    let mut page = Page::new("not-proven-title", texts);
    for message in always.into_iter().chain(hidden).chain(files).chain(["not-proven-time"]) {
        page.item(&texts.say(message));
    }
    page.end()
}
