//! The printed summons: the seam where the installation puts what makes its papers. What it says is here; how it looks, the binary's.

use tarazy_base::{Date, Lang, Time};
use tarazy_procedure::PartyRole;

/// What a summons says. The rest is the same for everybody and stands in the paper itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The language of the proceedings: Kazakh or Russian.
    pub lang: Lang,
    /// Code of the court.
    pub court: String,
    /// Its name.
    pub court_name: String,
    /// Number of the case.
    pub number: Option<String>,
    /// What names the summons apart from all others.
    pub id: String,
    /// The day on which it is made.
    pub made: Date,
    /// The day of the hearing.
    pub day: Date,
    /// And its time.
    pub time: Time,
    /// Code of the room.
    pub room: String,
    /// Whom it is for.
    pub addressee: String,
    /// Where he lives.
    pub address: Option<String>,
    /// Who against whom, about what.
    pub matter: String,
    /// As whom he is called.
    pub role: PartyRole,
    /// It goes to a representative.
    pub is_representative: bool,
    /// The code by which he enters the case for the first time; on the copy for the counter alone.
    pub code: Option<String>,
}

impl core::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Sheet({}, …)", self.id)
    }
}

/// It was not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the summons cannot be printed: {0}")]
pub struct NotPrinted(pub String);

/// Prints summonses.
pub trait Summonses: Send + Sync {
    /// The summons as PDF. Takes its time.
    ///
    /// # Errors
    /// [`NotPrinted`].
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, NotPrinted>;
}
