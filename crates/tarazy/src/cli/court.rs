//! The command line of courts and of the personnel office: `tarazy court`, `tarazy judge`.

use clap::Subcommand;

/// `tarazy court`.
#[derive(Debug, Subcommand)]
pub(crate) enum Court {
    /// Add a court, or change its name and divisions
    Put {
        /// Four digits
        code: String,
        /// Name in Kazakh
        #[arg(long)]
        kk: String,
        /// Name in Russian
        #[arg(long)]
        ru: String,
        /// Name in English
        #[arg(long)]
        en: String,
        /// Its zone
        #[arg(long, default_value = "Asia/Almaty")]
        zone: String,
        /// A division; may be repeated
        #[arg(long = "division", default_values_t = [String::from("civil")])]
        divisions: Vec<String>,
        /// Code of the court that hears appeals from it; enter that court first
        #[arg(long)]
        appeals_to: Option<String>,
    },
    /// Put the law of today into the rules of a court's draws
    Rules {
        /// Four digits
        code: String,
    },
    /// Put judges on the duty roster, or show it if no day is named. Days that are not named stay as they are
    Roster {
        /// Four digits
        code: String,
        /// A day and its judge, as YYYY-MM-DD=JUDGE; may be repeated
        #[arg(long = "day", value_name = "DAY=JUDGE")]
        days: Vec<String>,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// List the courts
    List,
}

/// `tarazy judge`.
#[derive(Debug, Subcommand)]
pub(crate) enum Judge {
    /// Appoint a judge to a division
    Appoint {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// Name
        #[arg(long)]
        name: String,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// In ‰ of full time
        #[arg(long, default_value_t = 1000)]
        capacity: u32,
        /// Beginning of the codes of categories that the judge takes; may be repeated; none: all
        #[arg(long = "category")]
        categories: Vec<String>,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Log an absence; ended by `judge return`
    Absent {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// First day, YYYY-MM-DD; today if not given
        #[arg(long)]
        from: Option<String>,
        /// First day back, YYYY-MM-DD
        #[arg(long)]
        to: Option<String>,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Log that a judge is back
    Return {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Log that a judge leaves the division; his balance moves to the public account. He may be appointed anew
    Leave {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Change a judge's capacity; the last setting holds
    Capacity {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// In ‰ of full time
        capacity: u32,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Set the categories that a judge takes, by the beginnings of their codes; the last setting holds
    Specialise {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// Beginning of the codes of categories; may be repeated; none: all
        #[arg(long = "category")]
        categories: Vec<String>,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Log that two judges may not sit in one bench. It holds until the day named by --to, and is final otherwise
    Incompatible {
        /// Court code
        court: String,
        /// Public id
        judge: String,
        /// Public id of the other
        other: String,
        /// First day on which they may sit together again, YYYY-MM-DD
        #[arg(long)]
        to: Option<String>,
        /// Division
        #[arg(long, default_value = "civil")]
        division: String,
        /// Who signed, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
    /// Log that the law keeps a judge from a case. Final: the case is drawn without the judge
    Conflict {
        /// Case number or stream
        case: String,
        /// Public id
        judge: String,
        /// Ground, of the law's list (`tarazy law recusal`)
        #[arg(long)]
        ground: String,
        /// Who found it, as role:id
        #[arg(long, default_value = "chair:chair")]
        by: String,
    },
}
