//! Draws in a replay: what the court's program writes is accepted by both programs, and a false note or record by
//! neither.

use crate::court::{Court, Drawn};
use crate::differential::{Seen, both, text};
use crate::log::{Export, Hands, Log, NOW, log_key, policy, policy_text, witness};
use crate::peers::Peer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::fs;
use tarazy_docket::{Checkpoint, Entry, Hash, Value};
use tarazy_verify::{Counts, Failure, replay};
use tempfile::TempDir;

fn run(mut export: Export, quorum: u8) -> Result<Counts, (String, Option<u64>)> {
    match replay(&mut export, Some(&policy(quorum)), &[], NOW, &mut |_| {}) {
        Ok(report) => Ok(report.counts),
        Err(Failure::Fault(fault)) => Err((fault.verdict.word(), fault.index)),
        Err(Failure::Unreadable(why)) => panic!("{why}"),
    }
}

/// What the Python program says; it must be what ours says, counts included.
fn python_says(court: &Court, quorum: u8) -> String {
    let folder = TempDir::new().unwrap();
    court.log.export(quorum).write(&folder.path().join("export"));
    fs::write(folder.path().join("trust"), policy_text(quorum)).unwrap();
    let (export, trust) = (text(&folder.path().join("export")), text(&folder.path().join("trust")));
    let (ours, theirs) = both(&mut Peer::python(), &["replay", &export, "--trust", &trust]);
    assert_eq!(ours, theirs);
    theirs.word()
}

fn word(court: &Court) -> String {
    run(court.log.export(court.quorum), court.quorum).map_or_else(|(word, _)| word, |_| "ok".into())
}

#[test]
fn a_log_with_draws_holds_with_and_without_witnesses() {
    for quorum in [0, 2] {
        let court = Court::busy(quorum);
        let counts = run(court.log.export(quorum), quorum).unwrap();
        assert_eq!((counts.draws["draw.commit"], counts.draws["draw.result"]), (5, 4));
        assert_eq!((counts.draws["open"], counts.draws["pool.act"]), (1, 8));
        assert_eq!(counts.unchecked().count(), 0);
        assert_eq!(counts.draws.get("draw.reveal").copied(), (quorum > 0).then_some(3));
    }
}

#[test]
fn the_note_of_a_result_covers_the_commit_in_time_with_its_quorum() {
    let early = |court: &Court, drawn: &Drawn| court.speaks(drawn) - 20;
    let signed = |hands: &Hands, court: &Court| hands.sign(court.log.checkpoint(court.log.len())).to_string();
    let with = |order: &dyn Fn(&Court, &Drawn) -> String| word(&Court::with_order(2, order));
    assert_eq!(with(&|court, drawn| court.note(early(court, drawn))), "ok");
    // The last moment is time(R) − GUARD; later cosignatures neither count nor harm.
    assert_eq!(with(&|court, drawn| court.note(early(court, drawn) + 1)), "draw-3-unwitnessed");
    let two_early_one_late = |court: &Court, drawn: &Drawn| {
        let mut hands = Hands::with(&[0, 2], early(court, drawn));
        hands.witnesses.push((witness(1), early(court, drawn) + 1000));
        signed(&hands, court)
    };
    assert_eq!(with(&two_early_one_late), "ok");
    let one_early = |court: &Court, drawn: &Drawn| {
        let mut hands = Hands::with(&[0], early(court, drawn));
        hands.witnesses.push((witness(1), early(court, drawn) + 1));
        signed(&hands, court)
    };
    assert_eq!(with(&one_early), "draw-3-unwitnessed");
    assert_eq!(with(&|court, _| signed(&Hands::with(&[1], 5), court)), "draw-2-no-quorum");
    let unsigned = |court: &Court, _: &Drawn| signed(&Hands { logs: vec![], ..Hands::all(5) }, court);
    assert_eq!(with(&unsigned), "draw-2-unknown-log");
    let forged = |court: &Court, _: &Drawn| {
        let text = signed(&Hands::all(5), court);
        let other = log_key().sign("something else\n").to_string();
        text + &other + "\n"
    };
    assert_eq!(with(&forged), "draw-2-bad-signature");
    assert_eq!(with(&|_, _| "nonsense".into()), "draw-2-bad-format");
}

