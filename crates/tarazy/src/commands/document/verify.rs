//! `tarazy document verify`: for whoever holds a document, in his language.

use crate::cli::Cli;
use crate::commands::authority::{named, read, seconds};
use crate::failure::Failure;
use crate::texts::Texts;
use std::path::Path;
use tarazy_base::{Instant, Lang, Zone};
use tarazy_document::pdf::{Coverage, Later, Report, Stamp, verify};
use tarazy_document::sign::trust::{Mark, Roots};

/// Runs the command.
///
/// # Errors
/// A failure if there is no signature, or one that cannot be relied on.
pub(super) fn run(cli: &Cli, file: &Path, roots: &Path) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|e| Failure::file(file, &e))?;
    let roots = Roots::from_pem(&read(roots)?).map_err(|e| named(roots, &e))?;
    let reports = verify(&bytes, &roots, seconds()).map_err(|e| named(file, &e))?;
    let is_good = !reports.is_empty() && reports.iter().all(Report::is_good);
    let told = Told { texts: Texts::new(cli.lang), lang: cli.lang };
    if cli.json {
        let all: Vec<_> = reports.iter().map(|report| told.json(report)).collect();
        println!("{}", serde_json::json!({ "good": is_good, "signatures": all }));
    } else {
        for report in &reports {
            told.report(report);
        }
    }
    match (reports.is_empty(), is_good) {
        (true, _) => Err(Failure::not_done(told.texts.say("signed-none"))),
        (false, false) => Err(Failure::not_done(told.texts.say("signed-bad"))),
        (false, true) => Ok(()),
    }
}

struct Told {
    texts: Texts,
    lang: Lang,
}

impl Told {
    fn report(&self, report: &Report) {
        let name = report.signer.as_ref().map(ToString::to_string);
        let name = name.unwrap_or_else(|| self.texts.say("signed-unknown"));
        println!("{}", self.texts.with("signed-by", &[("field", report.field.clone()), ("name", name)]));
        for key in self.keys(report) {
            println!("  {}", self.texts.say(key));
        }
        if let Stamp::At { seconds, service, .. } = &report.stamp {
            let args = [("time", self.time(*seconds)), ("service", service.to_string())];
            println!("  {}", self.texts.with("signed-at", &args));
        }
    }

    /// What is to be said of a signature, as ids of messages.
    fn keys(&self, report: &Report) -> Vec<&'static str> {
        let mut keys = vec![match report.mark {
            Mark::Person => "signed-person",
            Mark::Organisation => "signed-organisation",
            Mark::Service | Mark::None => "signed-no-kind",
        }];
        keys.push(if report.state.is_ok() { "signed-intact" } else { "signed-broken" });
        keys.push(match report.coverage {
            Coverage::Whole => "signed-whole",
            Coverage::Earlier(Later::Signatures) => "signed-then-signed",
            Coverage::Earlier(Later::Changed) => "signed-then-changed",
            Coverage::Odd => "signed-odd",
        });
        keys.push(if report.trust.is_ok() { "signed-trusted" } else { "signed-not-trusted" });
        match &report.stamp {
            Stamp::None => keys.push("signed-no-stamp"),
            Stamp::Broken(_) => keys.push("signed-stamp-broken"),
            Stamp::At { trust: Err(_), .. } => keys.push("signed-stamp-not-trusted"),
            Stamp::At { trust: Ok(()), .. } => {}
        }
        if report.is_test {
            keys.push("signed-test");
        }
        keys
    }

    fn time(&self, seconds: u64) -> String {
        let ms = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Instant::from_ms(ms).map(|at| at.format(Zone::Almaty, self.lang)).unwrap_or_default()
    }

    fn json(&self, report: &Report) -> serde_json::Value {
        let stamped = match &report.stamp {
            Stamp::At { seconds, .. } => Some(*seconds),
            Stamp::None | Stamp::Broken(_) => None,
        };
        serde_json::json!({
            "field": report.field,
            "signer": report.signer.as_ref().map(ToString::to_string),
            "good": report.is_good(),
            "is": self.keys(report),
            "stamped": stamped,
        })
    }
}
