//! What is decided and not yet committed: of one command, or of the commands of a batch.

use crate::batch::Step;
use crate::record::Record;
use std::collections::{BTreeMap, HashMap};
use tarazy_docket::{Hash, StreamId, Value};

/// A part of what is to be committed.
#[derive(Debug)]
pub(crate) enum Item {
    /// The record at this place of the records.
    Record(usize),
    /// Another step.
    Step(Step),
}

/// Decided and not yet committed.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    /// Everything, in the order in which it came.
    items: Vec<Item>,
    records: Vec<Record>,
    by_leaf: HashMap<Hash, usize>,
    by_stream: HashMap<StreamId, Vec<usize>>,
    references: BTreeMap<(String, String), Value>,
    settings: BTreeMap<String, String>,
}

impl Layer {
    /// Adds a record and gives it back.
    pub(crate) fn add_record(&mut self, record: Record) -> &Record {
        let at = self.records.len();
        self.items.push(Item::Record(at));
        self.index_record(&record, at);
        self.records.push(record);
        &self.records[at]
    }

    /// Adds another step.
    pub(crate) fn add_step(&mut self, step: Step) {
        self.items.push(Item::Step(step));
    }

    /// Notes reference data for those who ask later; the step is added on its own.
    pub(crate) fn note_reference(&mut self, kind: &str, id: &str, body: Value) {
        self.references.insert((kind.to_owned(), id.to_owned()), body);
    }

    /// Notes a setting for those who ask later; the step is added on its own.
    pub(crate) fn note_setting(&mut self, key: &str, value: &str) {
        self.settings.insert(key.to_owned(), value.to_owned());
    }

    /// Takes over what a later layer holds.
    pub(crate) fn absorb(&mut self, later: Self) {
        let shift = self.records.len();
        for (at, record) in later.records.into_iter().enumerate() {
            self.index_record(&record, shift + at);
            self.records.push(record);
        }
        self.items.extend(later.items.into_iter().map(|item| match item {
            Item::Record(at) => Item::Record(shift + at),
            Item::Step(step) => Item::Step(step),
        }));
        self.references.extend(later.references);
        self.settings.extend(later.settings);
    }

    /// The records, in order.
    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record with a leaf hash.
    pub(crate) fn record(&self, leaf: &Hash) -> Option<&Record> {
        self.by_leaf.get(leaf).map(|at| &self.records[*at])
    }

    /// The records of a stream, in order.
    pub(crate) fn stream(&self, stream: &StreamId) -> impl Iterator<Item = &Record> {
        self.by_stream.get(stream).into_iter().flatten().map(|at| &self.records[*at])
    }

    /// A row of reference data.
    pub(crate) fn reference(&self, kind: &str, id: &str) -> Option<&Value> {
        self.references.get(&(kind.to_owned(), id.to_owned()))
    }

    /// All rows of reference data of a kind.
    pub(crate) fn references(&self, kind: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.references
            .range((kind.to_owned(), String::new())..)
            .take_while(move |((k, _), _)| k == kind)
            .map(|((_, id), body)| (id.as_str(), body))
    }

    /// A setting.
    pub(crate) fn setting(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str)
    }

    /// True if there is nothing to commit.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Everything, in the order in which it came.
    pub(crate) fn into_items(self) -> (Vec<Item>, Vec<Record>) {
        (self.items, self.records)
    }

    fn index_record(&mut self, record: &Record, at: usize) {
        self.by_leaf.insert(record.leaf, at);
        self.by_stream.entry(record.entry.stream.clone()).or_default().push(at);
    }
}
