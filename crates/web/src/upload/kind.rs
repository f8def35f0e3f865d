//! What a file is, by its content alone: its name is what somebody called it.

use super::container;

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// Photograph.
    Jpeg,
    /// Picture.
    Png,
}

impl Kind {
    /// How much of a file's beginning is looked at.
    pub(crate) const HEAD: usize = 1024;
    /// How much of its end: the contents of a container stand there.
    pub(crate) const TAIL: usize = 256 * 1024;

    /// The kind of a file that begins and ends so; none of those that are taken otherwise.
    pub fn of(head: &[u8], tail: &[u8]) -> Option<Self> {
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        // ISO 32000: readers accept the header within the first 1024 bytes.
        if head.windows(5).take(Self::HEAD).any(|window| window == b"%PDF-") && !head.starts_with(b"PK") {
            return Some(Self::Pdf);
        }
        if !head.starts_with(b"PK\x03\x04") {
            return None;
        }
        let names = container::names(tail)?;
        let has = |name: &[u8]| names.contains(&name);
        // Macros make of a document a program.
        if !has(b"[Content_Types].xml") || names.iter().any(|name| name.ends_with(b"vbaProject.bin")) {
            return None;
        }
        match (has(b"word/document.xml"), has(b"xl/workbook.xml")) {
            (true, false) => Some(Self::Docx),
            (false, true) => Some(Self::Xlsx),
            (true, true) | (false, false) => None,
        }
    }

    /// The ending of names of such files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// A name with the right ending: the given one, or one that is added to it.
    pub(crate) fn name(self, given: &str) -> String {
        let lower = given.to_lowercase();
        let endings: &[&str] = if self == Self::Jpeg { &[".jpg", ".jpeg"] } else { &[] };
        let own = format!(".{}", self.ending());
        if lower.ends_with(&own) || endings.iter().any(|ending| lower.ends_with(ending)) {
            given.to_owned()
        } else {
            format!("{given}{own}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ZIP of empty files, as its format says: a local header each, the central directory, its end.
    pub(crate) fn zip(names: &[&str]) -> Vec<u8> {
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for name in names {
            let at = u32::try_from(out.len()).unwrap();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            out.extend_from_slice(&length);
            out.extend_from_slice(&[0, 0]);
            out.extend_from_slice(name.as_bytes());
            central.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            central.extend_from_slice(&length);
            central.extend_from_slice(&[0; 12]);
            central.extend_from_slice(&at.to_le_bytes());
            central.extend_from_slice(name.as_bytes());
        }
        let (at, size) = (u32::try_from(out.len()).unwrap(), u32::try_from(central.len()).unwrap());
        let count = u16::try_from(names.len()).unwrap().to_le_bytes();
        out.extend_from_slice(&central);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&count);
        out.extend_from_slice(&count);
        out.extend_from_slice(&size.to_le_bytes());
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out
    }

    fn of(bytes: &[u8]) -> Option<Kind> {
        Kind::of(&bytes[..bytes.len().min(Kind::HEAD)], bytes)
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        // The smallest whole files of their formats.
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";
        let pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
        let word = zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
        let sheet = zip(&["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]);
        assert_eq!(of(png), Some(Kind::Png));
        assert_eq!(of(jpeg), Some(Kind::Jpeg));
        assert_eq!(of(pdf), Some(Kind::Pdf));
        assert_eq!(of(&[b"\n\n".as_slice(), pdf].concat()), Some(Kind::Pdf), "something before its header");
        assert_eq!(of(&word), Some(Kind::Docx));
        assert_eq!(of(&sheet), Some(Kind::Xlsx));
    }

    #[test]
    fn programs_archives_pages_and_macros_are_nothing_that_is_taken() {
        let with_macros = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
        let both = zip(&["[Content_Types].xml", "word/document.xml", "xl/workbook.xml"]);
        let others: [&[u8]; 8] = [
            b"",
            b"MZ\x90\0",
            b"\x7fELF",
            b"<!DOCTYPE html><script>",
            b"GIF89a",
            &zip(&["claim.exe"]),
            &with_macros,
            &both,
        ];
        for bytes in others {
            assert_eq!(of(bytes), None, "{:?}", &bytes[..bytes.len().min(12)]);
        }
        assert_eq!(of(b"PK\x03\x04 cut off"), None);
    }

    #[test]
    fn a_name_gets_the_ending_of_what_the_file_is() {
        assert_eq!(Kind::Pdf.name("шарт.PDF"), "шарт.PDF");
        assert_eq!(Kind::Jpeg.name("фото.jpeg"), "фото.jpeg");
        assert_eq!(Kind::Png.name("скан.exe"), "скан.exe.png");
    }
}
