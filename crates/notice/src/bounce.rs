//! A mail that comes back: which sending it is about, and what the server says (RFC 3464).
//!
//! A sending has an envelope sender of its own, `bounce+ID.MARK@domain`, so that its report names it whatever else the report says. The
//! mark is the installation's: nobody who was not sent the mail can report on it.

use mail_parser::{Message, MessageParser, MimeHeaders as _};

/// Headers in which servers name the address that they delivered to.
const DELIVERED: [&str; 4] = ["To", "Delivered-To", "X-Original-To", "Envelope-To"];
/// No answer is kept at greater length.
const LONGEST: usize = 500;

/// What is not the report of a mail that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// It is no mail.
    #[error("this is no mail")]
    Mail,
    /// It has no part of type `message/delivery-status`.
    #[error("this mail is no report of delivery (RFC 3464)")]
    Report,
    /// It reports something else: a delay, a delivery.
    #[error("the report does not say that the mail failed")]
    NotFailed,
    /// It was not sent to an address of a sending.
    #[error("the report is about no mail of this court")]
    Foreign,
}

/// The report of a mail that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which sending, as its sender's address says.
    pub id: String,
    /// The mark beside it, to be checked.
    pub mark: String,
    /// What the server says.
    pub said: String,
}

/// The envelope's sender of a sending, beside the court's address for mails that come back; the address itself if it is none.
pub fn return_path(address: &str, id: &str, mark: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else { return address.to_owned() };
    format!("{local}+{id}.{mark}@{domain}")
}

/// Reads a report that came to the court's address for mails that come back.
///
/// # Errors
/// [`NoReport`] says what it is not.
pub fn read(mail: &[u8], address: &str) -> Result<Report, NoReport> {
    let mail = MessageParser::default().parse(mail).ok_or(NoReport::Mail)?;
    let status = mail.parts.iter().find(|part| {
        let kind = part.content_type();
        kind.is_some_and(|kind| kind.ctype() == "message" && kind.subtype() == Some("delivery-status"))
    });
    let status = String::from_utf8_lossy(status.ok_or(NoReport::Report)?.contents()).into_owned();
    if field(&status, "action").is_none_or(|action| !action.eq_ignore_ascii_case("failed")) {
        return Err(NoReport::NotFailed);
    }
    let said = [field(&status, "status"), field(&status, "diagnostic-code")];
    let said = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (id, mark) = sending(&mail, address).ok_or(NoReport::Foreign)?;
    Ok(Report { id, mark, said: said.chars().take(LONGEST).collect() })
}

/// Id and mark of the sending whose sender's address the report was delivered to.
fn sending(mail: &Message<'_>, address: &str) -> Option<(String, String)> {
    let (local, domain) = address.split_once('@')?;
    let of = |text: &str| {
        let (mine, its_domain) = text.trim().rsplit_once('@')?;
        let rest = mine.strip_prefix(local)?.strip_prefix('+')?;
        let (id, mark) = rest.rsplit_once('.')?;
        its_domain.eq_ignore_ascii_case(domain).then(|| (id.to_owned(), mark.to_owned()))
    };
    let named = DELIVERED.iter().filter_map(|name| mail.header_raw(*name));
    let mut addresses =
        named.flat_map(|text| text.split([',', '<', '>', ' ', '\r', '\n']).map(str::to_owned));
    addresses.find_map(|text| of(&text))
}

/// The first field of a name, with its folded lines.
fn field(status: &str, name: &str) -> Option<String> {
    let mut lines = status.lines().skip_while(|line| {
        !line.split_once(':').is_some_and(|(field, _)| field.trim().eq_ignore_ascii_case(name))
    });
    let (_, first) = lines.next()?.split_once(':')?;
    let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
    let all = std::iter::once(first).chain(folded).map(str::trim);
    Some(all.collect::<Vec<_>>().join(" "))
}
