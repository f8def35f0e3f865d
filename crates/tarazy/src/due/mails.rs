//! Notices by e-mail: jobs of the outbox are taken, the mail is written and handed over, and what became of it is evidence on the
//! docket. Nothing is given up silently: what cannot be sent until its time is a failure on the timeline and a task.

use super::{Done, Due, Submit, give};
use crate::commands::case::show;
use crate::config::Mail;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::{Instant, Lang};
use tarazy_docket::from_value;
use tarazy_notice::{Letter, Mailer, Outcome, Server, send};
use tarazy_procedure::notice::{About, Notice};
use tarazy_procedure::{Case, PartyRole};
use tarazy_registry::notices::{Became, EMAIL, NoticeResult, NoticeTake, Sending};
use tarazy_registry::read_case;
use tarazy_store::truth::Job;
use tarazy_store::{Reader, truth};

/// How many mails are sent before other due work has its turn.
const AT_ONCE: i64 = 20;
/// Whoever takes a mail tells what became of it within so long, in ms.
const LEASE: i64 = 120_000;
/// The first wait after a sending that did not succeed, in ms; each further one is twice as long.
const WAIT: i64 = 60_000;
/// No wait is longer, in ms.
const LONGEST: i64 = 3_600_000;

/// What sends.
pub(crate) struct Mails {
    settings: Mail,
    server: Server,
    mailer: Mailer,
}

impl Mails {
    /// What the configuration says; none where it names no server.
    ///
    /// # Errors
    /// A usage failure if something that it names cannot be used.
    pub(crate) fn open(installation: &Installation) -> Result<Option<Self>, Failure> {
        let Some(settings) = installation.config.mail.clone() else { return Ok(None) };
        let (server, mailer) = (settings.server(installation)?, settings.mailer(installation)?);
        Ok(Some(Self { settings, server, mailer }))
    }
}

/// How long to wait after so many tries.
fn wait(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts).ok().and_then(|n| 1_i64.checked_shl(n.min(16)));
    WAIT.saturating_mul(doubled.unwrap_or(1)).min(LONGEST)
}

