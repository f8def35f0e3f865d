//! The demonstration as its visitor runs it, with the courts of one region: it comes up, every stage of a case is there to be seen, there
//! are hearings today, anybody may sign in, and its log is whole for a stranger.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of a test that fails ends the test")]

use crate::program::Installation;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

/// A running demonstration.
struct Demonstration {
    court: Installation,
    child: Child,
    said: Vec<String>,
}

impl Demonstration {
    fn begin(court: Installation) -> Self {
        let args = ["demo", "--regions", "1", "--listen", "127.0.0.1:0", "--until-eof"];
        let mut command = court.command(&args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let is_last = line.starts_with("It serves until");
            said.push(line);
            if is_last {
                break;
            }
        }
        Self { court, child, said }
    }

    fn get(&self, path: &str) -> String {
        let listening = self.said.iter().find_map(|line| line.strip_prefix("listening on "));
        let address = listening.unwrap_or_else(|| panic!("it did not come up: {:?}", self.said));
        let mut answer = ureq::get(format!("{address}{path}")).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }

    /// Ends it as its terminal would.
    fn end(mut self) -> Installation {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
        self.court
    }
}

fn cases(court: &Installation) -> Vec<serde_json::Value> {
    let list = court.done(&["case", "list", "--most", "1000", "--json"]);
    list.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_stage_is_there_with_hearings_today_and_a_log_that_a_stranger_can_replay() {
    let demo = Demonstration::begin(Installation::none());
    let sign_in = demo.get("/en/sign-in");
    assert!(sign_in.contains("/en/demo") && sign_in.contains("Demonstration"), "every page says what it is");
    assert!(demo.get("/en/demo?court=7514").contains("Sign in as"));
    assert!(
        demo.said.iter().any(|line| line.starts_with("administrator") && line.contains("administrator-1"))
    );
    let all = cases(&demo.court);
    let stages: BTreeSet<&str> = all.iter().map(|case| case["stage"].as_str().unwrap()).collect();
    let every = [
        "assigned",
        "closed",
        "decided",
        "final",
        "in-force",
        "preparation",
        "received",
        "registered",
        "trial",
    ];
    assert_eq!(stages, BTreeSet::from(every));
    let panel = all.iter().filter(|case| case["court"] == "7599" && case["stage"] == "trial");
    assert!(panel.into_iter().all(|case| case["judges"].as_array().unwrap().len() == 3));
    let week: Vec<serde_json::Value> = serde_json::from_str(&demo.get("/api/court/7514/hearings")).unwrap();
    let set: Vec<i64> =
        week.iter().filter(|h| h["state"] == "set").map(|h| h["at"].as_i64().unwrap()).collect();
    // The list begins with today.
    let day = 24 * 60 * 60 * 1000;
    assert!(set.iter().any(|at| at - set[0] < day) && set.iter().any(|at| at - set[0] > 2 * day), "{set:?}");
    let court = demo.end();
    court.done(&["export", "copy"]);
    assert_eq!(court.python(&["replay", "copy", "--trust", "court/policy"]), ("ok".to_owned(), 0));
    let again = Demonstration::begin(court);
    assert_eq!(cases(&again.court).len(), all.len(), "it goes on where it was");
    again.end();
}

#[test]
fn no_other_installation_becomes_a_demonstration() {
    let court = Installation::new(&[]);
    let run = court.run(&["demo"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is an installation already"), "{run:?}");
    // Neither the mark of another installation nor the setting of the pages makes it one.
    court.write("court/demonstration", b"0123");
    assert_eq!(court.run(&["demo"]).code, 2);
}
