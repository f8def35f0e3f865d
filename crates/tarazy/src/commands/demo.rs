//! `tarazy demo`: a court's years go by, with three log witnesses and a beacon of three members as processes of their own.

use crate::children::{Children, free_port};
use crate::cli::{Cli, Demo, Init};
use crate::clock::now_ms;
use crate::commands::import::{plan, read_bytes, replay, report};
use crate::commands::init::{Extras, Witness, create};
use crate::commands::party::{make_member, make_witness};
use crate::commands::{by, find};
use crate::config::Member;
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::{Node, command};
use crate::texts::Texts;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tarazy_docket::Value;
use tarazy_draw::record::Timing;
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{CaseRegister, FilingReceive, RulesPut};
use tarazy_registry::flow::{Corrections, synthetic};
use tarazy_registry::{models, to_body};

const WITNESSES: [&str; 3] = ["bar", "ombudsman", "university"];
const MEMBERS: [&str; 3] = ["bar", "court", "ombudsman"];
/// How many of the three witnesses must confirm.
const QUORUM: usize = 2;
/// Seconds between rounds of the demonstration's beacon.
const PERIOD: i64 = 2;
/// The court where a new claim is filed: the largest of the made-up ones.
const COURT: &str = "9001";
/// A category of the flow's law.
const CATEGORY: &str = "marca.comum";

/// Runs the command.
///
/// # Errors
/// A usage failure if the folder holds an installation already.
pub(crate) fn run(cli: &Cli, args: &Demo) -> Result<(), Failure> {
    let folder = crate::config::folder(&cli.data_dir)?;
    let installation = prepare(&folder)?;
    println!("A court information system in {}", folder.display());
    println!("Three log witnesses and three members of the beacon start as processes of their own.");
    let children = start(&installation)?;
    let bytes = synthetic::file(args.seed, args.cases);
    let path = folder.join("demo-cases.csv");
    std::fs::write(&path, &bytes).map_err(|e| Failure::file(&path, &e))?;
    let source = read_bytes(&installation, &bytes, &Corrections::default(), None, Vec::new(), args.seed)
        .map_err(Failure::not_done)?;
    let plan = plan(&installation, &source)?;
    println!("{} made-up cases of 12 courts in three years are filed, drawn and decided:", plan.rows.len());
    let mut node = Node::open(&installation)?;
    let done = replay::Replay::new(&mut node, &plan, &source).run(None)?;
    report::print(cli, &installation, &mut node, &plan, &source.flow, &done)?;
    let number = new_claim(cli, &mut node)?;
    drop(node);
    drop(children);
    what_next(cli, &folder, &number);
    Ok(())
}

/// `tarazy demo-services`: the six processes of a demonstration, until they are ended.
///
/// # Errors
/// A failure if one does not come up.
pub(crate) fn services(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let children = start(&installation)?;
    println!("witnesses and beacon members of {} run; end them with Ctrl-C", installation.folder.display());
    children.wait()
}

/// An installation whose witnesses and beacon members have folders and keys of their own.
fn prepare(folder: &Path) -> Result<Installation, Failure> {
    let url = || Ok::<_, Failure>(format!("http://127.0.0.1:{}", free_port()?));
    if folder.join(crate::config::FILE).exists() {
        let what = "there is an installation already; remove the folder or name another with --data-dir";
        return Err(Failure::usage(format!("{}: {what}", folder.display())));
    }
    let mut witnesses = Vec::new();
    for name in WITNESSES {
        let vkey = make_witness(&witness_folder(folder, name), &format!("{name}.example/witness"))?;
        witnesses.push(Witness { name: name.to_owned(), vkey, url: url()? });
    }
    let mut members = Vec::new();
    for id in MEMBERS {
        let pk = make_member(&member_folder(folder, id))?;
        members.push(Member { id: id.to_owned(), operator: id.to_owned(), pk, url: Some(url()?) });
    }
    let init = Init {
        origin: "log.example/demo".to_owned(),
        law: "br-sp".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        database: "sqlite:".to_owned(),
        seal: false,
        token: None,
    };
    // Shorter times, so that nobody waits; the records of draws show them in their rules.
    let timing = Timing { delta: 6, guard: 2, ..Timing::default() };
    let extras = Extras {
        period: PERIOD,
        members: Some(members),
        witnesses,
        quorum: QUORUM,
        timing: Some(timing),
        demonstration: true,
    };
    create(folder, &init, extras)
}

fn witness_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join("others").join(format!("witness-{name}"))
}

fn member_folder(folder: &Path, id: &str) -> PathBuf {
    folder.join("others").join(format!("beacon-{id}"))
}

