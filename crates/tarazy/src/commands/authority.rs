//! `tarazy authority`: a test authority for signatures of documents.

use crate::cli::{Authority as Args, HolderKind, Issue};
use crate::clock::now_ms;
use crate::commands::log::empty;
use crate::entropy::{fill, random};
use crate::failure::Failure;
use crate::keys;
use crate::passphrase::Passphrases;
use std::path::Path;
use tarazy_document::sign::authority::{self, Holder, Term};
use tarazy_document::sign::key::{KeyKind, PublicKey, SignPrehash as _, SoftKey};
use tarazy_document::sign::{Certificate, certificate_pem, certificates};
use tarazy_log::keys::{create_secret, load_secret};

const ROOT: &str = "root";
/// A certificate holds from a day before it is made: other machines' clocks may be behind.
const DAY: u64 = 86_400;
const YEAR: u64 = 366 * DAY;

/// Runs the command.
///
/// # Errors
/// A usage failure for a folder or name that cannot be used, or a key that cannot be opened.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    match args {
        Args::Init { dir, name, years, rsa, seal } => {
            empty(dir)?;
            let mut key = SoftKey::generate(kind(*rsa), fill).map_err(Failure::not_done)?;
            let root = authority::root(name, &mut key, &term(*years)).map_err(Failure::usage)?;
            put_key(dir, ROOT, &key, *seal)?;
            put_certificate(dir, ROOT, &root)?;
            println!("{}", dir.join(format!("{ROOT}.pem")).display());
            eprintln!("A test authority: what is signed under it has no legal force, and documents say so.");
            Ok(())
        }
        Args::Issue(issue) => issue_one(issue),
    }
}

fn issue_one(args: &Issue) -> Result<(), Failure> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if args.file.is_empty() || !args.file.chars().all(is_name) || args.file == ROOT {
        return Err(Failure::usage(format!("--file {:?}: letters, digits, - and _; not {ROOT}", args.file)));
    }
    let (root, mut root_key) = read_root(&args.dir)?;
    let (key, public) = match &args.public {
        Some(path) => (None, PublicKey::from_pem(&read(path)?).map_err(Failure::usage)?),
        None => {
            let key = SoftKey::generate(kind(args.rsa), fill).map_err(Failure::not_done)?;
            let public = key.public().clone();
            (Some(key), public)
        }
    };
    let holder = Holder {
        kind: match args.kind {
            HolderKind::Judge => authority::HolderKind::Judge,
            HolderKind::Court => authority::HolderKind::Court,
            HolderKind::Tsa => authority::HolderKind::Tsa,
        },
        name: args.name.clone(),
        organisation: args.court.clone(),
        number: args.number.clone(),
    };
    let certificate = authority::issue(&root, &mut root_key, &holder, &public, &term(args.years));
    let certificate = certificate.map_err(Failure::usage)?;
    // The key first: a certificate without its key would look usable.
    if let Some(key) = &key {
        put_key(&args.dir, &args.file, key, args.seal)?;
    }
    put_certificate(&args.dir, &args.file, &certificate)?;
    println!("{}", args.dir.join(format!("{}.pem", args.file)).display());
    Ok(())
}

fn kind(is_rsa: bool) -> KeyKind {
    if is_rsa { KeyKind::Rsa3072 } else { KeyKind::P256 }
}

fn term(years: u16) -> Term {
    let now = seconds();
    let until = now.saturating_add(YEAR.saturating_mul(u64::from(years)));
    Term { from: now.saturating_sub(DAY), until, serial: random() }
}

/// Seconds since 1970.
pub(crate) fn seconds() -> u64 {
    u64::try_from(now_ms() / 1000).unwrap_or_default()
}

fn read_root(dir: &Path) -> Result<(Certificate, SoftKey), Failure> {
    let path = dir.join(format!("{ROOT}.pem"));
    let mut found = certificates(&read(&path)?).map_err(|e| named(&path, &e))?;
    let root = found.pop().ok_or_else(|| Failure::usage(format!("{}: no certificate", path.display())))?;
    Ok((root, read_key(&dir.join(format!("{ROOT}.key")))?))
}

/// A key of a certificate from its file, opened if it is sealed.
///
/// # Errors
/// A usage failure that names the file.
pub(crate) fn read_key(path: &Path) -> Result<SoftKey, Failure> {
    let pem = load_secret(path, &Passphrases::of(None)).map_err(Failure::usage)?;
    SoftKey::from_pem(&pem, fill).map_err(|e| named(path, &e))
}

/// A file as text.
///
/// # Errors
/// A usage failure that names the file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::file(path, &e))
}

/// A usage failure about a file.
pub(crate) fn named(path: &Path, what: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format!("{}: {what}", path.display()))
}

fn put_key(dir: &Path, name: &str, key: &SoftKey, is_sealed: bool) -> Result<(), Failure> {
    let pem = key.to_pem().map_err(Failure::not_done)?;
    let text = if is_sealed { keys::seal(&pem, &Passphrases::of(None))? } else { pem };
    create_secret(&dir.join(format!("{name}.key")), &text).map_err(Failure::usage)
}

fn put_certificate(dir: &Path, name: &str, certificate: &Certificate) -> Result<(), Failure> {
    let path = dir.join(format!("{name}.pem"));
    let pem = certificate_pem(certificate).map_err(Failure::not_done)?;
    std::fs::write(&path, pem).map_err(|e| Failure::file(&path, &e))
}
