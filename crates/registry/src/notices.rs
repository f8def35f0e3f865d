//! Notices at the registry: addresses that go without saying, the jobs that send, and what became of a sending.

use crate::docket;
use crate::docket::CaseFile;
use crate::office::Registry;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Object, StreamId, Value, from_value};
use tarazy_procedure::events::{NoticeIssued, NoticeNo, Way};
use tarazy_procedure::notice::About;
use tarazy_procedure::{Case, Step};
use tarazy_store::{Command, Desk, Refusal, truth};

/// The kind of jobs that send a notice by e-mail.
pub const EMAIL: &str = "notice.email";
/// How long a notice without a hearing is tried, in ms.
const TRIED: i64 = 5 * 24 * 3_600_000;
/// Kind of reference data: what a code on a summons opens, by the hash of the code. The office of access reads it.
const CODES: &str = "access-code";
/// How long a code on a summons holds, in ms.
const CODE_HOLDS: i64 = 90 * 24 * 3_600_000;
/// How often the outcome of a sending may be unknown before it is given up.
const UNKNOWN_MOST: usize = 3;

/// A sending, as it waits in the outbox. The address stands on the docket alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The case.
    pub case: StreamId,
    /// The notice.
    pub notice: NoticeNo,
    /// Until when it is tried, ms UTC. After that it is the chancery's.
    pub until: i64,
}

/// `notice.take`: somebody begins to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeTake {
    /// Name of the job.
    pub job: String,
    /// How often it was taken before.
    pub attempts: i64,
    /// Until when he tells what became of it, ms UTC.
    pub until: i64,
}

/// `notice.print`: the summons is printed with a code for the first entry; the code itself stays on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePrint {
    /// The case.
    pub case: StreamId,
    /// The notice.
    pub notice: NoticeNo,
    /// SHA-256 of the code, in hex.
    pub code: String,
}

/// What became of a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// The server took what the law asks for.
    Accepted,
    /// The server took a hint.
    Hinted,
    /// The server refused it for good.
    Failed,
    /// Nobody knows.
    Unknown,
    /// It was not handed over, and is tried again.
    NotNow,
    /// It is not tried any more: the time is over.
    GivenUp,
    /// The notice was cancelled or is outdated: nothing is to be sent.
    Stopped,
}

/// `notice.result`: what became of a sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeResult {
    /// Name of the job.
    pub job: String,
    /// What it was.
    pub sending: Sending,
    /// What became of it.
    pub became: Became,
    /// What the server said, or why.
    pub detail: String,
    /// When it is tried again, ms UTC, where it is.
    pub again: i64,
}

/// The name of the job that sends a notice.
pub fn job_key(case: &StreamId, notice: NoticeNo) -> String {
    format!("{EMAIL}/{case}/{notice}")
}

/// Fills in the address that the party gave, where a way goes somewhere and names no place.
pub(crate) fn fill_ways(case: &Case, notice: &mut NoticeIssued) {
    let Some(party) = case.party(notice.party) else { return };
    // A representative's addresses are not known: he is named with his.
    if notice.representative.is_some() {
        return;
    }
    for way in &mut notice.ways {
        let (known, origin) = match way.channel.as_str() {
            "email" => (&party.party.email, "given"),
            "sms" | "telephonogram" => (&party.party.phone, "given"),
            "post" | "hybrid-post" | "courier" => (&party.party.address, "last-known"),
            _ => continue,
        };
        if let (Way { address: None, .. }, Some(known)) = (&way, known) {
            way.address = Some(known.clone());
            way.origin.get_or_insert_with(|| origin.to_owned());
        }
    }
}

impl Registry {
    /// The sending of a notice that was just written waits in the outbox from the same moment.
    pub(crate) fn put_sending(
        &self,
        desk: &mut Desk<'_>,
        file: &CaseFile,
        issued: &NoticeIssued,
    ) -> Result<(), Refusal> {
        if desk.is_importing()? || !issued.ways.iter().any(|way| way.channel == "email") {
            return Ok(());
        }
        let notice = NoticeNo(u32::try_from(file.case.notices.len()).map_err(Refusal::internal)?);
        let until = match file.case.notice(notice).map(|n| n.about) {
            Some(About::Hearing(_, at)) => at,
            Some(About::Act(_)) | None => desk.time().saturating_add(TRIED),
        };
        let case = file.case.stream.clone();
        let key = job_key(&case, notice);
        let body = crate::to_body(&Sending { case, notice, until })?;
        let now = desk.wall_clock();
        desk.job(EMAIL, &key, &Value::Object(body), now);
        Ok(())
    }

