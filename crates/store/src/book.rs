//! The writer's book: the end of the log and the heads of its streams, kept in memory while a batch is decided.

use std::collections::HashMap;
use tarazy_docket::{Hash, StreamId};

/// The end of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries it has.
    pub seq: u64,
    /// Leaf hash of the last one.
    pub leaf: Hash,
}

/// The end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Index of the next entry: how many there are.
    pub next_index: u64,
    /// Leaf hash of the last entry; zeros while there is none.
    pub last_leaf: Hash,
    /// Time of the last entry, ms UTC; 0 while there is none.
    pub last_time: i64,
}

impl End {
    /// The end of a log without entries.
    pub const EMPTY: Self = Self { next_index: 0, last_leaf: Hash([0; 32]), last_time: 0 };
}

/// Heads are dropped and read again from the database when more than this many are held.
const MAX_HEADS: usize = 1_000_000;

/// End and heads, with what is needed to go back to a mark.
#[derive(Debug)]
pub struct Book {
    end: End,
    heads: HashMap<StreamId, Option<Head>>,
    undo: Vec<(StreamId, Option<Option<Head>>)>,
}

/// A place to which the book can go back.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    end: End,
    undo: usize,
}

impl Book {
    /// The book of a log that ends here.
    pub fn new(end: End) -> Self {
        Self { end, heads: HashMap::new(), undo: Vec::new() }
    }

    /// The end of the log, entries not yet committed included.
    pub fn end(&self) -> End {
        self.end
    }

    /// The head of a stream if it is known: `Some(None)` is a stream that has no entry.
    pub fn head(&self, stream: &StreamId) -> Option<Option<Head>> {
        self.heads.get(stream).copied()
    }

    /// Remembers a head that was read from the database.
    pub fn learn(&mut self, stream: StreamId, head: Option<Head>) {
        self.heads.insert(stream, head);
    }

    /// Counts one more entry.
    pub fn advance(&mut self, stream: &StreamId, head: Head, time: i64) {
        let before = self.heads.insert(stream.clone(), Some(head));
        self.undo.push((stream.clone(), before));
        self.end = End { next_index: self.end.next_index + 1, last_leaf: head.leaf, last_time: time };
    }

    /// A place to go back to.
    pub fn mark(&self) -> Mark {
        Mark { end: self.end, undo: self.undo.len() }
    }

    /// Goes back to a mark.
    pub fn roll_back(&mut self, mark: Mark) {
        while self.undo.len() > mark.undo {
            match self.undo.pop() {
                Some((stream, Some(head))) => self.heads.insert(stream, head),
                Some((stream, None)) => self.heads.remove(&stream),
                None => None,
            };
        }
        self.end = mark.end;
    }

    /// What was counted is durable now.
    pub fn settle(&mut self) {
        self.undo.clear();
        if self.heads.len() > MAX_HEADS {
            self.heads.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolling_back_restores_end_and_heads() {
        let start = End { next_index: 5, last_leaf: Hash([5; 32]), last_time: 9 };
        let mut book = Book::new(start);
        let s = StreamId::case([1; 16]);
        let head = |seq, b| Head { seq, leaf: Hash([b; 32]) };
        let unknown = StreamId::case([2; 16]);
        book.learn(s.clone(), Some(head(1, 1)));
        let mark = book.mark();
        book.advance(&s, head(2, 2), 10);
        book.advance(&s, head(3, 3), 11);
        book.advance(&unknown, head(8, 8), 12);
        assert_eq!(book.end().next_index, 8);
        book.roll_back(mark);
        assert_eq!((book.end(), book.head(&s)), (start, Some(Some(head(1, 1)))));
        assert_eq!(book.head(&unknown), None);
    }
}
