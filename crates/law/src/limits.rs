//! Limits: `[[limit]]`, the events from which they run (`[[event]]`), and the steps by which a code computes them
//! (`[[step]]`). A step that the law in force does not have is not taken.

use crate::error::LawFault;
use crate::reader::Fields;
use crate::rule::Kind;

/// How long a limit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// Days of the calendar.
    Days(u32),
    /// Working days.
    WorkingDays(u32),
    /// Months.
    Months(u32),
    /// Years.
    Years(u32),
    /// Hours, to the minute.
    Hours(u32),
    /// Days of 24 hours (сутки, тәулік) from the moment of the event, to the minute.
    FullDays(u32),
    /// At once, without a limit of time.
    AtOnce,
    /// The day of the event itself.
    SameDay,
    /// The first day after another limit has run out.
    After(String),
    /// As the court sets it.
    ByCourt,
}

/// At which hour of its last day a limit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ends {
    /// With the day.
    Midnight,
    /// When the court closes: the act can be done in the court alone.
    Closing,
}

/// Who has to act, or may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The judge or bench of the case.
    Court,
    /// The chair of the court, or another judge for the chair.
    Chair,
    /// The court of appeal.
    Appeal,
    /// The court of cassation.
    Cassation,
    /// The claimant.
    Claimant,
    /// The respondent.
    Respondent,
    /// Whoever takes part in the case.
    Party,
    /// Nobody: the day comes by itself.
    Nobody,
}

impl Owner {
    /// The word in the files.
    pub fn as_str(self) -> &'static str {
        OWNERS.iter().find(|(_, owner)| *owner == self).map_or("", |(word, _)| word)
    }
}

/// `[[limit]]`: within which time something has to be done, or may be; its text says what. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Code.
    pub code: String,
    /// Which steps compute it.
    pub computing: String,
    /// How long it is.
    pub length: Length,
    /// The event from which it runs.
    pub event: String,
    /// Who has to act.
    pub owner: Owner,
    /// At which hour it ends.
    pub ends: Ends,
    /// Its day is not the last for an act but the first of a state, such as legal force.
    pub begins: bool,
}

/// `[[event]]`: an event from which limits run. The key is its code, its text its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Code.
    pub code: String,
}

/// A step of computing a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// The limit runs from the day after the event.
    Start,
    /// Months end on the same number, or on the last day of a month without it.
    MonthEnd,
    /// A limit that would end on a day off ends on the next working day.
    NextWorkingDay,
    /// Hours and days of 24 hours run from the moment of the event, to the minute.
    Moment,
    /// The last day counts whole.
    Midnight,
    /// What is done in the court itself is done before it closes.
    Closing,
    /// A limit stands still while the proceedings are suspended.
    Suspension,
    /// Months and years become longer by as many days as the suspension lasted.
    SuspendedMonths,
    /// The court extends a limit.
    Extension,
    /// The court restores a limit that was missed.
    Restoration,
}

/// `[[step]]`: one step of one way of computing. The key is `computing/step`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountStep {
    /// The way of computing, such as `civil`.
    pub computing: String,
    /// The step.
    pub step: StepKind,
}

const OWNERS: [(&str, Owner); 8] = [
    ("court", Owner::Court),
    ("chair", Owner::Chair),
    ("appeal", Owner::Appeal),
    ("cassation", Owner::Cassation),
    ("claimant", Owner::Claimant),
    ("respondent", Owner::Respondent),
    ("party", Owner::Party),
    ("nobody", Owner::Nobody),
];
const STEPS: [(&str, StepKind); 10] = [
    ("start", StepKind::Start),
    ("month-end", StepKind::MonthEnd),
    ("next-working-day", StepKind::NextWorkingDay),
    ("moment", StepKind::Moment),
    ("midnight", StepKind::Midnight),
    ("closing", StepKind::Closing),
    ("suspension", StepKind::Suspension),
    ("suspended-months", StepKind::SuspendedMonths),
    ("extension", StepKind::Extension),
    ("restoration", StepKind::Restoration),
];
const LENGTH: &str = "such as \"5 working days\", \"10 days\", \"1 month\", \"3 years\", \"24 hours\", \"3 full days\", \"at once\", \"same day\", \"after appeal\" or \"by the court\"";

