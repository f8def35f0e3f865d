//! `tarazy contributor`.

use super::Bears;
use clap::Subcommand;
use std::net::SocketAddr;
use std::path::PathBuf;

/// `tarazy contributor`.
#[derive(Debug, Subcommand)]
pub(crate) enum ContributorCommand {
    /// Make a contributor's key; prints the public key for the court's configuration
    Init {
        /// The contributor's folder
        dir: PathBuf,
    },
    /// Promise a part of its own for each draw, write down every draft that the court showed, and show the part when the round
    /// has spoken
    Run {
        /// The contributor's folder
        dir: PathBuf,
        /// The contributor's id in the rules of the court
        #[arg(long)]
        id: String,
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:7201")]
        listen: SocketAddr,
        /// What it bears
        #[command(flatten)]
        limits: Bears,
        /// End when the standard input ends
        #[arg(long, hide = true)]
        until_eof: bool,
    },
}
