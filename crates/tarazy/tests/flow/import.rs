//! Import: what is taken, what is reported, and what an outsider makes of the result.

use crate::made_up::flow;
use crate::program::Installation;

#[test]
fn a_flow_is_imported_reported_and_replayed_by_a_stranger() {
    let court = Installation::for_import();
    let file = court.write("cases.csv", &flow(60));
    let report = court.json(&["import", "cases", &file]);
    assert_eq!((report["cases"].as_u64(), report["rejects"].as_u64()), (Some(60), Some(0)));
    assert_eq!((report["courts"].as_u64(), report["judges"].as_u64()), (Some(2), Some(5)));
    assert_eq!(report["assigned_without_draw"].as_u64(), Some(8), "the small court has one judge");
    assert_eq!(report["finished"].as_bool(), Some(true));
    let size = report["log_size"].as_u64();
    let fsck = court.json(&["fsck"]);
    assert_eq!((fsck["entries"].as_u64(), fsck["sealed"].as_u64()), (size, size));
    court.done(&["export", "copy"]);
    assert_eq!(court.python(&["replay", "copy", "--trust", "court/policy"]), ("ok".to_owned(), 0));
    assert_eq!(court.python(&["replay", "copy"]), ("ok-unanchored".to_owned(), 0));
}

#[test]
fn a_receipt_of_an_imported_filing_is_proven_elsewhere() {
    let court = Installation::for_import();
    let file = court.write("cases.csv", &flow(5));
    court.done(&["import", "cases", &file]);
    court.done(&["receipt", "9001-15-00-2/1", "--out", "r.tlog-proof"]);
    let arguments = ["receipt", "r.tlog-proof", "--trust", "court/policy"];
    assert_eq!(court.python(&arguments), ("ok".to_owned(), 0));
    assert_eq!(court.javascript(&arguments), ("ok".to_owned(), 0));
    let text = std::fs::read_to_string(court.path("r.tlog-proof")).unwrap();
    let broken = court.write("broken.tlog-proof", text.replacen("index ", "index 1", 1).as_bytes());
    let arguments = ["receipt", &broken, "--trust", "court/policy"];
    assert_eq!(court.python(&arguments), court.javascript(&arguments));
    assert_eq!(court.javascript(&arguments).1, 1);
}

#[test]
fn spoiled_lines_are_listed_and_the_others_imported() {
    let court = Installation::for_import();
    let mut bytes = flow(6);
    bytes.extend(b"7,2015-03-01,2014-01-01,,Marca,,Town,Large Court,1,\n8,2015-03-0");
    let file = court.write("cases.csv", &bytes);
    let rejects = court.path("rejects.csv").display().to_string();
    let strict = court.run(&["import", "cases", &file, "--rejects", &rejects, "--strict"]);
    assert_eq!(strict.code, 1, "{strict:?}");
    let listed = std::fs::read_to_string(&rejects).unwrap();
    let codes: Vec<&str> = listed.lines().skip(1).map(|l| l.split(',').nth(2).unwrap()).collect();
    assert_eq!(codes, ["judged-before-filed", "fields"]);
    assert_eq!(court.json(&["case", "list", "--most", "1"])["stage"].as_str(), Some("closed"));
    let again = court.json(&["import", "cases", &file]);
    assert_eq!((again["cases"].as_u64(), again["resumed"].as_bool()), (Some(6), Some(true)));
    assert_eq!(again["entries"].as_u64(), Some(0), "what was done is not done twice");
}

#[test]
fn a_file_of_another_shape_writes_nothing() {
    let court = Installation::for_import();
    for (name, bytes) in [("a", b"".as_slice()), ("b", b"id,filed\n1,2\n"), ("c", b"\x00\xff\x00")] {
        let file = court.write(name, bytes);
        assert_eq!(court.run(&["import", "cases", &file]).code, 2);
    }
    assert_eq!(court.run(&["import", "cases", "no-such-file"]).code, 2);
    assert_eq!(court.json(&["fsck"])["entries"].as_u64(), Some(0));
}

#[test]
fn history_goes_only_into_an_empty_installation() {
    let court = Installation::for_import();
    let name = ["--kk", "Сот", "--ru", "Суд", "--en", "Court"];
    court.done(&[["court", "put", "7119"].as_slice(), &name].concat());
    let file = court.write("cases.csv", &flow(2));
    let refused = court.run(&["import", "cases", &file]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("not-empty"), "{refused:?}");
}

#[test]
fn a_part_of_the_real_flow_is_imported_and_replayed() {
    #[expect(clippy::disallowed_methods, reason = "tests are told where the real data is")]
    let folder = std::env::var("TARAZY_REAL_DATA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(folder.join("sao-paulo-ip.csv")) else {
        println!("skipped: no sao-paulo-ip.csv; set TARAZY_REAL_DATA to the folder that holds it");
        return;
    };
    let part: Vec<&str> = text.lines().take(401).collect();
    let court = Installation::for_import();
    let file = court.write("cases.csv", part.join("\n").as_bytes());
    let report = court.json(&["import", "cases", &file]);
    assert_eq!(report["cases"].as_u64(), Some(400));
    court.done(&["export", "copy"]);
    assert_eq!(court.python(&["replay", "copy", "--trust", "court/policy"]), ("ok".to_owned(), 0));
}
