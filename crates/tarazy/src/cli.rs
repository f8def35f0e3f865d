//! The command line.

mod contributor;
mod court;
mod document;
mod law;
mod notice;
pub(crate) mod person;
mod token;
mod witness;

pub(crate) use contributor::ContributorCommand;
pub(crate) use court::{Court, Judge};
pub(crate) use document::{Authority, Document, HolderKind, Issue, Kind, Level, OfCase, Sign};
pub(crate) use law::{LawCommand, LawDeadline, LawFee, LawJurisdiction, LawList};
pub(crate) use notice::Notice;
pub(crate) use token::Token;
pub(crate) use witness::{Bears, WitnessCommand};

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use tarazy_base::Lang;

/// An open court information system: cases are registered and drawn by rules that anybody can replay, on a docket that
/// nobody can rewrite.
///
/// Exit codes: 0 done; 1 refused or not proven; 2 wrong use or unreadable input.
#[derive(Debug, Parser)]
#[command(name = "tarazy", version, propagate_version = true)]
pub(crate) struct Cli {
    /// The installation's folder
    #[arg(long, global = true, env = "TARAZY_DATA_DIR", default_value = crate::config::DEFAULT_FOLDER, value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// Language of what a party, judge or clerk reads: kk, ru or en
    #[arg(long, global = true, env = "TARAZY_LANG", default_value = "kk", value_parser = parse_lang)]
    pub(crate) lang: Lang,
    /// Print one JSON object instead of text, where a program may read the output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    text.parse().map_err(|_| "one of kk, ru, en".to_owned())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new, empty installation: keys, database, configuration
    Init(Init),
    /// Run the demonstration: courts, people and cases that are made up, three log witnesses and a beacon of three members
    Demo(Demo),
    /// Run the witnesses and beacon members of a demonstration's installation
    DemoServices,
    /// Play the insider: rewrite a filing in a copy, with the log's key in hand (docs/insider.md)
    Insider {
        /// Case number or stream
        case: String,
        /// Folder for the forged copy; it must be empty or not exist
        dir: PathBuf,
    },
    /// A log witness: a process of another body, with a folder of its own
    #[command(subcommand)]
    Witness(WitnessCommand),
    /// A member of the local beacon: a process of another body, with a folder of its own
    #[command(subcommand)]
    Beacon(Beacon),
    /// A contributor to draws: a process of another body, with a folder of its own
    #[command(subcommand)]
    Contributor(ContributorCommand),
    /// The keys that sign the log's checkpoints and its acknowledgements
    #[command(subcommand)]
    Key(Key),
    /// A test authority for signatures of documents: root, judges, courts' seals, time stamps
    #[command(subcommand)]
    Authority(Authority),
    /// Documents as PDF: render, sign, verify
    #[command(subcommand)]
    Document(Document),
    /// Bring the database to this program's schema
    Migrate,
    /// Courts, their divisions and rules
    #[command(subcommand)]
    Court(Court),
    /// Judges and the personnel office's acts
    #[command(subcommand)]
    Judge(Judge),
    /// Notices and summonses: issue, note what became of them, conclude, show
    #[command(subcommand)]
    Notice(Notice),
    /// People who sign in, their roles and enrolment codes
    #[command(subcommand)]
    Person(person::Person),
    /// Cases
    #[command(subcommand)]
    Case(Case),
    /// Entries: show the content of one to everybody, or stop serving one
    #[command(subcommand)]
    Entry(EntryCommand),
    /// Draws
    #[command(subcommand)]
    Draw(Draw),
    /// Replay old cases from a file into an empty installation
    #[command(subcommand)]
    Import(Import),
    /// Do everything that is due: seal the log, resolve draws whose random number is there
    RunDue,
    /// Write the receipt of a case's filing
    Receipt(Receipt),
    /// Copy the log's public files to a folder, for replay by anybody
    Export {
        /// The folder; it must be empty or not exist
        dir: PathBuf,
    },
    /// Check database, tiles, guard and checkpoint against each other
    Fsck,
    /// Say how the installation stands: entries, checkpoint, witnesses, open draws, alarms
    Status,
    /// The law: its lists with the codes that commands ask for, deadlines with their explanation, a check of its files
    #[command(subcommand)]
    Law(LawCommand),
    /// Serve: take commands, seal the log, resolve draws, show the log to everybody, until told to stop
    Serve(Serve),
    /// Copy everything that the installation needs to stand up again to a folder, also beside a running server
    Backup {
        /// The folder; it must be empty or not exist. It will hold the keys and all content
        dir: PathBuf,
    },
    /// Restore a backup into an empty folder, or into an installation that lost its database
    Restore {
        /// The backup's folder
        dir: PathBuf,
    },
    /// Bring back what a restored installation lacks: entries from the log's bundles, read models, the guard
    Recover(Recover),
    /// Drop the read models and make them again from the entries
    Rebuild,
    /// Print figures with the machine's own limits beside them; run it from a release build
    Bench(Bench),
    /// Simulate policies of allocation
    #[command(subcommand)]
    Simulate(Simulate),
}

