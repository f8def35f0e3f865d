//! Exports: each step of a replay, and damage of every kind of file.

use crate::log::{CASE, Export, Hands, Log, NOW, T0, object, policy, policy_text};
use proptest::prelude::*;
use std::collections::VecDeque;
use tarazy_docket::checkpoint::SignedCheckpoint;
use tarazy_docket::tile::{decode_bundle, encode_bundle};
use tarazy_docket::{Entry, Hash, Policy, Tile, Visibility};
use tarazy_verify::{
    Bundle, Checks, ExportSource, Failure, Given, OneByOne, Progress, Readers, ReplayReport, SourceError,
    Unread, Unreadable, replay, replay_with,
};

fn run(export: &Export, trust: Option<&Policy>, old: &[Vec<u8>]) -> Result<ReplayReport, Failure> {
    replay(&mut export.clone(), trust, old, NOW, &mut |_| {})
}

/// The word, and the entry that the fault names.
fn word_at(export: &Export, old: &[Vec<u8>]) -> (String, Option<u64>) {
    match run(export, Some(&policy(2)), old) {
        Ok(report) => (report.verdict().word(), None),
        Err(Failure::Fault(fault)) => (fault.verdict.word(), fault.index),
        Err(Failure::Unreadable(why)) => panic!("{why}"),
    }
}

fn word(export: &Export) -> String {
    word_at(export, &[]).0
}

fn bytes(checkpoint: &SignedCheckpoint) -> Vec<u8> {
    checkpoint.to_string().into_bytes()
}

#[test]
fn whole_logs_of_many_sizes_hold() {
    for more in [0, 1, 253, 254, 255, 600] {
        let log = Log::small(more);
        let report = run(&log.export(2), Some(&policy(2)), &[]).unwrap();
        assert_eq!(report.counts.entries, log.len() as u64);
        assert_eq!(report.counts.types["(parties)"], more as u64 + 1);
        assert_eq!(report.counts.types["key.added"], 1);
        assert_eq!(report.counts.unchecked().collect::<Vec<_>>(), [("key.added", 1)]);
        assert_eq!(report.counts.streams, 2 + more.min(7));
        assert_eq!(report.witnesses.len(), 3);
    }
    assert_eq!(word(&Log::new().export(2)), "ok");
}

#[test]
fn a_log_of_three_levels_of_tiles_holds() {
    let mut log = Log::new();
    for _ in 0..65_600 {
        log.add("sys/alarm", "alarm.raised", "{}", Visibility::Public);
    }
    let export = log.export(2);
    assert!(export.files.contains_key("tile/2/000.p/1"));
    let old = [1, 255, 256, 65_535, 65_536, 65_537].map(|size| bytes(&log.signed(size)));
    assert_eq!(word_at(&export, &old), ("ok".into(), None));
    let mut steps = Vec::new();
    replay(&mut export.clone(), None, &[], NOW, &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps.last(), Some(&Progress::Entries { done: 65_600, all: 65_600 }));
    assert!(steps.contains(&Progress::Tiles { done: 65_600, all: 65_600 }));
}

#[test]
fn without_a_trust_file_the_best_verdict_is_unanchored() {
    let export = Log::small(5).export(2);
    let report = run(&export, None, &[]).unwrap();
    assert_eq!(report.verdict().word(), "ok-unanchored");
    let mut keyless = export;
    *keyless.file("policy") = b"quorum none\n".to_vec();
    assert_eq!(run(&keyless, None, &[]).unwrap().verdict().word(), "ok-unanchored");
}

#[test]
fn an_export_without_its_own_files_says_nothing() {
    let unreadable = |name: &str, trust: Option<&Policy>| {
        let mut export = Log::small(5).export(2);
        export.files.remove(name);
        run(&export, trust, &[]).unwrap_err()
    };
    let missing = |name| Failure::Unreadable(Unreadable::Missing(name));
    assert_eq!(unreadable("checkpoint", Some(&policy(2))), missing("checkpoint"));
    assert_eq!(unreadable("policy", None), missing("policy"));
    let mut export = Log::small(5).export(2);
    *export.file("policy") = b"nonsense\n".to_vec();
    assert!(matches!(run(&export, None, &[]), Err(Failure::Unreadable(Unreadable::Policy(_)))));
    *export.file("policy") = b"quorum none\n".to_vec();
    export.files.remove("keys");
    assert!(matches!(run(&export, None, &[]), Err(Failure::Unreadable(Unreadable::NoLogKey(_)))));
}

#[test]
fn a_file_that_cannot_be_read_is_no_verdict() {
    struct Broken(Export);
    impl ExportSource for Broken {
        fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
            if name.starts_with("tile/entries") { Err(SourceError("disk".into())) } else { self.0.read(name) }
        }
    }
    let got = replay(&mut Broken(Log::small(5).export(2)), Some(&policy(2)), &[], NOW, &mut |_| {});
    assert_eq!(got.unwrap_err(), Failure::Unreadable(Unreadable::Source(SourceError("disk".into()))));
}

