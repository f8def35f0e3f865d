//! Processes of other bodies: `tarazy witness`, `tarazy beacon`, `tarazy contributor`. Each has a folder of its own and knows nothing of a court's
//! installation.

use super::outage;
use crate::cli::{Beacon as BeaconArgs, Cli, ContributorCommand, WitnessCommand};
use crate::clock::now_ms;
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::passphrase::Passphrases;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::VerifierKey;
use tarazy_docket::note::KeyName;
use tarazy_draw::record::BeaconInfo;
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::keys;
use tarazy_log::promises::Promises;
use tarazy_log::witness::{Cosigned, History, Known, Witness};
use tarazy_web::{Server, beacon, contributor, witness};

const KEY: &str = "key";

/// Runs `tarazy witness`.
///
/// # Errors
/// A usage failure that names what does not fit.
pub(crate) fn witness(cli: &Cli, args: &WitnessCommand) -> Result<(), Failure> {
    match args {
        WitnessCommand::Init { dir, name } => {
            println!("{}", make_witness(dir, name)?);
            Ok(())
        }
        WitnessCommand::Run { dir, listen, logs, limits, until_eof } => {
            let key = keys::load_cosigner(&dir.join(KEY), &Passphrases::of(None)).map_err(Failure::usage)?;
            let logs: Vec<VerifierKey> =
                logs.iter().map(|k| k.parse().map_err(Failure::usage)).collect::<Result<_, _>>()?;
            let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(dir))));
            let witness = Witness::open(files, key, logs).map_err(Failure::not_done)?;
            let http = limits.http();
            let router = witness::router(Arc::new(witness), Arc::new(now_ms), http.throttle()?);
            serve(*listen, Server::start(*listen, router, http.limits()?), *until_eof)
        }
        WitnessCommand::History { dir, origin, from, to, covering } => {
            let asked = covering.map_or(Asked::Between(*from, *to), Asked::Covering);
            history(cli, dir, origin, asked)
        }
    }
}

/// `tarazy witness history`.
fn history(cli: &Cli, dir: &Path, origin: &str, asked: Asked) -> Result<(), Failure> {
    let key = keys::load_cosigner(&dir.join(KEY), &Passphrases::of(None)).map_err(Failure::usage)?;
    let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(dir))));
    let history = History::new(files, key.verifier().clone());
    match asked {
        Asked::Covering(index) => {
            let found = history.covering(origin, index).map_err(Failure::not_done)?;
            let none = || Failure::not_done(format!("no checkpoint that covers entry {index} was cosigned"));
            print!("{}", found.ok_or_else(none)?.note);
            Ok(())
        }
        Asked::Between(from, to) => {
            let mut tell = |Cosigned { time, tree: Known { size, root }, .. }| {
                if cli.json {
                    let root = root.to_hex();
                    println!("{}", serde_json::json!({ "time": time, "size": size, "root": root }));
                } else {
                    println!("{time} {size} {root}");
                }
            };
            history.between(origin, from, to, &mut tell).map_err(Failure::not_done)
        }
    }
}

/// What is asked of a witness's memory.
#[derive(Debug, Clone, Copy)]
enum Asked {
    /// The first checkpoint that covers an entry.
    Covering(u64),
    /// All from one time to another.
    Between(u64, u64),
}

/// Makes a witness's folder and key; gives the public key.
///
/// # Errors
/// A usage failure if there is a key already.
pub(crate) fn make_witness(dir: &Path, name: &str) -> Result<String, Failure> {
    std::fs::create_dir_all(dir).map_err(|e| Failure::file(dir, &e))?;
    let name: KeyName = name.parse().map_err(|e| Failure::usage(format!("name {name:?}: {e}")))?;
    let key = keys::create_cosigner(&dir.join(KEY), name, &random::<32>()).map_err(Failure::usage)?;
    Ok(key.verifier().to_string())
}

