//! An incremental update that adds a field of a signature: every byte of the file before stays as it was.
//!
//! The new section of cross-references is of the kind that the file has, its `/Size` is the highest number of an object and
//! one, and `/Prev` leads to the section before. The place of the signature is filled with zeros of the length that was
//! computed for it.

use super::objects::{indirect, put, text, write};
use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

/// Width of a number in the byte range, which is known only when all is laid out.
const RANGE_WIDTH: usize = 10;
/// Visible on paper, and locked: 4 is Print, 128 is Locked.
const FLAGS: i64 = 132;
/// Signatures exist, and the file may only be appended to.
const SIG_FLAGS: i64 = 3;

/// Why a file cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfFault {
    /// It is no PDF, or a damaged one.
    #[error("not a PDF that can be read: {0}")]
    Unreadable(String),
    /// It is encrypted.
    #[error("the PDF is encrypted; what is signed must be open to its readers")]
    Encrypted,
    /// Something that every PDF has is missing or odd.
    #[error("the PDF is not as expected: {0}")]
    Odd(&'static str),
    /// It would become too large for its own references.
    #[error("the PDF is too large")]
    TooLarge,
}

/// What stands in the new field.
pub(crate) struct Field<'a> {
    /// Name of the field; the file has none of this name yet.
    pub(crate) name: String,
    /// Signer's name.
    pub(crate) signer: &'a str,
    /// Why he signs.
    pub(crate) reason: Option<&'a str>,
    /// When, as PDF writes it.
    pub(crate) date: String,
    /// Room for the signature, in bytes.
    pub(crate) reserve: usize,
}

/// A file with an empty place for a signature.
pub(crate) struct Prepared {
    /// The whole file.
    pub(crate) bytes: Vec<u8>,
    /// Where the place's `<` stands, and what follows its `>`.
    pub(crate) gap: (usize, usize),
}

/// No part of a file is larger when it is unpacked, in bytes: whoever checks a stranger's file must not be overrun by it.
const MOST_UNPACKED: usize = 64 << 20;

/// Reads a PDF as it stands, without repair.
pub(crate) fn load(bytes: &[u8]) -> Result<Document, PdfFault> {
    let options = LoadOptions { strict: true, ..LoadOptions::with_max_decompressed_size(MOST_UNPACKED) };
    let document = Document::load_mem_with_options(bytes, options);
    let document = document.map_err(|e| PdfFault::Unreadable(e.to_string()))?;
    let is_encrypted = document.is_encrypted() || document.trailer.has(b"Encrypt");
    if is_encrypted { Err(PdfFault::Encrypted) } else { Ok(document) }
}

/// Names of the signature fields that a file has.
pub(crate) fn field_names(document: &Document) -> Vec<String> {
    let fields = form(document).ok().flatten().and_then(|(_, form)| form.get(b"Fields").ok().cloned());
    let fields = fields.and_then(|fields| fields.as_array().ok().cloned()).unwrap_or_default();
    let name = |field: &Object| {
        let (_, field) = document.dereference(field).ok()?;
        Some(super::objects::read_text(field.as_dict().ok()?.get(b"T").ok()?.as_str().ok()?))
    };
    fields.iter().filter_map(name).collect()
}

/// Adds a field to a file.
pub(crate) fn prepare(file: &[u8], document: &Document, field: &Field<'_>) -> Result<Prepared, PdfFault> {
    let mut update = Update::new(file, document)?;
    let (signature, widget) = (update.next_id(), update.next_id());
    let page = *document.get_pages().get(&1).ok_or(PdfFault::Odd("it has no page"))?;
    let place = update.signature(signature, field)?;
    update.object(widget, &Object::Dictionary(widget_of(field, signature, page)))?;
    let with_widget = page_with(document, page, widget)?;
    update.object(page, &Object::Dictionary(with_widget))?;
    update.form(document, widget)?;
    update.end(document)?;
    let bytes = update.out;
    let mut prepared = Prepared { gap: place.gap, bytes };
    prepared.fill_range(place.range)?;
    Ok(prepared)
}

impl Prepared {
    /// The bytes that are signed: all but the place of the signature.
    pub(crate) fn covered(&self) -> Vec<u8> {
        let (before, after) = (self.bytes.get(..self.gap.0), self.bytes.get(self.gap.1..));
        [before.unwrap_or_default(), after.unwrap_or_default()].concat()
    }

    /// Puts the signature into its place.
    pub(crate) fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, PdfFault> {
        let digits = hex::encode_upper(signature);
        let start = self.gap.0.saturating_add(1);
        let end = start.saturating_add(digits.len());
        if end >= self.gap.1 {
            return Err(PdfFault::Odd("the signature is longer than its place"));
        }
        let place = self.bytes.get_mut(start..end).ok_or(PdfFault::TooLarge)?;
        place.copy_from_slice(digits.as_bytes());
        Ok(self.bytes)
    }

