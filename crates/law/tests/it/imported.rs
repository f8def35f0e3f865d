//! The rules for the imported data set.

use std::collections::BTreeMap;
use std::path::PathBuf;
use tarazy_base::{Certainty, Date};
use tarazy_law::sao_paulo;

#[test]
fn it_says_of_itself_that_it_is_nobodys_law() {
    let law = sao_paulo().unwrap();
    assert!(law.meta().imported);
    let day = Date::constant(1993, 10, 5);
    let in_force = law.at(day).unwrap();
    assert!(in_force.categories().all(|c| c.certainty == Certainty::Unsure));
    assert!(in_force.benches().all(|b| b.certainty == Certainty::Unsure));
    assert_eq!(in_force.policy().certainty, Certainty::Unsure);
    assert!(in_force.draw_rules().is_ok());
}

#[test]
fn six_subjects_and_nineteen_classes_make_the_categories() {
    let law = sao_paulo().unwrap();
    let law = law.at(Date::constant(2020, 8, 17)).unwrap();
    assert_eq!(law.categories().count(), 6 * 19);
    for (subject, class, code, weight) in [
        ("Marca", "Procedimento Comum Cível", "marca.comum", 1_000_000),
        ("Patente", "Cumprimento de sentença", "paten.cumprimento", 1_200_000),
        ("Direito Autoral", "", "autor.unnamed", 1_000_000),
        ("Programa de Computador", "Precatório", "progr.precatorio", 200_000),
    ] {
        let category = law.imported_category(subject, class).unwrap();
        assert_eq!((category.code.as_str(), category.weight), (code, weight));
        assert_eq!(law.category(code).map(|c| c.weight), Some(weight));
        assert_eq!(code.find('.'), Some(5), "the first six characters name the subject alone");
    }
    assert!(law.imported_category("Marca", "Divórcio").is_none());
    assert!(law.imported_category("marca", "").is_none());
}

#[test]
fn every_row_of_the_real_file_has_a_category() {
    let root = std::env::var_os("TARAZY_REAL_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(root.join("sao-paulo-ip.csv")) else {
        println!("skipped: no sao-paulo-ip.csv; set TARAZY_REAL_DATA to the folder that holds it");
        return;
    };
    let law = sao_paulo().unwrap();
    let law = law.at(Date::constant(2020, 1, 1)).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    // No field before the last has a comma or a quote in this file.
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let category = law.imported_category(fields[4], fields[5]);
        let code = category.map_or_else(|| panic!("{line}"), |c| c.code.clone());
        *counts.entry(code).or_default() += 1;
    }
    assert_eq!(counts.values().sum::<usize>(), 5033);
    let total: i64 = counts
        .iter()
        .filter_map(|(code, n)| Some(law.category(code)?.weight * i64::try_from(*n).ok()?))
        .sum();
    let mean = total / 5033;
    let assumed = law.policy().mean_weight;
    assert!((mean - assumed).abs() * 100 < assumed, "the mean case weighs {mean}, the policy says {assumed}");
}
