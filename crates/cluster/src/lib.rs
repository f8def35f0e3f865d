//! A PostgreSQL server of the tests' own: in a temporary folder, behind a socket there, gone when the last test bed is.
//!
//! For tests only; no room imports it otherwise. It uses the newest server that Debian has installed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of a test that fails ends the test")]

pub mod tls;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::thread::JoinHandle;
use tempfile::TempDir;

/// The role that owns databases and tables.
pub const OWNER: &str = "court_owner";
/// The role that serves: it may not change entries.
pub const SERVING: &str = "court_serving";

/// A running server.
pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    /// Waits for the server; the server ends when this thread does, whatever happens to the test.
    keeper: Mutex<Option<JoinHandle<()>>>,
    databases: AtomicU32,
    /// Where it listens on the loopback address, with TLS alone; 0 if it does not.
    port: u16,
}

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Cluster {
    /// The server that the tests of this process share. A fresh data folder is kept in `store` as a template: name the same
    /// folder everywhere (`CARGO_TARGET_TMPDIR`).
    pub fn shared(store: &Path) -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::create(store));
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// A server for one test alone; `store` as in [`Cluster::shared`].
    pub fn create(store: &Path) -> Self {
        Self::listening(store, None)
    }

    /// A server that listens on the loopback address too, takes connections there with TLS alone, and shows a certificate
    /// for [`tls::NAME`].
    pub fn with_tls(store: &Path) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        Self::listening(store, Some(free.port()))
    }

    fn listening(store: &Path, port: Option<u16>) -> Self {
        let bin = binaries();
        let folder = tempfile::Builder::new().prefix("tarazy-pg-").tempdir().unwrap();
        copy_of_template(&bin, store, folder.path());
        let (keeper, databases) = (Mutex::new(None), AtomicU32::new(0));
        let cluster = Self { folder, bin, keeper, databases, port: port.unwrap_or_default() };
        if port.is_some() {
            tls::make(cluster.folder.path());
            if user() == 0 {
                run(Command::new("chown").arg("postgres:").arg(cluster.folder.path().join(tls::KEY)));
            }
        }
        cluster.start();
        for role in [OWNER, SERVING] {
            cluster.sql("postgres", &format!("CREATE ROLE {role} LOGIN"));
        }
        cluster
    }

    /// Starts the server and waits until it answers.
    pub fn start(&self) {
        let (spawned, started) = mpsc::channel();
        let mut server = self.server();
        let keeper = std::thread::spawn(move || {
            let mut child: Child = server.spawn().unwrap();
            spawned.send(()).unwrap();
            child.wait().unwrap();
        });
        started.recv().unwrap();
        let ready = || {
            let mut asked = Command::new(self.bin.join("pg_isready"));
            asked.arg("-q").arg("-h").arg(self.folder.path()).args(["-p", &self.socket_port()]);
            asked.status().unwrap().success()
        };
        while !ready() {
            assert!(!keeper.is_finished(), "the server ended: {}", self.log());
        }
        *self.keeper.lock().unwrap() = Some(keeper);
    }

    /// Stops the server at once, as a crash would.
    pub fn stop(&self) {
        let data = self.folder.path().join("data");
        let mut stop = as_postgres(&self.bin.join("pg_ctl"));
        stop.arg("stop").arg("-w").args(["-m", "immediate"]).arg("-D").arg(data).stdout(Stdio::null());
        assert!(stop.status().unwrap().success());
        if let Some(keeper) = self.keeper.lock().unwrap().take() {
            keeper.join().unwrap();
        }
    }

    /// Makes a database and gives its name.
    pub fn database(&self) -> String {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER}"));
        name
    }

    /// The address of a database for a role.
    pub fn address(&self, role: &str, database: &str) -> String {
        let socket = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://{role}@{socket}:{}/{database}", self.socket_port())
    }

    /// The address of a database for a role, over the loopback address, under a host name and with these parameters.
    pub fn tls_address(&self, role: &str, database: &str, host: &str, parameters: &str) -> String {
        format!("postgres://{role}@{host}:{}/{database}?hostaddr=127.0.0.1&{parameters}", self.port)
    }

    /// The root that the server's certificate comes from.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join(tls::ROOT)
    }

    /// Runs SQL as the server's administrator and gives what it printed.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        match self.sql_as("postgres", database, sql) {
            Ok(printed) => printed,
            Err(said) => panic!("{sql}: {said}"),
        }
    }

    /// Runs SQL as a role and gives what it printed.
    ///
    /// # Errors
    /// What the server says against it.
    pub fn sql_as(&self, role: &str, database: &str, sql: &str) -> Result<String, String> {
        let out = self.psql(role, database).args(["-c", sql]).output().unwrap();
        let printed = String::from_utf8(out.stdout).unwrap().trim().to_owned();
        if out.status.success() { Ok(printed) } else { Err(String::from_utf8(out.stderr).unwrap()) }
    }

    /// A session that has run `sql` in a transaction, which ends when it is dropped.
    pub fn locking(&self, database: &str, sql: &str) -> Locking {
        let mut psql = self.psql("postgres", database);
        let mut child = psql.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.as_mut().unwrap(), "BEGIN; {sql}; SELECT 'done';").unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "done\n");
        Locking(child)
    }

    /// The port that the socket's name carries.
    fn socket_port(&self) -> String {
        if self.port == 0 { "5432".to_owned() } else { self.port.to_string() }
    }

    fn psql(&self, role: &str, database: &str) -> Command {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.arg("-h").arg(self.folder.path()).args(["-U", role, "-d", database, "-p", &self.socket_port()]);
        psql.args(["-v", "ON_ERROR_STOP=1", "-XAtq"]);
        psql
    }

    fn server(&self) -> Command {
        let log = File::create(self.folder.path().join("log")).unwrap();
        let socket = format!("unix_socket_directories={}", self.folder.path().to_str().unwrap());
        let mut server = as_postgres(&self.bin.join("postgres"));
        server.arg("-D").arg(self.folder.path().join("data"));
        for setting in [&socket, "shared_buffers=16MB", "max_connections=50"] {
            server.args(["-c", setting]);
        }
        if self.port == 0 {
            server.args(["-c", "listen_addresses="]);
        } else {
            let file = |name: &str| self.folder.path().join(name).display().to_string();
            let (cert, key, access) = (file(tls::CERTIFICATE), file(tls::KEY), file(tls::ACCESS));
            server.args(["-c", "listen_addresses=127.0.0.1", "-c", "ssl=on"]);
            server.args(["-c", &format!("ssl_cert_file={cert}"), "-c", &format!("ssl_key_file={key}")]);
            server.args(["-c", &format!("hba_file={access}"), "-p", &self.port.to_string()]);
        }
        server.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        server
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// A session that holds something.
pub struct Locking(Child);

impl Drop for Locking {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.keeper.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.stop();
        }
    }
}

