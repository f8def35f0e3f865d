//! `tarazy demo`: courts that live, to be looked at and worked in. Everybody in them is made up.
//!
//! What was before today is told as history, as an import tells it: in an import state that only an empty log can be in, by the commands
//! that people use, each with the time of its event. Entries and draws of that time say that they are imported, because their random
//! numbers were known when they were "drawn". An import checks the docket of a case and not the calendar; the lives in [`stories`] keep
//! their limits by themselves. Then the import is closed for good, the clock rules, and the claims of today are drawn as in any court:
//! witnessed before their round, by a beacon of three members. Nothing else could be both honest and lively: a court in which nothing is
//! older than a minute has no hearings, no decisions and no appeals to show, and a clock that is set back would sign false times as true ones.
//!
//! In the installation that it makes, and in no other ([`crate::demonstration`]), a page lets anybody sign in as one of these people.

mod cast;
mod names;
mod past;
mod present;
mod services;
mod stories;
mod tale;

use crate::cli::{Cli, Demo};
use crate::clock::now_ms;
use crate::commands::serve::serve;
use crate::demonstration;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use cast::Cast;
use past::Past;
use std::net::SocketAddr;
use tale::Days;
use tarazy_base::{Instant, Zone};
use tarazy_store::desk::{IMPORT, IMPORT_DONE};
use tarazy_store::truth;

/// The court that has each of the lives: the first instance in Almaty.
const MAIN: &str = "7514";
/// The zone of all courts here.
const ZONE: &str = "Asia/Almaty";

/// Runs the command until it is told to stop. In the folder of a demonstration it goes on with that one.
///
/// # Errors
/// A usage failure if the folder holds another installation, or a demonstration whose making was broken off.
pub(crate) fn run(cli: &Cli, args: &Demo) -> Result<(), Failure> {
    let folder = crate::config::folder(&cli.data_dir)?;
    let is_new = !crate::config::exists(&folder)?;
    let installation = if is_new { services::prepare(&folder)? } else { Installation::open(&folder)? };
    if !demonstration::is_marked(&installation)? {
        let what = "there is an installation already; remove the folder or name another with --data-dir";
        return Err(Failure::usage(format!("{}: {what}", folder.display())));
    }
    println!("A demonstration in {}: all people and cases are made up.", folder.display());
    println!("Three log witnesses and three members of the beacon start as processes of their own.");
    let children = services::start(&installation)?;
    let mut node = Node::open(&installation)?;
    let number = if is_new { Some(make(&installation, &mut node, args)?) } else { None };
    let state = truth::setting(node.reader(), IMPORT)?;
    if state.as_deref() != Some(IMPORT_DONE) {
        let what = "the making of this demonstration was broken off; remove the folder and begin anew";
        return Err(Failure::usage(format!("{}: {what}", folder.display())));
    }
    serve(&installation, node, args.listen, args.until_eof, |address| {
        ready(cli, address, args, number.as_deref());
    })?;
    drop(children);
    Ok(())
}

/// `tarazy demo-services`: the six processes of a demonstration, until they are ended.
///
/// # Errors
/// A failure if one does not come up.
pub(crate) fn services(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let children = services::start(&installation)?;
    println!("witnesses and beacon members of {} run; end them with Ctrl-C", installation.folder.display());
    children.wait()
}

/// Courts, people, the past, the present. Gives the number of a case of today.
fn make(installation: &Installation, node: &mut Node, args: &Demo) -> Result<String, Failure> {
    let now = now_ms();
    let zone = Zone::parse(ZONE).map_err(Failure::not_done)?;
    let today = Instant::from_ms(now).map_err(Failure::not_done)?.date_in(zone);
    let cast = Cast::new(args.seed, args.regions);
    let mut past = Past::new(node, installation, &cast, Days { today, zone }, args.seed)?;
    let cases = past.tell(now)?;
    println!("{cases} cases of {} courts were told, up to yesterday, as history.", cast.courts.len());
    let (people, summoned) = (past.people, past.summoned);
    present::enter(node, &summoned, &people)?;
    let number = present::begin(node, &cast, &people)?;
    println!("Claims of today were filed and drawn under the eyes of the witnesses, as case {number} was.");
    Ok(number)
}

/// What is there to see, and as whom.
fn ready(cli: &Cli, address: SocketAddr, args: &Demo, number: Option<&str>) {
    println!();
    println!("listening on http://{address}");
    println!("Sign in as anybody, with one button: http://{address}/{}/demo", cli.lang);
    println!();
    let cast = Cast::new(args.seed, args.regions);
    let court = cast.courts.iter().find(|court| court.code == MAIN);
    let above = court.and_then(|c| c.above.as_ref());
    let above = cast.courts.iter().find(|court| Some(&court.code) == above);
    let citizens = cast.citizens.iter().map(|(official, _)| official).take(2);
    let others = cast.others.iter().filter(|o| o.login.ends_with("-1"));
    println!("{:<15} {:<20} {:<38} court", "role", "name to sign in", "name");
    let rows = citizens.chain(others).map(|one| (one, ""));
    let staff = [court, above].into_iter().flatten();
    let staff = staff.flat_map(|court| court.people.iter().map(|one| (one, court.name.en.as_ref())));
    for (one, court) in rows.chain(staff) {
        let roles: Vec<&str> = one.roles.iter().map(|role| role.as_str()).collect();
        println!("{:<15} {:<20} {:<38} {court}", roles.join(", "), one.login, one.name);
    }
    println!();
    if let Some(number) = number {
        things_to_try(cli, number);
    }
    println!("It serves until Ctrl-C, and goes on where it was with the next `demo`.");
}

fn things_to_try(cli: &Cli, number: &str) {
    let program = std::env::args().next().unwrap_or_else(|| "tarazy".to_owned());
    let verify =
        program.strip_suffix("tarazy").map_or("tarazy-verify".to_owned(), |p| format!("{p}tarazy-verify"));
    let dir = cli.data_dir.display();
    let is_default = cli.data_dir.as_os_str() == crate::config::DEFAULT_FOLDER;
    let data = if is_default { String::new() } else { format!(" --data-dir {dir}") };
    println!("Three things to try in another terminal:");
    println!("1. Read a docket of today, and how its judge was drawn:");
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
    println!();
}
