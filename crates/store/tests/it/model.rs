//! Random commands and faults against a twin that knows nothing of batches, rounds and databases.

use crate::bed::{Bed, env, vault};
use crate::faults::{Fault, FaultySource, Plan};
use crate::office::{Notes, claim, command, note, stream};
use crate::rebuild::digest;
use crate::writer::records;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, HashMap, HashSet};
use tarazy_docket::{Object, Value};
use tarazy_store::rebuild::rebuild;
use tarazy_store::writer::Outcome;
use tarazy_store::{Command, Dialect, StoreError};

/// How many sequences the long run tries.
const CASES: &str = "TARAZY_MODEL_CASES";

#[derive(Debug, Clone)]
enum Op {
    Note(u8, String),
    Pair(u8),
    Claim(u8, u8),
    Refuse(u8),
    Judge(u8, u8),
    Judges,
    /// An earlier command again, counted from the last.
    Again(usize),
    /// The key of an earlier command with other bytes.
    Mismatch(usize),
}

#[derive(Debug, Clone, Copy)]
enum Trouble {
    None,
    Busy,
    Lost,
    InDoubtCommitted,
    InDoubtNotCommitted,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (1..4u8, "[a-zә]{0,4}").prop_map(|(s, t)| Op::Note(s, t)),
        1 => (1..4u8).prop_map(Op::Pair),
        3 => (1..4u8, 0..6u8).prop_map(|(s, n)| Op::Claim(s, n)),
        1 => (1..4u8).prop_map(Op::Refuse),
        2 => (0..3u8, 0..9u8).prop_map(|(i, n)| Op::Judge(i, n)),
        1 => Just(Op::Judges),
        1 => (1..9usize).prop_map(Op::Again),
        1 => (1..9usize).prop_map(Op::Mismatch),
    ]
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        6 => Just(Trouble::None),
        1 => Just(Trouble::Busy),
        1 => Just(Trouble::Lost),
        1 => Just(Trouble::InDoubtCommitted),
        1 => Just(Trouble::InDoubtNotCommitted),
    ]
}

/// What a command comes to, without what only hashing tells.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    indexes: Vec<u64>,
    /// Of `note`: how many entries the stream had. Of `judges`: the rows.
    told: String,
    replayed: bool,
}

type Result = std::result::Result<Seen, String>;

#[derive(Default)]
struct Twin {
    /// Stream and text of each entry.
    log: Vec<(u8, Option<String>)>,
    claims: HashSet<String>,
    judges: BTreeMap<String, String>,
    answered: HashMap<String, (Command, Seen)>,
}

impl Twin {
    fn run(&mut self, c: &Command) -> Result {
        if let Some((first, seen)) = self.answered.get(&c.key) {
            let same = first == c;
            return if same {
                Ok(Seen { replayed: true, ..seen.clone() })
            } else {
                Err("idempotency-mismatch".into())
            };
        }
        let text = |name: &str| c.body.get(name).and_then(Value::as_text).unwrap_or_default().to_owned();
        let to = (0..10).find(|l| stream(*l).as_str() == text("stream")).unwrap_or(0);
        let first = self.log.len() as u64;
        let mut told = String::new();
        match c.kind.as_str() {
            "note" => {
                told = self.log.iter().filter(|(s, _)| *s == to).count().to_string();
                self.log.push((to, Some(text("text"))));
            }
            "pair" => self.log.extend([(to, Some(text("text"))), (9, None)]),
            "claim" if self.claims.contains(&text("name")) => return Err("name-taken".into()),
            "claim" => {
                self.claims.insert(text("name"));
                self.log.push((to, Some(text("name"))));
            }
            "refuse" => return Err("stream-closed".into()),
            "judge.put" => drop(self.judges.insert(text("id"), text("name"))),
            "judges" => told = format!("{:?}", self.judges),
            other => panic!("{other}"),
        }
        let seen = Seen { indexes: (first..self.log.len() as u64).collect(), told, replayed: false };
        self.answered.insert(c.key.clone(), (c.clone(), seen.clone()));
        Ok(seen)
    }
}

fn seen(outcome: &Outcome) -> Result {
    let answer = outcome.as_ref().map_err(|refusal| refusal.code.to_string())?;
    let told = match (answer.body.get("before"), answer.body.get("judges")) {
        (Some(Value::Int(n)), None) => n.to_string(),
        (None, Some(Value::Array(rows))) => {
            let text = |v: &Value| v.as_text().unwrap().to_owned();
            let pair = |v: &Value| (text(&v.as_array().unwrap()[0]), text(&v.as_array().unwrap()[1]));
            format!("{:?}", rows.iter().map(pair).collect::<BTreeMap<_, _>>())
        }
        _ => String::new(),
    };
    Ok(Seen { indexes: answer.entries.iter().map(|e| e.0).collect(), told, replayed: answer.replayed })
}

