//! The witness over HTTP, and a log that is witnessed by several.

use crate::rig::{NOW, ORIGIN, Twin, clock, files, get, objects, post, sealer, signer, start, throttle};
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::{Checkpoint, Cosigner, Hash, Note, Policy, SignedCheckpoint, sha256};
use tarazy_log::outgoing::Outgoing;
use tarazy_log::published;
use tarazy_log::witness::{MAX_REQUEST, Witness};
use tarazy_log::witnesses::{Ask, HttpTransport, WitnessFault};
use tarazy_web::{Clock, Rate, Server};

fn witness(folder: &Path, name: &str, clock: &Clock) -> (Server, Cosigner) {
    let cosigner = Cosigner::from_seed(name.parse().unwrap(), &sha256(&[name.as_bytes()]).0).unwrap();
    let logs = vec![signer().verifier().clone()];
    let witness = Witness::open(files(&folder.join(name)), cosigner.clone(), logs).unwrap();
    (
        start(tarazy_web::witness::router(Arc::new(witness), Arc::clone(clock), throttle(Rate::default()))),
        cosigner,
    )
}

fn checkpoint(size: u64, root: Hash) -> Note {
    let checkpoint = Checkpoint::new(ORIGIN, size, root).unwrap();
    let unsigned = SignedCheckpoint::unsigned(checkpoint).unwrap();
    let line = signer().sign(unsigned.note().text());
    unsigned.with(line).note().clone()
}

#[test]
fn the_first_checkpoint_that_covers_an_entry_is_shown_to_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let (_, clock) = clock();
    let (server, cosigner) = witness(folder.path(), "bar.example", &clock);
    let path = |index: &str| format!("/{}/covering/{index}", sha256(&[ORIGIN.as_bytes()]));
    assert_eq!(get(&server, &path("0")).status, 404);
    assert_eq!(get(&server, &path("-1")).error(), (422, "number".to_owned()));
    assert_eq!(get(&server, "/00/covering/0").status, 404);
    let note = checkpoint(1, Twin::of(1).leaves()[0]);
    assert_eq!(post(&server, "/add-checkpoint", format!("old 0\n\n{note}").as_bytes()).status, 200);
    let shown = get(&server, &path("0"));
    let evidence = SignedCheckpoint::from_bytes(&shown.body).unwrap();
    let when = u64::try_from(NOW / 1000).unwrap();
    assert_eq!(evidence.note().cosigned_by(cosigner.verifier()).unwrap(), Some(when));
    assert!(evidence.note().signed_by(signer().verifier()).unwrap());
    assert_eq!(get(&server, &path("1")).status, 404);
}

#[test]
fn each_answer_of_the_specification_comes_over_the_wire() {
    let folder = tempfile::tempdir().unwrap();
    let (_, clock) = clock();
    let (server, cosigner) = witness(folder.path(), "bar.example", &clock);
    let served = format!("/{}/checkpoint", sha256(&[ORIGIN.as_bytes()]));
    assert_eq!(get(&server, &served).status, 404);

    let note = checkpoint(5, Hash([1; 32]));
    let good = post(&server, "/add-checkpoint", format!("old 0\n\n{note}").as_bytes());
    assert_eq!((good.status, good.header("content-type")), (200, "text/plain; charset=utf-8"));
    let cosigned = note.clone().with(good.text().trim_end().parse().unwrap());
    let seconds = u64::try_from(NOW / 1000).unwrap();
    assert_eq!(cosigned.cosigned_by(cosigner.verifier()).unwrap(), Some(seconds));
    assert_eq!(get(&server, &served).text(), cosigned.to_string());

    let conflict = post(&server, "/add-checkpoint", format!("old 0\n\n{note}").as_bytes());
    assert_eq!(
        (conflict.status, conflict.header("content-type"), conflict.text()),
        (409, "text/x.tlog.size", "5\n")
    );
    let other = checkpoint(5, Hash([2; 32]));
    assert_eq!(post(&server, "/add-checkpoint", format!("old 5\n\n{other}").as_bytes()).status, 422);
    let above = post(&server, "/add-checkpoint", format!("old 6\n\n{note}").as_bytes());
    assert_eq!(above.status, 400);
    let stranger = note.to_string().replace(ORIGIN, "log.example/other");
    assert_eq!(post(&server, "/add-checkpoint", format!("old 5\n\n{stranger}").as_bytes()).status, 404);
    let unsigned = note.clone().retain(|_| false).with(other.signatures()[0].clone());
    assert_eq!(post(&server, "/add-checkpoint", format!("old 5\n\n{unsigned}").as_bytes()).status, 403);
    assert_eq!(post(&server, "/add-checkpoint", b"nonsense").status, 400);
    let long = post(&server, "/add-checkpoint", &vec![b'x'; MAX_REQUEST + 1]);
    assert_eq!(long.error(), (413, "too-large".to_owned()));
    assert_eq!(get(&server, "/add-checkpoint").error(), (405, "method".to_owned()));
}

