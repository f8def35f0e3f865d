//! Running the built program on an installation in a temporary folder.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tarazy");

/// An installation.
pub(crate) struct Installation {
    folder: tempfile::TempDir,
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Installation {
    /// A new one with the law of the imported data set.
    pub(crate) fn for_import() -> Self {
        Self::new(&["--law", "br-sp", "--zone", "America/Sao_Paulo"])
    }

    /// A new one.
    pub(crate) fn new(args: &[&str]) -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap() };
        let args = [&["init"], args].concat();
        assert_eq!(this.run(&args).code, 0);
        this
    }

    /// A folder in which nothing has been made yet.
    pub(crate) fn none() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env("TARAZY_DATA_DIR", self.path("court")).env_remove("TARAZY_LANG").args(args);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run(&mut self.command(args))
    }

    /// Runs and demands success; gives what was printed.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run.out
    }

    /// Runs and demands success; gives the printed JSON object.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let args = [args, &["--json"]].concat();
        serde_json::from_str(&self.done(&args)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The Python verifier's verdict on a file or folder, with its exit code.
    pub(crate) fn python(&self, args: &[&str]) -> (String, i32) {
        self.independent("python3", "python/tarazy_verify.py", args)
    }

    /// The JavaScript verifier's verdict on a file, with its exit code.
    pub(crate) fn javascript(&self, args: &[&str]) -> (String, i32) {
        self.independent("node", "js/tarazy-verify.mjs", args)
    }

    fn independent(&self, interpreter: &str, program: &str, args: &[&str]) -> (String, i32) {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../independent").join(program);
        let mut command = Command::new(interpreter);
        command.arg(program).args(args).arg("--json").current_dir(self.folder.path());
        let run = run(&mut command);
        let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
        (answer["verdict"].as_str().unwrap_or(&run.err).to_owned(), run.code)
    }
}

pub(crate) fn run(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Run {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}
