//! The check of a paper as strangers use it: genuine and false papers, damaged ones, and what must not be told.

use crate::pages::{server_trusting, server_with};
use crate::rig::{NOW, ORIGIN, Seen, Twin, get_from_browser, objects, sealer, send, signer};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tarazy_docket::note::KeyName;
use tarazy_docket::{
    Actor, Draft, Object, Opening, Policy, Receipt, Salt, Signer, StreamId, TlogProof, Visibility,
};
use tarazy_document::pdf::{self, Signing, marks::DEMONSTRATION};
use tarazy_document::sign::authority::{self, Holder, HolderKind, Term};
use tarazy_document::sign::cms;
use tarazy_document::sign::key::{KeyKind, SignPrehash as _, SoftKey};
use tarazy_document::sign::trust::Roots;
use tarazy_log::receipt;
use tarazy_store::{Command, Refusal};
use tarazy_web::site::Submit;
use tarazy_web::{Rate, Server};

const BOUNDARY: &str = "tarazy-test";
const RATE: Rate = Rate { per_second: 100, burst: 1000 };

/// Fields of a form: name, name of the file if it is one, bytes.
type Fields<'a> = &'a [(&'a str, Option<&'a str>, &'a [u8])];

fn nobody() -> Submit {
    Arc::new(|_: Command| Err(Refusal::new(409, "role-held")))
}

/// First entries of dockets: of an open case, of a closed one, of one that nobody registered.
struct Log {
    entries: Twin,
    contents: Vec<Receipt>,
}

impl Log {
    fn new() -> Self {
        let first = |n: u8| {
            let stream = StreamId::case([n; 16]);
            let prev = stream.genesis(ORIGIN);
            let draft = Draft {
                stream,
                kind: "filing.received".parse().unwrap(),
                actor: Actor::role("party").unwrap(),
                vis: Visibility::Parties,
                body: Object::new().with("court", "7119"),
            };
            let (entry, opening) = draft.into_entry(1, prev, NOW, || Salt::new([n; 32])).unwrap();
            let opening: Option<Opening> = opening;
            Receipt { entry, opening, files: None }
        };
        let contents: Vec<Receipt> = [0, 1, 9].map(first).into();
        let entries = Twin(contents.iter().map(|content| content.entry.to_bytes()).collect());
        Self { entries, contents }
    }

    fn seal(&mut self, folder: &Path) {
        let policy = Policy::parse(b"quorum none\n").unwrap();
        let mut sealer = sealer(folder, policy, Vec::new());
        assert!(!sealer.round(&mut self.entries, NOW).unwrap().more);
    }

    fn proof(&self, folder: &Path, index: usize) -> TlogProof {
        let content = &self.contents[index];
        receipt::latest(objects(folder).as_ref(), index.try_into().unwrap(), Some(content)).unwrap()
    }
}

/// A sealed log and a server.
fn start(folder: &Path) -> (Log, Server) {
    let mut log = Log::new();
    log.seal(folder);
    (log, server_with(folder, RATE, nobody(), false))
}

/// Sends the form as a stranger does who opened the page before.
fn check(server: &Server, lang: &str, fields: Fields<'_>) -> Seen {
    let page = get_from_browser(server, &format!("/{lang}/check"));
    let (_, rest) = page.text().split_once("name=\"form-token\" value=\"").unwrap();
    let token = rest.split('"').next().unwrap().as_bytes();
    let cookie = page.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap());
    let cookie = cookie.filter_map(|c| c.split(';').next()).find(|c| c.starts_with("__Host-form=")).unwrap();
    let mut body = Vec::new();
    for (name, file, value) in [("form-token", None, token)].iter().chain(fields) {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("accept-encoding", "identity"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", &kind),
    ];
    send(server, &format!("/{lang}/check"), &headers, &body)
}

fn text(server: &Server, text: &str) -> Seen {
    check(server, "en", &[("file", Some(""), b""), ("photo", Some(""), b""), ("text", None, text.as_bytes())])
}

fn file(server: &Server, name: &str, bytes: &[u8]) -> Seen {
    check(server, "en", &[("file", Some(name), bytes), ("photo", Some(""), b""), ("text", None, b"")])
}

fn title(seen: &Seen) -> String {
    let (_, rest) = seen.text().split_once("<h1").unwrap();
    rest.split_once('>').unwrap().1.split_once("</h1>").unwrap().0.replace("&#39;", "'")
}

const GENUINE: &str = "This is a genuine confirmation of an entry in this court's log";

#[test]
fn a_genuine_proof_is_told_with_its_court_and_case_where_everybody_may_know_them() {
    let folder = tempfile::tempdir().unwrap();
    let (log, server) = start(folder.path());
    let proof = log.proof(folder.path(), 0).to_string();
    for seen in [file(&server, "x.tlog-proof", proof.as_bytes()), text(&server, &proof)] {
        assert_eq!((seen.status, title(&seen).as_str()), (200, GENUINE));
        assert!(seen.text().contains("/en/case/7119-26-00-2/1") && seen.text().contains(">Court<"));
        assert!(seen.text().contains(ORIGIN) && seen.text().contains("No. 0"));
        assert!(seen.text().contains("tz-verdict--good") && !seen.text().contains("{ $"));
    }
    for lang in ["kk", "ru"] {
        let seen = check(&server, lang, &[("text", None, proof.as_bytes())]);
        assert!(seen.status == 200 && seen.text().contains("tz-verdict--good"), "{lang}");
    }
}

#[test]
fn of_a_closed_case_and_of_one_that_is_not_registered_the_same_is_told_and_nothing_of_the_case() {
    let folder = tempfile::tempdir().unwrap();
    let (log, server) = start(folder.path());
    let same = |index: usize| {
        let by_proof = text(&server, &log.proof(folder.path(), index).to_string());
        assert_eq!((by_proof.status, title(&by_proof).as_str()), (200, GENUINE));
        let entry = &log.contents[index].entry;
        let leaf = log.entries.leaves()[index].to_hex();
        let by_code = text(&server, &format!("{} {index} {leaf}", entry.stream));
        assert!(by_code.text().contains("tz-verdict--good"), "{}", by_code.text());
        for seen in [&by_proof, &by_code] {
            let main = seen.text().split_once("<main").unwrap().1;
            for hidden in ["7119", ">Court<", "/case/", "Case number", "filing", entry.stream.identifier()] {
                assert!(!main.contains(hidden), "{hidden}");
            }
        }
        // Hidden tokens and the number of the entry differ; the words do not.
        let words = |seen: &Seen| {
            let lines = seen.text().lines().filter(|line| !line.contains("form-token"));
            lines.map(|line| line.replace(&format!("No. {index}"), "")).collect::<String>()
        };
        (words(&by_proof), words(&by_code))
    };
    assert_eq!(same(1), same(2));
}

#[test]
fn a_proof_that_was_changed_cut_or_made_by_another_log_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (log, server) = start(folder.path());
    let proof = log.proof(folder.path(), 0);
    let whole = proof.to_string();
    let seen = text(&server, &whole.replacen("index 0", "index 1", 1));
    assert_eq!(title(&seen), "This confirmation is not genuine, or it was changed");
    assert!(seen.text().contains("tz-verdict--bad") && seen.text().contains("What to do"));
    let seen = text(&server, &whole[..whole.len() / 2]);
    assert_eq!(title(&seen), "The confirmation cannot be read");
    // The same tree under another log's name and key.
    let name: KeyName = "log.example/other".parse().unwrap();
    let other = Signer::from_seed(name, &[8; 32]).unwrap();
    let checkpoint = proof.checkpoint.checkpoint();
    let foreign =
        tarazy_docket::Checkpoint::new("log.example/other", checkpoint.size(), checkpoint.root()).unwrap();
    let signed = tarazy_docket::SignedCheckpoint::unsigned(foreign).unwrap();
    let signature = other.sign(&signed.checkpoint().text());
    let foreign = TlogProof { checkpoint: signed.with(signature), ..proof.clone() };
    let seen = text(&server, &foreign.to_string());
    assert_eq!((seen.status, title(&seen).as_str()), (200, "This is a confirmation of another log"));
    // A place and a hash that do not belong together.
    let leaf = log.entries.leaves()[1].to_hex();
    for code in [
        format!("{} 0 {leaf}", log.contents[0].entry.stream),
        format!("{} 1 {leaf}", log.contents[0].entry.stream),
        format!("{} 77 {leaf}", log.contents[1].entry.stream),
    ] {
        let seen = text(&server, &code);
        assert_eq!((seen.status, title(&seen).as_str()), (200, "The log has no such entry"), "{code}");
    }
}

#[test]
fn a_log_that_contradicts_what_it_signed_is_exposed() {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut log = Log::new();
    log.seal(before.path());
    let proof = log.proof(before.path(), 0).to_string();
    // The same court with the same key, whose log begins with another entry today.
    let mut other = Log::new();
    other.entries.0.remove(0);
    other.seal(after.path());
    assert_eq!(signer().verifier().name().to_string(), ORIGIN);
    let server = server_with(after.path(), RATE, nobody(), false);
    let seen = text(&server, &proof);
    assert_eq!((seen.status, title(&seen).as_str()), (200, "The log contradicts this confirmation"));
    assert!(seen.text().contains("tz-verdict--bad"));
}

#[test]
fn numbers_hashes_and_entry_codes_are_answered_without_telling_of_what_is_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let (_, server) = start(folder.path());
    let open = text(&server, "7119-26-00-2/1");
    assert_eq!(title(&open), "There is a case with this number");
    assert!(open.text().contains("tz-verdict--open"));
    let draw = text(&server, &"01".repeat(32));
    assert_eq!(title(&draw), "This is a genuine record of the allocation of a case");
    let words =
        |seen: &Seen| seen.text().lines().filter(|line| !line.contains("form-token")).collect::<String>();
    let none = text(&server, "7119-26-00-2/77");
    for hidden in ["7119-26-00-2/2", "https://court.example/kk/case/7119-26-00-2/2", &"02".repeat(32)] {
        assert_eq!(words(&text(&server, hidden)), words(&none), "{hidden} tells apart");
    }
    let secret = text(&server, "abcd-efgh-2345-mnpq");
    assert_eq!(title(&secret), "This looks like a code for entering a case");
    assert!(secret.text().contains("/en/enter"));
    assert!(!secret.text().contains("mnpq"), "a secret is not shown again");
}

