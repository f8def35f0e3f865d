//! Mirrors that serve real published rounds, and mirrors that do not do what they should, over real connections.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a mirror does with a question for `<what>`.
type Behaviour = dyn Fn(&str, &mut TcpStream) + Send + Sync;

/// A mirror on a port of its own; its thread ends with the test's process.
struct TestMirror {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TestMirror {
    fn new(behaviour: Box<Behaviour>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                log.lock().unwrap().push(path.clone());
                behaviour(path.rsplit('/').next().unwrap_or_default(), &mut stream);
            }
        });
        Self { url, asked }
    }

    /// One that answers with JSON.
    fn json(answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self::new(Box::new(move |what, stream| match answer(what) {
            Some(body) => reply(stream, "200 OK", &body),
            None => reply(stream, "404 Not Found", "{}"),
        }))
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn reply(stream: &mut TcpStream, status: &str, body: &str) {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    // A client that has heard enough may be gone.
    drop(stream.write_all(format!("{head}{body}").as_bytes()));
}

fn round_json(round: u64, signature: &str) -> String {
    format!(r#"{{"round":{round},"randomness":"00","signature":"{signature}"}}"#)
}

/// Published rounds of quicknet: number, signature, randomness. `None` where the folder with them is not given.
fn published() -> Option<Vec<(u64, String, String)>> {
    let Some(folder) = crate::config::variable("TARAZY_REAL_DATA") else {
        println!("skipped: TARAZY_REAL_DATA names no folder with published rounds");
        return None;
    };
    let path = std::path::Path::new(&folder).join("vectors/drand_quicknet.json");
    let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let text = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
    let rounds = file["positive"].as_array().unwrap().iter();
    Some(
        rounds
            .map(|r| (r["round"].as_u64().unwrap(), text(&r["signature"]), text(&r["randomness"])))
            .collect(),
    )
}

fn quicknet(mirrors: &[&TestMirror]) -> Mirrors {
    let mirrors = mirrors.iter().map(|m| m.url.clone()).collect();
    let network = Network { name: QUICKNET.to_owned(), mirrors, chain: None };
    Mirrors::open(&network, &Outgoing::trusting(std::path::Path::new("/nowhere"))).unwrap()
}

/// Round 1000, typed from the specification's known answers.
const SIG_1000: &str =
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
/// When it spoke, ms UTC.
const AT_1000: i64 = 1_692_806_364_000;

fn honest() -> TestMirror {
    TestMirror::json(|what| matches!(what, "1000" | "latest").then(|| round_json(1000, SIG_1000)))
}

#[test]
fn real_published_rounds_are_fetched_and_verified() {
    let Some(rounds) = published() else { return };
    let served = rounds.clone();
    let mirror = TestMirror::json(move |what| {
        let (round, sig, _) = served.iter().find(|(round, ..)| round.to_string() == what)?;
        Some(round_json(*round, sig))
    });
    let mut network = quicknet(&[&mirror]);
    for (round, _, randomness) in &rounds {
        let spoken = network.speak(*round, AT_1000).unwrap();
        let bytes = network.beacon().verify(*round, &spoken.evidence).unwrap();
        assert_eq!((hex::encode(bytes), spoken.warnings.len()), (randomness.clone(), 0));
    }
    assert_eq!(mirror.asked()[0], format!("/{}/public/{}", quicknet_id(), rounds[0].0));
    let missing = network.speak(7, AT_1000).unwrap_err().to_string();
    assert!(missing.contains(&mirror.url) && missing.contains("HTTP 404"), "{missing}");
}

#[test]
fn a_mirror_that_does_not_do_what_it_should_is_named_and_the_next_one_tried() {
    let other = SIG_1000.replace("b446", "b447");
    let lying = TestMirror::json(|what| Some(round_json(what.parse().unwrap_or(1000), SIG_1000)));
    let forged = TestMirror::json(move |_| Some(round_json(1000, &other)));
    let stray = TestMirror::json(|_| Some(round_json(999, SIG_1000)));
    let garbage = TestMirror::json(|_| Some("<html>".to_owned()));
    let truncated = TestMirror::new(Box::new(|_, stream| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 300\r\n\r\n{\"round\":1000,"));
    }));
    let endless = TestMirror::new(Box::new(|_, stream| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        while stream.write_all(&[b' '; 1 << 16]).is_ok() {}
    }));
    let away = TestMirror { url: "http://127.0.0.1:1".to_owned(), asked: Arc::default() };
    let redirecting =
        TestMirror::new(Box::new(|_, stream| {
            drop(stream.write_all(
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            ));
        }));
    let faults = [
        (&forged, "malformed"),
        (&stray, "says round 999"),
        (&garbage, "not a round of drand"),
        (&truncated, "no answer"),
        (&endless, "too long"),
        (&away, "no answer"),
        (&redirecting, "HTTP 302"),
    ];
    for (bad, what) in faults {
        let spoken = quicknet(&[bad, &honest()]).speak(1000, AT_1000).unwrap();
        let [warning] = &spoken.warnings[..] else { panic!("{what}: {:?}", spoken.warnings) };
        assert!(warning.contains(&bad.url) && warning.contains(what), "{what}: {warning}");
    }
    // The signature of round 1000 under another number.
    let refused = quicknet(&[&lying]).speak(1001, AT_1000).unwrap_err().to_string();
    assert!(refused.contains("does not hold"), "{refused}");
}

