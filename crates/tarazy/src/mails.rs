//! Notices by e-mail: jobs of the outbox are taken, the mail is written and handed over, and what became of it is evidence on the
//! docket. Nothing is given up silently: what cannot be sent until its time is a failure on the timeline and a task. It is done beside
//! what else is due, in a thread of its own, so that a mail server that says nothing delays nobody but itself.

mod text;

use crate::clock::now_ms;
use crate::config::Mail;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::{SYSTEM, command};
use crate::texts::Texts;
use serde::Serialize;
use std::collections::VecDeque;
use tarazy_docket::from_value;
use tarazy_notice::bounce::return_path;
use tarazy_notice::{Hindrance, Letter, Mailer, Outcome, Server, send};
use tarazy_procedure::Case;
use tarazy_registry::notices::{Became, EMAIL, NoticeResult, NoticeTake, Sending, Waits};
use tarazy_registry::{read_case, to_body};
use tarazy_store::desk::{IMPORT, IMPORT_OPEN};
use tarazy_store::truth::Job;
use tarazy_store::writer::Outcome as Written;
use tarazy_store::{Command, Reader, Vault, truth};

/// How many jobs are looked up at once.
const AT_ONCE: i64 = 20;
/// Whoever takes a mail tells what became of it within so long, in ms.
const LEASE: i64 = 120_000;
/// The first wait after a sending that did not succeed, in ms; each further one is twice as long.
const WAIT: i64 = 60_000;
/// No wait is longer, in ms.
const LONGEST: i64 = 3_600_000;

/// Carries a command to the writer.
type Submit<'a> = dyn FnMut(Command) -> Written + 'a;

/// Sends what waits.
pub(crate) struct Mails {
    /// The server and who writes; none where the configuration names no server.
    line: Option<Line>,
    vault: Vault,
}

/// The configured way out.
struct Line {
    settings: Mail,
    server: Server,
    mailer: Mailer,
}

/// How far one look went.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Something may have been written.
    pub(crate) changed: bool,
    /// What could not be sent now, for the operator. It stays due.
    pub(crate) failures: Vec<String>,
    /// When the next mail is due, ms UTC.
    pub(crate) next: Option<i64>,
}

/// How long to wait after so many tries.
fn wait(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts).ok().and_then(|n| 1_i64.checked_shl(n.min(16)));
    WAIT.saturating_mul(doubled.unwrap_or(1)).min(LONGEST)
}

