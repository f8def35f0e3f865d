//! The programs in `independent`, kept running so that many files can be judged by them, and ours beside them.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Reads one list of arguments a line, runs the program's `main` with them, answers one line: exit code and output.
const DRIVER: &str = r#"
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
import tarazy_verify
for line in sys.stdin:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            code = tarazy_verify.main(json.loads(line))
        except SystemExit as e:
            code = e.code
    print(json.dumps([code, out.getvalue()]), flush=True)
"#;

/// Another program, running.
pub(crate) struct Peer {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What a program said: exit code, and the JSON object if it printed one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) code: i64,
    pub(crate) json: Option<Value>,
}

impl Said {
    fn new(code: i64, out: &str) -> Self {
        Self { code, json: serde_json::from_str(out).ok() }
    }

    /// The verdict's word, or `unreadable`.
    pub(crate) fn word(&self) -> String {
        let word = self.json.as_ref().and_then(|json| json["verdict"].as_str());
        word.unwrap_or("unreadable").to_owned()
    }

    /// What both programs must agree on: everything where something is proven, code and word where it is not.
    pub(crate) fn compared(mut self) -> Self {
        if let Some(Value::Object(members)) = &mut self.json
            && self.code != 0
        {
            members.retain(|name, _| name == "verdict");
        }
        self
    }
}

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../independent/python")
}

impl Peer {
    /// The program in `independent/python`.
    pub(crate) fn python() -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", DRIVER]).arg(folder()).env("PYTHONDONTWRITEBYTECODE", "1");
        Self::start(&mut command)
    }

    /// The program in `independent/js`.
    pub(crate) fn javascript() -> Self {
        Self::start(Command::new("node").arg(folder().join("../js/test/driver.mjs")))
    }

    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, to, from }
    }

    pub(crate) fn say(&mut self, arguments: &[&str]) -> Said {
        writeln!(self.to, "{}", serde_json::to_string(arguments).unwrap()).unwrap();
        self.to.flush().unwrap();
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        let (code, out): (i64, String) =
            serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {arguments:?}"));
        Said::new(code, &out)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What our own program says.
pub(crate) fn ours(arguments: &[&str]) -> Said {
    let out = Command::new(env!("CARGO_BIN_EXE_tarazy-verify")).args(arguments).output().unwrap();
    Said::new(out.status.code().unwrap().into(), &String::from_utf8(out.stdout).unwrap())
}