#[test]
fn a_draw_is_judged_by_the_policy_in_force_at_its_commit() {
    let mut court = Court::new(0, 4);
    court.set_policy(0);
    court.decide(1);
    court.set_policy(2);
    court.decide(2);
    let counts = run(court.log.export(2), 2).unwrap();
    assert_eq!(counts.draws["draw.result"], 2);
    assert_eq!(counts.draws.get("other-witnesses"), None);
    assert_eq!(counts.unchecked().count(), 0);
    assert_eq!(python_says(&court, 2), "ok");
    // Without the entry that says so, the first draw is one that nobody witnessed.
    let mut silent = Court::new(0, 4);
    silent.decide(1);
    assert_eq!(run(silent.log.export(2), 2).unwrap_err().0, "draw-12-weak");
    assert_eq!(python_says(&silent, 2), "draw-12-weak");
}

#[test]
fn a_draw_that_only_the_logs_own_witnesses_confirmed_is_counted_for_the_reader() {
    let mut court = Court::new(2, 4);
    court.set_policy(1);
    let drawn = [court.draw(1, 1, false)];
    let one = Hands::with(&[0], court.speaks(&drawn[0]) - 25);
    let order = one.sign(court.log.checkpoint(court.log.len())).to_string();
    for result in court.results(&drawn, &order) {
        court.write(&result);
    }
    court.set_policy(2);
    court.decide(2);
    let counts = run(court.log.export(2), 2).unwrap();
    assert_eq!((counts.draws["draw.result"], counts.draws["other-witnesses"]), (2, 1));
    assert_eq!(python_says(&court, 2), "ok");
}

