//! `tarazy serve`: commands through the socket and over HTTP, what is due by itself, an orderly end.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{CATEGORY, Installation, LEDGER, Process, free_port, until};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use rustix::process::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use tarazy_docket::merkle::root_from_inclusion;
use tarazy_docket::{Ack, Object, SignedCheckpoint, TlogProof, Value, VerifierKey, leaf_hash, sha256};
use tarazy_store::Command;
use tarazy_web::client::{Question, ask_socket};

#[test]
fn a_claim_is_filed_registered_and_drawn_while_the_server_runs() {
    let court = Installation::new();
    let server = court.serve();
    let socket = std::fs::metadata(court.home().join("tarazy.sock")).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o600, "who may open it is an operator");
    court.staff(4);
    let case = court.register("Айгүл Үлгі");
    until("the draw has its result", || court.stage(&case) == "assigned");
    until("the filing is sealed", || court.run(&["receipt", &case, "--out", "r.tlog-proof"]).code == 0);
    court.verify("r.tlog-proof", &court.path("court/policy"));
    let second = court.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, 1);
    assert!(second.err.contains("another tarazy command or server is at work"), "{second:?}");
    let (code, said) = server.end(Signal::TERM);
    assert_eq!(code, Some(0), "{said}");
    assert!(!court.home().join("tarazy.sock").exists());
    let fsck = court.json(&["fsck"]);
    assert_eq!(fsck["entries"], fsck["sealed"], "all that was taken is sealed at the end");
    court.file("B");
}

#[test]
fn a_server_that_was_killed_leaves_nothing_that_disturbs() {
    let court = Installation::new();
    let server = court.serve();
    court.staff(3);
    let before = court.file("A");
    assert_eq!(server.end(Signal::KILL).0, None);
    assert!(court.home().join("tarazy.sock").exists());
    assert_eq!(court.stage(&before), "received", "what was answered is there");
    let after = court.file("B");
    let server = court.serve();
    assert_eq!(court.stage(&after), "received");
    court.done(&["case", "register", &after]);
    assert_eq!(server.end(Signal::INT).0, Some(0));
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
}

#[test]
fn who_opens_the_socket_is_an_operator_and_named_where_a_command_names_nobody() {
    let court = Installation::new();
    court.staff(1);
    let _server = court.serve();
    let ask = |command: &Command, signature: Option<&str>| {
        let socket = UnixStream::connect(court.home().join("tarazy.sock")).unwrap();
        let body = Some(command.to_value().to_bytes().into());
        let headers = signature.map(|s| ("tarazy-signature", s.to_owned())).into_iter().collect();
        let answer = ask_socket(socket, &Question { path: "/commands".to_owned(), headers, body }).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        (answer.status, body)
    };
    let body = Object::new().with("court", "7119").with("division", "civil").with("judge", "J9");
    let by = Object::new().with("role", "chair").with("id", "chair");
    let body = body.with("name", "Judge 9").with("capacity", Value::Int(1000)).with("by", by);
    let mut command =
        Command { key: "k1".into(), actor: String::new(), kind: "judge.appoint".into(), body, at: None };
    let (status, answer) = ask(&command, None);
    assert_eq!(status, 200, "{answer}");
    let index = answer["entries"][0][0].as_u64().unwrap();
    let entry = String::from_utf8(court.entries()[usize::try_from(index).unwrap()].2.clone()).unwrap();
    let uid = rustix::process::getuid().as_raw();
    assert!(entry.starts_with(&format!("{{\"actor\":\"operator:u{uid}\"")), "{entry}");
    // What only the program itself gives is taken from nobody, and the stream goes on.
    command.kind = "draw.unwitnessed".into();
    command.key = "k2".into();
    let (status, refused) = ask(&command, None);
    assert_eq!((status, refused["code"].as_str()), (404, Some("unknown-command")));
    assert_eq!(refused["args"][0][1], "draw.unwitnessed", "programs get what the message shows");
    // Whoever shows a signature is judged by it, here as everywhere.
    let (status, refused) = ask(&command, Some("gate.example c2ln"));
    assert_eq!((status, refused["code"].as_str()), (403, Some("bad-signature")));
    assert_eq!(court.done(&["court", "list"]).lines().count(), 1, "and nothing else");
    court.file("A");
}