/// Runs `tarazy beacon`.
///
/// # Errors
/// A usage failure that names what does not fit.
pub(crate) fn beacon(cli: &Cli, args: &BeaconArgs) -> Result<(), Failure> {
    match args {
        BeaconArgs::Init { dir } => {
            println!("{}", make_member(dir)?);
            Ok(())
        }
        BeaconArgs::Info => {
            let (_, info) = Installation::open(&cli.data_dir)?.beacon()?;
            println!("{}", serde_json::to_string(&info).map_err(Failure::not_done)?);
            Ok(())
        }
        BeaconArgs::Outage { beacon, round, confirmed, by } => {
            outage::run(cli, beacon, *round, confirmed, by)
        }
        BeaconArgs::Run { dir, id, info, listen, limits, until_eof } => {
            let text = std::fs::read_to_string(info).map_err(|e| Failure::file(info, &e))?;
            let wrong = |e: serde_json::Error| Failure::usage(format!("{}: {e}", info.display()));
            let info: BeaconInfo = serde_json::from_str(&text).map_err(wrong)?;
            let key = vrf_key(dir)?;
            let id = id.parse().map_err(Failure::usage)?;
            let member = beacon::Member::new(&info, id, key).map_err(Failure::usage)?;
            let http = limits.http();
            let router = beacon::router(Arc::new(member), Arc::new(now_ms), http.throttle()?);
            serve(*listen, Server::start(*listen, router, http.limits()?), *until_eof)
        }
    }
}

/// Runs `tarazy contributor`.
///
/// # Errors
/// A usage failure that names what does not fit.
pub(crate) fn contributor(args: &ContributorCommand) -> Result<(), Failure> {
    match args {
        ContributorCommand::Init { dir } => {
            println!("{}", make_member(dir)?);
            Ok(())
        }
        ContributorCommand::Run { dir, id, listen, limits, until_eof } => {
            let key = vrf_key(dir)?;
            let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(dir))));
            let promises = Promises::open(files).map_err(Failure::not_done)?;
            let id = id.parse().map_err(Failure::usage)?;
            let contributor = Arc::new(contributor::Contributor::new(id, key, promises));
            let http = limits.http();
            let router = contributor::router(contributor, Arc::new(now_ms), http.throttle()?);
            serve(*listen, Server::start(*listen, router, http.limits()?), *until_eof)
        }
    }
}

/// The key in the folder of a member or contributor.
fn vrf_key(dir: &Path) -> Result<SecretKey, Failure> {
    let mut secret = [0; 32];
    let text = keys::load_secret(&dir.join(KEY), &Passphrases::of(None)).map_err(Failure::usage)?;
    hex::decode_to_slice(text.trim(), &mut secret).map_err(Failure::usage)?;
    SecretKey::from_bytes(Suite::Tai, &secret).map_err(Failure::usage)
}

/// Makes a folder and key of a member or contributor; gives the public key in hex.
///
/// # Errors
/// A usage failure if there is a key already.
pub(crate) fn make_member(dir: &Path) -> Result<String, Failure> {
    std::fs::create_dir_all(dir).map_err(|e| Failure::file(dir, &e))?;
    let secret = random::<32>();
    let key = SecretKey::from_bytes(Suite::Tai, &secret).map_err(Failure::not_done)?;
    keys::create_secret(&dir.join(KEY), &hex::encode(secret)).map_err(Failure::usage)?;
    Ok(hex::encode(key.public_bytes()))
}

/// Serves until the process ends, or until its standard input does.
///
/// # Errors
/// A failure of the system, above all if the address is taken.
pub(crate) fn serve(
    listen: SocketAddr,
    server: std::io::Result<Server>,
    until_eof: bool,
) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::not_done(format!("{listen}: {e}"));
    let server = server.map_err(failed)?;
    println!("listening on http://{}", server.address());
    if !until_eof {
        return server.wait().map_err(failed);
    }
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).map_err(failed)?;
    server.stop().map_err(failed)
}
