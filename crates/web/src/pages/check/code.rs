//! What the code on a paper says, as a camera reads it or as somebody types it.

use tarazy_base::{CaseNumber, Lang};
use tarazy_docket::{Hash, StreamId, TlogProof};

/// Letters of a code of first entry.
const ENTRY_LETTERS: usize = 16;

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Code {
    /// The whole proof of an entry.
    Proof(String),
    /// An entry of the log: its docket, its place, its hash.
    Place { stream: StreamId, index: u64, leaf: Hash },
    /// A hash alone.
    Leaf(Hash),
    /// The number of a case, bare or in an address.
    Number(String),
    /// A code by which somebody enters a case, which is nobody's to check.
    Entry,
}

impl Code {
    /// Reads a text; none if it is nothing that stands on a paper of a court.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if TlogProof::is_proof(text.as_bytes()) {
            // The file ends with a line's end, which copying loses; programs of others double the lines' ends.
            return Some(Self::Proof(format!("{}\n", text.replace("\r\n", "\n"))));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            [stream, index, leaf] => Some(Self::Place {
                stream: stream.parse().ok()?,
                index: index.parse().ok()?,
                leaf: hash(leaf)?,
            }),
            [word] => Self::of_word(word),
            // As a summons says it where the pages' address is not known: number and code.
            [number, code] if number.parse::<CaseNumber>().is_ok() && is_entry(code) => Some(Self::Entry),
            _ => Self::of_word(&words.concat()),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        if let Some((_, address)) = word.split_once("://") {
            return Self::of_address(address);
        }
        if let Some(leaf) = hash(word) {
            return Some(Self::Leaf(leaf));
        }
        if let Ok(number) = word.parse::<CaseNumber>() {
            return Some(Self::Number(number.to_string()));
        }
        is_entry(word).then_some(Self::Entry)
    }

    /// An address of pages like these: `host/kk/draw/…`, `host/kk/case/…`. Whose host it is does not matter: what it names is looked
    /// for here.
    fn of_address(address: &str) -> Option<Self> {
        let path = address.split(['?', '#']).next()?.split_once('/')?.1;
        let path = match path.split_once('/') {
            Some((lang, rest)) if lang.parse::<Lang>().is_ok() => rest,
            _ => path,
        };
        if path == "enter" {
            return Some(Self::Entry);
        }
        let (kind, rest) = path.split_once('/')?;
        match kind {
            "draw" => hash(rest).map(Self::Leaf),
            "case" => rest.parse::<CaseNumber>().ok().map(|number| Self::Number(number.to_string())),
            _ => None,
        }
    }
}

/// True for what looks like a code of first entry.
fn is_entry(word: &str) -> bool {
    let plain = word.chars().filter(|c| *c != '-');
    word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && plain.count() == ENTRY_LETTERS
}

fn hash(word: &str) -> Option<Hash> {
    Hash::from_hex(&word.to_ascii_lowercase()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_papers_is_told_apart() {
        let leaf = "ab".repeat(32);
        let stream = StreamId::case([5; 16]);
        let place = Code::Place { stream: stream.clone(), index: 7, leaf: Hash([0xab; 32]) };
        assert_eq!(Code::read(&format!(" {stream} 7\n{} ", leaf.to_uppercase())), Some(place));
        assert_eq!(Code::read(&leaf), Some(Code::Leaf(Hash([0xab; 32]))));
        // A hash that a line's end has cut in two.
        assert_eq!(
            Code::read(&format!("{}\n{}", &leaf[..40], &leaf[40..])),
            Some(Code::Leaf(Hash([0xab; 32])))
        );
        assert_eq!(
            Code::read(&format!("https://court.example/ru/draw/{leaf}?a=b")),
            Some(Code::Leaf(Hash([0xab; 32])))
        );
        let number = Some(Code::Number("7119-26-00-2/1".to_owned()));
        assert_eq!(Code::read("7119-26-00-2/1"), number);
        assert_eq!(Code::read("https://court.example/kk/case/7119-26-00-2/1"), number);
        let way_in = "https://sot.example/kk/enter#number=7119-26-00-2%2F9&code=abcd-efgh-2345-6789";
        for secret in ["abcd-efgh-2345-mnpq", "7119-26-00-2/9 abcd-efgh-2345-6789", way_in] {
            assert_eq!(Code::read(secret), Some(Code::Entry), "{secret}");
        }
        let proof = "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nx";
        assert_eq!(Code::read(proof), Some(Code::Proof("c2sp.org/tlog-proof@v1\nindex 0\n\nx\n".to_owned())));
        for other in ["", "hello", "case/1 2 3", "https://court.example/", "https://court.example/kk/find"] {
            assert_eq!(Code::read(other), None, "{other}");
        }
    }
}
