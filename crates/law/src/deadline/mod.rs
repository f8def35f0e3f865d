//! Deadlines with their explanation: from a rule, an event, the calendar and the law at a date to the last moment, and every
//! step of the way: the first day, each day that does not count and why, each move and why. Pure: the zone, the days of the
//! two clocks and what happened in the case are passed in. The steps alone suffice to compute the day again.

mod compute;
mod count;
mod lines;
mod minutes;

pub(crate) use lines::mark as mark_message;

use crate::calendar::{NoCalendar, OffWhy};
use crate::citation::Basis;
use crate::limits::{Ends, Length, Owner};
use jiff::civil::Time;
use tarazy_base::{Certainty, Date, Instant, Text3, Zone};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Code of the limit.
    pub limit: &'a str,
    /// Day of the event, in the court's zone.
    pub event: Date,
    /// Moment of the event, where it is known.
    pub moment: Option<Instant>,
    /// The law of this day is applied; the event's day unless said otherwise.
    pub law: Date,
    /// By what was known on this day.
    pub known: Date,
    /// Zone of the court.
    pub zone: Zone,
    /// When the court closes, where its own hour is known; else the opening hours of the law count.
    pub closes: Option<Time>,
    /// Suspensions of the proceedings.
    pub suspensions: Vec<Suspension>,
    /// What a court ruled on this limit.
    pub ruling: Option<Ruling>,
}

impl<'a> Request<'a> {
    /// A limit that runs from an event of a day, by all that is known.
    pub fn on(limit: &'a str, event: Date, zone: Zone) -> Self {
        Self {
            limit,
            event,
            moment: None,
            law: event,
            known: Date::MAX,
            zone,
            closes: None,
            suspensions: Vec::new(),
            ruling: None,
        }
    }

    /// A limit that runs from an event of a moment.
    pub fn at(limit: &'a str, event: Instant, zone: Zone) -> Self {
        Self { moment: Some(event), ..Self::on(limit, event.date_in(zone), zone) }
    }
}

/// A time in which the proceedings were suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suspension {
    /// Day of the ruling on suspension: from this day on the limit stands still.
    pub from: Date,
    /// Day of the ruling on resumption: from this day on it runs; none while the proceedings are suspended.
    pub to: Option<Date>,
}

/// A court's ruling on a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// What it did.
    pub kind: RulingKind,
    /// The last day that it gives.
    pub until: Date,
}

/// What a ruling did to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RulingKind {
    /// It set a limit that the law leaves to the court.
    Set,
    /// It extended the limit.
    Extended,
    /// It restored a limit that was missed.
    Restored,
}

/// Tells since when a law is known, unless all that is known was asked for.
fn as_known(known: Date) -> String {
    if known == Date::MAX { String::new() } else { format!(", by what was known on {known}") }
}

/// Why there is no deadline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// No such limit then.
    #[error("no limit `{limit}` is in force on {law}{}", as_known(*known))]
    Unknown {
        /// Code of the limit.
        limit: String,
        /// Day of the law.
        law: Date,
        /// Day of knowledge.
        known: Date,
    },
    /// No calendar for a year that it reaches.
    #[error(transparent)]
    Calendar(#[from] NoCalendar),
    /// The law leaves it to the court, and no ruling is given.
    #[error("the law leaves limit `{0}` to the court: say until when it was set")]
    NeedsRuling(String),
    /// It ends when the court closes, and neither is that hour given nor has the law opening hours.
    #[error("limit `{0}` ends when the court closes: say at which hour")]
    NeedsClosing(String),
    /// It is counted to the minute, and the moment of its event is not given.
    #[error("limit `{0}` is counted from the moment of its event: say the hour and minute")]
    NeedsMoment(String),
    /// The ruling gives a day before the one that the law gives.
    #[error("a ruling until {until} would shorten the limit, which runs until {last}")]
    Shortens {
        /// Day of the ruling.
        until: Date,
        /// Day of the law.
        last: Date,
    },
    /// Resumed before it was suspended, or suspended twice at once.
    #[error("suspensions must follow each other, each resumed after its first day")]
    Suspensions,
    /// Beyond the calendar.
    #[error("beyond the years that a calendar can name")]
    OutOfRange,
}

/// A deadline with its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The limit, in the version that was applied.
    pub limit: Applied,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: End,
    /// What it rests on that is not verified.
    pub doubts: Vec<Doubt>,
    /// Zone of the last moment.
    pub zone: Zone,
}

/// The version of a limit that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Code.
    pub code: String,
    /// What has to be done.
    pub text: Text3,
    /// How long it is.
    pub length: Length,
    /// Who has to act.
    pub owner: Owner,
    /// The article.
    pub basis: Basis,
    /// First day on which this version holds.
    pub from: Date,
    /// First day on which this version could be known.
    pub known: Date,
}