/// The newest server that Debian has installed.
fn binaries() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let bins = versions.map(|v| v.path().join("bin")).filter(|b| b.join("initdb").exists());
    let newest = bins.max_by_key(|b| version(b).parse::<u32>().unwrap_or(0));
    newest
        .unwrap_or_else(|| panic!("the tests need the server of PostgreSQL: `cargo xtask setup` installs it"))
}

fn version(bin: &Path) -> String {
    bin.parent().and_then(Path::file_name).unwrap().to_str().unwrap().to_owned()
}

fn user() -> u32 {
    fs::metadata("/proc/self").unwrap().uid()
}

/// A program of the server: never as root, and never longer than this process.
fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if user() == 0 {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.arg("--pdeathsig=INT").arg(program);
    command
}

/// Copies a fresh data folder, which the first test of all makes, because making one takes a second.
fn copy_of_template(bin: &Path, store: &Path, to: &Path) {
    if user() == 0 {
        run(Command::new("chown").arg("postgres:").arg(to));
    }
    fs::create_dir_all(store).unwrap();
    let template = store.join(format!("postgres-{}-{}", version(bin), user()));
    let lock = File::create(template.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !template.exists() {
        let made = to.join("template");
        let args = ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres"];
        let small = "--wal-segsize=1";
        run(as_postgres(&bin.join("initdb"))
            .arg("-D")
            .arg(&made)
            .args(args)
            .arg(small)
            .stdout(Stdio::null()));
        let partial = template.with_extension("partial");
        run(Command::new("rm").arg("-rf").arg(&partial));
        run(Command::new("mv").arg(&made).arg(&partial));
        fs::rename(&partial, &template).unwrap();
    }
    drop(lock);
    run(Command::new("cp").arg("-a").arg(&template).arg(to.join("data")));
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