impl Mails {
    /// What the configuration says.
    ///
    /// # Errors
    /// A usage failure if something that it names cannot be used.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        let open = |settings: Mail| {
            let (server, mailer) = (settings.server(installation)?, settings.mailer(installation)?);
            Ok::<_, Failure>(Line { settings, server, mailer })
        };
        let line = installation.config.mail.clone().map(open).transpose()?;
        Ok(Self { line, vault: installation.vault()? })
    }

    /// Sends what is due, one mail after the other, until nothing is or `is_stopped` says so. In import state nothing is sent.
    ///
    /// # Errors
    /// A failure if the database cannot be read. What one mail met is told in [`Looked::failures`].
    pub(crate) fn run(
        &self,
        reader: &mut dyn Reader,
        is_stopped: &dyn Fn() -> bool,
        submit: &mut Submit<'_>,
    ) -> Result<Looked, Failure> {
        let mut looked = Looked::default();
        if truth::setting(reader, IMPORT)?.as_deref() == Some(IMPORT_OPEN) {
            return Ok(looked);
        }
        let mut jobs = VecDeque::from(truth::due_jobs(reader, EMAIL, now_ms(), AT_ONCE)?);
        while let Some(job) = jobs.pop_front().filter(|_| !is_stopped()) {
            self.turn(reader, &job, submit, &mut looked)?;
        }
        looked.next = truth::next_job(reader, EMAIL)?;
        Ok(looked)
    }

    /// One job, and what became of it.
    fn turn(
        &self,
        reader: &mut dyn Reader,
        job: &Job,
        submit: &mut Submit<'_>,
        looked: &mut Looked,
    ) -> Result<(), Failure> {
        let sending: Sending = from_value(&job.body).map_err(Failure::not_done)?;
        let records = truth::stream(reader, &self.vault, &sending.case)?;
        let case = read_case(&sending.case, &records)?.case;
        let Some((became, detail)) = self.one(reader, (&case, job, &sending), submit, looked)? else {
            return Ok(());
        };
        let pause = if self.line.is_some() { wait(job.attempts) } else { LONGEST };
        let now = now_ms();
        let again = now.saturating_add(pause);
        let result = NoticeResult { job: job.key.clone(), sending, became, detail, again };
        let key = format!("sent/{}/{}/{now}", short(&job.key), job.attempts);
        give(&key, "notice.result", &result, submit, looked)?;
        Ok(())
    }

    /// What became of one mail; none if it is somebody else's now.
    fn one(
        &self,
        reader: &mut dyn Reader,
        (case, job, sending): (&Case, &Job, &Sending),
        submit: &mut Submit<'_>,
        looked: &mut Looked,
    ) -> Result<Option<(Became, String)>, Failure> {
        let told = |became, detail: &str| Ok(Some((became, detail.to_owned())));
        if job.running {
            return told(Became::Unknown, "the program stopped while it was sending");
        }
        let Some(notice) = case.notice(sending.notice).filter(|n| n.holds()) else {
            return told(Became::Stopped, "");
        };
        let now = now_ms();
        if now >= sending.until {
            return told(Became::GivenUp, "not sent in time");
        }
        let Some(line) = &self.line else {
            looked.failures.push("notices wait: no mail server is configured ([mail])".to_owned());
            return told(Became::NotNow(Waits::NoServer), "");
        };
        let (text, became) = line.text(reader, case, notice)?;
        let address = notice.ways.iter().find(|way| way.channel == "email").and_then(|w| w.address.clone());
        let id = format!("{}.{}", sending.case.identifier(), sending.notice);
        let mark = mark(&self.vault, &id)?;
        let back = line.settings.bounces.as_ref().map(|address| return_path(address, &id, &mark));
        let letter = Letter {
            back,
            to: address.unwrap_or_default(),
            subject: Texts::new(text::language(case)).say("mail-subject"),
            text,
            id: format!("{}.{}", short(&job.key), sending.notice),
            at: now,
        };
        let Ok(ready) = line.mailer.write(&letter) else {
            return told(Became::Failed, "the address is no mail address");
        };
        let take =
            NoticeTake { job: job.key.clone(), attempts: job.attempts, until: now.saturating_add(LEASE) };
        let key = format!("take/{}/{}/{now}", short(&job.key), job.attempts);
        if !give(&key, "notice.take", &take, submit, looked)? {
            return Ok(None);
        }
        match send(&line.server, &ready) {
            Outcome::Accepted(answer) => told(became, &answer),
            Outcome::Refused(answer) => told(Became::Failed, &answer),
            Outcome::Unknown(why) => told(Became::Unknown, &why),
            Outcome::NotNow(hindrance, why) => {
                // What a server says after its code may repeat the address, which is nobody's in a log.
                let code = why.split(':').next().unwrap_or_default();
                looked.failures.push(format!("a notice is sent again later: {code}"));
                told(Became::NotNow(waits(hindrance)), &why)
            }
        }
    }
}

/// What tells the address of a sending from one that somebody thought of.
///
/// # Errors
/// A failure if the cipher refuses, which it does not.
pub(crate) fn mark(vault: &Vault, id: &str) -> Result<String, Failure> {
    let mark = vault.mark(format!("bounce {id}").as_bytes()).map_err(Failure::not_done)?;
    Ok(hex::encode(mark.first_chunk::<8>().unwrap_or(&[0; 8])))
}

fn waits(hindrance: Hindrance) -> Waits {
    match hindrance {
        Hindrance::Unreachable => Waits::Unreachable,
        Hindrance::Unprotected => Waits::Unprotected,
        Hindrance::Login => Waits::Login,
        Hindrance::PutOff => Waits::PutOff,
    }
}

/// Gives a command of the program's own. False if it is refused; then it stays due.
fn give<T: Serialize>(
    key: &str,
    kind: &str,
    body: &T,
    submit: &mut Submit<'_>,
    looked: &mut Looked,
) -> Result<bool, Failure> {
    match submit(command(key, SYSTEM, kind, to_body(body)?, None)) {
        Ok(_) => looked.changed = true,
        Err(refusal) => {
            looked.failures.push(format!("{kind}: {refusal}"));
            return Ok(false);
        }
    }
    Ok(true)
}

/// A job's key as part of an idempotency key and a Message-ID: the case's random id and the number of the notice.
fn short(key: &str) -> String {
    key.trim_start_matches(EMAIL).trim_start_matches("/case/").replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, WAIT, wait};

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_an_hour() {
        let minutes: Vec<i64> = (0..9).map(|attempts| wait(attempts) / 60_000).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn no_wait_is_shorter_than_the_one_before_and_none_is_out_of_bounds() {
        for attempts in (0..200).chain([i64::MAX - 1]) {
            let (now, next) = (wait(attempts), wait(attempts + 1));
            assert!(now <= next && (WAIT..=LONGEST).contains(&now), "{attempts}: {now} {next}");
        }
    }
}
