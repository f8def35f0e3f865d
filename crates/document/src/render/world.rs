//! The world that a template sees: two texts, the fonts, its data, and nothing else.

use super::RenderFault;
use super::fonts::FONTS;
use super::templates::{COMMON, Template};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// A template on the desk, with its data.
pub(super) struct Desk {
    library: LazyHash<Library>,
    main: Source,
    common: Source,
}

impl Desk {
    pub(super) fn new(template: &Template, data: String) -> Result<Self, RenderFault> {
        let mut inputs = Dict::new();
        inputs.insert("data".into(), Value::Str(data.into()));
        let library = Library::builder().with_inputs(inputs).build();
        Ok(Self {
            library: LazyHash::new(library),
            main: Source::new(id(template.name)?, template.text.to_owned()),
            common: Source::new(id(COMMON.name)?, COMMON.text.to_owned()),
        })
    }
}

fn id(name: &str) -> Result<FileId, RenderFault> {
    let path = VirtualPath::new(name).map_err(|_| RenderFault::Set(format!("no path: {name}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.0
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.common]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.1.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
