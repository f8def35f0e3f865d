//! The socket in the data directory (docket.md section 8, point 10): commands of the command line reach a running server.
//! The right to open it makes an operator.

use crate::failure::Failure;
use std::fs::{File, Permissions};
use std::io::ErrorKind;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use tarazy_store::Command;
use tarazy_store::wire;
use tarazy_store::writer::{Handle, Outcome};

/// Its name in the data directory.
pub(crate) const NAME: &str = "tarazy.sock";
/// Longest path that the system takes for a socket.
const MAX_PATH: usize = 100;

/// A path to the socket that the system takes, with what keeps it valid.
struct Address {
    path: PathBuf,
    #[expect(dead_code, reason = "held open, because a long path goes through its descriptor")]
    folder: Option<File>,
}

impl Address {
    fn new(folder: &Path, name: &str) -> std::io::Result<Self> {
        let path = folder.join(name);
        if path.as_os_str().len() <= MAX_PATH {
            return Ok(Self { path, folder: None });
        }
        let open = File::open(folder)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}/{name}", open.as_raw_fd()));
        Ok(Self { path, folder: Some(open) })
    }
}

/// A connection to the running server; `None` if none runs.
///
/// # Errors
/// A failure if the socket may not be opened.
pub(crate) fn connect(folder: &Path) -> Result<Option<UnixStream>, Failure> {
    let failed = |e: std::io::Error| Failure::not_done(format!("{}: {e}", folder.join(NAME).display()));
    let connected = Address::new(folder, NAME).and_then(|address| UnixStream::connect(&address.path));
    match connected {
        Ok(stream) => Ok(Some(stream)),
        // The file of a server that was killed is left behind.
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(e) => Err(failed(e)),
    }
}

/// Who operates this process, as entries name him.
pub(crate) fn operator() -> String {
    named(rustix::process::getuid())
}

fn named(uid: rustix::process::Uid) -> String {
    format!("operator:u{}", uid.as_raw())
}

/// The listening side, which a thread of its own serves.
pub(crate) struct Socket {
    folder: PathBuf,
    stopped: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Socket {
    /// Opens the socket, for its owner alone, and serves it.
    ///
    /// # Errors
    /// A failure of the system.
    pub(crate) fn open(folder: &Path, handle: Handle) -> Result<Self, Failure> {
        let failed = |e: std::io::Error| Failure::not_done(format!("{}: {e}", folder.join(NAME).display()));
        let listener = bind(folder).map_err(failed)?;
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        let thread = std::thread::Builder::new().name("socket".to_owned());
        let thread = thread.spawn(move || accept(&listener, &handle, &flag)).map_err(failed)?;
        Ok(Self { folder: folder.to_owned(), stopped, thread })
    }

    /// Takes no more connections. Commands under way are still answered.
    ///
    /// # Errors
    /// A failure of the system.
    pub(crate) fn close(self) -> Result<(), Failure> {
        self.stopped.store(true, Ordering::SeqCst);
        // The listener waits for one more connection.
        drop(connect(&self.folder)?);
        self.thread.join().map_err(|_| Failure::not_done("the socket's thread was lost"))?;
        let path = self.folder.join(NAME);
        std::fs::remove_file(&path).map_err(|e| Failure::file(&path, &e))
    }
}

/// Binds under another name and renames, so that nobody can connect before the mode is set. What a killed server left is
/// replaced: whoever calls this is the sequencer.
fn bind(folder: &Path) -> std::io::Result<UnixListener> {
    let new = Address::new(folder, "tarazy.sock.new")?;
    match std::fs::remove_file(&new.path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        Ok(()) | Err(_) => {}
    }
    let listener = UnixListener::bind(&new.path)?;
    std::fs::set_permissions(&new.path, Permissions::from_mode(0o600))?;
    std::fs::rename(&new.path, Address::new(folder, NAME)?.path)?;
    Ok(listener)
}

fn accept(listener: &UnixListener, handle: &Handle, stopped: &AtomicBool) {
    for stream in listener.incoming() {
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        let handle = handle.clone();
        let serve = move |stream: UnixStream| {
            let thread = std::thread::Builder::new().name("operator".to_owned());
            thread.spawn(move || serve(stream, &handle)).map(|_| ())
        };
        if let Err(cause) = stream.and_then(serve) {
            tracing::error!(%cause, "socket.failed");
        }
    }
}

fn serve(mut stream: UnixStream, handle: &Handle) {
    let operator = match rustix::net::sockopt::socket_peercred(&stream) {
        Ok(peer) => named(peer.uid),
        Err(cause) => return tracing::error!(%cause, "socket.stranger"),
    };
    let mut submit = |command| submit(handle, &operator, command);
    if let Err(cause) = wire::serve(&mut stream, &mut submit) {
        tracing::warn!(%cause, "socket.broken");
    }
}

/// A command of an operator. He is the actor where it names none.
fn submit(handle: &Handle, operator: &str, command: Command) -> Outcome {
    let actor = if command.actor.is_empty() { operator.to_owned() } else { command.actor };
    let command = Command { actor, ..command };
    crate::submitters::refuse_own(&command.kind)?;
    handle.submit(command)
}
