//! An installation: its folder, configuration, keys, and what is opened from them.

use crate::config::{Config, LOCAL, Member, Pkcs11};
use crate::drand;
use crate::failure::Failure;
use crate::keys::Keys;
use crate::passphrase::Passphrases;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tarazy_base::Zone;
use tarazy_docket::{Hash, Object, Policy, Value, VerifierKey, sha256, to_value};
use tarazy_document::sign::trust::Roots;
use tarazy_draw::beacon::local;
use tarazy_draw::fingerprint::FingerprintKey;
use tarazy_draw::record::{BeaconInfo, BeaconKind, BeaconRule, Bytes, KeyRule};
use tarazy_draw::vrf::{self, SecretKey, Suite};
use tarazy_law::{ALLOCATION_POLICY, Law};
use tarazy_log::LogKeys;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::outgoing::{Outgoing, SYSTEM_ROOTS};
use tarazy_log::pkcs11::Place;
use tarazy_log::witnesses::{Ask, HttpTransport};
use tarazy_registry::Setup;
use tarazy_registry::contribution::COURT;
use tarazy_registry::setup::{KEYS, PublicKey};
use tarazy_store::{Database, Reader, Record, Vault, truth};

/// File of the trust policy in the data directory.
pub(crate) const POLICY: &str = "policy";
/// Folder of the log below the data directory: guard, tiles, checkpoints.
pub(crate) const LOG: &str = "log";
/// Folder of what is public below that of the log.
pub(crate) const PUBLIC: &str = "public";
/// Folder of the files of filings below the data directory.
pub(crate) const DOCUMENTS: &str = "documents";
/// The guard's file below the folder of the log.
pub(crate) const GUARD: &str = "guard";
/// The kind of the keys that sign checkpoints.
pub(crate) const LOG_KEY: &str = "log";
/// The kind of the key that signs acknowledgements.
pub(crate) const ACK_KEY: &str = "ack";
/// Kinds of keys that sign notes.
pub(crate) const KINDS: [&str; 2] = [LOG_KEY, ACK_KEY];
/// Name of the key of the court's contribution to draws by a network.
pub(crate) const CONTRIBUTION: &str = "contribution";
/// Suite of the keys of the local beacon and of contributions.
const SUITE: u32 = 3;

/// An installation.
pub(crate) struct Installation {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its configuration.
    pub(crate) config: Config,
    /// What opens its keys where they are sealed.
    pub(crate) passphrases: Arc<Passphrases>,
}

