//! Notices at the registry: addresses that go without saying, the jobs that send, and what became of a sending.

mod sending;

pub use sending::{Became, NoticePrint, NoticeResult, NoticeTake, Sending, Waits};

use crate::court;
use crate::docket::{self, CaseFile};
use crate::office::Registry;
use tarazy_base::{Date, Instant};
use tarazy_docket::{Object, StreamId, Value, from_value};
use tarazy_law::{Notifying, Rule};
use tarazy_procedure::events::{NoticeIssued, NoticeNo, NoticeNoted, Way};
use tarazy_procedure::notice::About;
use tarazy_procedure::{Case, Step};
use tarazy_store::truth::{self, Job};
use tarazy_store::{Command, Desk, Reader, Refusal, StoreError};

/// The kind of jobs that send a notice by e-mail.
pub const EMAIL: &str = "notice.email";
/// The channel of mails, of the law's list `notice-channel`.
pub const CHANNEL: &str = "email";
/// A day, in ms.
const DAY: i64 = 24 * 3_600_000;
/// Kind of reference data: what a code on a summons opens, by the hash of the code. The office of access reads it.
const CODES: &str = "access-code";

/// The name of the job that sends a notice.
pub fn job_key(case: &StreamId, notice: NoticeNo) -> String {
    format!("{EMAIL}/{case}/{notice}")
}

/// The sending of a notice that is not ended: none if there is none, or no more.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or holds what is no sending.
pub fn waiting(
    reader: &mut (impl Reader + ?Sized),
    case: &StreamId,
    notice: NoticeNo,
) -> Result<Option<(Sending, Job)>, StoreError> {
    let Some(job) = truth::job(reader, &job_key(case, notice))? else { return Ok(None) };
    let sending = from_value(&job.body).map_err(|e| StoreError::Corrupt(format!("a sending: {e}")))?;
    Ok(Some((sending, job)))
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
        if desk.is_importing()? || !issued.ways.iter().any(|way| way.channel == CHANNEL) {
            return Ok(());
        }
        let notice = NoticeNo(u32::try_from(file.case.notices.len()).map_err(Refusal::internal)?);
        let until = match file.case.notice(notice).map(|n| n.about) {
            Some(About::Hearing(_, at)) => at,
            Some(About::Act(_)) | None => {
                let tried = i64::from(self.notifying(desk, file)?.try_days);
                desk.time().saturating_add(tried.saturating_mul(DAY))
            }
        };
        let case = file.case.stream.clone();
        let key = job_key(&case, notice);
        let body = crate::to_body(&Sending { case, notice, until, waits: None })?;
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
        let days = i64::from(self.notifying(desk, &file)?.code_days);
        let until = desk.wall_clock().saturating_add(days.saturating_mul(DAY));
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
        let became = self.weighed(desk, &file, &result)?;
        match became.end() {
            Some(done) => desk.step(truth::end_job(&result.job, done)),
            None => {
                let waits = if let Became::NotNow(waits) = became { Some(waits) } else { None };
                let body = Value::Object(crate::to_body(&Sending { waits, ..result.sending.clone() })?);
                desk.step(truth::again_job(&result.job, &body, result.again));
            }
        }
        // A sending that is given up because nobody knows says both.
        let given_up = Some(became).filter(|became| *became != result.became);
        for (what, source) in
            [Some(result.became), given_up].into_iter().flatten().filter_map(Became::evidence)
        {
            let body = Object::new()
                .with("case", case.as_str())
                .with("notice", notice.0)
                .with("channel", CHANNEL)
                .with("what", what)
                .with("source", source)
                .with("at", Value::Int(desk.time()))
                .with("detail", result.detail.as_str());
            self.take_step(desk, &Command { body, ..command.clone() }, Step::NoteNotice)?;
        }
        Ok(Object::new())
    }

    /// What became of a sending, where one whose outcome is unknown too often is given up.
    fn weighed(
        &self,
        desk: &mut Desk<'_>,
        file: &CaseFile,
        result: &NoticeResult,
    ) -> Result<Became, Refusal> {
        if result.became != Became::Unknown {
            return Ok(result.became);
        }
        let is_such = |piece: &NoticeNoted| {
            piece.channel == CHANNEL && Became::Unknown.evidence().is_some_and(|(what, _)| piece.what == what)
        };
        let notice = file.case.notice(result.sending.notice);
        let before = notice.map_or(0, |n| n.standing().filter(|(_, piece)| is_such(piece)).count());
        let most = usize::try_from(self.notifying(desk, file)?.unknown_most).map_err(Refusal::internal)?;
        Ok(if before + 1 >= most { Became::GivenUp } else { Became::Unknown })
    }

    /// The policy of notices on the court's day.
    fn notifying(&self, desk: &mut Desk<'_>, file: &CaseFile) -> Result<&Rule<Notifying>, Refusal> {
        let court = court::court(desk, &file.case.filing.body.court)?;
        let day = Instant::from_ms(desk.time()).map_err(Refusal::internal)?.date_in(court.zone()?);
        let rule = self.setup.law.notifying(day, Date::MAX);
        rule.ok_or_else(|| Refusal::new(422, "no-law").with("day", day))
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
