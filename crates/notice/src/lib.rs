//! Notices on their way: a mail is written and signed, handed to a server, and what the server said is told so that it can be evidence.
//!
//! The room knows no docket and no database. What a notice is, what its evidence allows to conclude and what is due stands in
//! `procedure`; which jobs wait, and what becomes of an outcome, in the binary's `mails`. Its truth is RFC 5321, 5322 and 6376.

pub mod bounce;
pub mod mail;
pub mod smtp;

pub use mail::{Letter, MailError, Mailer, Ready};
pub use smtp::{Hindrance, Outcome, Security, Server, send};