impl Due {
    /// Sends what is due. Gives when the next one is.
    pub(super) fn send_mails(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<Option<i64>, Failure> {
        for job in truth::due_jobs(reader, EMAIL, now, AT_ONCE)? {
            let sending: Sending = from_value(&job.body).map_err(Failure::not_done)?;
            let records = truth::stream(reader, &self.watch.vault, &sending.case)?;
            let case = read_case(&sending.case, &records)?.case;
            let Some((became, detail)) = self.one(reader, &case, &job, &sending, now, submit, done)? else {
                continue;
            };
            let pause = if self.mails.is_some() { wait(job.attempts) } else { LONGEST };
            let again = now.saturating_add(pause);
            let result = NoticeResult { job: job.key.clone(), sending, became, detail, again };
            let key = format!("sent/{}/{}/{now}", short(&job.key), job.attempts);
            give(&key, "notice.result", &result, submit, done)?;
        }
        Ok(truth::next_job(reader, EMAIL)?)
    }

    /// What became of one mail; none if it is somebody else's now.
    #[expect(clippy::too_many_arguments, reason = "what a due thing is given, and the job with its case")]
    fn one(
        &self,
        reader: &mut dyn Reader,
        case: &Case,
        job: &Job,
        sending: &Sending,
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<Option<(Became, String)>, Failure> {
        let told = |became, detail: &str| Ok(Some((became, detail.to_owned())));
        if job.running {
            return told(Became::Unknown, "the program stopped while it was sending");
        }
        let Some(notice) = case.notice(sending.notice).filter(|n| n.holds()) else {
            return told(Became::Stopped, "");
        };
        if now >= sending.until {
            return told(Became::GivenUp, "not sent in time");
        }
        let Some(mails) = &self.mails else {
            done.failures.push("notices wait: no mail server is configured ([mail])".to_owned());
            return told(Became::NotNow, "");
        };
        let (text, became) = mails.text(reader, case, notice)?;
        let address = notice.ways.iter().find(|way| way.channel == "email").and_then(|w| w.address.clone());
        let letter = Letter {
            to: address.unwrap_or_default(),
            subject: Texts::new(language(case)).say("mail-subject"),
            text,
            id: format!("{}.{}", short(&job.key), sending.notice),
            at: now,
        };
        let Ok(ready) = mails.mailer.write(&letter) else {
            return told(Became::Failed, "the address is no mail address");
        };
        let take =
            NoticeTake { job: job.key.clone(), attempts: job.attempts, until: now.saturating_add(LEASE) };
        let key = format!("take/{}/{}/{now}", short(&job.key), job.attempts);
        if !give(&key, "notice.take", &take, submit, done)? {
            return Ok(None);
        }
        match send(&mails.server, &ready) {
            Outcome::Accepted(answer) => told(became, &answer),
            Outcome::Refused(answer) => told(Became::Failed, &answer),
            Outcome::Unknown(why) => told(Became::Unknown, &why),
            Outcome::NotNow(why) => {
                // What a server says after its code may repeat the address, which is nobody's in a log.
                let code = why.split(':').next().unwrap_or_default();
                done.failures.push(format!("a notice is sent again later: {code}"));
                told(Became::NotNow, &why)
            }
        }
    }
}

/// A job's key as part of an idempotency key and a Message-ID: the case's random id and the number of the notice.
fn short(key: &str) -> String {
    key.trim_start_matches(EMAIL).trim_start_matches("/case/").replace('/', ".")
}

/// The language of the proceedings.
fn language(case: &Case) -> Lang {
    if case.language.as_deref() == Some("ru") { Lang::Ru } else { Lang::Kk }
}

impl Mails {
    /// What the mail says: the six elements of ГПК 128(2) where the court's are known, else that something waits.
    fn text(
        &self,
        reader: &mut dyn Reader,
        case: &Case,
        notice: &Notice,
    ) -> Result<(String, Became), Failure> {
        let (lang, site) = (language(case), &self.settings.site);
        let texts = Texts::new(lang);
        let url = match &case.number {
            Some(number) => format!("{site}/{}/case/{number}", lang.as_str()),
            None => format!("{site}/{}", lang.as_str()),
        };
        let (code, hint) = (&case.filing.body.court, texts.with("mail-hint", &[("url", url.clone())]));
        let party = notice.party.place().and_then(|n| case.parties.get(n)).map(|p| &p.party);
        let (Some(known), Some(party), Some(number)) = (self.settings.court(code), party, &case.number)
        else {
            return Ok((format!("{hint}\n"), Became::Hinted));
        };
        let court = show::court(reader, code)?;
        let capacity = texts.say(match party.role {
            PartyRole::Claimant => "capacity-claimant",
            PartyRole::Respondent => "capacity-respondent",
            PartyRole::ThirdPerson => "capacity-third-person",
        });
        let addressee = notice.representative.as_ref().map_or(&party.name, |name| &name.0).clone();
        let about = [("addressee", addressee), ("case", number.clone()), ("capacity", capacity)];
        let mut lines = Vec::new();
        match notice.about {
            About::Hearing(hearing, at) => {
                lines.push(texts.with("mail-call", &about));
                let time = Instant::from_ms(at).map_err(Failure::not_done)?.format(court.zone()?, lang);
                let room = case.hearing(hearing).map(|h| h.room.clone()).unwrap_or_default();
                lines.push(texts.with("mail-time", &[("time", time), ("room", room)]));
            }
            About::Act(_) => lines.push(texts.with("mail-act", &about)),
        }
        let place = format!("{}, {}", show::name(&court, lang), known.address);
        lines.push(texts.with("mail-court", &[("court", place)]));
        lines.push(texts.with("mail-see", &[("url", url)]));
        lines.push(texts.with("mail-sender", &[("sender", known.officer.clone())]));
        Ok((lines.join("\n") + "\n", Became::Accepted))
    }
}
