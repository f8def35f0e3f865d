//! The other bodies of a demonstration: three log witnesses and a beacon of three members, each a process with a folder and a key of its
//! own; and the installation that knows them.

use crate::children::{Children, free_port};
use crate::cli::Init;
use crate::commands::init::{Extras, Witness, create};
use crate::commands::party::{make_member, make_witness};
use crate::config::Member;
use crate::demonstration;
use crate::failure::Failure;
use crate::installation::Installation;
use std::path::{Path, PathBuf};
use tarazy_draw::record::Timing;

const WITNESSES: [&str; 3] = ["bar", "ombudsman", "university"];
const MEMBERS: [&str; 3] = ["bar", "court", "ombudsman"];
/// How many of the three witnesses must confirm.
const QUORUM: usize = 2;
/// Seconds between rounds of the demonstration's beacon.
const PERIOD: i64 = 2;

/// An installation whose witnesses and beacon members have folders and keys of their own.
pub(super) fn prepare(folder: &Path) -> Result<Installation, Failure> {
    let url = || Ok::<_, Failure>(format!("http://127.0.0.1:{}", free_port()?));
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
        law: "kz".to_owned(),
        zone: super::ZONE.to_owned(),
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
    let installation = create(folder, &init, extras)?;
    demonstration::mark(&installation)?;
    Ok(installation)
}

fn witness_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join("others").join(format!("witness-{name}"))
}

fn member_folder(folder: &Path, id: &str) -> PathBuf {
    folder.join("others").join(format!("beacon-{id}"))
}

/// Starts them.
///
/// # Errors
/// A failure if one does not come up.
pub(super) fn start(installation: &Installation) -> Result<Children, Failure> {
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