impl Installation {
    /// The installation in a folder.
    ///
    /// # Errors
    /// A usage failure if there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let folder = crate::config::folder(folder)?;
        let config = Config::read(&folder)?;
        Ok(Self::new(folder, config))
    }

    /// The installation in a folder, with a configuration.
    pub(crate) fn new(folder: PathBuf, config: Config) -> Self {
        let passphrases = Arc::new(Passphrases::of(config.passphrase_file.as_ref().map(|f| folder.join(f))));
        Self { folder, config, passphrases }
    }

    /// Its keys.
    pub(crate) fn keys(&self) -> Keys {
        Keys::new(&self.folder, Arc::clone(&self.passphrases))
    }

    /// Where the token is that may hold keys of its log.
    pub(crate) fn token(&self) -> Option<Place> {
        let Pkcs11 { module, token, pin_file } = self.config.pkcs11.as_ref()?;
        let (module, pin_file) = (self.folder.join(module), self.folder.join(pin_file));
        Some(Place { module, token: token.clone(), pin_file })
    }

    /// Its database; nothing is opened yet.
    ///
    /// # Errors
    /// A failure for an address of another form.
    pub(crate) fn database(&self) -> Result<Database, Failure> {
        let database = Database::new(&self.config.database, &self.folder)?;
        match crate::config::variable("TARAZY_DATABASE_OWNER") {
            Some(owner) => Ok(database.with_owner(&owner)?),
            None => Ok(database),
        }
    }

    /// A connection that only reads.
    ///
    /// # Errors
    /// A failure if the database cannot be opened.
    pub(crate) fn reader(&self) -> Result<Box<dyn Reader>, Failure> {
        Ok(self.database()?.reader()?)
    }

    /// The encryption of bodies at rest.
    ///
    /// # Errors
    /// A failure if the key cannot be read.
    pub(crate) fn vault(&self) -> Result<Vault, Failure> {
        Ok(Vault::new(&self.keys().bytes("data")?))
    }

    /// The zone of its law.
    ///
    /// # Errors
    /// A usage failure for an unknown zone.
    pub(crate) fn zone(&self) -> Result<Zone, Failure> {
        Zone::parse(&self.config.zone).map_err(Failure::usage)
    }

    /// The durable files of its log.
    ///
    /// # Errors
    /// A failure if the folder cannot be made.
    pub(crate) fn files(&self) -> Result<Arc<Durable>, Failure> {
        self.folder_below(LOG)
    }

    /// Durable files of a folder below the data directory, which is made if it is missing.
    ///
    /// # Errors
    /// A failure if the folder cannot be made.
    pub(crate) fn folder_below(&self, name: &str) -> Result<Arc<Durable>, Failure> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|e| Failure::file(&folder, &e))?;
        Ok(Arc::new(Durable::new(Arc::new(LocalDisk::new(folder)))))
    }

    /// The log's objects.
    pub(crate) fn objects(&self, files: &Arc<Durable>) -> Arc<dyn Objects> {
        Arc::new(LocalObjects::new(Arc::clone(files), PUBLIC))
    }

    /// The log witnesses to ask: those of the trust policy that have an address there.
    ///
    /// # Errors
    /// A failure if the policy cannot be read or an address cannot be used.
    pub(crate) fn witnesses(&self) -> Result<Vec<Ask>, Failure> {
        let (policy, outgoing) = (self.policy()?, self.outgoing());
        let ask = |w: &tarazy_docket::policy::Witness| {
            let transport = HttpTransport::new(w.url.as_deref()?, &outgoing);
            Some(transport.map(|transport| Ask::new(w.key.clone(), Arc::new(transport))))
        };
        let asked: Result<_, _> = policy.witnesses().filter_map(ask).collect();
        asked.map_err(|e| Failure::usage(format!("{POLICY}: {e}")))
    }

    /// What makes clients for the addresses of others.
    pub(crate) fn outgoing(&self) -> Outgoing {
        let roots = self.config.tls_roots.as_deref().unwrap_or(Path::new(SYSTEM_ROOTS));
        Outgoing::trusting(&self.folder.join(roots))
    }

    /// The keys of its log: those in use, and those of old that the log itself names.
    ///
    /// # Errors
    /// A failure if a key or the database cannot be read.
    pub(crate) fn log_keys(&self, reader: &mut dyn Reader) -> Result<LogKeys, Failure> {
        let (own, first) = (self.keys().verifiers(LOG_KEY)?, self.keys().verifier(LOG_KEY)?);
        let stream = KEYS.parse().map_err(Failure::not_done)?;
        let records = truth::stream(reader, &self.vault()?, &stream)?;
        let bodies = records.iter().filter(|r| r.kind() == Some("key.added")).filter_map(Record::body);
        let text = |body: &Object, member: &str| body.get(member).and_then(Value::as_text).map(str::to_owned);
        let of_log = bodies.filter(|body| text(body, "kind").as_deref() == Some(LOG_KEY));
        let old = of_log.filter_map(|body| text(body, "vkey")?.parse::<VerifierKey>().ok());
        Ok(LogKeys::new(first, own.into_iter().chain(old)))
    }

    /// The authorities whose certificates are believed under a document; none if the configuration names none.
    ///
    /// # Errors
    /// A failure if the file cannot be read.
    pub(crate) fn signature_roots(&self) -> Result<Roots, Failure> {
        let Some(file) = &self.config.signature_roots else { return Ok(Roots::default()) };
        let path = self.folder.join(file);
        let pem = std::fs::read_to_string(&path).map_err(|e| Failure::file(&path, &e))?;
        Roots::from_pem(&pem).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
    }

    /// The trust policy as text.
    ///
    /// # Errors
    /// A failure if the file cannot be read.
    pub(crate) fn policy_text(&self) -> Result<String, Failure> {
        let path = self.folder.join(POLICY);
        std::fs::read_to_string(&path).map_err(|e| Failure::file(&path, &e))
    }

    /// The trust policy.
    ///
    /// # Errors
    /// A failure if the file is none.
    pub(crate) fn policy(&self) -> Result<Policy, Failure> {
        Policy::parse(self.policy_text()?.as_bytes()).map_err(|e| Failure::usage(format!("{POLICY}: {e}")))
    }

    /// What the registry needs.
    ///
    /// # Errors
    /// A failure that names what is missing.
    pub(crate) fn setup(&self) -> Result<Setup, Failure> {
        let keys = self.keys();
        let mut public = Vec::new();
        for kind in KINDS {
            let of_kind = |key: &VerifierKey| PublicKey { kind: kind.to_owned(), vkey: key.to_string() };
            public.extend(keys.verifiers(kind)?.iter().map(of_kind));
        }
        let beacons = self.beacons()?;
        let is_network = |(rule, _): &(BeaconRule, BeaconInfo)| rule.kind != BeaconKind::Local;
        let contribution = beacons.iter().any(is_network).then(|| keys.vrf(CONTRIBUTION)).transpose()?;
        Ok(Setup {
            law: self.law()?,
            zone: self.zone()?,
            keys: public,
            policy: self.policy_text()?,
            trust: self.policy()?,
            contributors: self.contributors(contribution.as_ref())?,
            contribution,
            beacons,
            fingerprint_key: FingerprintKey::new(keys.bytes("fingerprint")?),
            code_hash: code_hash()?,
            policy_hash: sha256(&[ALLOCATION_POLICY]),
            timing: self.config.timing.clone(),
        })
    }

    /// Who may contribute to draws: the court, where a network makes the numbers, and the bodies of the configuration.
    fn contributors(&self, own: Option<&SecretKey>) -> Result<Vec<KeyRule>, Failure> {
        let mut all: Vec<KeyRule> = own.map(court_key).transpose()?.into_iter().collect();
        for contributor in &self.config.contributors {
            let wrong = |what: &dyn core::fmt::Display| {
                Failure::usage(format!("{}: contributor {}: {what}", crate::config::FILE, contributor.id))
            };
            let id = contributor.id.parse().map_err(|e| wrong(&e))?;
            let pk: Bytes = contributor.pk.parse().map_err(|e| wrong(&e))?;
            let bytes: [u8; 32] =
                pk.0.as_slice().try_into().map_err(|_| wrong(&"pk is not 32 bytes in hex"))?;
            vrf::PublicKey::from_bytes(Suite::Tai, &bytes).map_err(|e| wrong(&e))?;
            if contributor.id == COURT || all.iter().any(|known| known.id == id) {
                return Err(wrong(&"the id is taken"));
            }
            all.push(KeyRule { id, pk, suite: SUITE });
        }
        Ok(all)
    }

    /// Its law.
    ///
    /// # Errors
    /// A usage failure for a name of no law.
    pub(crate) fn law(&self) -> Result<Law, Failure> {
        let law = match self.config.law.as_str() {
            "kz" => tarazy_law::kazakhstan(),
            "br-sp" => tarazy_law::sao_paulo(),
            other => return Err(Failure::usage(format!("law = {other:?}: one of kz, br-sp"))),
        };
        law.map_err(Failure::not_done)
    }

    /// The beacons in the order of preference: their rules and descriptions.
    ///
    /// # Errors
    /// A usage failure that names what does not fit.
    pub(crate) fn beacons(&self) -> Result<Vec<(BeaconRule, BeaconInfo)>, Failure> {
        let Config { beacons, networks, .. } = &self.config;
        let wrong = |what: String| Failure::usage(format!("{}: {what}", crate::config::FILE));
        if let Some(unused) = networks.iter().find(|n| !beacons.contains(&n.name)) {
            return Err(wrong(format!("drand {:?} does not stand in `beacons`", unused.name)));
        }
        let mut all: Vec<(BeaconRule, BeaconInfo)> = Vec::with_capacity(beacons.len());
        for name in beacons {
            let network = networks.iter().find(|n| n.name == *name);
            let beacon = match network {
                _ if name == LOCAL => self.beacon()?,
                Some(network) => drand::describe(network)?,
                None => {
                    return Err(wrong(format!("`beacons` names {name:?}, and no [[drand]] has this name")));
                }
            };
            if all.iter().any(|(rule, _)| rule.id == beacon.0.id) {
                return Err(wrong(format!("`beacons` names {name:?} twice")));
            }
            all.push(beacon);
        }
        if all.is_empty() { Err(wrong("`beacons` is empty".to_owned())) } else { Ok(all) }
    }

    /// The local beacon: its rule and its description.
    ///
    /// # Errors
    /// A usage failure if a member does not fit.
    pub(crate) fn beacon(&self) -> Result<(BeaconRule, BeaconInfo), Failure> {
        let beacon = &self.config.beacon;
        let mut members = beacon.members.clone();
        members.sort_by(|a, b| a.id.cmp(&b.id));
        let info = BeaconInfo::Local {
            genesis: beacon.genesis,
            members: members.iter().map(member).collect::<Result<_, Failure>>()?,
            period: beacon.period,
            suite: SUITE,
            v: 1,
        };
        local::Local::new(&info).map_err(Failure::usage)?;
        let operator = |m: &Member| Ok((id(&m.id)?, id(&m.operator)?));
        let rule = BeaconRule {
            id: beacon_id(&info)?,
            kind: BeaconKind::Local,
            info: Some(info.clone()),
            import: false,
            operators: members.iter().map(operator).collect::<Result<_, Failure>>()?,
        };
        Ok((rule, info))
    }
}

/// The court as a contributor, as the rules name it.
fn court_key(key: &SecretKey) -> Result<KeyRule, Failure> {
    Ok(KeyRule { id: id(COURT)?, pk: Bytes::from(key.public_bytes().as_slice()), suite: SUITE })
}

fn id(text: &str) -> Result<tarazy_draw::record::BodyId, Failure> {
    text.parse().map_err(Failure::usage)
}

fn member(m: &Member) -> Result<tarazy_draw::record::Member, Failure> {
    let pk: Bytes = m.pk.parse().map_err(Failure::usage)?;
    Ok(tarazy_draw::record::Member { id: id(&m.id)?, pk })
}

fn beacon_id(info: &BeaconInfo) -> Result<Hash, Failure> {
    match to_value(info).map_err(Failure::usage)? {
        Value::Object(description) => Ok(local::id(&description)),
        _ => Err(Failure::usage("a beacon's description is an object")),
    }
}

/// SHA-256 of this program's file.
fn code_hash() -> Result<Hash, Failure> {
    let path = std::env::current_exe().map_err(Failure::not_done)?;
    let bytes = std::fs::read(&path).map_err(|e| Failure::file(&path, &e))?;
    Ok(sha256(&[&bytes]))
}
