//! `tarazy bench`: figures with the machine's own limits beside them, measured in the same run, so that a figure is a ratio.

mod append;
mod commands;
mod draw;
mod gate;
mod http;
mod import;
mod log;
mod machine;
mod proofs;
mod replay;
mod web;
mod witnessed;

use crate::cli::{Bench, BenchKind, Cli};
use crate::clock::stopwatch;
use crate::failure::Failure;

/// One figure.
struct Figure {
    name: String,
    /// A second, or milliseconds where the name says so.
    value: f64,
    unit: &'static str,
    /// What it is held against: name and value.
    against: Option<(&'static str, f64)>,
}

impl Figure {
    fn rate(name: &str, count: u64, seconds: f64, unit: &'static str) -> Self {
        Self { name: name.to_owned(), value: per_second(count, seconds), unit, against: None }
    }

    fn against(mut self, name: &'static str, value: f64) -> Self {
        self.against = Some((name, value));
        self
    }
}

/// Runs the command.
///
/// # Errors
/// What the measured parts say.
pub(crate) fn run(cli: &Cli, args: &Bench) -> Result<(), Failure> {
    let mut figures = machine::limits()?;
    figures.extend(match args.what {
        BenchKind::Append => append::run(args.count.unwrap_or(100_000), &figures)?,
        BenchKind::Commands => commands::run(args.count.unwrap_or(10_000))?,
        BenchKind::Http => http::run(args.count.unwrap_or(40_000), &figures)?,
        BenchKind::Proofs => proofs::run(args.count.unwrap_or(1_000_000))?,
        BenchKind::Witnessed => witnessed::run(args.count.unwrap_or(1_500))?,
        BenchKind::Draw => draw::run(args.count.unwrap_or(200_000))?,
        BenchKind::Replay => replay::run(args.count.unwrap_or(2_000_000))?,
        BenchKind::Web => web::run(args.count.unwrap_or(100_000), args.database.as_deref())?,
        BenchKind::Import => import::run(args.count.unwrap_or(1_500))?,
    });
    for figure in &figures {
        if cli.json {
            let against =
                figure.against.map(|(name, value)| serde_json::json!({ "name": name, "value": value }));
            println!(
                "{}",
                serde_json::json!({ "name": figure.name, "value": figure.value, "unit": figure.unit, "against": against })
            );
        } else {
            let ratio = figure
                .against
                .map(|(name, value)| format!("   {:.2} of {name} ({value:.0})", figure.value / value));
            println!(
                "{:<52} {:>14.1} {}{}",
                figure.name,
                figure.value,
                figure.unit,
                ratio.unwrap_or_default()
            );
        }
    }
    Ok(())
}

/// Seconds that something took.
fn time<T>(what: impl FnOnce() -> Result<T, Failure>) -> Result<(T, f64), Failure> {
    let watch = stopwatch();
    let done = what()?;
    Ok((done, watch()))
}

/// The value below which so many of a hundred lie.
fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with a few digits")]
fn per_second(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds.max(1e-9)
}

/// A folder for one measurement, beside the data directory's default so that it is on the same disk; removed afterwards.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str) -> Result<Self, Failure> {
        let folder = std::env::current_dir().map_err(Failure::not_done)?;
        let folder = folder.join(format!(".tarazy-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| Failure::file(&folder, &e))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays to be seen; the measurement is done.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
