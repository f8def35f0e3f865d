//! Procedure: the life of a case, as pure functions over its docket.
//!
//! A case is what its entries make of it: [`Case::apply`] folds them one by one. [`decide()`] says whether a step may be taken now
//! and what is written then; both ask [`rules::stands`], so nothing can be written that a reader would refuse. [`next()`] says
//! what is due, whose it is and until when; [`offers()`] what can be done now, [`asks::asks`] what each step asks for. The grounds, limits and lists come from the law, dated and cited. The room knows no
//! database and no clock. Its truth is the Civil Procedure Code as summarised in `docs/procedure.md`.

pub mod apply;
pub mod asks;
pub mod case;
pub mod decide;
pub mod events;
pub mod next;
pub mod notice;
pub mod offers;
pub mod rules;
pub mod stage;
pub mod steps;

pub use apply::{Fault, Place};
pub use case::{Case, Instance};
pub use decide::{Context, Deed, Refused, Why, decide};
pub use events::{Event, Imported, PartyRole};
pub use next::{Due, Next, Subject, appeal_day, in_force_day, next};
pub use notice::{Notice, Proposal, propose};
pub use offers::{Offer, offers};
pub use rules::Hindrance;
pub use stage::Stage;
pub use steps::{Correction, Step, Who};