#[test]
fn what_cannot_be_checked_gets_a_clear_sentence_and_the_typed_text_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_, server) = start(folder.path());
    let large = vec![b'a'; (10 << 20) + 1];
    let none = ("photo", Some(""), b"".as_slice());
    let cases: [(Fields<'_>, &str); 8] = [
        (
            &[("file", Some(""), b""), none, ("text", None, b"")],
            "Give a file, a photograph or the text of the code",
        ),
        (&[("file", Some("a.pdf"), b"%PDF-1.7"), none, ("text", None, b"x")], "Give only one"),
        (&[("file", Some("a.pdf"), &large), none], "The file is larger than 10 MB"),
        (&[("file", Some("a.pdf"), b""), none], "The file is empty"),
        (&[("file", Some("a.exe"), b"MZ\x00\x01\x02"), none], "This is not a PDF"),
        (&[("photo", Some("a.png"), b"\x89PNG\r\n\x1a\nbroken")], "The picture is damaged or too large"),
        (&[("text", None, b"hello <b>world</b>")], "This is not the text of a code"),
        (&[("file", Some("a.txt"), b"hello")], "This is not the text of a code"),
    ];
    for (fields, sentence) in cases {
        let seen = check(&server, "en", fields);
        assert_eq!(seen.status, 422, "{sentence}");
        assert!(seen.text().contains("govuk-error-summary") && seen.text().contains(sentence), "{sentence}");
    }
    let seen = text(&server, "hello <b>world</b>");
    assert!(seen.text().contains("hello &#60;b&#62;world"), "{}", seen.text());
    assert!(!folder.path().join("documents/tmp").exists(), "nothing was written");
}