#[test]
fn a_damaged_missing_or_cut_file_has_its_word() {
    let good = Log::small(600).export(2);
    let damaged = |name: &str, damage: &dyn Fn(&mut Vec<u8>)| {
        let mut export = good.clone();
        damage(export.file(name));
        word(&export)
    };
    let tiles =
        ["tile/0/000", "tile/0/002.p/90", "tile/1/000.p/2", "tile/entries/000", "tile/entries/002.p/90"];
    for name in tiles {
        assert_eq!(damaged(name, &|file| file[33] ^= 1), "bad-inclusion", "{name}");
        assert_eq!(damaged(name, &|file| file.truncate(30)), "bad-format", "{name}");
        assert_eq!(damaged(name, &|file| file.push(0)), "bad-format", "{name}");
        let mut export = good.clone();
        export.files.remove(name);
        assert_eq!(word(&export), "bad-format", "{name}");
    }
    assert_eq!(damaged("checkpoint", &Vec::clear), "bad-format");
    assert_eq!(damaged("checkpoint", &|file| file[30] ^= 1), "bad-signature");
}

/// The word and the place where signatures are not looked at.
fn quickly(export: &Export) -> (String, Option<u64>) {
    let trust = policy(2);
    let given = Given { trust: Some(&trust), older: &[], now_ms: NOW, checks: Checks::NoSignatures };
    match replay_with(&mut export.clone(), &given, &mut OneByOne::default(), &mut |_| {}) {
        Ok(report) => {
            assert!(!report.verdict().is_ok() && report.witnesses.is_empty());
            (report.verdict().word(), None)
        }
        Err(Failure::Fault(fault)) => (fault.verdict.word(), fault.index),
        Err(Failure::Unreadable(why)) => panic!("{why}"),
    }
}

#[test]
fn without_signatures_nothing_is_proven_and_what_does_not_fit_is_found_all_the_same() {
    let good = Log::small(600).export(2);
    assert_eq!(quickly(&good), ("unproven".into(), None));
    let mut forged = good.clone();
    let checkpoint = forged.file("checkpoint");
    let inside = checkpoint.len() - 20;
    checkpoint[inside] = if checkpoint[inside] == b'A' { b'B' } else { b'A' };
    assert_eq!((word(&forged), quickly(&forged).0), ("bad-signature".into(), "unproven".into()));
    let mut changed = good;
    changed.file("tile/entries/000")[33] ^= 1;
    assert_eq!(quickly(&changed), ("bad-inclusion".into(), Some(0)));
    let mut log = Log::small(300);
    log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, |entry| entry.seq += 1);
    assert_eq!(quickly(&log.export(2)), ("chain-broken".into(), Some(302)));
}

/// Reads each bundle when it comes, and gives back the first of several.
#[derive(Default)]
struct Eager(VecDeque<Bundle>);

impl Readers for Eager {
    fn ahead(&self) -> usize {
        3
    }

    fn give(&mut self, bundle: Unread) -> Result<(), SourceError> {
        self.0.push_back(bundle.read());
        assert!(self.0.len() <= 3);
        Ok(())
    }

    fn take(&mut self) -> Result<Bundle, SourceError> {
        self.0.pop_front().ok_or_else(|| SourceError("none".into()))
    }
}

#[test]
fn who_reads_ahead_finds_the_same_first_fault() {
    let trust = policy(2);
    let given = Given { trust: Some(&trust), older: &[], now_ms: NOW, checks: Checks::All };
    let ahead =
        |export: &Export| replay_with(&mut export.clone(), &given, &mut Eager::default(), &mut |_| {});
    let good = Log::small(1_600).export(2);
    assert_eq!(ahead(&good), run(&good, Some(&trust), &[]));
    let mut missing = good.clone();
    missing.files.remove("tile/entries/003");
    let mut damaged = missing.clone();
    damaged.file("tile/entries/001")[9] ^= 1;
    let mut log = Log::small(300);
    log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, |entry| entry.seq += 1);
    for _ in 0..600 {
        log.add("sys/alarm", "alarm.raised", "{}", Visibility::Public);
    }
    let mut broken = log.export(2);
    broken.files.remove("tile/entries/002");
    for export in [missing, damaged, broken] {
        let found = ahead(&export);
        assert!(found.is_err());
        assert_eq!(found, run(&export, Some(&trust), &[]));
    }
}

