//! The socket in the data directory (docket.md section 8, points 10 and 11): commands of the command line reach a running
//! server, over the same HTTP as everybody's. The right to open it makes an operator.

use crate::failure::Failure;
use std::borrow::Cow;
use std::fs::{File, Permissions};
use std::io::ErrorKind;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use tarazy_docket::{Object, Value};
use tarazy_store::writer::Outcome;
use tarazy_store::{Answer, Command, Refusal};
use tarazy_web::client::{self, Question};
use tarazy_web::commands::PATH;

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

/// Gives a command to the running server and waits for what it came to.
///
/// # Errors
/// If the answer was lost. Then it is not known whether the command was carried out, and the same may be sent again.
pub(crate) fn ask(stream: UnixStream, command: &Command) -> std::io::Result<Outcome> {
    let body = command.to_value().to_bytes().into();
    let question = Question { path: PATH.to_owned(), headers: Vec::new(), body: Some(body) };
    let answer = client::ask_socket(stream, &question)?;
    let strange = || std::io::Error::other("a reply that is neither an answer nor a refusal");
    let Ok(Value::Object(mut reply)) = Value::from_json(&answer.body) else { return Err(strange()) };
    if answer.status != 200 {
        return refusal(answer.status, &reply).map(Err).ok_or_else(strange);
    }
    let Some(Value::Bool(replayed)) = reply.remove("replayed") else { return Err(strange()) };
    Answer::from_value(Value::Object(reply), replayed).map(Ok).ok_or_else(strange)
}

fn refusal(status: u16, reply: &Object) -> Option<Refusal> {
    let code: Cow<'static, str> = reply.get("code")?.as_text()?.to_owned().into();
    let args = reply.get("args").and_then(Value::as_array).unwrap_or_default();
    args.iter().try_fold(Refusal::new(status, code), |refusal, pair| {
        let [name, value] = pair.as_array()? else { return None };
        Some(refusal.with(name.as_text()?.to_owned(), value.as_text()?))
    })
}

/// Who operates this process, as entries name him.
pub(crate) fn operator() -> String {
    operator_of(rustix::process::getuid().as_raw())
}

/// A user of this machine, as entries name him.
pub(crate) fn operator_of(user: u32) -> String {
    format!("operator:u{user}")
}

/// The listening side, for its owner alone. It is bound under another name and renamed, so that nobody can connect before
/// the mode is set. What a killed server left is replaced: whoever calls this is the sequencer.
///
/// # Errors
/// A failure of the system.
pub(crate) fn listen(folder: &Path) -> Result<UnixListener, Failure> {
    bind(folder).map_err(|e| Failure::not_done(format!("{}: {e}", folder.join(NAME).display())))
}

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

/// Removes the socket's name, after its server has ended.
///
/// # Errors
/// A failure of the system.
pub(crate) fn remove(folder: &Path) -> Result<(), Failure> {
    let path = folder.join(NAME);
    std::fs::remove_file(&path).map_err(|e| Failure::file(&path, &e))
}