/// `tarazy init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The log's origin: its public URL prefix without scheme and final slash
    #[arg(long, default_value = "log.example/tarazy")]
    pub(crate) origin: String,
    /// Which law: kz, or br-sp for the imported data set
    #[arg(long, default_value = "kz")]
    pub(crate) law: String,
    /// Zone in which days of law are counted
    #[arg(long, default_value = "Asia/Almaty")]
    pub(crate) zone: String,
    /// Address of the database: `sqlite:` or `postgres://…`
    #[arg(long, default_value = "sqlite:")]
    pub(crate) database: String,
    /// Seal the new keys by the passphrase in the file that TARAZY_PASSPHRASE_FILE names, or one asked at the terminal
    #[arg(long)]
    pub(crate) seal: bool,
    /// A token that holds the log's key
    #[command(flatten)]
    pub(crate) token: Option<Token>,
}

/// `tarazy serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one. Commands are taken on a loopback address only
    #[arg(long, default_value = "127.0.0.1:7000")]
    pub(crate) listen: SocketAddr,
    /// End when the standard input ends
    #[arg(long, hide = true)]
    pub(crate) until_eof: bool,
}

/// `tarazy recover`.
#[derive(Debug, Args)]
pub(crate) struct Recover {
    /// A copy of the log's public files that reaches further than the installation's own: an export, a mirror, the `log` of
    /// another backup
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// Go on although too few witnesses answer. What they cosigned after the backup may be contradicted
    #[arg(long)]
    pub(crate) without_witnesses: bool,
}

/// `tarazy demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many of the 20 regions have their courts
    #[arg(long, default_value_t = 20)]
    pub(crate) regions: usize,
    /// Seed of the made-up people and cases
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:7000")]
    pub(crate) listen: SocketAddr,
    /// End when the standard input ends
    #[arg(long, hide = true)]
    pub(crate) until_eof: bool,
}

