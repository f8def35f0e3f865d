//! The insider's test (docs/insider.md): with the database, all files and the log's key, one filing is rewritten,
//! everything hashed and signed anew. Who holds an earlier receipt exposes it.

use crate::made_up::flow;
use crate::program::Installation;

/// A court with a few imported cases and one new claim that waits to be registered.
fn court_with_a_claim() -> (Installation, String) {
    let court = Installation::for_import();
    let file = court.write("cases.csv", &flow(12));
    court.done(&["import", "cases", &file]);
    let claim =
        ["case", "file", "9001", "marca.comum", "--claimant", "Айгүл Үлгі", "--respondent", "«Үлгі» ЖШС"];
    let answer = court.json(&claim);
    let case = answer["body"]["case"].as_str().unwrap_or_default().to_owned();
    (court, case)
}

#[test]
fn a_rewritten_log_is_flawless_by_itself_and_exposed_by_one_receipt() {
    let (court, case) = court_with_a_claim();
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    court.done(&["insider", &case, "forged"]);
    let replay = |args: &[&str]| {
        court.python(&[["replay", "forged", "--trust", "court/policy"].as_slice(), args].concat())
    };
    assert_eq!(replay(&[]), ("ok".to_owned(), 0), "the court's own key signed it");
    assert_eq!(replay(&["--checkpoint", "r.tlog-proof"]), ("inconsistent".to_owned(), 1));
}

#[test]
fn an_old_checkpoint_alone_exposes_it_too() {
    let (court, case) = court_with_a_claim();
    std::fs::copy(court.path("court/log/public/checkpoint"), court.path("old")).unwrap();
    court.done(&["insider", &case, "forged"]);
    let replay = court.python(&["replay", "forged", "--trust", "court/policy", "--checkpoint", "old"]);
    assert_eq!(replay, ("inconsistent".to_owned(), 1));
}

#[test]
fn the_true_log_fits_the_receipt_also_when_it_has_grown() {
    let (court, case) = court_with_a_claim();
    court.done(&["receipt", &case, "--out", "r.tlog-proof"]);
    court.done(&["case", "register", &case]);
    court.done(&["export", "copy"]);
    let replay = court.python(&["replay", "copy", "--trust", "court/policy", "--checkpoint", "r.tlog-proof"]);
    assert_eq!(replay, ("ok".to_owned(), 0));
}
