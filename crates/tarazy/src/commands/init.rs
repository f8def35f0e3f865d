//! `tarazy init`: a new, empty installation.

use crate::cli::{Init, Token};
use crate::clock::now_ms;
use crate::config::{Beacon, Config, Http, Member, Pages};
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::{CONTRIBUTION, Installation, POLICY};
use crate::keys::NewKey;
use std::path::Path;
use tarazy_docket::Signer;
use tarazy_docket::note::KeyName;
use tarazy_draw::vrf::{SecretKey, Suite};

/// 1990-01-01: before any case that is imported.
pub(crate) const GENESIS: i64 = 631_152_000;
/// Seconds between rounds.
const PERIOD: i64 = 10;
/// Members of the beacon of a fresh installation. Their keys should move to the bodies that they are named after.
const MEMBERS: [&str; 3] = ["bar", "court", "ombudsman"];

/// A log witness of a new installation.
pub(crate) struct Witness {
    /// Short name in the policy.
    pub(crate) name: String,
    /// Its public key.
    pub(crate) vkey: String,
    /// Where its process answers.
    pub(crate) url: String,
}

/// What is not chosen on the command line.
pub(crate) struct Extras {
    /// Seconds between rounds of the beacon.
    pub(crate) period: i64,
    /// Members of the beacon that are processes of their own; otherwise the keys of the default members are made here.
    pub(crate) members: Option<Vec<Member>>,
    /// Log witnesses.
    pub(crate) witnesses: Vec<Witness>,
    /// How many must confirm.
    pub(crate) quorum: usize,
    /// Shorter times of the protocol.
    pub(crate) timing: Option<tarazy_draw::record::Timing>,
    /// Pages say that it is a demonstration.
    pub(crate) demonstration: bool,
}

impl Default for Extras {
    fn default() -> Self {
        Self {
            period: PERIOD,
            members: None,
            witnesses: Vec::new(),
            quorum: 0,
            timing: None,
            demonstration: false,
        }
    }
}

/// Makes an installation.
///
/// # Errors
/// A usage failure if the folder holds one already, or something does not fit.
pub(crate) fn create(folder: &Path, args: &Init, extras: Extras) -> Result<Installation, Failure> {
    let folder = crate::config::folder(folder)?;
    if folder.join(crate::config::FILE).exists() {
        return Err(Failure::usage(format!("{}: there is an installation already", folder.display())));
    }
    std::fs::create_dir_all(&folder).map_err(|e| Failure::file(&folder, &e))?;
    let mut config = Config {
        origin: args.origin.clone(),
        law: args.law.clone(),
        zone: args.zone.clone(),
        database: args.database.clone(),
        beacons: crate::config::default_beacons(),
        networks: Vec::new(),
        passphrase_file: None,
        pkcs11: args.token.as_ref().map(Token::configured),
        tls_roots: None,
        signature_roots: None,
        beacon: Beacon { genesis: GENESIS, period: extras.period, members: Vec::new() },
        contributors: Vec::new(),
        submitters: Vec::new(),
        http: Http::default(),
        pages: Pages { demonstration: extras.demonstration, name: None },
        mail: None,
        timing: extras.timing,
    };
    let installation = Installation::new(folder.clone(), config.clone());
    installation.zone()?;
    // First what can fail for reasons outside: a second try must not meet half an installation.
    let is_sealed = args.seal;
    if is_sealed {
        installation.passphrases.choose()?;
    }
    let log_key = match &args.token {
        Some(token) => NewKey::in_token(installation.token(), &token.key, &config.origin)?,
        None => NewKey::File(signer(&config.origin)?),
    };
    installation.database()?.migrate(now_ms())?;
    let keys = installation.keys();
    keys.create()?;
    match &log_key {
        NewKey::File(key) => keys.put("log", &key.reveal(), is_sealed)?,
        NewKey::Token(reference) => keys.put("log", &reference.to_string(), false)?,
    }
    keys.put("ack", &signer(&format!("{}/ack", config.origin))?.reveal(), is_sealed)?;
    for name in ["data", "fingerprint", CONTRIBUTION] {
        keys.put(name, &hex::encode(random::<32>()), is_sealed)?;
    }
    config.beacon.members = match extras.members {
        Some(members) => members,
        None => MEMBERS.iter().map(|id| member_here(&keys, id, is_sealed)).collect::<Result<_, _>>()?,
    };
    let policy = policy_text(&log_key.verifier().to_string(), &extras.witnesses, extras.quorum);
    let path = folder.join(POLICY);
    std::fs::write(&path, policy).map_err(|e| Failure::file(&path, &e))?;
    let installation = Installation { folder, config, passphrases: installation.passphrases };
    installation.policy()?;
    installation.setup()?;
    // Last: a folder with a configuration is a whole installation.
    installation.config.write(&installation.folder)?;
    Ok(installation)
}

/// A new signing key.
///
/// # Errors
/// A usage failure if the name cannot be one.
pub(crate) fn signer(name: &str) -> Result<Signer, Failure> {
    let name: KeyName = name.parse().map_err(|e| Failure::usage(format!("origin {name:?}: {e}")))?;
    Signer::from_seed(name, &random::<32>()).map_err(Failure::not_done)
}

/// A member whose key lies in this installation, in the hands of the court.
fn member_here(keys: &crate::keys::Keys, id: &str, is_sealed: bool) -> Result<Member, Failure> {
    let secret = random::<32>();
    let key = SecretKey::from_bytes(Suite::Tai, &secret).map_err(Failure::not_done)?;
    keys.put(&format!("beacon-{id}"), &hex::encode(secret), is_sealed)?;
    Ok(Member {
        id: id.to_owned(),
        operator: "court".to_owned(),
        pk: hex::encode(key.public_bytes()),
        url: None,
    })
}

/// The trust policy: the log, its witnesses, and how many of them must confirm.
fn policy_text(log: &str, witnesses: &[Witness], quorum: usize) -> String {
    let mut text = format!("log {log}\n");
    for w in witnesses {
        text.push_str(&format!("witness {} {} {}\n", w.name, w.vkey, w.url));
    }
    if witnesses.is_empty() {
        text.push_str("quorum none\n");
    } else {
        let names: Vec<&str> = witnesses.iter().map(|w| w.name.as_str()).collect();
        text.push_str(&format!("group all {} {}\nquorum all\n", quorum, names.join(" ")));
    }
    text
}

/// Runs the command.
///
/// # Errors
/// As [`create`].
pub(crate) fn run(cli: &crate::cli::Cli, args: &Init) -> Result<(), Failure> {
    let installation = create(&cli.data_dir, args, Extras::default())?;
    println!("installation in {}", installation.folder.display());
    println!("  origin    {}", installation.config.origin);
    println!("  law       {}", installation.config.law);
    println!("  database  {}", installation.config.database);
    println!("Next: tarazy court put 7119 --kk … --ru … --en …, then tarazy judge appoint 7119 J1 --name …");
    println!("or:   tarazy import cases FILE");
    Ok(())
}
