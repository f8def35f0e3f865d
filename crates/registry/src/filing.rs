//! A claim arrives.

use crate::bodies::{FilePut, FilingReceive};
use crate::court;
use crate::office::Registry;
use crate::wire;
use tarazy_base::fold_text::fold;
use tarazy_base::{Bin, Iin, Instant};
use tarazy_docket::commit::files_hash;
use tarazy_docket::{Hash, Object, Salt, StreamId};
use tarazy_draw::fingerprint::fingerprints;
use tarazy_draw::record::Code;
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::{CaseOpened, Event, FilingReceived, Party};
use tarazy_store::truth::{Document, put_document};
use tarazy_store::{Command, Desk, Refusal, Step};

/// Longest name of a party, in characters.
const MAX_NAME: usize = 300;
/// Most parties of a filing.
const MAX_PARTIES: usize = 100;
/// Most documents of a filing.
const MAX_FILES: usize = 200;

impl Registry {
    /// `filing.receive`: opens a docket under a random id.
    pub(crate) fn receive(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: FilingReceive = wire::read(&command.body)?;
        let court = court::court(desk, &body.court)?;
        let division = court.division(body.division.as_deref())?.id.clone();
        if body.received > desk.time() {
            return Err(Refusal::new(422, "received-later"));
        }
        self.category(desk.time(), &court, &body.category)?;
        check_parties(&body.parties)?;
        let imported = self.imported(desk)?;
        let fingerprints = self.fingerprints(&body)?;
        let commitments: Vec<_> = body.files.iter().map(|f| f.commitment).collect();
        let mut random = [0; 16];
        desk.random(&mut random);
        let stream = StreamId::case(random);
        let event = Event::from(FilingReceived {
            kind: "claim".to_owned(),
            court: court.code.clone(),
            division,
            category: body.category,
            received: body.received,
            files: u32::try_from(body.files.len()).map_err(Refusal::internal)?,
            files_hash: (!commitments.is_empty()).then(|| files_hash(&commitments)),
            imported,
        });
        put_documents(desk, &body.files)?;
        let lacks = self.lacks(desk, &court, body.given.as_deref())?;
        let record = self.append(desk, command, &stream, &event)?;
        let opened = Event::from(CaseOpened {
            parties: body.parties,
            fingerprints,
            subject: body.subject.as_deref().is_some_and(|s| !s.trim().is_empty()),
            documents: commitments,
            value_tiyn: body.value_tiyn,
            value_source: body.value_source,
            demand: body.demand,
            lacks,
            of: None,
            source_id: body.source_id,
            imported,
        });
        self.append(desk, command, &stream, &opened)?;
        Ok(Object::new().with("case", stream.as_str()).with("leaf", record.leaf.to_hex()).with(
            "index",
            tarazy_docket::Value::Int(i64::try_from(record.index).map_err(Refusal::internal)?),
        ))
    }

    /// What the claim lacks of what the law asks for (ГПК 148, 149), as far as somebody looked.
    fn lacks(
        &self,
        desk: &Desk<'_>,
        court: &court::Court,
        given: Option<&[String]>,
    ) -> Result<Vec<String>, Refusal> {
        let Some(given) = given else { return Ok(Vec::new()) };
        let day = Instant::from_ms(desk.time()).map_err(Refusal::internal)?.date_in(court.zone()?);
        let lists = ["claim-content", "claim-annex"];
        let asked = lists.iter().flat_map(|list| self.setup.law.grounds(list, day, day));
        let key = |list: &str, code: &str| format!("{list}/{code}");
        let missing = asked.map(|g| key(&g.list, &g.code)).filter(|key| !given.contains(key));
        Ok(missing.collect())
    }

    /// Keyed fingerprints of the dispute, sorted.
    fn fingerprints(&self, body: &FilingReceive) -> Result<Vec<Hash>, Refusal> {
        let of = |role: PartyRole| body.parties.iter().filter(move |p| p.role == role).map(identity);
        let (claimants, respondents): (Vec<String>, Vec<String>) =
            (of(PartyRole::Claimant).collect(), of(PartyRole::Respondent).collect());
        let category: Code = body.category.parse().map_err(Refusal::internal)?;
        let subject = fold(body.subject.as_deref().unwrap_or_default());
        let key = &self.setup.fingerprint_key;
        let (claimants, respondents) = (borrowed(&claimants), borrowed(&respondents));
        let all = fingerprints(key, &claimants, &respondents, &category, &subject);
        let mut hashes: Vec<Hash> = all.into_iter().map(|f| f.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Ok(hashes)
    }
}

fn borrowed(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// A party as fingerprints name him: by his number if he gave one, else by his name as the search key writes it.
fn identity(party: &Party) -> String {
    match (&party.iin, &party.bin) {
        (Some(number), _) | (None, Some(number)) => number.clone(),
        (None, None) => fold(&party.name),
    }
}

/// Refuses parties without a name, or with a number that cannot be one.
pub(crate) fn check_parties(parties: &[Party]) -> Result<(), Refusal> {
    if parties.len() > MAX_PARTIES {
        return Err(Refusal::new(413, "too-large").with("what", "parties"));
    }
    for (n, party) in (1u32..).zip(parties) {
        let refused = |code| Refusal::new(422, code).with("party", n);
        let name = party.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Err(refused("party-name"));
        }
        // What is doubtful is accepted: a person may hold a number that the register itself got wrong.
        if party.iin.as_deref().is_some_and(|iin| Iin::read(iin).is_err()) {
            return Err(refused("iin"));
        }
        if party.bin.as_deref().is_some_and(|bin| Bin::read(bin).is_err()) {
            return Err(refused("bin"));
        }
    }
    Ok(())
}

/// Keeps the records of documents.
///
/// # Errors
/// 413 `too-large` for too many, 409 `document-exists`.
pub(crate) fn put_documents(desk: &mut Desk<'_>, files: &[FilePut]) -> Result<(), Refusal> {
    if files.len() > MAX_FILES {
        return Err(Refusal::new(413, "too-large").with("what", "files"));
    }
    for file in files {
        desk.step(document(file)?);
    }
    Ok(())
}

fn document(file: &FilePut) -> Result<Step, Refusal> {
    let step = put_document(&Document {
        commitment: file.commitment,
        salt: Salt::new(file.salt.0),
        name: file.name.clone(),
        size: file.size,
        object: file.object.to_hex(),
    })?;
    Ok(step.or("document-exists"))
}