fn start(installation: &Installation) -> Result<Children, Failure> {
    let folder = &installation.folder;
    let log = installation.keys().verifier("log")?.to_string();
    let info = folder.join("beacon.json");
    let (_, description) = installation.beacon()?;
    let text = serde_json::to_string(&description).map_err(Failure::not_done)?;
    std::fs::write(&info, text).map_err(|e| Failure::file(&info, &e))?;
    let mut children = Children::default();
    for w in installation.policy()?.witnesses() {
        let dir = witness_folder(folder, &w.name.to_string()).display().to_string();
        let url = w.url.as_deref().unwrap_or_default();
        children.start(&["witness", "run", &dir, "--listen", address(url), "--log", &log])?;
    }
    for m in &installation.config.beacon.members {
        let Some(url) = &m.url else { continue };
        let dir = member_folder(folder, &m.id).display().to_string();
        let info = info.display().to_string();
        children.start(&["beacon", "run", &dir, "--id", &m.id, "--info", &info, "--listen", address(url)])?;
    }
    Ok(children)
}

fn address(url: &str) -> &str {
    url.trim_start_matches("http://")
}

/// A claim of today: filed, registered, drawn under the eyes of the witnesses. Gives its number.
fn new_claim(cli: &Cli, node: &mut Node) -> Result<String, Failure> {
    println!("The import is over; from now on the clock rules. A new claim arrives:");
    let key = || hex::encode(random::<16>());
    let run =
        |node: &mut Node, actor: &str, kind: &str, body| node.run(command(&key(), actor, kind, body, None));
    run(node, "admin", "rules.put", to_body(&RulesPut { court: COURT.to_owned() })?)?;
    let party = |role, name: &str| Party::named(role, name.to_owned());
    let claim = FilingReceive {
        court: COURT.to_owned(),
        division: None,
        category: CATEGORY.to_owned(),
        received: now_ms(),
        parties: vec![party(PartyRole::Claimant, "Үлгі Айгүл"), party(PartyRole::Respondent, "«Үлгі» ЖШС")],
        subject: Some("№ 1".to_owned()),
        files: Vec::new(),
        value_tiyn: Some(150_000_000),
        value_source: None,
        demand: None,
        given: None,
        filer: None,
        source_id: None,
    };
    let filed = run(node, "party", "filing.receive", to_body(&claim)?)?;
    let case = filed.body.get("case").and_then(Value::as_text).unwrap_or_default().to_owned();
    let register = CaseRegister {
        case: case.parse().map_err(Failure::not_done)?,
        category: None,
        by: by("registrar:r1")?,
    };
    let registered = run(node, "registrar:r1", "case.register", to_body(&register)?)?;
    let number = registered.body.get("number").and_then(Value::as_text).unwrap_or_default().to_owned();
    println!(
        "  registered as {number}; its draw is fixed and witnessed; the random number comes in some seconds"
    );
    node.seal()?;
    while !models::due_rounds(node.reader())?.is_empty() {
        std::thread::sleep(Duration::from_millis(500));
        node.run_due()?;
    }
    let row = find(node.reader(), &number)?;
    let texts = Texts::new(cli.lang);
    println!("  {}", texts.with("draw-winner", &[("winner", row.judges.join(", "))]));
    Ok(number)
}

fn what_next(cli: &Cli, folder: &Path, number: &str) {
    let program = std::env::args().next().unwrap_or_else(|| "tarazy".to_owned());
    let verify =
        program.strip_suffix("tarazy").map_or("tarazy-verify".to_owned(), |p| format!("{p}tarazy-verify"));
    let dir = folder.display();
    let data = if cli.data_dir.as_os_str() == crate::config::DEFAULT_FOLDER {
        String::new()
    } else {
        format!(" --data-dir {dir}")
    };
    println!();
    println!("Three things to try:");
    println!("1. Read the docket, and how its judge was drawn:");
    println!("     {program}{data} case show {number}");
    println!("     {program}{data} draw show {number}");
    println!("2. Take the claimant's receipt and check it as a stranger would, offline:");
    println!("     {program}{data} receipt {number} --out receipt.tlog-proof");
    println!("     {verify} receipt receipt.tlog-proof --trust {dir}/policy");
    println!(
        "3. Be the insider: rewrite that filing with the court's own key, and be exposed by the receipt:"
    );
    println!("     {program}{data} insider {number} forged");
    println!("     {verify} replay forged --trust {dir}/policy --checkpoint receipt.tlog-proof");
    println!("(docs/insider.md explains the last one.)");
}
