//! Dates in words, and Kazakh ordinals.
//!
//! The official Kazakh form is «2026 жылғы 24 қараша», not the «2026 ж. 24 қараша» of CLDR; CLDR's ordinals are wrong
//! for Kazakh, so both rules are our own.

use crate::lang::Lang;
use jiff::civil::Date;

const KAZAKH: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A case of a Kazakh date: «2 желтоқсанда», «2 желтоқсаннан», «2 желтоқсанға».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateCase {
    /// Жатыс септік: on the day.
    Locative,
    /// Шығыс септік: from the day.
    Ablative,
    /// Барыс септік: to the day.
    Dative,
}

/// The Kazakh date in a case; the month carries the ending: «2026 жылғы 2 желтоқсаннан».
pub fn date_kk(date: Date, case: DateCase) -> String {
    let name = month(&KAZAKH, date);
    // Months with front vowels; the rest have back ones.
    let front = matches!(date.month(), 4 | 7 | 9);
    // Voiceless ends ask for т and к, nasal ones for н in the ablative.
    let voiceless = name.ends_with(['к', 'п', 'с', 'т']);
    let nasal = name.ends_with(['н', 'м', 'ң']);
    let ending = match (case, front, voiceless) {
        (DateCase::Locative, false, false) => "да",
        (DateCase::Locative, false, true) => "та",
        (DateCase::Locative, true, false) => "де",
        (DateCase::Locative, true, true) => "те",
        (DateCase::Ablative, false, _) if nasal => "нан",
        (DateCase::Ablative, true, _) if nasal => "нен",
        (DateCase::Ablative, false, false) => "дан",
        (DateCase::Ablative, false, true) => "тан",
        (DateCase::Ablative, true, false) => "ден",
        (DateCase::Ablative, true, true) => "тен",
        (DateCase::Dative, false, false) => "ға",
        (DateCase::Dative, false, true) => "қа",
        (DateCase::Dative, true, false) => "ге",
        (DateCase::Dative, true, true) => "ке",
    };
    format!("{}{ending}", format_date(date, Lang::Kk))
}

/// The date as an official paper writes it: «2026 жылғы 24 қараша», «24 ноября 2026 г.», "24 November 2026".
pub fn format_date(date: Date, lang: Lang) -> String {
    let (year, day) = (date.year(), date.day());
    match lang {
        Lang::Kk => format!("{year} жылғы {day} {}", month(&KAZAKH, date)),
        Lang::Ru => format!("{day} {} {year} г.", month(&RUSSIAN, date)),
        Lang::En => format!("{day} {} {year}", month(&ENGLISH, date)),
    }
}

fn month(names: &[&'static str; 12], date: Date) -> &'static str {
    // A date's month is 1 to 12.
    usize::try_from(date.month() - 1).ok().and_then(|m| names.get(m).copied()).unwrap_or_default()
}

/// A Kazakh ordinal in figures: `6-шы`, `5-ші`.
///
/// The last spoken number word decides: -шы after 6, 9, 10, 20, 30, 40, 60, 90, мың, миллион and greater words; -ші
/// after 0 to 5, 7, 8, 50, 70, 80, жүз.
pub fn ordinal_kk(n: u64) -> String {
    let (ones, tens, hundreds) = (n % 10, n / 10 % 10, n / 100 % 10);
    let back = if ones != 0 {
        matches!(ones, 6 | 9)
    } else if tens != 0 {
        matches!(tens, 1 | 2 | 3 | 4 | 6 | 9)
    } else {
        hundreds == 0 && n != 0
    };
    format!("{n}-{}", if back { "шы" } else { "ші" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn official_dates_in_three_languages() {
        let day = date(2026, 11, 24);
        assert_eq!(
            Lang::ALL.map(|lang| format_date(day, lang)),
            ["2026 жылғы 24 қараша", "24 ноября 2026 г.", "24 November 2026"]
        );
        assert_eq!(format_date(date(2025, 9, 4), Lang::Kk), "2025 жылғы 4 қыркүйек");
        assert_eq!(format_date(date(1993, 1, 1), Lang::Ru), "1 января 1993 г.");
        assert_eq!(format_date(date(2024, 12, 31), Lang::Kk), "2024 жылғы 31 желтоқсан");
    }

    #[test]
    fn a_kazakh_month_takes_the_ending_of_its_case() {
        let all = |case| -> Vec<String> {
            let whole = |m| date_kk(date(2026, m, 2), case);
            (1..=12).map(|m| whole(m).strip_prefix("2026 жылғы 2 ").unwrap().to_owned()).collect()
        };
        assert_eq!(
            all(DateCase::Locative),
            [
                "қаңтарда",
                "ақпанда",
                "наурызда",
                "сәуірде",
                "мамырда",
                "маусымда",
                "шілдеде",
                "тамызда",
                "қыркүйекте",
                "қазанда",
                "қарашада",
                "желтоқсанда"
            ]
        );
        assert_eq!(
            all(DateCase::Ablative),
            [
                "қаңтардан",
                "ақпаннан",
                "наурыздан",
                "сәуірден",
                "мамырдан",
                "маусымнан",
                "шілдеден",
                "тамыздан",
                "қыркүйектен",
                "қазаннан",
                "қарашадан",
                "желтоқсаннан"
            ]
        );
        assert_eq!(
            all(DateCase::Dative),
            [
                "қаңтарға",
                "ақпанға",
                "наурызға",
                "сәуірге",
                "мамырға",
                "маусымға",
                "шілдеге",
                "тамызға",
                "қыркүйекке",
                "қазанға",
                "қарашаға",
                "желтоқсанға"
            ]
        );
    }

    #[test]
    fn every_month_has_its_own_name() {
        for names in [&KAZAKH, &RUSSIAN, &ENGLISH] {
            let mut shown: Vec<&str> = (1..=12).map(|m| month(names, date(2026, m, 1))).collect();
            assert_eq!(&shown[..], &names[..]);
            shown.sort_unstable();
            shown.dedup();
            assert_eq!(shown.len(), 12);
        }
    }

    #[test]
    fn ordinals_follow_the_last_spoken_word() {
        let back = [
            6,
            9,
            10,
            16,
            19,
            20,
            26,
            30,
            40,
            60,
            90,
            106,
            110,
            120,
            1000,
            2000,
            10_000,
            100_000,
            1_000_000,
            1_000_000_000,
        ];
        for n in back {
            assert_eq!(ordinal_kk(n), format!("{n}-шы"));
        }
        let front = [
            0, 1, 2, 3, 4, 5, 7, 8, 11, 50, 70, 80, 55, 100, 101, 200, 250, 900, 1100, 1005, 1_000_100,
            7_000_070,
        ];
        for n in front {
            assert_eq!(ordinal_kk(n), format!("{n}-ші"));
        }
    }

    proptest! {
        #[test]
        fn figures_above_the_last_word_do_not_matter(n in 1u64..1000, above in 0u64..1_000_000) {
            let ending = |x: u64| ordinal_kk(x).rsplit('-').next().unwrap_or_default().to_owned();
            prop_assert!(ending(n) == ending(above * 1000 + n));
        }
    }
}