    /// `notice.print`: the hash of the code is kept, and that it was printed is evidence.
    pub(crate) fn print_notice(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let NoticePrint { case, notice, code } = parse(command)?;
        if code.len() != 64 || !code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Refusal::new(422, "schema").with("member", "code"));
        }
        let file = docket::case(desk, &case)?;
        let missing = || Refusal::new(409, "no-notice").with("notice", notice);
        let party = file.case.notice(notice).filter(|n| n.holds()).ok_or_else(missing)?.party;
        let until = desk.wall_clock().saturating_add(CODE_HOLDS);
        let opens = Object::new()
            .with("case", case.as_str())
            .with("party", party.0)
            .with("until", Value::Int(until))
            .with("used", Value::Bool(false));
        desk.put_reference(CODES, &code, Value::Object(opens));
        let body = Object::new()
            .with("case", case.as_str())
            .with("notice", notice.0)
            .with("channel", "counter")
            .with("what", "printed")
            .with("source", "program")
            .with("at", Value::Int(desk.time()));
        self.take_step(desk, &Command { body, ..command.clone() }, Step::NoteNotice)
    }

    /// `notice.take`.
    pub(crate) fn take_sending(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let take: NoticeTake = read(command)?;
        desk.step(truth::take_job(&take.job, take.attempts, take.until));
        Ok(Object::new())
    }

    /// `notice.result`: the evidence and the job's end are one.
    pub(crate) fn end_sending(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let result: NoticeResult = read(command)?;
        let Sending { case, notice, .. } = &result.sending;
        let file = docket::case(desk, case)?;
        let unknown = file
            .case
            .notice(*notice)
            .map_or(0, |n| n.standing().filter(|(_, p)| p.channel == "email" && p.what == "unknown").count());
        let too_often = result.became == Became::Unknown && unknown + 1 >= UNKNOWN_MOST;
        match result.became {
            Became::NotNow => desk.step(truth::again_job(&result.job, result.again)),
            Became::Unknown if !too_often => desk.step(truth::again_job(&result.job, result.again)),
            Became::Accepted | Became::Hinted | Became::Stopped => {
                desk.step(truth::end_job(&result.job, true));
            }
            Became::Failed | Became::GivenUp | Became::Unknown => {
                desk.step(truth::end_job(&result.job, false));
            }
        }
        let mut what = match result.became {
            Became::Accepted => vec![("accepted", "mail-server")],
            Became::Hinted => vec![("hinted", "mail-server")],
            Became::Failed => vec![("failed", "mail-server")],
            Became::GivenUp => vec![("failed", "program")],
            Became::Unknown => vec![("unknown", "program")],
            Became::NotNow | Became::Stopped => Vec::new(),
        };
        if too_often {
            what.push(("failed", "program"));
        }
        for (what, source) in what {
            let body = Object::new()
                .with("case", case.as_str())
                .with("notice", notice.0)
                .with("channel", "email")
                .with("what", what)
                .with("source", source)
                .with("at", Value::Int(desk.time()))
                .with("detail", result.detail.as_str());
            self.take_step(desk, &Command { body, ..command.clone() }, Step::NoteNotice)?;
        }
        Ok(Object::new())
    }
}

fn parse<T: serde::de::DeserializeOwned>(command: &Command) -> Result<T, Refusal> {
    let body = Value::Object(command.body.clone());
    from_value(&body).map_err(|e| Refusal::new(422, "schema").with("what", e))
}

/// What the program alone may ask for.
fn read<T: serde::de::DeserializeOwned>(command: &Command) -> Result<T, Refusal> {
    if command.actor != "system" {
        return Err(Refusal::new(404, "unknown-command").with("kind", &command.kind));
    }
    parse(command)
}
