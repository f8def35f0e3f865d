//! The words that every other room speaks: typed identifiers, numbers of persons and organisations, case numbers,
//! courts, money, languages, dates and moments, and two functions over text (the search key, the search for personal
//! data).
//!
//! The room is pure: no I/O, no clock, no randomness; it imports no other room, and the rules of time zones are compiled
//! in. Its truth is the domain reference (law, formats, the Kazakh language) and `docs/spec/docket.md` sections 2 and 6.
//! What stands there with a mark below "verified" is never a hard rule here: an unknown court or kind of case is
//! accepted, a doubtful IIN can be read with its doubt. [`certainty::Certainty`] carries the mark.

pub mod bin;
pub mod case_number;
pub mod certainty;
pub mod courts;
pub mod dates;
pub mod fold_text;
pub mod ids;
pub mod iin;
pub mod lang;
pub mod message;
pub mod money;
pub mod old_number;
pub mod personal;
mod phone;
pub mod time;
mod twelve;

pub use bin::{Bin, BinKind, BinUnit};
pub use case_number::{CaseKind, CaseNumber, CaseNumberError};
pub use certainty::Certainty;
pub use dates::{DateCase, date_kk, format_date, ordinal_kk};
pub use ids::{CategoryCode, CourtCode, DivisionId, IdError, Identifier, OfficerId};
pub use iin::{Iin, Sex};
pub use jiff::civil::{Date, Time};
pub use lang::{Lang, Text3};
pub use message::Message;
pub use money::{MoneyError, Tiyn};
pub use old_number::{CaseRef, OldNumber, parse_reference};
pub use personal::{Finding, PersonalKind, find_personal};
pub use time::{Instant, TimeError, Zone};
pub use twelve::NumberError;
