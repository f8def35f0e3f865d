//! Telephone numbers in free text.

use std::ops::Range;

/// Most digits of a telephone number, by the international numbering plan.
const MAX_DIGITS: usize = 15;

/// A run of digits, with what stands before it.
pub(crate) struct Group {
    /// Bytes of the run in the text.
    pub(crate) span: Range<usize>,
    /// Its digits.
    pub(crate) digits: Vec<u8>,
    /// A plus sign stands right before it.
    plus: bool,
    /// Nothing but a short separator stands between it and the group before it.
    joined: bool,
    /// That separator is white space only.
    spaced: bool,
}

/// The runs of decimal digits in a text. Full-width, Arabic-Indic and Extended Arabic-Indic digits count as digits.
pub(crate) fn groups(text: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let Some(digit) = decimal(c) else {
            open = false;
            continue;
        };
        if !open {
            let before = found.last().map_or(0, |g| g.span.end);
            let gap = &text[before..at];
            let (joined, spaced) =
                (!found.is_empty() && is_separator(gap), gap.chars().all(char::is_whitespace));
            let plus = gap.ends_with(['+', '＋']);
            found.push(Group { span: at..at, digits: Vec::new(), plus, joined, spaced });
            open = true;
        }
        if let Some(group) = found.last_mut() {
            group.digits.push(digit);
            group.span.end = at + c.len_utf8();
        }
    }
    found
}

fn decimal(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// At most three characters that people put inside a telephone number.
fn is_separator(gap: &str) -> bool {
    let inside =
        |c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\t' | '-' | '\u{2010}'..='\u{2015}' | '(' | ')' | '.');
    gap.chars().count() <= 3 && gap.chars().all(inside)
}

/// Bytes of the first telephone number: groups `from..=to` that together have the form of one.
pub(crate) fn find(groups: &[Group]) -> Option<Range<usize>> {
    (0..groups.len()).find_map(|from| {
        let more = groups[from + 1..].iter().take(MAX_DIGITS - 1);
        let run = 1 + more.take_while(|g| g.joined && !g.plus).count();
        let longest = (1..=run).rev().find(|n| is_number(&groups[from..from + n]))?;
        Some(groups[from].span.start..groups[from + longest - 1].span.end)
    })
}

fn is_number(groups: &[Group]) -> bool {
    let digits: Vec<u8> = groups.iter().flat_map(|g| g.digits.iter().copied()).take(MAX_DIGITS + 1).collect();
    let Some(first) = groups.first() else { return false };
    if first.plus {
        return (8..=MAX_DIGITS).contains(&digits.len());
    }
    match digits.len() {
        11 => is_national(&digits, groups),
        10 => is_mobile(&digits, groups),
        _ => false,
    }
}

/// Eleven digits from 7 or 8: the next digit is 3 to 9, the area code stands together, and the groups are not those of
/// an amount (`87 012 345 678`).
fn is_national(digits: &[u8], groups: &[Group]) -> bool {
    let amount = groups.len() > 1 && groups[1..].iter().all(|g| g.digits.len() == 3 && g.spaced);
    let area = match groups[0].digits.len() {
        1 => groups.get(1).map_or(0, |g| g.digits.len()),
        n => n - 1,
    };
    matches!(digits[0], 7 | 8) && matches!(digits[1], 3..=9) && area >= 3 && !amount
}

/// Ten digits of a mobile number without its first 8 or +7: 70x, 74x, 75x, 76x or 77x, grouped as such numbers are.
fn is_mobile(digits: &[u8], groups: &[Group]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(|g| g.digits.len()).collect();
    let usual =
        [&[10][..], &[3, 7], &[3, 3, 4], &[3, 4, 3], &[3, 3, 2, 2], &[3, 2, 2, 3]].contains(&&sizes[..]);
    digits[0] == 7 && matches!(digits[1], 0 | 4..=7) && usual
}
