//! The command line of notices: `tarazy notice`.

use clap::Subcommand;
use std::path::PathBuf;

/// `tarazy notice`.
#[derive(Debug, Subcommand)]
pub(crate) enum Notice {
    /// Notify or summon a party, by the ways that are named
    Issue {
        /// Case number or stream
        case: String,
        /// Number of the party
        #[arg(long)]
        party: i64,
        /// His representative, as the docket names him, where the notice goes to him
        #[arg(long)]
        representative: Option<String>,
        /// Number of the hearing
        #[arg(long, required_unless_present = "act", conflicts_with = "act")]
        hearing: Option<i64>,
        /// It is about the act on the merits
        #[arg(long)]
        act: bool,
        /// A way: portal, email, counter, post … (`tarazy law grounds notice-channel`), with an address and its origin where the
        /// party's own is not meant, as email=a@example.kz@contract; may be repeated
        #[arg(long = "way", required = true)]
        ways: Vec<String>,
        /// Who issues it, as role:id
        #[arg(long, default_value = "registrar")]
        by: String,
    },
    /// Note what became of a notice
    Note {
        /// Case number or stream
        case: String,
        /// Number of the notice
        notice: i64,
        /// The channel
        channel: String,
        /// What happened (`tarazy law grounds notice-evidence`)
        what: String,
        /// Who says so (`tarazy law grounds notice-source`)
        #[arg(long, default_value = "clerk")]
        source: String,
        /// Who took, refused or certified it
        #[arg(long)]
        person: Option<String>,
        /// As whom (`tarazy law grounds notice-person`)
        #[arg(long)]
        relation: Option<String>,
        /// When, ms UTC; now if not given
        #[arg(long)]
        at: Option<i64>,
        /// Number of the piece of evidence that was wrong
        #[arg(long)]
        instead_of: Option<i64>,
        /// The stub, report or certificate; may be repeated
        #[arg(long = "file")]
        files: Vec<PathBuf>,
        /// Who notes it, as role:id
        #[arg(long, default_value = "registrar")]
        by: String,
    },
    /// Cancel a mistaken notice
    Cancel {
        /// Case number or stream
        case: String,
        /// Number of the notice
        notice: i64,
        /// Code of the ground (`tarazy law grounds notice-cancel`)
        ground: String,
    },
    /// The judge concludes whether a notice was proper
    Conclude {
        /// Case number or stream
        case: String,
        /// Number of the notice
        notice: i64,
        /// Code of the law's way (`tarazy law rules service`), or of the defect with --not-proper; what the program proposes if
        /// not given
        #[arg(long)]
        ground: Option<String>,
        /// It was not proper
        #[arg(long, requires = "ground")]
        not_proper: bool,
        /// The judge; the rapporteur if not given
        #[arg(long)]
        judge: Option<String>,
    },
    /// Read a mail that came back and note that the notice was not delivered
    Bounce {
        /// File with the mail, as it was delivered; `-` for standard input
        file: PathBuf,
    },
    /// Show who was notified of what, the evidence, and what the program proposes to conclude
    Show {
        /// Case number or stream
        case: String,
    },
}