/// `tarazy beacon`.
#[derive(Debug, Subcommand)]
pub(crate) enum Beacon {
    /// Make a member's key; prints the public key for the court's configuration
    Init {
        /// The member's folder
        dir: PathBuf,
    },
    /// Print the description of this installation's beacon, which its members need
    Info,
    /// Record that a beacon is silent, as other bodies confirm. Draws that waited long enough use the next one
    Outage {
        /// Its name in the configuration, or its id
        beacon: String,
        /// The first round that is missing; if not given, the earliest that an open draw waits for
        #[arg(long)]
        round: Option<u64>,
        /// A body outside the court that confirms it; two where witnesses exist
        #[arg(long = "confirmed", value_name = "BODY")]
        confirmed: Vec<String>,
        /// Who records it, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Prove rounds when their time has come
    Run {
        /// The member's folder
        dir: PathBuf,
        /// The member's id in the description
        #[arg(long)]
        id: String,
        /// File of the beacon's description
        #[arg(long)]
        info: PathBuf,
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:7101")]
        listen: SocketAddr,
        /// What it bears
        #[command(flatten)]
        limits: Bears,
        /// End when the standard input ends
        #[arg(long, hide = true)]
        until_eof: bool,
    },
}

/// `tarazy case`.
#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// A claim arrives
    File(FileClaim),
    /// Register a filed claim; its draw is fixed at once
    Register {
        /// The docket's stream
        case: String,
        /// The category as checked; as filed if not given
        #[arg(long)]
        category: Option<String>,
        /// The responsible officer, as role:id
        #[arg(long, default_value = "registrar:r1")]
        by: String,
    },
    /// Show a docket
    Show {
        /// Case number or stream
        case: String,
        /// Show what only parties and the court may see
        #[arg(long)]
        open: bool,
    },
    /// List cases, the newest first
    List {
        /// Only of this court
        #[arg(long)]
        court: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 20)]
        most: u32,
    },
    /// Put the category right; the judge stays. May be repeated
    Correct {
        /// Case number or stream
        case: String,
        /// The right category
        category: String,
        /// Code of the ground
        #[arg(long, default_value = "intake-error")]
        ground: String,
    },
    /// Replace the judge for a cause of the closed list, and draw again
    Redraw {
        /// Case number or stream
        case: String,
        /// Cause, of the law's list (`tarazy law redraw`)
        cause: String,
        /// Ground of recusal (`tarazy law recusal`), where the cause is a recusal
        #[arg(long)]
        ground: Option<String>,
        /// Who leaves the case; the rapporteur if not given
        #[arg(long)]
        judge: Option<String>,
        /// Who decided, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Give a case to the judge of another, by joinder or because the law binds it there. Final
    Join {
        /// Case number or stream of the registered case
        case: String,
        /// Case number or stream of the other
        to: String,
        /// joinder or bound
        #[arg(long, default_value = "joinder")]
        cause: String,
        /// Who decided, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Say what comes next in a case: which step, whose it is, until when and by which article
    Next {
        /// Case number or stream
        case: String,
    },
    /// Take a step of procedure, such as filing.accept, hearing.set, act.complete (docs/procedure.md has them all)
    Step(CaseStep),
    /// Announce the act on the merits after the hearing; slips are put right by `case correct-act`
    Decide {
        /// Case number or stream
        case: String,
        /// Kind of act
        #[arg(long, default_value = "decision")]
        act: String,
        /// Its day, YYYY-MM-DD; today if not given
        #[arg(long)]
        date: Option<String>,
        /// The judge; the rapporteur if not given
        #[arg(long)]
        judge: Option<String>,
        /// Outcome (`tarazy law grounds outcome`)
        #[arg(long, default_value = "granted")]
        outcome: String,
    },
    /// Correct a slip in the act
    CorrectAct {
        /// Case number or stream
        case: String,
        /// Code of the ground
        #[arg(long, default_value = "slip")]
        ground: String,
    },
    /// Close a decided case; undone by `case reopen`
    Close {
        /// Case number or stream
        case: String,
    },
    /// Take a closed case up again
    Reopen {
        /// Case number or stream
        case: String,
        /// Code of the ground
        #[arg(long)]
        ground: String,
    },
    /// Give the claim back to the claimant. Final: he may file anew
    Return {
        /// Case number or stream
        case: String,
        /// Code of the ground
        #[arg(long)]
        ground: String,
    },
    /// The claimant takes the claim back. Final: he may file anew
    Withdraw {
        /// Case number or stream
        case: String,
        /// Code of the ground
        #[arg(long, default_value = "request")]
        ground: String,
    },
}

/// `tarazy case step`.
#[derive(Debug, Args)]
pub(crate) struct CaseStep {
    /// The step
    pub(crate) step: String,
    /// Case number or stream
    pub(crate) case: String,
    /// A member of the step's body: name=value, the value JSON or plain text; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// A document; may be repeated
    #[arg(long = "file")]
    pub(crate) files: Vec<PathBuf>,
    /// Who acts, as role or role:id; whose step it is if not given
    #[arg(long)]
    pub(crate) by: Option<String>,
}

/// `tarazy case file`.
#[derive(Debug, Args)]
pub(crate) struct FileClaim {
    /// Court code
    pub(crate) court: String,
    /// Category code
    pub(crate) category: String,
    /// Claimant: name, or name=IIN or BIN; may be repeated
    #[arg(long = "claimant", required = true)]
    pub(crate) claimants: Vec<String>,
    /// Respondent: name, or name=IIN or BIN; may be repeated
    #[arg(long = "respondent", required = true)]
    pub(crate) respondents: Vec<String>,
    /// A document; may be repeated
    #[arg(long = "file")]
    pub(crate) files: Vec<PathBuf>,
    /// What is claimed, in the filer's words; for parties and the court only
    #[arg(long)]
    pub(crate) demand: Option<String>,
    /// Division; the court's first if not given
    #[arg(long)]
    pub(crate) division: Option<String>,
    /// Identity of the subject: number of a contract, act, property
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Amount in tenge, such as 1 234,56
    #[arg(long)]
    pub(crate) value: Option<String>,
    /// Idempotency key: the same command with the same key is carried out once
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Write the signed acknowledgement to this file; it is printed if no file is named
    #[arg(long, value_name = "FILE")]
    pub(crate) ack: Option<PathBuf>,
}

/// `tarazy entry`.
#[derive(Debug, Subcommand)]
pub(crate) enum EntryCommand {
    /// Show the content of an entry of a case to everybody. Final: what was read stays known
    Open {
        /// Leaf hash of the entry (`tarazy case show --json`)
        leaf: String,
        /// Ground, of the law's list (`tarazy law open`)
        #[arg(long)]
        ground: String,
        /// The officer who decided, as role:id
        #[arg(long)]
        by: String,
    },
    /// Stop serving an entry of a case. Final. Copies that others hold already stay
    Close {
        /// Leaf hash of the entry (`tarazy case show --json`)
        leaf: String,
        /// Ground, of the law's list (`tarazy law close`)
        #[arg(long)]
        ground: String,
        /// What was put in clear by mistake: the log's bundles get an empty place instead. Every proof still holds
        #[arg(long)]
        withhold: bool,
        /// The officer who decided, as role:id
        #[arg(long)]
        by: String,
    },
}

/// `tarazy draw`.
#[derive(Debug, Subcommand)]
pub(crate) enum Draw {
    /// Explain the draws of a case, in words and numbers
    Show {
        /// Case number or stream
        case: String,
    },
    /// Print the offline bundle of a draw, for `tarazy-verify draw`
    Bundle {
        /// Leaf hash of the commit
        leaf: String,
    },
    /// Declare a draw void, by two persons of another authority and for a cause of the closed list. Final: the case is drawn anew
    Void {
        /// Case number or stream
        case: String,
        /// Cause, of the law's list (`tarazy law void`)
        cause: String,
        /// The two persons, as role:id; give it twice
        #[arg(long = "by", required = true)]
        by: Vec<String>,
    },
    /// Record that the judge whom the duty roster names today (`court roster`) acts at once in an urgent matter. Final; assigns
    /// nothing
    Duty {
        /// Case number or stream
        case: String,
        /// Public id of the duty judge
        judge: String,
        /// Code of the urgent act
        act: String,
        /// Who recorded it, as role:id
        #[arg(long, default_value = "registrar:r1")]
        by: String,
    },
}

/// `tarazy import`.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Replay a flow of cases: filed, registered, drawn and decided at their real dates
    Cases(ImportCases),
}

