//! What is printed for programs: one JSON object, with the members that the program in `independent/python` prints.

use crate::Found;
use serde_json::{Map, Value, json};
use tarazy_docket::Object;
use tarazy_draw::kat::Difference;
use tarazy_verify::{BundleReport, Fault, KatReport, Outcome, ReceiptReport, ReplayReport, draw_verdict};

/// The object of what came out.
pub(crate) fn found(found: &Found) -> Value {
    match found {
        Found::Receipt(report) => receipt(report),
        Found::Replay(report) => replay(report),
        Found::Draw { report, .. } => match draw_verdict(report) {
            Ok(_) => draw(report),
            Err(fault) => failed(&fault),
        },
        Found::KnownAnswers(report) => known_answers(report),
        Found::Fault(fault) => failed(fault),
    }
}

fn failed(fault: &Fault) -> Value {
    let mut out = Map::new();
    out.insert("verdict".into(), fault.verdict.word().into());
    out.insert("detail".into(), fault.detail.clone().into());
    if let Some(index) = fault.index {
        out.insert("index".into(), index.into());
    }
    Value::Object(out)
}

fn receipt(report: &ReceiptReport) -> Value {
    let entry = &report.receipt.entry;
    let mut witnesses: Vec<&String> = report.witnesses.iter().map(|(name, _)| name).collect();
    witnesses.sort();
    json!({
        "verdict": "ok",
        "origin": report.origin,
        "index": report.index,
        "size": report.size,
        "leaf": report.leaf.to_hex(),
        "stream": entry.stream.as_str(),
        "seq": entry.seq,
        "time": entry.time,
        "type": entry.kind.as_str(),
        "vis": entry.vis.as_str(),
        "body": report.receipt.body().map(object),
        "files": report.receipt.files.as_ref().map_or(0, Vec::len),
        "witnesses": witnesses,
        "witnessed": report.witnessed,
    })
}

fn replay(report: &ReplayReport) -> Value {
    let counts = &report.counts;
    json!({
        "verdict": report.verdict().word(),
        "origin": report.origin,
        "entries": counts.entries,
        "streams": counts.streams,
        "withheld": counts.withheld,
        "types": counts.types,
        "draws": counts.draws,
    })
}

fn draw(report: &BundleReport) -> Value {
    let open = (1..).zip(&report.steps).filter(|(_, outcome)| **outcome != Outcome::Held);
    let not_checked: Vec<String> = open.map(|(step, _): (u8, _)| step.to_string()).collect();
    let weak: Vec<&str> = report.result.weak.iter().map(|code| code.as_str()).collect();
    json!({
        "verdict": "draw-ok",
        "case": report.commit.case.as_str(),
        "winner": report.result.seats.first().map(|seat| seat.winner.as_str()),
        "weak": weak,
        "not_checked": not_checked,
    })
}

fn known_answers(report: &KatReport) -> Value {
    let difference = |d: &Difference| json!({"section": d.section, "item": d.item, "member": d.member});
    let differences: Vec<Value> = report.differences.iter().map(difference).collect();
    let verdict = if differences.is_empty() { "ok" } else { "differs" };
    json!({"verdict": verdict, "items": report.items, "differences": differences})
}

fn object(body: &Object) -> Value {
    let text = tarazy_docket::Value::Object(body.clone()).to_text();
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
