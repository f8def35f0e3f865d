//! The programs on the same random and damaged files: every verdict must be the same word.

use crate::log::{CASE, Export, Hands, Log, NOW, object, policy_text, witness};
use crate::peers::{Peer, Said, ours};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tarazy_docket::tile::{decode_bundle, encode_bundle};
use tarazy_docket::{Checkpoint, Entry, Hash, Visibility};
use tempfile::TempDir;

/// A byte of something is set, taken out, or doubled.
#[derive(Debug, Clone)]
struct Bite {
    at: prop::sample::Index,
    to: u8,
    how: u8,
}

fn bite() -> impl Strategy<Value = Bite> {
    // Bytes of texts are likelier to give something that is read further than a random byte.
    let to = prop_oneof![3 => prop::sample::select(b" \"01289aft{}[],:=\n+".as_slice()), 1 => any::<u8>()];
    (any::<prop::sample::Index>(), to, 0_u8..8).prop_map(|(at, to, how)| Bite { at, to, how })
}

impl Bite {
    fn take(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let at = self.at.index(bytes.len());
        match self.how {
            0 => {
                bytes.remove(at);
            }
            1 => bytes.insert(at, bytes[at]),
            2 => bytes.truncate(at),
            _ => bytes[at] = self.to,
        }
    }
}

/// What is unusual about a receipt.
#[derive(Debug, Clone)]
enum Twist {
    Nothing,
    File(Bite),
    Extra(Bite),
    Entry(Bite),
    Witnesses(Vec<u8>, i64),
    Root(u8),
    Origin,
    Policy(Bite),
    Quorum(u8),
    Unopened,
    NoExtra,
}

fn twist() -> impl Strategy<Value = Twist> {
    prop_oneof![
        1 => Just(Twist::Nothing),
        4 => bite().prop_map(Twist::File),
        8 => bite().prop_map(Twist::Extra),
        4 => bite().prop_map(Twist::Entry),
        3 => (prop::collection::vec(0_u8..4, 0..5), 298_i64..304).prop_map(|(w, t)| Twist::Witnesses(w, t)),
        1 => any::<u8>().prop_map(Twist::Root),
        1 => Just(Twist::Origin),
        2 => bite().prop_map(Twist::Policy),
        1 => (0_u8..4).prop_map(Twist::Quorum),
        1 => Just(Twist::Unopened),
        1 => Just(Twist::NoExtra),
    ]
}

/// A random log: filings of every class in a few cases.
fn log() -> impl Strategy<Value = Log> {
    let step = (0_u8..4, 0_u8..4, "[a-zа-яәқ\"\\\\]{0,6}");
    prop::collection::vec(step, 0..12).prop_map(|steps| {
        let mut log = Log::small(0);
        for (case, vis, text) in steps {
            let vis = [Visibility::Public, Visibility::Parties, Visibility::Court, Visibility::Sealed]
                [usize::from(vis)];
            let mut body = object("{}");
            body.insert("note", text.as_str());
            let case = format!("case/{case:032x}");
            // NFC is the writer's duty; a text that is not in it is left out here.
            if tarazy_docket::Value::from(text.as_str()).is_nfc() {
                log.add_body(&case, "hearing.set", body, vis, |_| {});
            }
        }
        log
    })
}

