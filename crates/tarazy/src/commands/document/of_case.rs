//! Papers that are made from a case's docket: the claim in short, and the confirmation of its receipt.

use super::keep;
use crate::cli::{Cli, OfCase};
use crate::clock::now_ms;
use crate::commands::case::show;
use crate::commands::{find, log};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::{Instant, Lang, Tiyn, Zone};
use tarazy_docket::Hash;
use tarazy_document::paper::case::{ClaimSummary, FileLine, FilingReceipt, Moment, Party};
use tarazy_document::paper::day::{Clock, Day};
use tarazy_document::paper::{Body, CourtName, Paper, Standing, Tongue};
use tarazy_document::render::{fits_code, render};
use tarazy_procedure::events::{CaseOpened, FilingReceived};
use tarazy_procedure::{Event, PartyRole};
use tarazy_registry::models::CaseRow;
use tarazy_registry::{Court, Registry};
use tarazy_store::{Reader, Record, truth};

/// What every paper of a case needs.
pub(super) struct OnCase {
    pub(super) installation: Installation,
    pub(super) reader: Box<dyn Reader>,
    pub(super) row: CaseRow,
    pub(super) zone: Zone,
    pub(super) tongue: Tongue,
    court: Court,
}

impl OnCase {
    /// The case that a number or a stream names.
    ///
    /// # Errors
    /// The refusal if there is none; a usage failure for English, in which papers have no legal force.
    pub(super) fn open(cli: &Cli, case: &str) -> Result<Self, Failure> {
        let tongue = match cli.lang {
            Lang::Kk => Tongue::Kk,
            Lang::Ru => Tongue::Ru,
            Lang::En => return Err(Failure::usage("a document is in Kazakh or Russian: --lang kk or ru")),
        };
        let installation = Installation::open(&cli.data_dir)?;
        let mut reader = installation.reader()?;
        let row = find(reader.as_mut(), case)?;
        let court = show::court(reader.as_mut(), &row.court)?;
        Ok(Self { installation, reader, row, zone: court.zone()?, tongue, court })
    }

    pub(super) fn texts(&self) -> Texts {
        Texts::new(self.tongue.lang())
    }

    /// The paper around what it says. Authorities are test ones until a court has its own certificates.
    pub(super) fn paper(&self, id: &str, code: Option<String>, body: Body) -> Result<Paper, Failure> {
        let name = show::name(&self.court, self.tongue.lang()).to_owned();
        Ok(Paper {
            lang: self.tongue,
            court: CourtName { name, address: None, contacts: None, place: None },
            case: self.row.number.clone(),
            standing: Standing::Demonstration,
            draft: false,
            public: false,
            made: self.moment(now_ms())?.day,
            id: id.to_owned(),
            code,
            body,
        })
    }

    /// A moment on the court's own clock.
    pub(super) fn moment(&self, ms: i64) -> Result<Moment, Failure> {
        let at = Instant::from_ms(ms).map_err(Failure::not_done)?.in_zone(self.zone);
        Ok(Moment { day: Day(at.date()), time: Clock(at.time()) })
    }

    fn records(&mut self) -> Result<Vec<Record>, Failure> {
        let vault = self.installation.vault()?;
        Ok(truth::stream(self.reader.as_mut(), &vault, &self.row.stream)?)
    }

    /// The filing: when it arrived, and with what.
    fn filing(&mut self, records: &[Record]) -> Result<Filing, Failure> {
        let mut filing = Filing::default();
        for record in records {
            let (Some(kind), Some(body)) = (record.kind(), record.body()) else { continue };
            match Event::read(kind, body).map_err(Failure::not_done)? {
                Some(Event::Received(received)) if filing.received.is_none() => {
                    filing.received = Some(received);
                }
                Some(Event::Opened(opened)) if filing.opened.is_none() => filing.opened = Some(opened),
                _ => {}
            }
        }
        for commitment in filing.opened.iter().flat_map(|opened| &opened.documents) {
            filing.files.push(self.file(*commitment)?);
        }
        Ok(filing)
    }

