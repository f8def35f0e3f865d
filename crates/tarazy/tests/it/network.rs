//! Draws by a national network that speaks the drand scheme: a mirror of the test signs each round when its time has come.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, LEDGER, free_port, until};
use blst::min_sig::SecretKey;
use rustix::process::Signal;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tarazy_docket::sha256;

const HASH: &str = "6161616161616161616161616161616161616161616161616161616161616161";
const DST: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

#[expect(clippy::disallowed_methods, reason = "the network of the test speaks by the clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The network with its one mirror. A round a second.
pub(crate) struct Network {
    key: SecretKey,
    genesis: u64,
    pub(crate) url: String,
    silent: Arc<AtomicBool>,
}

impl Network {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let key = SecretKey::key_gen(&[9; 32], &[]).unwrap();
        let (genesis, silent) = (now() - 1000, Arc::new(AtomicBool::new(false)));
        let (signer, is_silent) = (key.clone(), Arc::clone(&silent));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
                let path = line.split(' ').nth(1).unwrap_or_default();
                let latest = now() - genesis + 1;
                let round = match path.strip_prefix(&format!("/{HASH}/public/")) {
                    Some("latest") => Some(latest),
                    Some(number) => number.parse().ok().filter(|round| *round <= latest),
                    None => None,
                };
                let round = round.filter(|_| !is_silent.load(Ordering::SeqCst));
                let body = round.map(|round: u64| {
                    let sig = signer.sign(&sha256(&[&round.to_be_bytes()]).0, DST, &[]).compress();
                    format!(r#"{{"round":{round},"signature":"{}"}}"#, hex(&sig))
                });
                let (status, body) = body.map_or(("404 Not Found", String::new()), |body| ("200 OK", body));
                let head =
                    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close", body.len());
                drop(stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()));
            }
        });
        Self { key, genesis, url, silent }
    }

    /// The configuration with this network before the local beacon, and a mirror before its own that is not there.
    pub(crate) fn configure(&self, config: &str) -> String {
        let config = config.replace("beacons = [\"local\"]", "beacons = [\"national\", \"local\"]");
        assert!(config.contains("national"), "{config}");
        let mirrors = format!("[\"http://127.0.0.1:1\", \"{}\"]", self.url);
        let pk = hex(&self.key.sk_to_pk().compress());
        format!(
            "{config}\n[[drand]]\nname = \"national\"\nmirrors = {mirrors}\n[drand.chain]\nhash = \"{HASH}\"\n\
             pk = \"{pk}\"\ngenesis = {}\nperiod = 1\n",
            self.genesis
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn a_case_is_drawn_by_a_national_network_and_both_verifiers_replay_it() {
    let network = Network::start();
    let court = Installation::configured(|config| network.configure(&config));
    court.staff(4);
    let server = court.serve();
    let case = court.register("Айгүл Үлгі");
    until("the draw has its result", || court.stage(&case) == "assigned");
    assert!(court.kinds(LEDGER).ends_with(&["draw.commit".to_owned(), "draw.result".to_owned()]));
    let shown = court.done(&["draw", "show", &case]);
    assert!(shown.contains("a public network of independent operators, round"), "{shown}");
    assert!(shown.contains("published at") && shown.contains("added by: court"), "{shown}");
    assert!(!shown.contains("beacon-switched") && !shown.contains("fallback"), "{shown}");
    let (code, said) = server.end(Signal::TERM);
    assert_eq!(code, Some(0), "{said}");
    let counts = court.exported("public");
    assert_eq!((counts.draws["draw.result"], counts.draws["open"]), (1, 0));
}

#[test]
fn a_witnessed_draw_shows_its_contribution_in_the_log_and_needs_no_server() {
    let (network, port) = (Network::start(), free_port());
    let court = Installation::with_witness(port);
    let path = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, network.configure(&config)).unwrap();
    let _witness = court.witness(port);
    court.staff(4);
    let case = court.file("A");
    let run = court.run(&["case", "register", &case]);
    assert_eq!(run.code, 0, "{run:?}");
    until("the draw has its result", || {
        court.run(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    let kinds = court.kinds(LEDGER);
    assert!(kinds.ends_with(&["draw.reveal".to_owned(), "draw.result".to_owned()]), "{kinds:?}");
    let counts = court.exported("public");
    assert_eq!((counts.draws["draw.reveal"], counts.draws["draw.result"]), (1, 1));
    let shown = court.done(&["draw", "show", &case, "--json"]);
    let commit = tarazy_docket::leaf_hash(shown.lines().next().unwrap().as_bytes()).to_hex();
    let bundle = court.done(&["draw", "bundle", &commit]);
    let policy = tarazy_docket::Policy::parse(&std::fs::read(court.path("court/policy")).unwrap()).unwrap();
    let now = i64::try_from(now()).unwrap() * 1000;
    let report = tarazy_verify::verify_draw(bundle.as_bytes(), Some(&policy), now).unwrap();
    assert_eq!(report.verdict(), "draw-ok", "the bundle alone proves it too");
}

#[test]
fn a_part_that_no_witness_saw_in_time_costs_a_later_round_and_no_more() {
    let (network, port) = (Network::start(), free_port());
    let court = Installation::with_witness(port);
    let path = court.path("court/tarazy.toml");
    let config = network.configure(&std::fs::read_to_string(&path).unwrap());
    let timing = "guard = 2\nreveal_max = 4\nfallback = 6\nresult_max = 8";
    assert!(config.contains("guard = 2\n"), "{config}");
    std::fs::write(path, config.replace("guard = 2\n", &format!("{timing}\n"))).unwrap();
    let witness = court.witness(port);
    court.staff(4);
    let case = court.file("A");
    let run = court.run(&["case", "register", &case]);
    assert_eq!(run.code, 0, "{run:?}");
    drop(witness);
    until("the draw has its result", || {
        court.run(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    let kinds = court.kinds(LEDGER);
    let last = ["draw.commit", "draw.reveal", "draw.overdue", "draw.result"].map(str::to_owned);
    assert!(kinds.ends_with(&last), "{kinds:?}");
    let shown = court.done(&["draw", "show", &case]);
    assert!(shown.contains("not given or not witnessed in time: court"), "{shown}");
    let _witness = court.witness(port);
    court.run(&["run-due"]);
    court.file("B");
    let counts = court.exported("public");
    assert_eq!((counts.draws["draw.overdue"], counts.draws["draw.result"]), (1, 1));
}

#[test]
fn a_network_that_falls_silent_is_replaced_by_rule_once_two_bodies_confirm_it() {
    let network = Network::start();
    let court = Installation::configured(|config| {
        network.configure(
            &config.replace("guard = 1", "guard = 1\nbeacon_down = 3\nreveal_max = 4\nresult_max = 8"),
        )
    });
    court.staff(4);
    let server = court.serve();
    until("the network is heard", || {
        let case = court.register("A");
        until("it has a judge", || court.stage(&case) == "assigned");
        let shown = court.done(&["draw", "show", &case]);
        shown.contains("public network")
    });
    network.silent.store(true, Ordering::SeqCst);
    let case = court.register("B");
    let refused = court.refused(&["beacon", "outage", "national", "--round", "99999999"]);
    assert!(refused.contains("It is not silent"), "{refused}");
    until("its round has come", || {
        let args = ["beacon", "outage", "national", "--confirmed", "bar", "--confirmed", "ombudsman"];
        court.run(&args).code == 0
    });
    until("the draw has its result", || court.stage(&case) == "assigned");
    let shown = court.done(&["draw", "show", &case]);
    assert!(
        shown.contains("was made by bar, court, ombudsman") && shown.contains("beacon-switched"),
        "{shown}"
    );
    let (code, said) = server.end(Signal::TERM);
    assert_eq!(code, Some(0));
    assert!(said.contains("beacon national: mirror"), "the operator is told who is silent: {said}");
    let counts = court.exported("public");
    assert_eq!((counts.types["beacon.outage"], counts.draws["open"]), (1, 0));
}