#[test]
fn a_policy_that_cannot_be_read_is_a_fault_at_its_entry() {
    let mut court = Court::new(0, 4);
    court.log.add("sys/policy", "policy.set", r#"{"policy":"nonsense"}"#, tarazy_docket::Visibility::Public);
    let index = court.log.len() as u64 - 1;
    assert_eq!(run(court.log.export(0), 0).unwrap_err(), ("bad-format".into(), Some(index)));
}

#[test]
fn the_note_of_a_result_is_a_checkpoint_of_this_very_log() {
    let with = |order: &dyn Fn(&Court, &Drawn) -> Checkpoint| {
        let order = |court: &Court, drawn: &Drawn| Hands::all(5).sign(order(court, drawn)).to_string();
        word(&Court::with_order(2, order))
    };
    let own = |court: &Court| court.log.checkpoint(court.log.len());
    assert_eq!(with(&|court, _| own(court)), "ok");
    // A checkpoint of a tree that the log never had, signed by everybody, is the trace of a split view.
    let other_root = |court: &Court, _: &Drawn| {
        Checkpoint::new(own(court).origin(), own(court).size(), Hash([7; 32])).unwrap()
    };
    assert_eq!(with(&other_root), "draw-1-order");
    assert_eq!(with(&|court, drawn| court.log.checkpoint(drawn.index)), "draw-1-order");
    let too_large = |court: &Court, _: &Drawn| {
        Checkpoint::new(own(court).origin(), own(court).size() + 9, own(court).root()).unwrap()
    };
    assert_eq!(with(&too_large), "draw-1-order");
}

#[test]
fn a_note_with_the_quorum_is_not_asked_for_without_one() {
    let log_alone = |court: &Court, _: &Drawn| {
        Hands::with(&[], 0).sign(court.log.checkpoint(court.log.len())).to_string()
    };
    assert_eq!(word(&Court::with_order(0, log_alone)), "ok");
    let nobody = |court: &Court, _: &Drawn| {
        let hands = Hands { logs: vec![], witnesses: vec![] };
        let text = hands.sign(court.log.checkpoint(court.log.len())).to_string();
        text + &log_key().sign("x\n").to_string().replace("log.example", "unknown.example") + "\n"
    };
    assert_eq!(word(&Court::with_order(0, nobody)), "draw-2-unknown-log");
}

#[test]
fn a_fault_of_a_draw_names_its_entry() {
    let court = Court::with_order(2, |court, drawn| court.note(court.speaks(drawn)));
    let (word, index) = run(court.log.export(2), 2).unwrap_err();
    assert_eq!((word.as_str(), index), ("draw-3-unwitnessed", Some(court.log.len() as u64 - 1)));
}

#[test]
fn what_is_not_checked_here_is_unsupported() {
    let mut court = Court::new(2, 3);
    let public = tarazy_docket::Visibility::Public;
    court.log.add("draw/7119.civil", "ledger.closed", "{}", public);
    assert_eq!(word(&court), "unsupported");
    let mut court = Court::new(2, 3);
    court.log.add(&format!("beacon/{:032x}", 1), "beacon.announced", "{}", public);
    assert_eq!(word(&court), "unsupported");
}

/// One value somewhere in a JSON object, changed.
fn changed(json: &mut Json, at: &mut usize, how: u8) -> bool {
    match json {
        Json::Object(members) => members.values_mut().any(|v| changed(v, at, how)),
        Json::Array(items) => {
            if how == 5 && *at == 0 && items.len() > 1 {
                items.reverse();
                return true;
            }
            items.iter_mut().any(|v| changed(v, at, how))
        }
        _ if *at > 0 => {
            *at -= 1;
            false
        }
        Json::String(text) => {
            *text = match how {
                0 => String::new(),
                1 => text.replacen('0', "1", 1),
                2 => text.chars().rev().collect(),
                3 => text.to_uppercase(),
                _ => text.replacen(|c: char| c.is_ascii_digit(), "7", 1),
            };
            true
        }
        Json::Number(n) => {
            let n = n.as_i64().unwrap();
            *json = [n + 1, n - 1, 0, -n, 1 - n, n / 2][usize::from(how) % 6].into();
            true
        }
        other => {
            *other = (!other.as_bool().unwrap_or_default()).into();
            true
        }
    }
}

/// The log up to a record of the ledger, whose body was changed.
fn with_false_record(log: &Log, which: prop::sample::Index, at: prop::sample::Index, how: u8) -> Log {
    let records: Vec<usize> = (0..log.len())
        .filter(|i| Entry::parse(&log.entries[*i]).unwrap().stream.as_str().starts_with("draw/"))
        .collect();
    let last = records[which.index(records.len())];
    let mut log = log.clone();
    log.entries.truncate(last + 1);
    let mut members: Json = serde_json::from_slice(&log.entries[last]).unwrap();
    let mut place = at.index(60);
    changed(&mut members["body"], &mut place, how);
    let text = serde_json::to_string(&members).unwrap();
    log.entries[last] = Value::from_json(text.as_bytes()).unwrap().to_bytes();
    log
}

#[test]
fn what_the_other_program_refuses_is_refused_with_the_same_word() {
    let python = RefCell::new(Peer::python());
    let seen = RefCell::new(Seen::new());
    for quorum in [0, 2] {
        let court = Court::busy(quorum);
        let strategy = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..6);
        let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
        let result = TestRunner::new(config).run(&strategy, |(which, at, how)| {
            let log = with_false_record(&court.log, which, at, how);
            let folder = TempDir::new().unwrap();
            log.export(quorum).write(&folder.path().join("export"));
            fs::write(folder.path().join("trust"), policy_text(quorum)).unwrap();
            let (export, trust) = (text(&folder.path().join("export")), text(&folder.path().join("trust")));
            let arguments = ["replay", &export, "--trust", &trust];
            let (ours, theirs) = both(&mut python.borrow_mut(), &arguments);
            *seen.borrow_mut().entry(ours.word()).or_default() += 1;
            let last = &log.entries[log.len() - 1];
            prop_assert_eq!(&ours, &theirs, "{}", String::from_utf8_lossy(last));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{error}");
        }
    }
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert!(seen.keys().filter(|word| word.starts_with("draw-")).count() > 4, "{seen:?}");
}
