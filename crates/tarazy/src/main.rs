//! `tarazy`: the one binary of an installation: command line, configuration, wiring. The only place that knows every room.
//!
//! The clock is read in [`clock`], the random source in [`entropy`], the environment in [`config`] and by clap; everything
//! below is given time, randomness and settings.

mod ack;
mod beacons;
mod children;
mod cli;
mod clock;
mod commands;
mod conditions;
mod config;
mod contributors;
mod demonstration;
mod drand;
mod due;
mod entropy;
mod failure;
mod installation;
mod keys;
mod mails;
mod manifest;
mod members;
mod node;
mod offices;
mod papers;
mod passphrase;
mod printing;
mod process;
mod readers;
mod recovery;
mod server;
mod socket;
mod start;
mod submitters;
mod texts;

use clap::Parser;
use cli::{Cli, Command};
use failure::Failure;
use std::process::ExitCode;
use tarazy_base::Lang;
use tarazy_store::Refusal;
use texts::Texts;

fn main() -> ExitCode {
    printing::end_quietly();
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match &failure {
                Failure::Refused(refusal) => refused(&cli, refusal),
                Failure::NotDone(what) | Failure::Usage(what) => eprintln!("tarazy: {what}"),
            }
            failure.code()
        }
    }
}

/// What the user reads of a refusal. The second line is the operator's: it is for whoever reads English, and for what only
/// an operator can put right.
fn refused(cli: &Cli, refusal: &Refusal) {
    let sentence = Texts::new(cli.lang).refusal(refusal);
    if cli.json {
        let (code, status) = (refusal.code.as_ref(), refusal.status);
        eprintln!(
            "{}",
            serde_json::json!({ "refused": code, "status": status, "args": refusal.args, "message": sentence })
        );
        return;
    }
    eprintln!("{sentence} [{}]", refusal.code);
    if cli.lang == Lang::En || refusal.status >= 500 {
        eprintln!("tarazy: refused: {refusal}");
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Init(args) => commands::init::run(cli, args),
        Command::Demo(args) => commands::demo::run(cli, args),
        Command::DemoServices => commands::demo::services(cli),
        Command::Insider { case, dir } => commands::insider::run(cli, case, dir),
        Command::Witness(args) => commands::party::witness(cli, args),
        Command::Beacon(args) => commands::party::beacon(cli, args),
        Command::Contributor(args) => commands::party::contributor(args),
        Command::Bench(args) => commands::bench::run(cli, args),
        Command::Simulate(cli::Simulate::Draw { seed, runs }) => commands::simulate::draw(cli, *seed, *runs),
        Command::Authority(args) => commands::authority::run(args),
        Command::Document(args) => commands::document::run(cli, args),
        Command::Migrate => commands::log::migrate(cli),
        Command::Court(args) => commands::court::run(cli, args),
        Command::Judge(args) => commands::judge::run(cli, args),
        Command::Notice(args) => commands::notice::run(cli, args),
        Command::Person(args) => commands::person::run(cli, args),
        Command::Case(args) => commands::case::run(cli, args),
        Command::Entry(args) => commands::entry::run(cli, args),
        Command::Draw(args) => commands::draw::run(cli, args),
        Command::Import(cli::Import::Cases(args)) => commands::import::run(cli, args),
        Command::RunDue => commands::log::run_due(cli),
        Command::Receipt(args) => commands::log::receipt(cli, args),
        Command::Export { dir } => commands::log::export(cli, dir),
        Command::Fsck => commands::log::fsck(cli),
        Command::Status => commands::status::run(cli),
        Command::Law(command) => commands::law::run(cli, command),
        Command::Serve(args) => commands::serve::run(cli, args),
        Command::Backup { dir } => commands::backup::run(cli, dir),
        Command::Restore { dir } => commands::restore::run(cli, dir),
        Command::Recover(args) => commands::recover::run(cli, args),
        Command::Key(args) => commands::key::run(cli, args),
        Command::Rebuild => commands::log::rebuild(cli),
    }
}
