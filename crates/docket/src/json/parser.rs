//! The parser of restricted JSON. Any layout is read, and whether it was the canonical one is noted on the way: what is
//! canonical has no white space, its members in order, and each character of a text in the one form that JCS gives it.

use super::canonical::plain_length;
use super::{JsonError, MAX_DEPTH, MAX_INT, Object, Value, is_name};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The one value of a text, and whether the text is its canonical form.
pub(super) fn parse(text: &str) -> Result<(Value, bool), JsonError> {
    let mut p = Parser { text, at: 0, is_canonical: true };
    p.space();
    let v = p.value(0)?;
    p.space();
    if p.at == text.len() { Ok((v, p.is_canonical)) } else { Err(JsonError::Syntax { at: p.at }) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    is_canonical: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
            self.is_canonical = false;
        }
    }

    fn syntax<T>(&self) -> Result<T, JsonError> {
        Err(JsonError::Syntax { at: self.at })
    }

    fn expect(&mut self, b: u8) -> Result<(), JsonError> {
        if self.peek() == Some(b) {
            self.at += 1;
            Ok(())
        } else {
            self.syntax()
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            self.syntax()
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'{') => self.object(depth).map(Value::Object),
            Some(b'[') => self.array(depth).map(Value::Array),
            Some(b'"') => self.string().map(Value::Text),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => {
                let at = self.at;
                self.word("null", Value::Bool(false))?;
                Err(JsonError::Number { at })
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Int),
            _ => self.syntax(),
        }
    }

    fn number(&mut self) -> Result<i64, JsonError> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits = self.at;
        let mut n: i64 = 0;
        let mut too_large = false;
        while let Some(d @ b'0'..=b'9') = self.peek() {
            n = n.saturating_mul(10).saturating_add(i64::from(d - b'0'));
            too_large |= n > MAX_INT;
            self.at += 1;
        }
        if self.at == digits {
            return self.syntax();
        }
        let leading_zero = self.text.as_bytes()[digits] == b'0' && self.at - digits > 1;
        if leading_zero {
            return Err(JsonError::Syntax { at: digits });
        }
        let fraction = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if too_large || fraction || (negative && n == 0) {
            return Err(JsonError::Number { at: start });
        }
        Ok(if negative { -n } else { n })
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value>, JsonError> {
        if depth == MAX_DEPTH {
            return Err(JsonError::Depth { at: self.at });
        }
        self.expect(b'[')?;
        self.space();
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(items);
                }
                _ => return self.syntax(),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object, JsonError> {
        if depth == MAX_DEPTH {
            return Err(JsonError::Depth { at: self.at });
        }
        self.expect(b'{')?;
        self.space();
        let mut members: Vec<(String, Value)> = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Object(members));
        }
        loop {
            self.space();
            let at = self.at;
            let name = self.string()?;
            if !is_name(&name) {
                return Err(JsonError::Name { at });
            }
            self.space();
            self.expect(b':')?;
            self.space();
            let value = self.value(depth + 1)?;
            members.push((name, value));
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                _ => return self.syntax(),
            }
        }
        if !members.is_sorted_by(|a, b| a.0 < b.0) {
            self.is_canonical = false;
            members.sort_by(|a, b| a.0.cmp(&b.0));
            if members.windows(2).any(|w| w[0].0 == w[1].0) {
                return Err(JsonError::Duplicate { at: self.at });
            }
        }
        Ok(Object(members))
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"')?;
        let clean = self.plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(clean.to_owned());
        }
        let mut out = clean.to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                    out.push_str(self.plain());
                }
                _ => return self.syntax(),
            }
        }
    }

    /// The text up to the next quote, escape or control character.
    fn plain(&mut self) -> &'a str {
        let text: &'a str = self.text;
        let rest = &text.as_bytes()[self.at..];
        let length = plain_length(rest);
        let start = self.at;
        self.at += length;
        &text[start..self.at]
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let Some(c) = self.peek() else { return self.syntax() };
        self.at += 1;
        Ok(match c {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => {
                self.is_canonical = false;
                '/'
            }
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(JsonError::Syntax { at: self.at - 1 }),
        })
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let at = self.at;
        let high = self.hex4()?;
        // Only control characters without a letter of their own are written so, in lower case.
        let digits = &self.text.as_bytes()[at..self.at];
        let has_letter = matches!(high, 8 | 9 | 10 | 12 | 13);
        self.is_canonical &= high < 0x20 && !has_letter && !digits.iter().any(u8::is_ascii_uppercase);
        let code = if (0xd800..0xdc00).contains(&high) {
            self.expect(b'\\')?;
            self.expect(b'u')?;
            let low = self.hex4()?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(JsonError::Syntax { at });
            }
            0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        char::from_u32(code).ok_or(JsonError::Syntax { at })
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut n = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| char::from(c).to_digit(16));
            let Some(d) = digit else { return self.syntax() };
            n = n * 16 + d;
            self.at += 1;
        }
        Ok(n)
    }
}