#[test]
fn the_socket_works_in_a_folder_of_any_depth() {
    let court = Installation::new();
    let deep = format!("{0}/{0}", "a-folder-with-a-long-name-".repeat(4));
    std::fs::create_dir_all(court.path(&deep)).unwrap();
    std::fs::rename(court.home(), court.path(&deep).join("court")).unwrap();
    let court = court.moved(&format!("{deep}/court"));
    let server = court.serve();
    court.staff(1);
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    assert!(!court.home().join("tarazy.sock").exists());
}

#[test]
fn a_filing_is_acknowledged_with_a_signed_note() {
    let court = Installation::new();
    court.staff(2);
    let args = ["case", "file", "7119", CATEGORY, "--claimant", "A", "--respondent", "B", "--ack", "a.ack"];
    let answer = court.json(&args);
    let key = ack_key(&court);
    let ack = Ack::open(&std::fs::read(court.path("a.ack")).unwrap(), &key).unwrap();
    let index = answer["body"]["index"].as_u64().unwrap();
    let entry = &court.entries()[usize::try_from(index).unwrap()];
    assert_eq!((ack.index, ack.leaf), (entry.0, entry.1));
    let printed = court.done(&args[..8]);
    assert!(printed.contains("tarazy/ack/1\n"), "{printed}");
}

/// The public key that the log names for acknowledgements.
fn ack_key(court: &Installation) -> VerifierKey {
    let entries = court.entries();
    let texts = entries.iter().map(|(_, _, bytes)| String::from_utf8(bytes.clone()).unwrap());
    let entry =
        texts.into_iter().find(|t| t.contains("key.added") && t.contains("\"kind\":\"ack\"")).unwrap();
    let entry: serde_json::Value = serde_json::from_str(&entry).unwrap();
    entry["body"]["vkey"].as_str().unwrap().parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the server under test reads the same clock")]
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// A program outside that files claims.
struct Gate {
    key: SigningKey,
    url: String,
}

#[test]
fn the_history_of_keys_is_what_the_log_says_and_each_line_has_its_proof() {
    let court = Installation::new();
    court.staff(1);
    let server = court.serve();
    let get = |path: &str| {
        let mut response = ureq::get(format!("{}{path}", server.url)).call().unwrap();
        response.body_mut().read_to_string().unwrap()
    };
    let keys = get("/keys");
    let lines: Vec<Value> =
        keys.lines().map(|line| Value::from_canonical(line.as_bytes()).unwrap()).collect();
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line.get("entry").unwrap().get("body").unwrap().get("kind").unwrap().as_text().unwrap())
        .collect();
    assert_eq!(kinds, ["log", "ack"]);
    for line in &lines {
        let index = u64::try_from(line.get("index").unwrap().as_int().unwrap()).unwrap();
        let proof = TlogProof::from_bytes(get(&format!("/proof/{index}")).as_bytes()).unwrap();
        let leaf = leaf_hash(&line.get("entry").unwrap().to_bytes());
        let size = proof.checkpoint.checkpoint().size();
        let root = root_from_inclusion(index, size, leaf, &proof.path);
        assert_eq!(root, Ok(proof.checkpoint.checkpoint().root()));
    }
}

/// Status and JSON of an answer.
type Seen = (u16, serde_json::Value);

impl Gate {
    fn command(key: &str, actor: &str, kind: &str) -> Value {
        let party =
            |role: &str, name: &str| Value::Object(Object::new().with("name", name).with("role", role));
        let parties = vec![party("claimant", "Айгүл Үлгі"), party("respondent", "«Үлгі» ЖШС")];
        let body = Object::new()
            .with("category", CATEGORY)
            .with("court", "7119")
            .with("parties", Value::Array(parties))
            .with("received", Value::Int(1_700_000_000_000));
        let command =
            Object::new().with("actor", actor).with("body", body).with("key", key).with("kind", kind);
        Value::Object(command)
    }

    fn sign(&self, body: &[u8]) -> String {
        let digest = sha256(&[b"tarazy/command/1\0", body]);
        format!("gate.example {}", BASE64_STANDARD.encode(self.key.sign(&digest.0).to_bytes()))
    }

    fn send(&self, signature: &str, body: &[u8]) -> Seen {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.post(format!("{}/commands", self.url)).header("accept-language", "en");
        let mut response = request.header("tarazy-signature", signature).send(body).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), serde_json::from_str(&text).unwrap())
    }

    fn give(&self, command: &Value) -> Seen {
        let body = command.to_bytes();
        self.send(&self.sign(&body), &body)
    }
}

