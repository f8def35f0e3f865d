//! A made-up flow in the shape of the real one, for an installation without data: the same columns, the same skew.
//!
//! The figures were measured on the 5,033 real cases of the file that this format comes from: of ten courts four or five
//! have one chamber, two have two, the largest takes a third of all cases with 47 chambers (here 24); days from
//! filing to judgment have the deciles below; subjects and classes have the shares below; courts work on weekdays.

use super::random::Random;
use super::rows::COLUMNS;
use super::scenario::days;
use tarazy_base::Date;

/// Chambers of the courts, and their share of the cases in ‰: twelve courts, skewed as the real ones.
const COURTS: [(u64, u64); 12] = [
    (24, 330),
    (12, 160),
    (9, 120),
    (7, 90),
    (5, 80),
    (4, 60),
    (4, 50),
    (3, 40),
    (3, 25),
    (2, 20),
    (2, 13),
    (1, 12),
];
/// Subjects with their shares in ‰.
const SUBJECTS: [(&str, u64); 6] = [
    ("Direito Autoral", 370),
    ("Marca", 358),
    ("Propriedade Intelectual / Industrial", 196),
    ("Patente", 41),
    ("Desenho Industrial", 19),
    ("Programa de Computador", 16),
];
/// Classes with their shares in ‰.
const CLASSES: [(&str, u64); 4] = [
    ("Procedimento Comum Cível", 900),
    ("Cumprimento de sentença", 39),
    ("Procedimento do Juizado Especial Cível", 38),
    ("", 23),
];
/// Deciles of the days from filing to judgment, from the least to the longest that the generator makes.
const DECILES: [u64; 11] = [20, 110, 178, 242, 322, 418, 553, 754, 1092, 1815, 2600];
const FIRST_DAY: Date = Date::constant(2015, 1, 5);
/// Days in which cases are filed: three years.
const FILING_DAYS: u64 = 1095;

/// A file of so many made-up cases. The same seed gives the same bytes.
pub fn file(seed: u64, cases: u32) -> Vec<u8> {
    let mut random = Random::new(seed, "synthetic flow");
    let mut filed: Vec<Date> = (0..cases).map(|_| weekday(&mut random)).collect();
    filed.sort_unstable();
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for (id, filed) in (1..).zip(filed) {
        let line = case(&mut random, id, filed);
        text.push_str(&line);
    }
    text.into_bytes()
}

fn case(random: &mut Random, id: u32, filed: Date) -> String {
    let courts: Vec<(usize, u64)> = COURTS.iter().enumerate().map(|(n, (_, share))| (n, *share)).collect();
    let court = random.pick(&courts).copied().unwrap_or(0);
    let chamber = random.below(COURTS[court].0) + 1;
    let subject = random.pick(&SUBJECTS).copied().unwrap_or_default();
    let class = random.pick(&CLASSES).copied().unwrap_or_default();
    let decile = random.index(10);
    let (from, to) = (DECILES[decile], DECILES[decile + 1]);
    let judged = days(filed, i64::try_from(from + random.below(to - from)).unwrap_or(0));
    let amount = 1 + random.below(90);
    let court = court + 1;
    format!(
        "{id},{filed},{judged},,{subject},{class},Synthetic,Synthetic Court {court:02},{chamber:02},\"R$ {amount}.000,00\"\n"
    )
}

/// A weekday of the years of filing.
fn weekday(random: &mut Random) -> Date {
    let day = days(FIRST_DAY, i64::try_from(random.below(FILING_DAYS)).unwrap_or(0));
    days(day, -i64::from(day.weekday().to_monday_zero_offset().saturating_sub(4)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::corrections::Corrections;
    use crate::flow::rows;

    #[test]
    fn the_made_up_file_is_read_without_a_reject() {
        let law = tarazy_law::sao_paulo().unwrap();
        let today = Date::constant(2026, 1, 1);
        let flow = rows::read(&file(1, 500), &Corrections::default(), &law, today).unwrap();
        assert_eq!((flow.rows.len(), flow.rejects.len()), (500, 0));
        assert_eq!(file(1, 500), file(1, 500));
        assert_ne!(file(1, 500), file(2, 500));
    }
}
