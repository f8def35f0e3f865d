//! A log in a temporary folder, servers, and a client.

use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tarazy_base::Lang;
use tarazy_docket::{Actor, Draft, Hash, Object, Policy, Signer, StreamId, Visibility, leaf_hash, sha256};
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::witnesses::Ask;
use tarazy_log::{Entries, EntriesError, Sealer, Setup, StoredEntry};
use tarazy_web::commands::{Asked, Commands, Reply};
use tarazy_web::log::{LogFace, Papers};
use tarazy_web::{ApiError, Clock, Limits, Peer, Proxies, Rate, RateLimiter, Server, Throttle};

pub(crate) const ORIGIN: &str = "log.example/tarazy";
/// The time at which tests begin, ms UTC.
pub(crate) const NOW: i64 = 1_763_802_000_000;

/// Entries of one public stream.
pub(crate) struct Twin(pub(crate) Vec<Vec<u8>>);

impl Twin {
    pub(crate) fn of(count: u64) -> Self {
        let stream: StreamId = "sys/rules".parse().unwrap();
        let mut prev = stream.genesis(ORIGIN);
        let entry = |seq| {
            let draft = Draft {
                stream: stream.clone(),
                kind: "rules.set".parse().unwrap(),
                actor: Actor::role("registrar").unwrap(),
                vis: Visibility::Public,
                body: Object::new().with("hash", sha256(&[b"rules"]).to_hex()),
            };
            let (entry, _) = draft.into_entry(seq, prev, NOW, || unreachable!()).unwrap();
            let bytes = entry.to_bytes();
            prev = leaf_hash(&bytes);
            bytes
        };
        Self((1..=count).map(entry).collect())
    }

    pub(crate) fn leaves(&self) -> Vec<Hash> {
        self.0.iter().map(|bytes| leaf_hash(bytes)).collect()
    }
}

impl Entries for Twin {
    fn count(&mut self) -> Result<u64, EntriesError> {
        Ok(self.0.len().try_into().unwrap())
    }

    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError> {
        let all = (0..).zip(&self.0);
        let wanted = all.filter(|(index, _)| (from..to).contains(index));
        Ok(wanted.map(|(index, b)| StoredEntry { index, leaf: leaf_hash(b), bytes: b.clone() }).collect())
    }
}

pub(crate) fn signer() -> Signer {
    Signer::from_seed(ORIGIN.parse().unwrap(), &[7; 32]).unwrap()
}

pub(crate) fn files(folder: &Path) -> Arc<Durable> {
    std::fs::create_dir_all(folder).unwrap();
    Arc::new(Durable::new(Arc::new(LocalDisk::new(folder))))
}

pub(crate) fn objects(folder: &Path) -> Arc<dyn Objects> {
    Arc::new(LocalObjects::new(files(folder), "public"))
}

pub(crate) fn sealer(folder: &Path, policy: Policy, witnesses: Vec<Ask>) -> Sealer {
    let files = files(folder);
    let objects = Arc::new(LocalObjects::new(Arc::clone(&files), "public"));
    let guard = "guard".to_owned();
    Sealer::open(Setup {
        files,
        guard,
        objects,
        signers: vec![Box::new(signer())],
        policy,
        witnesses,
        epoch: 1,
    })
    .unwrap()
}

pub(crate) const POLICY: &[u8] = b"quorum none\n";
pub(crate) const SCHEMA: &[u8] = br#"{"type":"object"}"#;

pub(crate) struct Shelf;

impl Papers for Shelf {
    fn policy(&self) -> Result<Vec<u8>, ApiError> {
        Ok(POLICY.to_vec())
    }

    fn keys(&self) -> Result<Vec<u8>, ApiError> {
        Ok(format!("{}\n", signer().verifier()).into_bytes())
    }

    fn schema(&self, hash: Hash) -> Result<Option<Vec<u8>>, ApiError> {
        Ok((hash == sha256(&[SCHEMA])).then(|| SCHEMA.to_vec()))
    }
}

/// Papers whose policy trusts the log of these tests.
pub(crate) struct Trusting;

impl Papers for Trusting {
    fn policy(&self) -> Result<Vec<u8>, ApiError> {
        Ok(format!("log {}\nquorum none\n", signer().verifier()).into_bytes())
    }

