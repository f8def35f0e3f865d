//! `tarazy document sign`: by a key in a file or in a token, with a time stamp of one's own or another's service.

use super::keep;
use crate::cli::{Cli, Level, Sign};
use crate::commands::authority::{named, read, read_key, seconds};
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::Installation;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tarazy_document::pdf::{self, Signing};
use tarazy_document::sign::cms::Signer;
use tarazy_document::sign::key::{DIGEST_INFO, PublicKey, SignFault, SignPrehash, ecdsa_der};
use tarazy_document::sign::stamp::{Stamp, StampFault, Stamping, Tsa};
use tarazy_document::sign::{Certificate, certificates};
use tarazy_log::outgoing::explain;
use tarazy_log::pkcs11::{HashKey, Token};

/// How a key in the token is named.
const IN_TOKEN: &str = "pkcs11:";
/// No answer of a time-stamp service is longer; room that is kept for its token, which is shorter.
const MAX_ANSWER: u64 = 64 * 1024;
const TOKEN_ROOM: usize = 8 * 1024;
/// After this time a service counts as not answering.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Runs the command.
///
/// # Errors
/// A failure if what was asked for is not reached; then nothing is written.
pub(super) fn run(cli: &Cli, args: &Sign) -> Result<(), Failure> {
    let file = std::fs::read(&args.file).map_err(|e| Failure::file(&args.file, &e))?;
    let (mut key, chain) = signer(cli, args)?;
    let signer = Signer { key: key.as_mut(), chain: &chain };
    let signing = Signing { signer, stamping: None, at: seconds(), reason: args.reason.as_deref() };
    let signed = match (args.level, &args.stamp_key, &args.stamp_url) {
        (Level::B, None, None) => pdf::sign(&file, signing),
        (Level::B, ..) => return Err(Failure::usage("--level b takes no time stamp")),
        (Level::T, Some(path), _) => {
            let (mut key, chain) = (read_key(path)?, chain_of(&path.with_extension("pem"))?);
            let signer = Signer { key: &mut key, chain: &chain };
            let mut service = Tsa { signer, now: seconds(), serial: random() };
            let stamping = Some(Stamping { service: &mut service, nonce: nonce() });
            pdf::sign(&file, Signing { stamping, ..signing })
        }
        (Level::T, None, Some(url)) => {
            let agent = Installation::open(&cli.data_dir)?.outgoing().client(url, TIMEOUT);
            let mut service = Http { agent: agent.map_err(Failure::usage)?, url: url.clone() };
            let stamping = Some(Stamping { service: &mut service, nonce: nonce() });
            pdf::sign(&file, Signing { stamping, ..signing })
        }
        (Level::T, None, None) => {
            return Err(Failure::usage(
                "--level t needs --stamp-key or --stamp-url; --level b signs without",
            ));
        }
    };
    let signed = signed.map_err(|e| Failure::not_done(format!("{}: {e}", args.file.display())))?;
    keep(cli, &signed, Some(&args.out))
}

fn nonce() -> u64 {
    u64::from_be_bytes(random())
}

fn chain_of(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let chain = certificates(&read(path)?).map_err(|e| named(path, &e))?;
    if chain.is_empty() { Err(named(path, &"no certificate in it")) } else { Ok(chain) }
}

fn signer(cli: &Cli, args: &Sign) -> Result<(Box<dyn SignPrehash>, Vec<Certificate>), Failure> {
    let Some(label) = args.key.strip_prefix(IN_TOKEN) else {
        let path = PathBuf::from(&args.key);
        let certificate = args.certificate.clone().unwrap_or_else(|| path.with_extension("pem"));
        return Ok((Box::new(read_key(&path)?), chain_of(&certificate)?));
    };
    let missing = || Failure::usage("a key in a token needs --certificate");
    let chain = chain_of(args.certificate.as_deref().ok_or_else(missing)?)?;
    let place = Installation::open(&cli.data_dir)?.token();
    let place =
        place.ok_or_else(|| Failure::usage("[pkcs11] of the configuration must say where the token is"))?;
    let token = Token::open(place).map_err(Failure::usage)?;
    let first = chain.first().map(|c| PublicKey::from_spki(c.tbs_certificate().subject_public_key_info()));
    let public = first.transpose().map_err(Failure::usage)?.ok_or_else(missing)?;
    Ok((Box::new(InToken { token, label: label.to_owned(), public }), chain))
}

/// A key in the token of the configuration.
struct InToken {
    token: Arc<Token>,
    label: String,
    public: PublicKey,
}

impl SignPrehash for InToken {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign_prehash(&mut self, hash: &[u8; 32]) -> Result<Vec<u8>, SignFault> {
        let sign = |key, bytes: &[u8]| {
            self.token.sign_hash(&self.label, key, bytes).map_err(|e| SignFault::Refused(e.to_string()))
        };
        match self.public {
            PublicKey::Rsa(_) => sign(HashKey::Rsa, &[&DIGEST_INFO[..], hash].concat()),
            PublicKey::P256(_) => ecdsa_der(&sign(HashKey::Ecdsa, hash)?),
        }
    }
}

/// A time-stamp service that is asked over HTTP (RFC 3161, section 3.4).
struct Http {
    agent: ureq::Agent,
    url: String,
}

impl Stamp for Http {
    fn reserve(&self) -> usize {
        TOKEN_ROOM
    }

    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, StampFault> {
        let away = |what: &dyn std::fmt::Display| StampFault::Away(format!("{}: {what}", self.url));
        let sent = self.agent.post(&self.url).content_type("application/timestamp-query").send(request);
        let response = sent.map_err(|e| away(&explain(&e)))?;
        if !response.status().is_success() {
            return Err(away(&response.status()));
        }
        let mut body = Vec::new();
        let mut reader = response.into_body().into_reader().take(MAX_ANSWER);
        reader.read_to_end(&mut body).map_err(|e| away(&e))?;
        Ok(body)
    }
}