fn gated() -> (Installation, Process, Gate) {
    let key = SigningKey::from_bytes(&[5; 32]);
    let pk: String = key.verifying_key().to_bytes().iter().map(|b| format!("{b:02x}")).collect();
    let court = Installation::configured(|config| {
        format!("{config}\n[[submitter]]\nname = \"gate.example\"\npk = \"{pk}\"\n")
    });
    court.staff(2);
    let server = court.serve();
    let gate = Gate { key, url: server.url.clone() };
    (court, server, gate)
}

#[test]
fn a_signed_command_over_http_is_carried_out_once_and_acknowledged() {
    let (court, _server, gate) = gated();
    let command = Gate::command("k1", "party", "filing.receive");
    let (status, answer) = gate.give(&command);
    assert_eq!(status, 200, "{answer}");
    let case = answer["body"]["case"].as_str().unwrap();
    assert_eq!(court.stage(case), "received");
    let ack = Ack::open(answer["ack"].as_str().unwrap().as_bytes(), &ack_key(&court)).unwrap();
    assert_eq!(ack.leaf.to_hex(), answer["body"]["leaf"].as_str().unwrap());
    let (status, again) = gate.give(&command);
    assert_eq!((status, again["replayed"].as_bool()), (200, Some(true)));
    assert_eq!((&again["body"], &again["ack"]), (&answer["body"], &answer["ack"]));
    let other = Gate::command("k1", "party", "filing.receive").to_text().replace("Айгүл", "Асан");
    let (status, refused) = gate.send(&gate.sign(other.as_bytes()), other.as_bytes());
    assert_eq!((status, refused["code"].as_str()), (409, Some("idempotency-mismatch")));
}

#[test]
fn a_command_that_names_its_end_is_refused_after_it_and_may_be_given_again_with_a_later_one() {
    let (court, _server, gate) = gated();
    let ends = |seconds: i64| {
        let now = now_ms();
        let Value::Object(command) = Gate::command("k1", "party", "filing.receive") else { unreachable!() };
        Value::Object(command.with("not_after", Value::Int(now + 1000 * seconds)))
    };
    let before = court.entries().len();
    let (status, refused) = gate.give(&ends(-1));
    assert_eq!((status, refused["code"].as_str()), (403, Some("bad-signature")));
    assert_eq!((court.entries().len(), refused["args"][0][1].as_str()), (before, Some("expired")));
    let (status, answer) = gate.give(&ends(60));
    assert_eq!(status, 200, "{answer}");
    let (status, again) = gate.give(&ends(90));
    assert_eq!((status, again["replayed"].as_bool(), &again["ack"]), (200, Some(true), &answer["ack"]));
}

#[test]
fn a_submitter_is_heard_on_the_socket_too_and_acknowledged() {
    let (court, _server, gate) = gated();
    let body = Gate::command("k1", "party", "filing.receive").to_bytes();
    let ask = |headers: Vec<(&'static str, String)>, body: &[u8]| {
        let socket = UnixStream::connect(court.home().join("tarazy.sock")).unwrap();
        let path = "/commands".to_owned();
        let answer = ask_socket(socket, &Question { path, headers, body: Some(body.to_vec().into()) });
        serde_json::from_slice::<serde_json::Value>(&answer.unwrap().body).unwrap()
    };
    let signed = ask(vec![("tarazy-signature", gate.sign(&body))], &body);
    assert!(Ack::open(signed["ack"].as_str().unwrap().as_bytes(), &ack_key(&court)).is_ok());
    let stranger = Gate { key: SigningKey::from_bytes(&[6; 32]), url: String::new() };
    let refused = ask(vec![("tarazy-signature", stranger.sign(&body))], &body);
    assert_eq!(refused["code"], "bad-signature", "though an operator could do it without");
}

