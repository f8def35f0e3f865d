//! `tarazy person`: people, roles and enrolment codes, for the first administrator and for the day on which none is left.

use super::submit::{submit, submit_and_print};
use crate::cli::Cli;
use crate::cli::person::Person as Args;
use crate::clock::now_ms;
use crate::entropy::SystemEntropy;
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_access::bodies::{EnrolIssue, PersonAdd, RoleEnd, RoleGrant};
use tarazy_access::secrets::{code, code_hash};
use tarazy_access::{Login, Role, people};

/// How long an operator's code holds, ms.
const HOLDS: i64 = 24 * 60 * 60 * 1000;
/// Nobody but the operator of this machine: the name that the system gives him is put in.
const ACTOR: &str = "";

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Add { login, name } => {
            let body = PersonAdd { login: read_login(login)?, name: name.clone() };
            submit_and_print(cli, ACTOR, "person.add", &body)
        }
        Args::Grant { login, role, court, judges } => {
            let (login, role) = (read_login(login)?, read_role(role)?);
            let (court, judges) = (court.clone(), judges.clone());
            let body = RoleGrant { login, role, court, judges, from: None, to: None };
            submit_and_print(cli, ACTOR, "role.grant", &body)
        }
        Args::End { login, role, court } => {
            let body = RoleEnd { login: read_login(login)?, role: read_role(role)?, court: court.clone() };
            submit_and_print(cli, ACTOR, "role.end", &body)
        }
        Args::Enrol { login } => enrol(cli, &read_login(login)?),
        Args::List => list(cli),
    }
}

fn enrol(cli: &Cli, login: &Login) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let code = code(&mut SystemEntropy);
    let body = EnrolIssue { login: login.clone(), code_hash: code_hash(&code), until: now_ms() + HOLDS };
    submit(&installation, None, ACTOR, "enrol.issue", &body)?;
    if cli.json {
        println!("{}", serde_json::json!({ "login": login.as_str(), "code": code }));
    } else {
        println!("{code}");
        eprintln!("It holds for a day and once, for {login}, on the page /enrol.");
    }
    Ok(())
}

fn list(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let now = now_ms();
    for person in people(installation.reader()?.as_mut())? {
        let held = person.grants.iter().filter(|grant| grant.holds(now));
        let roles: Vec<String> = held
            .map(|g| match &g.court {
                Some(court) => format!("{}@{court}", g.role.as_str()),
                None => g.role.as_str().to_owned(),
            })
            .collect();
        if cli.json {
            let (login, name) = (person.login.as_str(), &person.name);
            println!(
                "{}",
                serde_json::json!({ "id": person.id, "login": login, "name": name, "roles": roles })
            );
        } else {
            println!("{}  {}  {}  {}", person.id, person.login, person.name, roles.join(", "));
        }
    }
    Ok(())
}

fn read_login(text: &str) -> Result<Login, Failure> {
    text.parse().map_err(Failure::usage)
}

fn read_role(text: &str) -> Result<Role, Failure> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    text.parse().map_err(|()| Failure::usage(format!("{text:?} is no role; one of {}", known.join(", "))))
}
