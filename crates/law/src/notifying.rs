//! `[[notifying]]`: how an installation goes about notices where the law leaves it free: how long a code on a summons holds, how long a
//! mail is tried, how often the outcome of a sending may be unknown. It is the installation's policy, and says so.

use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use tarazy_base::Date;

/// The policy of notices. One version holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifying {
    /// How many days a code on a summons holds.
    pub code_days: u32,
    /// How many days a notice without a hearing is tried; one about a hearing is tried until it begins.
    pub try_days: u32,
    /// How often the outcome of a sending may be unknown before it is given up.
    pub unknown_most: u32,
}

impl Kind for Notifying {
    const SECTION: &'static str = "notifying";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code_days = f.int("code_days", 1..=366, "1 to 366 days");
        let try_days = f.int("try_days", 1..=60, "1 to 60 days");
        let unknown_most = f.int("unknown_most", 1..=20, "1 to 20 times");
        let what = Self { code_days: code_days?, try_days: try_days?, unknown_most: unknown_most? };
        Some((String::new(), what))
    }
}

impl Law {
    /// The policy of notices on a day, by what was known on another.
    pub fn notifying(&self, day: Date, known: Date) -> Option<&Rule<Notifying>> {
        self.books.notifying.get("", day, known)
    }
}
