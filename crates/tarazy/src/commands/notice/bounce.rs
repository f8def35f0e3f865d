//! `tarazy notice bounce`: a mail that came back is evidence on the timeline of its notice, once.

use crate::cli::Cli;
use crate::clock::now_ms;
use crate::commands::submit::submit_and_print;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::mails::mark;
use crate::texts::Texts;
use std::io::Read as _;
use std::path::Path;
use tarazy_access::secrets::same;
use tarazy_docket::{Object, StreamId, Value};
use tarazy_notice::bounce::read;
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::Notice;
use tarazy_registry::notices::CHANNEL;
use tarazy_registry::read_case;
use tarazy_store::truth;

/// What its evidence says, and who: codes of the law's lists.
const EVIDENCE: (&str, &str) = ("failed", "mail-server");

/// Runs the command.
///
/// # Errors
/// A usage failure for what is no report about a mail of this installation; the refusal.
pub(super) fn run(cli: &Cli, file: &Path) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let address = installation.config.mail.as_ref().and_then(|mail| mail.bounces.clone());
    let address =
        address.ok_or_else(|| Failure::usage("[mail] names no address for mails that come back: bounces"))?;
    let report = read(&bytes(file)?, &address).map_err(Failure::usage)?;
    let vault = installation.vault()?;
    let foreign = || Failure::usage("the report is about no mail of this court");
    if !same(mark(&vault, &report.id)?.as_bytes(), report.mark.as_bytes()) {
        return Err(foreign());
    }
    let (case, number) = report.id.split_once('.').ok_or_else(foreign)?;
    let stream: StreamId = format!("case/{case}").parse().map_err(|_| foreign())?;
    let number = NoticeNo(number.parse().map_err(|_| foreign())?);
    let records = truth::stream(installation.reader()?.as_mut(), &vault, &stream)?;
    let case = read_case(&stream, &records)?.case;
    if is_known(case.notice(number).ok_or_else(foreign)?) {
        println!("{}", Texts::new(cli.lang).with("bounce-known", &[("n", number.to_string())]));
        return Ok(());
    }
    let body = Object::new()
        .with("case", stream.as_str())
        .with("notice", number.0)
        .with("channel", CHANNEL)
        .with("what", EVIDENCE.0)
        .with("source", EVIDENCE.1)
        .with("at", Value::Int(now_ms()))
        .with("detail", report.said.as_str());
    submit_and_print(cli, "system", "notice.note", &body)
}

/// The mail's failure stands on the timeline already.
fn is_known(notice: &Notice) -> bool {
    notice.standing().any(|(_, piece)| piece.channel == CHANNEL && piece.what == EVIDENCE.0)
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    if file != Path::new("-") {
        return std::fs::read(file).map_err(|e| Failure::file(file, &e));
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(Failure::not_done)?;
    Ok(bytes)
}
