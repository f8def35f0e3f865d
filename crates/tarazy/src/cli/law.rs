//! `tarazy law`.

use clap::{Args, Subcommand};
use std::path::PathBuf;
use tarazy_base::time::{parse_clock, parse_date};
use tarazy_base::{Date, Time, Tiyn};
use tarazy_law::{Instance, Payer};

/// `tarazy law`.
#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    #[command(flatten)]
    List(LawList),
    /// A closed list of grounds or kinds in force today, for `case step`; without a name, the names of the lists
    Grounds {
        /// Name of the list, such as claim-return
        list: Option<String>,
    },
    /// The deadline that a limit gives, with every day on the way to it and the article for each step
    Deadline(Box<LawDeadline>),
    /// The state fee for a claim, how it is counted and by which article
    Fee(LawFee),
    /// Which court has a case and where a claim may be filed, from facts about the case
    Jurisdiction(LawJurisdiction),
    /// The JSON Schema of the files of a law, for an editor that completes and checks while you write
    Schema,
    /// Every version of a rule: what it rests on, from when to when it holds, since when it is known, how sure it is
    Show {
        /// Code of the rule
        rule: String,
    },
    /// Check the files of a law: each fault with its file and line, else what they hold
    Check {
        /// Folder of the files; the law that is compiled in if not given
        dir: Option<PathBuf>,
    },
}

/// A list of what is in force today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub(crate) enum LawList {
    /// Categories of cases in force today
    Categories,
    /// Grounds of recusal in force today, for `judge conflict` and `case redraw --ground`
    Recusal,
    /// Causes for replacing the judge, for `case redraw`
    Redraw,
    /// Causes for declaring a draw void, for `draw void`
    Void,
    /// Grounds for showing an entry's content, for `entry open`
    Open,
    /// Grounds for no longer serving an entry, for `entry close`
    Close,
    /// Limits in force today, for `law deadline`
    Limits,
    /// Kinds of fees in force today, for `law fee`
    Fees,
    /// Facts on which jurisdiction depends today, for `law jurisdiction --fact`
    Facts,
}

/// `tarazy law fee`.
#[derive(Debug, Args)]
pub(crate) struct LawFee {
    /// Kind of claim (`tarazy law fees`)
    pub(crate) kind: String,
    /// Who pays: person or organisation
    #[arg(long, value_name = "WHO", default_value = "person", value_parser = parse_payer)]
    pub(crate) payer: Payer,
    /// Price of the claim in tenge, such as 1500000 or "1 500 000,50"
    #[arg(long, value_name = "TENGE", value_parser = Tiyn::parse)]
    pub(crate) price: Option<Tiyn>,
    /// Day of payment; today if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) day: Option<Date>,
    /// By what was known on this day; by all that is known if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) known: Option<Date>,
}

/// `tarazy law jurisdiction`.
#[derive(Debug, Args)]
pub(crate) struct LawJurisdiction {
    /// A fact about the case (`tarazy law facts`); may be repeated
    #[arg(long = "fact", value_name = "FACT")]
    pub(crate) facts: Vec<String>,
    /// Instance: first or appeal
    #[arg(long, default_value = "first", value_parser = parse_instance)]
    pub(crate) instance: Instance,
    /// Day of the filing; today if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) day: Option<Date>,
    /// By what was known on this day; by all that is known if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) known: Option<Date>,
}

fn parse_payer(word: &str) -> Result<Payer, String> {
    Payer::parse(word).ok_or_else(|| "person or organisation".to_owned())
}

fn parse_instance(word: &str) -> Result<Instance, String> {
    match word {
        "first" => Ok(Instance::First),
        "appeal" => Ok(Instance::Appeal),
        _ => Err("first or appeal".to_owned()),
    }
}

/// `tarazy law deadline`.
#[derive(Debug, Args)]
pub(crate) struct LawDeadline {
    /// Code of the limit (`tarazy law limits`)
    pub(crate) limit: String,
    /// When the event happened: 2026-11-25, or 2026-11-25T18:40 by the clock of the zone
    #[arg(long, value_name = "DATE", value_parser = parse_event)]
    pub(crate) event: (Date, Option<Time>),
    /// Apply the law of this day; the event's day if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) law: Option<Date>,
    /// By what was known on this day; by all that is known if not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) known: Option<Date>,
    /// The proceedings were suspended: first day, and after a slash the day of their resumption; may be repeated
    #[arg(long, value_name = "FROM[/TO]", value_parser = parse_pause)]
    pub(crate) suspended: Vec<(Date, Option<Date>)>,
    /// The court set the limit until this day
    #[arg(long, value_name = "DATE", value_parser = parse_date, conflicts_with_all = ["extended", "restored"])]
    pub(crate) set: Option<Date>,
    /// The court extended the limit until this day
    #[arg(long, value_name = "DATE", value_parser = parse_date, conflicts_with = "restored")]
    pub(crate) extended: Option<Date>,
    /// The court restored the missed limit until this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) restored: Option<Date>,
    /// When the court closes, such as 18:30; by the opening hours of the law if not given
    #[arg(long, value_name = "HH:MM", value_parser = parse_clock)]
    pub(crate) closes: Option<Time>,
    /// Zone of the court; the installation's if not given
    #[arg(long, value_name = "ZONE", value_parser = tarazy_base::Zone::parse)]
    pub(crate) zone: Option<tarazy_base::Zone>,
}

fn parse_event(text: &str) -> Result<(Date, Option<Time>), String> {
    let (day, clock) = text.split_once('T').map_or((text, None), |(day, clock)| (day, Some(clock)));
    let day = parse_date(day).map_err(|e| e.to_string())?;
    let clock = clock.map(parse_clock).transpose().map_err(|e| e.to_string())?;
    Ok((day, clock))
}

fn parse_pause(text: &str) -> Result<(Date, Option<Date>), String> {
    let (from, to) = text.split_once('/').map_or((text, None), |(from, to)| (from, Some(to)));
    let from = parse_date(from).map_err(|e| e.to_string())?;
    let to = to.map(parse_date).transpose().map_err(|e| e.to_string())?;
    Ok((from, to))
}
