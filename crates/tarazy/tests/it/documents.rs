//! Documents by the built program: from the docket and from data, signed by keys in files and in a token, with a time stamp
//! of another process, and verified.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, until};
use crate::pkcs11::Token;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use tarazy_document::pdf::marks_of;
use tarazy_document::sign::certificates;
use tarazy_document::sign::cms::Signer;
use tarazy_document::sign::key::SoftKey;
use tarazy_document::sign::stamp::{Stamp as _, Tsa};

/// Example data of a document.
fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../document/tests/data");
    folder.join(name).display().to_string()
}

/// A test authority with a judge, a court's seal and a time-stamp service, in `ca`.
fn authority(court: &Installation) {
    court.done(&["authority", "init", "ca"]);
    let issue = |words: &[&str]| court.done(&[&["authority", "issue", "ca"], words].concat());
    issue(&[
        "--kind",
        "judge",
        "--name",
        "Қайрат Үлгі",
        "--court",
        "Үлгі соты",
        "--number",
        "900101300017",
        "--file",
        "judge",
    ]);
    issue(&["--kind", "court", "--name", "Үлгі соты", "--file", "court"]);
    issue(&["--kind", "tsa", "--name", "Уақыт белгісі", "--file", "tsa"]);
}

fn render(court: &Installation, kind: &str, out: &str) {
    court.done(&["document", "render", kind, "--data", &data(&format!("kk/{kind}.json")), "--out", out]);
}

fn verified(court: &Installation, file: &str) -> serde_json::Value {
    court.json(&["document", "verify", file, "--roots", "ca/root.pem"])
}

