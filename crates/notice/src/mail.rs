//! A mail of the court: written, with a Message-ID that is the same at every sending, and signed by DKIM.

use lettre::address::{Address, Envelope};
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::{ContentType, HeaderName};
use lettre::message::{Mailbox, Message};
use std::time::{Duration, SystemTime};

/// Why a mail cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The sender in the configuration is no mail address.
    #[error("the sender is no mail address: {0}")]
    Sender(String),
    /// The addressee's address is none. It is not told which.
    #[error("the address is no mail address")]
    Address,
    /// The key of signatures cannot be read.
    #[error("the DKIM key is no RSA key in PKCS#1 PEM (`-----BEGIN RSA PRIVATE KEY-----`): {0}")]
    Key(String),
    /// The mail cannot be put together.
    #[error("the mail cannot be written: {0}")]
    Text(String),
}

/// What a mail says, and to whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The subject: no names.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What its Message-ID begins with: one and the same however often it is sent.
    pub id: String,
    /// When, ms UTC.
    pub at: i64,
    /// Where it comes back to if it fails, where that is not the sender's own address.
    pub back: Option<String>,
}

impl core::fmt::Debug for Letter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Letter({}, …)", self.id)
    }
}

/// A mail as it goes over the line.
pub struct Ready {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
}

impl core::fmt::Debug for Ready {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Ready({} bytes)", self.bytes.len())
    }
}

impl Ready {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The headers that are signed. Content-Type is not: lettre signs before it is there (docs/decisions/0015-notices.md).
const SIGNED: [&str; 6] = ["From", "Subject", "To", "Date", "Message-ID", "MIME-Version"];

/// Writes mails in the court's name.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    dkim: Option<DkimConfig>,
}

impl Mailer {
    /// Who sends. `dkim` is the selector and the key, RSA in PKCS#1 PEM; the domain is the sender's.
    ///
    /// # Errors
    /// [`MailError`] if the sender is no address or the key none.
    pub fn new(from: &str, dkim: Option<(&str, &str)>) -> Result<Self, MailError> {
        let from: Mailbox = from.parse().map_err(|_| MailError::Sender(from.to_owned()))?;
        let dkim = dkim.map(|(selector, pem)| {
            let key = DkimSigningKey::new(pem, DkimSigningAlgorithm::Rsa)
                .map_err(|e| MailError::Key(e.to_string()))?;
            let relaxed = DkimCanonicalization {
                header: DkimCanonicalizationType::Relaxed,
                body: DkimCanonicalizationType::Relaxed,
            };
            let headers = SIGNED.map(HeaderName::new_from_ascii_str).to_vec();
            let domain = from.email.domain().to_owned();
            Ok(DkimConfig::new(selector.to_owned(), domain, key, headers, relaxed))
        });
        Ok(Self { from, dkim: dkim.transpose()? })
    }

    /// Writes and signs a mail.
    ///
    /// # Errors
    /// [`MailError`] if the address is none.
    pub fn write(&self, letter: &Letter) -> Result<Ready, MailError> {
        let to: Mailbox = letter.to.parse().map_err(|_| MailError::Address)?;
        let back = letter.back.as_deref().map(str::parse).transpose();
        let back: Option<Address> = back.map_err(|_| MailError::Sender("[mail] bounces".to_owned()))?;
        let addressee = to.email.clone();
        let since = Duration::from_millis(u64::try_from(letter.at).unwrap_or_default());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject.clone())
            .date(SystemTime::UNIX_EPOCH + since)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|e| MailError::Text(e.to_string()))?;
        if let Some(dkim) = &self.dkim {
            message.sign(dkim);
        }
        let envelope = match back {
            Some(back) => {
                Envelope::new(Some(back), vec![addressee]).map_err(|e| MailError::Text(e.to_string()))?
            }
            None => message.envelope().clone(),
        };
        Ok(Ready { envelope, bytes: message.formatted() })
    }
}