#[test]
fn a_stranger_who_asks_without_end_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_with(folder.path(), RATE, nobody(), false);
    let statuses: Vec<u16> = (0..51).map(|_| text(&server, "hello").status).collect();
    assert!(statuses[..50].iter().all(|status| *status == 422) && statuses[50] == 429, "{statuses:?}");
}

/// Numbers that differ from call to call.
fn fill(out: &mut [u8]) {
    static STATE: AtomicU8 = AtomicU8::new(1);
    out.fill_with(|| STATE.fetch_add(37, Ordering::Relaxed));
}

/// A PDF of one page that a test authority's certificate may sign.
fn sample() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Title (Sample decision) /Keywords ({DEMONSTRATION}) >>"),
    ];
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut references = String::from("0000000000 65535 f \n");
    for (n, object) in objects.iter().enumerate() {
        references += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).into_bytes());
    }
    let start = out.len();
    let trailer = "<< /Size 5 /Root 1 0 R /Info 4 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] >>";
    let end = format!("xref\n0 5\n{references}trailer\n{trailer}\nstartxref\n{start}\n%%EOF");
    out.extend(end.into_bytes());
    out
}

/// A judge's signature under the sample, and the authority that issued his certificate.
fn signed() -> (Vec<u8>, Roots) {
    let now = u64::try_from(NOW / 1000).unwrap();
    let term = |serial| Term { from: now - 86_400, until: now + 86_400, serial: [serial; 16] };
    let mut root_key = SoftKey::generate(KeyKind::P256, fill).unwrap();
    let root = authority::root("Сынақ түбірлік орталығы", &mut root_key, &term(1)).unwrap();
    let mut key = SoftKey::generate(KeyKind::P256, fill).unwrap();
    let holder = Holder {
        kind: HolderKind::Judge,
        name: "Әлия Өтегенова".to_owned(),
        organisation: None,
        number: Some("900101300017".to_owned()),
    };
    let public = key.public().clone();
    let chain = [authority::issue(&root, &mut root_key, &holder, &public, &term(2)).unwrap()];
    let signer = cms::Signer { key: &mut key, chain: &chain };
    let signing = Signing { signer, stamping: None, at: now, reason: None };
    (pdf::sign(&sample(), signing).unwrap(), Roots::new(vec![root]))
}