fn commands(batches: &[(Trouble, Vec<Op>)]) -> Vec<(Trouble, Vec<Command>)> {
    let mut all: Vec<Command> = Vec::new();
    let earlier = |all: &[Command], back: usize| all.len().checked_sub(back).map(|i| all[i].clone());
    let mut made = Vec::new();
    for (trouble, ops) in batches {
        let start = all.len();
        for op in ops {
            let key = format!("k{}", all.len());
            let in_stream = |s: &u8| Object::new().with("stream", stream(*s).as_str()).with("text", "t");
            all.push(match op {
                Op::Note(s, text) => note(key, *s, text),
                Op::Pair(s) => command(key, "pair", in_stream(s)),
                Op::Claim(s, n) => claim(key, *s, &format!("name{n}")),
                Op::Refuse(s) => command(key, "refuse", in_stream(s)),
                Op::Judge(i, n) => command(
                    key,
                    "judge.put",
                    Object::new().with("id", format!("j{i}")).with("name", format!("n{n}")),
                ),
                Op::Judges => command(key, "judges", Object::new()),
                Op::Again(back) => earlier(&all, *back).unwrap_or_else(|| note(key, 1, "first")),
                Op::Mismatch(back) => match earlier(&all, *back) {
                    Some(c) => note(c.key, 3, "other bytes"),
                    None => note(key, 1, "first"),
                },
            });
        }
        made.push((*trouble, all[start..].to_vec()));
    }
    made
}

fn check(bed: &Bed, batches: &[(Trouble, Vec<Op>)]) {
    let plan = Plan::default();
    let mut writer = bed.writer_on(FaultySource { database: bed.database.clone(), plan: plan.clone() });
    let mut twin = Twin::default();
    for (trouble, commands) in commands(batches) {
        let what = || "planned".to_owned();
        match trouble {
            Trouble::None => {}
            Trouble::Busy => plan.fail(&[Fault::Before(StoreError::Busy(what()))]),
            Trouble::Lost => plan.fail(&[Fault::Before(StoreError::ConnectionLost(what()))]),
            Trouble::InDoubtCommitted => plan.fail(&[Fault::After(StoreError::Unknown(what()))]),
            Trouble::InDoubtNotCommitted => plan.fail(&[Fault::Before(StoreError::Unknown(what()))]),
        }
        let outcomes: Vec<Result> = writer.run_batch(commands.clone()).iter().map(seen).collect();
        let happened = plan.clear();
        let wanted: Vec<Result> = if happened && matches!(trouble, Trouble::Busy) {
            commands.iter().map(|_| Err("recovering".to_owned())).collect()
        } else {
            commands.iter().map(|c| twin.run(c)).collect()
        };
        // After a commit in doubt an answer may be the first one again; and a command that was refused, and whose key a
        // later one of the round took, may be refused for the key.
        let flag = |r: &Result| match r {
            _ if !matches!(trouble, Trouble::InDoubtCommitted) => r.clone(),
            Ok(s) => Ok(Seen { replayed: true, ..s.clone() }),
            Err(_) => Err("refused".to_owned()),
        };
        assert_eq!(
            outcomes.iter().map(flag).collect::<Vec<_>>(),
            wanted.iter().map(flag).collect::<Vec<_>>(),
            "{trouble:?} {commands:?}"
        );
    }
    let log: Vec<_> = records(bed)
        .iter()
        .map(|r| {
            let letter = (0..10).find(|l| stream(*l) == r.entry.stream).unwrap();
            let text = r.body().unwrap().get("text").and_then(Value::as_text).unwrap().to_owned();
            // The second entry of a pair holds a hash.
            (letter, (letter != 9).then_some(text))
        })
        .collect();
    assert_eq!(log, twin.log);
    drop(writer);
    let live = digest(bed);
    rebuild(&bed.database, &vault(), &Notes, &mut |_, _| {}).unwrap();
    assert_eq!(digest(bed), live);
}

pub(crate) fn any_sequence_of_commands_and_faults_agrees_with_the_naive_twin(bed: &Bed) {
    let batches = vec((trouble(), vec(op(), 0..8)), 1..8);
    // A database of its own for each case takes longer on a server.
    let short = if bed.database.dialect() == Dialect::Sqlite { 24 } else { 6 };
    let cases = env(CASES).map_or(short, |n| n.parse().unwrap());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let done = TestRunner::new(config).run(&batches, |batches| {
        check(&bed.another(), &batches);
        Ok(())
    });
    done.unwrap_or_else(|e| panic!("{e}"));
}
