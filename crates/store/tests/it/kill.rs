//! Every acknowledged entry survives `kill -9` (docket.md section 18, G1 and G2).

use crate::bed::{Bed, Seeded, env, vault};
use crate::office::{TABLES, command, note, stream};
use crate::writer::records;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use tarazy_docket::{Hash, Object, sha256};
use tarazy_store::derived::dump_derived;
use tarazy_store::rebuild::rebuild;

const FOLDER: &str = "TARAZY_KILL_FOLDER";
/// How many times the long run kills.
const KILLS: &str = "TARAZY_KILLS";

/// Not a test of its own: the process that [`every_acknowledged_entry_survives_kill_9`] kills.
#[test]
#[ignore = "the child process of the kill test"]
fn child_that_commits_until_it_is_killed() {
    let Some(folder) = env(FOLDER) else { return };
    let bed = Bed::sqlite_in(Path::new(&folder));
    let mut random = Seeded(u64::from(std::process::id()));
    let mut writer = bed.writer();
    let mut out = std::io::stdout().lock();
    for round in 0u64.. {
        let key = |i: u64| format!("{}-{round}-{i}", std::process::id());
        let pair =
            |i| command(key(i), "pair", Object::new().with("text", "p").with("stream", stream(1).as_str()));
        let commands = (0..=random.next() % 6)
            .map(|i| if random.next().is_multiple_of(3) { pair(i) } else { note(key(i), 2, "n") })
            .collect();
        for answer in writer.run_batch(commands) {
            for (index, leaf) in answer.unwrap().entries {
                writeln!(out, "ack {index} {}", leaf.to_hex()).unwrap();
            }
        }
        out.flush().unwrap();
    }
}

fn start_child(folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::child_that_commits_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

/// An acknowledgement, if the line is a whole one.
fn ack(line: &str) -> Option<(u64, Hash)> {
    // The test harness may have begun the line with words of its own.
    let (_, rest) = line.strip_suffix('\n')?.rsplit_once("ack ")?;
    let (index, leaf) = rest.split_once(' ')?;
    Some((index.parse().ok()?, Hash::from_hex(leaf).ok()?))
}

/// Does something for a random short time, so that the kill meets the child at any moment of its work.
fn dawdle(random: &mut Seeded) {
    let mut hash = Hash([0; 32]);
    for _ in 0..random.next() % 2_000 {
        hash = sha256(&[&hash.0]);
    }
    assert_ne!(hash, Hash([1; 32]));
}

#[test]
fn every_acknowledged_entry_survives_kill_9() {
    let kills: u64 = env(KILLS).map_or(4, |n| n.parse().unwrap());
    let seed = u64::from(std::process::id());
    let mut random = Seeded(seed);
    let bed = Bed::sqlite();
    let mut acknowledged: Vec<(u64, Hash)> = Vec::new();
    for kill in 0..kills {
        let (mut child, mut out) = start_child(bed.folder.path());
        let mut wanted = random.next() % 60;
        let mut line = String::new();
        let mut killed = false;
        while out.read_line(&mut line).unwrap() > 0 {
            acknowledged.extend(ack(&line));
            line.clear();
            wanted = wanted.saturating_sub(1);
            if wanted == 0 && !killed {
                dawdle(&mut random);
                child.kill().unwrap();
                killed = true;
            }
        }
        let status = child.wait().unwrap();
        assert!(killed && !status.success(), "the child ended by itself: {status}");
        if kill % 64 == 63 || kill + 1 == kills {
            check(&bed, &acknowledged, seed);
        } else {
            drop(bed.writer());
        }
    }
}

fn check(bed: &Bed, acknowledged: &[(u64, Hash)], seed: u64) {
    drop(bed.writer());
    let found = records(bed);
    assert!(!acknowledged.is_empty());
    for (index, leaf) in acknowledged {
        let at = usize::try_from(*index).unwrap();
        assert_eq!(found.get(at).map(|r| r.leaf), Some(*leaf), "entry {index}, seed {seed}");
    }
    let mut heads = std::collections::HashMap::new();
    for r in &found {
        let genesis = (0, r.entry.stream.genesis(crate::bed::ORIGIN));
        let (seq, leaf) = heads.insert(r.entry.stream.clone(), (r.entry.seq, r.leaf)).unwrap_or(genesis);
        assert_eq!((r.entry.seq, r.entry.prev), (seq + 1, leaf));
    }
    let digest = || dump_derived(bed.reader().as_mut(), TABLES).unwrap();
    let live = digest();
    rebuild(&bed.database, &vault(), &crate::office::Notes, &mut |_, _| {}).unwrap();
    assert_eq!(digest(), live, "seed {seed}");
}