/// The files of a receipt with its twist: the receipt and the policy.
fn twisted(mut log: Log, index: usize, twist: &Twist) -> (Vec<u8>, Vec<u8>) {
    let (index, size) = (index % log.len(), log.len());
    let mut policy = policy_text(if let Twist::Quorum(quorum) = twist { *quorum } else { 2 }).into_bytes();
    let mut extra = log.extra(index, !matches!(twist, Twist::Unopened)).to_bytes().unwrap();
    if let Twist::Entry(bite) = twist {
        // The tree holds the damaged entry, so that the step after the inclusion is reached.
        bite.take(&mut log.entries[index]);
        let whole = String::from_utf8_lossy(&log.entries[index]).into_owned();
        extra = format!(r#"{{"entry":{whole},"v":1}}"#).into_bytes();
    }
    let mut checkpoint = log.checkpoint(size);
    match twist {
        Twist::Extra(bite) => bite.take(&mut extra),
        Twist::Policy(bite) => bite.take(&mut policy),
        Twist::Root(n) => {
            checkpoint = Checkpoint::new(log.origin.clone(), size as u64, Hash([*n; 32])).unwrap();
        }
        Twist::Origin => {
            checkpoint = Checkpoint::new("log.example/other", size as u64, checkpoint.root()).unwrap();
        }
        _ => {}
    }
    let seconds = |after: i64| u64::try_from(NOW / 1000 + after).unwrap();
    let hands = match twist {
        Twist::Witnesses(who, ahead) => {
            let witnesses = who.iter().map(|n| (witness(*n), seconds(*ahead))).collect();
            Hands { witnesses, ..Hands::with(&[], 0) }
        }
        _ => Hands::all(seconds(-500)),
    };
    let extra = if matches!(twist, Twist::NoExtra) { None } else { Some(extra) };
    let mut file = log.proof_in(index, extra, hands.sign(checkpoint)).to_string().into_bytes();
    if let Twist::File(bite) = twist {
        bite.take(&mut file);
    }
    (file, policy)
}

/// How often each word came up.
pub(crate) type Seen = BTreeMap<String, u32>;

/// The arguments with which every program is started here.
fn with_clock(arguments: &[&str], start: impl FnOnce(&[&str]) -> Said) -> Said {
    let now = NOW.to_string();
    start(&[arguments, &["--json", "--now", &now]].concat()).compared()
}

/// What our program and another say, as far as it is compared: ours first.
pub(crate) fn both(peer: &mut Peer, arguments: &[&str]) -> (Said, Said) {
    (with_clock(arguments, ours), with_clock(arguments, |arguments| peer.say(arguments)))
}

/// Runs all programs, demands the same answer, counts it.
fn agree(peers: &mut [Peer], arguments: &[&str], seen: &mut Seen) -> Result<(), TestCaseError> {
    let ours = with_clock(arguments, ours);
    *seen.entry(ours.word()).or_default() += 1;
    for peer in peers {
        prop_assert_eq!(&ours, &with_clock(arguments, |arguments| peer.say(arguments)));
    }
    Ok(())
}

pub(crate) fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// All programs on random cases; the words that came up.
fn compare<S: Strategy>(
    cases: u32,
    mut peers: Vec<Peer>,
    strategy: &S,
    mut write: impl FnMut(S::Value, &Path) -> Vec<String>,
) -> Seen {
    let mut seen = Seen::new();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let peers = std::cell::RefCell::new(&mut peers);
    let seen_cell = std::cell::RefCell::new(&mut seen);
    let write = std::cell::RefCell::new(&mut write);
    let result = TestRunner::new(config).run(strategy, |value| {
        let folder = TempDir::new().unwrap();
        let arguments = (write.borrow_mut())(value, folder.path());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        agree(&mut peers.borrow_mut(), &arguments, &mut seen_cell.borrow_mut())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    seen
}

#[test]
fn the_three_programs_say_the_same_of_random_and_damaged_receipts() {
    let strategy = (log(), any::<prop::sample::Index>(), twist());
    let peers = vec![Peer::python(), Peer::javascript()];
    let seen = compare(320, peers, &strategy, |(log, index, twist), folder| {
        let index = index.index(log.len());
        let (file, policy) = twisted(log, index, &twist);
        fs::write(folder.join("receipt"), file).unwrap();
        fs::write(folder.join("policy"), policy).unwrap();
        let (receipt, policy) = (text(&folder.join("receipt")), text(&folder.join("policy")));
        vec!["receipt".into(), receipt, "--trust".into(), policy]
    });
    println!("{seen:?}");
    for word in ["ok", "bad-format", "not-canonical", "bad-inclusion", "no-quorum", "unreadable"] {
        assert!(seen.contains_key(word), "{word} never came up: {seen:?}");
    }
}

/// What is unusual about an export.
#[derive(Debug, Clone)]
enum Damage {
    Nothing,
    File(prop::sample::Index, Bite),
    Missing(prop::sample::Index),
    Entry(prop::sample::Index, Bite),
    Swapped(prop::sample::Index, prop::sample::Index),
    Withheld(prop::sample::Index, bool),
    Witnesses(Vec<u8>, i64),
    Seq(u64),
    Time(i64),
    Quorum(u8),
    Keys,
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        1 => Just(Damage::Nothing),
        4 => (place(), bite()).prop_map(|(n, b)| Damage::File(n, b)),
        1 => place().prop_map(Damage::Missing),
        5 => (place(), bite()).prop_map(|(n, b)| Damage::Entry(n, b)),
        1 => (place(), place()).prop_map(|(a, b)| Damage::Swapped(a, b)),
        2 => (place(), any::<bool>()).prop_map(|(n, excused)| Damage::Withheld(n, excused)),
        1 => (prop::collection::vec(0_u8..4, 0..5), 298_i64..304).prop_map(|(w, t)| Damage::Witnesses(w, t)),
        1 => (0_u64..4).prop_map(Damage::Seq),
        1 => (-3000_i64..3000).prop_map(Damage::Time),
        1 => (0_u8..4).prop_map(Damage::Quorum),
        1 => Just(Damage::Keys),
    ]
}

fn damaged(mut log: Log, many: bool, damage: &Damage) -> Export {
    if many {
        for i in 0..300 {
            log.add(&format!("case/{:032x}", i % 5), "filing.received", "{}", Visibility::Parties);
        }
    }
    match damage {
        Damage::Entry(n, bite) => {
            let n = n.index(log.len());
            bite.take(&mut log.entries[n]);
        }
        Damage::Swapped(a, b) => {
            let (a, b) = (a.index(log.len()), b.index(log.len()));
            log.entries.swap(a, b);
        }
        Damage::Seq(seq) => {
            let change = |entry: &mut Entry| entry.seq = seq + 1;
            log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, change);
        }
        Damage::Time(shift) => {
            let change = |entry: &mut Entry| entry.time += shift;
            log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, change);
        }
        Damage::Withheld(n, true) => {
            let leaf = log.leaves()[n.index(log.len())];
            let body = format!(r#"{{"target":"{leaf}","withheld":true}}"#);
            log.add(CASE, "entry.closed", &body, Visibility::Public);
        }
        _ => {}
    }
    let seconds = |after: i64| u64::try_from(NOW / 1000 + after).unwrap();
    let hands = match damage {
        Damage::Witnesses(who, ahead) => {
            let witnesses = who.iter().map(|n| (witness(*n), seconds(*ahead))).collect();
            Hands { witnesses, ..Hands::with(&[], 0) }
        }
        _ => Hands::all(seconds(-500)),
    };
    let quorum = if let Damage::Quorum(quorum) = damage { *quorum } else { 2 };
    let mut export = log.export_with(quorum, &hands.sign(log.checkpoint(log.len())));
    match damage {
        Damage::File(n, bite) => {
            let place = n.index(export.files.len());
            if let Some(file) = export.files.values_mut().nth(place) {
                bite.take(file);
            }
        }
        Damage::Missing(n) => {
            let name = export.files.keys().nth(n.index(export.files.len())).unwrap().clone();
            export.files.remove(&name);
        }
        Damage::Withheld(n, excused) => {
            let n = n.index(log.len() - usize::from(*excused));
            let size = u64::try_from(log.len()).unwrap();
            let tile =
                tarazy_docket::Tile::in_tree(tarazy_docket::TileKind::Entries, n as u64 / 256, size).unwrap();
            let bundle = export.file(&tile.path());
            let mut entries: Vec<Vec<u8>> =
                decode_bundle(bundle, tile.width()).unwrap().into_iter().map(<[u8]>::to_vec).collect();
            entries[n % 256].clear();
            *bundle = encode_bundle(&entries).unwrap();
        }
        Damage::Keys => *export.file("policy") = b"quorum none\n".to_vec(),
        _ => {}
    }
    export
}

#[test]
fn both_programs_say_the_same_of_random_and_damaged_exports() {
    let old = prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4), 0..2);
    let strategy = (log(), prop::bool::weighted(0.2), damage(), any::<bool>(), old);
    let seen = compare(256, vec![Peer::python()], &strategy, |(log, many, damage, trusted, old), folder| {
        let export = damaged(log.clone(), many, &damage);
        export.write(&folder.join("export"));
        fs::write(folder.join("trust"), policy_text(2)).unwrap();
        let mut arguments = vec!["replay".to_owned(), text(&folder.join("export"))];
        if trusted {
            arguments.extend(["--trust".to_owned(), text(&folder.join("trust"))]);
        }
        for (n, (size, how)) in old.into_iter().enumerate() {
            let size = 1 + size.index(log.len());
            let file = match how {
                0 => log.proof_in(size - 1, None, log.signed(size)).to_string(),
                1 => Log::small(size).signed(size).to_string(),
                2 => log.signed(size).to_string().replacen('8', "9", 1),
                _ => log.signed(size).to_string(),
            };
            let path = folder.join(format!("old{n}"));
            fs::write(&path, file).unwrap();
            arguments.extend(["--checkpoint".to_owned(), text(&path)]);
        }
        arguments
    });
    println!("{seen:?}");
    for word in [
        "ok",
        "ok-unanchored",
        "bad-format",
        "bad-inclusion",
        "chain-broken",
        "not-canonical",
        "inconsistent",
    ] {
        assert!(seen.contains_key(word), "{word} never came up: {seen:?}");
    }
}
