//! Personal data in free text: what the writer refuses in public members of kind `text` (docket.md section 6 rule 3).
//!
//! Three things are found, by fixed rules that err on the side of refusal:
//! * **an e-mail address**: at least one character of a name, `@` (also its full-width form), a host of two or more
//!   labels, the last of at least two letters of any alphabet;
//! * **a telephone number**: after `+` 8 to 15 digits; or 11 digits from 7 or 8 with an area code of 3 to 9; or 10 digits
//!   of a mobile number of Kazakhstan. Spaces, dashes, points and brackets, at most three in a row, may stand between;
//! * **a number of a person or an organisation**: a run of exactly twelve digits, nothing between them and no digit beside
//!   them, with the right check digit of an IIN or BIN.
//!
//! Digits of other scripts count as digits. Hex, identifiers, case numbers and codes have typed members of their own and
//! are not searched.

use crate::phone;
use crate::twelve::check_digit;
use std::ops::Range;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Twelve digits with the check digit of an IIN or BIN.
    Number,
}

impl PersonalKind {
    /// The word in message ids and refusals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Number => "number",
        }
    }
}

/// Personal data in a text: what and where. It does not hold the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub kind: PersonalKind,
    /// Bytes of the text, on character boundaries.
    pub span: Range<usize>,
}

impl crate::message::Message for Finding {
    fn key(&self) -> &'static str {
        match self.kind {
            PersonalKind::Email => "personal-email",
            PersonalKind::Phone => "personal-phone",
            PersonalKind::Number => "personal-number",
        }
    }
}

/// The first personal data in a text, by place; none if the text may stand in the open.
pub fn find_personal(text: &str) -> Option<Finding> {
    let groups = phone::groups(text);
    let number = groups.iter().find(|g| is_number(&g.digits)).map(|g| g.span.clone());
    let candidates = [
        (PersonalKind::Email, email(text)),
        (PersonalKind::Phone, phone::find(&groups)),
        (PersonalKind::Number, number),
    ];
    let found = candidates.into_iter().filter_map(|(kind, span)| span.map(|span| Finding { kind, span }));
    found.min_by_key(|finding| (finding.span.start, finding.kind))
}

fn is_number(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    <&[u8; 11]>::try_from(body).is_ok_and(|body| check_digit(body) == Some(*last))
}

