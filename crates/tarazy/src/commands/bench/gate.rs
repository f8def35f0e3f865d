//! A court for measurements: installed in a scratch folder, with one submitter whose claims are signed beforehand.

use super::Scratch;
use crate::cli::Init;
use crate::clock::now_ms;
use crate::commands::init::{Extras, create};
use crate::config::{Http, Submitter};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::{Node, command};
use crate::server::{End, Running};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use std::sync::mpsc::{Receiver, channel};
use tarazy_docket::{Value, sha256};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{CourtPut, FilingReceive, Text};
use tarazy_registry::to_body;
use tarazy_store::Answer;
use tarazy_web::client::Question;
use tarazy_web::commands::{PATH, SIGNATURE};

const GATE: &str = "gate.example";
/// Checks that are timed: enough for a clock of hundredths of a second.
const CHECKS: u32 = 20_000;
/// Requests a second that nobody in a measurement reaches.
const UNLIMITED: u32 = 1_000_000;

/// A court with its submitter.
pub(super) struct Gate {
    pub(super) installation: Installation,
    key: SigningKey,
}

impl Gate {
    /// A new court in a folder.
    pub(super) fn new(scratch: &Scratch, extras: Extras) -> Result<Self, Failure> {
        Ok(Self::of(court(scratch, extras)?))
    }

    /// The gate of a court that is there.
    pub(super) fn of(mut installation: Installation) -> Self {
        let key = SigningKey::from_bytes(&crate::entropy::random::<32>());
        installation.config.submitters.push(Submitter {
            name: GATE.to_owned(),
            vkey: None,
            pk: Some(hex::encode(key.verifying_key().to_bytes())),
            actors: vec!["party".to_owned()],
            commands: vec!["filing.receive".to_owned()],
            must_expire: true,
        });
        installation.config.http =
            Http { rate: UNLIMITED, burst: UNLIMITED, connections_each: 1_024, ..Http::default() };
        Self { installation, key }
    }

    /// Serves it on a free port, with everything that belongs to a server.
    pub(super) fn serve(&self) -> Result<(Running, Receiver<End>), Failure> {
        let (tell, told) = channel();
        let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let running = Running::start(&self.installation, Node::open(&self.installation)?, any, &tell)?;
        Ok((running, told))
    }

    /// Processor time of one check of a submitter's signature, in seconds.
    pub(super) fn check_seconds(&self, processor: &dyn Fn() -> Result<f64, Failure>) -> Result<f64, Failure> {
        let digest = sha256(&[b"a command"]).0;
        let (signature, key) = (self.key.sign(&digest), self.key.verifying_key());
        let before = processor()?;
        for _ in 0..CHECKS {
            key.verify_strict(&digest, &signature).map_err(Failure::not_done)?;
        }
        Ok((processor()? - before) / f64::from(CHECKS))
    }

    /// A signed claim.
    pub(super) fn claim(&self, key: &str) -> Result<Question, Failure> {
        let mut value = command(key, "party", "filing.receive", to_body(&claim())?, None).to_value();
        if let Value::Object(members) = &mut value {
            members.insert("not_after", Value::Int(now_ms() + 3_600_000));
        }
        let body = value.to_bytes();
        let digest = sha256(&[b"tarazy/command/1\0", &body]);
        let signature = BASE64_STANDARD.encode(self.key.sign(&digest.0).to_bytes());
        let headers = vec![(SIGNATURE, format!("{GATE} {signature}"))];
        Ok(Question { path: PATH.to_owned(), headers, body: Some(body.into()) })
    }
}

/// The index of the filing in the answer to a claim; `None` if the claim was not taken and acknowledged.
pub(super) fn filed(status: u16, body: &[u8]) -> Option<u64> {
    let Ok(Value::Object(mut reply)) = Value::from_json(body) else { return None };
    reply.remove("ack")?;
    reply.remove("replayed")?;
    let answer = Answer::from_value(Value::Object(reply), false).filter(|_| status == 200)?;
    crate::ack::filing(&answer).map(|(index, _)| index)
}

/// A court in which claims can be filed.
pub(super) fn court(scratch: &Scratch, extras: Extras) -> Result<Installation, Failure> {
    let installation = install(scratch, extras, "sqlite:")?;
    let name = Text { kk: "Сот".to_owned(), ru: "Суд".to_owned(), en: "Court".to_owned() };
    let court = CourtPut {
        code: "7119".to_owned(),
        name,
        zone: "Asia/Almaty".to_owned(),
        divisions: vec!["civil".to_owned()],
        appeals_to: None,
    };
    let mut node = Node::open(&installation)?;
    node.run(command("court", "admin", "court.put", to_body(&court)?, None))?;
    Ok(installation)
}

/// A new installation with the law of Kazakhstan and no court.
pub(super) fn install(scratch: &Scratch, extras: Extras, database: &str) -> Result<Installation, Failure> {
    let init = Init {
        origin: "bench.example/log".to_owned(),
        law: "kz".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        database: database.to_owned(),
        seal: false,
        token: None,
    };
    create(&scratch.0.join("court"), &init, extras)
}

/// A claim of two entries.
pub(super) fn claim() -> FilingReceive {
    let party = |role, name: &str| Party::named(role, name.to_owned());
    FilingReceive {
        court: "7119".to_owned(),
        division: None,
        category: "142010000600000000".to_owned(),
        received: now_ms(),
        parties: vec![party(PartyRole::Claimant, "А. Үлгі"), party(PartyRole::Respondent, "«Үлгі» ЖШС")],
        subject: None,
        files: Vec::new(),
        value_tiyn: Some(100),
        value_source: None,
        demand: None,
        given: None,
        filer: None,
        source_id: None,
    }
}
