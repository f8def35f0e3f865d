//! Keys for search: people type names without Kazakh letters, and lists hold Latin letters inside Cyrillic words.

use unicode_normalization::UnicodeNormalization;

/// The text in Unicode NFC, the only form that entries carry.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// True if the text is in NFC.
pub fn is_nfc(text: &str) -> bool {
    unicode_normalization::is_nfc(text)
}

/// The search key of a text: two texts that people take for the same have the same key.
///
/// NFC; small letters; Қ is К, Ә А, Ұ and Ү У, Ө О, Ң Н, Ғ Г, Һ Х, І and Ы И, Ё Е; in a word with a Cyrillic letter
/// Latin look-alikes are Cyrillic; every dash is `-`, every run of white space one space.
pub fn fold(text: &str) -> String {
    let composed = nfc(text);
    let words: Vec<String> = composed.split_whitespace().map(fold_word).collect();
    nfc(&words.join(" "))
}

fn fold_word(word: &str) -> String {
    let cyrillic = word.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}'));
    let typed = |c: char| if cyrillic { look_alike(c).unwrap_or(c) } else { c };
    word.chars().map(typed).flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').map(plain).collect()
}

/// The Cyrillic letter that a Latin one looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'A' | 'a' => 'а',
        'B' => 'в',
        'C' | 'c' => 'с',
        'E' | 'e' => 'е',
        'H' => 'н',
        'h' => 'һ',
        'I' | 'i' | 'İ' | 'ı' => 'і',
        'K' | 'k' => 'к',
        'M' => 'м',
        'O' | 'o' => 'о',
        'P' | 'p' => 'р',
        'T' => 'т',
        'X' | 'x' => 'х',
        'Y' | 'y' => 'у',
        'Ə' | 'ə' => 'ә',
        _ => return None,
    })
}

/// The letter that stands for a small letter when people type without Kazakh ones.
fn plain(c: char) -> char {
    match c {
        'қ' => 'к',
        'ә' => 'а',
        'ұ' | 'ү' => 'у',
        'ө' => 'о',
        'ң' => 'н',
        'ғ' => 'г',
        'һ' => 'х',
        'і' | 'ы' => 'и',
        'ё' => 'е',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    #[test]
    fn names_are_found_without_kazakh_letters() {
        for (kazakh, typed) in [
            ("Қасым Әлия", "касым алия"),
            ("Өтеген Ұлжан", "отеген улжан"),
            ("Гүлмира ҢҒҺІ", "гулмира нгхи"),
            ("Ықылас", "икилас"),
            ("Семёнов–Тян", "семенов-тян"),
            ("  Ахметов\u{a0}\tЕрлан\n", "ахметов ерлан"),
        ] {
            assert_eq!(fold(kazakh), fold(typed), "{kazakh}");
            assert_eq!(fold(kazakh), typed.replace('ы', "и"));
        }
    }

    #[test]
    fn latin_look_alikes_count_only_inside_a_cyrillic_word() {
        assert_eq!(fold("Aхмeтoв"), fold("Ахметов"));
        assert_eq!(fold("Kонiлов"), fold("Көнілов"));
        assert_eq!(fold("Copco MAX"), "copco max");
        assert_eq!(fold("İBRAHIM"), "ibrahim");
    }

    #[test]
    fn letters_typed_as_base_and_mark_are_composed() {
        let decomposed = "и\u{306}од";
        assert!(!is_nfc(decomposed));
        assert_eq!((nfc(decomposed), fold(decomposed)), ("йод".to_owned(), "йод".to_owned()));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(text in "[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІіЁёA-Za-zİı0-9 \\-–.,№]{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn no_text_makes_it_panic_and_the_key_is_nfc(text in any::<String>()) {
            prop_assert!(is_nfc(&fold(&text)));
        }
    }
}