/// `tarazy import cases`.
#[derive(Debug, Args)]
pub(crate) struct ImportCases {
    /// The file of cases (CSV)
    pub(crate) file: PathBuf,
    /// Corrections of its fields (CSV: id,column,was,is)
    #[arg(long, value_name = "FILE")]
    pub(crate) corrections: Option<PathBuf>,
    /// Courts and judges (CSV: courthouse,code,judge,name,capacity); derived from the file if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) courts: Option<PathBuf>,
    /// Write the lines that are not taken to this file (CSV: line,column,code,reason)
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Exit with 1 if a line is not taken
    #[arg(long)]
    pub(crate) strict: bool,
    /// Seed of the scenario of absences and recusals
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Stop after so many days, as if killed; a later run goes on. For tests
    #[arg(long, hide = true)]
    pub(crate) stop_after: Option<usize>,
}

/// `tarazy key`.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// The keys in use, and what the log says of all
    List,
    /// Make one more key; both sign from the next start on (rotation, step 1)
    Add {
        /// What it signs
        #[arg(value_enum)]
        kind: KeyKind,
        /// Label of an Ed25519 key in the PKCS#11 token of the configuration, in place of a new file; for the log only
        #[arg(long, value_name = "LABEL")]
        pkcs11: Option<String>,
    },
    /// End a key whose successor has signed beside it for 30 days (rotation, step 2). Final
    Retire {
        /// The key, as `tarazy key list` shows it
        vkey: String,
    },
    /// End a key at once, because somebody else may have it; its successor must have been added. Final
    Compromised {
        /// The key, as `tarazy key list` shows it
        vkey: String,
    },
    /// Seal the files of keys by a passphrase (PKCS#8, which openssl reads)
    Seal {
        /// Files of keys, such as a witness's; all keys of the installation if none is given
        files: Vec<PathBuf>,
    },
    /// Write sealed keys in clear again
    Unseal {
        /// Files of keys; all keys of the installation if none is given
        files: Vec<PathBuf>,
    },
}

