//! `tarazy serve`.

use crate::cli::{Cli, Serve};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use crate::server::{End, Running};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::mpsc::{Sender, channel};

/// Runs the command until it is told to stop.
///
/// # Errors
/// A failure that says what stands in the way, or why nothing more may be written.
pub(crate) fn run(cli: &Cli, args: &Serve) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let node = Node::open(&installation)?;
    serve(&installation, node, args.listen, args.until_eof, |address| {
        println!("listening on http://{address}");
    })
}

/// Serves with a node until it is told to stop. `ready` hears where.
///
/// # Errors
/// As [`run`].
pub(crate) fn serve(
    installation: &Installation,
    node: Node,
    listen: SocketAddr,
    until_eof: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_target(false).init();
    let signals = Signals::new([SIGINT, SIGTERM]).map_err(Failure::not_done)?;
    let (tell, told) = channel();
    let running = Running::start(installation, node, listen, &tell)?;
    ready(running.address());
    on_signal(signals, tell.clone())?;
    if until_eof {
        on_eof(tell)?;
    }
    let end = told.recv().map_err(Failure::not_done)?;
    running.stop()?;
    match end {
        End::Asked => Ok(()),
        End::Failed(what) => {
            Err(Failure::not_done(format!("{what}; look at it, then start the server again")))
        }
    }
}

fn on_signal(mut signals: Signals, tell: Sender<End>) -> Result<(), Failure> {
    let wait = move || {
        if signals.forever().next().is_some() {
            // Nobody listens any more if the server is being stopped already.
            drop(tell.send(End::Asked));
        }
    };
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread.spawn(wait).map(|_| ()).map_err(Failure::not_done)
}

fn on_eof(tell: Sender<End>) -> Result<(), Failure> {
    let wait = move || {
        let mut rest = Vec::new();
        // Its end and its failure mean the same: whoever started this server is gone.
        drop(std::io::stdin().read_to_end(&mut rest));
        drop(tell.send(End::Asked));
    };
    let thread = std::thread::Builder::new().name("parent".to_owned());
    thread.spawn(wait).map(|_| ()).map_err(Failure::not_done)
}
