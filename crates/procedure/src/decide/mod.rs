//! From what somebody asks to what is written: the one question "may this be written now, and what follows from it at once".
//!
//! A step is asked for with the very body that its entry will have. What the docket forbids is [`Hindrance`]; what the law
//! forbids, or what does not fit the calendar, is the rest of [`Why`].

mod check;
mod follow;

use crate::apply::Place;
use crate::case::Case;
use crate::events::Event;
use crate::rules::{Hindrance, stands};
use crate::steps::Step;
use tarazy_base::{Date, Instant, Zone};
use tarazy_docket::Hash;
use tarazy_law::Law;

/// The motion that asks to restore the limit of appeal, in list `motion`.
pub const RESTORE_APPEAL: &str = "restore-appeal";
/// The motion by which the claimant waives the claim, in list `motion`.
pub const WAIVER: &str = "waiver";
/// The motions that bring an agreement of the parties, with the ground of termination that an approval gives.
pub const AGREEMENTS: [(&str, &str); 3] =
    [("settlement", "settled"), ("mediation", "mediated"), ("participatory", "mediated")];

/// What a decision needs to know besides the case.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The law.
    pub law: &'a Law,
    /// By what was known on this day.
    pub known: Date,
    /// Now, ms UTC.
    pub now: i64,
    /// Zone of the court.
    pub zone: Zone,
    /// The judge on duty today, as the roster names him.
    pub duty: Option<&'a str>,
    /// History is being imported: the past is told, no day is in the future.
    pub importing: bool,
}

impl Context<'_> {
    /// The day of a moment in the court's zone; none outside the calendar.
    pub fn day_of(&self, ms: i64) -> Option<Date> {
        Some(Instant::from_ms(ms).ok()?.date_in(self.zone))
    }

    /// Today in the court's zone.
    pub fn today(&self) -> Date {
        self.day_of(self.now).unwrap_or(Date::MIN)
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The docket forbids it.
    Docket(Hindrance),
    /// The ground is not in the law's closed list.
    Ground {
        /// The list.
        list: String,
        /// What was given.
        code: String,
    },
    /// Not a day `YYYY-MM-DD`.
    NotADay(String),
    /// The day must lie after today.
    DayPassed(Date),
    /// The day must not lie after today.
    DayAhead(Date),
    /// The day must not lie before this one.
    DayBefore(Date),
    /// The day must not lie after the last one that the law gives.
    BeyondLimit(Date),
    /// The limit is not over: it may be done from this day on.
    NotBefore(Date),
    /// The appeal came in time, or its limit was restored.
    NotLate,
    /// The law gives no such day.
    NoDeadline,
    /// Neither Kazakh nor Russian.
    Language(String),
    /// The document is missing.
    NoDocument,
    /// A name is missing or too long.
    Name,
    /// A recusal on this ground must be granted.
    MustGrant(String),
    /// Nobody decides about his own recusal.
    OwnRecusal,
    /// This motion is answered by another step.
    OtherStep(Step),
    /// A granted measure must be named, a refused one not.
    Measure,
    /// The grounds of giving a claim back are others after its acceptance.
    AcceptedClaim,
    /// It must name another case than this one.
    SameCase,
    /// A notice is about one hearing or one act.
    OneSubject,
    /// A notice names no way by which it goes, or one of them twice.
    Ways,
    /// This channel needs an address.
    NoAddress(String),
}

/// A refused step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The step.
    pub step: Step,
    /// Why.
    pub why: Why,
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An entry of the case's own docket.
    Write(Box<Event>),
    /// The act that was written just before is in force since this day.
    InForce {
        /// The day, `YYYY-MM-DD`.
        since: String,
    },
}

/// Whether what is asked may be written now, and what is written.
///
/// # Errors
/// [`Refused`] with what stands against it.
pub fn decide(case: &Case, asked: Event, context: &Context<'_>) -> Result<Vec<Deed>, Refused> {
    let step = asked.step();
    let refused = |why| Refused { step, why };
    stands(case, &asked).map_err(|why| refused(Why::Docket(why)))?;
    if !context.importing {
        check::check(case, &asked, context).map_err(refused)?;
    }
    let deeds = follow::follow(case, asked, context);
    let mut after = case.clone();
    let place = Place { leaf: Hash([0; 32]), time: context.now };
    for deed in &deeds {
        if let Deed::Write(event) = deed {
            after.apply(place, event).map_err(|fault| refused(Why::Docket(fault.why)))?;
        }
    }
    Ok(deeds)
}