    fn keys(&self) -> Result<Vec<u8>, ApiError> {
        Shelf.keys()
    }

    fn schema(&self, hash: Hash) -> Result<Option<Vec<u8>>, ApiError> {
        Shelf.schema(hash)
    }
}

pub(crate) fn log_server(folder: &Path) -> Server {
    start(tarazy_web::log::router(face(folder), throttle(Rate::default())))
}

/// What the log of a folder shows.
pub(crate) fn face(folder: &Path) -> LogFace {
    LogFace { objects: objects(folder), papers: Arc::new(Shelf), cache: Arc::default() }
}

pub(crate) fn start(router: axum::Router) -> Server {
    Server::start("127.0.0.1:0".parse().unwrap(), router, Limits::default()).unwrap()
}

/// A limit of requests whose clock stands still.
pub(crate) fn throttle(rate: Rate) -> Arc<Throttle> {
    let (_, clock) = clock();
    Arc::new(Throttle::new(RateLimiter::new(rate, [9; 32]), Proxies::default(), clock))
}

/// A command that was heard: its signature, its bytes, the language.
type Heard = (Option<String>, Vec<u8>, Lang);

/// Answers with a status, and remembers what it was given.
pub(crate) struct Ear {
    status: u16,
    pub(crate) heard: Mutex<Vec<Heard>>,
    pub(crate) peers: Mutex<Vec<Peer>>,
}

impl Commands for Ear {
    fn post(&self, asked: Asked) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        self.heard.lock().unwrap().push((asked.signature, asked.body.to_vec(), asked.lang));
        self.peers.lock().unwrap().push(asked.peer);
        let reply = Reply { status: self.status, body: br#"{"code":"x","message":"y"}"#.to_vec() };
        Box::pin(async move { reply })
    }
}

impl Ear {
    pub(crate) fn new(status: u16) -> Arc<Self> {
        Arc::new(Self { status, heard: Mutex::default(), peers: Mutex::default() })
    }
}

/// A clock that a test sets.
pub(crate) fn clock() -> (Arc<AtomicI64>, Clock) {
    let time = Arc::new(AtomicI64::new(NOW));
    let read = Arc::clone(&time);
    (time, Arc::new(move || read.load(Ordering::Relaxed)))
}

/// An answer as a client sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Status and code of an error.
    pub(crate) fn error(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        let members: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "message"]);
        (self.status, body["code"].as_str().unwrap().to_owned())
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

fn seen(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Seen {
    let mut response = response.unwrap();
    let body = response.body_mut().read_to_vec().unwrap();
    Seen { status: response.status().as_u16(), headers: response.headers().clone(), body }
}

pub(crate) fn get(server: &Server, path: &str) -> Seen {
    get_in(server, path, "en")
}

pub(crate) fn get_in(server: &Server, path: &str, language: &str) -> Seen {
    let url = format!("http://{}{path}", server.address());
    seen(agent().get(url).header("accept-language", language).call())
}

/// As a browser asks, which wants pages.
pub(crate) fn get_from_browser(server: &Server, path: &str) -> Seen {
    let url = format!("http://{}{path}", server.address());
    seen(
        agent().get(url).header("accept", "text/html,*/*;q=0.8").header("accept-encoding", "identity").call(),
    )
}

/// As somebody asks who sends headers.
pub(crate) fn get_with(server: &Server, path: &str, headers: &[(&str, &str)]) -> Seen {
    let request = agent().get(format!("http://{}{path}", server.address()));
    let request = request.header("accept-encoding", "identity");
    seen(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).call())
}

/// As a proxy asks for the one that it names.
pub(crate) fn get_from(server: &Server, path: &str, sender: &str) -> Seen {
    let url = format!("http://{}{path}", server.address());
    seen(agent().get(url).header("x-forwarded-for", sender).call())
}

pub(crate) fn post(server: &Server, path: &str, body: &[u8]) -> Seen {
    let url = format!("http://{}{path}", server.address());
    seen(agent().post(url).header("accept-language", "en").send(body))
}

pub(crate) fn send(server: &Server, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Seen {
    let request = agent().post(format!("http://{}{path}", server.address()));
    seen(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send(body))
}
