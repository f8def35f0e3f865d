//! `tarazy witness`, and what servers without a configuration file bear.

use crate::config::Http;
use clap::{Args, Subcommand};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// `tarazy witness`.
#[derive(Debug, Subcommand)]
pub(crate) enum WitnessCommand {
    /// Make a witness's key; prints the public key for the court's policy
    Init {
        /// The witness's folder
        dir: PathBuf,
        /// Name of the key, such as bar.example/witness
        #[arg(long)]
        name: String,
    },
    /// Cosign the checkpoints of logs (C2SP tlog-witness)
    Run {
        /// The witness's folder
        dir: PathBuf,
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:7001")]
        listen: SocketAddr,
        /// Public key of a log; may be repeated
        #[arg(long = "log", required = true)]
        logs: Vec<String>,
        /// What it bears
        #[command(flatten)]
        limits: Bears,
        /// End when the standard input ends
        #[arg(long, hide = true)]
        until_eof: bool,
    },
    /// Print what the witness cosigned in the last two years: time, size, root; also beside the running witness
    History {
        /// The witness's folder
        dir: PathBuf,
        /// The log's origin
        #[arg(long)]
        origin: String,
        /// From this time, in seconds since 1970
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// To this time, included
        #[arg(long, default_value_t = u64::MAX, hide_default_value = true)]
        to: u64,
        /// Instead, print the first cosigned checkpoint that covers the entry with this index
        #[arg(long, conflicts_with_all = ["from", "to"])]
        covering: Option<u64>,
    },
}

/// What a server without a configuration file bears.
#[derive(Debug, Args)]
pub(crate) struct Bears {
    /// Requests a second that one address may send in the long run
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// Address of a proxy before this server; may be repeated
    #[arg(long = "proxy", value_name = "ADDRESS")]
    proxies: Vec<IpAddr>,
    /// Header in which the proxy names the address that it serves, as its last item
    #[arg(long, default_value = "x-forwarded-for", value_name = "NAME")]
    proxy_header: String,
}

impl Bears {
    /// The same as of a configuration file.
    pub(crate) fn http(&self) -> Http {
        let (proxies, proxy_header) = (self.proxies.clone(), self.proxy_header.clone());
        Http { rate: self.rate, burst: 4 * self.rate, proxies, proxy_header, ..Http::default() }
    }
}
