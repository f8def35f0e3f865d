//! `tarazy-verify`: checks receipts, exports and draws of a Tarazy log.

mod args;
mod clock;
mod crew;
mod folder;
mod json;
mod progress;
mod show;
mod texts;

use args::{Args, Command};
use clap::Parser;
use crew::Crew;
use folder::Folder;
use progress::Bars;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use tarazy_docket::Policy;
use tarazy_verify::{BundleReport, Checks, Failure, Fault, Given, KatReport, ReceiptReport, ReplayReport};
use tarazy_verify::{check_known_answers, draw_verdict, replay_with, verify_draw, verify_receipt};
use texts::Texts;

/// What came out.
enum Found {
    Receipt(Box<ReceiptReport>),
    Replay(ReplayReport),
    Draw { report: Box<BundleReport>, trusted: bool },
    KnownAnswers(KatReport),
    Fault(Fault),
}

impl Found {
    fn is_proven(&self) -> bool {
        match self {
            Self::Receipt(_) => true,
            Self::Replay(report) => report.verdict().is_ok(),
            Self::Draw { report, .. } => draw_verdict(report).is_ok(),
            Self::KnownAnswers(report) => report.differences.is_empty(),
            Self::Fault(_) => false,
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let texts = Texts::new(args.lang);
    match run(&args, &texts) {
        Ok(found) => {
            if args.json {
                println!("{}", json::found(&found));
            } else {
                print!("{}", show::found(&found, &texts));
            }
            ExitCode::from(u8::from(!found.is_proven()))
        }
        Err(why) => {
            eprintln!("tarazy-verify: {why}");
            ExitCode::from(2)
        }
    }
}

/// What came out, or why nothing can be said.
fn run(args: &Args, texts: &Texts) -> Result<Found, String> {
    let now = args.now.unwrap_or_else(clock::now_ms);
    match &args.command {
        Command::Receipt { file, trust } => {
            let (trust, file) = (policy(trust)?, read(file)?);
            let report = verify_receipt(&file, &trust, now);
            Ok(report.map_or_else(Found::Fault, |report| Found::Receipt(Box::new(report))))
        }
        Command::Replay { dir, trust, checkpoint, no_signatures } => {
            let trust = trust.as_deref().map(policy).transpose()?;
            let older = checkpoint.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
            let mut folder = Folder::open(dir).map_err(|e| e.to_string())?;
            let mut bars = Bars::new(args.json, texts);
            let checks = if *no_signatures { Checks::NoSignatures } else { Checks::All };
            let given = Given { trust: trust.as_ref(), older: &older, now_ms: now, checks };
            let mut crew = Crew::new();
            let report = replay_with(&mut folder, &given, &mut crew, &mut |step| bars.show(step));
            bars.end();
            match report {
                Ok(report) => Ok(Found::Replay(report)),
                Err(Failure::Fault(fault)) => Ok(Found::Fault(fault)),
                Err(Failure::Unreadable(why)) => Err(why.to_string()),
            }
        }
        Command::Draw { file, trust } => {
            let trust = trust.as_deref().map(policy).transpose()?;
            let report = verify_draw(&read(file)?, trust.as_ref(), now);
            let draw = |report| Found::Draw { report: Box::new(report), trusted: trust.is_some() };
            Ok(report.map_or_else(Found::Fault, draw))
        }
        Command::DrawKat { file } => {
            let report = check_known_answers(&read(file)?);
            report.map(Found::KnownAnswers).map_err(|e| format!("{}: {e}", file.display()))
        }
    }
}

fn policy(path: &Path) -> Result<Policy, String> {
    Policy::parse(&read(path)?).map_err(|e| format!("{}: {e}", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}