#[test]
fn the_first_fault_names_its_entry() {
    let mut export = Log::small(600).export(2);
    let bundle = export.file("tile/entries/001");
    let last = bundle.len() - 1;
    bundle[last] ^= 1;
    assert_eq!(word_at(&export, &[]), ("bad-inclusion".into(), Some(511)));
    export.files.remove("tile/entries/001");
    assert_eq!(word_at(&export, &[]), ("bad-format".into(), Some(256)));
    let mut log = Log::small(300);
    log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, |entry| entry.seq += 1);
    assert_eq!(word_at(&log.export(2), &[]), ("chain-broken".into(), Some(302)));
}

#[test]
fn a_full_file_may_stand_in_for_a_partial_one() {
    let (longer, log) = (Log::small(900).export(2), Log::small(600));
    let mut export = log.export(2);
    for (name, full) in [("tile/0/002.p/90", "tile/0/002"), ("tile/entries/002.p/90", "tile/entries/002")] {
        export.files.remove(name);
        export.files.insert(full.into(), longer.files[full].clone());
    }
    assert_eq!(word_at(&export, &[bytes(&log.signed(550))]), ("ok".into(), None));
    export.file("tile/0/002").truncate(32 * 90);
    assert_eq!(word(&export), "bad-format");
}

#[test]
fn older_checkpoints_and_receipts_of_the_same_log_fit() {
    let log = Log::small(600);
    let mut old: Vec<Vec<u8>> = [0, 1, 256, 300, 602].map(|size| bytes(&log.signed(size))).into();
    old.push(log.proof_in(3, None, log.signed(9)).to_string().into_bytes());
    old.push(bytes(&Hands::with(&[], 0).sign(log.checkpoint(10))));
    assert_eq!(word_at(&log.export(2), &old), ("ok".into(), None));
}