/// The key of a step.
pub(crate) fn step_key(computing: &str, step: StepKind) -> String {
    let word = STEPS.iter().find(|(_, kind)| *kind == step).map_or("", |(word, _)| word);
    format!("{computing}/{word}")
}

impl Length {
    /// Reads a length; none if it is not of one of the forms, or out of bounds.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "at once" => return Some(Self::AtOnce),
            "same day" => return Some(Self::SameDay),
            "by the court" => return Some(Self::ByCourt),
            _ => {}
        }
        if let Some(code) = text.strip_prefix("after ") {
            return tarazy_base::Identifier::parse(code).is_ok().then(|| Self::After(code.to_owned()));
        }
        let (number, unit) = text.split_once(' ')?;
        let number = if number.starts_with(['0', '+']) { None } else { number.parse::<u32>().ok() };
        let within = |most| number.filter(|n| *n <= most);
        match unit {
            "day" | "days" => within(3660).map(Self::Days),
            "working day" | "working days" => within(1000).map(Self::WorkingDays),
            "month" | "months" => within(120).map(Self::Months),
            "year" | "years" => within(50).map(Self::Years),
            "hour" | "hours" => within(1000).map(Self::Hours),
            "full day" | "full days" => within(100).map(Self::FullDays),
            _ => None,
        }
    }

    /// How many hours it is, where it is counted to the minute.
    pub fn hours(&self) -> Option<u32> {
        match self {
            Self::Hours(n) => Some(*n),
            Self::FullDays(n) => Some(24 * n),
            Self::Days(_) | Self::WorkingDays(_) | Self::Months(_) | Self::Years(_) => None,
            Self::AtOnce | Self::SameDay | Self::After(_) | Self::ByCourt => None,
        }
    }
}

impl Kind for Limit {
    const SECTION: &'static str = "limit";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let computing = f.id("computing");
        let length = f.text("length");
        let event = f.id("event");
        let owner = f.word(
            "owner",
            &OWNERS,
            "court, chair, appeal, cassation, claimant, respondent, party or nobody",
        );
        let ends = if f.has("ends") {
            f.word("ends", &[("midnight", Ends::Midnight), ("closing", Ends::Closing)], "midnight or closing")
        } else {
            Some(Ends::Midnight)
        };
        let begins = f.flag("begins");
        let Some(length) = Length::parse(&length?) else {
            f.fault(LawFault::Wrong { member: "length", expected: LENGTH });
            return None;
        };
        if matches!(length, Length::After(_)) && !begins? {
            let expected = "true where the length is `after` another limit: nothing is due on that day";
            f.fault(LawFault::Wrong { member: "begins", expected });
            return None;
        }
        let code = code?;
        let what = Self {
            code: code.clone(),
            computing: computing?,
            length,
            event: event?,
            owner: owner?,
            ends: ends?,
            begins: begins?,
        };
        Some((code, what))
    }
}

impl Kind for Event {
    const SECTION: &'static str = "event";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code")?;
        Some((code.clone(), Self { code }))
    }
}

impl Kind for CountStep {
    const SECTION: &'static str = "step";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let computing = f.id("computing");
        let expected = "start, month-end, next-working-day, moment, midnight, closing, suspension, suspended-months, extension or restoration";
        let step = f.word("step", &STEPS, expected);
        let (computing, step) = (computing?, step?);
        Some((step_key(&computing, step), Self { computing, step }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_words() {
        for (text, length) in [
            ("5 working days", Length::WorkingDays(5)),
            ("1 working day", Length::WorkingDays(1)),
            ("10 days", Length::Days(10)),
            ("1 month", Length::Months(1)),
            ("3 years", Length::Years(3)),
            ("24 hours", Length::Hours(24)),
            ("1 full day", Length::FullDays(1)),
            ("at once", Length::AtOnce),
            ("same day", Length::SameDay),
            ("by the court", Length::ByCourt),
            ("after appeal", Length::After("appeal".to_owned())),
        ] {
            assert_eq!(Length::parse(text), Some(length), "{text}");
        }
        for bad in [
            "",
            "5",
            "days",
            "0 days",
            "-1 days",
            "+1 days",
            "05 days",
            "5 weeks",
            "1001 working days",
            "1001 hours",
            "101 full days",
            "at  once",
            "after ",
            "after a b",
            "5  days",
        ] {
            assert_eq!(Length::parse(bad), None, "{bad}");
        }
    }
}
