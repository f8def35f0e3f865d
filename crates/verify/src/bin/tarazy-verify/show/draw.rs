//! A draw in words: each step with its outcome, and what weakens it in any case (draw.md sections 7 and 10).

use super::{Page, failed, moment};
use crate::texts::Texts;
use tarazy_draw::beacon::BeaconKind;
use tarazy_verify::{BundleReport, Outcome, Verdict, draw_verdict};

/// The page of a draw.
pub(crate) fn show(report: &BundleReport, trusted: bool, texts: &Texts) -> String {
    let (head, proven) = match draw_verdict(report) {
        Ok(_) if !trusted => {
            let sentence = texts.say("verdict-draw-ok-unanchored");
            (format!("{sentence} [{}]\n", Verdict::DrawOk), true)
        }
        Ok(verdict) => (super::verdict(&verdict, texts), true),
        Err(fault) => (failed(&fault, texts), false),
    };
    let mut page = Page::new("draw-title", texts);
    page.row("draw-case", report.commit.case.as_str());
    if proven {
        // Reserves follow the seats; they sit only when somebody steps out.
        let seats = usize::try_from(report.commit.seats).unwrap_or(usize::MAX);
        for seat in report.result.seats.iter().take(seats) {
            page.row("draw-winner", seat.winner.as_str());
        }
        if let Some(round) = round(report, texts) {
            page.row("draw-round", &round);
        }
        let contributed: Vec<&str> = report.result.reveals.iter().map(|proof| proof.id.as_str()).collect();
        if !contributed.is_empty() {
            page.row("draw-contributed", &contributed.join(", "));
        }
    }
    for (step, outcome) in (1..).zip(&report.steps) {
        page.item(&line(step, *outcome, report, texts));
    }
    let mut weak = Page::new("weak-title", texts);
    if report.result.weak.is_empty() {
        weak.item(&texts.say("weak-none"));
    }
    for code in &report.result.weak {
        weak.item(&texts.say(code.message_key()));
    }
    head + &page.end() + &weak.end()
}

/// Which randomness it was, and what that means.
fn round(report: &BundleReport, texts: &Texts) -> Option<String> {
    let beacon = report.rules.speaker(&report.result.evidence.beacon(), |_| None).ok()?.beacon;
    let number = report.result.round;
    let time = moment(beacon.time(number).saturating_mul(1000), texts);
    let (round, time) = (("round", number.to_string()), ("time", time));
    match beacon.kind() {
        BeaconKind::Drand => Some(texts.say_with("draw-round-drand", &[round, time])),
        BeaconKind::Local => {
            let bodies: Vec<String> = beacon.bodies().iter().map(ToString::to_string).collect();
            Some(texts.say_with("draw-round-local", &[("members", bodies.join(", ")), round, time]))
        }
        BeaconKind::Dice => None,
    }
}

fn line(step: u8, outcome: Outcome, report: &BundleReport, texts: &Texts) -> String {
    let outcome = match outcome {
        Outcome::Held => texts.say("draw-step-held"),
        Outcome::Failed => {
            let reason = report.fault.as_ref().map_or("", |fault| fault.reason());
            texts.say_with("draw-step-failed", &[("reason", reason.to_owned())])
        }
        Outcome::NeedsLog => texts.say("draw-step-log"),
        Outcome::NoTrust => texts.say("draw-step-trust"),
        Outcome::NotReached => texts.say("draw-step-not-reached"),
    };
    let what = texts.say(&format!("draw-step-{step}"));
    texts.say_with("draw-step", &[("step", step.to_string()), ("what", what), ("outcome", outcome)])
}
