//! Witnesses and mirrors behind TLS: whoever answers must show a certificate from a root that the installation trusts.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, Process, free_port, until};
use crate::network::Network;
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::process::Command;
use tarazy_cluster::tls;

/// A certificate for the loopback address, its root, and a root that has nothing to do with it.
struct Certificates(tempfile::TempDir);

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        tls::certify(folder.path(), "127.0.0.1");
        tls::another_root(&folder.path().join("other.pem"));
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// OpenSSL with this certificate before a port.
    fn before(&self, port: &str) -> Process {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls_proxy.py");
        let mut command = Command::new("python3");
        command.arg(program).args([self.path(tls::CERTIFICATE), self.path(tls::KEY)]).arg(port);
        Process::start(command)
    }

    /// Names the roots that an installation trusts.
    fn trusted(&self, court: &Installation, name: &str) {
        let file = court.path("court/tarazy.toml");
        let config = std::fs::read_to_string(&file).unwrap();
        let kept: Vec<&str> = config.lines().filter(|line| !line.starts_with("tls_roots")).collect();
        let roots = self.path(name);
        std::fs::write(file, format!("tls_roots = \"{}\"\n{}\n", roots.display(), kept.join("\n"))).unwrap();
    }
}

#[test]
fn a_witness_behind_tls_confirms_only_where_its_root_is_trusted() {
    let (port, certificates) = (free_port(), Certificates::new());
    let court = Installation::with_witness(port);
    let _witness = court.witness(port);
    let proxy = certificates.before(&port.to_string());
    let policy = court.policy().replace(&format!("http://127.0.0.1:{port}"), &proxy.url);
    assert!(policy.contains("https://"), "{policy}");
    std::fs::write(court.path("court/policy"), policy).unwrap();

    certificates.trusted(&court, "other.pem");
    let server = court.serve();
    court.staff(1);
    until("the alarm is in the log", || court.done(&["status"]).contains("[no-quorum]"));
    let (_, said) = server.end(Signal::TERM);
    let told = format!("{}: its certificate does not come from a root that is trusted here", proxy.url);
    assert!(said.contains(&told), "{said}");

    certificates.trusted(&court, tls::ROOT);
    let server = court.serve();
    let case = court.file("Айгүл Үлгі");
    until("a receipt can be given", || court.run(&["receipt", &case, "--out", "r.tlog-proof"]).code == 0);
    court.verify("r.tlog-proof", &court.path("court/policy"));
    until("the alarm is cleared", || !court.done(&["status"]).contains("[no-quorum]"));
    assert_eq!(server.end(Signal::TERM).0, Some(0));
}

#[test]
fn a_mirror_behind_tls_is_asked_only_where_its_root_is_trusted() {
    let (mut network, certificates) = (Network::start(), Certificates::new());
    let proxy = certificates.before(network.url.rsplit(':').next().unwrap());
    network.url.clone_from(&proxy.url);
    let court = Installation::configured(|config| network.configure(&config));
    certificates.trusted(&court, "other.pem");
    court.staff(4);
    let said = court.run(&["run-due"]).err;
    assert!(said.contains("its certificate does not come from a root that is trusted here"), "{said}");
    certificates.trusted(&court, tls::ROOT);
    let case = court.register("Айгүл Үлгі");
    until("the draw has its result", || {
        court.run(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    assert!(court.done(&["draw", "show", &case]).contains("a public network"));
}

#[test]
fn roots_that_cannot_be_read_and_addresses_without_a_scheme_are_named_before_anything_is_done() {
    let court = Installation::with_witness(free_port());
    let policy = court.policy();
    for (address, what) in [
        ("https://bar.example", "/none.pem: I/O error: No such file or directory"),
        ("bar.example:7001", "\"bar.example:7001\": an address begins with http:// or https://"),
    ] {
        let lines = policy.lines().map(|line| match line.split_once(" http://") {
            Some((witness, _)) => format!("{witness} {address}\n"),
            None => format!("{line}\n"),
        });
        std::fs::write(court.path("court/policy"), lines.collect::<String>()).unwrap();
        Certificates::new().trusted(&court, "none.pem");
        let run = court.run(&["run-due"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(what), "{run:?}");
    }
}