fn text(file: PathBuf) -> String {
    let out = Command::new("pdftotext").arg("-raw").arg(file).arg("-").output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

fn code(court: &Installation, file: &str) -> String {
    let (pdf, stem) = (court.path(file), court.path("page"));
    let made =
        Command::new("pdftoppm").args(["-r", "150", "-png", "-singlefile"]).arg(pdf).arg(stem).status();
    assert!(made.unwrap().success());
    let zbar =
        Command::new("zbarimg").args(["--quiet", "--raw"]).arg(court.path("page.png")).output().unwrap();
    // The program ends what it read with a line end of its own.
    String::from_utf8(zbar.stdout).unwrap().strip_suffix('\n').unwrap().to_owned()
}

#[test]
fn a_decision_is_rendered_signed_by_judge_and_court_and_verified() {
    let court = Installation::new();
    authority(&court);
    render(&court, "decision", "decision.pdf");
    let args = ["document", "sign", "decision.pdf", "--key", "ca/judge.key", "--stamp-key", "ca/tsa.key"];
    court.done(&[&args[..], &["--out", "once.pdf"]].concat());
    let args = ["document", "sign", "once.pdf", "--key", "ca/court.key", "--stamp-key", "ca/tsa.key"];
    court.done(&[&args[..], &["--out", "twice.pdf"]].concat());
    let told = verified(&court, "twice.pdf");
    assert_eq!(told["good"], true, "{told}");
    assert_eq!(told["signatures"][0]["signer"], "Қайрат Үлгі, Үлгі соты");
    assert!(told["signatures"][1]["stamped"].is_u64());
    let words = court.done(&["--lang", "kk", "document", "verify", "twice.pdf", "--roots", "ca/root.pem"]);
    assert!(
        words.contains("Қол қойылған мәтін өзгертілмеген.") && words.contains("заңдық күші жоқ"),
        "{words}"
    );
    // A changed byte, another root, no signature at all.
    let mut bytes = std::fs::read(court.path("twice.pdf")).unwrap();
    bytes[2000] ^= 1;
    std::fs::write(court.path("changed.pdf"), bytes).unwrap();
    assert_ne!(court.run(&["document", "verify", "changed.pdf", "--roots", "ca/root.pem"]).code, 0);
    court.done(&["authority", "init", "other"]);
    let refused = court.refused(&["document", "verify", "twice.pdf", "--roots", "other/root.pem"]);
    assert!(refused.contains("cannot be relied on"), "{refused}");
    let refused = court.refused(&["document", "verify", "decision.pdf", "--roots", "ca/root.pem"]);
    assert!(refused.contains("no electronic signature"), "{refused}");
    // What was asked for is reached, or nothing is written.
    let run = court.run(&["document", "sign", "decision.pdf", "--key", "ca/judge.key", "--out", "not.pdf"]);
    assert!(run.code == 2 && run.err.contains("--stamp-key"), "{run:?}");
    let nobody = "http://127.0.0.1:9/";
    let args = ["document", "sign", "decision.pdf", "--key", "ca/judge.key", "--stamp-url", nobody];
    let refused = court.refused(&[&args[..], &["--out", "not.pdf"]].concat());
    assert!(refused.contains("did not answer") && !court.path("not.pdf").exists(), "{refused}");
}

#[test]
fn drafts_and_public_copies_are_kept_apart() {
    let court = Installation::new();
    authority(&court);
    let decision = data("kk/decision.json");
    let args = ["document", "render", "decision", "--data", &decision, "--out", "paper.pdf"];
    court.done(&[&args[..], &["--draft"]].concat());
    assert!(marks_of(&std::fs::read(court.path("paper.pdf")).unwrap()).unwrap().is_draft);
    let sign = |key: &str| {
        court.run(&["document", "sign", "paper.pdf", "--key", key, "--level", "b", "--out", "s.pdf"])
    };
    assert!(sign("ca/judge.key").err.contains("a draft is not signed"));
    court.done(&[&args[..], &["--replace", "Ғабитова=Ғ.", "--replace", "Сейітов Р.Т.=С."]].concat());
    assert!(sign("ca/judge.key").err.contains("the court's seal alone"));
    assert_eq!(sign("ca/court.key").code, 0);
    assert!(!text(court.path("s.pdf")).contains("Ғабитова"));
    let refused = court.refused(&[&args[..], &["--replace", "Nobody=N."]].concat());
    assert!(refused.contains("name 1 of the list"), "{refused}");
}

#[test]
fn a_sealed_key_and_keys_in_a_token_sign_and_the_time_comes_from_another_process() {
    let token = Token::new();
    let court = token.court();
    std::fs::write(court.path("passphrase"), "correct horse battery").unwrap();
    let court = court.with("TARAZY_PASSPHRASE_FILE", token.path("words"));
    std::fs::write(token.path("words"), "correct horse battery").unwrap();
    authority(&court);
    court.done(&["key", "seal", &court.path("ca/judge.key").display().to_string()]);
    assert!(std::fs::read_to_string(court.path("ca/judge.key")).unwrap().contains("ENCRYPTED"));
    render(&court, "summons", "paper.pdf");
    let url = serve_stamps(&court);
    let sign = |file: &str, key: &[&str], out: &str| {
        court.done(&[&["document", "sign", file, "--stamp-url", &url, "--out", out, "--key"], key].concat());
        assert_eq!(verified(&court, out)["good"], true);
    };
    sign("paper.pdf", &["ca/judge.key"], "once.pdf");
    for (label, algorithm) in [
        ("rsa of the court", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"][..]),
        ("ec of the court", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ] {
        token.add(label, algorithm);
        let (secret, public) = (token.path("key.pem"), court.path("public.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["pkey", "-pubout", "-in"]).arg(secret).arg("-out").arg(public);
        assert!(openssl.status().unwrap().success());
        let name = label.split(' ').next().unwrap();
        let words =
            ["authority", "issue", "ca", "--kind", "court", "--name", "Үлгі соты", "--public", "public.pem"];
        court.done(&[&words[..], &["--file", name]].concat());
        let (key, pem) = (format!("pkcs11:{label}"), format!("ca/{name}.pem"));
        sign("once.pdf", &[&key, "--certificate", &pem], "twice.pdf");
        // A certificate of another key is found out before anything is written.
        let words = ["document", "sign", "once.pdf", "--level", "b", "--out", "no.pdf", "--key", &key];
        let run = court.run(&[&words[..], &["--certificate", "ca/court.pem"]].concat());
        assert!(run.code == 1 && !court.path("no.pdf").exists(), "{run:?}");
    }
}

/// A time-stamp service on a free port, until the test ends. It answers one request a connection.
fn serve_stamps(court: &Installation) -> String {
    let (key, pem) = (court.path("ca/tsa.key"), court.path("ca/tsa.pem"));
    let (key, pem) = (std::fs::read_to_string(key).unwrap(), std::fs::read_to_string(pem).unwrap());
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while stream.read_line(&mut line).unwrap() > 2 {
                let lower = line.to_ascii_lowercase();
                length = lower.strip_prefix("content-length:").map_or(length, |n| n.trim().parse().unwrap());
                line.clear();
            }
            let mut request = vec![0; length];
            stream.read_exact(&mut request).unwrap();
            let mut key = SoftKey::from_pem(key.trim_end(), |out| out.fill(7)).unwrap();
            let chain = certificates(&pem).unwrap();
            let validity = chain[0].tbs_certificate().validity();
            // Any moment at which the certificates hold.
            let now = validity.not_before.to_unix_duration().as_secs() + 86_400;
            let signer = Signer { key: &mut key, chain: &chain };
            let answer = Tsa { signer, now, serial: [5; 16] }.answer(&request).unwrap();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
            let stream = stream.get_mut();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&answer).unwrap();
        }
    });
    url
}

#[test]
fn a_case_has_its_papers_and_the_receipts_code_is_the_proof() {
    let court = Installation::new();
    let server = court.serve();
    court.staff(3);
    let case = court.register("Айгүл Үлгі=900101300017");
    until("the case has its judge", || court.stage(&case) == "assigned");
    for lang in ["kk", "ru"] {
        let make = |kind: &str| {
            court.done(&["--lang", lang, "document", kind, &case, "--out", "paper.pdf"]);
            text(court.path("paper.pdf"))
        };
        let summary = make("claim-summary");
        assert!(summary.contains("Айгүл Үлгі") && summary.contains("900101300017"), "{summary}");
        let allocation = make("allocation");
        for judge in ["J1", "J2", "J3"] {
            assert!(allocation.contains(judge), "{allocation}");
        }
        assert!(allocation.contains("tarazy-verify draw draw.json"), "{allocation}");
        assert!(!allocation.contains("Айгүл"), "a record of the court names no party: {allocation}");
        let receipt = make("receipt");
        assert!(receipt.contains("Айгүл Үлгі") && !receipt.contains("900101300017"), "{receipt}");
        std::fs::write(court.path("camera.tlog-proof"), code(&court, "paper.pdf")).unwrap();
        court.verify("camera.tlog-proof", &court.path("court/policy"));
    }
    let refused = court.run(&["--lang", "en", "document", "receipt", &case]);
    assert!(refused.code == 2 && refused.err.contains("Kazakh or Russian"), "{refused:?}");
    drop(server);
}
