//! An installation in a temporary folder, its processes, and what its database holds.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tarazy_docket::{Hash, Policy};
use tarazy_store::{Database, Reader, Record, Vault, truth};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tarazy");
/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const LEDGER: &str = "draw/7119.civil";
pub(crate) const CATEGORY: &str = "142010000600000000";

/// An installation.
pub(crate) struct Installation {
    folder: Arc<tempfile::TempDir>,
    /// Its folder below the temporary one.
    name: String,
    place: Place,
    /// Variables that its processes get.
    environment: Vec<(&'static str, PathBuf)>,
}

/// Where an installation's rows are.
#[derive(Clone)]
pub(crate) struct Place {
    /// Address of the database.
    pub(crate) database: String,
    /// Address of the owner's role on PostgreSQL.
    pub(crate) owner: Option<String>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self { database: "sqlite:".to_owned(), owner: None }
    }
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A process that runs until it is dropped: it ends when its standard input does.
pub(crate) struct Process {
    child: Child,
    /// Kept open, so that the process can print.
    _out: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Installation {
    /// A new one with short times, without witnesses.
    pub(crate) fn new() -> Self {
        Self::configured(|config| config)
    }

    /// A new one with short times, whose configuration `change` completes before anything is written.
    pub(crate) fn configured(change: impl FnOnce(String) -> String) -> Self {
        Self::placed(Place::sqlite(), &[], change)
    }

    /// A new one with short times, made with these words after `init`, whose rows lie somewhere.
    pub(crate) fn placed(place: Place, args: &[&str], change: impl FnOnce(String) -> String) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let this = Self { folder, name: "court".to_owned(), place, environment: Vec::new() };
        this.done(&[&["init", "--database", &this.place.database], args].concat());
        let path = this.path("court/tarazy.toml");
        let config = std::fs::read_to_string(&path).unwrap().replace("period = 10", "period = 1");
        let config = if config.contains("[timing]") { config } else { format!("{config}\n[timing]\n") };
        let config = change(config.replace("[timing]\n", "[timing]\ndelta = 2\nguard = 1\n"));
        std::fs::write(path, config).unwrap();
        this
    }

    /// A new one whose policy asks for one witness, and that witness's folder. It is not started.
    pub(crate) fn with_witness(port: u16) -> Self {
        let this = Self::configured(|config| {
            config.replace("guard = 1", "guard = 2").replace("delta = 2", "delta = 5")
        });
        this.add_witness(port);
        this
    }

    /// Makes a witness's folder and names the witness in the policy. It is not started.
    pub(crate) fn add_witness(&self, port: u16) {
        let vkey = self.done(&["witness", "init", "witness", "--name", "bar.example/witness"]);
        let witness = format!("witness bar {} http://127.0.0.1:{port}\nquorum bar", vkey.trim());
        std::fs::write(self.path("court/policy"), self.policy().replace("quorum none", &witness)).unwrap();
    }

    /// The trust policy as it is published.
    pub(crate) fn policy(&self) -> String {
        std::fs::read_to_string(self.path("court/policy")).unwrap()
    }

    /// The installation in another folder beside this one, moved there with the temporary folder.
    pub(crate) fn moved(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Another installation beside this one, in the same temporary folder. Nothing is made.
    pub(crate) fn beside(&self, name: &str, place: Place) -> Self {
        let environment = self.environment.clone();
        Self { folder: Arc::clone(&self.folder), name: name.to_owned(), place, environment }
    }

    /// The same, whose processes get one more variable.
    pub(crate) fn with(mut self, variable: &'static str, value: PathBuf) -> Self {
        self.environment.push((variable, value));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The installation's folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.path(&self.name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.under(&[], args)
    }

    /// The program under another one, which is given with its own words.
    pub(crate) fn under(&self, wrapper: &[&str], args: &[&str]) -> Command {
        let words = [wrapper, &[PROGRAM], args].concat();
        let mut command = Command::new(words[0]);
        command.env("TARAZY_DATA_DIR", self.home()).env("TARAZY_LANG", "en").args(&words[1..]);
        command.env("TARAZY_DATABASE", &self.place.database).env_remove("TARAZY_DATABASE_OWNER");
        command.envs(self.environment.iter().cloned());
        // All else must do with the serving role's rights.
        if let Some(owner) = &self.place.owner
            && matches!(args, ["init" | "migrate" | "restore", ..])
        {
            command.env("TARAZY_DATABASE_OWNER", owner);
        }
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_under(&[], args)
    }

    pub(crate) fn run_under(&self, wrapper: &[&str], args: &[&str]) -> Run {
        let Output { status, stdout, stderr } = self.under(wrapper, args).output().unwrap();
        Run {
            code: status.code().unwrap_or(-1),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Runs and demands success; gives what was printed.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run.out
    }

    /// Runs and demands a refusal; gives what was said.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 1, "{args:?}: {run:?}");
        run.err
    }

    /// Runs and demands success; gives the printed JSON object.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let args = [args, &["--json"]].concat();
        serde_json::from_str(&self.done(&args)).unwrap()
    }

    /// The court 7119 with so many judges.
    pub(crate) fn staff(&self, judges: u32) {
        self.done(&["court", "put", "7119", "--kk", "Сот", "--ru", "Суд", "--en", "Court"]);
        for n in 1..=judges {
            let (id, name) = (format!("J{n}"), format!("Judge {n}"));
            self.done(&["judge", "appoint", "7119", &id, "--name", &name]);
        }
    }

