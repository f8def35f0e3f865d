//! An entry that was put in clear by mistake, taken out of the bundles: what others hold still verifies.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::Installation;

fn leaf_of(court: &Installation, case: &str, kind: &str) -> String {
    let lines = court.done(&["case", "show", case, "--json"]);
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let found = lines.into_iter().find(|line| line["entry"]["type"].as_str() == Some(kind)).unwrap();
    found["leaf"].as_str().unwrap().to_owned()
}

#[test]
fn an_entry_is_withheld_by_a_named_officer_and_the_export_still_replays_beside_an_older_receipt() {
    let court = Installation::new();
    court.staff(3);
    let case = court.register("Айгүл Үлгі");
    court.done(&["receipt", &case, "--out", "older.tlog-proof"]);
    court.done(&["export", "older"]);
    let leaf = leaf_of(&court, &case, "case.registered");
    let close = |ground: &str| {
        let args = ["entry", "close", &leaf, "--withhold", "--ground", ground, "--by", "chair:c1"];
        args.map(str::to_owned)
    };
    let wish = close("mood");
    let wish: Vec<&str> = wish.iter().map(String::as_str).collect();
    assert!(court.refused(&wish).contains("[disclosure-ground]"));
    let lawful = close("personal-data");
    let lawful: Vec<&str> = lawful.iter().map(String::as_str).collect();
    court.done(&lawful);
    assert_eq!(court.json(&["fsck"])["ok"].as_bool(), Some(true));
    let shown = court.done(&["case", "show", &case]);
    assert!(shown.contains("this entry is no longer served"), "{shown}");
    court.done(&["export", "export"]);
    assert_eq!(court.replay("export", &["older.tlog-proof"]), ["ok"]);
    let withheld = |folder: &str| {
        let bundle = std::fs::read(walk(&court.path(folder).join("tile/entries"))).unwrap();
        // The schema of the type names it too, so the entry is known by what follows.
        let entry = br#""type":"case.registered","v":1"#;
        !bundle.windows(entry.len()).any(|window| window == entry)
    };
    assert!(!withheld("older") && withheld("export"));
    // The case goes on: the database still knows what happened.
    assert_eq!(court.stage(&case), "registered");
    let schemas = std::fs::read_dir(court.path("export/schemas")).unwrap().count();
    assert!(schemas > 30, "an export brings the schemas along");
}

/// The one bundle of a small export.
fn walk(folder: &std::path::Path) -> std::path::PathBuf {
    let first = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if first.is_dir() { walk(&first) } else { first }
}
