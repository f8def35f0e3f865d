//! Inclusion proofs of a large log: over HTTP from a server that has just started, and in the process.

use super::append::{Twin, entry};
use super::{Figure, Scratch, percentile, time};
use crate::clock::{now_ms, stopwatch};
use crate::entropy::random;
use crate::failure::Failure;
use std::sync::Arc;
use tarazy_docket::{Hash, Policy, Signer, TlogProof, leaf_hash, sha256};
use tarazy_log::cache::TileCache;
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_log::{Sealer, Setup, Tiles};
use tarazy_web::client::{Answer, Question};
use tarazy_web::load::{Pace, Talk, Then, hold};
use tarazy_web::log::{LogFace, Papers, router};
use tarazy_web::{ApiError, Limits, Proxies, Rate, RateLimiter, Server, Throttle};

/// Proofs asked over HTTP.
const ASKED: u64 = 100_000;
/// Proofs made in the process.
const MADE: u64 = 1_000_000;
/// In the process, proofs of entries of so many neighbouring tiles, which stay in memory.
const NEAR: u64 = 1_000 * 256;
const CONNECTIONS: usize = 64;

/// Measures proofs of a log of so many entries.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("proofs")?;
    let objects = seal(&scratch, count)?;
    let any = |n: u64, below: u64| {
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[&n.to_be_bytes()]).0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) % below.max(1)
    };
    let server = serve(&objects)?;
    let talks = (0..ASKED).map(|n| Box::new(Asked::of(any(n, count))) as Box<dyn Talk>).collect();
    let pace = Pace { connections: CONNECTIONS, every: None };
    let address = server.address();
    let asked = time(|| hold(address, pace, talks, stopwatch()).map_err(Failure::not_done));
    let (mut took, over_http) = asked?;
    server.stop().map_err(Failure::not_done)?;
    let cache = TileCache::default();
    let tiles = Tiles::cached(objects.as_ref(), &cache);
    let prove = |n: u64| tiles.inclusion(any(n, count.min(NEAR)), count).map_err(Failure::not_done);
    let (_, cold) =
        time(|| (0..ASKED).try_fold(0, |sum, n| Ok(sum + uncached(&objects, any(n, count), count)?)))?;
    (0..MADE / 10).try_for_each(|n| prove(n).map(|_| ()))?;
    let (_, warm) = time(|| (0..MADE).try_fold(0, |sum, n| Ok(sum + prove(n)?.len())))?;
    let ms = |name: &str, value: f64| Figure { name: name.to_owned(), value, unit: "ms", against: None };
    Ok(vec![
        Figure::rate(
            "proofs with their entries over HTTP, server just started",
            ASKED,
            over_http,
            "proofs/s",
        ),
        ms("such a proof: p50", 1000.0 * percentile(&mut took, 50)),
        ms("such a proof: p99", 1000.0 * percentile(&mut took, 99)),
        Figure::rate("paths in the process, each from tiles on the disk, one core", ASKED, cold, "proofs/s"),
        Figure::rate("paths in the process, tiles in memory, one core", MADE, warm, "proofs/s"),
    ])
}

fn uncached(objects: &Arc<dyn Objects>, index: u64, size: u64) -> Result<usize, Failure> {
    Ok(Tiles::new(objects.as_ref()).inclusion(index, size).map_err(Failure::not_done)?.len())
}

/// A log of so many entries.
fn seal(scratch: &Scratch, count: u64) -> Result<Arc<dyn Objects>, Failure> {
    let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(&scratch.0))));
    let signer = Signer::from_seed("bench.example/log".parse().map_err(Failure::not_done)?, &random::<32>());
    let objects: Arc<dyn Objects> = Arc::new(LocalObjects::new(Arc::clone(&files), "public"));
    let mut sealer = Sealer::open(Setup {
        objects: Arc::clone(&objects),
        files,
        guard: "guard".to_owned(),
        signers: vec![Box::new(signer.map_err(Failure::not_done)?)],
        policy: Policy::parse(b"quorum none\n").map_err(Failure::not_done)?,
        witnesses: Vec::new(),
        epoch: 1,
    })?;
    let mut entries = Twin::of(count);
    while sealer.round(&mut entries, now_ms())?.more {}
    Ok(objects)
}

fn serve(objects: &Arc<dyn Objects>) -> Result<Server, Failure> {
    let face = LogFace { objects: Arc::clone(objects), papers: Arc::new(NoPapers), cache: Arc::default() };
    let rate = Rate { per_second: 1_000_000, burst: 1_000_000 };
    let limiter = RateLimiter::new(rate, random::<32>());
    let throttle = Arc::new(Throttle::new(limiter, Proxies::default(), Arc::new(now_ms)));
    let limits = Limits { connections_each: CONNECTIONS, ..Limits::default() };
    let any = ([127, 0, 0, 1], 0).into();
    Server::start(any, router(face, throttle), limits).map_err(Failure::not_done)
}

/// Nobody asks for papers here.
struct NoPapers;

impl Papers for NoPapers {
    fn policy(&self) -> Result<Vec<u8>, ApiError> {
        Ok(Vec::new())
    }

    fn keys(&self) -> Result<Vec<u8>, ApiError> {
        Ok(Vec::new())
    }

    fn schema(&self, _: Hash) -> Result<Option<Vec<u8>>, ApiError> {
        Ok(None)
    }
}

/// A question for one proof; its answer must be a proof of that entry.
struct Asked(u64);

impl Asked {
    fn of(index: u64) -> Self {
        Self(index)
    }
}

impl Talk for Asked {
    fn next(&mut self, answer: Option<&Answer>) -> Then {
        let Some(answer) = answer else {
            let path = format!("/proof/{}", self.0);
            return Then::Ask(Question { path, headers: Vec::new(), body: None });
        };
        // Every hundredth is checked as its reader would: the generator shares the server's cores.
        let proven = answer.status == 200 && (!self.0.is_multiple_of(100) || holds(self.0, &answer.body));
        if proven { Then::Done } else { Then::Failed(format!("no proof of entry {}", self.0)) }
    }
}

fn holds(index: u64, bytes: &[u8]) -> bool {
    let Ok(proof) = TlogProof::from_bytes(bytes) else { return false };
    let checkpoint = proof.checkpoint.checkpoint();
    let leaf = leaf_hash(&entry(index).1);
    let root = tarazy_docket::merkle::root_from_inclusion(index, checkpoint.size(), leaf, &proof.path);
    proof.index == index && root == Ok(checkpoint.root())
}