    /// Files a claim; gives its docket.
    pub(crate) fn file(&self, claimant: &str) -> String {
        let args = ["case", "file", "7119", CATEGORY, "--claimant", claimant, "--respondent", "«Үлгі» ЖШС"];
        self.json(&args)["body"]["case"].as_str().unwrap().to_owned()
    }

    /// Files and registers a claim; gives its docket.
    pub(crate) fn register(&self, claimant: &str) -> String {
        let case = self.file(claimant);
        self.done(&["case", "register", &case]);
        case
    }

    /// The stage of a case in the list.
    pub(crate) fn stage(&self, case: &str) -> String {
        let list = self.done(&["case", "list", "--most", "1000", "--json"]);
        let rows = list.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let row = rows.into_iter().find(|row| row["stream"].as_str() == Some(case)).unwrap();
        row["stage"].as_str().unwrap().to_owned()
    }

    pub(crate) fn database(&self) -> Database {
        Database::new(&self.place.database, &self.home()).unwrap()
    }

    pub(crate) fn reader(&self) -> Box<dyn Reader> {
        self.database().reader().unwrap()
    }

    /// Index, leaf hash and bytes of all entries.
    pub(crate) fn entries(&self) -> Vec<(u64, Hash, Vec<u8>)> {
        let mut reader = self.reader();
        let end = truth::end(reader.as_mut()).unwrap().next_index;
        truth::raw_range(reader.as_mut(), 0, end).unwrap()
    }

    /// The types of the entries of a public stream.
    pub(crate) fn kinds(&self, stream: &str) -> Vec<String> {
        let vault = Vault::new(&[0; 32]);
        let records = truth::stream(self.reader().as_mut(), &vault, &stream.parse().unwrap()).unwrap();
        records.iter().filter_map(Record::kind).map(str::to_owned).collect()
    }

    /// Starts the server.
    pub(crate) fn serve(&self) -> Process {
        Process::start(self.command(&["serve", "--listen", "127.0.0.1:0", "--until-eof"]))
    }

    /// Starts the witness.
    pub(crate) fn witness(&self, port: u16) -> Process {
        let policy = std::fs::read_to_string(self.path("court/policy")).unwrap();
        let log = policy.lines().find_map(|line| line.strip_prefix("log ")).unwrap();
        let listen = format!("127.0.0.1:{port}");
        let args = ["witness", "run", "witness", "--listen", &listen, "--log", log, "--until-eof"];
        Process::start(self.command(&args))
    }

    /// Checks a receipt as a stranger would, who has only the policy.
    pub(crate) fn verify(&self, receipt: &str, policy: &Path) {
        let policy = Policy::parse(&std::fs::read(policy).unwrap()).unwrap();
        let now = truth::end(self.reader().as_mut()).unwrap().last_time;
        let proven = tarazy_verify::verify_receipt(&std::fs::read(self.path(receipt)).unwrap(), &policy, now);
        assert!(proven.is_ok(), "{receipt}: {proven:?}");
    }
}

impl Installation {
    /// Exports, and replays the export with both verifiers, as a stranger would who has only the policy. Gives the counts
    /// of the first.
    pub(crate) fn exported(&self, export: &str) -> tarazy_verify::Counts {
        self.done(&["export", export]);
        let policy = Policy::parse(&std::fs::read(self.home().join("policy")).unwrap()).unwrap();
        let now = truth::end(self.reader().as_mut()).unwrap().last_time;
        let mut folder = Folder(self.path(export));
        let replayed = tarazy_verify::replay(&mut folder, Some(&policy), &[], now, &mut |_| {}).unwrap();
        assert!(replayed.anchored);
        let checkpoint = format!("{export}/checkpoint");
        assert_eq!(self.replay(export, &[&checkpoint]), ["ok"]);
        replayed.counts
    }

    /// Replays an export with the independent Python verifier, beside each of these receipts; gives the verdicts.
    pub(crate) fn replay(&self, export: &str, receipts: &[&str]) -> Vec<String> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../independent/python/tarazy_verify.py");
        let verdict = |receipt: &&str| {
            let mut command = Command::new("python3");
            command.arg(&program).args(["replay", export, "--checkpoint", receipt, "--json", "--trust"]);
            let output =
                command.arg(self.home().join("policy")).current_dir(self.folder.path()).output().unwrap();
            let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            answer["verdict"]
                .as_str()
                .map_or_else(|| String::from_utf8(output.stderr).unwrap(), str::to_owned)
        };
        receipts.iter().map(verdict).collect()
    }
}

/// An export as a folder of files.
struct Folder(PathBuf);

impl tarazy_verify::ExportSource for Folder {
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, tarazy_verify::SourceError> {
        Ok(std::fs::read(self.0.join(name)).ok())
    }
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let Some(url) = line.trim_end().strip_prefix("listening on ") else {
            let said = child.wait_with_output().unwrap();
            unreachable!("it did not come up: {}", String::from_utf8_lossy(&said.stderr));
        };
        Self { url: url.to_owned(), child, _out: out }
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Sends a signal and waits for the end; gives the exit code and what was said, no code if it was killed.
    pub(crate) fn end(mut self, signal: rustix::process::Signal) -> (Option<i32>, String) {
        self.signal(signal);
        let code = self.child.wait().unwrap().code();
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut said).unwrap();
        (code, said)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

/// Asks again and again until it is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    #[expect(clippy::disallowed_methods, reason = "a test that waits for a process has a deadline")]
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::yield_now();
    }
}

/// A port of this machine that is free now.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Copies a folder, but for sockets.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let (path, name) = (item.as_ref().unwrap().path(), item.unwrap().file_name());
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else if path.is_file() {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
