//! `tarazy key`: the keys that sign the log's checkpoints and its acknowledgements, over time (docket.md section 10, point 5).

mod seal;

use super::init::signer;
use super::submit::submit;
use crate::cli::{Cli, Key as Args, KeyKind};
use crate::failure::Failure;
use crate::installation::{ACK_KEY, Installation, KINDS, LOG_KEY, POLICY};
use crate::keys::NewKey;
use tarazy_docket::{Policy, Value, VerifierKey};
use tarazy_registry::bodies::KeyEnd;
use tarazy_registry::setup::KEYS;
use tarazy_store::{Record, truth};

/// Runs the command.
///
/// # Errors
/// The refusal, or what stands in the way.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    let installation = || Installation::open(&cli.data_dir);
    match args {
        Args::List => list(cli, &installation()?),
        Args::Add { kind, pkcs11 } => add(&installation()?, *kind, pkcs11.as_deref()),
        Args::Retire { vkey } => end(&installation()?, vkey, false),
        Args::Compromised { vkey } => end(&installation()?, vkey, true),
        Args::Seal { files } => seal::seal(cli, files),
        Args::Unseal { files } => seal::unseal(cli, files),
    }
}

fn list(cli: &Cli, installation: &Installation) -> Result<(), Failure> {
    let mut in_use = Vec::new();
    for kind in KINDS {
        let keys = installation.keys().verifiers(kind)?;
        in_use.extend(keys.iter().map(|key| (kind, key.to_string())));
    }
    let stream = KEYS.parse().map_err(Failure::not_done)?;
    let records = truth::stream(installation.reader()?.as_mut(), &installation.vault()?, &stream)?;
    if cli.json {
        let history: Vec<_> = records.iter().map(as_json).collect();
        let keys: Vec<_> =
            in_use.iter().map(|(kind, v)| serde_json::json!({"kind": kind, "vkey": v})).collect();
        println!("{}", serde_json::json!({ "in_use": keys, "history": history }));
        return Ok(());
    }
    println!("in use:");
    for (kind, vkey) in &in_use {
        println!("  {kind:4} {vkey}");
    }
    println!("in the log:");
    for record in &records {
        let (kind, vkey) = (text(record, "kind"), text(record, "vkey"));
        let time = tarazy_base::Instant::from_ms(record.entry.time).map_err(Failure::not_done)?;
        println!("  {time} {:15} {kind:4} {vkey}", record.kind().unwrap_or_default());
    }
    Ok(())
}

fn as_json(record: &Record) -> serde_json::Value {
    serde_json::json!({
        "time": record.entry.time,
        "type": record.kind(),
        "kind": text(record, "kind"),
        "vkey": text(record, "vkey"),
    })
}

fn text<'a>(record: &'a Record, member: &str) -> &'a str {
    record.body().and_then(|body| body.get(member)).and_then(Value::as_text).unwrap_or_default()
}

/// A new key beside the old one; for the log it also enters the trust policy.
fn add(installation: &Installation, kind: KeyKind, label: Option<&str>) -> Result<(), Failure> {
    let origin = &installation.config.origin;
    let (kind, name) = match kind {
        KeyKind::Log => (LOG_KEY, origin.clone()),
        KeyKind::Ack => (ACK_KEY, format!("{origin}/ack")),
    };
    let key = match label {
        Some(label) if kind == LOG_KEY => NewKey::in_token(installation.token(), label, &name)?,
        Some(_) => return Err(Failure::usage("only keys of the log may lie in a token")),
        None => NewKey::File(signer(&name)?),
    };
    let vkey = key.verifier().to_string();
    if kind == LOG_KEY {
        // First the policy: a key in it that does not sign yet harms nobody.
        put_policy(installation, &format!("log {vkey}\n{}", installation.policy_text()?))?;
    }
    installation.keys().add(kind, &key)?;
    println!("{vkey}");
    eprintln!(
        "It signs from the next start of the server on, and the first command then writes it into the log."
    );
    if kind == LOG_KEY {
        eprintln!(
            "Give the new `{POLICY}` file to everybody who trusts this log, and the key to every log witness."
        );
    }
    Ok(())
}

/// Ends a key in the log, then takes it out of use here.
fn end(installation: &Installation, vkey: &str, compromised: bool) -> Result<(), Failure> {
    let key: VerifierKey = vkey.parse().map_err(Failure::usage)?;
    submit(installation, None, "", "key.end", &KeyEnd { vkey: vkey.to_owned(), compromised })?;
    let line = |line: &&str| !line.starts_with("log ") || !line.split_whitespace().any(|word| word == vkey);
    let text: Vec<String> =
        installation.policy_text()?.lines().filter(line).map(|line| format!("{line}\n")).collect();
    put_policy(installation, &text.concat())?;
    for kind in KINDS {
        installation.keys().end(kind, &key)?;
    }
    println!("ended {vkey}");
    eprintln!(
        "Restart the server now: until then it signs with this key. Give the new `{POLICY}` file to everybody."
    );
    Ok(())
}

/// Writes the trust policy anew, if it is one.
fn put_policy(installation: &Installation, text: &str) -> Result<(), Failure> {
    Policy::parse(text.as_bytes()).map_err(|e| Failure::usage(format!("{POLICY}: {e}")))?;
    let (new, path) = (installation.folder.join("policy.new"), installation.folder.join(POLICY));
    std::fs::write(&new, text).map_err(|e| Failure::file(&new, &e))?;
    std::fs::rename(&new, &path).map_err(|e| Failure::file(&path, &e))
}