#[test]
fn a_command_that_is_not_signed_by_its_submitter_or_not_his_is_refused() {
    let (court, _server, gate) = gated();
    let before = court.entries().len();
    let command = Gate::command("k1", "party", "filing.receive");
    let body = command.to_bytes();
    let good = gate.sign(&body);
    let stranger = Gate { key: SigningKey::from_bytes(&[6; 32]), url: gate.url.clone() };
    let wrong = [
        String::new(),
        "gate.example".to_owned(),
        good.replace("gate.example", "other.example"),
        good.replace("gate.example ", "gate.example  "),
        stranger.sign(&body),
        gate.sign(b"another body"),
    ];
    for signature in wrong {
        let (status, refused) = gate.send(&signature, &body);
        assert_eq!((status, refused["code"].as_str()), (403, Some("bad-signature")), "{signature}");
    }
    for (actor, kind) in
        [("registrar:r1", "filing.receive"), ("party", "case.close"), ("party", "draw.results")]
    {
        let (status, refused) = gate.give(&Gate::command("k2", actor, kind));
        assert_eq!((status, refused["code"].as_str()), (403, Some("bad-signature")), "{actor} {kind}");
    }
    let malformed: [(&[u8], u16, &str); 5] = [
        (b"{", 400, "bad-json"),
        (b"{\"a\":1,\"a\":1}", 400, "bad-json"),
        (b"{\"b\":1, \"a\":1}", 400, "not-canonical"),
        (b"{\"a\":1.5}", 422, "number"),
        (b"{}", 422, "schema"),
    ];
    for (body, status, code) in malformed {
        let seen = gate.send(&gate.sign(body), body);
        assert_eq!((seen.0, seen.1["code"].as_str()), (status, Some(code)), "{}", seen.1);
        assert!(seen.1["message"].as_str().is_some_and(|m| m != code), "{}", seen.1);
    }
    assert_eq!(court.entries().len(), before, "nothing is left in the log");
}

#[test]
fn a_commit_that_no_witness_confirms_is_void_in_time_and_drawn_anew() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let server = court.serve();
    court.staff(4);
    let case = court.register("A");
    let void = || court.kinds(LEDGER).iter().filter(|kind| *kind == "draw.void").count();
    until("the commit is void", || void() > 0);
    assert!(!court.kinds(LEDGER).contains(&"draw.alarm".to_owned()), "before its round has spoken");
    let witness = court.witness(port);
    until("the draw has its result", || court.stage(&case) == "assigned");
    let (code, said) = server.end(Signal::TERM);
    assert_eq!(code, Some(0));
    assert!(said.contains("too few witnesses"), "the operator is told: {said}");
    assert!(said.contains("confirm the log again"), "{said}");
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    court.verify("r.tlog-proof", &court.path("court/policy"));
    let asked = |more: &[&str]| {
        let args = ["witness", "history", "witness", "--origin", "log.example/tarazy"];
        court.done(&[&args, more].concat())
    };
    let known: Vec<u64> = asked(&[]).lines().map(|l| l.split(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(!known.is_empty() && known.is_sorted(), "{known:?}");
    let first = SignedCheckpoint::from_bytes(asked(&["--covering", "0"]).as_bytes()).unwrap();
    assert_eq!(first.checkpoint().size(), known[0]);
    assert!(asked(&["--to", "1"]).is_empty());
    drop(witness);
}

#[test]
fn a_result_that_a_silent_beacon_delays_is_overdue_and_comes_when_it_speaks() {
    let port = free_port();
    let court = Installation::configured(|config| config.replace("guard = 1", "guard = 1\nresult_max = 1"));
    let pk = court.done(&["beacon", "init", "member"]);
    let path = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let (head, tail) = config.split_once("[[beacon.member]]").unwrap();
    let timing = tail.split_once("[timing]").unwrap().1;
    let member = format!(
        "id = \"bar\"\noperator = \"bar\"\npk = \"{}\"\nurl = \"http://127.0.0.1:{port}\"",
        pk.trim()
    );
    std::fs::write(path, format!("{head}[[beacon.member]]\n{member}\n[timing]{timing}")).unwrap();
    let server = court.serve();
    court.staff(4);
    let case = court.register("A");
    until("the draw is overdue", || court.kinds(LEDGER).contains(&"draw.overdue".to_owned()));
    assert_eq!(court.stage(&case), "registered");
    std::fs::write(court.path("beacon.json"), court.done(&["beacon", "info"])).unwrap();
    let listen = format!("127.0.0.1:{port}");
    let args = [
        "beacon",
        "run",
        "member",
        "--id",
        "bar",
        "--info",
        "beacon.json",
        "--listen",
        &listen,
        "--until-eof",
    ];
    let member = Process::start(court.command(&args));
    until("the draw has its result", || court.stage(&case) == "assigned");
    assert!(court.kinds(LEDGER).ends_with(&["draw.overdue".to_owned(), "draw.result".to_owned()]));
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    drop(member);
}