#[test]
fn a_log_is_witnessed_by_three_over_http_and_goes_on_when_one_of_them_falls_silent() {
    let folder = tempfile::tempdir().unwrap();
    let (_, clock) = clock();
    let names = ["bar.example", "ombudsman.example", "university.example"];
    let mut servers = Vec::new();
    let mut text = format!("log {}\n", signer().verifier());
    for name in names {
        let (server, cosigner) = witness(folder.path(), name, &clock);
        text += &format!("witness {name} {} http://{}\n", cosigner.verifier(), server.address());
        servers.push(server);
    }
    text += &format!("group of 2 {}\nquorum of\n", names.join(" "));
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let outgoing = Outgoing::trusting(Path::new("/nowhere"));
    let asks = || -> Vec<Ask> {
        let ask = |w: &tarazy_docket::policy::Witness| {
            let transport = HttpTransport::new(w.url.as_deref().unwrap(), &outgoing).unwrap();
            Ask::new(w.key.clone(), Arc::new(transport))
        };
        policy.witnesses().map(ask).collect()
    };
    let log = folder.path().join("log");
    let mut court = sealer(&log, policy.clone(), asks());
    for size in [10, 300] {
        assert!(court.round(&mut Twin::of(size), NOW).unwrap().witnessed);
    }
    servers.remove(2).stop().unwrap();
    assert!(court.round(&mut Twin::of(555), NOW).unwrap().witnessed);
    let latest = published::latest(objects(&log).as_ref()).unwrap().unwrap();
    policy.check(&latest, NOW).unwrap();
    while court.witness_answers().iter().any(Option::is_none) {
        std::thread::yield_now();
    }
    assert!(matches!(&court.witness_answers()[2], Some(Err(WitnessFault::NoAnswer(_)))));
    drop(court);
    // A restarted sealer learns from each witness what it has.
    let mut court = sealer(&log, policy.clone(), asks());
    assert!(court.round(&mut Twin::of(556), NOW).unwrap().witnessed);
    drop(court);

    // What the witness serves is the log as it was cosigned; another history is not.
    let remembered = asks()[0].latest(ORIGIN).unwrap().unwrap();
    assert_eq!(remembered.checkpoint().size(), 556);
    let mut forged = Twin::of(557);
    forged.0[3] = b"rewritten".to_vec();
    let mut fork = sealer(&folder.path().join("fork"), policy.clone(), asks());
    assert!(!fork.round(&mut forged, NOW).unwrap().witnessed);
    assert!(matches!(&fork.witness_answers()[0], Some(Err(WitnessFault::Contradicts))));
}

#[test]
fn a_witness_whose_memory_is_damaged_says_nothing_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (_, clock) = clock();
    let (server, _) = witness(folder.path(), "bar.example", &clock);
    let note = checkpoint(5, Hash([1; 32]));
    assert_eq!(post(&server, "/add-checkpoint", format!("old 0\n\n{note}").as_bytes()).status, 200);
    let hash = sha256(&[ORIGIN.as_bytes()]);
    std::fs::write(folder.path().join(format!("bar.example/state/{hash}")), "").unwrap();
    let failed = post(&server, "/add-checkpoint", format!("old 0\n\n{note}").as_bytes());
    assert_eq!(failed.error(), (500, "internal".to_owned()));
    assert_eq!(get(&server, &format!("/{hash}/checkpoint")).error(), (500, "internal".to_owned()));
}