#[test]
fn a_silent_mirror_is_waited_for_a_short_while_and_comes_last_afterwards() {
    // It takes the question and answers nothing while the test runs.
    let (hold, held) = std::sync::mpsc::channel();
    let silent = TestMirror::new(Box::new(move |_, stream| drop(hold.send(stream.try_clone().unwrap()))));
    let honest = honest();
    let mut network = quicknet(&[&silent, &honest]);
    let clock = stopwatch();
    let spoken = network.speak(1000, AT_1000).unwrap();
    assert!((1.5..4.5).contains(&clock()), "{}", clock());
    assert!(spoken.warnings[0].contains(&silent.url));
    assert!(network.speak(1000, AT_1000 + 1000).unwrap().warnings.is_empty());
    assert_eq!((silent.asked().len(), honest.asked().len()), (1, 2));
    assert_eq!(network.speak(1000, AT_1000 + LAST_FOR).unwrap().warnings.len(), 1, "it is given another try");
    drop(held);
}

#[test]
fn the_latest_round_must_be_a_recent_one() {
    let honest = honest();
    let mut network = quicknet(&[&honest]);
    assert_eq!(network.latest(AT_1000 + 600_000, 600_000).unwrap().evidence.round(), 1000);
    let stale = network.latest(AT_1000 + 600_001, 600_000).unwrap_err().to_string();
    assert!(stale.contains("latest round is 1000, which is too old"), "{stale}");
}

#[test]
fn a_network_that_cannot_be_used_is_refused_before_anything_is_written() {
    let chain = |hash: &str, pk: &str| {
        Some(crate::config::Chain { hash: hash.to_owned(), pk: pk.to_owned(), genesis: 1, period: 3 })
    };
    let mirrors = vec!["http://127.0.0.1:1".to_owned()];
    let bad = [
        (QUICKNET, Vec::new(), None, "it needs a mirror"),
        (QUICKNET, vec!["api.drand.sh".to_owned()], None, "begins with http:// or https://"),
        ("national", mirrors.clone(), None, "it needs its chain"),
        ("national", mirrors.clone(), chain("6", &"a".repeat(192)), "drand \"national\""),
        ("national", mirrors.clone(), chain(&"6".repeat(64), &"a".repeat(192)), "pk"),
        ("false", mirrors, chain(&quicknet_id().to_hex(), &"a".repeat(192)), "pk"),
    ];
    for (name, mirrors, chain, what) in bad {
        let refused = describe(&Network { name: name.to_owned(), mirrors, chain }).unwrap_err().to_string();
        assert!(refused.contains(what), "{what}: {refused}");
    }
}