/// Kinds of keys that sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum KeyKind {
    /// Checkpoints of the log
    Log,
    /// Acknowledgements of filings
    Ack,
}

/// `tarazy receipt`.
#[derive(Debug, Args)]
pub(crate) struct Receipt {
    /// Case number or stream
    pub(crate) case: String,
    /// The file to write; the case's number with `.tlog-proof` if not given
    #[arg(long, short)]
    pub(crate) out: Option<PathBuf>,
}

/// `tarazy bench`.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// What to measure
    #[arg(value_enum)]
    pub(crate) what: BenchKind,
    /// How many entries, commands, draws or cases
    #[arg(long)]
    pub(crate) count: Option<u64>,
    /// Address of an empty PostgreSQL database, for `web`; SQLite if not given
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) database: Option<String>,
}

/// What `tarazy bench` measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum BenchKind {
    /// Entries sealed and published
    Append,
    /// The path of commands inside the process
    Commands,
    /// The full path of commands over HTTP, with submitters' signatures
    Http,
    /// Inclusion proofs, over HTTP and in the process
    Proofs,
    /// From filing to a witnessed proof, and checking a receipt
    Witnessed,
    /// The arithmetic of draws
    Draw,
    /// Replay of an export by tarazy-verify
    Replay,
    /// Import of a made-up flow
    Import,
    /// Pages for people, with writes beside, over a register of many cases
    Web,
}

/// `tarazy simulate`.
#[derive(Debug, Subcommand)]
pub(crate) enum Simulate {
    /// The table of docs/spec/draw.md section 16: how policies balance, and how well they can be guessed
    Draw {
        /// Seed; the table's own if not given
        #[arg(long)]
        seed: Option<u64>,
        /// Runs of each policy
        #[arg(long, default_value_t = 60)]
        runs: u32,
    },
}