#[test]
fn a_rewritten_log_is_exposed_by_an_older_checkpoint() {
    let log = Log::small(5);
    let mut forged = Log::small(0);
    for _ in 0..5 {
        forged.add(CASE, "filing.received", r#"{"kind":"plea"}"#, Visibility::Parties);
    }
    let export = forged.export(2);
    assert_eq!(word(&export), "ok");
    let with_old = |old: Vec<u8>| word_at(&export, &[old]).0;
    assert_eq!(with_old(bytes(&log.signed(2))), "ok");
    assert_eq!(with_old(bytes(&log.signed(4))), "inconsistent");
    assert_eq!(with_old(log.proof_in(1, None, log.signed(5)).to_string().into_bytes()), "inconsistent");
    assert_eq!(with_old(bytes(&log.signed(7))), "inconsistent");
    let shorter = Log::small(2).export(2);
    assert_eq!(word_at(&shorter, &[bytes(&log.signed(7))]).0, "incomplete");
}

#[test]
fn an_older_checkpoint_that_cannot_be_one_has_its_word() {
    let log = Log::small(5);
    let export = log.export(2);
    let mut other = Log::small(1);
    other.origin = "log.example/other".into();
    let with_old = |old: &[u8]| word_at(&export, &[old.to_vec()]).0;
    assert_eq!(with_old(&bytes(&other.signed(2))), "unknown-log");
    assert_eq!(with_old(b"nonsense"), "bad-format");
    assert_eq!(with_old(b"c2sp.org/tlog-proof@v9\nindex 0\n\n"), "unsupported");
    let mut forged = bytes(&log.signed(3));
    forged[19] = b'4';
    assert_eq!(with_old(&forged), "bad-signature");
}

#[test]
fn trust_is_judged_before_the_tiles() {
    let log = Log::small(5);
    let with_hands = |hands: &Hands| word(&log.export_with(2, &hands.sign(log.checkpoint(7))));
    assert_eq!(with_hands(&Hands::with(&[0], 5)), "no-quorum");
    assert_eq!(with_hands(&Hands::all(u64::try_from(NOW / 1000).unwrap() + 301)), "future-time");
    let mut nobody = Hands::all(5);
    nobody.logs.clear();
    assert_eq!(with_hands(&nobody), "unknown-log");
    let text = policy_text(2).replace("log.example", "another.example");
    assert!(Policy::parse(text.as_bytes()).is_err());
}

/// The word for a log whose next entry was changed after it was built.
fn with_entry(change: impl FnOnce(&mut Entry)) -> String {
    let mut log = Log::small(5);
    log.add_body(CASE, "hearing.set", object("{}"), Visibility::Public, change);
    word(&log.export(2))
}

#[test]
fn an_entry_that_does_not_follow_its_stream_breaks_the_chain() {
    assert_eq!(with_entry(|_| {}), "ok");
    assert_eq!(with_entry(|entry| entry.seq = 3), "chain-broken");
    assert_eq!(with_entry(|entry| entry.seq = 1), "chain-broken");
    assert_eq!(with_entry(|entry| entry.prev.0[0] ^= 1), "chain-broken");
    assert_eq!(with_entry(|entry| entry.time = T0), "chain-broken");
    let other = format!("case/{:032x}", 99);
    assert_eq!(with_entry(|entry| entry.stream = other.parse().unwrap()), "chain-broken");
}

#[test]
fn an_entry_that_is_not_strictly_one_has_its_word() {
    let with_text = |from: &str, to: &str| {
        let mut log = Log::small(5);
        log.add(CASE, "hearing.set", r#"{"hall":"1"}"#, Visibility::Public);
        let text = String::from_utf8(log.entries.pop().unwrap()).unwrap();
        assert!(text.contains(from));
        log.add_bytes(text.replacen(from, to, 1).into_bytes(), None);
        word_at(&log.export(2), &[])
    };
    assert_eq!(with_text(r#","v""#, r#", "v""#), ("not-canonical".into(), Some(7)));
    assert_eq!(with_text(r#""v":1"#, r#""v":2"#), ("unsupported".into(), Some(7)));
    assert_eq!(with_text(r#""vis":"public""#, r#""vis":"sealed""#), ("bad-format".into(), Some(7)));
    assert_eq!(with_text(r#""v":1,"#, r#""v":1,"va":1,"#), ("bad-format".into(), Some(7)));
    let large = format!(r#""hall":"{}""#, "x".repeat(33_000));
    assert_eq!(with_text(r#""hall":"1""#, &large), ("bad-format".into(), Some(7)));
}

/// A log of which entry 1 was withheld; `notice` says whether an `entry.closed` does so.
fn withheld(notice: bool) -> Export {
    let mut log = Log::new();
    log.add(CASE, "case.opened", "{}", Visibility::Public);
    let leaf = log.add(CASE, "case.numbered", r#"{"number":"by mistake"}"#, Visibility::Public);
    log.add(CASE, "hearing.set", "{}", Visibility::Public);
    let body = if notice { format!(r#"{{"target":"{leaf}","withheld":true}}"#) } else { "{}".into() };
    log.add(CASE, "entry.closed", &body, Visibility::Public);
    let mut export = log.export(2);
    let bundle = export.file("tile/entries/000.p/4");
    let mut entries: Vec<Vec<u8>> =
        decode_bundle(bundle, 4).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    entries[1].clear();
    *bundle = encode_bundle(&entries).unwrap();
    export
}

#[test]
fn an_empty_place_needs_the_notice_that_withholds_it() {
    let report = run(&withheld(true), Some(&policy(2)), &[]).unwrap();
    assert_eq!((report.counts.withheld, report.counts.entries), (1, 4));
    assert_eq!(word_at(&withheld(false), &[]), ("bad-inclusion".into(), Some(1)));
}

#[test]
fn an_opening_fits_the_entry_that_it_names() {
    let opened = |body: &str, salt: Option<[u8; 32]>, stream: &str| {
        let mut log = Log::new();
        let leaf = log.add(CASE, "act.issued", r#"{"act":"decision"}"#, Visibility::Parties);
        let true_salt = log.openings[0].as_ref().unwrap().salt.clone();
        let salt = salt.map_or(Hash(*true_salt.as_bytes()), Hash);
        let body = format!(r#"{{"body":{body},"ground":"public-by-law","salt":"{salt}","target":"{leaf}"}}"#);
        log.add(stream, "entry.opened", &body, Visibility::Public);
        log.export(2)
    };
    let decision = r#"{"act":"decision"}"#;
    assert!(run(&opened(decision, None, CASE), Some(&policy(2)), &[]).is_ok());
    let wrong = ("wrong-content".to_owned(), Some(1));
    assert_eq!(word_at(&opened(r#"{"act":"ruling"}"#, None, CASE), &[]), wrong);
    assert_eq!(word_at(&opened(decision, Some([7; 32]), CASE), &[]), wrong);
    let other = format!("case/{}", "f".repeat(32));
    assert_eq!(word_at(&opened(decision, None, &other), &[]), wrong);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_changed_byte_of_any_file_is_found_or_changes_nothing_that_is_shown(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let mut export = Log::small(300).export(2);
        let name = export.files.keys().nth(which.index(export.files.len())).unwrap().clone();
        let whole = run(&export, Some(&policy(2)), &[]).unwrap();
        let file = export.file(&name);
        let at = at.index(file.len());
        let before = file[at];
        file[at] = to;
        match run(&export, Some(&policy(2)), &[]) {
            // A signature of a key that became unknown is passed over; nothing else may change.
            Ok(report) => {
                prop_assert_eq!(report.counts, whole.counts);
                prop_assert!(before == to || name.parse::<Tile>().is_err(), "{name}");
            }
            Err(Failure::Fault(_)) => prop_assert_ne!(before, to),
            Err(Failure::Unreadable(why)) => panic!("{why}"),
        }
    }
}