/// One step of the explanation, with the article for it where a step has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub what: What,
    /// By which article.
    pub basis: Option<Basis>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The event from which the limit runs.
    Event {
        /// Day.
        day: Date,
        /// Moment, where it is known.
        moment: Option<Instant>,
        /// Its name.
        text: Text3,
    },
    /// The first day that can count.
    First(Date),
    /// The moment from which hours run.
    Moment(Instant),
    /// Hours do not run from one moment to another; none while the proceedings are suspended.
    Halted {
        /// From this moment.
        from: Instant,
        /// To this one.
        to: Option<Instant>,
    },
    /// A day off, not counted among working days.
    Skipped(Date, OffWhy),
    /// A day off of the week that is worked because its day off was moved: counted.
    Worked {
        /// The day.
        day: Date,
        /// Where its day off went.
        off: Date,
    },
    /// The limit stands still.
    Paused {
        /// First day that does not count.
        from: Date,
        /// First day that counts again; none while the proceedings are suspended.
        to: Option<Date>,
    },
    /// The last of the days by count.
    Counted(Date),
    /// The same number of the last month.
    SameNumber(Date),
    /// The last month lacks the number.
    NoSuchNumber {
        /// The number.
        number: i8,
        /// Last day of that month.
        last: Date,
    },
    /// Longer by the days of the suspension.
    Longer {
        /// So many days.
        days: u32,
        /// Until this day.
        last: Date,
    },
    /// A last day off gives way to the next working day.
    Moved {
        /// The last day as counted.
        from: Date,
        /// The last day now.
        to: Date,
        /// Each day off between, with the reason.
        over: Vec<(Date, OffWhy)>,
    },
    /// A court ruled.
    Ruled(Ruling),
    /// Another limit comes first.
    Follows(Box<Deadline>),
}

/// How a limit ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// On a last day.
    Due {
        /// The last day.
        last: Date,
        /// The moment at which it has run out: the first at which it is too late.
        until: Instant,
        /// Whether that is midnight or the court's closing.
        ends: Ends,
        /// When the court closes on the last day, for what is done in the court itself.
        counter: Option<Box<Closing>>,
        /// By which articles.
        basis: Vec<Basis>,
    },
    /// At a moment: hours and days of 24 hours are counted to the minute.
    DueAt {
        /// The moment at which it has run out.
        until: Instant,
        /// By which articles.
        basis: Vec<Basis>,
    },
    /// At once: on the day of the event, without a limit of time to use up.
    AtOnce(Date),
    /// Nothing is due: a state begins on this day.
    Begins(Date),
    /// The proceedings are suspended.
    Stopped {
        /// Since this day.
        since: Date,
        /// So much is left: days of the kind in which the limit counts, days of the calendar for months and years, begun
        /// hours for what is counted to the minute.
        left: u32,
    },
}

/// When the court closes, and by what that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The moment.
    pub at: Instant,
    /// The rule of opening hours; none where the court's own hour was given.
    pub by: Option<ByLaw>,
}

/// A rule that something else in the deadline comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByLaw {
    /// What it says.
    pub text: Text3,
    /// What it rests on.
    pub basis: Basis,
    /// How sure it is.
    pub mark: Certainty,
}

/// Something not verified that the deadline rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What.
    pub about: About,
    /// How sure it is.
    pub mark: Certainty,
}

/// What a doubt is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The limit or a step, by its citation.
    Rule(Box<Basis>),
    /// The calendar of a year.
    Calendar(i16),
}

impl Deadline {
    /// The last day, where there is one.
    pub fn last(&self) -> Option<Date> {
        match self.end {
            End::Due { last, .. } | End::AtOnce(last) => Some(last),
            // The moment itself is too late: at midnight the day before is the last.
            End::DueAt { until, .. } => Some(before(until).date_in(self.zone)),
            End::Begins(_) | End::Stopped { .. } => None,
        }
    }

    /// The moment at which it has run out, where there is one.
    pub fn until(&self) -> Option<Instant> {
        match self.end {
            End::Due { until, .. } | End::DueAt { until, .. } => Some(until),
            End::AtOnce(_) | End::Begins(_) | End::Stopped { .. } => None,
        }
    }

    /// How sure the deadline is: as sure as the least sure thing that it rests on.
    pub fn mark(&self) -> Certainty {
        self.doubts.iter().map(|doubt| doubt.mark).max().unwrap_or(Certainty::Verified)
    }
}

/// The last millisecond before a moment.
fn before(moment: Instant) -> Instant {
    Instant::from_ms(moment.ms() - 1).unwrap_or(moment)
}
