//! The end of a case and what follows it.

use super::Imported;
use super::body::bodies;

bodies! {
    /// `case.closed`: nothing is left to do. Corrected by [`CaseReopened`].
    CaseClosed {
        /// Why: `decided`, `returned`, `withdrawn`, `refused`, `left`, `terminated`, `merged`, `duplicate`.
        outcome: String,
        /// Written by an import.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        imported: Imported,
    }
    /// `stream.reopened`: a closed case is taken up again.
    CaseReopened {
        /// Code of the ground of list `reopening`.
        ground: String,
    }
    /// `case.archived`: the file lies in the archive. Corrected by reopening the case.
    CaseArchived {
        /// Index of the file in the nomenclature.
        index: String,
        /// Year in which it may be destroyed; absent where it is kept for good.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<i64>,
    }
}