fn email(text: &str) -> Option<Range<usize>> {
    text.char_indices().filter(|(_, c)| matches!(c, '@' | '＠' | '﹫')).find_map(|(at, sign)| {
        let name = text[..at].chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
        let host = host_length(&text[at + sign.len_utf8()..])?;
        if name == 0 { None } else { Some(at - name..at + sign.len_utf8() + host) }
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.\"".contains(c)
}

/// Length in bytes of a host name at the start of the text; none if it has no dot or no name of letters after it.
fn host_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    let host = text[..end].trim_end_matches(['.', '-']);
    let (before, last) = host.rsplit_once('.')?;
    let letters = last.chars().filter(|c| c.is_alphabetic()).count();
    let named = before.chars().any(char::is_alphanumeric);
    if named && letters >= 2 { Some(host.len()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn found(text: &str) -> Option<(PersonalKind, &str)> {
        find_personal(text).map(|f| (f.kind, &text[f.span]))
    }

    #[test]
    fn addresses() {
        for (text, address) in [
            ("жазыңыз: a.b+c@mail.example.kz, рахмет", "a.b+c@mail.example.kz"),
            ("Пишите ivan_1@example.com.", "ivan_1@example.com"),
            ("пошта@мысал.қаз", "пошта@мысал.қаз"),
            ("<x@y-z.kz>", "x@y-z.kz"),
            ("a＠b.kz", "a＠b.kz"),
            ("@ @b.kz a@b a@b.c q@w.io", "q@w.io"),
        ] {
            assert_eq!(found(text), Some((PersonalKind::Email, address)), "{text}");
        }
        for text in ["", "@", "a@", "@b.kz", "a@b", "a @ b.kz", "5 тг @ 2.5", "a@b.1", "a@.kz", "user@-.kz"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, number) in [
            ("тел. +7 701 234 56 78", "7 701 234 56 78"),
            ("+77012345678", "77012345678"),
            ("87012345678", "87012345678"),
            ("8 (701) 234-56-78, Асқар", "8 (701) 234-56-78"),
            ("8-701-234-56-78", "8-701-234-56-78"),
            ("8.701.234.56.78", "8.701.234.56.78"),
            ("8 (7172) 27-13-45", "8 (7172) 27-13-45"),
            ("8 800 080 77 77", "8 800 080 77 77"),
            ("7012345678", "7012345678"),
            ("701 234 56 78", "701 234 56 78"),
            ("кв. 5 87012345678", "87012345678"),
            ("24.11.2026 8 701 234 56 78", "8 701 234 56 78"),
            ("+1 202 555 0143", "1 202 555 0143"),
            ("+998901234567", "998901234567"),
            ("８７０１２３４５６７８", "８７０１２３４５６７８"),
        ] {
            assert_eq!(found(text), Some((PersonalKind::Phone, number)), "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_telephone() {
        for text in [
            "1401",
            "24.11.2026 12.30",
            "8.11.2026 10.30",
            "7119-25-00-2/12345",
            "2а-1234/2015",
            "87 012 345 678 теңге",
            "7 000 000 000,00 ₸",
            "142030001200070000",
            "473124829",
            "АПК 35-бап 9-бөлік, 8 345",
            "377-V от 31.10.2015",
            "8,701234567",
            "8 7 0 1 2 3 4 5 6 7 8",
            "+7 701",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_persons_and_organisations() {
        for text in
            ["900101300017", "ЖСН900101300017.", "№900101300017/1", "БСН 150640000124", "٩٠٠١٠١٣٠٠٠١٧"]
        {
            assert_eq!(found(text).map(|f| f.0), Some(PersonalKind::Number), "{text}");
        }
        for text in [
            "900101300018",
            "9001013000170",
            "1900101300017",
            "900101 300017",
            "900101-300017",
            "90010130001",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_in_the_text_is_told_and_the_data_is_not_kept() {
        let text = "900101300017, a@b.kz";
        let finding = find_personal(text).unwrap();
        assert_eq!((finding.kind, finding.span.clone()), (PersonalKind::Number, 0..12));
        assert!(!format!("{finding:?}").contains("900101300017"));
    }

    #[test]
    fn a_long_text_takes_time_in_proportion_to_its_length() {
        // Were it the square of the length, this would take minutes.
        for piece in ["1 ", "1", "@", "a@", "a.", "+7 ", "+"] {
            assert_eq!(find_personal(&piece.repeat(50_000)), None, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_the_place_is_in_the_text(text in any::<String>(), near in "[0-9+() \\-.@a-zқ]{0,60}") {
            for text in [text, near] {
                if let Some(finding) = find_personal(&text) {
                    prop_assert!(text.get(finding.span).is_some_and(|part| !part.is_empty()));
                }
            }
        }

        #[test]
        fn a_number_is_found_whatever_words_stand_round_it(before in "[а-яә ,.]{0,20}", after in "[а-яә ,]{0,20}", body in "[0-9]{11}") {
            let digits: Vec<u8> = body.bytes().map(|b| b - b'0').collect();
            let body_digits: [u8; 11] = digits.try_into().unwrap();
            for last in 0..10u8 {
                let text = format!("{before}{body}{last}{after}");
                let hit = find_personal(&text).map(|f| f.kind);
                let right = check_digit(&body_digits) == Some(last);
                prop_assert_eq!(hit, right.then_some(PersonalKind::Number), "{}", text);
            }
        }

        #[test]
        fn an_address_is_found_whatever_stands_round_it(before in "[а-яә ,.]{0,20} ", after in "[ ,;)][а-яә ,]{0,20}", name in "[a-z0-9._]{1,10}", host in "[a-z]{1,8}\\.[a-z]{2,4}") {
            let text = format!("{before}{name}@{host}{after}");
            prop_assert_eq!(find_personal(&text).map(|f| f.kind), Some(PersonalKind::Email), "{}", text);
        }
    }
}
