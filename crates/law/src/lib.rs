//! The law as data: every list, weight, number of judges and time that a court rule can change, with its citation, the
//! dates from and to which it holds, where it was read, and how sure that is.
//!
//! The files stand in `law/` beside the crates: `law/kz` for Kazakhstan, `law/br-sp` for the imported data set. This room
//! reads them ([`Law::load`]: bytes in, typed rules or a list of faults out), selects what is in force on a day
//! ([`Law::at`]) and lays together what a ledger's rules take from it ([`InForce::draw_rules`]). It is pure and imports
//! `base` alone. Its truth is the official wording where a rule says `V`, and `docs/spec/draw.md` for the defaults of the
//! draw; what is marked `M` or `L` is to be confirmed by the installation before production use.

mod book;
mod calendar;
mod citation;
mod courts_of;
mod deadline;
mod draw_rules;
mod embedded;
mod error;
mod explained;
mod fees;
mod grounds;
mod hours;
mod import_table;
mod in_force;
mod kinds;
mod law;
mod limits;
mod notifying;
mod reader;
mod references;
mod rule;
mod said;
pub mod schema;
mod service;
mod shelf;

pub use calendar::{CalendarYear, Day, Days, Move, NoCalendar, Observed, Occasion, OffWhy, Week};
pub use citation::{Act, Basis, Citation, Division};
pub use courts_of::{Condition, Fact, Jurisdiction, Venue, VenueKind};
pub use deadline::{
    About, Applied, ByLaw, Closing, Deadline, DeadlineError, Doubt, End, Request, Ruling, RulingKind, Step,
    Suspension, What,
};
pub use draw_rules::{DrawRules, NotInForce};
pub use embedded::{ALLOCATION_POLICY, KAZAKHSTAN, SAO_PAULO, kazakhstan, sao_paulo};
pub use error::{LawError, LawErrors, LawFault};
pub use explained::{Competence, Place};
pub use fees::{Fee, FeeDue, FeeError, Payer, Rate, Unit};
pub use grounds::Ground;
pub use hours::Hours;
pub use import_table::ImportedName;
pub use in_force::InForce;
pub use kinds::{
    Bench, CaseKindRule, Category, Cause, CauseClass, CauseList, Instance, Numbering, Policy, Procedure,
    Recusal, Refund, Timing,
};
pub use law::{Law, LawFile, Meta};
pub use limits::{CountStep, Ends, Event, Length, Limit, Owner, StepKind};
pub use notifying::Notifying;
pub use rule::{Listed, Rule};
pub use said::{Arg, InWords, Said};
pub use service::{Addressed, Conclusion, Service};
