//! Draws with parts of other bodies: a court with its witness, and two contributors, each a process with a folder of its own.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, LEDGER, Process, free_port, until};
use rustix::process::Signal;
use tarazy_store::{Record, Vault, truth};

/// A court whose rules name two contributors. Its witness is not started.
fn court(witness: u16, ports: [u16; 2]) -> Installation {
    let court = Installation::with_witness(witness);
    let path = court.path("court/tarazy.toml");
    let mut config = std::fs::read_to_string(&path).unwrap();
    config = config.replace("guard = 2", "guard = 2\nreveal_max = 6\nresult_max = 20\nfallback = 8");
    for (id, port) in ["bar", "ombudsman"].into_iter().zip(ports) {
        let pk = court.done(&["contributor", "init", id]);
        let url = format!("http://127.0.0.1:{port}");
        config += &format!("\n[[contributor]]\nid = \"{id}\"\npk = \"{}\"\nurl = \"{url}\"\n", pk.trim());
    }
    std::fs::write(path, config).unwrap();
    court
}

fn contributor(court: &Installation, id: &str, port: u16) -> Process {
    let listen = format!("127.0.0.1:{port}");
    let args = ["contributor", "run", id, "--id", id, "--listen", &listen, "--until-eof"];
    Process::start(court.command(&args))
}

fn count(court: &Installation, kind: &str) -> usize {
    court.kinds(LEDGER).iter().filter(|k| *k == kind).count()
}

/// What a contributor shows of the filing of the last draw: its drafts.
fn drafts(court: &Installation, contributor: &Process) -> usize {
    let records = truth::stream(court.reader().as_mut(), &Vault::new(&[0; 32]), &LEDGER.parse().unwrap());
    let records = records.unwrap();
    let body = records.iter().rev().find(|r| r.kind() == Some("draw.commit")).and_then(Record::body).unwrap();
    let filing = body.get("filing").unwrap().as_text().unwrap();
    let url = format!("{}/filing/{filing}", contributor.url);
    let text = ureq::get(&url).call().unwrap().into_body().read_to_string().unwrap();
    let seen: serde_json::Value = serde_json::from_str(&text).unwrap();
    seen["drafts"].as_array().unwrap().len()
}

#[test]
fn a_draw_carries_the_parts_of_other_bodies_and_goes_on_without_one_that_dies() {
    let [witness, bar_port, ombudsman_port] = [(); 3].map(|()| free_port());
    let court = court(witness, [bar_port, ombudsman_port]);
    let _witness = court.witness(witness);
    let bar = contributor(&court, "bar", bar_port);
    let ombudsman = contributor(&court, "ombudsman", ombudsman_port);
    court.staff(4);
    let server = court.serve();

    let both = court.register("A");
    until("the draw has its result", || court.stage(&both) == "assigned");
    assert_eq!((count(&court, "draw.commit"), count(&court, "draw.reveal")), (1, 2));
    let shown = court.done(&["draw", "show", &both]);
    assert!(shown.contains("added by: bar, ombudsman") && !shown.contains("fallback"), "{shown}");
    assert_eq!(drafts(&court, &bar), 1, "the court showed one draft, and the log has it");

    let one = court.register("B");
    until("the draw is fixed", || count(&court, "draw.commit") == 2);
    assert_eq!(bar.end(Signal::KILL).0, None);
    until("the draw has its result", || court.stage(&one) == "assigned");
    let shown = court.done(&["draw", "show", &one]);
    assert!(shown.contains("added by: ombudsman") && shown.contains("not witnessed in time: bar"), "{shown}");
    assert!(shown.contains("fallback"), "{shown}");
    assert_eq!((count(&court, "draw.overdue"), count(&court, "draw.reveal")), (1, 3));

    let left = court.register("C");
    until("the draw has its result", || court.stage(&left) == "assigned");
    let shown = court.done(&["draw", "show", &left]);
    assert!(shown.contains("promised no part in time: bar") && !shown.contains("fallback"), "{shown}");
    assert_eq!(drafts(&court, &ombudsman), 1);

    let (code, said) = server.end(Signal::TERM);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("contributor bar is left out of the draw of"), "the operator is told: {said}");
    assert!(said.contains("contributor bar has not shown its part"), "{said}");
    let counts = court.exported("public");
    assert_eq!((counts.draws["draw.result"], counts.draws["open"]), (3, 0));
    let status = court.json(&["status"]);
    let figures = |k: usize| {
        let body = &status["contributors"][k];
        ["id", "asked", "left_out", "unkept"].map(|name| body[name].to_string())
    };
    assert_eq!(figures(0), ["\"bar\"", "3", "1", "1"]);
    assert_eq!(figures(1), ["\"ombudsman\"", "3", "0", "0"]);
    let said = court.done(&["status", "--lang", "en"]);
    assert!(said.contains("Contributor bar: named for 3 draws, left out of 1"), "{said}");
}

#[test]
fn the_command_line_alone_asks_too_and_a_court_whose_contributors_are_all_dead_still_draws() {
    let [witness, bar_port, ombudsman_port] = [(); 3].map(|()| free_port());
    let court = court(witness, [bar_port, ombudsman_port]);
    let _witness = court.witness(witness);
    court.staff(4);
    let bar = contributor(&court, "bar", bar_port);
    // The ombudsman's machine takes connections and answers nothing.
    let _silent = std::net::TcpListener::bind(("127.0.0.1", ombudsman_port)).unwrap();
    let case = court.file("A");
    let run = court.run(&["case", "register", &case]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("contributor ombudsman is left out"), "{run:?}");
    assert_eq!(count(&court, "draw.commit"), 1, "it is fixed when the command ends");
    until("the draw has its result", || {
        court.run(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    drop(bar);
    let case = court.file("B");
    let run = court.run(&["case", "register", &case]);
    assert!(run.code == 0 && run.err.contains("contributor bar is left out"), "{run:?}");
    until("the draw has its result", || {
        court.run(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    let counts = court.exported("public");
    assert_eq!((counts.draws["draw.result"], counts.draws["draw.reveal"]), (2, 1));
}
