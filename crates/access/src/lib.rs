//! Access: accounts, sign-in, sessions, roles, and the one place that decides who may do what.
//!
//! Accounts, people and their roles are truth and change only through the one writer ([`Access`] is its office), each change
//! with a row of audit. Sessions and failed sign-ins are chatter and lie in a file of their own ([`sessions`]). Who may is
//! written in `policies/` as Cedar policies that a lawyer can read ([`policy`]); nothing that they do not permit is permitted.
//! Time and randomness are passed in.

mod audit;
pub mod bodies;
mod codes;
mod names;
mod office;
mod parts;
pub mod policy;
mod records;
pub mod secrets;
pub mod sessions;
pub mod sign_in;

pub use audit::{AuditRow, audit};
pub use codes::opens;
pub use names::{Login, NotALogin, Role};
pub use office::Access;
pub use parts::{Capacity, Part, cases_of, parts};
pub use records::{Account, Enrolment, Grant, Person, account, people, person};
