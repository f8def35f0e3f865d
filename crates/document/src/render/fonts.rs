//! The faces of papers: Noto Serif, which holds every Kazakh letter and the tenge sign; in the program itself, so that a paper
//! looks the same on every machine.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Book and faces, read once.
pub(super) static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let files: [&[u8]; 2] = [
        include_bytes!("../../fonts/NotoSerif-Regular.ttf"),
        include_bytes!("../../fonts/NotoSerif-Bold.ttf"),
    ];
    let faces: Vec<Font> = files.into_iter().filter_map(|file| Font::new(Bytes::new(file), 0)).collect();
    (LazyHash::new(FontBook::from_fonts(&faces)), faces)
});
