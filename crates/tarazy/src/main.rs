//! `tarazy`: the one binary of an installation: command line, configuration, wiring. The only place that knows every room.
//!
//! The clock is read in [`clock`], the random source in [`entropy`], the environment in [`config`] and by clap; everything
//! below is given time, randomness and settings.

mod cli;
mod clock;
mod commands;
mod config;
mod entropy;
mod failure;
mod installation;
mod keys;
mod members;
mod node;
mod process;
mod texts;

use clap::Parser;
use cli::{Cli, Command};
use failure::Failure;
use std::process::ExitCode;
use texts::Texts;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match &failure {
                Failure::Refused(refusal) => {
                    eprintln!("{}", Texts::new(cli.lang).refusal(refusal));
                    eprintln!("tarazy: refused: {refusal}");
                }
                Failure::NotDone(what) | Failure::Usage(what) => eprintln!("tarazy: {what}"),
            }
            failure.code()
        }
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Init(args) => commands::init::run(cli, args),
        Command::Migrate => commands::log::migrate(cli),
        Command::Court(args) => commands::court::run(cli, args),
        Command::Judge(args) => commands::judge::run(cli, args),
        Command::Case(args) => commands::case::run(cli, args),
        Command::Draw(args) => commands::draw::run(cli, args),
        Command::Import(cli::Import::Cases(args)) => commands::import::run(cli, args),
        Command::RunDue => commands::log::run_due(cli),
        Command::Receipt(args) => commands::log::receipt(cli, args),
        Command::Export { dir } => commands::log::export(cli, dir),
        Command::Fsck => commands::log::fsck(cli),
        Command::Rebuild => commands::log::rebuild(cli),
    }
}