#[test]
fn a_signed_document_is_told_with_its_signer_and_a_changed_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (signed, roots) = signed();
    let server = server_trusting(folder.path(), RATE, nobody(), false, roots);
    let seen = file(&server, "act.pdf", &signed);
    assert_eq!(title(&seen), "The document is unchanged, but it has no legal force", "{}", seen.text());
    assert!(seen.text().contains("Әлия Өтегенова") && seen.text().contains("Sample decision"));
    assert!(!seen.text().contains("900101300017"), "nobody's number is shown");
    let mut changed = signed.clone();
    let at = changed.windows(6).position(|w| w == b"Sample").unwrap();
    changed[at] = b's';
    let seen = file(&server, "act.pdf", &changed);
    assert_eq!(title(&seen), "Do not rely on this document");
    assert!(!seen.text().contains("ample decision"), "what is not covered is not repeated");
    assert_eq!(title(&file(&server, "act.pdf", &sample())), "The file bears no electronic signature");
    assert_eq!(title(&file(&server, "act.pdf", &signed[..signed.len() / 2])), "The file cannot be read");
    let stranger = tempfile::tempdir().unwrap();
    let server = server_with(stranger.path(), RATE, nobody(), false);
    let seen = file(&server, "act.pdf", &signed);
    assert_eq!(title(&seen), "The document is unchanged, but who signed it is not proven");
}
