//! Canonical JSON as text: is it that, and where do its parts stand? Without building values, for readers of many entries.
//!
//! Everything here says no where something is not canonical; what exactly is wrong is told by reading the text again with
//! [`super::Value::from_canonical`].

use super::{MAX_DEPTH, MAX_INT, MAX_NAME};

/// A text in canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canonical<'a>(&'a str);

/// A member of a canonical object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: Canonical<'a>,
    /// Where the member begins and ends in the object's text.
    pub span: (usize, usize),
}

impl<'a> Canonical<'a> {
    /// The text, if it is a canonical object, with `each` told the name and the span of every member's value.
    pub(crate) fn object(
        text: &'a str,
        mut each: impl FnMut(&str, (usize, usize)) -> Option<()>,
    ) -> Option<Self> {
        let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
        if scan.peek()? != b'{' {
            return None;
        }
        scan.object(0, &mut |name, value| each(text.get(name.0..name.1)?, value))?;
        (scan.at == text.len()).then_some(Self(text))
    }

    /// The text, if it is canonical JSON of the restricted kind.
    pub fn new(text: &'a str) -> Option<Self> {
        let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
        scan.value(0)?;
        (scan.at == text.len()).then_some(Self(text))
    }

    /// A part of a canonical text that is a value of it.
    pub(crate) fn part(text: &'a str, span: core::ops::Range<usize>) -> Option<Self> {
        text.get(span).map(Self)
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// What stands between the quotes of a text without escapes.
    pub fn as_plain_text(self) -> Option<&'a str> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains('\\')).then_some(inner)
    }

    /// The integer, if it is one.
    pub fn as_int(self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The members of an object, in order; none for anything else.
    pub fn members(self) -> impl Iterator<Item = Member<'a>> {
        let bytes = self.0.as_bytes();
        let mut scan = Scan { bytes, at: 1 };
        let is_object = bytes.first() == Some(&b'{') && bytes.get(1) == Some(&b'"');
        core::iter::from_fn(move || {
            if !is_object || scan.at >= bytes.len() {
                return None;
            }
            let start = scan.at;
            scan.string()?;
            let name = self.0.get(start + 1..scan.at - 1)?;
            scan.at += 1;
            let from = scan.at;
            scan.value(1)?;
            let span = (start, scan.at);
            let value = Self(self.0.get(from..scan.at)?);
            // Past the comma, or past the end.
            scan.at += 1;
            Some(Member { name, value, span })
        })
    }
}

/// How many bytes stand before the next quote, escape or control character. Eight at a time: most texts are hashes.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    let (eights, _) = bytes.as_chunks::<8>();
    // A byte of `x` that is 0 sets its high bit here; one above a byte that is may do so too, which the walk after it sees.
    let zeros = |x: u64| x.wrapping_sub(ONES) & !x & HIGHS;
    let is_plain = |eight: &&[u8; 8]| {
        let x = u64::from_ne_bytes(**eight);
        let control = x.wrapping_sub(ONES * 0x20) & !x & HIGHS;
        control | zeros(x ^ (ONES * u64::from(b'"'))) | zeros(x ^ (ONES * u64::from(b'\\'))) == 0
    };
    let start = 8 * eights.iter().take_while(is_plain).count();
    let is_special = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// A walk over bytes. `None` where they are not canonical.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Is told where the name and the value of each member stand.
type Each<'e> = dyn FnMut((usize, usize), (usize, usize)) -> Option<()> + 'e;

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, b: u8) -> Option<()> {
        (self.peek()? == b).then(|| self.at += 1)
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(depth, &mut |_, _| Some(())),
            b'[' => self.array(depth),
            b'"' => self.string(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize, each: &mut Each<'_>) -> Option<()> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut last: &[u8] = &[];
        loop {
            self.take(b'"')?;
            let start = self.at;
            let is_inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_';
            self.at += self.bytes.get(start..)?.iter().take_while(|b| is_inner(b)).count();
            let name = self.bytes.get(start..self.at)?;
            let fits = name.first()?.is_ascii_lowercase() && name.len() <= MAX_NAME && last < name;
            if !fits {
                return None;
            }
            last = name;
            let name = (start, self.at);
            self.take(b'"')?;
            self.take(b':')?;
            let from = self.at;
            self.value(depth + 1)?;
            each(name, (from, self.at))?;
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let is_negative = self.take(b'-').is_some();
        let digits = self.bytes.get(self.at..)?;
        let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        let add = |n: i64, digit: &u8| n.checked_mul(10)?.checked_add(i64::from(digit - b'0'));
        let n = digits.get(..length)?.iter().try_fold(0, add)?;
        let leads_with_zero = digits.first() == Some(&b'0') && (length > 1 || is_negative);
        self.at += length;
        (length > 0 && !leads_with_zero && n <= MAX_INT).then_some(())
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            self.at += plain_length(self.bytes.get(self.at..)?);
            if self.take(b'"').is_some() {
                return Some(());
            }
            self.take(b'\\')?;
            self.escape()?;
        }
    }

    /// The one form in which JCS writes a character that needs an escape.
    fn escape(&mut self) -> Option<()> {
        let letter = self.peek()?;
        self.at += 1;
        match letter {
            b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let [b'0', b'0', high @ (b'0' | b'1'), low] = self.bytes.get(self.at..self.at + 4)? else {
                    return None;
                };
                let has_letter = *high == b'0' && matches!(low, b'8' | b'9' | b'a' | b'c' | b'd');
                let fits = matches!(low, b'0'..=b'9' | b'a'..=b'f') && !has_letter;
                self.at += 4;
                fits.then_some(())
            }
            _ => None,
        }
    }
}
