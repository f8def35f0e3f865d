//! The command line.

use crate::texts::Lang;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Checks receipts, exports and draws of a Tarazy log. Exit code 0: proven. 1: not proven, the verdict says why. 2: unreadable
/// or wrong use.
#[derive(Debug, Parser)]
#[command(name = "tarazy-verify", version)]
pub(crate) struct Args {
    /// What is checked.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print one JSON object.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Present time in milliseconds since 1970 (default: the clock).
    #[arg(long, global = true, value_name = "MS", allow_negative_numbers = true)]
    pub(crate) now: Option<i64>,
    /// Language of what is said.
    #[arg(long, global = true, value_enum, default_value_t = Lang::Kk)]
    pub(crate) lang: Lang,
}

/// What is checked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// One receipt.
    Receipt {
        /// The receipt, a `.tlog-proof` file.
        file: PathBuf,
        /// A C2SP tlog-policy file that you brought.
        #[arg(long, value_name = "POLICY")]
        trust: PathBuf,
    },
    /// A whole export: a copy of the tile tree with `checkpoint` and `policy`.
    Replay {
        /// The export's folder.
        dir: PathBuf,
        /// A C2SP tlog-policy file that you brought. Without it the keys come from the export.
        #[arg(long, value_name = "POLICY")]
        trust: Option<PathBuf>,
        /// An older checkpoint, or a receipt, of the same log. May be given several times.
        #[arg(long, value_name = "OLD")]
        checkpoint: Vec<PathBuf>,
        /// Look neither at signatures nor at proofs of randomness: to see quickly whether a copy fits together. Nothing is
        /// proven then, and the exit code is 1.
        #[arg(long)]
        no_signatures: bool,
    },
    /// One draw, from its offline bundle.
    Draw {
        /// The bundle.
        file: PathBuf,
        /// A C2SP tlog-policy file that you brought. Without it nobody's signature is checked.
        #[arg(long, value_name = "POLICY")]
        trust: Option<PathBuf>,
    },
    /// The known answers of the draw's arithmetic, recomputed.
    DrawKat {
        /// A file of known answers.
        file: PathBuf,
    },
}