    fn fill_range(&mut self, at: usize) -> Result<(), PdfFault> {
        let rest = self.bytes.len().saturating_sub(self.gap.1);
        let text = format!("0 {} {} {rest}", self.gap.0, self.gap.1);
        let place = self.bytes.get_mut(at..at.saturating_add(text.len())).ok_or(PdfFault::TooLarge)?;
        place.copy_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Places inside the new signature's object.
struct Place {
    range: usize,
    gap: (usize, usize),
}

struct Update {
    out: Vec<u8>,
    /// Where each new object stands.
    written: Vec<(ObjectId, usize)>,
    highest: u32,
}

impl Update {
    fn new(file: &[u8], document: &Document) -> Result<Self, PdfFault> {
        let size = document.trailer.get(b"Size").and_then(Object::as_i64).unwrap_or_default();
        let size = u32::try_from(size).map_err(|_| PdfFault::Odd("its size"))?;
        let mut out = file.to_vec();
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        Ok(Self { out, written: Vec::new(), highest: document.max_id.max(size.saturating_sub(1)) })
    }

    fn next_id(&mut self) -> ObjectId {
        self.highest = self.highest.saturating_add(1);
        (self.highest, 0)
    }

    fn note(&mut self, id: ObjectId) -> Result<(), PdfFault> {
        // Numbers in the old kind of cross-references have ten digits; in the new kind, as written here, four bytes.
        u32::try_from(self.out.len()).map_err(|_| PdfFault::TooLarge)?;
        self.written.push((id, self.out.len()));
        Ok(())
    }

    fn object(&mut self, id: ObjectId, object: &Object) -> Result<(), PdfFault> {
        self.note(id)?;
        indirect(&mut self.out, id, object);
        Ok(())
    }

    /// The dictionary of the signature, with its place left empty.
    fn signature(&mut self, id: ObjectId, field: &Field<'_>) -> Result<Place, PdfFault> {
        self.note(id)?;
        put(&mut self.out, format_args!("{} {} obj\n<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n", id.0, id.1));
        put(&mut self.out, format_args!("/SubFilter /ETSI.CAdES.detached\n/ByteRange ["));
        let range = self.out.len();
        put(&mut self.out, format_args!("{}]\n/Contents ", " ".repeat(RANGE_WIDTH * 3 + 4)));
        let start = self.out.len();
        put(&mut self.out, format_args!("<{}>", "0".repeat(field.reserve.saturating_mul(2))));
        let gap = (start, self.out.len());
        put(&mut self.out, format_args!("\n/M ({})\n/Name ", field.date));
        write(&mut self.out, &text(field.signer));
        if let Some(reason) = field.reason {
            put(&mut self.out, format_args!("\n/Reason "));
            write(&mut self.out, &text(reason));
        }
        put(&mut self.out, format_args!("\n>>\nendobj\n"));
        Ok(Place { range, gap })
    }

    /// The form of the document, which lists the fields; where there is none, the catalog gets one.
    fn form(&mut self, document: &Document, widget: ObjectId) -> Result<(), PdfFault> {
        let (place, mut form) = form(document)?.unwrap_or_default();
        let mut fields = match form.get(b"Fields").and_then(|fields| document.dereference(fields)) {
            Ok((_, Object::Array(fields))) => fields.clone(),
            _ => Vec::new(),
        };
        fields.push(Object::Reference(widget));
        form.set("Fields", fields);
        form.set("SigFlags", SIG_FLAGS);
        let id = match place {
            Some(id) => id,
            None => {
                let id = self.next_id();
                let root = root(document)?;
                let mut catalog = document.get_dictionary(root).map_err(odd)?.clone();
                catalog.set("AcroForm", Object::Reference(id));
                self.object(root, &Object::Dictionary(catalog))?;
                id
            }
        };
        self.object(id, &Object::Dictionary(form))
    }

    /// Cross-references and trailer.
    fn end(&mut self, document: &Document) -> Result<(), PdfFault> {
        let previous = i64::try_from(document.xref_start).map_err(|_| PdfFault::TooLarge)?;
        let mut trailer = Dictionary::new();
        for key in [&b"Root"[..], b"Info", b"ID"] {
            if let Ok(value) = document.trailer.get(key) {
                trailer.set(key, value.clone());
            }
        }
        trailer.set("Prev", previous);
        let start = match document.reference_table.cross_reference_type {
            XrefType::CrossReferenceTable => self.table(&mut trailer),
            XrefType::CrossReferenceStream => self.stream(&mut trailer)?,
        };
        put(&mut self.out, format_args!("startxref\n{start}\n%%EOF\n"));
        Ok(())
    }

    fn table(&mut self, trailer: &mut Dictionary) -> usize {
        trailer.set("Size", i64::from(self.highest).saturating_add(1));
        let start = self.out.len();
        put(&mut self.out, format_args!("xref\n"));
        self.written.sort_unstable();
        for run in self.written.chunk_by(|a, b| a.0.0.checked_add(1) == Some(b.0.0)) {
            let first = run.first().map_or(0, |(id, _)| id.0);
            put(&mut self.out, format_args!("{first} {}\n", run.len()));
            for ((_, generation), offset) in run {
                put(&mut self.out, format_args!("{offset:010} {generation:05} n \n"));
            }
        }
        put(&mut self.out, format_args!("trailer\n"));
        write(&mut self.out, &Object::Dictionary(trailer.clone()));
        self.out.push(b'\n');
        start
    }

    fn stream(&mut self, trailer: &mut Dictionary) -> Result<usize, PdfFault> {
        let id = self.next_id();
        let start = self.out.len();
        self.note(id)?;
        self.written.sort_unstable();
        let (mut index, mut rows) = (Vec::new(), Vec::new());
        for ((number, generation), offset) in &self.written {
            index.extend([Object::Integer(i64::from(*number)), Object::Integer(1)]);
            rows.push(1);
            rows.extend(u32::try_from(*offset).map_err(|_| PdfFault::TooLarge)?.to_be_bytes());
            rows.extend(generation.to_be_bytes());
        }
        trailer.set("Type", Object::Name(b"XRef".to_vec()));
        trailer.set("Size", i64::from(self.highest).saturating_add(1));
        trailer.set("W", vec![Object::Integer(1), Object::Integer(4), Object::Integer(2)]);
        trailer.set("Index", index);
        trailer.set("Length", i64::try_from(rows.len()).map_err(|_| PdfFault::TooLarge)?);
        let stream = Stream::new(trailer.clone(), rows);
        indirect(&mut self.out, id, &Object::Stream(stream));
        Ok(start)
    }
}

fn root(document: &Document) -> Result<ObjectId, PdfFault> {
    document.trailer.get(b"Root").and_then(Object::as_reference).map_err(odd)
}

/// The form: its object's number if it has one, and what it says.
pub(crate) fn form(document: &Document) -> Result<Option<(Option<ObjectId>, Dictionary)>, PdfFault> {
    let catalog = document.get_dictionary(root(document)?).map_err(odd)?;
    match catalog.get(b"AcroForm") {
        Err(_) => Ok(None),
        Ok(Object::Reference(id)) => {
            Ok(Some((Some(*id), document.get_dictionary(*id).map_err(odd)?.clone())))
        }
        Ok(_) => Err(PdfFault::Odd("its form stands inside of its catalog")),
    }
}

/// The field and its appearance in one: of no size and outside of the page, so that it shows nothing, and needs neither a
/// drawing (PDF/A) nor a place in the structure (PDF/UA). Who signed stands on the page in words.
fn widget_of(field: &Field<'_>, signature: ObjectId, page: ObjectId) -> Dictionary {
    let mut widget = Dictionary::new();
    widget.set("Type", Object::Name(b"Annot".to_vec()));
    widget.set("Subtype", Object::Name(b"Widget".to_vec()));
    widget.set("FT", Object::Name(b"Sig".to_vec()));
    widget.set("T", text(&field.name));
    widget.set("TU", text(field.signer));
    widget.set("Rect", vec![Object::Integer(-10); 4]);
    widget.set("F", FLAGS);
    widget.set("P", Object::Reference(page));
    widget.set("V", Object::Reference(signature));
    widget
}

fn page_with(document: &Document, page: ObjectId, widget: ObjectId) -> Result<Dictionary, PdfFault> {
    let mut dictionary = document.get_dictionary(page).map_err(odd)?.clone();
    let mut annotations = match dictionary.get(b"Annots").and_then(|all| document.dereference(all)) {
        Ok((_, Object::Array(all))) => all.clone(),
        _ => Vec::new(),
    };
    annotations.push(Object::Reference(widget));
    dictionary.set("Annots", annotations);
    // PDF/UA: the order of the keyboard follows the structure.
    dictionary.set("Tabs", Object::Name(b"S".to_vec()));
    Ok(dictionary)
}

fn odd(_: lopdf::Error) -> PdfFault {
    PdfFault::Odd("its catalog or first page")
}
