//! A running import is killed at any moment; nothing that was acknowledged is lost, and the same command goes on.

use crate::made_up::flow;
use crate::program::Installation;
use std::process::Stdio;

/// Kills of one flow, spread over its length by the size that the database's files have reached; the long run sets more.
fn kills() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the long run asks for more kills")]
    let wished = std::env::var("TARAZY_KILLS").ok().and_then(|n| n.parse().ok());
    wished.unwrap_or(4)
}

#[test]
fn an_import_that_is_killed_again_and_again_comes_to_the_same_end() {
    let court = Installation::for_import();
    let kills = kills();
    let file = court.write("cases.csv", &flow(120));
    let mut entries = 0;
    for kill in 1..=kills {
        let mut child = court
            .command(&["import", "cases", &file])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = written(&court);
        while child.try_wait().unwrap().is_none() {
            if written(&court) >= start + 1 + kill * 240_000 / kills {
                child.kill().unwrap();
            }
            std::thread::yield_now();
        }
        let fsck = court.json(&["fsck"]);
        let now = fsck["entries"].as_u64().unwrap();
        assert!(now >= entries, "entries were lost: {now} after {entries}");
        entries = now;
    }
    let report = court.json(&["import", "cases", &file]);
    assert_eq!((report["cases"].as_u64(), report["finished"].as_bool()), (Some(120), Some(true)));
    let cases = court.done(&["case", "list", "--most", "1000", "--json"]);
    assert_eq!(cases.lines().count(), 120);
    assert!(cases.lines().all(|l| l.contains("\"stage\":\"closed\"")));
    court.done(&["export", "copy"]);
    assert_eq!(court.python(&["replay", "copy", "--trust", "court/policy"]), ("ok".to_owned(), 0));
}

/// Bytes that the database's files hold.
fn written(court: &Installation) -> u64 {
    ["docket.sqlite", "docket.sqlite-wal"]
        .iter()
        .filter_map(|name| std::fs::metadata(court.path("court").join(name)).ok())
        .map(|m| m.len())
        .sum()
}
