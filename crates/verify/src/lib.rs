//! `tarazy-verify`, the library: bytes, trust and present time in; verdict out (docket.md section 14, draw.md section 10).
//!
//! It knows only the rooms `docket` and `draw`. It has no I/O, no clock and no randomness; files of an export are read
//! through [`ExportSource`]. Where it says *proven*, a reader with the same bytes and the same trust file needs nobody's
//! word for it.
#![no_std]

extern crate alloc;

mod draw;
mod receipt;
mod replay;
mod source;
mod verdict;

pub use draw::{draw_verdict, verify_draw};
pub use receipt::{ReceiptReport, verify_receipt};
pub use replay::{
    Bundle, Checks, Counts, Given, OneByOne, Progress, Readers, ReplayReport, Unread, replay, replay_with,
};
pub use source::{ExportSource, Failure, SourceError, Unreadable};
pub use tarazy_draw::bundle::{BundleReport, Outcome};
pub use tarazy_draw::kat::{KatError, KatReport, check as check_known_answers};
pub use verdict::{Fault, Verdict};