    fn file(&mut self, commitment: Hash) -> Result<FileLine, Failure> {
        let document = truth::document(self.reader.as_mut(), commitment)?;
        let document = document.ok_or_else(|| Failure::not_done("a document of this filing was erased"))?;
        let size = self.texts().with("document-size", &[("bytes", document.size.to_string())]);
        Ok(FileLine { name: document.name, size, hash: commitment.to_hex() })
    }
}

#[derive(Default)]
struct Filing {
    received: Option<FilingReceived>,
    opened: Option<CaseOpened>,
    files: Vec<FileLine>,
}

impl Filing {
    /// When it arrived, ms UTC.
    fn at(&self) -> Result<i64, Failure> {
        let received = self.received.as_ref().ok_or_else(|| Failure::not_done("the docket has no filing"))?;
        Ok(received.received)
    }

    fn parties(&self) -> &[tarazy_procedure::events::Party] {
        self.opened.as_ref().map(|opened| opened.parties.as_slice()).unwrap_or_default()
    }
}

/// `tarazy document claim-summary`.
///
/// # Errors
/// The refusal if there is no such case.
pub(super) fn claim_summary(cli: &Cli, args: &OfCase) -> Result<(), Failure> {
    let mut case = OnCase::open(cli, &args.case)?;
    let records = case.records()?;
    let filing = case.filing(&records)?;
    let (texts, registry) = (case.texts(), Registry::new(case.installation.setup()?));
    let party = |party: &tarazy_procedure::events::Party| Party {
        role: texts.say(match party.role {
            PartyRole::Claimant => "role-claimant",
            PartyRole::Respondent => "role-respondent",
            PartyRole::ThirdPerson => "role-third-person",
        }),
        name: party.name.clone(),
        number: party.iin.clone().or_else(|| party.bin.clone()),
    };
    let value = filing.opened.as_ref().and_then(|opened| opened.value_tiyn);
    let body = ClaimSummary {
        received: case.moment(filing.at()?)?,
        parties: filing.parties().iter().map(party).collect(),
        category: registry.category_name(&case.row.category, case.row.filed, case.tongue.lang()),
        subject: None,
        value: value.map(|tiyn| Tiyn::new(tiyn).to_string()),
        files: filing.files.clone(),
        judges: case.row.judges.clone(),
        stream: case.row.stream.to_string(),
    };
    let paper = case.paper(case.row.stream.as_str(), None, Body::ClaimSummary(body))?;
    keep(cli, &render(&paper).map_err(Failure::not_done)?, args.out.as_deref())
}

/// `tarazy document receipt`: the paper that a person takes home. The code holds the whole proof if it fits.
///
/// # Errors
/// The refusal if there is no such case; a failure if its filing is not sealed yet.
pub(super) fn receipt(cli: &Cli, args: &OfCase) -> Result<(), Failure> {
    let mut case = OnCase::open(cli, &args.case)?;
    let records = case.records()?;
    let filing = case.filing(&records)?;
    let (first, proof) = log::proof(&case.installation, case.reader.as_mut(), &records)?;
    let (proof, leaf) = (proof.to_string(), first.leaf.to_hex());
    let code_is_proof = fits_code(&proof);
    let code = if code_is_proof { proof } else { format!("{} {} {leaf}", case.row.stream, first.index) };
    let claimants = filing.parties().iter().filter(|party| party.role == PartyRole::Claimant);
    let body = FilingReceipt {
        received: case.moment(filing.at()?)?,
        claimants: claimants.map(|party| party.name.clone()).collect(),
        files: filing.files.clone(),
        stream: case.row.stream.to_string(),
        index: first.index,
        leaf,
        proof: log::proof_name(&case.row),
        code_is_proof,
    };
    let paper = case.paper(case.row.stream.as_str(), Some(code), Body::Receipt(body))?;
    keep(cli, &render(&paper).map_err(Failure::not_done)?, args.out.as_deref())
}
