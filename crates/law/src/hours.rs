//! `[[hours]]`: when courts open and close on a working day. What must be done in the court itself ends when it closes.

use crate::error::LawFault;
use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use jiff::civil::Time;
use tarazy_base::Date;

/// `[[hours]]`: the opening hours of courts that have no own. One version holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// They open.
    pub opens: Time,
    /// They close.
    pub closes: Time,
}

impl Law {
    /// The opening hours on a day, by what was known on another; none if the law has none.
    pub fn opening_hours(&self, day: Date, known: Date) -> Option<&Rule<Hours>> {
        self.books.hours.get("", day, known)
    }
}

impl Kind for Hours {
    const SECTION: &'static str = "hours";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let (opens, closes) = (f.clock("opens"), f.clock("closes"));
        let (opens, closes) = (opens?, closes?);
        if closes <= opens {
            f.fault(LawFault::Wrong { member: "closes", expected: "later than `opens`" });
            return None;
        }
        Some((String::new(), Self { opens, closes }))
    }
}
